"""A file with a copy of a list in, its rows as they stand out."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from ..errors import CallError, Fault, InputError, unreadable
from ..inventory.readers.csv_text import csv_rows
from .columns import COLUMNS

Row = tuple[int, list[str]]
Tell = Callable[[str], object]
_SIZE = 1 << 25
_DOCUMENTS = (
    ".pdf",
    ".ofd",
    ".docx",
    ".doc",
    ".wps",
    ".xlsx",
    ".xls",
    ".csv",
    ".html",
    ".png",
    ".jpg",
)


class Table(NamedTuple):
    """The rows of a file, each with its number, and what messages call it."""

    where: str
    rows: list[Row]


def content_of(path: Path) -> bytes:
    """The bytes of a copy; raises InputError for what cannot be read or is too large."""
    try:
        if path.stat().st_size > _SIZE:
            raise InputError(
                Fault(
                    str(path),
                    f"has more than {_SIZE >> 20} MiB",
                    "take out pictures",
                )
            )
        return path.read_bytes()
    except OSError as error:
        raise unreadable(
            str(path), error, "name the file of the list"
        ) from None


def document_of(path: Path) -> bytes:
    """The bytes of an official document, of which the digest is kept alone."""
    content = content_of(path)
    if path.suffix.lower() not in _DOCUMENTS:
        raise CallError(
            f"{path} is no document; name one of {', '.join(_DOCUMENTS)}"
        )
    return content


def table_of(
    path: Path,
    content: bytes,
    tell: Tell,
) -> Table:
    """The rows of a table by the suffix of its file."""
    where = str(path)
    suffix = path.suffix.lower()
    if suffix == ".csv":
        headings = frozenset(
            text
            for name, shown in COLUMNS.items()
            for text in (name, *shown.values())
        )
        rows = csv_rows(io.BytesIO(content), where, headings, tell)
        return Table(where, [*rows])
    if suffix == ".xlsx":
        from ..inventory.readers.xlsx import grids

        grid = grids(content, where)[0]
        return Table(f"{where}, sheet {grid.sheet!r}", [*grid.rows])
    if suffix in (".docx", ".pdf"):
        raise CallError(
            f"{path} is a document; have its tables written as .csv with"
            f" `qingdan lists read {path} -o copy.csv`, look that through, and import it"
        )
    raise CallError(
        f"{path} is no .csv or .xlsx; fill in the table that"
        " `qingdan lists template` writes"
    )
