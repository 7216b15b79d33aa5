"""
Rows of tables to columns: what rows have in common is read
once, names and titles are taken from each row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import NamedTuple

from ...errors import Fault, InputError
from ...law.model import FactType
from ...rdf.names import RDF, local
from ..intake import EXPORT_OF, HOLDERS, PAST, TITLE, Block, Intake
from ..titles import as_title
from .mapping import Mapping, matching
from .tables import as_iri, as_node, columns_of, row_statements, tell_unread

_TEXTS = frozenset(["title", "description", "judgementReason", "recipient"])


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

    def __init__(
        self,
        intake: Intake,
        where: str,
        header: list[str],
        mapping: Mapping | None,
    ) -> None:
        self.intake = intake
        self.where = where
        self.header = header
        self.mapping = mapping or Mapping()
        self.columns: dict[int, FactType] = columns_of(
            header, where, intake.law, self.mapping
        )
        tell_unread(
            header, where, intake.law, self.mapping, intake.notes.append
        )
        self.item = header.index(self.mapping.item)
        self.title = next(
            (
                index
                for index, fact in self.columns.items()
                if fact.name == "title"
            ),
            None,
        )
        self.telling = [
            index
            for index, fact in self.columns.items()
            if fact.name not in _TEXTS
        ]
        self.clauses = [
            (self._column(clause), str(clause["matches"]))
            for clause in self.mapping.when
        ]
        self._seen: dict[tuple[object, ...], Spread] = {}
        intake.tables.add(len(intake.files) - 1)

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

    def read(self, rows: Iterable[tuple[int, Sequence[str]]]) -> None:
        """Take in every row."""
        pick = itemgetter(*self.telling, self.item)
        item = self.item
        width = len(self.header)
        clauses = [
            (index, matching(pattern)) for index, pattern in self.clauses
        ]
        for number, cells in rows:
            if len(cells) != width:
                what = f"has {len(cells)} cells where the heading has {width}"
                raise InputError(
                    Fault(
                        f"{self.where}, row {number}",
                        what,
                        "give every row as many cells as the heading",
                    )
                )
            key = pick(cells)[:-1]
            if clauses:
                key = (
                    key,
                    *[matches(cells[index]) for index, matches in clauses],
                )
            spread = self._seen.get(key)
            if spread is None:
                spread = self._seen[key] = self.spread(number, list(cells))
            self._write(
                number, self.name(cells[item].strip(), number), spread, cells
            )

    def name(self, cell: str, number: int) -> str:
        """The IRI of a row's item."""
        if not cell:
            column = self.mapping.item
            raise InputError(
                Fault(
                    f"{self.where}, row {number}",
                    f"the column {column!r} is empty",
                    "give every item a name",
                )
            )
        return as_node(
            as_iri(cell, self.mapping.base), f"{self.where}, row {number}"
        ).value

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
            self.intake.row(item + "#export", spread.export, None, "", number)
            self.intake.link(item + "#export", EXPORT_OF, item)

    def spread(self, number: int, cells: list[str]) -> Spread:
        """What a row states; the handler and the tally that it describes are written at once."""
        where = f"{self.where}, row {number}"
        cells[self.item] = (
            cells[self.item] if cells[self.item].strip() else "unnamed"
        )
        blocks: dict[str, Block] = {}
        kinds: dict[str, str] = {}
        for _, subject, predicate, term in row_statements(
            where,
            self.header,
            cells,
            self.columns,
            self.intake.law,
            self.mapping,
        ):
            block = blocks.setdefault(subject.value, Block(number))
            code = self.intake.column(predicate)[term]
            if predicate == RDF + "type":
                kinds[subject.value] = local(term.value)
            if code >= 0:
                block.numbers.append(code)
            elif code != PAST:
                block.others.append(
                    (code, self.intake.other(code, predicate, term))
                )
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
