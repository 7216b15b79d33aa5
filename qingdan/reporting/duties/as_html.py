"""
The list of duties as a page: overdue first, then by month, each duty
told once with who owes it folded; what has no day by phase; no script.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from ...language import N_, phrase
from ...law.model import Law
from ...rdf.names import QD
from ..determination.as_html import environment, stylesheet
from ..determination.view import View
from ..phrases import say
from ..style import Style
from . import as_text
from .listing import OVERDUE, STATES, Entry, Listing
from .phrases import bodies

TITLE = N_("What is owed, and by when")
_PAUSE = re.compile("[:：,，;；(（]")
_BEFORE_EXPORTS = N_("{many} duties before the exports of that day")
_DONE = ("done", "late")
_PAST = (*OVERDUE, *_DONE)
_MONTH = N_("{day:%B} {day.year}")


def written(listing: Listing, style: Style) -> Iterator[str]:
    """A page of its own."""
    yield (
        environment()
        .get_template("sheet.html.j2")
        .render(
            content=fragment(listing, style.lang),
            title=phrase(TITLE, style.lang),
            style=stylesheet(),
            lang=style.lang,
            zh=style.lang == "zh",
        )
    )


def fragment(listing: Listing, lang: str) -> str:
    """The content of the page: the year, what is overdue, each month, what has no day."""
    law = listing.law
    groups = dict(as_text.groups(listing.entries))
    dated = groups["dated"]
    overdue = [entry for entry in dated if entry.state in OVERDUE]
    done = [entry for entry in dated if entry.state in _DONE]
    ahead = [entry for entry in dated if entry.state not in _PAST]
    months = [(key, _rows(some)) for key, some in _months(ahead)]
    return (
        environment()
        .get_template("duties.html.j2")
        .render(
            view=View(law),
            lang=lang,
            as_of=listing.as_of,
            year=_year(months, listing.as_of),
            overdue=_rows(overdue),
            many_overdue=len(overdue),
            months=months,
            done=_rows(done),
            undated=_phases(law, groups["undated"], lang),
            authorities=_by_duty(groups["authorities"]),
            states=STATES,
            month_name=lambda day: phrase(_MONTH, lang, day=day),
            shortly=lambda row: _shortly(row, lang),
            debtor=as_text.debtor,
            bodies=bodies,
            tell=lambda entry: list(listing.told(entry, lang)),
        )
    )


class Row(NamedTuple):
    """
    What is due on a day, in a state: one duty of one or more handlers, or
    all that comes before the exports of that day; each duty once, with all who owe it.
    """

    day: date
    state: str
    exported: bool
    duties: list[list[Entry]]

    @property
    def debtors(self) -> int:
        """How many owe it."""
        owing = {
            entry.owed.debtor for entries in self.duties for entry in entries
        }
        return len(owing)

    @property
    def items(self) -> int:
        """How many items call for it."""
        named = {
            item
            for entries in self.duties
            for entry in entries
            for item in entry.owed.items
        }
        return len(named)


def _rows(entries: Iterable[Entry]) -> list[Row]:
    """A row for each duty of a day, one for all that comes before the exports of a day."""
    rows: dict[tuple[object, ...], list[Entry]] = {}
    for entry in sorted(entries, key=lambda entry: entry.day or date.max):
        exported = _before_exports(entry)
        duty = None if exported else entry.duty.duty
        rows.setdefault((entry.day, entry.state, duty), []).append(entry)
    return [
        Row(
            day=some[0].day or date.max,
            state=some[0].state,
            exported=_before_exports(some[0]),
            duties=_by_duty(some),
        )
        for some in rows.values()
    ]


def _by_duty(entries: Iterable[Entry]) -> list[list[Entry]]:
    """Each duty once, with all who owe it."""
    duties: dict[str, list[Entry]] = {}
    for entry in entries:
        duties.setdefault(entry.duty.duty, []).append(entry)
    return list(duties.values())


def _before_exports(entry: Entry) -> bool:
    """Whether it comes before an export and has no other day."""
    return entry.deadline is None and entry.owed.exported is not None


def _year(
    months: list[tuple[date, list[Row]]], as_of: date
) -> list[tuple[date, list[Row]]]:
    """Twelve months at a glance, those on which nothing is due too."""
    due = dict(months)
    first = as_of.replace(day=1)
    year = []
    for ahead in range(12):
        years, month = divmod(first.month - 1 + ahead, 12)
        begin = date(first.year + years, month + 1, 1)
        year.append((begin, due.get(begin, [])))
    return year


def _shortly(row: Row, lang: str) -> str:
    """What is due, as far as the first pause of its sentence."""
    if row.exported:
        return phrase(_BEFORE_EXPORTS, lang, many=len(row.duties))
    return _PAUSE.split(say(row.duties[0][0].duty.label, lang))[0]


def _months(entries: Iterable[Entry]) -> list[tuple[date, list[Entry]]]:
    """The entries by the first day of the month of their day."""
    months: dict[date, list[Entry]] = {}
    for entry in entries:
        if entry.day:
            months.setdefault(entry.day.replace(day=1), []).append(entry)
    return sorted(months.items(), key=lambda month: month[0])


def _phases(
    law: Law, entries: list[Entry], lang: str
) -> list[tuple[str, list[list[Entry]]]]:
    """What has no day, by phase; each duty once, with all who owe it."""
    phases = []
    for phase in law.ordered("Phase"):
        of_phase = [entry for entry in entries if entry.duty.phase == phase]
        if of_phase:
            label = say(law.label(QD + phase), lang)
            phases.append((label, _by_duty(of_phase)))
    return phases
