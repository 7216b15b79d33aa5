"""A table of a program in, its cells as texts out: nothing is guessed, what is lossy is refused."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, NamedTuple

from ...errors import CallError, Fault, InputError

_EXACT = 2**53
_PARTS = ";"
_LISTS = (list, tuple, set, frozenset)
Row = tuple[int, list[str]]


class Table(NamedTuple):
    """A table as its cells: the heading is row 1; and what is to be told of the reading."""

    where: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()


def is_table(source: object) -> bool:
    """Whether it is a table of pandas, polars or Arrow; none of them is imported to know."""
    return _library(source) is not None


def _library(source: object) -> str | None:
    library = type(source).__module__.partition(".")[0]
    name = type(source).__name__
    known = {
        "pandas": ("DataFrame",),
        "polars": ("DataFrame", "LazyFrame"),
        "pyarrow": ("Table", "RecordBatch"),
    }
    return library if name in known.get(library, ()) else None


def table(source: Any) -> Table:
    """The cells of a table; raises InputError for a cell that cannot be told by its text."""
    library = _library(source)
    if library == "pandas":
        return _of_columns("DataFrame", _pandas(source))
    if library == "polars":
        if type(source).__name__ == "LazyFrame":
            raise CallError("a LazyFrame has no rows yet; give its .collect()")
        names = list(source.columns)
        columns = [source.get_column(name).to_list() for name in names]
        return _of_columns("DataFrame", list(zip(names, columns, strict=True)))
    columns = [
        source.column(number).to_pylist()
        for number in range(source.num_columns)
    ]
    names = list(source.schema.names)
    return _of_columns("table", list(zip(names, columns, strict=True)))


def _pandas(frame: Any) -> list[tuple[Any, list[Any]]]:
    names = list(frame.columns)
    if "item" not in names and "item" in list(frame.index.names):
        what = "the column 'item' is the index"
        raise InputError(Fault("DataFrame", what, "give frame.reset_index()"))
    return [
        (name, frame.iloc[:, number].tolist())
        for number, name in enumerate(names)
    ]


def of_dicts(rows: Sequence[Mapping[str, Any]]) -> Table:
    """The cells of rows that are dicts; what a row does not have is not stated."""
    for number, row in enumerate(rows, start=2):
        if not isinstance(row, Mapping):
            kind = type(row).__name__
            raise CallError(
                f"the rows are dicts, and row {number} is a {kind}"
            )
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns = [(name, [row.get(name) for row in rows]) for name in names]
    return _of_columns("rows", columns)


def _of_columns(where: str, columns: list[tuple[Any, list[Any]]]) -> Table:
    noted: dict[str, None] = {}
    cells = []
    for name, values in columns:
        if not isinstance(name, str):
            what = f"the name of a column ({name!r}) is no text"
            raise InputError(
                Fault(f"{where}, row 1", what, "name columns as facts")
            )
        column = _Column(where, name, noted)
        cells.append(
            [column.text(value, row) for row, value in enumerate(values, 2)]
        )
    header: Row = (1, [name for name, _ in columns])
    body = (list(row) for row in zip(*cells, strict=True))
    return Table(where, (header, *enumerate(body, start=2)), tuple(noted))


class _Column:
    """Reads the cells of each column; `noted` collects what is to be told of it."""

    def __init__(self, where: str, name: str, noted: dict[str, None]) -> None:
        self.where = where
        self.name = name
        self.notes = noted

    def text(self, value: Any, row: int) -> str:
        """A cell as it would stand in a CSV file; empty where nothing is stated."""
        if _is_absent(value):
            return ""
        if hasattr(value, "tolist") and hasattr(value, "dtype"):
            value = value.tolist()
        if isinstance(value, str):
            return value
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, int):
            return str(value)
        if isinstance(value, (float, Decimal)):
            return self._number(value, row)
        if isinstance(value, datetime):
            return self._moment(value, row)
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, _LISTS):
            return _PARTS.join(self._parts(value, row))
        kind = type(value).__name__
        raise self._refused(
            row, f"a {kind} is no value of a table", "give its text"
        )

    def _number(self, value: float | Decimal, row: int) -> str:
        if not math.isfinite(value):
            raise self._refused(row, f"{value} is no number", "leave it empty")
        if self.name == "item":
            what = f"{value} is a number with a point, which does not tell all items apart"
            raise self._refused(row, what, "give the names of items as text")
        if isinstance(value, Decimal):
            return (
                str(int(value))
                if value == value.to_integral_value()
                else str(value)
            )
        if abs(value) >= _EXACT:
            what = f"{value:.0f} is kept as a float, which is not exact at this size"
            raise self._refused(row, what, "keep the column as integers")
        if value != int(value):
            return repr(value)
        self.notes[
            f"{self.where}: the column {self.name!r} is kept as floats; whole numbers are"
            " read as such, empty cells as not stated"
        ] = None
        return str(int(value))

    def _moment(self, value: datetime, row: int) -> str:
        if value.tzinfo is not None:
            what = (
                f"{value.isoformat()} is a moment in a time zone, and no day"
            )
            raise self._refused(
                row, what, "give the day in Beijing, as 2026-03-02"
            )
        if value.time() != time() or getattr(value, "nanosecond", False):
            what = f"{value.isoformat()} has a time of day"
            raise self._refused(row, what, "give the day alone, as 2026-03-02")
        return value.date().isoformat()

    def _parts(self, values: Iterable[Any], row: int) -> Iterator[str]:
        for value in (
            sorted(values, key=str)
            if isinstance(values, (set, frozenset))
            else values
        ):
            if isinstance(value, _LISTS):
                raise self._refused(
                    row, "a list stands in a list", "give each list"
                )
            text = self.text(value, row)
            if _PARTS in text:
                what = (
                    f"{text!r} in a list has a semicolon, which parts values"
                )
                raise self._refused(row, what, "give each value by itself")
            yield text

    def _refused(self, row: int, what: str, mend: str) -> InputError:
        place = f"{self.where}, row {row}, column {self.name!r}"
        return InputError(Fault(place, what, mend))


def _is_absent(value: Any) -> bool:
    """Whether a cell states nothing: None, NaN, and what pandas has for them."""
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return True
    return isinstance(value, float) and math.isnan(value)
