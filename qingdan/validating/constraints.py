"""
The constraints of SHACL Core that our shapes use: each
finds the value nodes that do not meet it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Protocol

import pyoxigraph as ox

from ..errors import KnowledgeError
from ..rdf.graph import Graph, Term, Value
from ..rdf.names import XSD, Iri, local


class Data(Protocol):
    """A graph as shapes look at it."""

    def values(self, node: Term, predicate: str) -> list[Term]:
        """The objects of a predicate."""

    def subjects(self, node: Term, predicate: str) -> list[Term]:
        """The subjects that lead to a node."""

    def predicates(self, node: Term) -> Iterable[str]:
        """The predicates of a node."""

    def is_a(self, node: Term, kind: str) -> bool:
        """Whether a node is an instance of a class."""


Check = Callable[[Data, Term, list[Term]], Iterator[Term | None]]
Ordinal = tuple[str, int | str]


def each(good: Callable[[Data, Term], bool]) -> Check:
    """A constraint on every value node by itself."""

    def check(
        data: Data, _: Term, values: list[Term]
    ) -> Iterator[Term | None]:
        return (value for value in values if not good(data, value))

    return check


def _number(value: Value) -> int:
    if not isinstance(value, int):
        raise KnowledgeError(f"a number is needed in a shape, not {value!r}")
    return value


def as_term(value: Value) -> Term:
    """A value of the shapes graph as the term that a reader makes of it."""
    if isinstance(value, Iri):
        if value.startswith("_:"):
            return ox.BlankNode(value[2:])
        return ox.NamedNode(value)
    if isinstance(value, bool):
        return ox.Literal(
            str(value).lower(), datatype=ox.NamedNode(XSD + "boolean")
        )
    return ox.Literal(str(value))


def _in(graph: Graph, value: Value) -> Check:
    members = frozenset(as_term(member) for member in graph.items(str(value)))
    return each(lambda _, term: term in members)


def _has(_: Graph, value: Value) -> Check:
    wanted = as_term(value)
    return whole(lambda values: wanted not in values)


def whole(wrong: Callable[[list[Term]], bool]) -> Check:
    """A constraint on the value nodes together, with one result for the focus node."""

    def check(_: Data, __: Term, values: list[Term]) -> Iterator[Term | None]:
        if wrong(values):
            yield None

    return check


_KINDS = {
    "IRI": ("NamedNode",),
    "Literal": ("Literal",),
    "IRIOrLiteral": ("NamedNode", "Literal"),
    "BlankNodeOrIRI": ("NamedNode", "BlankNode"),
}


def _node_kind(_: Graph, value: Value) -> Check:
    kinds = _KINDS[local(str(value))]
    return each(lambda _, term: type(term).__name__ in kinds)


def _pattern(_: Graph, value: Value) -> Check:
    pattern = re.compile(str(value))
    return each(
        lambda _, term: (
            not isinstance(term, ox.BlankNode)
            and bool(pattern.search(term.value))
        )
    )


def _datatype(_: Graph, value: Value) -> Check:
    kind = str(value)
    return each(
        lambda _, term: (
            isinstance(term, ox.Literal)
            and term.datatype.value == kind
            and ordinal(term) is not None
        )
    )


def ordinal(term: Term) -> Ordinal | None:
    """
    A literal as something that is compared with its like;
    None where its text does not fit its datatype.
    """
    if not isinstance(term, ox.Literal):
        return None
    kind = local(term.datatype.value)
    text = term.value
    form = _FORMS.get(kind)
    if form is None:
        return kind, text
    if not form.fullmatch(text) or (kind == "date" and not _is_day(text)):
        return None
    if kind.endswith(("nteger", "gYear")):
        return ("number", int(text))
    return (kind, text)


_FORMS = {
    "integer": re.compile(r"[+-]?[0-9]+"),
    "nonNegativeInteger": re.compile(r"\+?[0-9]+|-0+"),
    "gYear": re.compile(r"-?[0-9]{4,}"),
    "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    "boolean": re.compile("true|false|1|0"),
}


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _class(_: Graph, value: Value) -> Check:
    kind = str(value)
    return each(lambda data, term: data.is_a(term, kind))


def _range(
    good: Callable[[int, int], bool],
) -> Callable[[Graph, Value], Check]:
    def make(_: Graph, limit: Value) -> Check:
        def holds(_: Data, term: Term) -> bool:
            compared = ordinal(term)
            if compared is None:
                return False
            kind, value = compared
            if isinstance(limit, date):
                if kind != "date":
                    return False
                day = date.fromisoformat(str(value))
                return good(day.toordinal(), limit.toordinal())
            if kind != "number":
                return False
            return good(int(value), _number(limit))

        return each(holds)

    return make


def _at_most(left: Ordinal | None, right: Ordinal | None) -> bool:
    """Whether two values are compared, and the first is not above the other."""
    if left is None or right is None or left[0] != right[0]:
        return False
    return bool(left[1] <= right[1])  # type: ignore[operator]


def _at_most_the(_: Graph, value: Value) -> Check:
    other = str(value)

    def check(
        data: Data, focus: Term, values: list[Term]
    ) -> Iterator[Term | None]:
        for term in values:
            for limit in data.values(focus, other):
                if not _at_most(ordinal(term), ordinal(limit)):
                    yield term

    return check


CHECKS: dict[str, Callable[[Graph, Value], Check]] = {
    "minCount": lambda _, number: whole(
        lambda values: len(values) < _number(number)
    ),
    "maxCount": lambda _, number: whole(
        lambda values: len(values) > _number(number)
    ),
    "hasValue": _has,
    "in": _in,
    "class": _class,
    "datatype": _datatype,
    "nodeKind": _node_kind,
    "pattern": _pattern,
    "lessThanOrEquals": _at_most_the,
    "minInclusive": _range(lambda a, b: a >= b),
    "minExclusive": _range(lambda a, b: a > b),
    "maxInclusive": _range(lambda a, b: a <= b),
    "maxExclusive": _range(lambda a, b: a < b),
}
