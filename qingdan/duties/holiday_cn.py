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
        told = json.loads(content)
    except ValueError as error:
        raise InputError(Fault(where, f"is no JSON ({error})", _MEND)) from None
    year = told.get("year") if isinstance(told, dict) else None
    if not isinstance(year, int) or isinstance(year, bool) or not 1949 <= year <= 9998:
        raise InputError(Fault(where, "states no year", _MEND))
    papers = told.get("papers")
    days = told.get("days")
    if not isinstance(days, list) or not all(isinstance(one, dict) for one in days):
        raise InputError(Fault(where, "has no list of days", _MEND))
    notice = next((one for one in papers or () if isinstance(one, str)), where)
    rest: dict[date, Arrangement] = {}
    worked: dict[date, Arrangement] = {}
    for number, one in enumerate(days, start=1):
        day = _day(one, year, f"{where}, day {number}")
        why = one.get("name")
        kept = rest if one["isOffDay"] else worked
        kept[day] = Arrangement({"zh": str(why)} if why else {}, notice)
    return checked(Calendar(frozenset([year]), rest, worked), where)


def _day(one: dict[str, Any], year: int, where: str) -> date:
    try:
        day = date.fromisoformat(one["date"])
    except (KeyError, TypeError, ValueError):
        raise InputError(Fault(where, "has no date as YYYY-MM-DD", _MEND)) from None
    if not isinstance(one.get("isOffDay"), bool):
        raise InputError(Fault(where, "does not say whether it is a day off", _MEND))
    if day.year != year and (day.year, day.month) != (year - 1, 12):
        raise InputError(Fault(where, f"{day} is not of the year {year}", _MEND))
    return day
