"""A calendar of working days as a value: which days of the years it knows are worked, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple

from ..errors import Fault, InputError
from ..files import folder
from ..rdf.graph import Graph, Text
from ..rdf.names import DCTERMS, QD, RDFS

ONE_DAY = timedelta(days=1)
_LABEL = RDFS + "label"
_SOURCE = DCTERMS + "source"


class Arrangement(NamedTuple):
    """Why a day is not what its weekday says: the holiday, and the notice that arranged it."""

    label: Text
    notice: str


class Holiday(NamedTuple):
    """
    Days of rest that the law gives: how many, and from and
    to which (month, day) they can fall.
    """

    label: Text
    days: int
    first: tuple[int, int]
    last: tuple[int, int]


class Statutory(NamedTuple):
    """The days of rest of every year by law, since when, and the law."""

    label: Text
    source: str
    since: date
    holidays: tuple[Holiday, ...]


@dataclass(frozen=True, eq=False)
class Calendar:
    """The years that are known, with their days of rest and the weekend days that are worked."""

    years: frozenset[int]
    rest: dict[date, Arrangement]
    worked: dict[date, Arrangement]

    def knows(self, day: date) -> bool:
        """Whether the year of a day was loaded."""
        return day.year in self.years

    def works(self, day: date) -> bool:
        """
        Whether a day of a known year is a working day.

        >>> from qingdan.duties.calendars import shipped
        >>> shipped().works(date(2026, 2, 14)), shipped().works(date(2026, 2, 16))
        (True, False)
        """
        if day in self.worked:
            return True
        return day.weekday() < 5 and day not in self.rest

    def make_up_days(self) -> int:
        """The most make-up days of a known year; as many weekdays are bridges in exchange."""
        return max(
            sum(1 for day in self.worked if day.year == year)
            for year in self.years
        )


@cache
def statutory() -> Statutory:
    """The days of rest that the law gives in each year."""
    graph = turtle(home() / "statutory.ttl")
    (law,) = graph.members(QD + "StatutoryHolidays")
    since = graph.one(law, QD + "validFrom")
    assert isinstance(since, date)
    return Statutory(
        graph.text(law, _LABEL),
        str(graph.one(law, _SOURCE)),
        since,
        tuple(_holiday(graph, iri) for iri in graph.iris(law, QD + "holiday")),
    )


def home() -> Path:
    """The folder of the calendars that the package carries."""
    return folder("data") / "calendars"


def turtle(path: Path) -> Graph:
    """The statements of a file; raise InputError where it is no Turtle."""
    import pyoxigraph as ox

    try:
        return Graph(ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE))
    except SyntaxError as error:
        what = " ".join(str(error).split())
        raise InputError(
            Fault(
                str(path),
                f"is no Turtle ({what})",
                "give Turtle, or holiday-cn JSON",
            )
        ) from None


def days_between(first: date, last: date) -> list[date]:
    """Every day from the first through the last."""
    return [
        first + timedelta(days=number)
        for number in range((last - first).days + 1)
    ]


def _holiday(graph: Graph, iri: str) -> Holiday:
    days = graph.one(iri, QD + "daysOfRest")
    assert isinstance(days, int)
    window = [
        str(graph.one(iri, QD + name))
        for name in ("earliestFall", "latestFall")
    ]
    first, last = ((int(text[2:4]), int(text[5:7])) for text in window)
    return Holiday(graph.text(iri, _LABEL), days, first, last)


def checked(calendar: Calendar, where: str) -> Calendar:
    """A calendar that can be one: a year, its holidays by law, make-up days on weekends."""
    if not calendar.years:
        raise InputError(
            Fault(where, "names no year", "state the year of the calendar")
        )
    for year in sorted(calendar.years):
        if not any(day.year == year for day in calendar.rest):
            mend = "load the file once the State Council has published the notice of that year"
            raise InputError(Fault(where, f"the year {year} is empty", mend))
        for day in _fixed(year):
            if calendar.works(day):
                what = f"{day} is not a day of rest in it, though the law makes it one"
                raise InputError(
                    Fault(where, what, "load the whole calendar of the year")
                )
    for day in sorted(calendar.worked):
        if day.weekday() < 5:
            what = f"{day} is made a working day, but is a weekday anyway"
            raise InputError(Fault(where, what, "correct the day"))
        if day in calendar.rest:
            raise InputError(
                Fault(
                    where,
                    f"{day} is both rest and worked",
                    "keep one of the two",
                )
            )
    return calendar


def _fixed(year: int) -> list[date]:
    """The days of rest by law that are the same in each year, as far as they fall on weekdays."""
    if year < statutory().since.year:
        return [date(year, 1, 1), date(year, 5, 1), date(year, 10, 1)]
    return [
        day
        for holiday in statutory().holidays
        for day in days_between(
            date(year, *holiday.first), date(year, *holiday.last)
        )
        if len(
            days_between(date(year, *holiday.first), date(year, *holiday.last))
        )
        == holiday.days
    ]
