"""The list of duties as a page: a timeline by month, what has no day by phase; no script."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby

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
    """The content of the page."""
    law = listing.law
    as_of = listing.as_of
    groups = dict(as_text.groups(listing.entries))
    overdue = [entry for entry in groups["dated"] if entry.state in OVERDUE]
    done = [
        entry for entry in groups["dated"] if entry.state in ("done", "late")
    ]
    ahead = [
        entry
        for entry in groups["dated"]
        if entry not in overdue and entry not in done
    ]
    sections = [("overdue", overdue), *_months(ahead, lang), ("done", done)]
    return (
        environment()
        .get_template("duties.html.j2")
        .render(
            view=View(law),
            lang=lang,
            zh=lang == "zh",
            as_of=as_of,
            year=_year(law, ahead, as_of, lang),
            sections=[
                (_heading(key, lang), _runs(some))
                for key, some in sections
                if some
            ],
            undated=_phases(law, groups["undated"], lang),
            authorities=groups["authorities"],
            states=STATES,
            overdue=len(overdue),
            debtor=as_text.debtor,
            bodies=bodies,
            tell=lambda entry: list(listing.told(entry, lang)),
        )
    )


def _runs(entries: Iterable[Entry]) -> list[list[Entry]]:
    """The entries in order; what one handler owes before exports of one day stands together."""
    runs: list[list[Entry]] = []
    for entry in entries:
        before = None
        if runs:
            before = runs[-1][0]
        if before and _ahead(entry) and _ahead(before) == _ahead(entry):
            runs[-1].append(entry)
        else:
            runs.append([entry])
    return runs


def _ahead(entry: Entry) -> tuple[object, ...]:
    """The day and the debtor of what comes before an export and has no other day."""
    if entry.deadline or entry.owed.exported is None:
        return ()
    return (entry.day, entry.owed.debtor, entry.state)


def _year(
    law: Law, entries: list[Entry], as_of: date, lang: str
) -> list[tuple[str, list[tuple[date, str]]]]:
    """Twelve months at a glance: each day with what is due on it, in a few words."""
    view = View(law)
    first = as_of.replace(day=1)
    months = [
        date(
            first.year + (first.month + ahead - 1) // 12,
            (first.month + ahead - 1) % 12 + 1,
            1,
        )
        for ahead in range(12)
    ]
    days: dict[date, list[tuple[date, str]]] = {month: [] for month in months}
    for run in _runs(sorted(entries, key=lambda entry: entry.day or date.max)):
        day = run[0].day
        if day and day.replace(day=1) in days:
            days[day.replace(day=1)].append((day, _shortly(view, run, lang)))
    return [(phrase(_MONTH, lang, day=month), days[month]) for month in months]


def _shortly(view: View, run: list[Entry], lang: str) -> str:
    """What is due, as far as the first pause of its sentence."""
    if len(run) > 1:
        return phrase(_BEFORE_EXPORTS, lang, many=len(run))
    return _PAUSE.split(str(view.told(run[0].duty.label, lang).striptags()))[0]


def _heading(key: str, lang: str) -> str:
    if key in STATES:
        return phrase(STATES[key], lang)
    return key


def _months(
    entries: Iterable[Entry], lang: str
) -> list[tuple[str, list[Entry]]]:
    """The entries by the month of their day."""
    dated = sorted(entries, key=lambda entry: entry.day or date.max)
    return [
        (phrase(_MONTH, lang, day=some[0].day), some)
        for _, group in groupby(
            dated,
            key=lambda entry: (
                (entry.day.year, entry.day.month) if entry.day else (0, 0)
            ),
        )
        for some in [list(group)]
    ]


def _phases(
    law: Law, entries: list[Entry], lang: str
) -> list[tuple[str, list[tuple[Entry, list[Entry]]]]]:
    """What has no day, by phase; each duty once, with all who owe it."""
    phases = []
    for phase in law.ordered("Phase"):
        of_phase = [entry for entry in entries if entry.duty.phase == phase]
        duties: dict[str, list[Entry]] = {}
        for entry in of_phase:
            duties.setdefault(entry.duty.duty, []).append(entry)
        if duties:
            groups = [(some[0], some) for some in duties.values()]
            phases.append((say(law.label(QD + phase), lang), groups))
    return phases
