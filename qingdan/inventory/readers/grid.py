"""
A table as it stands in, its heading and the rows below out: columns by the names of facts
or by the labels that the template shows, with the place of each cell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, islice
from typing import NamedTuple

from ...errors import Fault, InputError
from ...law.model import Law
from ...rdf.names import QD
from .mapping import Mapping, matching
from .sheet_scan import Within, letters

Row = tuple[int, list[str]]
Tell = Callable[[str], object]
# columns that say of what a row tells, with the label that the template shows beside the name
KEYS = {
    "item": ("data item", "数据项"),
    "handler": ("data handler", "数据处理者"),
    "export": ("export", "数据出境活动"),
    "mechanism": ("mechanism in hand", "已有机制"),
    "event": ("event", "事件"),
    "kind": ("kind", "类型"),
}
_TELLING = ("mechanism", "event", "export", "item", "handler")


def _nothing(_: Within) -> None:
    """What a file without marks of a person hides: nothing."""


class Grid(NamedTuple):
    """
    The rows of a file or a sheet that are not empty, each with its number.

    `refuse` raises InputError where a part that is read could read otherwise than it looks.
    """

    where: str
    sheet: str
    rows: Iterable[Row]
    refuse: Callable[[Within], None] = _nothing


@dataclass(frozen=True)
class Heading:
    """The columns of a table: their names, as they are shown, and where they stand."""

    where: str
    row: int
    names: tuple[str, ...]
    shown: tuple[str, ...]
    positions: tuple[int, ...]
    has_addresses: bool = True

    def cell(self, number: int, index: int) -> str:
        """How faults call a cell: its row, its address, its heading as shown."""
        if not self.has_addresses:
            return f"row {number}, column {self.shown[index]!r}"
        address = f"{letters(self.positions[index] + 1)}{number}"
        return f"row {number}, cell {address} ({self.shown[index]})"

    @property
    def key(self) -> str:
        """The column that says of what the rows tell; `item` where none does."""
        return next((key for key in _TELLING if key in self.names), "item")


class Layout(NamedTuple):
    """A table as it is read: its heading, its rows cut to the columns, its mapping."""

    heading: Heading
    rows: Iterator[Row]
    mapping: Mapping


def laid_out(
    grid: Grid,
    law: Law | None,
    mapping: Mapping,
    tell: Tell = lambda _: None,
) -> Layout:
    """
    Find the heading of a table; raises InputError for an empty one, for a value without a
    heading, and for what hides.

    A table with our own headings is read by them, whatever the mapping of a file beside it.
    """
    rows = iter(grid.rows)
    if mapping.heading:
        rows = (row for row in rows if row[0] >= int(mapping.heading or 1))
    first = [*islice(rows, 2)]
    if not first:
        raise InputError(
            Fault(
                grid.where,
                "the sheet is empty"
                if grid.sheet
                else "there is no heading in the table",
                "write a heading and one row for each item",
            )
        )
    shown = [" ".join(cell.split()) for cell in first[0][1]]
    resolved = _resolved(shown, law)
    fits = not mapping.is_foreign or mapping.fits(shown)
    if mapping.vocabulary or (not fits and {*resolved} & {*KEYS}):
        mapping = Mapping()
    named = shown if mapping.is_foreign else resolved
    if not mapping.is_foreign and len(first) > 1:
        below = _machine_names(shown, first[1][1])
        if below:
            named = below
            shown = [a or b for a, b in zip(shown, below, strict=False)]
            first = first[1:]
    heading = _heading(grid.where, first[0][0], named, shown)
    grid.refuse(_within(heading, mapping))
    body = _cut(chain(first[1:], rows), heading, len(named), grid)
    return Layout(heading, _chosen(body, heading, mapping, tell), mapping)


def _machine_names(shown: list[str], cells: Sequence[str]) -> list[str]:
    """The row of names below the heading for people, where it is one."""
    names = [cell.strip() for cell in cells]
    if set(names) & {*KEYS} and not set(shown) & {*KEYS}:
        return names
    return []


def _heading(
    where: str, row: int, named: list[str], shown: list[str]
) -> Heading:
    kept = [index for index, name in enumerate(named) if name]
    return Heading(
        where,
        row,
        tuple(named[index] for index in kept),
        tuple(shown[index] or named[index] for index in kept),
        tuple(kept),
    )


def _within(heading: Heading, mapping: Mapping) -> Within:
    """Whether a cell is read: below the heading or in it, in a column that a mapping reads."""
    reads = mapping.reads
    columns = {
        position + 1
        for position, name in zip(
            heading.positions, heading.names, strict=True
        )
        if name in reads
    }
    if not mapping.is_foreign:
        return lambda row, _: not row or row >= heading.row - 1
    skipped = frozenset(mapping.skip_rows)
    return lambda row, column: (
        (not row or (row >= heading.row and row not in skipped))
        and (not column or column in columns)
    )


def _cut(
    rows: Iterable[Row], heading: Heading, width: int, grid: Grid
) -> Iterator[Row]:
    """The rows cut to the columns that the heading names; a value in another is refused."""
    whole = len(heading.positions) == width
    named = frozenset(heading.positions)
    for number, cells in rows:
        if len(cells) > width:
            extra = cells[width:]
            if any(cell.strip() for cell in extra):
                whole_row = _width_fault(grid, number, len(cells), width)
                raise InputError(whole_row)
            cells = cells[:width]
        if whole:
            yield number, cells
            continue
        if len(cells) < width:
            raise InputError(_width_fault(grid, number, len(cells), width))
        for position, cell in enumerate(cells):
            if cell.strip() and position not in named:
                address = f"{letters(position + 1)}{number}"
                raise InputError(
                    Fault(
                        f"{grid.where}, cell {address}",
                        "a value without a heading",
                        "give its column a heading",
                    )
                )
        yield number, [cells[position] for position in heading.positions]


def _width_fault(grid: Grid, number: int, cells: int, width: int) -> Fault:
    return Fault(
        f"{grid.where}, row {number}",
        f"has {cells} cells where the heading has {width}",
        "give every row as many cells as the heading",
    )


def _chosen(
    rows: Iterable[Row], heading: Heading, mapping: Mapping, tell: Tell
) -> Iterator[Row]:
    """The rows that a mapping does not leave out; how many it leaves out is told."""
    if not mapping.chooses:
        yield from rows
        return
    skipped = frozenset(mapping.skip_rows)
    tests = [
        (_index(heading, column), [*map(matching, patterns)], kept)
        for column, patterns, kept in mapping.choices
    ]
    left_out = 0
    for number, cells in rows:
        if number in skipped or not all(
            any(matches(cells[index]) for matches in patterns) is kept
            for index, patterns, kept in tests
        ):
            left_out += 1
        else:
            yield number, cells
    if left_out:
        tell(f"{heading.where}: rows left out by the mapping: {left_out:,}")


def _index(heading: Heading, column: str) -> int:
    if column in heading.names:
        return heading.names.index(column)
    what = f"the mapping asks for a column {column!r} that is not there"
    raise InputError(
        Fault(
            f"{heading.where}, row {heading.row}",
            what,
            "mend [skip] and [keep] in the mapping",
        )
    )


def _resolved(shown: list[str], law: Law | None) -> list[str]:
    """Headings as names: a name as it stands, a label of the template as what it labels."""
    known = _labels(law) if law else {}
    return [known.get(cell.casefold(), cell) for cell in shown]


def heading_names(law: Law, mapping: Mapping) -> frozenset[str]:
    """The texts by which a heading is known, whatever parts its cells."""
    return mapping.reads | frozenset(law.facts) | {*KEYS} | _as_shown(law)


@cache
def _as_shown(law: Law) -> frozenset[str]:
    labels = [
        tuple(fact.label.values())
        for fact in law.facts.values()
        if not fact.is_a("ComputedFact")
    ]
    both = [*labels, *KEYS.values()]
    return frozenset(
        text for pair in both for text in (*pair, " / ".join(pair))
    )


@cache
def _labels(law: Law) -> dict[str, str]:
    """Names by the labels that the template shows, alone and side by side."""
    named = [
        (fact.name, tuple(fact.label.values()))
        for fact in law.facts.values()
        if not fact.is_a("ComputedFact") and fact.iri == QD + fact.name
    ]
    whole = {
        " / ".join(pair).casefold(): name
        for name, pair in [*named, *KEYS.items()]
    }
    single = [
        (label.casefold(), name)
        for name, pair in [*KEYS.items(), *named]
        for label in pair
    ]
    times = Counter(label for label, _ in single)
    # a label that two columns share, such as that of the handler, is read as the key
    keys = {label.casefold() for pair in KEYS.values() for label in pair}
    return {
        **{
            label: name
            for label, name in reversed(single)
            if times[label] == 1 or label in keys
        },
        **whole,
    }
