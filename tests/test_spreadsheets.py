"""
Spreadsheets as people fill them in: truths that LibreOffice writes as formulas, headings
and labels as the template shows them, sheets beside that of the items, and faults that
name the cell.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from calls import call
from qingdan import api
from qingdan.inventory.read import ingest
from qingdan.inventory.template import write
from qingdan.law.load import law
from qingdan.rdf.names import QD, local

LAW = law()
DAY = ("--as-of", "2026-03-02")
LABELS = (
    "data item / 数据项",
    *(
        " / ".join(LAW.facts[name].label.values())
        for name in ("heldBy", "secrecy")
    ),
)
CORE = " / ".join(LAW.facts["coreData"].label.values())


def workbook(path: Path, **sheets: list[list[Any]]) -> Path:
    """A workbook of several sheets."""
    with xlsxwriter.Workbook(str(path)) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, cells in enumerate(rows):
                sheet.write_row(number, 0, cells)
    return path


def refused(*paths: Path) -> list[str]:
    """The lines by which an inventory is refused."""
    answer = call("decide", *paths, *DAY)
    assert (answer.status, answer.out) == (2, "")
    return [
        line.removeprefix("qingdan: ").replace(f"{paths[0].parent}/", "")
        for line in answer.err.splitlines()
    ]


def nodes(*paths: Path) -> dict[str, dict[str, list[str]]]:
    """What is stated of every subject, values by their local names."""
    with_rows = ingest(LAW, paths)
    try:
        assert not with_rows.faults
        taken = with_rows.as_inventory(None)
    finally:
        with_rows.close()
    exports = [each for some in taken.exports.values() for each in some]
    return {
        node.iri: {
            name: sorted(local(str(value)) for value in values)
            for name, values in node.facts.items()
            if values
        }
        for node in [*taken.nodes.values(), *exports]
    }


def with_formula(path: Path, cell: str, formula: str, cached: str) -> Path:
    """The workbook with a formula in a cell, as LibreOffice 7.4 writes a truth."""
    content = io.BytesIO(path.read_bytes())
    written = f'<c r="{cell}" s="0" t="n"><f aca="false">{formula}</f><v>{cached}</v></c>'
    with zipfile.ZipFile(content) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    sheet = parts[name].decode()
    changed = re.sub(rf'<c r="{cell}"[^>]*>.*?</c>', written, sheet)
    assert changed != sheet
    parts[name] = changed.encode()
    with zipfile.ZipFile(path, "w") as archive:
        for part, inside in parts.items():
            archive.writestr(part, inside)
    return path


@pytest.mark.parametrize(
    ("formula", "cached", "stated"),
    [("FALSE()", "0", "False"), ("TRUE()", "1", "True")],
)
def test_a_truth_that_libreoffice_writes_as_a_formula(
    formula: str, cached: str, stated: str, tmp_path: Path
) -> None:
    """The formula is a constant, and its cached value says the same."""
    path = workbook(
        tmp_path / "i.xlsx",
        items=[["item", "heldBy", "coreData"], ["a", "h", "x"]],
    )
    with_formula(path, "C2", formula, cached)
    assert nodes(path)["urn:x-item:a"]["coreData"] == [stated]


@pytest.mark.parametrize(
    ("formula", "cached"),
    [("FALSE()", "1"), ("TRUE()", ""), ("1=2", "0"), ("NOT(TRUE())", "0")],
)
def test_other_formulas_are_refused_by_address(
    formula: str, cached: str, tmp_path: Path
) -> None:
    """A formula that is no constant, and a constant whose cached value says otherwise."""
    path = workbook(
        tmp_path / "i.xlsx",
        items=[["item", "heldBy", "coreData"], ["a", "h", "x"]],
    )
    with_formula(path, "C2", formula, cached)
    (line,) = refused(path)
    assert line.startswith("i.xlsx, sheet 'items', cell C2: a formula; paste")


@pytest.mark.skipif(
    not shutil.which("soffice"), reason="LibreOffice is not installed"
)
def test_the_template_survives_libreoffice(tmp_path: Path) -> None:
    """Filled in, saved by LibreOffice as a workbook: every fact is the same."""
    source = tmp_path / "filled.xlsx"
    _fill(source)
    subprocess.run(
        [
            "soffice",
            "--headless",
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--convert-to",
            "xlsx",
            "--outdir",
            str(tmp_path / "saved"),
            str(source),
        ],
        capture_output=True,
        check=False,
        timeout=300,
    )
    saved = tmp_path / "saved" / "filled.xlsx"
    if not saved.exists():
        pytest.skip("this LibreOffice does not convert workbooks")
    assert "FALSE()" in _sheet_of(saved)
    assert nodes(saved) == nodes(source)


def _fill(path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(write(".xlsx", LAW)))
    names = [cell.value for cell in book["items"][2]]
    for row, stated in enumerate(
        (
            {
                "item": "a",
                "heldBy": "h",
                "secrecy": "未定密",
                "coreData": False,
            },
            {"item": "0012", "heldBy": "h", "secrecy": "Not classified"},
        ),
        start=3,
    ):
        for name, value in stated.items():
            book["items"].cell(row, names.index(name) + 1, value)
    book.save(path)


def _sheet_of(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("headings", ["labels", "names", "both"])
def test_a_csv_of_the_template_by_a_spreadsheet_in_china(
    encoding: str, separator: str, headings: str, tmp_path: Path
) -> None:
    """Headings as shown, the names below them, or both; labels in the cells."""
    rows = {
        "labels": [LABELS],
        "names": [("item", "heldBy", "secrecy")],
        "both": [LABELS, ("item", "heldBy", "secrecy")],
    }[headings]
    cells = io.StringIO()
    csv.writer(cells, delimiter=separator).writerows(
        [*rows, ("a", "甲公司", "未定密"), ("b", "甲公司", "Not classified")]
    )
    path = tmp_path / "i.csv"
    path.write_bytes(cells.getvalue().encode(encoding))
    stated = nodes(path)
    assert [iri for iri in stated if iri.startswith("urn:x-item:")] == [
        "urn:x-item:a",
        "urn:x-item:b",
    ]
    for name in "ab":
        assert stated[f"urn:x-item:{name}"]["secrecy"] == ["NotClassified"]
    found = api.load([path])
    assert [item.iri for item in found.items] == [
        "urn:x-item:a",
        "urn:x-item:b",
    ]


def test_every_heading_of_the_template_is_read_as_it_is_shown() -> None:
    """The first row alone says the same as the row of names below it."""
    from qingdan.inventory.readers.grid import Grid, laid_out
    from qingdan.inventory.readers.mapping import Mapping

    book = openpyxl.load_workbook(io.BytesIO(write(".xlsx", LAW)))
    for sheet in book.worksheets:
        if sheet.title in ("values", "help"):
            continue
        shown, names = ([str(c.value) for c in sheet[row]] for row in (1, 2))
        layout = laid_out(Grid("t", "", [(1, shown)]), LAW, Mapping())
        assert list(layout.heading.names) == names


def test_a_fault_names_sheet_cell_heading_value_and_choices(
    tmp_path: Path,
) -> None:
    """In the words of the person who filled it in, no name of ours before them."""
    path = workbook(
        tmp_path / "i.xlsx",
        items=[
            [*LABELS, CORE],
            ["a", "h", "open", ""],
            ["b", "h", "", "perhaps"],
        ],
    )
    assert refused(path) == [
        f"i.xlsx, sheet 'items', row 2, cell C2 ({LABELS[2]}): the value 'open' is not one"
        " that the column takes; choose one of NotClassified (not classified / 未定密), StateSecret"
        " (state secret / 国家秘密), or leave the cell empty where it is not known",
        f"i.xlsx, sheet 'items', row 3, cell D3 ({CORE}): the value 'perhaps' is neither"
        " true nor false; write true or false (yes or no, 是 or 否), or leave the cell empty where"
        " it is not known",
    ]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_fault_names_the_row_in_which_the_value_stands(
    suffix: str, tmp_path: Path
) -> None:
    """Of a handler that ten rows tell of, and in a second file with fewer rows."""
    heading = ["item", "heldBy", "zone", "holdsOrdinaryPersons"]
    many = [[f"a{n}", "h", "cq-ftz", ""] for n in range(9)]
    many[7][3] = "many"
    few = [["b", "h", "sh-ftz", ""]]
    paths = []
    for name, rows in (("first", many), ("second", few)):
        path = tmp_path / f"{name}{suffix}"
        if suffix == ".csv":
            with open(path, "w", encoding="utf-8", newline="") as out:
                csv.writer(out).writerows([heading, *rows])
        else:
            workbook(path, items=[heading, *rows])
        paths.append(path)
    sheet = "" if suffix == ".csv" else ", sheet 'items'"
    lines = refused(*paths)
    assert lines[0].startswith(
        f"first{suffix}{sheet}, row 9, cell D9 (holdsOrdinaryPersons): the value 'many' is no"
    )
    assert lines[1] == (
        f"second{suffix}{sheet}, row 2, cell C2 (zone): the value 'sh-ftz' contradicts 'cq-ftz' in"
        f" {tmp_path}/first{suffix}{sheet}, row 2, cell C2 (zone); keep one of the two"
    ).replace(f"{tmp_path}/", "")
    assert len(lines) == 2


def test_an_item_without_handler_is_told_with_its_own_row(
    tmp_path: Path,
) -> None:
    """The first by place, though another is the first by name."""
    path = tmp_path / "i.csv"
    path.write_text("item,coreData\nz,false\ny,false\na,false\n", "utf-8")
    with_rows = ingest(LAW, [path])
    try:
        from qingdan.deciding.batch_checks import refuse_faults
        from qingdan.errors import InputError

        with pytest.raises(
            InputError, match=r"row 2, urn:x-item:z and 2 more: the item"
        ):
            refuse_faults(with_rows)
    finally:
        with_rows.close()


def test_rows_that_differ_in_the_recipient_alone(tmp_path: Path) -> None:
    """Each row keeps the recipient that it states."""
    path = workbook(
        tmp_path / "i.xlsx",
        items=[
            ["item", "heldBy", "recipient"],
            ["a", "h", "A"],
            ["b", "h", "B"],
        ],
    )
    stated = nodes(path)
    recipients = [
        facts["recipient"] for facts in stated.values() if "recipient" in facts
    ]
    assert sorted(recipients) == [["A"], ["B"]]


def test_sheets_beside_that_of_the_items(tmp_path: Path) -> None:
    """Handlers, tallies of two years, two exports of an item, a contract, an order."""
    path = workbook(
        tmp_path / "i.xlsx",
        items=[["item", "heldBy"], ["a", "h"]],
        exports=[
            ["export", "item", "recipient", "purpose"],
            ["", "a", "Parent", ""],
            ["repair", "a", "Supplier", "VulnerabilityRepair"],
        ],
        handlers=[["handler", "zone"], ["h", "cq-ftz"]],
        tallies=[
            ["handler", "year", "asOf", "ordinaryPersons"],
            ["h", "2025", "2025-12-31", "10"],
            ["h", "2026", "2026-03-01", "20"],
        ],
        mechanisms=[
            ["mechanism", "handler", "kind", "coversItem", "filedOn"],
            ["c1", "h", "标准合同", "a", "2026-01-05"],
        ],
        events=[
            ["event", "handler", "eventKind", "happenedOn"],
            ["", "h", "SuspensionOrder", "2026-02-01"],
        ],
    )
    stated = nodes(path)
    handler = stated["urn:x-handler:h"]
    assert handler["zone"] == ["cq-ftz"]
    assert (
        handler["tally"] == ["h#tally-2025", "h#tally-2026"]
        or len(handler["tally"]) == 2
    )
    tallies = [facts for facts in stated.values() if "year" in facts]
    assert sorted(
        (facts["year"], facts["ordinaryPersons"]) for facts in tallies
    ) == [(["2025"], ["10"]), (["2026"], ["20"])]
    exports = sorted(
        facts["recipient"] for facts in stated.values() if "recipient" in facts
    )
    assert exports == [["Parent"], ["Supplier"]]
    contract = stated["urn:x-handler:h#mechanism-c1"]
    assert contract["coversItem"] == ["urn:x-item:a"]
    assert len(handler["hasMechanism"]) == len(handler["hasEvent"]) == 1
    answers = call("decide", path, *DAY, "--format", "csv")
    assert answers.status == 0, answers.err


def test_the_same_sheets_as_files_of_csv(tmp_path: Path) -> None:
    """Each table says by its columns of what it tells, in memory and in bulk."""
    (tmp_path / "items.csv").write_text("item,heldBy\na,h\n", "utf-8")
    (tmp_path / "company.csv").write_text("handler,zone\nh,cq-ftz\n", "utf-8")
    (tmp_path / "exports.csv").write_text(
        "export,item,recipient\n,a,Parent\n", "utf-8"
    )
    paths = sorted(tmp_path.glob("*.csv"))
    assert nodes(*paths)["urn:x-handler:h"]["zone"] == ["cq-ftz"]
    taken = api.load(paths)
    assert [len(some) for some in taken.exports.values()] == [1]
    assert taken.nodes["urn:x-handler:h"].facts["zone"] == [
        next(m for m in LAW.facts["zone"].members if m.endswith("cq-ftz"))
    ]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (
            [["mechanism", "handler"], ["c1", "h"]],
            "row 1: there is no column 'kind' in a table of mechanisms; add it",
        ),
        (
            [["mechanism", "handler", "kind"], ["c1", "h", "promise"]],
            "row 2: 'promise' is no kind of mechanism; write one of Assessment",
        ),
        (
            [["mechanism", "handler", "kind"], ["c1", "", "Assessment"]],
            "row 2, cell B2 (handler): the cell is empty; write the name of the handler",
        ),
        (
            [
                ["mechanism", "handler", "kind", "signedOn"],
                ["c1", "h", "Assessment", "2026-01-02"],
            ],
            "row 2: signedOn is stated of a Assessment; state it of a StandardContract",
        ),
        (
            [["handler", "secrecy"], ["h", "NotClassified"]],
            "row 1, cell B1 (secrecy): secrecy is a fact of a qd:DataItem",
        ),
    ],
)
def test_what_is_wrong_in_a_sheet_beside(
    rows: list[list[str]], says: str, tmp_path: Path
) -> None:
    """One line, with the sheet and the cell."""
    path = workbook(
        tmp_path / "i.xlsx",
        items=[["item", "heldBy"], ["a", "h"]],
        mechanisms=rows,
    )
    (line,) = refused(path)
    assert line.startswith(f"i.xlsx, sheet 'mechanisms', {says}"), line
    assert QD not in line
