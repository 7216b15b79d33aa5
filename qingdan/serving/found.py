"""What a validation finds of the items of a large inventory, once for all of which it is found."""

from __future__ import annotations

from ..inventory.table import Register
from ..reporting.findings.by_item import Noted, noted_of
from ..validating.of_items import Judged, judged


class Found:
    """
    The findings of items by `kind`, a number of `kinds`; `is_held`
    tells whether they are, as too many would not be.
    """

    def __init__(self, all_judged: Judged | None) -> None:
        self.kinds: list[tuple[Noted, ...]] = [()]
        self.is_held = all_judged is not None
        self._judged = all_judged or Judged({}, {})
        self._by_key: dict[int, int] = {}

    def of(self, item: str, key: int) -> int:
        """The kind of an item of a key of the validation; nothing is found of the first."""
        further = self._judged.by_subject.get(item)
        if further:
            causes = self._judged.by_key.get(key, [])
            return self._kind(noted_of([*causes, *further]))
        if key not in self._by_key:
            causes = self._judged.by_key.get(key, [])
            self._by_key[key] = self._kind(noted_of(causes))
        return self._by_key[key]

    def _kind(self, noted: tuple[Noted, ...]) -> int:
        """The number of some findings, which are taken up where they are new."""
        if noted not in self.kinds:
            self.kinds.append(noted)
        return self.kinds.index(noted)


def found(register: Register) -> Found:
    """What is found of the items of a register, whose keys are then those of the validation."""
    return Found(judged(register))
