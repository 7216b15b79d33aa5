"""Calendars of working days in, one calendar out.

A year is known where a calendar of it was loaded: those of `data/calendars/`, and those that the
user names (Turtle of the same form, or the JSON of the holiday-cn project). Nothing is fetched.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path

from ..errors import Fault, InputError, unreadable
from ..rdf.graph import Graph, Value
from ..rdf.names import DCTERMS, QD, RDFS
from .calendar import (
    Arrangement,
    Calendar,
    checked,
    days_between,
    home,
    turtle,
)

_LABEL = RDFS + "label"
_SOURCE = DCTERMS + "source"
_LARGEST = 1 << 20


@cache
def shipped() -> Calendar:
    """The calendars that the package carries, one file for each year."""
    return _joined([read(path) for path in sorted(home().glob("[0-9]*.ttl"))])


def with_files(paths: Iterable[Path]) -> Calendar:
    """
    The shipped calendars and those of some files as one.

    Raises InputError for a file that is no calendar, and where two calendars of a year differ.
    """
    return _joined([(str(home()), shipped()), *(read(path) for path in paths)])


def read(path: Path) -> tuple[str, Calendar]:
    """Where a calendar stands, and the calendar: holiday-cn JSON, or Turtle as we ship it."""
    try:
        size = path.stat().st_size
        if size > _LARGEST:
            raise InputError(
                Fault(
                    str(path),
                    "is no calendar: it has over 1 MiB",
                    "name another",
                )
            )
        if path.suffix.lower() == ".json":
            from . import holiday_cn

            return str(path), holiday_cn.read(path.read_bytes(), str(path))
        return str(path), _of_turtle(turtle(path), str(path))
    except OSError as error:
        raise unreadable(str(path), error, "name a calendar file") from None


def _of_turtle(graph: Graph, where: str) -> Calendar:
    rest: dict[date, Arrangement] = {}
    worked: dict[date, Arrangement] = {}
    years: set[int] = set()
    for calendar in graph.members(QD + "Calendar"):
        year = graph.one(calendar, QD + "ofYear")
        notice = str(graph.one(calendar, _SOURCE))
        if isinstance(year, int):
            years.add(year)
        for iri in graph.iris(calendar, QD + "arrangement"):
            why = Arrangement(graph.text(iri, _LABEL), notice)
            first = graph.one(iri, QD + "firstDay")
            last = graph.one(iri, QD + "lastDay")
            if (
                not isinstance(first, date)
                or not isinstance(last, date)
                or last < first
            ):
                mend = "state qd:firstDay and, not before it, qd:lastDay"
                raise InputError(
                    Fault(f"{where}, {iri}", "has no span of days", mend)
                )
            rest |= dict.fromkeys(days_between(first, last), why)
            worked |= dict.fromkeys(
                _days(graph.values(iri, QD + "workedOn")), why
            )
    return checked(Calendar(frozenset(years), rest, worked), where)


def _days(values: Iterable[Value]) -> list[date]:
    return [value for value in values if isinstance(value, date)]


def _joined(named: list[tuple[str, Calendar]]) -> Calendar:
    """Several calendars as one; days that one file states of another's year must be alike."""
    first = named[0][0]
    rest = dict[date, Arrangement]()
    worked = dict[date, Arrangement]()
    years: set[int] = set()
    for where, calendar in named:
        joined = Calendar(frozenset(years), rest, worked)
        for year in sorted(years & calendar.years):
            for day in days_between(date(year, 1, 1), date(year, 12, 31)):
                if joined.works(day) != calendar.works(day):
                    what = f"its calendar of {year} differs on {day} from that of {first}"
                    raise InputError(
                        Fault(where, what, "name one calendar of each year")
                    )
        rest = {**calendar.rest, **rest}
        worked = {**calendar.worked, **worked}
        years |= calendar.years
    return Calendar(frozenset(years), rest, worked)
