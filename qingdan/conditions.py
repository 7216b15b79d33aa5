"""
A condition is a SHACL node shape read under strong Kleene logic: true, false, or unknown (None).

The fragment of SHACL Core: `sh:path` (a predicate, an inverse or a sequence that ends at a fact) with
`sh:minCount`, `sh:maxCount`, `sh:hasValue`, `sh:in`, `sh:class`, the four range constraints and
`sh:not [ sh:class ]`; and `sh:property`, `sh:and`, `sh:or`, `sh:not`, `sh:node`. Anything else is refused.
A fact that is not stated is unknown; where every fact is stated the result is that of SHACL.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from .errors import KnowledgeError
from .graph import Graph, Value
from .kleene import Status, all_of, any_of, opposite
from .names import RDF, SH, Iri, local


class Known(tuple[Value, ...]):
    """All values of a fact, closed: there is no further one."""

    __slots__ = ()


class Evidence(tuple[Value, ...]):
    """Values of a fact that are known so far: there may be further ones."""

    __slots__ = ()


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
_CONSTRAINTS = {
    "minCount": "count >=",
    "maxCount": "count <=",
    "hasValue": "has",
    "minInclusive": ">=",
    "minExclusive": ">",
    "maxInclusive": "<=",
    "maxExclusive": "<",
}
_SILENT = {"path", "severity", "message", "targetClass", "name", "description", "order"}


def compile_shape(graph: Graph, shape: str) -> Condition:
    """Compile a node shape; raise KnowledgeError for a construct outside the fragment."""
    parts: list[Condition] = []
    for predicate in graph.predicates(shape):
        if not predicate.startswith(SH) or predicate[len(SH) :] in _SILENT:
            continue
        name = predicate[len(SH) :]
        for value in graph.iris(shape, predicate):
            parts.append(_part(graph, name, value))
    return _joined("and", parts)


def _part(graph: Graph, name: str, value: str) -> Condition:
    if name == "property":
        return _property(graph, value)
    if name == "node":
        return compile_shape(graph, value)
    if name == "not":
        return Condition("not", (compile_shape(graph, value),))
    if name in ("and", "or"):
        return _joined(name, [compile_shape(graph, str(member)) for member in graph.items(value)])
    raise KnowledgeError(f"sh:{name} is outside the fragment of SHACL Core that conditions may use")


def _joined(kind: str, parts: list[Condition]) -> Condition:
    return parts[0] if len(parts) == 1 else Condition(kind, tuple(parts))


def _property(graph: Graph, shape: str) -> Condition:
    fact = local(path_end(graph, str(graph.one(shape, SH + "path"))))
    source = graph.one(shape, "http://purl.org/dc/terms/source")
    parameter = None if source is None else str(source)
    parts = []
    for predicate in graph.predicates(shape):
        name = predicate[len(SH) :] if predicate.startswith(SH) else ""
        if not name or name in _SILENT:
            continue
        for value in graph.values(shape, predicate):
            parts.append(Condition("test", test=_test(graph, fact, name, value, parameter)))
    return _joined("and", parts)


def _test(graph: Graph, fact: str, name: str, value: Value, parameter: str | None) -> Test:
    if name in _CONSTRAINTS:
        return Test(fact, _CONSTRAINTS[name], value, parameter=parameter)
    if name == "in":
        return Test(fact, "in", tuple(graph.items(str(value))))
    if name == "class":
        return Test(fact, "class", value, frozenset(graph.members(str(value))))
    if name == "not" and graph.predicates(str(value)) == [SH + "class"]:
        kind = graph.iris(str(value), SH + "class")[0]
        return Test(fact, "not class", kind, frozenset(graph.members(kind)))
    raise KnowledgeError(f"sh:{name} on {local(fact)} is outside the fragment that conditions may use")


def path_end(graph: Graph, path: str) -> str:
    """The fact at which a property path ends: the predicate, or the last one of a sequence."""
    if graph.one(path, RDF + "first") is not None:
        return path_end(graph, str(graph.items(path)[-1]))
    inverse = graph.one(path, SH + "inversePath")
    if inverse is not None:
        return str(inverse)
    if path.startswith("_:"):
        raise KnowledgeError("only predicates, inverse paths and sequences are read in conditions")
    return str(Iri(path))
