"""
Rows of tables to columns: what rows have in common is read
once, names and titles are taken from each row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import NamedTuple

from ...errors import Fault, InputError
from ...rdf.names import RDF, local, part_of
from ..intake import Block, Intake
from ..marks import EXPORT_OF, HOLDERS, PAST, TITLE
from ..titles import as_title
from .cell_statements import Places
from .grid import Layout
from .mapping import matching
from .sheets import statements_of_row
from .tables import (
    Statement,
    as_iri,
    as_node,
    name_of_item,
    row_statements,
)

_TEXTS = frozenset(["title", "description", "judgementReason"])


class Spread(NamedTuple):
    """
    What a row states apart from its names: fragments of the
    item and its export, the handler, the title.
    """

    fragment: int
    holder: int | None
    export: int | None
    title: str


class TableReader:
    """Reads the rows of one table into an intake."""

    def __init__(self, intake: Intake, layout: Layout) -> None:
        self.intake = intake
        self.layout = layout
        self.heading = layout.heading
        self.where = layout.heading.where
        self.header = layout.heading.names
        self.mapping = layout.mapping
        self.places = Places(layout, intake.law, intake.notes.append)
        self.columns = self.places.columns
        self.items = [
            self.header.index(column) for column in self.mapping.item_columns
        ]
        self.title = self._title()
        self.telling = [
            index
            for index, facts in self.columns.items()
            if {fact.name for fact in facts} - _TEXTS
            or self.header[index] in self.mapping.values
        ] + [
            self.header.index(column)
            for column in self.mapping.values
            if column in self.header and column not in self.mapping.columns
        ]
        self.clauses = [
            (self._column(clause), str(clause["matches"]))
            for clause in self.mapping.when
        ]
        self._seen: dict[tuple[object, ...], Spread] = {}
        file = len(intake.files) - 1
        intake.tables.add(file)
        intake.places[file] = self.places

    def _title(self) -> int | None:
        """The column that is the title and nothing else, where there is one alone."""
        titled = [
            index
            for index, facts in self.columns.items()
            if any(fact.name == "title" for fact in facts)
        ]
        if len(titled) == 1 and self.header[titled[0]] not in {
            *self.mapping.values
        }:
            return titled[0]
        return None

    def _column(self, clause: dict[str, object]) -> int:
        if clause["column"] not in self.header:
            what = f"the mapping asks for a column {clause['column']!r} that is not there"
            raise InputError(
                Fault(
                    f"{self.where}, row 1",
                    what,
                    "mend [[when]] in the mapping",
                )
            )
        return self.header.index(str(clause["column"]))

    def read(self) -> None:
        """Take in every row."""
        pick = itemgetter(*self.telling, self.items[0], self.items[0])
        width = len(self.header)
        clauses = [
            (index, matching(pattern)) for index, pattern in self.clauses
        ]
        for number, cells in self.layout.rows:
            if len(cells) != width:
                what = f"has {len(cells)} cells where the heading has {width}"
                raise InputError(
                    Fault(
                        f"{self.where}, row {number}",
                        what,
                        "give every row as many cells as the heading",
                    )
                )
            self.places.count(cells)
            key = pick(cells)[:-2]
            if clauses:
                key = (
                    key,
                    *[matches(cells[index]) for index, matches in clauses],
                )
            spread = self._seen.get(key)
            if spread is None:
                spread = self._seen[key] = self.spread(number, list(cells))
            self._write(number, self.name_of(cells, number), spread, cells)
        self.places.tell_unlisted()

    def name_of(self, cells: Sequence[str], number: int) -> str:
        """The IRI of a row's item."""
        where = f"{self.where}, row {number}"
        named = {
            self.header[index]: cells[index].strip() for index in self.items
        }
        name = name_of_item(named, where, self.mapping)
        return as_node(as_iri(name, self.mapping.base), where).value

    def _write(
        self, number: int, item: str, spread: Spread, cells: Sequence[str]
    ) -> None:
        title = ""
        if self.title is not None:
            title = cells[self.title].strip()
        self.intake.row(
            item,
            spread.fragment,
            spread.holder,
            as_title(title, "en") if title else spread.title,
            number,
        )
        if spread.export is not None:
            export = part_of(item, "export")
            self.intake.row(export, spread.export, None, "", number)
            self.intake.link(export, EXPORT_OF, item)

    def spread(self, number: int, cells: list[str]) -> Spread:
        """What a row states; the handler and the tally that it describes are written at once."""
        where = f"{self.where}, row {number}"
        first = self.items[0]
        cells[first] = cells[first] if cells[first].strip() else "unnamed"
        stated = row_statements(
            where,
            self.heading,
            cells,
            self.columns,
            self.intake.law,
            self.mapping,
        )
        blocks, kinds = blocks_of(self.intake, self.places, number, stated)
        described = {
            kinds[subject]: (subject, block)
            for subject, block in blocks.items()
        }
        for kind in ("DataHandler", "Tally"):
            if kind in described:
                self.intake.flush(*described[kind])
        item = described["DataItem"][1]
        export = described.get("Export")
        holders = [
            HOLDERS - code for code, _ in item.others if code <= HOLDERS
        ]
        given = (
            [kept for code, kept in item.others if code == TITLE]
            if self.title is None
            else []
        )
        return Spread(
            self.intake.fragment(tuple(item.numbers)),
            holders[0] if holders else None,
            self.intake.fragment(tuple(export[1].numbers)) if export else None,
            given[0] if given else "",
        )


def blocks_of(
    intake: Intake,
    places: Places,
    number: int,
    statements: Iterable[Statement],
) -> tuple[dict[str, Block], dict[str, str]]:
    """
    The statements of a row as blocks of an intake, by subject, and the class of each subject.

    Cells that contradict those of a row before it are faults of the intake.
    """
    blocks: dict[str, Block] = {}
    kinds: dict[str, str] = {}
    for _, subject, predicate, term in statements:
        block = blocks.setdefault(subject.value, Block(number))
        code = intake.column(predicate)[term]
        if predicate == RDF + "type":
            kinds[subject.value] = local(term.value)
        if code >= 0:
            block.numbers.append(code)
        elif code != PAST:
            block.others.append((code, intake.other(code, predicate, term)))
        fault = intake.agreement.fault(
            places.cell(number, predicate), subject.value, predicate, term
        )
        if fault:
            intake.faults.append(fault)
    return blocks, kinds


def read_table(intake: Intake, layout: Layout) -> None:
    """Take in every row of a table, of items or of what stands beside them."""
    if layout.heading.key == "item":
        TableReader(intake, layout).read()
        return
    places = Places(layout, intake.law, intake.notes.append)
    file = len(intake.files) - 1
    intake.tables.add(file)
    intake.places[file] = places
    for number, cells in layout.rows:
        stated = statements_of_row(layout, number, cells, intake.law)
        blocks, _ = blocks_of(intake, places, number, stated)
        for subject, block in blocks.items():
            intake.flush(subject, block)
