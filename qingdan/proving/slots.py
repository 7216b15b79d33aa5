"""
That no slot of an edition pack lets anything through: tried for each slot by the engine itself.

In: a pack. Out: what was tried, and the slots for which it does not hold. What the engine asks of
slots only falls away with fewer of them confirmed or compared, so that one at a time is enough.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from ..deciding.by_slots import by_slots
from ..inventory.subject import Node
from ..law.slots import Pack, Slot, ranges
from ..rdf.graph import Value
from .bench import Failure

_MEND = "report this; decide without the pack until it is mended"


def slots_hold(pack: Pack) -> tuple[int, Failure | None]:
    """How many cases were tried, and what fails."""
    tried = 0
    through: set[int] = set()
    for number, clears in _cases(pack):
        tried += 1
        if clears:
            through.add(number)
    if not through:
        return tried, None
    what = f"an item is none of the listed although it was not held against slots {ranges(through)}"
    return tried, Failure(what, (), _MEND)


def _cases(pack: Pack) -> Iterator[tuple[int, bool]]:
    """The ways in which each slot can be lacking, and whether an item is cleared all the same."""
    for place, slot in enumerate(pack.slots):
        rest = (*pack.slots[:place], *pack.slots[place + 1 :])
        bare = replace(slot, confirmed=slot.confirmed[:1])
        yield slot.number, _clears(_with(pack, rest), rest)
        yield slot.number, _clears(_with(pack, (*rest, bare)), pack.slots)
        if slot.is_important:
            yield slot.number, _clears(pack, rest)
            yield slot.number, _clears(pack, pack.slots, [slot.number])
    if not pack.is_whole:
        for slot in pack.slots:
            yield slot.number, _clears(pack, pack.slots)


def _with(pack: Pack, slots: tuple[Slot, ...]) -> Pack:
    return Pack(pack.edition, pack.copy, slots, pack.announced)


def _clears(
    pack: Pack,
    compared: Collection[Slot],
    matched: Collection[int] = (),
) -> bool:
    """Whether an item is none of the listed that was compared with some slots."""
    node = Node("urn:x-qingdan:item", "", "DataItem")
    numbers = [slot.number for slot in compared]
    gathered: dict[str, tuple[Node, list[Value]]] = {
        "comparedSlot": (node, [*numbers]),
        "comparedWith": (node, [pack.iri]),
    }
    if matched:
        gathered["matchesSlot"] = (node, [*matched])
    stated: dict[str, list[Value]] = {}
    by_slots(pack, gathered, stated, {})
    return stated.get("matchesNoListedItem") == [True]
