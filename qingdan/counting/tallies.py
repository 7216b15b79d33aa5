"""
From the days of first events to tallies, crossings and
headroom, day by day and to the person.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from .firsts import Firsts
from .thresholds import MEASURES, Threshold

_TRAILING = 28
_WIDTH = 1.96


class Tally(NamedTuple):
    """
    Persons of a calendar year up to a day, each once; `most`
    counts what could not be told apart or read, None has no bound.
    """

    ordinary: int
    sensitive: int
    both: int
    ordinary_most: int | None
    sensitive_most: int | None

    def of(self, measure: str) -> int:
        """The tally that a threshold is about."""
        if measure == MEASURES[0]:
            return self.ordinary
        return self.sensitive

    def most(self, measure: str) -> int | None:
        """The largest that the tally may be; None where no largest is known."""
        if measure == MEASURES[0]:
            return self.ordinary_most
        return self.sensitive_most

    @property
    def is_open(self) -> bool:
        """Whether the numbers are lower bounds with no known maximum."""
        return self.ordinary_most is None


class Crossing(NamedTuple):
    """
    A threshold that was reached: on which day, by which of
    that day's new persons, how many came in that day.
    """

    threshold: Threshold
    day: date
    rank: int
    that_day: int


class Headroom(NamedTuple):
    """
    A threshold that was not reached: how many more persons stay
    below it, and when it would be reached at the present rate.
    """

    threshold: Threshold
    left: int
    expected: date | None
    earliest: date | None
    latest: date | None


def tally(firsts: Iterable[Firsts], bad: int | None = 0) -> Tally:
    """
    The tally of the first events of one handler and year; `bad` rows
    may each be one more person of either kind, None any number.
    """
    ordinary = sensitive = both = unknown_ordinary = unknown_sensitive = 0
    for group in firsts:
        ordinary += group.persons if group.ordinary else 0
        sensitive += group.persons if group.sensitive else 0
        both += group.persons if group.ordinary and group.sensitive else 0
        unknown_ordinary += (
            group.persons if group.unknown and not group.ordinary else 0
        )
        unknown_sensitive += (
            group.persons if group.unknown and not group.sensitive else 0
        )
    if bad is None:
        return Tally(
            ordinary=ordinary,
            sensitive=sensitive,
            both=both,
            ordinary_most=None,
            sensitive_most=None,
        )
    return Tally(
        ordinary,
        sensitive,
        both,
        ordinary + unknown_ordinary + bad,
        sensitive + unknown_sensitive + bad,
    )


def daily(firsts: Iterable[Firsts], measure: str) -> dict[date, int]:
    """How many persons came in anew on each day."""
    days: dict[date, int] = defaultdict(int)
    for group in firsts:
        day = group.ordinary if measure == MEASURES[0] else group.sensitive
        if day:
            days[day] += group.persons
    return dict(sorted(days.items()))


def crossing(threshold: Threshold, days: dict[date, int]) -> Crossing | None:
    """The day on which a tally reached a threshold."""
    total = 0
    for day, new in days.items():
        if total + new >= threshold.number:
            return Crossing(
                threshold=threshold,
                day=day,
                rank=threshold.number - total,
                that_day=new,
            )
        total += new
    return None


def headroom(
    threshold: Threshold, days: dict[date, int], as_of: date
) -> Headroom:
    """
    What stays below a threshold, and a projection from the
    new persons of the last 28 days (fewer early in the year).

    The interval is that of the mean of daily new persons at
    95 %; None is a day outside the calendar year.
    """
    left = threshold.number - 1 - sum(days.values())
    window = min(_TRAILING, as_of.timetuple().tm_yday)
    recent = [
        days.get(as_of - timedelta(days=back), 0) for back in range(window)
    ]
    mean = sum(recent) / window
    spread = (
        _WIDTH
        * math.sqrt(sum((new - mean) ** 2 for new in recent) / window)
        / math.sqrt(window)
    )
    expected, earliest, latest = (
        _reached(as_of, left + 1, rate)
        for rate in (mean, mean + spread, mean - spread)
    )
    return Headroom(
        threshold=threshold,
        left=left,
        expected=expected,
        earliest=earliest,
        latest=latest,
    )


def _reached(as_of: date, persons: int, rate: float) -> date | None:
    """The day of the year on which so many more persons have come in at a rate."""
    days = 366
    if rate > 0:
        days = math.ceil(persons / rate)
    day = as_of + timedelta(days=min(days, 366))
    if day.year == as_of.year:
        return day
    return None


def cumulated(days: dict[date, int]) -> list[tuple[date, int]]:
    """The tally at the end of each day on which it grew."""
    total = 0
    totals = []
    for day, new in days.items():
        total += new
        totals.append((day, total))
    return totals
