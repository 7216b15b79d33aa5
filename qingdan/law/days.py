"""
The first and the last day of every term of the law, from the few places where a day is written.

In: a graph of the law. Out: the days of a term with the terms on which they are written, and the
statements to add.

A term has the days that stand on it. What does not stand on it comes from the term that it names
by `qd:daysAs`; else from those to which the properties lead that its class names (a provision:
what it is part of; a rule: the provisions that it cites, from the first of their days to the last,
within those of its regime). Where what is cited has no days, as a category of data, it adds none.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import pyoxigraph as ox

from ..errors import KnowledgeError
from ..rdf.graph import Graph, Value
from ..rdf.names import QD, RDF, XSD, Iri, curie

FIRST = QD + "validFrom"
LAST = QD + "validTo"
BY = QD + "datedBy"
AS = QD + "daysAs"
KINDS = (
    "Edition",
    "Instrument",
    "Provision",
    "Rule",
    "Override",
    "Duty",
    "Consequence",
    "Parameter",
    "Regime",
    "Publication",
    "OpenQuestion",
    "Reading",
    "Flag",
)


class Bound(NamedTuple):
    """A first or last day, or what stands for an open one, with the term on which it is written."""

    day: Value
    written_on: str


class Days(NamedTuple):
    """The first and the last day of a term; both are in it."""

    first: Bound
    last: Bound

    def holds(self, day: date) -> bool:
        """Whether a day lies between them; an open end leaves nothing out."""
        return start(self.first.day) <= day <= end(self.last.day)


def start(value: Value | None) -> date:
    """A first day as a date, the earliest there is where it is open."""
    if isinstance(value, date):
        return value
    return date.min


def end(value: Value | None) -> date:
    """A last day as a date, the latest there is where it is open."""
    if isinstance(value, date):
        return value
    return date.max


class Calendar:
    """The days of the terms of one graph, each worked out once."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._found: dict[str, Days | None] = {}

    def of(self, iri: str) -> Days | None:
        """
        The days of a term; None where none are written on it or on what it has them from.

        Raises KnowledgeError where the provisions that it cites leave days between them.
        """
        if iri not in self._found:
            self._found[iri] = None
            self._found[iri] = self._of(iri)
        return self._found[iri]

    def dated_by(self, iri: str) -> tuple[Iri, ...]:
        """The provisions or grades that stand on the term, or where its days are written."""
        sources = self._graph.iris(iri, BY)
        days = self.of(iri)
        if sources or days is None:
            return tuple(sources)
        origins = {days.first.written_on, days.last.written_on} - {iri}
        return tuple(
            sorted(
                {
                    by
                    for origin in origins
                    for by in self._graph.iris(origin, BY)
                }
            )
        )

    def terms(self) -> Iterator[str]:
        """Every term that must have days."""
        terms = {
            iri for kind in KINDS for iri in self._graph.members(QD + kind)
        }
        yield from sorted(terms)

    def _of(self, iri: str) -> Days | None:
        inherited = self._inherited(iri)
        first = self._graph.one(iri, FIRST)
        last = self._graph.one(iri, LAST)
        lower = (
            Bound(first, iri)
            if first is not None
            else inherited and inherited.first
        )
        upper = (
            Bound(last, iri)
            if last is not None
            else inherited and inherited.last
        )
        if lower and upper:
            return Days(lower, upper)
        return None

    def _inherited(self, iri: str) -> Days | None:
        named = self._graph.iris(iri, AS)
        if named:
            return self._joined(iri, named)
        kinds = self._graph.iris(iri, RDF + "type")
        through = self._leading(kinds, "daysThrough")
        back = self._leading(kinds, "daysOfThoseThat")
        within = self._leading(kinds, "daysWithin")
        graph = self._graph
        sources = [
            source for name in through for source in graph.iris(iri, name)
        ]
        sources += [
            source
            for name in back
            for source in map(Iri, graph.subjects(name, iri))
        ]
        days = self._joined(iri, sources)
        for limit in (
            self.of(source)
            for name in within
            for source in graph.iris(iri, name)
        ):
            days = _within(days, limit) if days and limit else days
        return days

    def _leading(self, kinds: list[Iri], name: str) -> list[str]:
        leading = {
            str(led)
            for kind in kinds
            for led in self._graph.iris(kind, QD + name)
        }
        return sorted(leading)

    def _joined(self, iri: str, sources: list[Iri]) -> Days | None:
        """
        From the first day of several terms to the last;
        they must leave none out between them.
        """
        spans = [days for days in map(self.of, sources) if days]
        if not spans:
            return None
        spans.sort(
            key=lambda days: (start(days.first.day), end(days.last.day))
        )
        first, last = spans[0]
        for days in spans[1:]:
            reached = end(last.day)
            if (
                reached < date.max
                and start(days.first.day).toordinal() > reached.toordinal() + 1
            ):
                raise KnowledgeError(
                    f"what {curie(iri)} has its days from leaves out those after {reached};"
                    " write its own days"
                )
            last = days.last if end(days.last.day) > reached else last
        return Days(first, last)


def _within(days: Days, limit: Days) -> Days:
    """The days that both have."""
    later = start(limit.first.day) > start(days.first.day)
    sooner = end(limit.last.day) < end(days.last.day)
    return Days(
        limit.first if later else days.first,
        limit.last if sooner else days.last,
    )


def statements(law: bytes) -> set[bytes]:
    """The days of each term that are not written on it, as lines to add to those of the law."""
    graph = Graph(ox.parse(law, format=ox.RdfFormat.N_TRIPLES))
    return {f"{triple} .\n".encode() for triple in _inferred(graph)}


def _inferred(graph: Graph) -> Iterator[ox.Triple]:
    calendar = Calendar(graph)
    for iri in calendar.terms():
        days = calendar.of(iri)
        if days is None:
            continue
        origins = sorted({days.first.written_on, days.last.written_on} - {iri})
        statements: dict[str, list[Value]] = {
            FIRST: [days.first.day],
            LAST: [days.last.day],
            AS: [Iri(origin) for origin in origins],
            BY: [*calendar.dated_by(iri)],
        }
        for predicate, values in statements.items():
            for value in values if not graph.values(iri, predicate) else ():
                yield ox.Triple(
                    ox.NamedNode(iri), ox.NamedNode(predicate), _term(value)
                )


def _term(value: Value) -> ox.NamedNode | ox.Literal:
    if isinstance(value, date):
        return ox.Literal(
            value.isoformat(), datatype=ox.NamedNode(XSD + "date")
        )
    return ox.NamedNode(str(value))
