"""
What the XML of a sheet tells before a value is read: where its cells stand, and
what a person might not see as it is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, reduce
from io import BytesIO
from xml.etree import ElementTree

from .workbook import fault

_CELLS = 1 << 20
_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
# LibreOffice writes a truth as a formula that is one; its cached value has to agree
_CONSTANTS: dict[tuple[str | None, str | None], str] = {
    ("FALSE()", "0"): "false",
    ("TRUE()", "1"): "true",
}
Within = Callable[[int, int], bool]


def letters(column: int) -> str:
    """The letters by which a spreadsheet calls a column, the first of them A."""
    if column:
        return letters((column - 1) // 26) + chr(65 + (column - 1) % 26)
    return ""


@cache
def _number(letters: str) -> int:
    return reduce(
        lambda number, letter: number * 26 + ord(letter) - 64, letters, 0
    )


def _is_hidden(element: ElementTree.Element) -> bool:
    if element.get("hidden") in ("1", "true"):
        return True
    return not {
        element.get("ht"),
        element.get("width"),
    }.isdisjoint(["0", "0.0"])


class Scan:
    """
    What the XML of a sheet tells before a value is read: where
    cells stand, formulas, errors, what is merged or hidden.
    """

    def __init__(self, part: bytes, place: str, name: str) -> None:
        self.place = place
        self.name = name
        self.row = self.last_row = self.last_column = 0
        self.formulas = list[str]()
        self.constants = dict[tuple[int, int], str]()
        self.errors = list[str]()
        self.merged = list[str]()
        self.hidden_rows = list[str]()
        self.columns = set[int]()
        self.spans = list[tuple[int, int]]()
        cells: list[ElementTree.Element] = []
        try:
            for _, element in ElementTree.iterparse(BytesIO(part)):
                tag = element.tag.rpartition("}")[2]
                if tag == "c":
                    cells.append(element)
                elif tag == "row":
                    self._row(element, cells)
                    cells.clear()
                    element.clear()
                elif tag == "col" and _is_hidden(element):
                    self.spans.append(
                        (
                            int(element.get("min", "")),
                            int(element.get("max", "")),
                        )
                    )
                elif tag == "mergeCell":
                    self.merged.append(element.get("ref", ""))
            if cells:
                raise ValueError
        except ValueError:
            raise fault(
                place, "a cell, a row or a column has no place"
            ) from None

    def _row(
        self, element: ElementTree.Element, cells: list[ElementTree.Element]
    ) -> None:
        before = self.row
        self.row = int(element.get("r", self.row + 1))
        column = 0
        if self.row <= before:
            raise fault(
                f"{self.place}, row {self.row}",
                "the row is there twice, or out of order",
            )
        for cell in cells:
            name = cell.get("r") or f"{letters(column + 1)}{self.row}"
            match = _CELL.fullmatch(name)
            if (
                not match
                or int(match[2]) != self.row
                or _number(match[1]) <= column
            ):
                raise fault(
                    f"{self.place}, row {self.row}",
                    f"the cell {name} is there twice, or out of order",
                )
            column = _number(match[1])
            self._cell(cell, name, column)
        if _is_hidden(element) and self.last_row == self.row:
            self.hidden_rows.append(str(self.row))

    def _cell(self, cell: ElementTree.Element, name: str, column: int) -> None:
        kind = cell.get("t", "n")
        inside = {child.tag.rpartition("}")[2]: child.text for child in cell}
        if "f" in inside and (
            constant := _CONSTANTS.get((inside["f"], inside.get("v")))
        ):
            self.constants[self.row, column] = constant
        elif "f" in inside or kind == "e":
            (self.formulas if "f" in inside else self.errors).append(name)
        elif (
            "is" not in inside
            and not inside.get("v")
            and (kind == "n" or "v" not in inside)
        ):
            return
        self.last_row = self.row
        self.last_column = max(self.last_column, column)
        self.columns.add(column)


def _doubtful(
    scan: Scan, within: Within
) -> tuple[tuple[list[str], str, str, str], ...]:
    """What could read otherwise than it looks: where it is, its kind of place, how to mend it."""
    merged = [
        match.string
        for match in map(_CELL.match, scan.merged)
        if match
        and int(match[2]) <= scan.last_row
        and _number(match[1]) <= scan.last_column
        and _reaches(match.string, within)
    ]
    columns = [
        letters(column)
        for column in sorted(scan.columns)
        if any(low <= column <= high for low, high in scan.spans)
        and within(0, column)
    ]
    formula = (
        "paste the value in its place, for the formula may give another one"
    )
    return (
        (_those(scan.formulas, within), "cell", "a formula", formula),
        (
            _those(scan.errors, within),
            "cell",
            "an error value",
            "write the value, or clear the cell",
        ),
        (
            merged,
            "range",
            "merged cells",
            "unmerge them and write the value in each",
        ),
        (
            [row for row in scan.hidden_rows if within(int(row), 0)],
            "row",
            "hidden",
            "unhide or delete what is hidden",
        ),
        (columns, "column", "hidden", "unhide or delete what is hidden"),
    )


def _those(cells: list[str], within: Within) -> list[str]:
    """The cells that are read."""
    places = [(cell, _CELL.fullmatch(cell)) for cell in cells]
    return [
        cell
        for cell, place in places
        if place and within(int(place[2]), _number(place[1]))
    ]


def _reaches(span: str, within: Within) -> bool:
    """Whether a range holds a cell that is read."""
    first, _, last = span.partition(":")
    start = _CELL.fullmatch(first)
    end = _CELL.fullmatch(last or first)
    if not start or not end:
        return True
    return any(
        within(row, column)
        for row in range(int(start[2]), int(end[2]) + 1)
        for column in range(_number(start[1]), _number(end[1]) + 1)
    )


def refuse_size(scan: Scan) -> None:
    """Raise InputError for a sheet with more cells than are read."""
    if scan.last_row * scan.last_column > _CELLS:
        last = f"{letters(scan.last_column)}{scan.last_row}"
        raise fault(
            scan.place,
            f"over {_CELLS:,} cells, up to {last}",
            "split the table, or delete what stands far from it",
        )


def refuse_doubtful(scan: Scan, within: Within) -> None:
    """
    Raise InputError for the first thing in a sheet that could make it read otherwise
    than it looks; `within` says of a row and a column (0: any) whether it is read.
    """
    for is_there, place, what, mend in _doubtful(scan, within):
        if is_there:
            listed = ", ".join(is_there[:10]) + " …" * (len(is_there) > 10)
            raise fault(
                f"{scan.place}, {place}{'s' * (len(is_there) > 1)} {listed}",
                what,
                mend,
            )
