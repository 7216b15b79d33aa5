"""
Everything that stored questions are asked of, as N-Quads for
another store: law, inventory, and the whole proof of each item.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial

import pyoxigraph as ox

from ..deciding.alternatives import alternatives
from ..deciding.batch import decide
from ..inventory.table import Register
from ..law.load import law
from ..reporting.determination.as_rdf_batch import stated, written
from ..reporting.determination.rdf_writer import Extent
from .stored import INVENTORY, law_store


def lines(register: Register, as_of: date | None) -> Iterator[str]:
    """The graphs of the law, that of the inventory, and one for each item."""
    yield (law_store().dump(format=ox.RdfFormat.N_QUADS) or b"").decode()
    graph = ox.NamedNode(INVENTORY)
    inventory = register.as_inventory(None)
    quads = (
        ox.Quad(triple.subject, triple.predicate, triple.object, graph)
        for triple in stated(inventory)
    )
    yield (ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"").decode()
    yield from written(
        decide(register, as_of, frozenset()),
        ox.RdfFormat.N_QUADS,
        Extent.WHOLE,
        partial(alternatives, law()),
    )
