"""
What follows for an item from the slots of an edition pack: the numbers that a person compared
and found in, facts about the list out.

A slot counts only once enough persons confirmed it; that data is none of the listed follows only
where every slot is confirmed and every slot of that kind was compared with the same text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ..errors import Fault, InputError
from ..inventory.subject import Node
from ..language import N_, in_both
from ..law.load import OWN
from ..law.slots import Pack, ranges
from ..rdf.graph import Text, Value
from ..rdf.names import QD, Iri, curie
from .sources import Source, source_of

FACTS = ("comparedSlot", "comparedWith", "matchesSlot")
_NONE = "matchesNoListedItem"
_LISTED = "matchesListedItem"
_OUTSIDE = "outsideListedFields"
_STATUS = "importantDataStatus"
GIVEN = (_NONE, _LISTED, _OUTSIDE, _STATUS)
_PUBLISHED = Iri(QD + "PublishedImportant")
_STRICT = {
    _PUBLISHED,
    Iri(QD + "NotifiedImportant"),
    Iri(QD + "IdentifiedImportant"),
}
_COUNTS = N_(
    "The edition pack does not have as many slots as the paper announces."
)
_WAITING = N_(
    "Slots of the edition pack that two persons have not confirmed: {slots}."
)
_ANOTHER = N_(
    "The data was compared with another text of the list: compare it again."
)
_LEFT = N_(
    "Slots of important data with which the data is still to be compared: {slots}."
)
Gathered = Mapping[str, tuple[Node, list[Value]]]


class Compared(NamedTuple):
    """
    The slots with which an item was compared and those that it was found to be, where the text
    was that of the pack; `mixed` where somebody else states further matches.
    """

    slots: frozenset[int]
    matched: frozenset[int]
    mixed: bool
    by: Source | None


def compared(
    pack: Pack,
    gathered: Gathered,
) -> Compared:
    """What was compared with the text of this pack; raises InputError for a slot it has not."""
    for name in ("comparedSlot", "matchesSlot"):
        node, numbers = gathered.get(name, (None, []))
        _refuse_unknown(pack, name, node, numbers)
    holder, packs = gathered.get("comparedWith", (None, []))
    if holder is None or packs != [pack.iri]:
        return Compared(
            slots=frozenset(),
            matched=frozenset(),
            mixed="matchesSlot" in gathered,
            by=None,
        )
    slots, matched = (
        _numbers(gathered, name, holder)
        for name in ("comparedSlot", "matchesSlot")
    )
    mixed = "matchesSlot" in gathered and not matched
    return Compared(slots | matched, matched, mixed, source_of(holder))


def _numbers(
    gathered: Gathered,
    name: str,
    holder: Node,
) -> frozenset[int]:
    """The slots that one node states: numbers and text must be stated together."""
    node, numbers = gathered.get(name, (None, []))
    if node is not holder:
        return frozenset()
    return frozenset(number for number in numbers if isinstance(number, int))


def _refuse_unknown(
    pack: Pack,
    name: str,
    node: Node | None,
    numbers: Iterable[Value],
) -> None:
    wrong = [
        number
        for number in numbers
        if isinstance(number, int) and number not in pack.numbers
    ]
    if node is not None and wrong:
        what = f"qd:{name} {wrong[0]} is no slot of the edition pack"
        mend = f"its slots are {ranges(pack.numbers)}"
        raise InputError(
            Fault(
                f"{node.where}, {node.iri}",
                what,
                mend,
            )
        )


def by_slots(
    pack: Pack,
    gathered: Gathered,
    stated: dict[str, list[Value]],
    sources: dict[str, Source],
) -> None:
    """
    Put what follows from the slots in the place of what was said of the list as a whole.

    A match stated otherwise stays; that there is none is not believed without the slots.
    """
    known = compared(pack, gathered)
    item = _Item(pack, known, stated, sources)
    if pack.edition != OWN:
        item.is_published()
        return
    for name in (_NONE, _OUTSIDE):
        if stated.get(name) == [True]:
            del stated[name], sources[name]
    item.is_listed()
    item.has_listed_fields()


class _Item(NamedTuple):
    """An item that was compared with a pack, and what is known to hold for it."""

    pack: Pack
    known: Compared
    stated: dict[str, list[Value]]
    sources: dict[str, Source]

    def is_listed(self) -> None:
        """Whether it is one of the slots of important data, or none of them."""
        important = self.pack.important
        listed = self.known.matched & self.pack.counting & important
        if listed:
            self._hold(_NONE, [False], listed)
            slots = map(self.pack.of_number.__getitem__, listed)
            groups = {Iri(slot.group) for slot in slots if slot.group}
            named = {*self.stated.get(_LISTED, ()), *groups}
            if named:
                self._hold(_LISTED, sorted(named, key=str), listed)
        elif _NONE not in self.stated and self._is_none_of(important):
            self._hold(_NONE, [True], important)

    def has_listed_fields(self) -> None:
        """Whether it is one of the other slots, or outside all of them."""
        others = self.pack.numbers - self.pack.important
        fields = self.known.matched & self.pack.counting & others
        if fields:
            self._hold(_OUTSIDE, [False], fields)
        elif _OUTSIDE not in self.stated and self._is_none_of(others):
            self._hold(_OUTSIDE, [True], others)

    def is_published(self) -> None:
        """What another zone has published as important data; its slots never clear."""
        pack = self.pack
        listed = self.known.matched & pack.counting & pack.important
        if listed and not _STRICT.intersection(self.stated.get(_STATUS, ())):
            self._hold(_STATUS, [_PUBLISHED], listed)

    def _is_none_of(self, slots: frozenset[int]) -> bool:
        """Whether the data was held against all these slots and is none of them."""
        return (
            self.pack.is_whole
            and not self.known.mixed
            and slots <= self.known.slots
            and not slots & self.known.matched
        )

    def _hold(
        self,
        name: str,
        values: list[Value],
        slots: frozenset[int],
    ) -> None:
        by = self.known.by
        self.stated[name] = values
        self.sources[name] = Source(
            stated_on=self.pack.iri,
            how="inferred",
            by=by.by if by else None,
            on=by.on if by else None,
            cites=(self.pack.named(slots),),
        )


def slots_cited(
    pack: Pack | None,
    sources: Mapping[str, Source],
) -> dict[str, tuple[str, ...]]:
    """The slots from which facts of a case follow, by the fact, as answers cite them."""
    if pack is None:
        return {}
    return {
        name: tuple(map(curie, source.cites))
        for name, source in sources.items()
        if source.stated_on == pack.iri
    }


def left(
    pack: Pack,
    stated: Mapping[str, tuple[Value, ...]],
) -> Text:
    """
    What keeps data from being none of the listed items: counts that do not fit, slots that are
    not confirmed, another text, slots not compared.
    """
    if not pack.fits:
        return in_both(_COUNTS)
    waiting = ranges(pack.numbers - pack.counting)
    if waiting:
        return in_both(_WAITING, slots=waiting)
    if stated.get("comparedWith", ()) not in ((), (pack.iri,)):
        return in_both(_ANOTHER)
    numbers = {
        *stated.get("comparedSlot", ()),
        *stated.get("matchesSlot", ()),
    }
    slots = ranges(pack.important - numbers)
    if slots:
        return in_both(_LEFT, slots=slots)
    return {}
