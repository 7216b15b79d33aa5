"""
Do the statements of an inventory fit together? Each check
returns a fault that says what, where and how to mend it.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import Fault
from ..law.model import FactType, Law
from ..rdf.graph import Value
from ..rdf.names import QD, curie, local
from . import faults
from .contradictions import vet_contradictions
from .count_checks import vet_tally, vet_years
from .kinds import LINKED, may_state
from .subject import Node


def vet_structure(
    law: Law, nodes: dict[str, Node], where: str
) -> Iterator[Fault]:
    """
    Faults between statements: subjects without class, links
    that lead nowhere, contradictions.
    """
    if not any(node.kind == "DataItem" for node in nodes.values()):
        yield faults.no_items(where)
    for node in nodes.values():
        place = f"{node.where}, {node.iri}"
        if node.kind is None:
            yield faults.no_class(place)
            continue
        yield from vet_node(law, nodes, node, place)


def vet_node(
    law: Law, nodes: dict[str, Node], node: Node, place: str
) -> Iterator[Fault]:
    """Faults of what one subject states, its links among them."""
    for name, values in node.facts.items():
        fact = law.facts[name]
        if not may_state(fact, str(node.kind)):
            yield faults.misplaced(place, fact, str(node.kind))
        if len(values) > 1 and not fact.is_a("ManyValued"):
            yield faults.contradicting(place, name, [*map(str, values)])
        if local(fact.value_type) in LINKED:
            yield from _vet_links(nodes, place, fact, values)
    if node.kind == "DataItem" and not node.facts.get("heldBy"):
        yield Fault(
            place,
            "the item has no handler",
            "state qd:heldBy with the qd:DataHandler that decides on the export",
        )
    if node.kind == "DataItem" and node.iri.startswith("_:"):
        yield Fault(
            place,
            "the item is a blank node",
            "give it an IRI, for example <urn:x:item-1>",
        )
    if node.kind == "Export" and not node.facts.get("exportOf"):
        yield faults.export_of_nothing(place)
    yield from vet_contradictions(law, node, place)
    yield from _vet_zone(node, place)
    if node.kind == "Event":
        yield from _vet_event(node, place)
    if node.kind == "Tally":
        yield from vet_tally(node, place)
    if node.kind == "DataHandler":
        yield from vet_years(nodes, node, place)


def _vet_zone(node: Node, place: str) -> Iterator[Fault]:
    """No zone, and a tie to one."""
    ties = [
        curie(str(value))
        for value in node.facts.get("zoneTie", ())
        if value != QD + "NoTie"
    ]
    if QD + "none" in node.facts.get("zone", ()) and ties:
        yield Fault(
            place,
            f"qd:zone is qd:none beside qd:zoneTie {ties[0]}",
            "name the zone, or state qd:zoneTie qd:NoTie",
        )


def _vet_links(
    nodes: dict[str, Node], place: str, fact: FactType, values: list[Value]
) -> Iterator[Fault]:
    kinds = LINKED[local(fact.value_type)]
    for value in values:
        target = nodes.get(str(value))
        if target is None or target.kind not in kinds:
            yield faults.leads_nowhere(place, fact.name, str(value), kinds)


def _vet_event(node: Node, place: str) -> Iterator[Fault]:
    if not node.facts.get("eventKind"):
        yield Fault(
            place,
            "the event has no kind",
            "state qd:eventKind, for example qd:SuspensionOrder",
        )
    if not node.facts.get("happenedOn"):
        yield Fault(
            place,
            "the event has no day",
            "state qd:happenedOn, for example 2026-03-02",
        )
