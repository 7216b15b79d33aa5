"""The items of a store in; a database of them out, with what each comes to, on disk."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from ..querying.stored import INVENTORY
from ..rdf.names import QD, by_language
from ..reporting.findings.by_item import Noted
from .browsing import worst
from .dataset import Row
from .found import Found

_ITEMS = """
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
  worst TEXT NOT NULL,
  content TEXT NOT NULL
)
"""
_TITLE = ox.NamedNode(QD + "title")
_SCENARIO = ox.NamedNode(QD + "scenario")
_GRAPH = ox.NamedNode(INVENTORY)


@dataclass(frozen=True)
class Kind:
    """
    What items of one determination, the same scenarios and the same findings have in common;
    the findings are None where they are not held.
    """

    outcome: str
    position: str
    day: str
    determination: str
    scenarios: tuple[str, ...]
    missing: tuple[str, ...]
    findings: tuple[Noted, ...] | None = None

    def row(self, item: str, titles: str) -> Row:
        """One of these items; its titles are JSON by language."""
        return Row(
            item=item,
            outcome=self.outcome,
            position=self.position,
            day=self.day,
            determination=self.determination,
            scenarios=self.scenarios,
            missing=self.missing,
            titles=json.loads(titles),
            findings=self.findings,
        )


def made(
    store: ox.Store, found_of: Found | None = None, path: Path | None = None
) -> sqlite3.Connection:
    """
    The database of the items of a store, with what a validation found of them if it is held; in
    a file of that path, or in one without a name that is removed with the process.
    """
    base = sqlite3.connect(path or "", check_same_thread=False)
    if path is None:
        base.execute("PRAGMA journal_mode = OFF")
        base.execute("PRAGMA synchronous = OFF")
    base.execute(_ITEMS)
    base.execute(_KINDS)
    maker = _Maker(store, found_of)
    base.executemany(
        "INSERT INTO items (item, kind, titles, en, zh, names) VALUES (?, ?, ?, ?, ?, ?)",
        maker.items(),
    )
    base.execute("CREATE UNIQUE INDEX by_item ON items (item)")
    base.executemany(
        "INSERT INTO kinds VALUES (?, ?, ?, ?, ?, ?)", maker.rows_of_kinds()
    )
    base.commit()
    return base


def kinds_of(base: sqlite3.Connection) -> list[Kind]:
    """The kinds of the items in a database, by number."""
    contents = base.execute("SELECT content FROM kinds ORDER BY kind")
    return [_kind(json.loads(content)) for (content,) in contents]


def _kind(content: dict[str, Any]) -> Kind:
    findings = content.pop("findings")
    for name in ("scenarios", "missing"):
        content[name] = tuple(content[name])
    if findings is None:
        return Kind(**content)
    return Kind(**content, findings=tuple(Noted(*each) for each in findings))


class _Maker:
    """Reads the items off a store; kinds are numbered as they are met."""

    def __init__(self, store: ox.Store, found_of: Found | None) -> None:
        self._store = store
        self._found_of = found_of
        self._kinds: dict[tuple[Kind, int], int] = {}

    def items(self) -> Iterator[tuple[Any, ...]]:
        """The rows of the items, each with what it is called and the number of its kind."""
        determined: dict[str, Kind] = {}
        determined_by: Iterator[Any] = self._store.quads_for_pattern(
            None, ox.NamedNode(QD + "determines"), None
        )
        for quad in determined_by:
            name = quad.subject.value
            if name not in determined:
                determined[name] = self._determined(quad.subject)
            kind = self._number(determined[name], quad.object)
            item = quad.object.value
            titles = self._titles(quad.object)
            row = determined[name].row(item, json.dumps(titles))
            en, zh = (
                (row.title(lang) or item).casefold() for lang in ("en", "zh")
            )
            names = "\n".join((item, *titles.values())).casefold()
            yield item, kind, json.dumps(titles), en, zh, names

    def rows_of_kinds(self) -> Iterator[tuple[Any, ...]]:
        """The rows of the kinds that were met."""
        for (kind, noted), number in self._kinds.items():
            findings = None
            if self._found_of and self._found_of.is_held:
                findings = self._found_of.kinds[noted]
            yield (
                number,
                kind.outcome,
                kind.position,
                len(kind.missing),
                worst(findings),
                json.dumps(asdict(kind) | {"findings": findings}),
            )

    def _number(self, determined: Kind, item: Any) -> int:
        """The number of the kind of an item."""
        scenarios = {str(term.value) for term in self._stated(item, _SCENARIO)}
        kind = determined
        if scenarios:
            kind = Kind(
                **vars(determined) | {"scenarios": tuple(sorted(scenarios))}
            )
        noted = self._found_of.of(item.value) if self._found_of else 0
        return self._kinds.setdefault((kind, noted), len(self._kinds))

    def _determined(self, determination: Any) -> Kind:
        values = defaultdict[str, list[Any]](list)
        for quad in self._store.quads_for_pattern(
            determination, None, None, determination
        ):
            values[quad.predicate.value.removeprefix(QD)].append(quad.object)
        ranked = []
        for node in values["missingFact"]:
            rank, fact = (
                self._first(node, QD + name) for name in ("rank", "ofFact")
            )
            ranked.append((int(rank), fact))
        return Kind(
            outcome=values["outcome"][0].value,
            position=values["position"][0].value,
            day=values["onDay"][0].value,
            determination=determination.value,
            scenarios=(),
            missing=tuple(fact for _, fact in sorted(ranked)),
        )

    def _first(self, node: Any, predicate: str) -> str:
        """The value of a node by a predicate, in whichever graph."""
        quads: Iterator[Any] = self._store.quads_for_pattern(
            node, ox.NamedNode(predicate), None
        )
        return str(next(quads).object.value)

    def _titles(self, item: Any) -> dict[str, str]:
        """What an item is called, by language."""
        titles: dict[str, str] = {}
        for title in sorted(self._stated(item, _TITLE), key=str):
            titles.setdefault(title.language or "en", title.value)
        return by_language(titles)

    def _stated(self, item: Any, fact: ox.NamedNode) -> list[Any]:
        """What the inventory states of an item by a fact."""
        quads = self._store.quads_for_pattern(item, fact, None, _GRAPH)
        return [quad.object for quad in quads]
