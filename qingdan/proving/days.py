"""
The days in stretches: within one stretch the law does not change.

In: a law. Out: the stretches, each with a day of it that stands for all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from ..deciding.in_force import in_book
from ..law.conditions import Known, Test
from ..law.model import Law, Override, Rule

_DAY = timedelta(1)
DAY = "evaluationDate"


class Stretch(NamedTuple):
    """The days from the first to the last, both included (None: no end), and one of them."""

    first: date | None
    last: date | None
    sample: date

    def __str__(self) -> str:
        return f"{self.first or 'any day'} to {self.last or 'any day'}"

    def meets(self, test: Test) -> bool:
        """Whether a test of the day holds in the stretch."""
        return test.status(Known([self.sample])) is True


@cache
def stretches(law: Law) -> tuple[Stretch, ...]:
    """Every stretch of days between two changes of the law, the earliest first."""
    changes = sorted(set(_changes(law)))
    firsts: list[date | None] = [None, *changes]
    lasts: list[date | None] = [*(change - _DAY for change in changes), None]
    return tuple(
        Stretch(first, last, _some_days(first, last))
        for first, last in zip(firsts, lasts, strict=True)
    )


@cache
def in_force(
    law: Law,
    readings: frozenset[str],
    term: Rule | Override,
    days: tuple[Stretch, ...],
) -> tuple[Stretch, ...]:
    """Those stretches in which a rule or an override is in the book."""
    return tuple(
        stretch
        for stretch in days
        if in_book(law, readings, term, stretch.sample)
    )


def _changes(law: Law) -> Iterator[date]:
    terms: tuple[Rule | Override, ...] = (*law.rules, *law.overrides)
    firsts = [
        *(term.valid_from for term in terms),
        *(redating.instead[0] for redating in law.redatings),
    ]
    lasts = [
        *(term.valid_to for term in terms),
        *(redating.instead[1] for redating in law.redatings),
    ]
    yield from filter(None, firsts)
    for last in lasts:
        if last:
            yield last + _DAY
    for rule in law.rules:
        for test in rule.condition.tests() if rule.condition else ():
            if test.fact == DAY and isinstance(test.limit, date):
                yield test.limit + (
                    _DAY if test.operator in (">", "<=") else timedelta(0)
                )


def _some_days(first: date | None, last: date | None) -> date:
    """
    A day of the stretch that is neither the first nor the last of a year, as a tally may be of
    the day before or after.
    """
    day = first or (last or date(2024, 7, 1)) - timedelta(30)
    while (day.month, day.day) in ((1, 1), (12, 31)) and (
        last is None or day < last
    ):
        day += _DAY
    return day
