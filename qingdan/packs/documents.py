"""
Tables of a Word or PDF document in, rows in our columns out, for a person to look through.

Nothing is made up: a cell that the document does not have is empty, and what was not read is told.
"""

from __future__ import annotations

import csv
import io
import logging
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from ..errors import CallError, Fault, InputError, unreadable, without
from ..language import N_, phrase
from .columns import COLUMNS, NEEDED, alias
from .copies import content_of
from .signs import characters, unknown
from .template import headings

_FEWEST = 3
_PAGES = 500
_SHOWN = 3
_WIDE = 24
_INFLATED = 64 << 20
_TABLE = N_("{where}: {rows} rows; columns {names}")
_UNREAD = N_("not read: {names}")
_ABSENT = N_("to be filled in: {names}")
_SIGNS = N_("signs that are no characters, to be corrected by hand: {signs}")
_OTHERS = N_("tables without such a heading, not read: {many}")
_RENUMBERED = N_(
    "numbers are missing or come again: the rows are numbered in their order"
)
_AGAIN = "save it again, or type the table into the template of `qingdan lists template`"


class Found(NamedTuple):
    """A table of a document: where it stands, its columns of ours, and what was not read of it."""

    where: str
    columns: tuple[str, ...]
    unread: tuple[str, ...]
    rows: list[dict[str, str]]


class Document(NamedTuple):
    """The rows of a document as they were read, and what was seen beside them."""

    tables: list[Found]
    others: int
    renumbered: bool

    @property
    def rows(self) -> list[dict[str, str]]:
        """The rows of all tables; numbered anew in their order where numbers come again."""
        rows = [row for table in self.tables for row in table.rows]
        if not self.renumbered:
            return rows
        return [
            {**row, "slot": str(number)}
            for number, row in enumerate(rows, start=1)
        ]


def read(path: Path) -> Document:
    """The tables of a document; raises InputError where there is none that tells a list."""
    content = content_of(path)
    suffix = path.suffix.lower()
    if suffix == ".docx":
        tables = _of_word(content, str(path))
    elif suffix == ".pdf":
        tables = _of_pdf(content, str(path))
    else:
        raise CallError(
            f"{path} is no .docx or .pdf; a .csv or .xlsx is read by `qingdan lists import`"
        )
    read_tables: list[Found] = []
    others = 0
    before: list[str] | None = None
    for where, rows in tables:
        heading, below = _heading(rows, before)
        if heading is None:
            others += 1
            continue
        before = heading
        read_tables.append(_found(where, heading, below))
    if not read_tables:
        what = "has no table with a heading that tells a list"
        raise InputError(Fault(str(path), what, _AGAIN))
    numbers = [row["slot"] for table in read_tables for row in table.rows]
    again = len({*numbers}) < len(numbers) or "" in numbers
    return Document(read_tables, others, again)


def _heading(
    rows: list[list[str]],
    before: list[str] | None,
) -> tuple[list[str] | None, list[list[str]]]:
    """The heading of a table and what is below it; on a further page that of the page before."""
    for place, row in enumerate(rows[:3]):
        if len({alias(cell) for cell in row} - {None}) >= _FEWEST:
            return row, rows[place + 1 :]
    if before and rows and len(rows[0]) == len(before):
        return before, rows
    return None, []


def _found(
    where: str,
    heading: list[str],
    rows: list[list[str]],
) -> Found:
    places: dict[str, int] = {}
    for index, cell in enumerate(heading):
        name = alias(cell)
        if name:
            places.setdefault(name, index)
    unread = tuple(
        cell
        for index, cell in enumerate(heading)
        if index not in places.values() and cell
    )
    filled = [
        {name: row[places[name]] if name in places else "" for name in COLUMNS}
        for row in rows
        if any(row) and row != heading
    ]
    return Found(where, tuple(places), unread, filled)


def _of_word(
    content: bytes, where: str
) -> Iterator[tuple[str, list[list[str]]]]:
    from docx import Document as open_document
    from docx.opc.exceptions import PackageNotFoundError

    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            size = sum(part.file_size for part in archive.infolist())
        if size > _INFLATED:
            raise InputError(Fault(where, "is too large", _AGAIN))
        tables = open_document(BytesIO(content)).tables
    except (
        zipfile.BadZipFile,
        PackageNotFoundError,
        KeyError,
        ValueError,
        SyntaxError,
    ) as error:
        raise unreadable(where, error, _AGAIN) from None
    for number, table in enumerate(tables, start=1):
        rows = [[_bare(cell.text) for cell in row.cells] for row in table.rows]
        yield f"table {number}", rows


def _of_pdf(
    content: bytes, where: str
) -> Iterator[tuple[str, list[list[str]]]]:
    try:
        import pdfplumber
    except ImportError:
        raise without(
            "what reads PDF, the library pdfplumber, is", "lists"
        ) from None
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    try:
        with pdfplumber.open(BytesIO(content)) as document:
            if len(document.pages) > _PAGES:
                what = f"has more than {_PAGES} pages"
                raise InputError(Fault(where, what, _AGAIN))
            for page in document.pages:
                for table in page.extract_tables():
                    rows = [
                        [_bare(cell or "") for cell in row] for row in table
                    ]
                    yield f"page {page.page_number}", rows
                page.close()
    except InputError:
        raise
    except (
        Exception
    ) as error:  # a damaged file makes the library meet anything
        raise unreadable(where, error, _AGAIN) from None


def _bare(text: str) -> str:
    """A cell on one line; lines within Chinese are joined, others parted by a blank."""
    lines = [
        line.strip() for line in characters(text).splitlines() if line.strip()
    ]
    joined = ""
    for line in lines:
        parted = joined and joined[-1].isascii() and line[0].isascii()
        joined += f" {line}" if parted else line
    return joined


def preview(document: Document, lang: str = "en") -> Iterator[str]:
    """What was read of a document and what was not, with the first rows of each table."""
    comma = phrase(", ", lang)
    for table in document.tables:
        yield phrase(
            _TABLE,
            lang,
            where=table.where,
            rows=len(table.rows),
            names=comma.join(COLUMNS[name]["zh"] for name in table.columns),
        )
        if table.unread:
            unread = comma.join(table.unread)
            yield f"  {phrase(_UNREAD, lang, names=unread)}"
        for row in table.rows[:_SHOWN]:
            cells = [row[name][:_WIDE] for name in table.columns]
            yield f"  {' | '.join(cells)}"
    absent = [
        name
        for name in sorted(NEEDED)
        if not any(row[name] for row in document.rows)
    ]
    if absent:
        names = comma.join(COLUMNS[name]["zh"] for name in absent)
        yield phrase(_ABSENT, lang, names=names)
    signs = unknown("".join(map(str, document.rows)))
    if signs:
        yield phrase(_SIGNS, lang, signs=signs)
    if document.others:
        yield phrase(_OTHERS, lang, many=document.others)
    if document.renumbered:
        yield phrase(_RENUMBERED, lang)


def as_csv(document: Document) -> str:
    """The rows as the template has them, for a person to look through and complete."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(headings())
    for row in document.rows:
        table.writerow([row[name] for name in COLUMNS])
    return "\ufeff" + out.getvalue()
