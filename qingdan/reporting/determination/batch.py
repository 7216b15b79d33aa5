"""
A decided inventory in one output: table, JSON, JSON Lines,
CSV, TriG, HTML; each streams, row after row.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from textwrap import indent

from ...deciding.batch import Decided, Proof
from ...deciding.determination import Determination
from ...inventory.titles import titles
from ...language import phrase
from ...law.model import Law
from ...rdf.names import curie
from ..phrases import DISCLAIMER, say
from . import as_text, overview

FORMS = ("table", "json", "jsonl", "csv", "turtle", "html")
SUFFIXES = {
    ".json": "json",
    ".jsonl": "jsonl",
    ".csv": "csv",
    ".trig": "turtle",
    ".html": "html",
    ".parquet": "parquet",
    ".txt": "table",
}
MOST_IN_PAGE = 500
_GROUP = 64
_ITEM = "\ue000"
_EXPORT = "\ue001"
_TITLE = "\ue002"
_INPUT = "\ue003"


def render(
    decided: Decided,
    form: str,
    langs: tuple[str, ...],
    detail: str | None,
    screen: bool = False,
) -> Iterator[str]:
    """Every item in a format, by IRI; a table for a screen where it is for one."""
    if form == "json":
        yield from _json(decided)
    elif form == "jsonl":
        yield from _lines(decided)
    elif form == "csv":
        yield from decided.csv(langs[0])
    elif form == "turtle":
        import pyoxigraph as ox

        from .as_rdf_batch import written

        yield from written(decided, ox.RdfFormat.TRIG)
    elif form == "html":
        from .as_html import overview_page

        yield overview_page(
            decided, list(decided.determinations(MOST_IN_PAGE)), langs, detail
        )
    else:
        yield from _table(decided, langs, detail, screen)


def single(
    law: Law,
    determination: Determination,
    form: str,
    langs: tuple[str, ...],
    detail: str,
) -> Iterator[str]:
    """One determination in a format."""
    if form == "json":
        from .as_json import document

        yield (
            json.dumps(document(determination), ensure_ascii=False, indent=2)
            + "\n"
        )
    elif form == "turtle":
        from .as_rdf import quads
        from .rdf_terms import serialise

        yield serialise(quads(law, determination), in_graphs=False)
    else:
        from .as_html import page

        yield page(law, [determination], langs, detail)


def _json(decided: Decided) -> Iterator[str]:
    from .as_json import document

    between = "[\n"
    for determination in decided.determinations():
        yield between + indent(
            json.dumps(document(determination), ensure_ascii=False, indent=2),
            "  ",
        )
        between = ",\n"
    yield "\n]\n" if decided.items else "[]\n"


def _lines(decided: Decided) -> Iterator[str]:
    """JSON Lines: the text of a case is written once, and each item's own names are put in."""
    templates: dict[int, tuple[Proof, list[str]]] = {}
    for item, kept, names, proof in decided.proofs():
        if id(proof) not in templates:
            if len(templates) > _GROUP * _GROUP:
                templates.clear()
            templates[id(proof)] = proof, _template(decided, proof)
        names_by_mark = {
            _ITEM: json.dumps(item, ensure_ascii=False),
            _TITLE: json.dumps(titles(kept), ensure_ascii=False),
        }
        names_by_mark[_INPUT] = json.dumps(
            decided.input_of(proof, item, names)
        )
        names_by_mark |= {
            f"{_EXPORT}{number}": json.dumps(name, ensure_ascii=False)
            for number, name in enumerate(names)
        }
        yield (
            "".join(
                names_by_mark.get(part, part)
                for part in templates[id(proof)][1]
            )
            + "\n"
        )


def _template(decided: Decided, proof: Proof) -> list[str]:
    from .as_json import document

    marks = tuple(f"{_EXPORT}{number}" for number in range(len(proof.exports)))
    determination = document(decided.told_of(proof, _ITEM, marks, {}))
    determination["title"] = _TITLE
    determination["receipt"]["input"] = _INPUT
    text = json.dumps(determination, ensure_ascii=False)
    for mark in (_ITEM, _TITLE, _INPUT, *marks):
        text = text.replace(f'"{mark}"', f"\0{mark}\0")
    return text.split("\0")


def _table(
    decided: Decided, langs: tuple[str, ...], detail: str | None, screen: bool
) -> Iterator[str]:
    if detail:
        for determination in decided.determinations():
            yield (
                as_text.proof(decided.law, determination, langs, detail) + "\n"
            )
    yield from overview.table(decided, langs[0], screen)
    yield summary(decided, langs[0])


def summary(decided: Decided, lang: str) -> str:
    """
    The number of items of each outcome, by scenario too,
    and the facts whose absence leaves most items open.
    """
    counts = sorted(
        decided.outcomes().items(), key=lambda pair: (-pair[1], pair[0])
    )
    lines = ["", *(f"{count:6,}  {outcome}" for outcome, count in counts)]
    steps = sorted(
        decided.first_steps().items(), key=lambda pair: (-pair[1], pair[0])
    )
    lines += (
        [
            "",
            phrase("First", lang) + ":",
            *(f"{count:6,}  {step}" for step, count in steps),
        ]
        if steps
        else []
    )
    asked = decided.missing()[:5]
    if asked:
        lines += [
            "",
            phrase("Missing facts, most decisive first", lang) + ":",
            *(f"{count:6,}  {fact}" for fact, count in asked),
        ]
    for scenario, outcomes in decided.scenarios().items():
        listed = ", ".join(
            f"{outcome} {count:,}" for outcome, count in outcomes.most_common()
        )
        lines += (
            []
            if lines[-1].startswith("  · ")
            else ["", phrase("Outcomes by scenario", lang) + ":"]
        ) + [
            f"  · {say(decided.law.label(scenario), lang) or curie(scenario)}: {listed}"
        ]
    return "\n".join([*lines, "", phrase(DISCLAIMER, lang), ""])
