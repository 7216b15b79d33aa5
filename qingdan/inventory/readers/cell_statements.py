"""A table in, its statements out, each with the cell that makes it."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pyoxigraph as ox

from ...law.model import Law
from .csv_text import csv_rows
from .grid import Grid, Layout, heading_names, laid_out
from .mapped_row import unlisted
from .mapping import Mapping
from .sheets import columns_of_sheet, statements_of_row
from .tables import columns_of, row_statements, tell_unread

_TOLD = 20


class CellStatement(NamedTuple):
    """A statement of a row, and the place of the cell that makes it."""

    where: str
    place: str
    subject: ox.NamedNode
    predicate: str
    term: ox.NamedNode | ox.Literal


def rows(
    content: bytes,
    where: str,
    law: Law,
    mapping: Mapping | None = None,
    tell: Callable[[str], object] = lambda _: None,
) -> Iterator[CellStatement]:
    """
    Statements of a CSV file with the row each comes from;
    raise InputError on a malformed table.

    `tell` is given how it was read, and which columns were not.
    """
    mapping = mapping or Mapping()
    lines = csv_rows(
        content=io.BytesIO(content),
        where=where,
        known=heading_names(law, mapping),
        tell=tell,
    )
    yield from of_grid(Grid(where, "", lines), law, mapping, tell)


def of_grid(
    grid: Grid,
    law: Law,
    mapping: Mapping,
    tell: Callable[[str], object],
) -> Iterator[CellStatement]:
    """Statements of the rows of a table, its heading first."""
    layout = laid_out(grid, law, mapping, tell)
    heading = layout.heading
    places = Places(layout, law, tell)
    for number, cells in layout.rows:
        where = f"{grid.where}, row {number}"
        if heading.key == "item":
            stated = row_statements(
                where, heading, cells, places.columns, law, layout.mapping
            )
            places.count(cells)
        else:
            stated = statements_of_row(layout, number, cells, law)
        for _, subject, predicate, value in stated:
            cell = places.cell(number, predicate)
            yield CellStatement(where, cell, subject, predicate, value)
    places.tell_unlisted()


class Places:
    """
    The columns of a table of items, the cell that states a fact, and what no line of the
    mapping reads, which is told once the table is read.
    """

    def __init__(
        self, layout: Layout, law: Law, tell: Callable[[str], object]
    ) -> None:
        self.heading = layout.heading
        self.mapping = layout.mapping
        self._tell = tell
        self._unlisted: Counter[tuple[str, str]] = Counter()
        if self.heading.key == "item":
            self.columns = columns_of(self.heading, law, layout.mapping)
        else:
            self.columns = columns_of_sheet(self.heading, law)
        self.of_fact = {
            fact.iri: index
            for index, facts in self.columns.items()
            for fact in facts
        }
        tell_unread(self.heading, law, layout.mapping, tell)

    def cell(self, number: int, predicate: str) -> str:
        """How faults call the cell of a row that states a fact."""
        index = self.of_fact.get(predicate)
        if index is None:
            return f"{self.heading.where}, row {number}"
        return f"{self.heading.where}, {self.heading.cell(number, index)}"

    def count(self, cells: list[str]) -> None:
        """Keep in mind what `[values]` has no line for."""
        if self.mapping.values:
            named = dict(zip(self.heading.names, cells, strict=True))
            self._unlisted.update(unlisted(named, self.mapping))

    def tell_unlisted(self) -> None:
        """Tell the values that state nothing, by column."""
        by_column: dict[str, list[str]] = {}
        for (column, value), many in self._unlisted.most_common():
            by_column.setdefault(column, []).append(f"{value!r} {many:,}")
        for column, values in by_column.items():
            more = ""
            if len(values) > _TOLD:
                more = f" and {len(values) - _TOLD} more"
            self._tell(
                f"{self.heading.where}: values of {column!r} that [values] does not name:"
                f" {', '.join(values[:_TOLD])}{more}"
            )
