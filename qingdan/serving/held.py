"""What the front and its keepers hold of the inventory that is served, in memory or on disk."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from ..errors import CallError
from ..inventory.in_memory import Inventory, gathered
from ..law.load import law
from ..querying.stored import INVENTORY
from ..rdf.names import QD
from .one_item import inventory_of

_DETERMINES = ox.NamedNode(QD + "determines")


class Held:
    """
    A store, and the inventory in it where one is served.

    A store on disk is opened by each process for itself, and inherited by the children that it
    forks after that.
    """

    def __init__(
        self,
        store: ox.Store | None = None,
        inventory: Inventory | None = None,
        path: Path | None = None,
    ) -> None:
        self._store = store
        self._inventory = inventory
        self._in_memory = inventory if inventory and inventory.items else None
        self._path = path

    @property
    def store(self) -> ox.Store:
        """The store, opened where it is not yet; raises OSError where it cannot be."""
        if self._store is None:
            self._store = ox.Store.read_only(str(self._path))
        return self._store

    @property
    def is_served(self) -> bool:
        """Whether there is an inventory."""
        return bool(self._inventory or self._path)

    def files(self) -> int:
        """How many files a store on disk has, which are opened when they are needed."""
        if self._path is None:
            return 0
        return sum(1 for _ in self._path.iterdir())

    def first(self) -> str | None:
        """Any item, where there is one."""
        for quad in self._determining():
            return str(quad.object.value)
        return None

    def of_item(self, item: str) -> Inventory:
        """An inventory that has all of an item; raises InputError where there is no such item."""
        if self._in_memory:
            return self._in_memory
        return inventory_of(self.store, item)

    def whole(self, most: int) -> Inventory | None:
        """
        The inventory, None where none is served; raises CallError where it has no item, or more
        than so many.
        """
        if not self.is_served:
            return None
        if not 0 < len(list(islice(self._determining(), most + 1))) <= most:
            raise CallError(
                "the inventory has too many items; run qingdan duties"
            )
        if self._in_memory:
            return self._in_memory
        quads: Iterator[Any] = self.store.quads_for_pattern(
            None, None, None, ox.NamedNode(INVENTORY)
        )
        statements = (
            (quad.subject, quad.predicate.value, quad.object) for quad in quads
        )
        return gathered(statements, law(), INVENTORY)

    def _determining(self) -> Iterator[Any]:
        return self.store.quads_for_pattern(None, _DETERMINES, None)
