"""
A condition over facts under strong Kleene logic: true,
false, or unknown (None), with the tree that proves it.

A fact that is not stated is unknown; where every fact is stated the result is that of the SHACL
shape from which the condition was compiled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from ..errors import KnowledgeError
from ..rdf.graph import Value
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


class Settled(Known):
    """A fact that is not stated, and that a review on record answers for: no, or none."""

    __slots__ = ()

    def __hash__(self) -> int:
        """Unlike that of the same values stated, so that the two are told apart as keys."""
        return hash(("settled", tuple(self)))


class Between(tuple[Value, ...]):
    """
    A number that is known within bounds only: the lowest it
    can be, and the highest where there is one.

    >>> Between.of(70_000, 115_000)
    (70000, 115000)
    """

    __slots__ = ()

    @classmethod
    def of(cls, low: int, high: int | None) -> Known | Between:
        """The number between two bounds, both included; a known number where they meet."""
        if high is None:
            return cls((low,))
        if high <= low:
            return Known((low,))
        return cls((low, high))

    def __hash__(self) -> int:
        """Unlike that of the same numbers as values, so that the two are told apart as keys."""
        return hash(("between", tuple(self)))

    @property
    def low(self) -> int:
        """The lowest that the number can be."""
        return _number(self[0])

    @property
    def high(self) -> int | None:
        """The highest that the number can be, or None where no maximum is known."""
        if len(self) > 1:
            return _number(self[1])
        return None


Fact = Known | Evidence | Between
Facts = Mapping[str, Fact]


def bounds(fact: Fact | None) -> tuple[int, int | None]:
    """The lowest and the highest that a number can be; nothing known is 0 or more."""
    if isinstance(fact, Between):
        return fact.low, fact.high
    if not fact or not isinstance(fact[0], int):
        return 0, None
    return fact[0], fact[0]


_NOTHING = frozenset[str]()


@dataclass(frozen=True, slots=True)
class Trace:
    """
    What a condition came to, and why: a tree whose leaves are tests of facts.

    What is `left` of an open condition is all that it can still turn on; `asked` are the facts
    of the tests that are open.
    """

    kind: str
    status: Status
    parts: tuple[Trace, ...] = ()
    test: Test | None = None
    values: Fact | None = None
    left: object = field(default=None, compare=False, repr=False)
    asked: frozenset[str] = field(default=_NOTHING, compare=False, repr=False)

    def leaves(self) -> Iterator[Trace]:
        """The tests of the tree, in order."""
        left = [self]
        while left:
            part = left.pop()
            if part.test is not None:
                yield part
            left.extend(reversed(part.parts))

    def decisive(self) -> Iterator[Trace]:
        """The tests that alone make the condition what it is: those to name when asked why."""
        if self.test is not None:
            yield self
            return
        for part in self.parts:
            if self.kind == "not" or part.status == self.status:
                yield from part.decisive()


@dataclass(frozen=True, slots=True)
class Test:
    """One constraint on one fact, with the parameter that fixes its number where there is one."""

    fact: str
    operator: str
    limit: Value | tuple[Value, ...]
    members: frozenset[str] = frozenset()
    parameter: str | None = None

    def status(self, values: Fact | None) -> Status:
        """Kleene value of the constraint for the values known of the fact."""
        if values is None:
            return None
        if isinstance(values, Between):
            return self._within(values)
        return _OPERATORS[self.operator](
            self, values, isinstance(values, Known)
        )

    def _within(self, number: Between) -> Status:
        """A comparison holds, or fails, only where it does so at both bounds."""
        if self.operator == "count >=":
            return True
        if self.operator not in _COMPARE:
            return None
        good = _COMPARE[self.operator]
        limit = _ordinal(self.limit)
        upward = self.operator in (">", ">=")
        at_low = good(number.low, limit)
        at_high = number.high is not None and good(number.high, limit)
        if number.high is None:
            if upward:
                if at_low:
                    return True
                return None
            if at_low:
                return None
            return False
        if at_low == at_high:
            return at_low
        return None

    @property
    def numeric(self) -> bool:
        """Whether the test compares a number with a limit."""
        if self.operator not in _COMPARE:
            return False
        return isinstance(self.limit, int)


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
            status = self.test.status(values)
            if status is not None:
                return Trace("test", status, test=self.test, values=values)
            asked = frozenset((self.test.fact,))
            return Trace(
                "test", None, (), self.test, values, (self.test, values), asked
            )
        parts = tuple(part.evaluate(facts) for part in self.parts)
        status = _JUNCTORS[self.kind]([part.status for part in parts])
        open_parts = tuple(part.left for part in parts if part.status is None)
        left = (self.kind, open_parts) if status is None else None
        asked = _NOTHING.union(*(part.asked for part in parts))
        return Trace(self.kind, status, parts, left=left, asked=asked)


@dataclass(frozen=True)
class Definition:
    """A defined class: the facts that make an item a member, and the facts that follow."""

    iri: str
    sources: tuple[str, ...]
    needs: tuple[tuple[str, frozenset[Value]], ...]
    gives: tuple[tuple[str, Value], ...]


_JUNCTORS: dict[str, Callable[[list[Status]], Status]] = {
    "and": all_of,
    "or": any_of,
    "not": lambda statuses: opposite(statuses[0]),
}


def _some(test: Test, values: tuple[Value, ...], closed: bool) -> Status:
    if test.limit in values:
        return True
    if closed:
        return False
    return None


def _every(
    good: Callable[[Test, Value], bool],
) -> Callable[[Test, tuple[Value, ...], bool], Status]:
    def status(test: Test, values: tuple[Value, ...], closed: bool) -> Status:
        if not all(good(test, value) for value in values):
            return False
        if closed:
            return True
        return None

    return status


def _at_least(test: Test, values: tuple[Value, ...], closed: bool) -> Status:
    if len(values) >= _number(test.limit):
        return True
    if closed:
        return False
    return None


def _at_most(test: Test, values: tuple[Value, ...], closed: bool) -> Status:
    if len(values) > _number(test.limit):
        return False
    if closed:
        return True
    return None


def _number(value: object) -> int:
    if not isinstance(value, int):
        raise KnowledgeError(f"a count must be an integer, not {value!r}")
    return value


def _compare(
    good: Callable[[int, int], bool],
) -> Callable[[Test, Value], bool]:
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
    "in": _every(
        lambda test, value: (
            isinstance(test.limit, tuple) and value in test.limit
        )
    ),
    "class": _every(lambda test, value: value in test.members),
    "not class": _every(lambda test, value: value not in test.members),
    "count >=": _at_least,
    "count <=": _at_most,
    **{sign: _every(_compare(good)) for sign, good in _COMPARE.items()},
}
