"""The items of a large inventory in a database on disk: pages of them, counts, names."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, overload

import pyoxigraph as ox

from ..querying.stored import INVENTORY
from ..rdf.names import QD, by_language
from ..reporting.findings.by_item import Noted
from .browsing import PAGE, Shown, asked_page, chosen_of, worst
from .dataset import FACETS, Row
from .found import Found

_TABLE = """
CREATE TABLE items (
  item TEXT NOT NULL,
  kind INTEGER NOT NULL,
  titles TEXT NOT NULL,
  en TEXT NOT NULL,
  zh TEXT NOT NULL,
  names TEXT NOT NULL
)
"""
_KINDS = """
CREATE TABLE kinds (
  kind INTEGER PRIMARY KEY,
  outcome TEXT NOT NULL,
  position TEXT NOT NULL,
  missing INTEGER NOT NULL,
  worst TEXT NOT NULL
)
"""
_SORTED = {
    "item": "{name}, item",
    "outcome": "outcome, {name}",
    "position": "position, {name}",
    "missing": "missing DESC, {name}",
    "findings": "worst, {name}",
}
_ROWS = "SELECT item, kind, titles FROM items JOIN kinds USING (kind)"
_ROWS_TOGETHER = 4_096
_TITLE = ox.NamedNode(QD + "title")
_SCENARIO = ox.NamedNode(QD + "scenario")
_GRAPH = ox.NamedNode(INVENTORY)


class _Kind(NamedTuple):
    """What items of one determination and the same scenarios have in common."""

    outcome: str
    position: str
    day: str
    determination: str
    scenarios: tuple[str, ...]
    missing: tuple[str, ...]
    noted: int = 0

    def row(
        self, item: str, titles: str, findings: tuple[Noted, ...] | None
    ) -> Row:
        """One of these items."""
        return Row(
            item=item,
            outcome=self.outcome,
            position=self.position,
            day=self.day,
            determination=self.determination,
            scenarios=self.scenarios,
            missing=self.missing,
            titles=json.loads(titles),
            findings=findings,
        )


class Listed:
    """
    The items of a store by IRI, with what a validation found of them if it is
    held; they stay on disk, and are removed with the process.
    """

    def __init__(self, store: ox.Store, found_of: Found | None = None) -> None:
        self._found_of = found_of
        self._lock = threading.Lock()
        self._base = sqlite3.connect("", check_same_thread=False)
        self._base.execute("PRAGMA journal_mode = OFF")
        self._base.execute("PRAGMA synchronous = OFF")
        self._base.execute(_TABLE)
        self._base.execute(_KINDS)
        self._kinds: list[_Kind] = []
        self._base.executemany(
            "INSERT INTO items (item, kind, titles, en, zh, names) VALUES (?, ?, ?, ?, ?, ?)",
            self._items(store),
        )
        self._base.execute("CREATE UNIQUE INDEX by_item ON items (item)")
        self._base.executemany(
            "INSERT INTO kinds VALUES (?, ?, ?, ?, ?)",
            (
                (
                    number,
                    kind.outcome,
                    kind.position,
                    len(kind.missing),
                    worst(self._findings(kind)),
                )
                for number, kind in enumerate(self._kinds)
            ),
        )
        self._base.commit()
        self._all = self._by_kind("", [])

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

    def first(self) -> list[str]:
        """The first item, where there is one."""
        return [
            item for (item,) in self._found("SELECT min(item) FROM items", [])
        ]

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
            yield self._row_of(self._kinds[kind], item, titles)

    def _items(self, store: ox.Store) -> Iterator[tuple[Any, ...]]:
        """The items of a store, with what they are called and what they come to."""
        determines = ox.NamedNode(QD + "determines")
        determined: dict[str, _Kind] = {}
        numbers: dict[_Kind, int] = {}
        determined_by: Iterator[Any] = store.quads_for_pattern(
            None, determines, None
        )
        for quad in determined_by:
            name = quad.subject.value
            if name not in determined:
                determined[name] = _kind(store, quad.subject)
            scenarios = {
                str(term.value)
                for term in _stated(store, quad.object, _SCENARIO)
            }
            item = quad.object.value
            kind = determined[name]._replace(
                scenarios=tuple(sorted(scenarios)),
                noted=self._found_of.of(item) if self._found_of else 0,
            )
            if kind not in numbers:
                numbers[kind] = len(self._kinds)
                self._kinds.append(kind)
            titles = _called(store, quad.object)
            row = self._row_of(kind, item, json.dumps(titles))
            en, zh = (
                (row.title(lang) or item).casefold() for lang in ("en", "zh")
            )
            names = "\n".join((item, *titles.values())).casefold()
            yield item, numbers[kind], json.dumps(titles), en, zh, names

    def determinations(self) -> int:
        """How many distinct determinations they have."""
        return len({kind.determination for kind in self._kinds})

    def row(self, item: str) -> Row | None:
        """An item, where it is there."""
        return next(self.rows(" WHERE item = ?", [item]), None)

    def _row_of(self, kind: _Kind, item: str, titles: str) -> Row:
        return kind.row(item, titles, self._findings(kind))

    def _findings(self, kind: _Kind) -> tuple[Noted, ...] | None:
        """What is found of items of a kind, None where that is not held."""
        if self._found_of and self._found_of.is_held:
            return self._found_of.kinds[kind.noted]
        return None

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
        row = self._row_of(self._kinds[kind], "", "{}")
        return all(value in row.of(facet) for facet, value in chosen.items())

    def _counts(
        self, named: Counter[int], facet: str, chosen: Mapping[str, str]
    ) -> list[tuple[str, int]]:
        """The values of a facet under the other facets, the most frequent first."""
        others = {name: chosen[name] for name in chosen if name != facet}
        values = Counter[str]()
        for kind, many in named.items():
            if self._under(kind, others):
                row = self._row_of(self._kinds[kind], "", "{}")
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


def _kind(store: ox.Store, determination: Any) -> _Kind:
    values = defaultdict[str, list[Any]](list)
    for quad in store.quads_for_pattern(
        determination, None, None, determination
    ):
        values[quad.predicate.value.removeprefix(QD)].append(quad.object)
    ranked = []
    for node in values["missingFact"]:
        rank, fact = (
            _one(store, node, QD + name) for name in ("rank", "ofFact")
        )
        ranked.append((int(rank), fact))
    return _Kind(
        outcome=values["outcome"][0].value,
        position=values["position"][0].value,
        day=values["onDay"][0].value,
        determination=determination.value,
        scenarios=(),
        missing=tuple(fact for _, fact in sorted(ranked)),
    )


def _one(store: ox.Store, node: Any, predicate: str) -> str:
    """The value of a node by a predicate, in whichever graph."""
    quads: Iterator[Any] = store.quads_for_pattern(
        node, ox.NamedNode(predicate), None
    )
    return str(next(quads).object.value)


def _called(store: ox.Store, item: Any) -> dict[str, str]:
    """What an item is called, by language."""
    titles: dict[str, str] = {}
    for title in sorted(_stated(store, item, _TITLE), key=str):
        titles.setdefault(title.language or "en", title.value)
    return by_language(titles)


def _stated(store: ox.Store, item: Any, fact: ox.NamedNode) -> list[Any]:
    """What the inventory states of an item by a fact."""
    quads = store.quads_for_pattern(item, fact, None, _GRAPH)
    return [quad.object for quad in quads]
