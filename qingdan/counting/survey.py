"""
What lies in the files of a log before a row is read: headings
and separators of CSV, types and clocks in the feet of Parquet.
"""

from __future__ import annotations

import csv
import gzip
import mmap
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import Fault, InputError
from .headings import distinct
from .logs import COLUMNS, PARQUET, LogMapping

Rows = Callable[[str], list[tuple[Any, ...]]]
_LONGEST = 1 << 20
_SEPARATORS = (",", ";", "\t", "|")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_OLD_STAMPS = ("TIMESTAMP_MICROS", "TIMESTAMP_MILLIS")
_AS_UTF8 = "save it as UTF-8 (in a spreadsheet: CSV UTF-8), or convert it: iconv -f {} -t UTF-8"


class Alike(NamedTuple):
    """
    Files that are read alike: the cells of the heading and the separator
    of CSV; the columns with their types; whether quotes occur.
    """

    files: tuple[str, ...]
    columns: tuple[tuple[str, str], ...]
    separator: str | None
    quoted: bool = False

    @property
    def is_csv(self) -> bool:
        """Whether the files are CSV."""
        return self.separator is not None


def alike(
    names: list[str], rows: Rows, mapping: LogMapping
) -> Iterator[Alike]:
    """
    The files by what they have in common; `rows` answers a query
    about Parquet. Raises InputError for one that cannot be read.
    """
    wanted = {*COLUMNS, *mapping.columns}
    names_by_form: dict[tuple[Any, ...], list[str]] = {}
    shown: dict[tuple[Any, ...], Alike] = {}
    for name in names:
        form = (
            _parquet(name, rows)
            if name.lower().endswith(PARQUET)
            else _csv(name, rows, wanted)
        )
        if form.is_csv:
            ours = form.columns
        else:
            ours = tuple(
                sorted(
                    column for column in form.columns if column[0] in wanted
                )
            )
        key = (
            ours,
            form.separator,
            form.quoted,
            _folders(name) if not form.is_csv else (),
        )
        names_by_form.setdefault(key, []).append(name)
        shown.setdefault(key, form)
        if form.columns != shown[key].columns:
            shown[key] = shown[key]._replace(
                columns=tuple(
                    (dict(form.columns) | dict(shown[key].columns)).items()
                )
            )
    yield from (
        shown[key]._replace(files=tuple(named))
        for key, named in names_by_form.items()
    )


def _folders(name: str) -> tuple[str, ...]:
    """The names of columns that stand in the names of folders, as in handler=a/log.parquet."""
    return tuple(
        part.partition("=")[0] for part in Path(name).parts[:-1] if "=" in part
    )


def clock(kind: str) -> str:
    """How the moments of a column are read, by its type."""
    if kind == "INSTANT" or kind.startswith("TIMESTAMP WITH"):
        return "instants in UTC, turned into Beijing time"
    if kind == "DATE":
        return "days alone"
    if kind.startswith("TIMESTAMP"):
        return "clock of Beijing, no zone in the file"
    return "as each row states; rows without an offset are in Beijing time"


def _parquet(name: str, rows: Rows) -> Alike:
    """
    The columns of a Parquet file with the type that each
    has in the file; moments of UTC as INSTANT.
    """
    schema = rows(
        "SELECT name, type, num_children, converted_type, logical_type, duckdb_type"
        " FROM"
        f" parquet_schema('{name.replace(chr(39), chr(39) * 2)}')"
    )
    columns = []
    position = 1
    while position < len(schema):
        column, physical, _, converted, logical, kind = schema[position]
        if physical == "INT96" or (
            converted in _OLD_STAMPS and logical is None
        ):
            kind = "INSTANT"
        columns.append((str(column), str(kind)))
        position = _after(schema, position)
    distinct([column for column, _ in columns], name)
    return Alike((name,), tuple(columns), None)


def _after(schema: list[tuple[Any, ...]], position: int) -> int:
    """Where the next column begins, behind the parts of this one."""
    children = schema[position][2] or 0
    position += 1
    for _ in range(children):
        position = _after(schema, position)
    return position


def _csv(name: str, rows: Rows, wanted: set[str]) -> Alike:
    """The heading and the separator of a CSV file; InputError where the heading cannot be read."""
    line = _first_line(name, rows)
    read = {separator: _cells(line, separator) for separator in _SEPARATORS}
    separator = max(
        _SEPARATORS,
        key=lambda separator_tried: len(
            wanted & {*(read[separator_tried] or ())}
        ),
    )
    cells = read[separator]
    if cells is None:
        what = "the heading cannot be read"
        raise InputError(
            Fault(
                f"{name}, line 1",
                what,
                "give each column a plain name, with quotes closed",
            )
        )
    if not all(cell.strip() for cell in cells) or not cells:
        what = "the heading is empty, or has an empty cell"
        raise InputError(
            Fault(
                f"{name}, line 1", what, "give each column a name of its own"
            )
        )
    distinct(cells, f"{name}, line 1")
    return Alike(
        (name,),
        tuple((cell, "VARCHAR") for cell in cells),
        separator,
        _has_quotes(name),
    )


def _cells(line: str, separator: str) -> list[str] | None:
    """The cells of a heading; nothing where quotes and separator do not fit."""
    try:
        return next(csv.reader([line], delimiter=separator, strict=True), [])
    except csv.Error:
        return None


def _first_line(name: str, rows: Rows) -> str:
    start = _start(name, rows)
    if start.startswith(_UTF16):
        raise InputError(
            Fault(
                f"{name}, line 1",
                "the heading cannot be read: the file is UTF-16",
                _AS_UTF8.format("UTF-16"),
            )
        )
    line = next(iter(start.splitlines()), b"")
    try:
        return line.decode("utf-8-sig")
    except UnicodeDecodeError:
        encoding = "GB18030 (or GBK)" if _is_chinese(line) else "not UTF-8"
        what = f"the heading cannot be read: it is {encoding}"
        raise InputError(
            Fault(f"{name}, line 1", what, _AS_UTF8.format("GB18030"))
        ) from None


def _is_chinese(line: bytes) -> bool:
    try:
        return any(
            "\u4e00" <= letter <= "\u9fff" for letter in line.decode("gb18030")
        )
    except UnicodeDecodeError:
        return False


def _start(name: str, rows: Rows) -> bytes:
    """The first bytes of a file, unpacked."""
    lower = name.lower()
    try:
        if lower.endswith(".zst"):
            quoted = name.replace("'", "''")
            ((line,),) = rows(
                f"SELECT line FROM read_csv('{quoted}', header = false, auto_detect = false,"
                " columns = {line: 'VARCHAR'}, delim = '\x01', quote = '', escape = '',"
                " compression = 'zstd', strict_mode = false) LIMIT 1"
            ) or [("",)]
            return str(line or "").encode()
        with (
            gzip.open(name)
            if lower.endswith(".gz")
            else open(name, "rb") as content
        ):
            return content.read(_LONGEST)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(
            Fault(
                name,
                f"cannot be read ({type(error).__name__})",
                "write the file anew",
            )
        ) from None


def _has_quotes(name: str) -> bool:
    """
    Whether a file may hold a quote, so that a cell may run
    over lines; packed files are taken to.
    """
    if not name.lower().endswith(".csv"):
        return True
    with (
        open(name, "rb") as content,
        mmap.mmap(content.fileno(), 0, access=mmap.ACCESS_READ) as whole,
    ):
        return whole.find(b'"') >= 0
