"""
XLSX to rows: the cells of one sheet as text; what a person
might not see as it is read is refused.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from datetime import date, time
from functools import cache, reduce
from io import BytesIO
from xml.etree import ElementTree

import python_calamine as calamine

from .workbook import fault, parts_of

_CELLS = 1 << 20
_ITEMS = frozenset(["items", "数据项"])
_ASIDE = frozenset(["help", "values", "说明"])
_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


def rows(content: bytes, where: str) -> Iterator[tuple[int, list[str]]]:
    """
    The heading and the rows that are not empty, numbered as the
    spreadsheet shows them; raise InputError where in doubt.
    """
    parts = parts_of(content, where)
    scan = _chosen(
        [
            _Scan(parts[path], f"{where}, sheet {name!r}", name)
            for name, path in _visible(parts, where)
        ],
        where,
    )
    _refuse(scan)
    yield from _table(list(_values(parts, scan)), scan)


def _visible(parts: dict[str, bytes], where: str) -> list[tuple[str, str]]:
    """Name and path of every worksheet that is not hidden."""
    targets = {
        link.get("Id"): posixpath.normpath(
            posixpath.join("/xl", link.get("Target", ""))
        )[1:].lower()
        for link in ElementTree.fromstring(
            parts.get("xl/_rels/workbook.xml.rels", b"<none/>")
        )
        if link.get("Type", "").endswith("/worksheet")
    }
    sheets = ElementTree.fromstring(parts["xl/workbook.xml"]).findall(
        ".//{*}sheet"
    )
    seen = [
        sheet.attrib
        for sheet in sheets
        if sheet.get("state", "visible") == "visible"
    ]
    named = [
        (sheet.get("name", ""), targets.get(sheet[key]))
        for sheet in seen
        for key in sheet
        if key.endswith("}id")
    ]
    visible = [(name, path) for name, path in named if path in parts]
    if not visible:
        raise fault(
            where,
            "there is no sheet to be seen",
            "give the workbook a visible sheet with the table",
        )
    return visible


def _letters(column: int) -> str:
    if column:
        return _letters((column - 1) // 26) + chr(65 + (column - 1) % 26)
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


class _Scan:
    """
    What the XML of a sheet tells before a value is read: where
    cells stand, formulas, errors, what is merged or hidden.
    """

    def __init__(self, part: bytes, place: str, name: str) -> None:
        self.place = place
        self.name = name
        self.row = self.last_row = self.last_column = 0
        self.formulas = list[str]()
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
            name = cell.get("r") or f"{_letters(column + 1)}{self.row}"
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
        if "f" in inside or kind == "e":
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


def _chosen(scans: list[_Scan], where: str) -> _Scan:
    """
    The sheet to read: the only one that is not empty, else the
    one named items, else the only one that does not explain.
    """
    filled = [scan for scan in scans if scan.columns] or scans[:1]
    named = [scan for scan in filled if scan.name.strip().lower() in _ITEMS]
    others = [
        scan for scan in filled if scan.name.strip().lower() not in _ASIDE
    ]
    for some in (filled, named, others):
        if len(some) == 1:
            return some[0]
    names = ", ".join(repr(scan.name) for scan in filled)
    raise fault(
        where,
        f"there are several sheets: {names}",
        "name the sheet to be read 'items', or hide the others",
    )


def _doubtful(scan: _Scan) -> tuple[tuple[list[str], str, str, str], ...]:
    """What could read otherwise than it looks: where it is, its kind of place, how to mend it."""
    merged = [
        m.string
        for m in map(_CELL.match, scan.merged)
        if m
        and int(m[2]) <= scan.last_row
        and _number(m[1]) <= scan.last_column
    ]
    columns = [
        _letters(column)
        for column in sorted(scan.columns)
        if any(low <= column <= high for low, high in scan.spans)
    ]
    formula = (
        "paste the value in its place, for the formula may give another one"
    )
    return (
        (scan.formulas, "cell", "a formula", formula),
        (
            scan.errors,
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
        (scan.hidden_rows, "row", "hidden", "unhide or delete what is hidden"),
        (columns, "column", "hidden", "unhide or delete what is hidden"),
    )


def _refuse(scan: _Scan) -> None:
    """
    Raise InputError for the first thing in a sheet that
    could make it read otherwise than it looks.
    """
    if scan.last_row * scan.last_column > _CELLS:
        last = f"{_letters(scan.last_column)}{scan.last_row}"
        raise fault(
            scan.place,
            f"over {_CELLS:,} cells, up to {last}",
            "split the table, or delete what stands far from it",
        )
    for is_there, place, what, mend in _doubtful(scan):
        if is_there:
            listed = ", ".join(is_there[:10]) + " …" * (len(is_there) > 10)
            raise fault(
                f"{scan.place}, {place}{'s' * (len(is_there) > 1)} {listed}",
                what,
                mend,
            )


def _values(
    parts: dict[str, bytes], scan: _Scan
) -> Iterator[tuple[int, list[str]]]:
    """
    The rows that are not empty, as calamine reads them from
    the very parts that were looked at.
    """
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    packed.seek(0)
    try:
        sheet = calamine.load_workbook(packed).get_sheet_by_name(scan.name)
        lines = sheet.to_python(skip_empty_area=False)
    except calamine.CalamineError as error:
        raise fault(scan.place, f"cannot be read ({error})") from None
    if scan.columns and sheet.end != (scan.last_row - 1, scan.last_column - 1):
        raise fault(scan.place, "the cells cannot be read in one way only")
    for number, line in enumerate(lines, start=1):
        cells = [_text(value) for value in line]
        if None in cells:
            raise fault(
                f"{scan.place}, cell {_letters(cells.index(None) + 1)}{number}",
                "a number past 15 digits",
                "enter it as text",
            )
        if any(cell and cell.strip() for cell in cells):
            yield number, [cell or "" for cell in cells]


def _text(value: object) -> str | None:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if not abs(value) < 1e15:
            return None
        if value == int(value):
            return str(int(value))
        return repr(value)
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)


def _table(
    rows: list[tuple[int, list[str]]], scan: _Scan
) -> Iterator[tuple[int, list[str]]]:
    """
    The rows cut to the columns that the heading names; a heading
    of machine names below one for people is the heading.
    """
    if not rows:
        raise fault(
            scan.place,
            "the sheet is empty",
            "write a heading and one row for each item",
        )
    if len(rows) > 1 and "item" in rows[1][1] and "item" not in rows[0][1]:
        rows = rows[1:]
    named = {
        index: None for index, cell in enumerate(rows[0][1]) if cell.strip()
    }
    for number, cells in rows:
        stray = next(
            (
                index
                for index, cell in enumerate(cells)
                if cell.strip() and index not in named
            ),
            None,
        )
        if stray is not None:
            raise fault(
                f"{scan.place}, cell {_letters(stray + 1)}{number}",
                "a value without a heading",
                "give its column a heading",
            )
        yield number, [cells[index] for index in named]
