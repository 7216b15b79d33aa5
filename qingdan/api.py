"""What the package offers to programs: load an inventory, decide its items, name the readings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from .deciding.case import cases
from .deciding.determination import Alternative, Determination
from .deciding.explain import explain
from .deciding.verdict import strictest
from .errors import CallError
from .inventory import in_memory as inventories
from .inventory.in_memory import Inventory
from .inventory.subject import Node
from .law.load import OWN, law
from .rdf.names import QD, curie, local, tail

if TYPE_CHECKING:
    from .inventory.readers.mapping import Mapping

_SMALL = 1 << 23


def load(
    paths: Iterable[str | Path],
    mapping: Mapping | None = None,
    items: Iterable[str] | None = None,
) -> Inventory:
    """
    Read files as one inventory. Raises InputError with one line for each fault.

    Of a large file, or one in a format for bulk, only the named items are brought into memory.
    """
    named = [Path(path) for path in paths]
    if _is_small(named, mapping):
        return inventories.load(named, law(), mapping)
    from .deciding.batch_checks import refuse_faults
    from .inventory.read import ingest

    register = ingest(law(), named, mapping)
    try:
        refuse_faults(register)
        return register.as_inventory(None if items is None else list(items))
    finally:
        register.close()


def _is_small(paths: list[Path], mapping: Mapping | None) -> bool:
    in_bulk = any(
        path.suffix.lower() in (".xlsx", ".parquet") for path in paths
    ) or (mapping is not None and mapping.vocabulary)
    if in_bulk:
        return False
    return (
        sum(path.stat().st_size for path in paths if path.is_file()) < _SMALL
    )


def loads(content: bytes, suffix: str = ".ttl") -> Inventory:
    """Read one document in memory, its format named by a file suffix. Raises InputError."""
    return inventories.loads(content, suffix, law())


def readings(names: Iterable[str]) -> frozenset[str]:
    """
    Reading IRIs from names such as `Q3=literal`. Raises
    CallError for a name that is not known.
    """
    known = {
        f"{question.notation}={reading.rsplit(f'{question.iri[-2:]}-', 1)[-1]}": reading
        for question in law().questions
        for reading in question.readings
    }
    chosen = set()
    for name in names:
        if name not in known and name not in known.values():
            question = name.partition("=")[0]
            options = [
                key for key in known if key.startswith(question + "=")
            ] or sorted(known)
            raise CallError(
                f"the reading {name!r} is not known; choose one of {', '.join(options)}"
            )
        chosen.add(known.get(name, name))
    return frozenset(chosen)


def decide(
    inventory: Inventory,
    as_of: date | None = None,
    chosen: frozenset[str] = frozenset(),
    items: Iterable[str] | None = None,
    edition: str = OWN,
) -> Iterator[Determination]:
    """
    One determination for each item (persons, days and provisions as the law counts them), by IRI.

    An item with several exports takes the strictest of their answers. Raises InputError where the
    facts of an item contradict one another, CallError for an edition of a list whose rules are not
    known.
    """
    applied = law(edition)
    wanted = (
        None
        if items is None
        else [named_item(inventory, name) for name in items]
    )
    for item in inventory.items if wanted is None else wanted:
        determinations = [
            explain(applied, case, item.title, chosen)
            for case in cases(applied, inventory, item, as_of)
        ]
        yield determinations[
            strictest(
                applied,
                [determination.possible for determination in determinations],
            )
        ]


def changes(
    inventory: Inventory,
    determination: Determination,
    chosen: frozenset[str] = frozenset(),
    edition: str = OWN,
) -> tuple[Alternative, ...]:
    """The single facts that, at another value, would change the outcome of a determination."""
    from .deciding.alternatives import alternatives

    applied = law(edition)
    item = named_item(inventory, determination.item)
    day = determination.as_of
    return tuple(
        alternative
        for case in cases(applied, inventory, item, day)
        if case.export == determination.export
        for alternative in alternatives(applied, case, chosen)
    )


def named_item(inventory: Inventory, name: str) -> Node:
    """
    The item of a name, its IRI or the end of it; raise
    CallError where there is none, or several.
    """
    named = [
        item
        for item in inventory.items
        if name in (item.iri, curie(item.iri), tail(item.iri))
    ]
    if len(named) == 1:
        return named[0]
    if named:
        what = "is the name of several items; give the whole IRI"
    else:
        has = f", which has {len(inventory.items)} items"
        what = f"is not in the inventory{has * bool(inventory.items)}; name one by its IRI"
    raise CallError(f"the item {name!r} {what}")


def known_outcomes(names: Iterable[str], flags: bool = False) -> None:
    """Raise CallError for a name that is no outcome; nor, where flags are meant too, a flag."""
    known = sorted(outcome.name for outcome in law().outcomes.values())
    known += (
        sorted(local(iri) for iri in law().graph.members(QD + "Flag"))
        if flags
        else []
    )
    kind = "outcome or flag" if flags else "outcome"
    for name in names:
        if name not in known:
            raise CallError(
                f"the {kind} {name!r} is not known; choose one of {', '.join(known)}"
            )
