"""Rows that cannot be counted: how many, where they stand, why; nothing of what they hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from .ledger import Ledger, reader
from .logs import heading

_FAULTS_TOLD = 1_000
_MALFORMED = {
    "MISSING COLUMNS": "has fewer cells than the heading",
    "TOO MANY COLUMNS": "has more cells than the heading",
    "INVALID ENCODING": "is not UTF-8",
    "UNQUOTED VALUE": "has a quote out of place",
    "LINE SIZE OVER MAXIMUM": "is too long",
}


class BadRow(NamedTuple):
    """A row that is not counted: where it stands and why."""

    file: str
    row: int
    what: str


def bad_rows(ledger: Ledger, number: int) -> tuple[int, list[BadRow]]:
    """How many rows cannot be counted, given those that were read as rows, and the first of them by file and line."""
    malformed = _malformed(ledger)
    listed = [BadRow(file, line, _MALFORMED.get(kind, "cannot be read as CSV")) for file, line, kind in malformed]
    lines = [(file, line) for file, line, _ in malformed]
    for (file,) in ledger.rows("SELECT DISTINCT file FROM events WHERE fault IS NOT NULL ORDER BY file") if number else ():
        listed += _faults_in(ledger, str(file), [line for name, line in lines if name == file])
    return number + len(malformed), sorted(listed)


def _faults_in(ledger: Ledger, file: str, malformed: list[int]) -> Iterator[BadRow]:
    """The first faults of a file by row; lines that were passed over count as rows."""
    source = reader(() if file.lower().endswith(".parquet") else heading(file), file)
    numbered = f"(SELECT *, row_number() OVER () AS qd_row FROM {source})"
    for row, what in ledger.rows(
        f"SELECT qd_row, fault FROM ({ledger.relations[file].sql(numbered, 'qd_row, ')}) WHERE fault IS NOT NULL ORDER BY ALL LIMIT {_FAULTS_TOLD}"
    ):
        number = int(row) + (not file.lower().endswith(".parquet"))
        for line in malformed:
            number += line <= number
        yield BadRow(file, number, str(what))


def _malformed(ledger: Ledger) -> list[tuple[str, int, str]]:
    """The lines of CSV that have not the form of the others, as the last scan left them."""
    if not ledger.rows("SELECT 1 FROM duckdb_tables() WHERE table_name = 'reject_errors'"):
        return []
    return [
        (str(file), int(line), str(kind))
        for file, line, kind in ledger.rows(
            "SELECT s.file_path, e.line, min(e.error_type::VARCHAR) FROM reject_errors e JOIN reject_scans s"
            " ON e.scan_id = s.scan_id AND e.file_id = s.file_id GROUP BY ALL ORDER BY ALL"
        )
    ]
