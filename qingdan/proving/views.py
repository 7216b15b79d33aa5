"""
What a condition sees of a fact, as formulas: its values, whether there may be more, a number
within bounds.

In: a test of a compiled shape. Out: when it is true and when it is false. Each case is that of
`qingdan/law/conditions.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeAlias

import z3

from ..errors import KnowledgeError
from ..law.conditions import Condition, Known, Test
from ..rdf.graph import Value
from .days import Stretch
from .kleene import Ternary, Truth, all_of, any_of, conj, disj, neg, opposite

Count: TypeAlias = z3.ArithRef | int


class Values(NamedTuple):
    """Whether anything is known of a fact, whether that is all, and which values it has."""

    known: Truth
    closed: Truth
    has: Mapping[Value, Truth]

    @property
    def some(self) -> Truth:
        """When it has a value."""
        return disj(self.has.values())

    def status(self, test: Test) -> Ternary:
        """When a test of the values is true, and when it is false."""
        whole = conj([self.known, self.closed])
        if test.operator == "has":
            holds = (
                self.has.get(test.limit, False)
                if not isinstance(test.limit, tuple)
                else False
            )
            return self._met(holds, whole)
        if test.operator == "count >=" and test.limit == 1:
            return self._met(self.some, whole)
        if test.operator == "count <=" and test.limit == 0:
            return opposite(self._met(self.some, whole))
        if test.operator in ("in", "class", "not class"):
            bad = disj(
                held
                for value, held in self.has.items()
                if not _good(test, value)
            )
            return Ternary(conj([whole, neg(bad)]), conj([self.known, bad]))
        raise KnowledgeError(
            f"no formula for {test.operator} {test.limit} on {test.fact}"
        )

    def _met(self, holds: Truth, whole: Truth) -> Ternary:
        return Ternary(conj([self.known, holds]), conj([whole, neg(holds)]))


def _good(test: Test, value: Value) -> bool:
    return test.status(Known([value])) is True


class Number(NamedTuple):
    """A number within bounds: the lowest, and the highest unless there is no known maximum."""

    known: Truth
    low: Count
    high: Count
    endless: Truth

    def status(self, test: Test) -> Ternary:
        """When a comparison holds at every number within the bounds, and when at none."""
        if test.operator == "count >=":
            return Ternary(self.known, False)
        limit = test.limit
        if test.operator not in _HOLDS or not isinstance(limit, int):
            raise KnowledgeError(
                f"no formula for {test.operator} {test.limit} on {test.fact}"
            )
        holds = _HOLDS[test.operator]
        topped = conj([self.known, neg(self.endless)])
        at_low = holds(self.low, limit)
        at_high = holds(self.high, limit)
        if test.operator in (">", ">="):
            return Ternary(
                conj([self.known, at_low]), conj([topped, neg(at_high)])
            )
        return Ternary(
            conj([topped, at_high]), conj([self.known, neg(at_low)])
        )


_HOLDS: dict[str, Callable[[Count, int], Truth]] = {
    ">=": lambda number, limit: number >= limit,
    ">": lambda number, limit: number > limit,
    "<=": lambda number, limit: number <= limit,
    "<": lambda number, limit: number < limit,
}


class Moment(NamedTuple):
    """The day asked about: the stretch of days in which it lies."""

    stretch: Mapping[Stretch, z3.BoolRef]

    def status(self, test: Test) -> Ternary:
        """When a test of the day holds, and when it fails."""
        holds = disj(
            held
            for stretch, held in self.stretch.items()
            if stretch.meets(test)
        )
        return Ternary(holds, neg(holds))


View = Values | Number | Moment
Views = Mapping[str, View]
_UNKNOWN = Ternary(False, False)


def evaluate(condition: Condition, views: Views) -> Ternary:
    """When a condition is true, and when it is false."""
    if condition.test is not None:
        view = views.get(condition.test.fact)
        if view:
            return view.status(condition.test)
        return _UNKNOWN
    parts = [evaluate(part, views) for part in condition.parts]
    if condition.kind == "not":
        return opposite(parts[0])
    if condition.kind == "and":
        return all_of(parts)
    return any_of(parts)
