"""
Shapes over neighbourhoods: what a shape finds is looked up
by the statements that it reads, and found once for each.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import NamedTuple

import pyoxigraph as ox

from ..inventory.profiles import Key
from ..rdf.graph import Term
from ..rdf.names import QD, RDF, curie
from .neighbourhood import Neighbourhood
from .report import Cause
from .shapes import ANY, CLOSED, Shape, Target

HELD_BY = QD + "heldBy"
_HAS_CLASS = "HasClass"
_TYPE = RDF + "type"
Judged = tuple[Cause, str | None]


class _Reads(NamedTuple):
    """
    What a shape reads of an item: its predicates, those of
    its exports, its handler, everything that it states.
    """

    of_item: tuple[str, ...]
    exports: tuple[str, ...]
    handler: bool
    all: bool


@dataclass(eq=False, slots=True)
class _Unit:
    """A shape by itself, what it is aimed at, and what it reads of an item."""

    shape: Shape
    target: Target
    reads: _Reads


class Judge:
    """Shapes, and what they were seen to find."""

    def __init__(self, near: Neighbourhood, targets: Iterable[Target]) -> None:
        self.near = near
        self.units = [
            _Unit(unit, target, _reads(unit))
            for target in targets
            for unit in target.shape.units()
        ]
        self._seen: dict[tuple[object, ...], list[Judged]] = {}
        self._aimed: dict[frozenset[str], dict[str, list[_Unit]]] = {}

    def of(self, node: Term) -> list[Judged]:
        """What the shapes find of a node."""
        return [
            result
            for unit in self._units(node, self.near.predicates(node))
            for result in results(unit.shape, self.near, node)
        ]

    def of_item(self, node: Term, key: Key) -> list[Judged]:
        """What the shapes find of an item with its exports, one of a key."""
        stated = self.near.stated(node)
        exports = self.near.exports(node)
        seen = self._seen
        kind = type(node)
        many = len(exports)
        judged: list[Judged] = []
        for unit in self._units(node, stated):
            reads = unit.reads
            signature: tuple[object, ...] = (
                unit.shape,
                kind,
                many,
                (
                    key.holder,
                    id(self.near.statements(key.profile).get(HELD_BY)),
                )
                if reads.handler
                else None,
                key.profile if reads.all else None,
                *[id(stated.get(predicate)) for predicate in reads.of_item],
                *[
                    id(export.get(predicate))
                    for export in exports
                    for predicate in reads.exports
                ],
            )
            known = seen.get(signature)
            if known is None:
                known = seen[signature] = results(unit.shape, self.near, node)
            judged += known
        return judged

    def _units(self, node: Term, predicates: Iterable[str]) -> Iterable[_Unit]:
        """The shapes that are aimed at a node of predicates and could find something, each once."""
        classes = frozenset(self.near.classes(node))
        if classes not in self._aimed:
            self._aimed[classes] = self._aimed_at(classes)
        aimed = self._aimed[classes]
        return dict.fromkeys(
            chain(
                aimed[ANY],
                *(
                    aimed[predicate]
                    for predicate in predicates
                    if predicate in aimed
                ),
            )
        )

    def _aimed_at(self, classes: frozenset[str]) -> dict[str, list[_Unit]]:
        """The shapes aimed at classes, by the predicate without which they find nothing."""
        units_by_class: dict[str, list[_Unit]] = {ANY: []}
        for unit in self.units:
            shape = unit.shape
            target = unit.target
            if not classes.isdisjoint(target.classes) or (
                not classes and target.shape.name.endswith(_HAS_CLASS)
            ):
                units_by_class.setdefault(
                    shape.idle_without or ANY, []
                ).append(unit)
            for predicate in target.subjects_of:
                units_by_class.setdefault(predicate, []).append(unit)
        return units_by_class


def results(unit: Shape, near: Neighbourhood, node: Term) -> list[Judged]:
    """What a shape finds of a node, whatever it is aimed at."""
    return [
        (
            cause(shape, component),
            _text(value) if shape.path or component == CLOSED else None,
        )
        for shape, component, value in unit.results(near, node)
    ]


def _reads(unit: Shape) -> _Reads:
    paths = set(unit.reads())
    read_of_item = {
        path[0].predicate for path in paths if path and not path[0].inverse
    } - {
        HELD_BY,
        ANY,
    }
    exports = {
        path[1].predicate
        for path in paths
        if len(path) > 1 and path[0].inverse
    }
    handler = any(path and path[0].predicate == HELD_BY for path in paths)
    return _Reads(
        tuple(sorted(read_of_item)),
        tuple(sorted(exports)),
        handler,
        any(step.predicate == ANY for path in paths for step in path),
    )


def _text(value: Term | None) -> str | None:
    if isinstance(value, ox.BlankNode):
        return "_:" + value.value
    if value is None:
        return None
    if isinstance(value, ox.NamedNode):
        return curie(value.value)
    return value.value


@cache
def cause(shape: Shape, component: str) -> Cause:
    """Why a constraint of a shape finds something."""
    path = None
    if shape.path:
        path = curie(shape.path[-1].predicate)
    return Cause(
        curie(shape.name),
        component,
        shape.severity,
        path,
        shape.message,
        shape.mend,
        shape.cites,
    )
