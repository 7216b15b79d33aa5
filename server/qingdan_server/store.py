"""What is served: the law, the shapes, an inventory and its determinations, each a named graph of one read-only store."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyoxigraph as ox

from qingdan.names import GRAPH
from qingdan.queries import LAW, add_inventory, law_store
from qingdan.resources import inventory_shapes, shape_files

SHAPES = GRAPH + "shapes"


def served(inventory: tuple[Path, ...], as_of: date | None) -> ox.Store:
    """The store; raises InputError where the inventory has a fault."""
    store = law_store()
    for path in (*shape_files(), inventory_shapes()):
        store.bulk_load(path.read_bytes(), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(SHAPES))
    if inventory:
        add_inventory(store, inventory, as_of)
    return store


def graphs(store: ox.Store) -> list[str]:
    """The names of the graphs, the law first."""
    names = sorted(graph.value for graph in store.named_graphs())
    return [LAW, *(name for name in names if name != LAW)]
