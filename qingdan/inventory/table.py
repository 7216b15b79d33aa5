"""
An inventory of any size as a table: distinct cases in
memory, everything that is only a name on disk.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from ..errors import Fault
from ..law.model import Law
from ..rdf.graph import Value
from ..rdf.names import RDF, Iri, Tagged, local
from .duck import Store
from .in_memory import Inventory, name_blank_nodes
from .intake import Intake
from .kinds import SHARED
from .profiles import Key, Profile, wanted
from .statement_faults import faults_of_blocks, place
from .statements import EXPORTS, ITEMS, KEYED, KEYS, OF_KEYS
from .subject import Node
from .titles import titles

NO_CLASS = "none"
_MOST = 10**6 - 1  # what arg_min of DuckDB gives at most
_KINDS = ("DataItem", *SHARED, "Export")


@dataclass
class Register:
    """The rows of an inventory once read; close it to remove them."""

    law: Law
    folder: Path
    intake: Intake
    store: Store
    inventory: Inventory = field(default_factory=lambda: Inventory({}))
    faults: list[Fault] = field(default_factory=list)

    def close(self) -> None:
        """Remove the rows."""
        self.intake.close()
        self.store.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def build(self) -> None:
        """Sort the rows into items, exports and the few subjects that many items share."""
        self.intake.close()
        self.store.load_spools()
        self.faults = faults_of_blocks(self.law, self.intake, self.store)
        gathered = self.store.gather() if self.store.scattered() else []
        self.store.settle(
            (number, *self._united(fragments, holders))
            for number, fragments, holders in gathered
        )
        ordered = sorted(range(len(self.intake.fragments)), key=self._rank)
        ranks = {profile: rank for rank, profile in enumerate(ordered)}
        self.store.table(
            "profiles",
            "profile INTEGER, kind VARCHAR, rank INTEGER",
            (
                (number, self.profile(number).kind or NO_CLASS, ranks[number])
                for number in range(len(self.intake.fragments))
            ),
        )
        self.store.run(EXPORTS)
        self.inventory.nodes.update(self._shared())
        name_blank_nodes(self.inventory.nodes)
        self.store.run(ITEMS)

    def _united(
        self, fragments: list[int], holders: list[int]
    ) -> tuple[int, int | None]:
        numbers = [
            number
            for fragment in fragments
            for number in self.intake.fragments[fragment]
        ]
        several = holders if len(holders) > 1 else []
        fragment = self.intake.fragment(tuple(sorted({*numbers, *several})))
        return fragment, next(iter(holders), None)

    def _rank(self, profile: int) -> list[tuple[str, list[str]]]:
        return sorted(
            (name, sorted(map(str, values)))
            for name, values in self.profile(profile).facts.items()
        )

    @cached_property
    def _profiles(self) -> dict[int, Profile]:
        return {}

    def profile(self, number: int) -> Profile:
        """A profile by number."""
        if number not in self._profiles:
            self._profiles[number] = self._profile(number)
        return self._profiles[number]

    def _profile(self, number: int) -> Profile:
        tokens = tuple(
            self.intake.tokens[token]
            for token in self.intake.fragments[number]
        )
        kinds = {
            str(token.value)
            for token in tokens
            if token.predicate == RDF + "type" and token.value
        }
        facts: dict[str, list[Value]] = {}
        for token in tokens:
            if token.predicate != RDF + "type" and token.value is not None:
                values = facts.setdefault(local(token.predicate), [])
                if token.value not in values:
                    values.append(token.value)
        ordered = tuple(kind for kind in _KINDS if kind in kinds)
        return Profile(
            kind=next(iter(ordered), None),
            kinds=ordered,
            facts=facts,
            tokens=tokens,
        )

    def profiles_of(self, *kinds: str) -> list[int]:
        """The numbers of the profiles that state one of some classes, beside others or not."""
        return [
            number
            for number in range(len(self.intake.fragments))
            if not set(kinds).isdisjoint(self.profile(number).kinds)
        ]

    def handler(self, holder: int | None) -> str | None:
        """The IRI of a handler by number."""
        if holder is None:
            return None
        return str(self.intake.tokens[holder].value)

    def place(self, file: int, line: int | None) -> str:
        """Where a row stands."""
        return place(self.intake, file, line)

    def _shared(self) -> Iterator[tuple[str, Node]]:
        """Handlers, tallies and inventories, as nodes."""
        for subject, profile, holder, file, line in self.store.rows(
            "SELECT subject, profile, holder, file, line FROM subjects"
            " JOIN profiles USING (profile)"
            f" WHERE kind IN {SHARED}"
        ):
            yield (
                subject,
                self.node(
                    iri=subject,
                    profile=profile,
                    holder=holder,
                    where=self.place(file, line),
                ),
            )

    def node(
        self, iri: str, profile: int, holder: int | None, where: str = ""
    ) -> Node:
        """A subject of a profile."""
        stated = self.profile(profile)
        node = Node(iri, where, stated.kind)
        node.facts.update(stated.facts)
        handler = self.handler(holder)
        if handler is not None and "heldBy" not in stated.facts:
            node.facts["heldBy"] = [Iri(handler)]
        return node

    @cached_property
    def ordered(self) -> str:
        """The table of the items by IRI, each with the key of the last grouping."""
        self.store.run(
            KEYED.format(table="TABLE ordered") + "ORDER BY i.subject"
        )
        return "ordered"

    def group(self, alike: Mapping[int, int] | None = None) -> list[Key]:
        """The distinct cases; handlers that `alike` maps to one number count as one."""
        holders = [
            row[0]
            for row in self.store.rows(
                "SELECT DISTINCT holder FROM items WHERE holder IS NOT NULL"
            )
        ]
        self.store.table(
            "alike",
            "holder INTEGER, alike INTEGER",
            (
                (holder, (alike or {}).get(holder, holder))
                for holder in holders
            ),
        )
        self.store.run("DROP VIEW IF EXISTS keyed")
        self.store.run("DROP TABLE IF EXISTS keys")
        self.store.run(KEYS)
        self.store.run(KEYED.format(table="VIEW keyed"))
        groups = self.store.rows(
            "SELECT key, profile, alike, profiles, listings, items, sample.s, sample.f,"
            " sample.l FROM keys ORDER BY sample.s"
        )
        return [
            Key(
                number,
                profile,
                holder,
                tuple(exports or ()),
                tuple(listings or ()),
                items,
                sample,
                self.place(file, line),
            )
            for number, profile, holder, exports, listings, items, sample, file, line in groups
        ]

    def of_keys(
        self, keys: Iterable[int], most: int
    ) -> dict[int, list[tuple[Any, ...]]]:
        """The first items of each key, with the file and the line that they stand in."""
        rows = self.store.rows(
            OF_KEYS.format(most=min(max(most, 1), _MOST)), sorted(set(keys))
        )
        return {
            key: [
                (subject["s"], subject["f"], subject["l"]) for subject in first
            ]
            for key, first in rows
        }

    def each(self) -> Iterator[Key]:
        """Every item as a key of its own."""
        rows = self.store.stream(
            "SELECT subject, profile, holder, profiles, listings, file, line"
            " FROM items ORDER BY subject"
        )
        for number, (
            subject,
            profile,
            holder,
            profiles,
            listings,
            file,
            line,
        ) in enumerate(rows):
            yield Key(
                number,
                profile,
                holder,
                tuple(profiles or ()),
                tuple(listings or ()),
                1,
                subject,
                self.place(file, line),
            )

    def holders(self) -> list[int]:
        """The numbers of the handlers that items name."""
        return [
            row[0]
            for row in self.store.rows(
                "SELECT DISTINCT holder FROM items WHERE holder IS NOT NULL ORDER BY holder"
            )
        ]

    def as_inventory(self, named: list[str] | None) -> Inventory:
        """
        The shared subjects and all items, or those named by
        IRI or by the end of it, in memory.
        """
        inventory = Inventory(
            dict(self.inventory.nodes),
            self.intake.ignored.total(),
            past=self.intake.ignored,
            notes=self.intake.notes,
        )
        clause, values = wanted(named)
        columns = "subject, profile, holder, title, file, line, profiles, names, listings"
        for row in self.store.stream(
            f"SELECT {columns} FROM items{clause}", *values
        ):
            (
                subject,
                profile,
                holder,
                kept,
                file,
                line,
                profiles,
                names,
                listings,
            ) = row
            node = inventory.nodes[subject] = self.node(
                subject, profile, holder, self.place(file, line)
            )
            node.facts["title"] = [
                Tagged(text, lang) for lang, text in titles(kept).items()
            ]
            exports = [
                self.node(name, export, None)
                for name, export in zip(
                    names or (), profiles or (), strict=True
                )
            ]
            inventory.exports[subject] = exports
            inventory.nodes |= {export.iri: export for export in exports}
            inventory.listed_in[subject] = sorted(
                (inventory.nodes[iri] for iri in listings or ()),
                key=lambda listing: listing.iri,
            )
        return inventory

    def case_of(
        self, item: Node, exports: list[Node], listings: tuple[str, ...]
    ) -> Inventory:
        """The inventory of one item, with all that it shares."""
        nodes = self.inventory.nodes
        listed = sorted(
            (nodes[iri] for iri in listings), key=lambda node: node.iri
        )
        return Inventory(
            nodes=nodes,
            ignored=0,
            exports={item.iri: exports},
            listed_in={item.iri: listed},
        )


def register(law: Law, dated: bool) -> Register:
    """An empty register in a temporary folder."""
    folder = Path(tempfile.mkdtemp(prefix="qingdan-"))
    return Register(
        law=law,
        folder=folder,
        intake=Intake(law, folder, dated),
        store=Store(folder),
    )


def as_sql(condition: str) -> str:
    """A query that lists the subjects of a condition, and where they stand."""
    return f"SELECT subject, file, line FROM subjects WHERE {condition}"
