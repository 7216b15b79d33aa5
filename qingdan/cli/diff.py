"""`qingdan lists diff`: where two lists, readings or days come to different outcomes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..api import readings
from ..errors import CallError
from ..law.load import editions
from .kinds import Command
from .options import AS_OF, LANG, LANGS, OUTPUT

if TYPE_CHECKING:
    from ..proving.difference import Side
    from ..reporting.lists.differences import Report

_SUFFIXES = {".txt": "text", ".json": "json", ".html": "html"}


@click.command(cls=Command)
@click.argument("first")
@click.argument("second")
@AS_OF
@click.option(
    "--both-clear",
    is_flag=True,
    help="Tell also where neither asks for a mechanism, on different grounds.",
)
@LANG
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "html"]),
    help="Default: text.",
)
@OUTPUT
def diff(
    first: str,
    second: str,
    as_of: date | None,
    both_clear: bool,
    lang: str,
    form: str | None,
    output: Path | None,
) -> None:
    """
    Tell every region of facts for which FIRST and SECOND come to different outcomes.

    Each is a list, with a day and readings where they are not the usual ones.

    \b
    qingdan lists diff cq-2025 cn
    qingdan lists diff cq-2025 cq-2025+Q3=literal
    qingdan lists diff cn@2024-03-21 cn@2024-03-22
    """
    from ..counting.day import today
    from ..errors import without
    from ..output import deliver, format_of

    try:
        from ..proving.difference import differences
    except ImportError:
        raise without(
            "what compares laws, the library z3-solver, is", "proofs"
        ) from None
    from ..reporting.lists.differences import Report

    form = format_of(output, form, _SUFFIXES, "text")
    day = as_of or today()
    sides = _side(first, day), _side(second, day)
    report = Report(sides, list(differences(*sides, both_clear)))
    deliver(_written(report, form, LANGS[lang][0]), output)


def _written(report: Report, form: str, lang: str) -> Iterator[str]:
    from ..reporting.lists import differences as written

    if form == "text":
        yield from written.text(report, lang)
    elif form == "json":
        yield written.as_json(report)
    else:
        yield written.page(report, lang)


def _side(text: str, today: date) -> Side:
    """A side as it is written: `LIST[@DAY][+READING…]`."""
    from ..proving.difference import Side

    head, *names = text.split("+")
    edition, at, day = head.partition("@")
    if edition not in editions():
        known = ", ".join(editions())
        raise CallError(
            f"the list {edition!r} is not known; choose one of {known}"
        )
    return Side(
        edition=edition,
        day=_day(day, text) if at else today,
        chosen=readings(names),
    )


def _day(text: str, side: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CallError(
            f"the day {text!r} in {side!r} is no date; write it as 2026-01-31"
        ) from None
