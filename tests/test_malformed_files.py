"""
Files that are not what they say: each is refused by decide and
by validate in one clear line, with exit status 2 and no output.
"""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import openpyxl
import pytest

from calls import call
from test_inputs import FAULTS, HEAD

SOUND = (
    HEAD + ":h a qd:DataHandler . :i a qd:DataItem ; qd:heldBy :h ."
).encode()


def parquet(select: str) -> Callable[[Path], None]:
    """A Parquet file of a query."""
    return lambda path: (
        duckdb.sql(f"COPY ({select}) TO '{path}' (FORMAT parquet)") and None
    )


def sheet(*rows: list[object]) -> bytes:
    """An XLSX file of rows."""
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    book.save(out)
    return out.getvalue()


def zipped(**files: str) -> bytes:
    """A zip file that is no workbook."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


BYTES: dict[str, tuple[str, bytes]] = {
    "a zip file as XLSX": (".xlsx", zipped(readme="hello")),
    "a text as XLSX": (".xlsx", b"item,secrecy\na,NotClassified\n"),
    "an XLSX file cut short": (".xlsx", sheet(["item"], ["a"])[:-200]),
    "an XLSX file without the column of items": (
        ".xlsx",
        sheet(["name", "secrecy"], ["a", "NotClassified"]),
    ),
    "an XLSX file with an unknown column": (
        ".xlsx",
        sheet(["item", "secresy"], ["a", "NotClassified"]),
    ),
    "an XLSX file with nothing in it": (".xlsx", sheet()),
    "a text as Parquet": (".parquet", b"item,secrecy\na,NotClassified\n"),
    "the marks of Parquet alone": (".parquet", b"PAR1\x00\x00\x00\x00PAR1"),
    "gzip as Turtle": (".ttl", gzip.compress(SOUND)),
    "gzip as N-Triples": (".nt", gzip.compress(SOUND)),
    "gzip as CSV": (".csv", gzip.compress(b"item\na\n")),
    "UTF-16 as Turtle": (".ttl", SOUND.decode().encode("utf-16")),
    "UTF-16 as JSON-LD": (".jsonld", '{"@id": "urn:x:a"}'.encode("utf-16")),
    "NUL bytes as Turtle": (".ttl", b"\x00" * 64),
    "NUL bytes as N-Quads": (".nq", b"\x00" * 64),
    "NUL bytes as JSON-LD": (".jsonld", b"\x00" * 64),
    "Turtle cut short": (".ttl", SOUND[:-9]),
    "RDF/XML that is HTML": (".rdf", b"<!doctype html><p>Not found"),
    "RDF/XML cut short": (
        ".rdf",
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Descr',
    ),
    "JSON that is a number": (".jsonld", b"12 34"),
    "white space alone": (".csv", b" \n\n\t"),
    "a suffix that is not known": (".pdf", b"%PDF-1.7"),
    "no suffix": ("", SOUND),
    "CSV with an open quote": (".csv", b'item,secrecy\n"a,NotClassified\n'),
    "CSV with a row too long": (
        ".csv",
        b"item,secrecy\na,NotClassified,more\n",
    ),
    "CSV with a column twice": (
        ".csv",
        b"item,secrecy,secrecy\na,NotClassified,NotClassified\n",
    ),
}


def refused(path: Path) -> str:
    """What both commands say of a file, once it is seen that they refuse it alike."""
    for command in ("decide", "validate"):
        found = call(command, path)
        assert (found.status, found.out) == (2, ""), (command, found)
        lines = [line for line in found.err.splitlines() if line]
        assert lines, command
        assert all(
            line.startswith("qingdan: ") and str(path) in line and "; " in line
            for line in lines
        ), lines
    return found.err


@pytest.mark.parametrize("name", BYTES)
def test_a_malformed_file_is_refused_in_one_line(
    name: str, tmp_path: Path
) -> None:
    """What is wrong with the file is told with its name and a mend."""
    suffix, content = BYTES[name]
    path = tmp_path / f"inventory{suffix}"
    path.write_bytes(content)
    assert len(refused(path).splitlines()) == 1


@pytest.mark.parametrize(
    ("select", "cut"),
    [
        ("SELECT 'a' AS name", None),
        ("SELECT 'a' AS item, 'x' AS secresy", None),
        ("SELECT 'a' AS item", 20),
    ],
)
def test_a_malformed_parquet_file_is_refused(
    select: str, cut: int | None, tmp_path: Path
) -> None:
    """Wrong columns, and a file that was cut short."""
    path = tmp_path / "inventory.parquet"
    parquet(select)(path)
    path.write_bytes(path.read_bytes()[: -cut if cut else None])
    refused(path)


def test_a_folder_and_a_file_that_is_not_there(tmp_path: Path) -> None:
    """A path that is no file is told as such."""
    assert "cannot be read" in refused(tmp_path)
    assert "cannot be read" in refused(tmp_path / "none.ttl")


@pytest.mark.parametrize(
    "fault", FAULTS, ids=[fault["name"] for fault in FAULTS]
)
def test_no_fault_slips_past_the_command_line(
    fault: dict[str, str], tmp_path: Path
) -> None:
    """
    Every stored fault keeps the inventory from being
    decided, beside a sound one too, and from conforming.
    """
    suffix = fault.get("suffix", ".ttl")
    path = tmp_path / f"inventory{suffix}"
    path.write_text(
        (HEAD if suffix == ".ttl" and "raw" not in fault else "")
        + fault["content"],
        "utf-8",
    )
    out = tmp_path / "answers.csv"
    found = call("decide", path, "--as-of", "2026-03-02", "--output", out)
    assert (found.status, found.out, out.exists()) == (2, "", False), found
    assert found.err.startswith("qingdan: ")
    assert call("validate", path, "--engine", "distinct").status in (1, 2)
