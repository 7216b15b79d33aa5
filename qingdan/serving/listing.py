"""A decided inventory in; a database of its items out, with what each comes to, on disk."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..inventory.grouping import groups
from ..inventory.titles import titles
from ..language import LANGUAGES
from ..rdf.names import QD, SKOS
from ..reporting.findings.by_item import Noted
from .browsing import worst
from .dataset import Row
from .found import found

if TYPE_CHECKING:
    from ..deciding.batch import Decided
    from ..deciding.batch_checks import Answer
    from ..reporting.determination.as_rdf_shared import Named

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
  items INTEGER NOT NULL,
  content TEXT NOT NULL
)
"""
_DECIDED = """
SELECT o.subject, o.title, o.profile, o.key, g.number, k.key
FROM {ordered} o
JOIN groups g
  ON g.profile = o.profile
  AND g.holder IS NOT DISTINCT FROM o.holder
  AND g.profiles IS NOT DISTINCT FROM o.profiles
  AND g.listings IS NOT DISTINCT FROM o.listings
JOIN keyed k ON k.subject = o.subject
ORDER BY o.subject
"""


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
    decided: Decided, named: Named, path: Path | None = None
) -> sqlite3.Connection:
    """
    The database of the items of a register, with what a validation finds of them if it is held;
    in a file of that path, or in one without a name that is removed with the process.
    """
    base = sqlite3.connect(path or "", check_same_thread=False)
    if path is None:
        base.execute("PRAGMA journal_mode = OFF")
        base.execute("PRAGMA synchronous = OFF")
    base.execute(_ITEMS)
    base.execute(_KINDS)
    maker = _Maker(decided, named)
    base.executemany(
        "INSERT INTO items (item, kind, titles, en, zh, names) VALUES (?, ?, ?, ?, ?, ?)",
        maker.items(),
    )
    base.execute("CREATE UNIQUE INDEX by_item ON items (item)")
    for lang in LANGUAGES:
        base.execute(f"CREATE INDEX by_{lang} ON items ({lang}, item)")
    base.executemany(
        "INSERT INTO kinds VALUES (?, ?, ?, ?, ?, ?, ?)",
        maker.rows_of_kinds(),
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
    """Reads the items off a register by IRI; kinds are numbered as they are met."""

    def __init__(self, decided: Decided, named: Named) -> None:
        self._register = decided.register
        self._ordered = self._register.ordered
        self._named = named
        self._answers = {
            answer.key.number: answer for answer in decided.answers
        }
        groups(self._register)
        self._found = found(self._register)
        self._kinds: dict[tuple[int, str, tuple[str, ...], int], int] = {}
        self._many = Counter[int]()
        self._scenarios = cache(self._stated_of)
        graph = decided.law.graph
        self._positions = {
            str(graph.one(iri, SKOS + "notation")): iri
            for iri in graph.members(QD + "Position")
        }

    def items(self) -> Iterator[tuple[Any, ...]]:
        """The rows of the items, each with what it is called and the number of its kind."""
        sql = _DECIDED.format(ordered=self._ordered)
        numbers = self._kinds
        for (
            item,
            kept,
            profile,
            key,
            group,
            judged,
        ) in self._register.store.stream(sql):
            kind = (
                key,
                self._named.of(item, group),
                self._scenarios(profile),
                self._found.of(item, judged),
            )
            number = numbers.setdefault(kind, len(numbers))
            self._many[number] += 1
            called = titles(kept)
            first = next(iter(called.values()), item)
            en, zh = (
                called.get(lang, first).casefold() for lang in ("en", "zh")
            )
            names = "\n".join((item, *called.values())).casefold()
            yield item, number, json.dumps(called), en, zh, names

    def rows_of_kinds(self) -> Iterator[tuple[Any, ...]]:
        """The rows of the kinds that were met."""
        for (key, name, scenarios, noted), number in self._kinds.items():
            kind = self._kind(self._answers[key], name, scenarios)
            findings = (
                self._found.kinds[noted] if self._found.is_held else None
            )
            yield (
                number,
                kind.outcome,
                kind.position,
                len(kind.missing),
                worst(findings),
                self._many[number],
                json.dumps(asdict(kind) | {"findings": findings}),
            )

    def _stated_of(self, profile: int) -> tuple[str, ...]:
        """The scenarios of items that state the same."""
        stated = self._register.profile(profile).facts.get("scenario", ())
        return tuple(sorted(map(str, stated)))

    def _kind(
        self, answer: Answer, determination: str, scenarios: tuple[str, ...]
    ) -> Kind:
        verdict = answer.verdict
        return Kind(
            outcome=QD + verdict.outcome,
            position=self._positions[verdict.position],
            day=answer.day.isoformat(),
            determination=determination,
            scenarios=scenarios,
            missing=tuple(QD + missing.fact for missing in verdict.missing),
        )
