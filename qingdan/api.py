"""What the package offers to programs: load an inventory, decide its items, name the readings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from . import inventory as inventories
from .cases import cases
from .determination import Determination
from .errors import CallError
from .explanation import explain
from .graph import Text
from .inventory import Inventory, Node
from .law import law
from .names import QD, Tagged, curie
from .terms import Law

if TYPE_CHECKING:
    from .tables import Mapping


def load(paths: Iterable[str | Path], mapping: Mapping | None = None) -> Inventory:
    """Read files as one inventory. Raises InputError with one line for each fault."""
    return inventories.load([Path(path) for path in paths], law(), mapping)


def loads(content: bytes, suffix: str = ".ttl") -> Inventory:
    """Read one document in memory, its format named by a file suffix. Raises InputError."""
    return inventories.loads(content, suffix, law())


def readings(names: Iterable[str]) -> frozenset[str]:
    """Reading IRIs from names such as `Q3=literal`. Raises CallError for a name that is not known."""
    known = {
        f"{question.notation}={reading.rsplit(f'{question.iri[-2:]}-', 1)[-1]}": reading
        for question in law().questions
        for reading in question.readings
    }
    chosen = set()
    for name in names:
        if name not in known and name not in known.values():
            question = name.partition("=")[0]
            options = [key for key in known if key.startswith(question + "=")] or sorted(known)
            raise CallError(f"the reading {name!r} is not known; choose one of {', '.join(options)}")
        chosen.add(known.get(name, name))
    return frozenset(chosen)


def decide(
    found: Inventory, as_of: date | None = None, chosen: frozenset[str] = frozenset(), items: Iterable[str] | None = None
) -> Iterator[Determination]:
    """
    One determination for each item (persons, days and provisions as the law counts them), by IRI.

    An item with several exports takes the strictest of their answers. Raises InputError where the facts of
    an item contradict one another.
    """
    wanted = None if items is None else [_item(found, name) for name in items]
    for item in found.items if wanted is None else wanted:
        yield _strictest(law(), [explain(law(), case, _title(item), chosen) for case in cases(law(), found, item, as_of)])


def _item(found: Inventory, name: str) -> Node:
    named = [item for item in found.items if name in (item.iri, curie(item.iri), item.iri.rsplit("/", 1)[-1].rsplit(":", 1)[-1])]
    if len(named) == 1:
        return named[0]
    told = (
        "is the name of several items; give the whole IRI"
        if named
        else f"is not in the inventory, which has {len(found.items)} items; name one by its IRI"
    )
    raise CallError(f"the item {name!r} {told}")


def _title(item: Node) -> Text:
    return {title.lang: str(title) for title in item.facts.get("title", []) if isinstance(title, Tagged)}


def _strictest(rules: Law, found: list[Determination]) -> Determination:
    """The strictest answer; an open one stays open where a branch of it could be stricter than the rest."""

    def worst(one: Determination) -> int:
        return max(rules.outcomes[QD + name].strictness for name in one.possible)

    return max(found, key=lambda one: (worst(one), len(one.possible)))
