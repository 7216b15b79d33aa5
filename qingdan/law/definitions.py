"""
Facts that OWL infers, as a look-up: defined classes of the closed law applied to one case.

A defined class is an intersection of `owl:hasValue` and `owl:someValuesFrom` restrictions; what
follows from membership is every `owl:hasValue` restriction above the class. OWL is monotone, so
only evidence is added.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from ..rdf.graph import Graph, Value
from ..rdf.names import DCTERMS, OWL, QD, RDFS, Iri, local
from .conditions import Definition, Facts, Known
from .model import FactType, Law


def definitions_of(graph: Graph) -> tuple[Definition, ...]:
    """Every defined class of a closed graph that has a consequence."""
    read_definitions = (
        _definition(graph, iri) for iri in graph.members(OWL + "Class")
    )
    return tuple(definition for definition in read_definitions if definition)


def _definition(graph: Graph, iri: str) -> Definition | None:
    for body in graph.iris(iri, OWL + "equivalentClass"):
        parts = _parts(graph, body)
        needs = [need for part in parts if (need := _need(graph, part))]
        if not needs or len(needs) < len(parts):
            continue
        premises = {
            (fact, value)
            for fact, values in needs
            if len(values) == 1
            for value in values
        }
        gives = _consequences(graph, iri) - premises
        if gives:
            return Definition(
                iri,
                sources=tuple(graph.iris(iri, DCTERMS + "source")),
                needs=tuple(needs),
                gives=tuple(sorted(gives, key=str)),
            )
    return None


def _parts(graph: Graph, body: str) -> list[str]:
    """The restrictions that a class is the intersection of; one alone stands by itself."""
    members = graph.one(body, OWL + "intersectionOf")
    if members is None:
        return [body]
    return [str(part) for part in graph.items(str(members))]


def _need(
    graph: Graph, restriction: str
) -> tuple[str, frozenset[Value]] | None:
    predicate = graph.one(restriction, OWL + "onProperty")
    if predicate is None:
        return None
    fact = local(str(predicate))
    value = graph.one(restriction, OWL + "hasValue")
    if value is not None:
        return fact, frozenset([value])
    some = graph.one(restriction, OWL + "someValuesFrom")
    return fact, frozenset(map(Iri, graph.members(str(some))))


def _consequences(graph: Graph, iri: str) -> set[tuple[str, Value]]:
    consequences: set[tuple[str, Value]] = set()
    for above in graph.iris(iri, RDFS + "subClassOf"):
        predicate = graph.one(above, OWL + "onProperty")
        value = graph.one(above, OWL + "hasValue")
        if predicate is None or value is None:
            continue
        if str(predicate).startswith(QD):
            consequences.add((local(str(predicate)), value))
    return consequences


def derived(
    law: Law, facts: dict[str, list[Value]]
) -> list[tuple[Definition, str, Value]]:
    """
    Every fact that follows and is not yet stated, with the
    class that gives it; applied to a fixpoint.
    """
    derived_facts: list[tuple[Definition, str, Value]] = []
    known: dict[str, Collection[Value]] = {}
    changed = True
    while changed:
        changed = False
        for definition in law.definitions:
            if any(
                values.isdisjoint(known.get(fact, facts.get(fact, ())))
                for fact, values in definition.needs
            ):
                continue
            for fact, value in definition.gives:
                values = known.get(fact, facts.get(fact, ()))
                if value not in values:
                    known[fact] = {*values, value}
                    derived_facts.append((definition, fact, value))
                    changed = True
    return derived_facts


@cache
def premises(law: Law) -> frozenset[str]:
    """The facts from which something follows."""
    needed = {
        name for definition in law.definitions for name, _ in definition.needs
    }
    computed_from = {fact.computed_from for fact in law.facts.values()}
    return frozenset(needed.union(map(str, filter(None, computed_from))))


def picked(fact: FactType, facts: Facts) -> Known:
    """Whether one value is stated of another fact; where none is stated, it is not."""
    return Known([fact.true_if in facts.get(str(fact.computed_from), ())])
