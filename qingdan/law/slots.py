"""
The numbered slots of a user's own copy of a list, and who confirmed each: values only.

The text of the list is in the pack of its user, never here; an answer names slots by their numbers.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from ..language import N_, in_both
from ..rdf.graph import Text
from ..rdf.names import OURS, Iri

IMPORTANT = "important"
OTHER = "other"
PERSONS = 2
_PACK = N_("edition pack of {edition}")
_SLOT = N_("{edition}, slot {slots}")
_SLOTS = N_("{edition}, slots {slots}")
_READ = ("activity", "scenario", "item", "description", "kind", "band")


@dataclass(frozen=True)
class Confirmation:
    """A person who held a slot against the official text, and the day."""

    by: str
    on: date


@dataclass(frozen=True)
class Slot:
    """
    One numbered item of a list as its official text has it, and who confirmed that text.

    `group` is the entry of ours under which it falls, empty where nobody said.
    """

    number: int
    activity: str
    scenario: str
    item: str
    description: str
    kind: str
    band: str
    group: str = ""
    confirmed: tuple[Confirmation, ...] = ()

    @property
    def is_important(self) -> bool:
        """Whether the list names it as important data."""
        return self.kind == IMPORTANT

    @cached_property
    def digest(self) -> str:
        """SHA-256 of what was read for the slot, its group included."""
        return _sha([self.number, *self.text, self.group])

    @property
    def text(self) -> tuple[str, ...]:
        """What the official text says, column by column."""
        return tuple(getattr(self, name) for name in _READ)

    @property
    def counts(self) -> bool:
        """Whether as many persons confirmed it as must."""
        return len({person(each.by) for each in self.confirmed}) >= PERSONS


@dataclass(frozen=True)
class Announced:
    """How many items the paper announces, and how many of important data; None is not known."""

    items: int | None
    important: int | None


@dataclass(frozen=True, eq=False)
class Pack:
    """
    A user's own copy of one edition as slots; `copy` is the digest of the file that was read.

    `announced` are the numbers that the paper announces: what the slots must come to.
    """

    edition: str
    copy: str
    slots: tuple[Slot, ...]
    announced: Announced

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the text of all slots: a comparison holds for this text alone."""
        return _sha([self.edition, *(slot.digest for slot in self.slots)])

    @property
    def iri(self) -> Iri:
        """The pack as the fact `comparedWith` names it."""
        return Iri(f"urn:sha256:{self.digest}")

    @cached_property
    def state(self) -> str:
        """SHA-256 of the text, of who confirmed which slot, and of what is announced."""
        persons = [
            [slot.number, [[each.by, str(each.on)] for each in slot.confirmed]]
            for slot in self.slots
        ]
        announced = [self.announced.items, self.announced.important]
        return _sha([self.digest, persons, announced])

    @cached_property
    def numbers(self) -> frozenset[int]:
        """The numbers of all slots."""
        return frozenset(slot.number for slot in self.slots)

    @cached_property
    def important(self) -> frozenset[int]:
        """The numbers of the slots of important data."""
        return frozenset(
            slot.number for slot in self.slots if slot.is_important
        )

    @cached_property
    def counting(self) -> frozenset[int]:
        """The numbers of the slots that enough persons confirmed."""
        return frozenset(slot.number for slot in self.slots if slot.counts)

    @cached_property
    def of_number(self) -> dict[int, Slot]:
        """The slots by number."""
        return {slot.number: slot for slot in self.slots}

    @property
    def fits(self) -> bool:
        """Whether there are as many slots, and of each kind, as the paper announces."""
        return (
            len(self.numbers) == len(self.slots) == self.announced.items
            and len(self.important) == self.announced.important
        )

    @property
    def is_whole(self) -> bool:
        """Whether every announced slot is there and confirmed: only then may it clear."""
        return self.fits and self.counting == self.numbers

    def named(
        self,
        numbers: Iterable[int],
    ) -> str:
        """Slots as a term that an answer cites; it tells numbers and no text."""
        return f"{OURS}{self.edition}/slots-{ranges(numbers, '.')}"

    def label(
        self,
        iri: str,
    ) -> Text:
        """The label of slots that an answer cites, and of the pack; empty for other terms."""
        if iri == self.iri:
            return in_both(_PACK, edition=self.edition)
        head = f"{OURS}{self.edition}/slots-"
        if not iri.startswith(head):
            return {}
        numbers = iri[len(head) :].replace(
            ".",
            ", ",
        )
        named = _SLOT if numbers.isdigit() else _SLOTS
        return in_both(named, edition=self.edition, slots=numbers)


def person(name: str) -> str:
    """A name as persons are told apart: without case, width of signs, and what does not show."""
    shown = "".join(
        sign
        for sign in unicodedata.normalize("NFKC", name)
        if unicodedata.category(sign) != "Cf"
    )
    return " ".join(shown.casefold().split())


def ranges(
    numbers: Iterable[int],
    between: str = ", ",
) -> str:
    """
    Numbers as a text in which runs are shortened.

    >>> ranges([1, 2, 3, 7])
    '1-3, 7'
    """
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return between.join(
        str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs
    )


def _sha(content: object) -> str:
    written = json.dumps(content, ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()
