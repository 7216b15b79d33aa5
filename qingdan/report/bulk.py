"""Many determinations in one output: table, JSON, JSON Lines, CSV, TriG, HTML."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator

from ..determination import Determination
from ..names import curie
from ..terms import Law
from . import as_text
from .words import say, word

COLUMNS = ("item", "title", "asOf", "list", "position", "outcome", "tier", "rules", "cites", "missingFacts")


def render(
    law: Law, found: list[Determination], form: str, langs: tuple[str, ...], detail: str | None, single: bool = False
) -> Iterator[str]:
    """The determinations in a format; `single` leaves out what only a list of several needs."""
    if form == "json":
        from .as_json import document

        shown = [document(one) for one in found]
        yield json.dumps(shown[0] if single else shown, ensure_ascii=False, indent=2) + "\n"
    elif form == "jsonl":
        from .as_json import document

        for one in found:
            yield json.dumps(document(one), ensure_ascii=False) + "\n"
    elif form == "csv":
        yield from _csv(found, langs[0])
    elif form == "turtle":
        from .as_turtle import quads, serialise

        yield serialise([quad for one in found for quad in quads(law, one)], named=not single)
    elif form == "html":
        from .as_html import page

        yield page(law, found, langs, detail)
    else:
        yield from _table(law, found, langs, detail)


def _row(one: Determination, lang: str) -> dict[str, str]:
    carrying = one.grounds or one.unknown
    return {
        "item": one.item,
        "title": say(one.title, lang),
        "asOf": one.as_of.isoformat(),
        "list": one.list or "",
        "position": one.position,
        "outcome": one.outcome,
        "tier": "" if one.tier is None else str(one.tier),
        "rules": " ".join(curie(finding.rule) for finding in one.grounds),
        "cites": " ".join(dict.fromkeys(cite for finding in carrying for cite in finding.cites)),
        "missingFacts": " ".join(fact.fact for fact in one.missing),
    }


def _csv(found: list[Determination], lang: str) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for one in found:
        writer.writerow({key: _harmless(value) for key, value in _row(one, lang).items()})
    yield buffer.getvalue()


def _harmless(cell: str) -> str:
    """A cell that a spreadsheet would run as a formula is shown as text."""
    return "'" + cell if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def _table(law: Law, found: list[Determination], langs: tuple[str, ...], detail: str | None) -> Iterator[str]:
    if detail:
        for one in found:
            yield as_text.proof(law, one, langs, detail) + "\n"
    yield _rich(found, langs[0]) if sys.stdout.isatty() else _plain(found, langs[0])
    yield _summary(found, langs[0])


def _reason(one: Determination, lang: str) -> str:
    """The carrying rule, or the first question when facts are missing."""
    if one.missing and one.outcome == "NeedsFacts":
        more = f" (+{len(one.missing) - 1})" if len(one.missing) > 1 else ""
        return f"? {one.missing[0].fact}{more}"
    first = one.grounds[0] if one.grounds else None
    return f"{say(first.label, lang)} [{first.cites[0]}]" if first else ""


def _plain(found: list[Determination], lang: str) -> str:
    width = max((len(one.item) for one in found), default=0)
    return "".join(f"{one.item:{width}}  {one.outcome:29}  {one.position:23}  {_reason(one, lang)}\n" for one in found)


def _rich(found: list[Determination], lang: str) -> str:
    from rich.console import Console
    from rich.table import Table

    table = Table(show_lines=False)
    for heading in ("item", "outcome", "position", word("why", lang).lower()):
        table.add_column(heading, overflow="fold")
    colours = {"undetermined": "yellow", "in-list": "red", "outside-list-management": "red", "national-rules": "cyan"}
    for one in found:
        colour = "green" if one.position in ("out-of-list", "not-an-export") else colours.get(one.position, "white")
        table.add_row(one.item, f"[{colour}]{one.outcome}[/]", word(one.position, lang), _reason(one, lang).replace("[", "\\["))
    console = Console(file=io.StringIO(), force_terminal=True, width=Console().width)
    console.print(table)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def _summary(found: list[Determination], lang: str) -> str:
    counts: dict[str, int] = {}
    for one in found:
        counts[one.outcome] = counts.get(one.outcome, 0) + 1
    lines = [f"{count:6,}  {outcome}" for outcome, count in sorted(counts.items(), key=lambda pair: -pair[1])]
    ranks: dict[str, list[int]] = {}
    for one in found:
        for rank, fact in enumerate(one.missing):
            ranks.setdefault(fact.fact, []).append(rank)
    telling = sorted(ranks, key=lambda fact: (-len(ranks[fact]), sum(ranks[fact]) / len(ranks[fact]), fact))
    asked = [f"{len(ranks[fact]):6,}  {fact}" for fact in telling[:5]]
    return "\n".join(["", *lines, *(["", word("missing", lang) + ":", *asked] if asked else []), "", word("disclaimer", lang), ""])
