"""
XLSX: what a sheet shows is what is read; whatever could be
read otherwise is refused with one clear line.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from qingdan.errors import InputError
from qingdan.inventory.readers.xlsx import rows

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>'
ROOT = f'<Relationship Id="r" Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/>'
HEAD = '<row r="1"><c r="A1" t="str"><v>item</v></c><c r="B1" t="str"><v>year</v></c></row>'
SHEET = "xl/worksheets/sheet1.xml"


def book(
    *bodies: str,
    names: tuple[str, ...] = ("Items", "Two", "Three"),
    states: tuple[str, ...] = (),
    **more: str,
) -> bytes:
    """
    A workbook by hand: one body of `worksheet` for each
    sheet, wrapped in `sheetData` where it is rows alone.
    """
    count = range(len(bodies))
    sheets = "".join(
        f'<sheet name="{names[n]}" sheetId="{n + 1}" state="{states[n] if states else "visible"}" r:id="r{n + 1}"/>'
        for n in count
    )
    links = "".join(
        f'<Relationship Id="r{n + 1}" Type="{LINKS}/worksheet" Target="worksheets/sheet{n + 1}.xml"/>'
        for n in count
    )
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{ROOT}</Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>',
    }
    for number, body in enumerate(bodies, start=1):
        inside = (
            body if "<sheetData" in body else f"<sheetData>{body}</sheetData>"
        )
        parts[f"xl/worksheets/sheet{number}.xml"] = (
            f'<worksheet xmlns="{MAIN}">{inside}</worksheet>'
        )
    return packed({**parts, **more})


def packed(
    parts: dict[str, Any], compression: int = zipfile.ZIP_DEFLATED
) -> bytes:
    """A ZIP archive of the parts."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", compression) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


def unpacked(content: bytes) -> dict[str, Any]:
    """The parts of an archive, to be changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def written(*lines: list[object], title: str = "items") -> bytes:
    """A workbook as openpyxl writes it."""
    made, content = openpyxl.Workbook(), io.BytesIO()
    made.active.title = title
    for line in lines:
        made.active.append(line)
    made.save(content)
    return content.getvalue()


def refusal(content: bytes) -> str:
    """The one line of the refusal."""
    with pytest.raises(InputError) as error:
        list(rows(content, "f.xlsx"))
    (line,) = str(error.value).splitlines()
    (fault,) = error.value.faults
    assert fault.where.startswith("f.xlsx")
    assert fault.what
    assert fault.mend
    return line


def test_cells_become_text() -> None:
    """
    Numbers, days, booleans and text in the form in which a
    table states them; rows padded, numbers of rows true.
    """
    lines: list[list[object]] = [
        ["item", "a", "b", "c"],
        ["x", True, False, "TRUE"],
        [],
        ["y", 123, 1e6, 123456789012345],
        ["z", 1.5, -2.0, 0.1],
        [
            "d",
            date(2026, 3, 1),
            datetime(2026, 3, 1),
            datetime(2026, 3, 1, 12, 30),
        ],
        ["s", "  lead", "中文；", None],
        ["w", None, None, None],
    ]
    assert list(rows(written(*lines), "f.xlsx")) == [
        (1, ["item", "a", "b", "c"]),
        (2, ["x", "true", "false", "TRUE"]),
        (4, ["y", "123", "1000000", "123456789012345"]),
        (5, ["z", "1.5", "-2", "0.1"]),
        (6, ["d", "2026-03-01", "2026-03-01", "2026-03-01T12:30:00"]),
        (7, ["s", "  lead", "中文；", ""]),
        (8, ["w", "", "", ""]),
    ]


def test_table_that_starts_elsewhere() -> None:
    """
    Empty rows above and empty columns beside the table are
    left out, and the numbers stay those of the spreadsheet.
    """
    assert list(
        rows(
            written(
                [], [], [None, "item", None, "n"], [], [None, "x", None, 1]
            ),
            "f.xlsx",
        )
    ) == [
        (3, ["item", "n"]),
        (5, ["x", "1"]),
    ]


def test_cells_without_addresses() -> None:
    """Some programs leave out the addresses of rows and cells."""
    assert list(
        rows(
            book(
                '<row><c t="str"><v>item</v></c></row><row><c><v>7</v></c></row>'
            ),
            "f",
        )
    ) == [(1, ["item"]), (2, ["7"])]


@pytest.mark.parametrize("shared", [True, False])
def test_text_as_other_programs_write_it(shared: bool) -> None:
    """Shared and inline text, rich text, and days of the 1904 calendar."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(
        content,
        {"in_memory": True, "constant_memory": not shared, "date_1904": True},
    ) as made:
        sheet, bold = (
            made.add_worksheet("items"),
            made.add_format({"bold": True}),
        )
        sheet.write_row(0, 0, ["item", "day"])
        sheet.write_rich_string(1, 0, "a", bold, "b", "c")
        sheet.write_datetime(
            1,
            1,
            datetime(2026, 3, 1),
            made.add_format({"num_format": "yyyy-mm-dd"}),
        )
    assert list(rows(content.getvalue(), "f")) == [
        (1, ["item", "day"]),
        (2, ["abc", "2026-03-01"]),
    ]


def test_machine_names_below_a_heading_for_people() -> None:
    """The second row is the heading where it has a column `item` and the first has none."""
    assert list(
        rows(written(["数据项", "年度"], ["item", "year"], ["x", 2026]), "f")
    ) == [
        (2, ["item", "year"]),
        (3, ["x", "2026"]),
    ]
    assert next(rows(written(["item", "year"], ["item", "2026"]), "f")) == (
        1,
        ["item", "year"],
    )
    assert list(rows(written(["path", "kind"], ["a", "b"]), "f")) == [
        (1, ["path", "kind"]),
        (2, ["a", "b"]),
    ]


@pytest.mark.parametrize(
    ("names", "states", "chosen"),
    [
        (("A", "B", "C"), ("hidden", "visible", "veryHidden"), "2"),
        (("Notes", "ITEMS", "C"), (), "2"),
        (("Notes", "B", "数据项"), (), "3"),
        (("Help", "values", "Mine"), (), "3"),
        (("说明", "Mine", "Values"), (), "2"),
        (("items", "B", "数据项"), ("hidden", "hidden", "visible"), "3"),
    ],
)
def test_which_sheet_is_read(
    names: tuple[str, ...], states: tuple[str, ...], chosen: str
) -> None:
    """
    The only visible one; among several the one named items,
    or the only one that explains nothing.
    """
    bodies = [
        HEAD + f'<row r="2"><c r="A2"><v>{number}</v></c></row>'
        for number in (1, 2, 3)
    ]
    assert list(rows(book(*bodies, names=names, states=states), "f"))[1] == (
        2,
        [chosen, ""],
    )


def test_empty_sheets_are_passed_over() -> None:
    """
    Excel adds empty sheets; they are no second table. What
    is wrong with a sheet that is not read does no harm.
    """
    assert (
        len(
            list(
                rows(book("", HEAD, '<row r="1"><c r="A1" s="0"/></row>'), "f")
            )
        )
        == 1
    )
    assert (
        len(
            list(
                rows(
                    book(
                        '<row r="1"><c r="A1"><f>1+1</f></c></row>',
                        HEAD,
                        names=("help", "Mine"),
                    ),
                    "f",
                )
            )
        )
        == 1
    )


ROW = '<row r="{0}"{1}><c r="A{0}"><v>1</v></c></row>'
BAD_SHEETS = {
    "formula": (
        HEAD + '<row r="7"><c r="C7"><f>1+1</f><v>2</v></c></row>',
        "sheet 'Items', cell C7: a formula; paste the value",
    ),
    "formula without a result": (
        '<row r="1"><c r="A1"><f/></c></row>',
        "cell A1: a formula",
    ),
    "formulas": (
        HEAD + '<row r="2"><c r="A2"><f>1</f></c><c r="B2"><f>1</f></c></row>',
        "cells A2, B2: a formula",
    ),
    "error": (
        HEAD + '<row r="7"><c r="C7" t="e"><v>#N/A</v></c></row>',
        "sheet 'Items', cell C7: an error value; write",
    ),
    "repeated row": (
        HEAD + HEAD,
        "sheet 'Items', row 1: the row is there twice",
    ),
    "row out of order": (
        ROW.format(5, "") + ROW.format(4, ""),
        "row 4: the row is there twice, or out of order",
    ),
    "repeated cell": (
        '<row r="1"><c r="B1"><v>1</v></c><c r="B1"><v>2</v></c></row>',
        "the cell B1 is there twice",
    ),
    "cell of another row": (
        '<row r="1"><c r="B2"><v>1</v></c></row>',
        "the cell B2 is there twice, or out of order",
    ),
    "cell beyond every column": (
        '<row r="1"><c r="AAAAAAAA1"><v>1</v></c></row>',
        "the cell AAAAAAAA1 is there twice, or out",
    ),
    "cell in no row": (
        '<c r="A1"><v>1</v></c>',
        "a cell, a row or a column has no place",
    ),
    "row without number": (
        '<row r="x"><c><v>1</v></c></row>',
        "a cell, a row or a column has no place",
    ),
    "far cell": (
        HEAD + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        "over 1,048,576 cells, up to XFD1048576; split",
    ),
    "hidden row": (
        HEAD + ROW.format(4, ' hidden="1"'),
        "sheet 'Items', row 4: hidden; unhide or delete",
    ),
    "hidden rows": (
        HEAD
        + ROW.format(4, ' hidden="true"')
        + ROW.format(7, ' ht="0" customHeight="1"'),
        "rows 4, 7: hidden; unhide or",
    ),
    "hidden column": (
        f'<cols><col min="2" max="3" hidden="1"/></cols><sheetData>{HEAD}</sheetData>',
        "column B: hidden; unhide",
    ),
    "column of no width": (
        f'<cols><col min="1" max="2" width="0"/></cols><sheetData>{HEAD}</sheetData>',
        "columns A, B: hidden",
    ),
    "merged": (
        f'<sheetData>{HEAD}</sheetData><mergeCells><mergeCell ref="A1:B1"/></mergeCells>',
        "range A1:B1: merged cells; unmerge",
    ),
    "empty": ("", "sheet 'Items': the sheet is empty; write a heading"),
    "blank": (
        '<row r="1"><c r="A1" t="str"><v> </v></c></row>',
        "sheet 'Items': the sheet is empty",
    ),
    "no heading": (
        HEAD + '<row r="3"><c r="D3"><v>1</v></c></row>',
        "cell D3: a value without a heading; give its column",
    ),
    "rounded number": (
        HEAD + '<row r="2"><c r="A2"><v>110101199003070000</v></c></row>',
        "cell A2: a number past 15 digits; enter it as text",
    ),
    "no number": (
        HEAD + '<row r="2"><c r="A2"><v>NaN</v></c></row>',
        "cell A2: a number past 15 digits",
    ),
    "text that is not there": (
        HEAD + '<row r="2"><c r="A2" t="s"><v>9</v></c></row>',
        "sheet 'Items': cannot be read",
    ),
    "second table": (
        f"<sheetData>{HEAD}</sheetData><sheetData>{ROW.format(9, '')}</sheetData>",
        "the cells cannot be read in one way only",
    ),
    "CDATA": (
        '<row r="1"><c r="A1" t="str"><v><![CDATA[it]]>em</v></c></row>',
        "part xl/worksheets/sheet1.xml: a CDATA section is refused",
    ),
    "not closed": (
        '<row r="1"><c r="A1">',
        "part xl/worksheets/sheet1.xml: not well-formed",
    ),
    "entity": (
        '<row r="1"><c r="A1" t="str"><v>&e;</v></c></row>',
        "part xl/worksheets/sheet1.xml: not well-formed",
    ),
}


@pytest.mark.parametrize("name", BAD_SHEETS)
def test_bad_sheet(name: str) -> None:
    """
    What stands in a sheet and could be read otherwise than
    it looks is refused, with its place.
    """
    body, says = BAD_SHEETS[name]
    assert says in refusal(book(body))


def test_many_places_are_told_in_one_line() -> None:
    """Ten are named, the rest are not."""
    told = refusal(
        book(
            HEAD
            + "".join(
                ROW.format(number, ' hidden="1"') for number in range(2, 40)
            )
        )
    )
    assert "rows 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 …: hidden" in told


def test_what_is_hidden_or_merged_beside_the_table_does_no_harm() -> None:
    """Unused columns may be hidden, and empty rows."""
    around = f'<cols><col min="9" max="16384" hidden="1"/></cols><sheetData>{HEAD}<row r="9" hidden="1"/></sheetData>'
    assert (
        len(
            list(
                rows(
                    book(
                        around
                        + '<mergeCells><mergeCell ref="J20:K21"/></mergeCells>'
                    ),
                    "f",
                )
            )
        )
        == 1
    )


@pytest.mark.parametrize(
    "part",
    [
        "xl/sharedStrings.xml",
        "xl/workbook.xml",
        SHEET,
        "docProps/app.xml",
        "xl/drawings/vml.vml",
    ],
)
def test_doctype_in_any_part(part: str) -> None:
    """No part may declare entities."""
    parts = unpacked(book(HEAD))
    root = re.sub(rb"^<\?xml.*?\?>", b"", parts.get(part, b"<a/>"))
    parts[part] = b'<!DOCTYPE a [<!ENTITY e "x">]>' + root
    assert f"part {part.lower()}: a DOCTYPE is refused" in refusal(
        packed(parts)
    )
    if not part.endswith(".vml"):
        parts[part] = parts[part].decode().encode("utf-16")
        assert f"part {part.lower()}: a DOCTYPE is refused" in refusal(
            packed(parts)
        )


def test_other_encodings() -> None:
    """A sheet that one library reads and the other does not is refused."""
    parts = unpacked(book(HEAD))
    parts[SHEET] = parts[SHEET].decode().encode("utf-16")
    assert "one way only" in refusal(packed(parts))


def test_several_sheets() -> None:
    """Two tables and none named items: which are there is told."""
    assert (
        "there are several sheets: 'Items 1', 'Two'; name the sheet"
        in refusal(book(HEAD, HEAD, "", names=("Items 1", "Two", "Three")))
    )
    assert "'items', '数据项'" in refusal(
        book(HEAD, HEAD, names=("items", "数据项"))
    )


def test_no_sheet() -> None:
    """Nothing to be seen."""
    for content in (
        book(HEAD, states=("hidden",)),
        book(),
        packed({**unpacked(book(HEAD)), "xl/_rels/workbook.xml.rels": "<a/>"}),
    ):
        assert "there is no sheet to be seen; give" in refusal(content)


def test_no_workbook() -> None:
    """Other files under the name of one."""
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)
    assert "no XLSX, or it is damaged" in refusal(b"item,year\nx,2026\n")
    assert "no XLSX, or it is damaged" in refusal(b"")
    assert "no XLSX, or it is damaged" in refusal(book(HEAD)[:-40])
    assert "a ZIP archive but no XLSX" in refusal(
        packed({"word/document.xml": "<a/>"})
    )
    assert "an older form; save it again as .xlsx" in refusal(old)
    assert "encrypted; save it without a password" in refusal(
        old + "EncryptedPackage".encode("utf-16-le")
    )


def test_parts_under_lock_or_of_another_compression() -> None:
    """What ZIP allows and a workbook never has."""
    content = bytearray(book(HEAD))
    entry = content.index(b"PK\x01\x02")
    content[entry + 8] |= 1
    assert "encrypted; save it without a password" in refusal(bytes(content))
    assert "no XLSX, or it is damaged" in refusal(
        packed(unpacked(book(HEAD)), zipfile.ZIP_LZMA)
    )


def test_repeated_part() -> None:
    """Two parts of one name, in whatever case: programs differ on which they read."""
    content = io.BytesIO(book(HEAD))
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr("xl/worksheets/SHEET1.xml", "<a/>")
    assert "the part xl/worksheets/sheet1.xml is there twice" in refusal(
        content.getvalue()
    )


def test_inflated_size() -> None:
    """The bytes are counted as they are inflated."""
    assert "inflates to over 100 MiB; split" in refusal(
        packed({**unpacked(book(HEAD)), "xl/media/a.bin": bytes(101 << 20)})
    )


def test_inflated_size_that_lies() -> None:
    """A header that states a small size, and a checksum to go with it, hides nothing."""
    content = bytearray(
        packed({**unpacked(book(HEAD)), "z.bin": bytes(101 << 20)})
    )
    entry = content.rindex(b"PK\x01\x02")
    content[entry + 16 : entry + 28] = (
        struct.pack("<I", zipfile.crc32(b""))
        + content[entry + 20 : entry + 24]
        + struct.pack("<I", 0)
    )
    assert "inflates to over 100 MiB" in refusal(bytes(content))
    content = bytearray(
        packed({**unpacked(book(HEAD)), "z.bin": bytes(1 << 20)})
    )
    entry = content.rindex(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = struct.pack("<I", 7)
    assert "no XLSX, or it is damaged" in refusal(bytes(content))
