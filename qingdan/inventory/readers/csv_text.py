"""
CSV to rows: whichever encoding and separator a spreadsheet
chose, recognised and told; what could hide rows is refused.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, BinaryIO

from ...errors import Fault, InputError

Row = tuple[int, list[str]]
_LOOK = 1 << 20
_HEADINGS = 40  # lines that two rows of headings take, as a heading may have line breaks
_SEPARATORS = (",", ";", "\t", "|")
# a worker of the server opens no file, and so loads no codec: they are there before it begins
_CODECS = tuple(map(codecs.lookup, ("utf-8-sig", "utf-16", "gb18030")))
_MENDS = "save the table as UTF-8 (in a spreadsheet: CSV UTF-8)"


def csv_rows(
    content: BinaryIO,
    where: str,
    known: frozenset[str],
    tell: Callable[[str], object] = lambda _: None,
) -> Iterator[Row]:
    """
    The rows of a CSV file with their numbers, empty ones left
    out; `known` are names by which a heading is recognised.

    `tell` is given what was recognised other than UTF-8 and
    commas. Raises InputError where the table cannot be read whole.
    """
    encoding, start = _encoding(content, where)
    separator = _separator(start, known)
    if encoding != "utf-8-sig":
        tell(f"{where}: read as {encoding.upper()}")
    if separator != ",":
        tell(
            f"{where}: cells are parted by {'tab' if separator == chr(9) else separator}"
        )
    with io.TextIOWrapper(content, encoding=encoding, newline="") as text:
        reader = csv.reader(text, delimiter=separator, strict=True)
        try:
            yield from _rows(reader, where, separator)
        except UnicodeError as error:
            place = (
                f"byte {error.start}"
                if isinstance(error, UnicodeDecodeError)
                else "the end"
            )
            raise InputError(
                Fault(
                    where,
                    f"{place} is not {encoding.removesuffix('-sig').upper()}",
                    _MENDS,
                )
            ) from None
        except csv.Error as error:
            raise _malformed(
                error, f"{where}, line {reader.line_num}"
            ) from None


def _rows(reader: Any, where: str, separator: str) -> Iterator[Row]:
    """
    The rows of a reader; InputError where a cell over
    several lines looks like rows that a quote has swallowed.
    """
    width = 0
    line = 0
    for number, cells in enumerate(reader, start=1):
        width = width or len(cells)
        if reader.line_num > line + 1 and any(
            _holds_rows(cell, separator, width) for cell in cells
        ):
            what = "a cell holds what looks like whole rows, as where a quote is left open"
            raise InputError(
                Fault(
                    f"{where}, line {line + 1}",
                    what,
                    "close the quote, or leave out the separators in the text",
                )
            )
        line = reader.line_num
        if number == 1 or any(cell.strip() for cell in cells):
            yield number, cells


def _holds_rows(cell: str, separator: str, width: int) -> bool:
    lines = cell.splitlines()
    return len(lines) > 1 and any(
        line.count(separator) >= max(width - 1, 1) for line in lines[1:]
    )


def _malformed(error: csv.Error, where: str) -> InputError:
    if "field limit" in str(error):
        return InputError(
            Fault(
                where,
                "a cell has more than 131,072 characters",
                "shorten it, or close its quotes",
            )
        )
    return InputError(
        Fault(where, f"not well-formed CSV ({error})", "mend the quoting")
    )


def _encoding(content: BinaryIO, where: str) -> tuple[str, str]:
    """
    The encoding of a file, and the text of its first bytes;
    the file stands at its beginning again.
    """
    start = content.read(_LOOK)
    content.seek(0)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", start.decode("utf-16", "replace")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = codecs.getincrementaldecoder(encoding)().decode(start)
        except UnicodeDecodeError:
            continue
        if encoding == "utf-8-sig" or any(
            "\u4e00" <= letter <= "\u9fff" for letter in text
        ):
            return encoding, text
    if b"\0" in start[:200]:
        raise InputError(
            Fault(
                where, "this is no text (or UTF-16 without its mark)", _MENDS
            )
        )
    return "utf-8-sig", ""


def _separator(start: str, known: frozenset[str]) -> str:
    """The separator by which most cells of the heading are known; a comma where none is better."""
    lines = start.splitlines(keepends=True)[:_HEADINGS]

    def named(separator: str) -> int:
        reader = csv.reader(lines, delimiter=separator)
        try:
            first = [
                " ".join(cell.split())
                for row in islice(reader, 2)
                for cell in row
            ]
        except csv.Error:
            return 0
        return len(known & {*first})

    return max(_SEPARATORS, key=named)
