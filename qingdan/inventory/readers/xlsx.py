"""
XLSX to rows: the cells of the sheets that hold tables as text; what a
person might not see as it is read is refused.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from datetime import date, time
from io import BytesIO
from xml.etree import ElementTree

import python_calamine as calamine

from .grid import Grid, Row, laid_out
from .mapping import Mapping
from .sheet_scan import Scan, Within, letters, refuse_doubtful, refuse_size
from .workbook import fault, parts_of

_ITEMS = frozenset(["items", "数据项"])
_BESIDE = frozenset(
    [
        "events",
        "exports",
        "handlers",
        "mechanisms",
        "tallies",
        "事件",
        "数据出境活动",
        "数据处理者",
        "已有机制",
        "累计",
    ]
)
_ASIDE = frozenset(["help", "values", "说明"])


def rows(content: bytes, where: str) -> Iterator[tuple[int, list[str]]]:
    """
    The heading and the rows that are not empty of the sheet of items, numbered as the
    spreadsheet shows them; raise InputError where in doubt.
    """
    (grid, *_) = grids(content, where)
    layout = laid_out(grid, None, Mapping())
    yield layout.heading.row, list(layout.heading.names)
    yield from layout.rows


def grids(
    content: bytes, where: str, mapping: Mapping | None = None
) -> list[Grid]:
    """
    The sheets to be read as they stand, that of the items first.

    The sheet that a mapping names, else the sheets named as those of the template, else
    the only one that does not explain.
    """
    parts = parts_of(content, where)
    scans = [
        Scan(parts[path], f"{where}, sheet {name!r}", name)
        for name, path in _visible(parts, where)
    ]
    chosen = _chosen(scans, where, mapping.sheet if mapping else "")
    foreign = mapping is not None and mapping.is_foreign
    return [_grid(parts, scan, foreign) for scan in chosen]


def names_of_sheets(content: bytes, where: str) -> list[str]:
    """The names of the sheets that can be seen and are not empty."""
    parts = parts_of(content, where)
    return [
        name
        for name, path in _visible(parts, where)
        if Scan(parts[path], where, name).columns
    ]


def _grid(parts: dict[str, bytes], scan: Scan, foreign: bool) -> Grid:
    """A sheet; of a foreign one the mapping says which cells are read, and are to be sure."""
    refuse_size(scan)
    if not foreign:
        refuse_doubtful(scan, lambda *_: True)

    def refuse(within: Within) -> None:
        refuse_doubtful(scan, within)

    return Grid(scan.place, scan.name, _values(parts, scan), refuse)


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


def _chosen(scans: list[Scan], where: str, asked: str) -> list[Scan]:
    """The sheets to read, as `grids` says."""
    filled = [scan for scan in scans if scan.columns] or scans[:1]
    names = ", ".join(repr(scan.name) for scan in filled)
    if asked:
        named = [scan for scan in filled if _called(scan) == asked.lower()]
        if len(named) == 1:
            return named
        raise fault(
            where,
            f"the mapping asks for a sheet {asked!r}; there are {names}",
            "mend `sheet` in the mapping",
        )
    beside = [scan for scan in filled if _called(scan) in _BESIDE]
    items = [scan for scan in filled if _called(scan) in _ITEMS]
    rest = [scan for scan in filled if scan not in beside]
    others = [scan for scan in rest if _called(scan) not in _ASIDE]
    for some in (rest, items, others):
        if len(some) == 1 and some[0].columns:
            return some + beside
    if beside and not items and not others:
        return beside
    if len(rest) == 1:
        return rest
    raise fault(
        where,
        f"there are several sheets: {names}",
        "name the sheet to be read 'items', or hide the others",
    )


def _called(scan: Scan) -> str:
    return scan.name.strip().lower()


def _values(parts: dict[str, bytes], scan: Scan) -> list[Row]:
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
    kept = []
    for number, line in enumerate(lines, start=1):
        cells = [_text(value) for value in line]
        if None in cells:
            raise fault(
                f"{scan.place}, cell {letters(cells.index(None) + 1)}{number}",
                "a number past 15 digits",
                "enter it as text",
            )
        if any(cell and cell.strip() for cell in cells):
            kept.append((number, [cell or "" for cell in cells]))
    by_number = dict(kept)
    for (number, column), constant in scan.constants.items():
        by_number[number][column - 1] = constant
    return kept


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
