"""A decided inventory to read: a table for a screen, or plain lines of fixed columns; sums."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import chain, islice
from typing import TYPE_CHECKING

from ...deciding.batch import Decided
from ...deciding.batch_checks import Answer
from ...inventory.titles import titles
from ...language import N_, phrase
from ...law.model import Law
from ...output import plain
from ...rdf.names import QD, curie, tail
from ..phrases import DISCLAIMER, by_pack, cited, say, tone
from ..punctuation import aside, heading, in_turn, under
from ..style import Style
from . import as_text

if TYPE_CHECKING:
    from rich.text import Text

MOST_ON_A_SCREEN = 2_000
_MANY = N_(
    "More than {most:,} items are not listed on a screen; add --no-screen, or --output"
)
_TITLE = 36
_OUTCOME = 31
_LEAST = 20
_WIDE = 150
_COLOURS = {"clear": "green", "route": "red", "stop": "red", "open": "yellow"}


def written(decided: Decided, style: Style) -> Iterator[str]:
    """The proof of each item where a detail is asked for, the table, its sums."""
    if style.detail:
        for determination in decided.determinations():
            proof = as_text.proof(
                decided.law, determination, style.langs, style.detail
            )
            yield proof + "\n"
    yield from table(decided, style.lang, style.screen)
    yield summary(decided, style.lang)


def table(decided: Decided, lang: str, screen: bool) -> Iterator[str]:
    """A row for each item by IRI: name, title, outcome, position, deciding rule or question."""
    if not screen:
        yield from _lines(decided, lang)
    elif decided.items <= MOST_ON_A_SCREEN:
        yield _on_screen(decided, lang)
    else:
        yield phrase(_MANY, lang, most=MOST_ON_A_SCREEN) + "\n"


def _reason(law: Law, answer: Answer, lang: str) -> str:
    """What comes before anything leaves, then the deciding rule, or the first question."""
    steps = [
        f"! {say(law.label(QD + step), lang)}"
        for step in answer.verdict.first_steps(law)
    ]
    return in_turn([*_deciding(law, answer, lang), *steps], lang)


def _deciding(law: Law, answer: Answer, lang: str) -> Iterator[str]:
    """The first question that is open, else the rule that decides with its first provision."""
    verdict = answer.verdict
    if verdict.missing and verdict.outcome == "NeedsFacts":
        more = ""
        if len(verdict.missing) > 1:
            more = aside(f"+{len(verdict.missing) - 1}", lang)
        yield f"? {_fact(law, verdict.missing[0].fact, lang)}{more}"
        return
    for rule in law.rules:
        if rule.iri in verdict.grounds[:1]:
            cites = law.cited(rule.sources, answer.day)[:1]
            yield f"{say(rule.label, lang)} [{cited(law, cites, lang)}]"


def _fact(law: Law, name: str, lang: str) -> str:
    """A fact as people call it."""
    return say(law.facts[name].label, lang)


def _lines(decided: Decided, lang: str) -> Iterator[str]:
    from rich.cells import set_cell_size

    width = decided.longest()
    columns = {}
    for distinct in decided.answers:
        verdict = distinct.verdict
        reason = plain(_reason(decided.law, distinct, lang))
        codes = f"{verdict.outcome:29}  {verdict.position:23}"
        columns[id(distinct)] = f"{codes}  {reason}"
    rows = decided.rows()
    first = list(islice(rows, MOST_ON_A_SCREEN))
    titled = any(kept for _, kept, _ in first)
    for item, kept, answer in chain(first, rows):
        title = ""
        if titled:
            title = plain(say(titles(kept), lang))
        shown = ""
        if titled:
            shown = f"{set_cell_size(_cut(title, _TITLE), _TITLE)}  "
        yield f"{plain(item):{width}}  {shown}{columns[id(answer)]}\n"


def _cut(text: str, cells: int) -> str:
    """The beginning of a text that fits into cells, with a sign where it goes on."""
    from rich.cells import cell_len, set_cell_size

    if cell_len(text) <= cells:
        return text
    return set_cell_size(text, cells - 1).rstrip() + "…"


def _on_screen(decided: Decided, lang: str) -> str:
    """A table as wide as the screen: one line for each item where it fits, else two."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    out = io.StringIO()
    width = Console().width
    console = Console(
        file=out, force_terminal=True, width=width, highlight=False
    )
    rows = list(decided.rows())
    tails = Counter(tail(item) for item, _, _ in rows)
    longest = max(map(len, tails), default=_LEAST)
    wide = width >= _WIDE
    item = phrase("Item", lang)
    title = phrase("Title", lang)
    outcome_heading = phrase("Outcome", lang)
    why_heading = phrase("Why", lang)
    fixed = (
        [min(longest, width // 4), _TITLE, _OUTCOME]
        if wide
        else [min(_TITLE, width // 2)]
    )
    rest = max(width - sum(fixed) - 3 * len(fixed) - 2, _LEAST)
    made = Table(box=box.SIMPLE_HEAD, padding=(0, 1), pad_edge=False)
    headings = (
        [item, title, outcome_heading, why_heading]
        if wide
        else [f"{item} · {title}", f"{outcome_heading} · {why_heading}"]
    )
    for name_of_column, cells in zip(headings, [*fixed, rest], strict=True):
        made.add_column(name_of_column, overflow="fold", width=cells)
    for iri, kept, answer in rows:
        end = tail(iri)
        name = _text(end if tails[end] == 1 else iri, "bold")
        shown_title = plain(say(titles(kept), lang))
        titled = _text(_cut(shown_title, fixed[1 if wide else 0]))
        why = plain(_reason(decided.law, answer, lang))
        reason = _text(_cut(why, rest))
        if wide:
            outcome = _outcome(decided.law, answer, lang, _OUTCOME)
            made.add_row(name, titled, outcome, reason)
        else:
            outcome = _outcome(decided.law, answer, lang, rest)
            made.add_row(_under(name, titled), _under(outcome, reason))
    console.print(made)
    return out.getvalue()


def _under(first: Text, second: Text) -> Text:
    from rich.text import Text

    return Text("\n").join([first, second])


def _text(text: str, style: str = "") -> Text:
    """A text as it stands: nothing in it is read as markup, as an emoji or by a terminal."""
    from rich.text import Text

    return Text(plain(text), style=style)


def _outcome(law: Law, answer: Answer, lang: str, cells: int) -> Text:
    """The outcome as people call it, cut to cells, in the colour of its tone."""
    outcome = answer.verdict.outcome
    label = say(law.outcome_label(outcome), lang)
    return _text(_cut(label, cells), _COLOURS[tone(law, outcome)])


def summary(decided: Decided, lang: str) -> str:
    """
    The number of items of each outcome, by scenario too,
    and the facts whose absence leaves most items open.
    """
    law = decided.law

    def outcome(name: str) -> str:
        return say(law.outcome_label(name), lang)

    lines = [""]
    for name, count in _ranked(decided.outcomes()):
        lines.append(f"{count:6,}  {outcome(name)} [{name}]")
    steps = _ranked(decided.first_steps())
    if steps:
        lines += ["", heading(phrase("First", lang), lang)]
    for name, count in steps:
        label = say(law.label(QD + name), lang)
        lines.append(f"{count:6,}  {label} [{name}]")
    asked = decided.missing()[:5]
    if asked:
        name = phrase("Missing facts, most decisive first", lang)
        lines += ["", heading(name, lang)]
    for fact, count in asked:
        lines.append(f"{count:6,}  {_fact(law, fact, lang)} [qd:{fact}]")
    scenarios = decided.scenarios()
    if scenarios:
        name = phrase("Outcomes by scenario", lang)
        lines += ["", heading(name, lang)]
    for scenario, outcomes in scenarios.items():
        numbers = in_turn(
            (
                f"{outcome(name)} {count:,}"
                for name, count in outcomes.most_common()
            ),
            lang,
        )
        label = say(law.label(scenario), lang) or curie(scenario)
        lines.append(f"  · {under(label, numbers, lang)}")
    last = [phrase(DISCLAIMER, lang), by_pack(law, lang)]
    return "\n".join([*lines, "", *filter(None, last), ""])


def _ranked(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Names with their numbers, the most frequent first."""
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
