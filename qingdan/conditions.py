"""A condition over facts under strong Kleene logic: true, false, or unknown (None), with the tree that proves it.

A fact that is not stated is unknown; where every fact is stated the result is that of the SHACL shape from which
the condition was compiled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from .errors import KnowledgeError
from .graph import Value
from .kleene import Status, all_of, any_of, opposite


class Known(tuple[Value, ...]):
    """All values of a fact, closed: there is no further one."""

    __slots__ = ()


class Evidence(tuple[Value, ...]):
    """Values of a fact that are known so far: there may be further ones."""

    __slots__ = ()

    def __hash__(self) -> int:
        """Unlike that of the same values closed, so that the two are told apart as keys."""
        return hash(("evidence", tuple(self)))


Facts = Mapping[str, Known | Evidence]


@dataclass(frozen=True, slots=True)
class Trace:
    """What a condition came to, and why: a tree whose leaves are tests of facts."""

    kind: str
    status: Status
    parts: tuple[Trace, ...] = ()
    test: Test | None = None
    values: Known | Evidence | None = None

    def leaves(self) -> Iterator[Trace]:
        """The tests of the tree, in order."""
        if self.test is not None:
            yield self
        for part in self.parts:
            yield from part.leaves()

    def decisive(self) -> Iterator[Trace]:
        """The tests that alone make the condition what it is: those to name when asked why."""
        if self.test is not None:
            yield self
            return
        carrying = [part for part in self.parts if part.status == self.status] if self.kind != "not" else self.parts
        for part in carrying:
            yield from part.decisive()


@dataclass(frozen=True, slots=True)
class Test:
    """One constraint on one fact, with the parameter that fixes its number where there is one."""

    fact: str
    operator: str
    limit: Value | tuple[Value, ...]
    members: frozenset[str] = frozenset()
    parameter: str | None = None

    def status(self, values: Known | Evidence | None) -> Status:
        """Kleene value of the constraint for the values known of the fact."""
        if values is None:
            return None
        return _OPERATORS[self.operator](self, values, isinstance(values, Known))

    @property
    def numeric(self) -> bool:
        """Whether the test compares a number with a limit."""
        return self.operator in _COMPARE and isinstance(self.limit, int)


@dataclass(frozen=True, slots=True)
class Condition:
    """A compiled shape: `and`, `or`, `not` over parts, or a test."""

    kind: str
    parts: tuple[Condition, ...] = ()
    test: Test | None = None

    def tests(self) -> Iterator[Test]:
        """Every test in the condition."""
        if self.test is not None:
            yield self.test
        for part in self.parts:
            yield from part.tests()

    def evaluate(self, facts: Facts) -> Trace:
        """The Kleene value of the condition with the tree that proves it."""
        if self.test is not None:
            values = facts.get(self.test.fact)
            return Trace("test", self.test.status(values), test=self.test, values=values)
        parts = tuple(part.evaluate(facts) for part in self.parts)
        return Trace(self.kind, _JUNCTORS[self.kind]([part.status for part in parts]), parts)


_JUNCTORS: dict[str, Callable[[list[Status]], Status]] = {
    "and": all_of,
    "or": any_of,
    "not": lambda statuses: opposite(statuses[0]),
}


def _some(test: Test, values: tuple[Value, ...], closed: bool) -> Status:
    return True if test.limit in values else (False if closed else None)


def _every(good: Callable[[Test, Value], bool]) -> Callable[[Test, tuple[Value, ...], bool], Status]:
    def status(test: Test, values: tuple[Value, ...], closed: bool) -> Status:
        if not all(good(test, value) for value in values):
            return False
        return True if closed else None

    return status


def _at_least(test: Test, values: tuple[Value, ...], closed: bool) -> Status:
    return True if len(values) >= _number(test.limit) else (False if closed else None)


def _at_most(test: Test, values: tuple[Value, ...], closed: bool) -> Status:
    return False if len(values) > _number(test.limit) else (True if closed else None)


def _number(value: object) -> int:
    if not isinstance(value, int):
        raise KnowledgeError(f"a count must be an integer, not {value!r}")
    return value


def _compare(good: Callable[[int, int], bool]) -> Callable[[Test, Value], bool]:
    def holds(test: Test, value: Value) -> bool:
        return good(_ordinal(value), _ordinal(test.limit))

    return holds


def _ordinal(value: object) -> int:
    if isinstance(value, date):
        return value.toordinal()
    return _number(value)


_COMPARE: dict[str, Callable[[int, int], bool]] = {
    ">=": lambda a, b: a >= b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    "<": lambda a, b: a < b,
}
_OPERATORS: dict[str, Callable[[Test, tuple[Value, ...], bool], Status]] = {
    "has": _some,
    "in": _every(lambda test, value: isinstance(test.limit, tuple) and value in test.limit),
    "class": _every(lambda test, value: value in test.members),
    "not class": _every(lambda test, value: value not in test.members),
    "count >=": _at_least,
    "count <=": _at_most,
    **{sign: _every(_compare(good)) for sign, good in _COMPARE.items()},
}
