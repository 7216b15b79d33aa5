"""The JSON of the holiday-cn project in, a calendar of its year out."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from ..errors import Fault, InputError
from .calendar import Arrangement, Calendar, checked

_MEND = "give a file as holiday-cn publishes it: year, papers, days with name, date, isOffDay"


def read(content: bytes, where: str) -> Calendar:
    """
    The calendar of a holiday-cn file.

    Its year is that of the notice, whose days may lie in the December before. Raises InputError.
    """
    try:
        content_read = json.loads(content)
    except ValueError as error:
        raise InputError(
            Fault(where, f"is no JSON ({error})", _MEND)
        ) from None
    year = None
    if isinstance(content_read, dict):
        year = content_read.get("year")
    if (
        not isinstance(year, int)
        or isinstance(year, bool)
        or not 1949 <= year <= 9998
    ):
        raise InputError(Fault(where, "states no year", _MEND))
    papers = content_read.get("papers")
    days = content_read.get("days")
    if not isinstance(days, list) or not all(
        isinstance(entry, dict) for entry in days
    ):
        raise InputError(Fault(where, "has no list of days", _MEND))
    notice = next(
        (entry for entry in papers or () if isinstance(entry, str)), where
    )
    rest: dict[date, Arrangement] = {}
    worked: dict[date, Arrangement] = {}
    for number, entry in enumerate(days, start=1):
        day = _day(entry, year, f"{where}, day {number}")
        why = entry.get("name")
        kept = worked
        if entry["isOffDay"]:
            kept = rest
        kept[day] = Arrangement({"zh": str(why)} if why else {}, notice)
    return checked(Calendar(frozenset([year]), rest, worked), where)


def _day(entry: dict[str, Any], year: int, where: str) -> date:
    try:
        day = date.fromisoformat(entry["date"])
    except (KeyError, TypeError, ValueError):
        raise InputError(
            Fault(where, "has no date as YYYY-MM-DD", _MEND)
        ) from None
    if not isinstance(entry.get("isOffDay"), bool):
        raise InputError(
            Fault(where, "does not say whether it is a day off", _MEND)
        )
    if day.year != year and (day.year, day.month) != (year - 1, 12):
        raise InputError(
            Fault(where, f"{day} is not of the year {year}", _MEND)
        )
    return day
