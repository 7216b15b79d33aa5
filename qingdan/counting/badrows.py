"""Rows that cannot be counted: how many, where they stand, why; nothing of what they hold."""

from __future__ import annotations

from typing import NamedTuple

from .ledger import Ledger

_FAULTS_TOLD = 1_000
_TOO_LONG = "LINE SIZE OVER MAXIMUM"
_MALFORMED = {
    "MISSING COLUMNS": "has fewer cells than the heading",
    "TOO MANY COLUMNS": "has more cells than the heading",
    "INVALID ENCODING": "is not UTF-8",
    "UNQUOTED VALUE": "has a quote out of place",
    _TOO_LONG: "is too long",
}


class BadRow(NamedTuple):
    """A row that is not counted: where it stands, as far as the engine numbers rows, and why."""

    file: str
    row: int | None
    what: str

    @property
    def place(self) -> str:
        """The file and the row, in words."""
        if self.row is None:
            return self.file
        return f"{self.file}, row {self.row}"


class BadRows(NamedTuple):
    """
    How many rows cannot be counted, the first of them by
    file and line, and whether each is one person at most.
    """

    number: int
    listed: list[BadRow]
    is_bounded: bool


def bad_rows(ledger: Ledger, number: int) -> BadRows:
    """The rows that cannot be counted, given how many of them were read as rows."""
    malformed = ledger.malformed()
    bounded = all(
        file in ledger.one_a_line and kind != _TOO_LONG
        for file, _, kind in malformed
    )
    listed = [
        BadRow(file, line, _MALFORMED.get(kind, "cannot be read as CSV"))
        for file, line, kind in malformed
    ]
    for (file,) in (
        ledger.rows(
            "SELECT DISTINCT file FROM events WHERE fault IS NOT NULL ORDER BY file"
        )
        if number
        else ()
    ):
        lines = [
            line
            for name, line, _ in malformed
            if name == file and line is not None
        ]
        listed += [
            BadRow(file, _line(file, row, lines), what)
            for row, what in ledger.faults(file, _FAULTS_TOLD)
        ]
    ordered = sorted(
        listed, key=lambda bad: (bad.file, bad.row or 0, bad.what)
    )
    return BadRows(number + len(malformed), ordered, bounded)


def _line(file: str, row: int | None, malformed: list[int]) -> int | None:
    """
    The number of a row in its file: in CSV after the
    heading, and lines that were passed over count as rows.
    """
    if row is None or file.lower().endswith(".parquet"):
        return row
    number = row + 1
    for line in malformed:
        number += line <= number
    return number
