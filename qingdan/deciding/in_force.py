"""Which rules and overrides are in the book of a day under chosen readings."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import NamedTuple

from ..law.model import Law, Override, Redating, Rule, holds


class Terms(NamedTuple):
    """The rules and the overrides of a book."""

    rules: tuple[Rule, ...]
    overrides: frozenset[Override]


def terms(law: Law, day: date, readings: frozenset[str]) -> Terms:
    """The rules and overrides that hold on a day under one reading for every question."""
    return _terms(law, turn_before(law, day), readings)


@lru_cache(maxsize=4096)
def _terms(law: Law, day: date, readings: frozenset[str]) -> Terms:
    rules, overrides = _of_day(law, day, law.redated(readings))
    return Terms(
        tuple(rule for rule in rules if rule.readings <= readings),
        frozenset(term for term in overrides if term.readings <= readings),
    )


@cache
def _of_day(
    law: Law, day: date, redated: tuple[Redating, ...]
) -> tuple[tuple[Rule, ...], tuple[Override, ...]]:
    """The rules and overrides in the books of a day, whatever else is read otherwise."""

    def held(term: Rule | Override) -> bool:
        return _in_book(term, day, redated)

    return tuple(filter(held, law.rules)), tuple(filter(held, law.overrides))


def _in_book(
    term: Rule | Override, day: date, redated: tuple[Redating, ...]
) -> bool:
    return holds(term, day, redated) or _tells_days(term)


def turn_before(law: Law, day: date) -> date:
    """The last day, up to one, from which another set of rules or overrides holds."""
    turns = _turns(law)
    return turns[bisect_right(turns, day) - 1]


@cache
def _turns(law: Law) -> tuple[date, ...]:
    """The days from which another set of rules or overrides holds; it is the same between two."""
    terms: tuple[Rule | Override, ...] = (*law.rules, *law.overrides)
    firsts = {term.valid_from for term in terms} | {
        redating.instead[0] for redating in law.redatings
    }
    lasts = {term.valid_to for term in terms} | {
        redating.instead[1] for redating in law.redatings
    }
    ended = {last + timedelta(1) for last in lasts if last}
    return tuple(
        sorted({date.min} | ended | {first for first in firsts if first})
    )


def in_book(
    law: Law, readings: frozenset[str], term: Rule | Override, day: date
) -> bool:
    """Whether a rule or an override of the chosen readings is in the book of a day."""
    return _in_book(term, day, law.redated(readings))


def _tells_days(term: Rule | Override) -> bool:
    """
    Whether a rule opens a regime on days that its own condition tests.

    It stays in the book on every day: it fails on others, and so the answer says why no list
    governs.
    """
    if (
        isinstance(term, Override)
        or not (term.opens or term.binds)
        or not term.condition
    ):
        return False
    return any(
        test.fact == "evaluationDate" for test in term.condition.tests()
    )
