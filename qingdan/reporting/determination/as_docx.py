"""Determinations as Word documents: the proof of one item, the report of an inventory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from typing import NamedTuple

from ...counting.day import today
from ...deciding.batch import Decided
from ...deciding.determination import Determination, Proven
from ...inventory.titles import titles
from ...language import N_, phrase
from ...law.model import Law
from ...rdf.graph import Text
from ...rdf.names import QD, curie, readable
from .. import word
from ..blocks import Block, Grid, Heading, Line
from ..phrases import DISCLAIMER, say
from ..style import Style
from .annex_blocks import AnnexBlocks
from .as_html import MOST_IN_PAGE, overview_of
from .as_text import DETAILS
from .changes import changes as changes_of

TITLE = N_("Which of this data may leave China, and how")
_MOST = 10
_ITEMS = (
    34,
    24,
    18,
    24,
)
_MORE = N_("{shown:,} of {all:,} items are listed")


class Told(NamedTuple):
    """What the report of an inventory tells of an item."""

    name: str
    outcome: str
    position: str
    why: str


class Report(NamedTuple):
    """
    What the report of an inventory tells: how many items there are, how many have each
    outcome, how many wait for each question, and of each what it comes to.
    """

    total: int
    outcomes: list[tuple[str, int]]
    questions: list[tuple[Text, int]]
    items: Iterable[Told]


def written(proven: Proven, style: Style) -> bytes:
    """The answer of one item on two or three sheets; with its annex where a detail is asked for."""
    answer = proven.determination
    changes = changes_of(
        proven.law,
        answer,
        proven.changes(),
    )
    depth = DETAILS.index(style.detail or "summary")
    blocks: list[Block] = []
    for lang in style.langs:
        of_language = AnnexBlocks(
            proven.law,
            answer,
            lang,
        )
        of_language.full = depth == len(DETAILS) - 1
        name = say(answer.title, lang) or readable(curie(answer.item))
        if blocks:
            blocks.append(
                Heading(
                    name,
                    1,
                    on_new_page=True,
                )
            )
        blocks += of_language.blocks(changes)
        if depth:
            blocks += of_language.annex(changes)
        blocks.append(Line(phrase(DISCLAIMER, lang), note=True))
    title = say(answer.title, style.lang) or readable(curie(answer.item))
    return _document(
        title,
        blocks,
        answer.as_of,
        style.lang,
    )


def inventory(decided: Decided, style: Style) -> bytes:
    """The report of a decided inventory; where a detail is asked for, with each proof."""
    law = decided.law
    overview = overview_of(decided)
    blocks: list[Block] = []
    for lang in style.langs:
        if blocks:
            blocks.append(
                Heading(
                    phrase(TITLE, lang),
                    1,
                    on_new_page=True,
                )
            )
        told_of = Report(
            total=overview.total,
            outcomes=overview.counts,
            questions=[
                (fact.question, count) for fact, count in overview.blocking
            ],
            items=islice(_told(decided, lang), MOST_IN_PAGE),
        )
        blocks += report(
            law,
            told_of,
            lang,
        )
    day = None
    if style.detail:
        for determination in decided.determinations(MOST_IN_PAGE):
            day = determination.as_of
            blocks += _proof(
                law,
                determination,
                style,
            )
    title = phrase(TITLE, style.lang)
    days = [answer.day for answer in decided.answers]
    return _document(
        title, blocks, day or max(days, default=today()), style.lang
    )


def report(law: Law, told_of: Report, lang: str) -> Iterator[Block]:
    """What an inventory comes to: outcomes, what is missing most, its items."""
    outcomes = [
        (say(law.outcome_label(name), lang), count)
        for name, count in told_of.outcomes
    ]
    questions = [(say(text, lang), count) for text, count in told_of.questions]
    yield Heading(phrase("Outcomes", lang), 1)
    yield _counted(
        phrase("Outcome", lang),
        outcomes,
        lang,
    )
    if questions:
        hold = phrase("The missing facts that hold back most items", lang)
        yield Heading(hold, 1)
        yield _counted(
            phrase("Question", lang),
            questions[:_MOST],
            lang,
        )
    yield Heading(phrase("Items", lang), 1)
    rows = tuple(tuple(item) for item in told_of.items)
    if len(rows) < told_of.total:
        some = phrase(
            _MORE,
            lang,
            shown=len(rows),
            all=told_of.total,
        )
        yield Line(some, note=True)
    columns = (
        N_("Item"),
        N_("Outcome"),
        N_("Position"),
        N_("Why"),
    )
    heads = tuple(phrase(column, lang) for column in columns)
    if rows:
        yield Grid(
            heads,
            rows,
            _ITEMS,
        )
    yield Line(phrase(DISCLAIMER, lang), note=True)


def _counted(what: str, counts: Iterable[tuple[str, int]], lang: str) -> Grid:
    """What there is with the number of items of each."""
    rows = tuple((name, f"{count:,}") for name, count in counts)
    return Grid(
        (what, phrase("Number of items", lang)),
        rows,
        (78, 22),
    )


def made_report(law: Law, told_of: Report, day: date, lang: str) -> bytes:
    """The report as a document."""
    return _document(
        phrase(TITLE, lang),
        report(
            law,
            told_of,
            lang,
        ),
        day,
        lang,
    )


def outcome_told(
    law: Law, outcome: str, steps: Iterable[str], lang: str
) -> str:
    """An outcome with what comes before anything leaves, whatever the outcome."""
    lines = [say(law.outcome_label(outcome), lang)]
    for step in steps:
        label = say(law.label(QD + step), lang)
        lines.append(f"! {phrase('First', lang)}{phrase(': ', lang)}{label}")
    return "\n".join(lines)


def _told(decided: Decided, lang: str) -> Iterator[Told]:
    """A line for each item; what is to be found out first where it is open."""
    law = decided.law
    rules = {rule.iri: rule for rule in law.rules}
    for item, kept, answer in decided.rows():
        verdict = answer.verdict
        why = ""
        if verdict.missing:
            why = say(verdict.missing[0].question, lang)
        elif verdict.grounds:
            why = say(rules[verdict.grounds[0]].label, lang)
        title = say(titles(kept), lang)
        yield Told(
            name="\n".join(filter(None, (title, readable(item)))),
            outcome=outcome_told(
                law,
                verdict.outcome,
                verdict.first_steps(law),
                lang,
            ),
            position=say(law.position_label(verdict.position), lang),
            why=why,
        )


def _proof(
    law: Law, determination: Determination, style: Style
) -> Iterator[Block]:
    """The proof of one item among others, on a page of its own."""
    depth = DETAILS.index(style.detail or "legal")
    for lang in style.langs:
        name = say(determination.title, lang) or readable(
            curie(determination.item)
        )
        yield Heading(
            name,
            1,
            on_new_page=True,
        )
        of_language = AnnexBlocks(
            law,
            determination,
            lang,
        )
        of_language.full = depth == len(DETAILS) - 1
        yield from of_language.blocks((), 2)
        if depth:
            yield from of_language.annex(level=2)


def _document(
    title: str, blocks: Iterable[Block], day: date, lang: str
) -> bytes:
    notice = phrase("Not legal advice. The Chinese originals control.", lang)
    as_of = f"{phrase('as of', lang)} {day}"
    foot = (f"Qingdan · {as_of} · {notice} ", "")
    return word.document(
        title,
        blocks,
        day,
        foot,
    )
