"""Headings of tables and logs: read in linear time, refused where two cannot be told apart."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow
import pytest
import xlsxwriter
from pyarrow import parquet

from calls import call
from qingdan.inventory.readers.grid import Grid, laid_out
from qingdan.inventory.readers.mapping import Mapping
from qingdan.inventory.readers.tables import columns_of
from qingdan.inventory.readers.xlsx import rows
from qingdan.law.load import law

LOG = b"subject,time,%s\nperson,2026-01-02,x\n"
NARROW, TIMES, STEEPEST = 2_000, 8, 28


def mapped(columns: int) -> None:
    """The facts of a heading of which a mapping names one column."""
    names = ["item", "mine", *(f"c{number}" for number in range(columns))]
    mapping = Mapping(columns={"mine": ("secrecy",)})
    layout = laid_out(Grid("table", "", [(1, names)]), law(), mapping)
    assert len(columns_of(layout.heading, law(), mapping)) == 1


def sheet(columns: int) -> Callable[[], None]:
    """A reader of a workbook of four rows, all of them full."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    page = book.add_worksheet()
    for row in range(4):
        page.write_row(row, 0, [f"c{number}" for number in range(columns)])
    book.close()
    return lambda: list(rows(out.getvalue(), "table")) and None


def least(work: Callable[[], None]) -> float:
    """The least processor time of three runs: what else runs on the machine hardly counts."""
    found = []
    for _ in range(3):
        before = time.process_time()
        work()
        found.append(time.process_time() - before)
    return min(found)


@pytest.mark.parametrize("kind", ["table", "sheet"])
def test_time_grows_with_the_length_of_a_heading(kind: str) -> None:
    """Eight times the columns take about eight times the work, not sixty-four times."""
    law()
    few, many = (
        least(
            (lambda columns=columns: mapped(columns))
            if kind == "table"
            else sheet(columns)
        )
        for columns in (NARROW, NARROW * TIMES)
    )
    assert many < few * STEEPEST


def test_a_parquet_file_of_many_columns_is_read(tmp_path: Path) -> None:
    """Columns that no mapping names are not read: reading 20,000 of them ended the process."""
    table, mapping = tmp_path / "wide.parquet", tmp_path / "mapping.toml"
    row = {"item": "urn:x:a", "mine": "urn:x:h", "level": "high"}
    more = {f"c{number}": "x" for number in range(20_000)}
    parquet.write_table(pyarrow.Table.from_pylist([row | more]), table)
    clause = '[[when]]\ncolumn = "level"\nmatches = "high"\nset = {secrecy = "StateSecret"}\n'
    mapping.write_text(f'[columns]\nmine = "heldBy"\n{clause}', "utf-8")
    found = call(
        "decide",
        table,
        "--mapping",
        mapping,
        "--as-of",
        "2026-03-02",
        "--format",
        "csv",
    )
    assert found.status == 0, found.err
    assert "StateSecretRegime" in found.out


@pytest.mark.parametrize(
    ("column", "says"),
    [
        (
            "Subject",
            "the columns 'subject' and 'Subject' differ in case only; rename one of them",
        ),
        (
            "filename",
            "the column 'filename' has a name that the count uses itself; rename it",
        ),
        (
            "FileName",
            "the column 'FileName' has a name that the count uses itself; rename it",
        ),
        (
            "qd_subject",
            "the column 'qd_subject' has a name that the count uses itself; rename it",
        ),
        (
            "qd_row",
            "the column 'qd_row' has a name that the count uses itself; rename it",
        ),
    ],
)
@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_a_log_whose_columns_sql_confuses_is_refused(
    tmp_path: Path, column: str, says: str, suffix: str
) -> None:
    """It is the input that is wrong, not the count; and no column of ours is taken from a file."""
    log = tmp_path / f"log{suffix}"
    if suffix == ".csv":
        log.write_bytes(LOG % column.encode())
    elif column == "Subject":
        pytest.skip("the library that writes the file renames the column")
    else:
        row = f"SELECT 'person' AS subject, '2026-01-02' AS time, 'x' AS {column}"
        duckdb.sql(f"COPY ({row}) TO '{log}' (FORMAT parquet)")
    found = call("count", log, "--as-of", "2026-02-01")
    assert (found.status, found.out) == (2, "")
    assert says in found.err


@pytest.mark.parametrize("name", ["file_row_number", "File_Row_Number"])
def test_a_parquet_inventory_with_a_column_of_the_database(
    tmp_path: Path, name: str
) -> None:
    """The file is whole: what is wrong is a name."""
    table = tmp_path / "inventory.parquet"
    row = f"SELECT 'urn:x:a' AS item, 'urn:x:h' AS heldBy, 1 AS {name}"
    duckdb.sql(f"COPY ({row}) TO '{table}' (FORMAT parquet)")
    found = call("decide", table)
    assert (found.status, found.out) == (2, "")
    assert (
        f"the column '{name}' has a name that the database uses itself; rename it"
        in found.err
    )


@pytest.mark.parametrize(
    ("suffix", "millions"),
    [
        (".ttl", 3),
        (".ttl", 17),
        (".nt", 17),
        (".trig", 17),
        (".jsonld", 17),
        (".rdf", 17),
        (".csv", 3),
    ],
)
def test_a_text_that_is_too_long_is_no_fault_of_ours(
    tmp_path: Path, suffix: str, millions: int
) -> None:
    """A title past what the database takes, or what the parsers take: the line says so."""
    path, text = tmp_path / f"inventory{suffix}", "x" * (millions << 20)
    vocabulary = "https://w3id.org/qingdan/ns/"
    if suffix == ".jsonld":
        path.write_text(
            f'{{"@id": "urn:x:i", "{vocabulary}title": "{text}"}}', "utf-8"
        )
    elif suffix == ".rdf":
        head = (
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        )
        about = '<rdf:Description rdf:about="urn:x:i">'
        body = f"{about}<q:title>{text}</q:title></rdf:Description></rdf:RDF>"
        path.write_text(f'{head} xmlns:q="{vocabulary}">{body}', "utf-8")
    elif suffix == ".csv":
        path.write_text(f"item,title\nurn:x:i,{text}\n", "utf-8")
    else:
        path.write_text(f'<urn:x:i> <{vocabulary}title> "{text}" .\n', "utf-8")
    found = call("validate", path)
    assert (found.status, found.out) == (2, "")
    assert re.search(
        "longer than 16 MiB; shorten|than (200,000|131,072) characters; shorten",
        found.err,
    )
    assert len(found.err) < 500
