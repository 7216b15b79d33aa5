"""
What a validation finds of each item of a large inventory: on disk by item,
in memory once for all items of which the same is found.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from ..door.inventory import opened
from ..reporting.findings.by_item import Noted, noted_of
from ..validating.of_items import Judged, judged, keys_of_items

_TABLE = (
    "CREATE TABLE found (item TEXT PRIMARY KEY, kind INTEGER) WITHOUT ROWID"
)


class Found:
    """
    The findings of the items of files by `kind`, a number of `kinds`; `is_held`
    tells whether they are, as too many would not be.
    """

    def __init__(self, paths: tuple[Path, ...]) -> None:
        self.kinds: list[tuple[Noted, ...]] = [()]
        self.is_held = False
        self._base = sqlite3.connect("")
        self._base.execute("PRAGMA journal_mode = OFF")
        self._base.execute("PRAGMA synchronous = OFF")
        self._base.execute(_TABLE)
        with opened(paths) as inventory:
            register = inventory.any_register()
            all_judged = judged(register)
            if all_judged:
                self.is_held = True
                self._base.executemany(
                    "INSERT INTO found VALUES (?, ?)",
                    self._rows(all_judged, keys_of_items(register)),
                )

    def of(self, item: str) -> int:
        """The kind of an item; nothing is found of the first."""
        row = self._base.execute(
            "SELECT kind FROM found WHERE item = ?", [item]
        ).fetchone()
        return row[0] if row else 0

    def _rows(
        self, all_judged: Judged, items: Iterable[tuple[str, int]]
    ) -> Iterator[tuple[str, int]]:
        """Each item of which something is found, with its kind."""
        by_key: dict[int, int] = {}
        for item, key in items:
            causes = all_judged.by_key.get(key, [])
            further = all_judged.by_subject.get(item)
            if further:
                yield item, self._kind(noted_of([*causes, *further]))
                continue
            if key not in by_key:
                by_key[key] = self._kind(noted_of(causes))
            if by_key[key]:
                yield item, by_key[key]

    def _kind(self, noted: tuple[Noted, ...]) -> int:
        """The number of some findings, which are taken up where they are new."""
        if noted not in self.kinds:
            self.kinds.append(noted)
        return self.kinds.index(noted)
