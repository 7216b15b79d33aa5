"""
Facts that OWL infers, as a look-up: defined classes of the closed law applied to one case.

A defined class is an intersection of `owl:hasValue` and `owl:someValuesFrom` restrictions; what
follows from membership is every `owl:hasValue` restriction above the class. OWL is monotone, so
only evidence is added.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from ..rdf.graph import Graph, Value
from ..rdf.names import DCTERMS, OWL, QD, RDFS, Iri, local
from .model import Law


@dataclass(frozen=True, slots=True)
class Definition:
    """A defined class: the facts that make an item a member, and the facts that follow."""

    iri: str
    sources: tuple[str, ...]
    needs: tuple[tuple[str, frozenset[Value]], ...]
    gives: tuple[tuple[str, Value], ...]


@cache
def definitions(law: Law) -> tuple[Definition, ...]:
    """Every defined class with a consequence, compiled once per law."""
    found = (_definition(law.graph, iri) for iri in law.graph.members(OWL + "Class"))
    return tuple(definition for definition in found if definition)


def _definition(graph: Graph, iri: str) -> Definition | None:
    for body in graph.iris(iri, OWL + "equivalentClass"):
        members = graph.one(body, OWL + "intersectionOf")
        parts = [body] if members is None else [str(part) for part in graph.items(str(members))]
        needs = [need for need in (_need(graph, part) for part in parts) if need]
        if not needs or len(needs) < len(parts):
            continue
        premises = {(fact, value) for fact, values in needs if len(values) == 1 for value in values}
        gives = tuple(sorted(_consequences(graph, iri) - premises, key=str))
        if gives:
            return Definition(iri, tuple(graph.iris(iri, DCTERMS + "source")), tuple(needs), gives)
    return None


def _need(graph: Graph, restriction: str) -> tuple[str, frozenset[Value]] | None:
    on = graph.one(restriction, OWL + "onProperty")
    if on is None:
        return None
    value = graph.one(restriction, OWL + "hasValue")
    some = graph.one(restriction, OWL + "someValuesFrom")
    if value is not None:
        return local(str(on)), frozenset([value])
    return local(str(on)), frozenset(Iri(member) for member in graph.members(str(some)))


def _consequences(graph: Graph, iri: str) -> set[tuple[str, Value]]:
    found: set[tuple[str, Value]] = set()
    for above in graph.iris(iri, RDFS + "subClassOf"):
        on = graph.one(above, OWL + "onProperty")
        value = graph.one(above, OWL + "hasValue")
        if on is not None and value is not None and str(on).startswith(QD):
            found.add((local(str(on)), value))
    return found


def derived(law: Law, facts: dict[str, list[Value]]) -> list[tuple[Definition, str, Value]]:
    """
    Every fact that follows and is not yet stated, with the
    class that gives it; applied to a fixpoint.
    """
    known = {fact: set(values) for fact, values in facts.items()}
    found: list[tuple[Definition, str, Value]] = []
    changed = True
    while changed:
        changed = False
        for definition in definitions(law):
            if all(known.get(fact, set()) & values for fact, values in definition.needs):
                for fact, value in definition.gives:
                    if value not in known.setdefault(fact, set()):
                        known[fact].add(value)
                        found.append((definition, fact, value))
                        changed = True
    return found
