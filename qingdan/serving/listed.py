"""The items of a large inventory in a database on disk: pages of them, counts, names."""

from __future__ import annotations

import sqlite3
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, overload

from .browsing import PAGE, Shown, asked_page, chosen_of
from .dataset import FACETS, Row
from .listing import kinds_of

_SORTED = {
    "item": "{name}, item",
    "outcome": "outcome, {name}",
    "position": "position, {name}",
    "missing": "missing DESC, {name}",
    "findings": "worst, {name}",
}
_ROWS = "SELECT item, kind, titles FROM items JOIN kinds USING (kind)"
_ROWS_TOGETHER = 4_096


class Listed:
    """
    The items of a database by IRI, with what a validation found of them if it is held; they
    stay on disk.
    """

    def __init__(self, base: sqlite3.Connection) -> None:
        self._lock = threading.Lock()
        self._base = base
        self._kinds = kinds_of(base)
        counted = "SELECT kind, items FROM kinds"
        self._all = Counter(dict(self._found(counted, [])))

    def __len__(self) -> int:
        """How many items there are."""
        return self._all.total()

    def __contains__(self, item: object) -> bool:
        """Whether it is one of the items."""
        return self.row(str(item)) is not None

    def title(self, item: str, lang: str) -> str:
        """What an item is called, empty where it is not there."""
        row = self.row(item)
        return row.title(lang) if row else ""

    def browse(self, asked: Mapping[str, str], lang: str) -> Shown:
        """A page of the rows, as of those in memory."""
        chosen = chosen_of(asked)
        words = asked.get("q", "").casefold()
        named = self._all
        if words:
            named = self._by_kind("WHERE instr(names, ?)", [words])
        kinds = [kind for kind in named if self._under(kind, chosen)]
        narrowed = kinds if len(kinds) < len(self._kinds) else []
        kept = _Kept(
            listed=self,
            kinds=narrowed,
            words=words,
            sort=asked.get("sort", ""),
            lang=lang,
            many=sum(named[kind] for kind in kinds),
        )
        pages = max(1, -(-len(kept) // PAGE))
        page = asked_page(asked.get("page", ""), pages)
        return Shown(
            rows=kept[(page - 1) * PAGE : page * PAGE],
            many=len(kept),
            all=len(self),
            counts={
                facet: self._counts(named, facet, chosen) for facet in FACETS
            },
            chosen=chosen,
            kept=kept,
            page=page,
            pages=pages,
        )

    def rows(self, clause: str, values: Sequence[Any]) -> Iterator[Row]:
        """The rows of a clause of the query."""
        for item, kind, titles in self._found(_ROWS + clause, values):
            yield self._kinds[kind].row(item, titles)

    def determinations(self) -> int:
        """How many distinct determinations they have."""
        return len({kind.determination for kind in self._kinds})

    def row(self, item: str) -> Row | None:
        """An item, where it is there."""
        return next(self.rows(" WHERE item = ?", [item]), None)

    def _by_kind(self, clause: str, values: Sequence[Any]) -> Counter[int]:
        """How many items of each kind there are under a clause, in the order of the items."""
        sql = f"SELECT kind, count(*) FROM items {clause} GROUP BY kind"
        return Counter(dict(self._found(sql, values)))

    def _found(
        self, sql: str, values: Sequence[Any]
    ) -> Iterator[tuple[Any, ...]]:
        with self._lock:
            yield from self._base.execute(sql, values).fetchall()

    def _under(self, kind: int, chosen: Mapping[str, str]) -> bool:
        row = self._kinds[kind].row("", "{}")
        return all(value in row.of(facet) for facet, value in chosen.items())

    def _counts(
        self, named: Counter[int], facet: str, chosen: Mapping[str, str]
    ) -> list[tuple[str, int]]:
        """The values of a facet under the other facets, the most frequent first."""
        others = {name: chosen[name] for name in chosen if name != facet}
        values = Counter[str]()
        for kind, many in named.items():
            if self._under(kind, others):
                row = self._kinds[kind].row("", "{}")
                for value in row.of(facet):
                    values[value] += many
        return values.most_common()


class _Kept(Sequence[Row]):
    """The rows that a page is one of, read from the database as far as they are asked for."""

    def __init__(
        self,
        listed: Listed,
        kinds: Sequence[int],
        words: str,
        sort: str,
        lang: str,
        many: int,
    ) -> None:
        self._listed = listed
        self._many = many
        self._values = [words] if words else []
        clauses = []
        if kinds or not many:
            clauses.append(f"kind IN ({', '.join(map(str, kinds))})")
        if words:
            clauses.append("instr(names, ?)")
        self._clause = ""
        if clauses:
            self._clause = f" WHERE {' AND '.join(clauses)}"
        name = lang if lang in ("en", "zh") else "en"
        order = "item"
        if sort in _SORTED:
            order = _SORTED[sort].format(name=name)
        self._clause += f" ORDER BY {order}"

    def __len__(self) -> int:
        """How many rows there are."""
        return self._many

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> list[Row]: ...
    def __getitem__(self, place: int | slice) -> Row | list[Row]:
        """A row, or some that follow one another."""
        if isinstance(place, int):
            return self[place : place + 1][0]
        first, last, _ = place.indices(self._many)
        limit = f" LIMIT {max(0, last - first)} OFFSET {first}"
        return list(self._listed.rows(self._clause + limit, self._values))

    def __iter__(self) -> Iterator[Row]:
        """The rows, some at a time."""
        for first in range(0, self._many, _ROWS_TOGETHER):
            yield from self[first : first + _ROWS_TOGETHER]
