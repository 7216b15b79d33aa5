"""
What may not stand beside what: the facts say it in `ontology/facts.ttl`, the shapes are made from
that, and what is decided is checked by it here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ..errors import Fault
from ..law.model import FactType, Law
from ..rdf.names import curie
from .subject import Node


def vet_contradictions(law: Law, node: Node, place: str) -> Iterator[Fault]:
    """Faults between the facts that one subject states."""
    for name in node.facts:
        fact = law.facts[name]
        if fact.alone:
            yield from _beside(fact, node, place)
        for other in fact.not_before:
            yield from _too_early(name, other, node, place)
        for other in fact.within:
            yield from _too_many(name, other, node, place)
        for other in fact.needs:
            if not node.facts.get(other):
                yield Fault(
                    place,
                    f"qd:{name} is stated without qd:{other}",
                    f"state qd:{other} as well, or leave out qd:{name}",
                )


def _beside(fact: FactType, node: Node, place: str) -> Iterator[Fault]:
    """A value that denies all others stands alone."""
    values = [*map(str, node.facts[fact.name])]
    if len(values) < 2:
        return
    for alone in fact.alone.intersection(values):
        others = sorted(curie(value) for value in values if value != alone)
        yield Fault(
            place,
            f"qd:{fact.name} is {curie(alone)} beside {' and '.join(others)}",
            "keep what is so, and leave out the other",
        )


def _too_early(
    name: str, start: str, node: Node, place: str
) -> Iterator[Fault]:
    """A day before another that comes first."""
    last = node.one(name)
    first = node.one(start)
    if isinstance(first, date) and isinstance(last, date) and last < first:
        yield Fault(
            place,
            f"qd:{name} {last} is before qd:{start} {first}",
            f"correct qd:{start} or qd:{name}",
        )


def _too_many(
    name: str, whole: str, node: Node, place: str
) -> Iterator[Fault]:
    """More persons than those among whom they are."""
    part = node.one(name)
    total = node.one(whole)
    if isinstance(part, int) and isinstance(total, int) and part > total:
        yield Fault(
            place,
            f"qd:{name} {part} is larger than qd:{whole} {total}",
            f"count in qd:{name} only persons whom qd:{whole} counts too",
        )
