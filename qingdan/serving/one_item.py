"""A store that holds an inventory in, what it states of one item and all that it leads to out."""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox

from ..inventory.in_memory import Inventory, gathered
from ..law.load import law
from ..querying.stored import INVENTORY
from ..rdf.names import QD

_EXPORT_OF = ox.NamedNode(QD + "exportOf")
_LISTS = ox.NamedNode(QD + "lists")
_GRAPH = ox.NamedNode(INVENTORY)


def inventory_of(store: ox.Store, item: str) -> Inventory:
    """
    The inventory of an item: its exports, its handler, what this has on record, the inventories
    that list it. Raises InputError where the store states nothing of such an item.
    """
    named = ox.NamedNode(item)
    waiting: list[Any] = [named]
    for link in (_EXPORT_OF, _LISTS):
        waiting += [
            quad.subject
            for quad in store.quads_for_pattern(None, link, named, _GRAPH)
        ]
    seen = set(waiting)
    statements: list[tuple[Any, str, Any]] = []
    while waiting:
        subject = waiting.pop()
        for quad in store.quads_for_pattern(subject, None, None, _GRAPH):
            if quad.predicate == _LISTS and quad.object != named:
                continue
            statements.append((subject, quad.predicate.value, quad.object))
            leads = not isinstance(quad.object, ox.Literal)
            if leads and quad.object not in seen:
                seen.add(quad.object)
                waiting.append(quad.object)
    return gathered(statements, law(), item)
