"""A Parquet file in, what tells its rows apart out, without reading a row."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from ...errors import Fault, InputError
from ...law.model import Law
from ..duck import StoreError
from ..table import register
from .mapping import Mapping
from .parquet import damaged, layout_of, open_rows
from .rows import TableReader


class Shape(NamedTuple):
    """
    The columns of some Parquet files by name and type: that of the item, that of the title,
    where there is one, and those by which rows differ in what they state.
    """

    columns: tuple[tuple[str, str], ...]
    item: str
    title: str | None
    telling: tuple[str, ...]
    base: str

    def kind(self, name: str) -> str:
        """The type of a column."""
        return dict(self.columns)[name]


def shape_of(
    law: Law,
    files: Sequence[Path],
    where: str,
    mapping: Mapping | None,
) -> Shape:
    """The shape that all files have; InputError where one has another, or cannot be read."""
    taken = register(law, dated=True)
    try:
        taken.intake.begin(where)
        seen = None
        for path in files:
            try:
                columns = open_rows(taken.store, path, str(path))
            except StoreError as error:
                raise damaged(str(path), error) from None
            named = tuple((column.name, column.kind) for column in columns)
            if seen is not None and named != seen:
                what = f"has other columns, or other types, than {files[0]}"
                mend = "write all files of the folder with one schema"
                raise InputError(Fault(str(path), what, mend))
            seen = named
        layout = layout_of(taken.intake, columns, where, mapping)
        reader = TableReader(taken.intake, layout)
        names = [columns[at].name for at in layout.heading.positions]
        tested = [index for index, _ in reader.clauses]
        telling = sorted({*reader.telling, *tested})
        title = reader.title
        return Shape(
            columns=named,
            item=names[reader.items[0]],
            title=None if title is None else names[title],
            telling=tuple(names[index] for index in telling),
            base=reader.mapping.base,
        )
    finally:
        taken.close()


def write_rows(
    path: Path,
    shape: Shape,
    rows: Iterable[tuple[str, tuple[Any, ...]]],
) -> None:
    """Write items with what their rows state; texts that no condition reads are left out."""
    lines = path.with_suffix(".jsonl")
    with open(lines, "w", encoding="utf-8") as out:
        for name, values in rows:
            cells = dict(zip(shape.telling, values, strict=True))
            cells[shape.item] = name
            out.write(json.dumps(cells, default=str) + "\n")
    types = {
        name: "VARCHAR" if name == shape.item else type_of
        for name, type_of in shape.columns
    }
    listed = ", ".join(
        f"{_quoted(name)}: {_quoted(type_of)}"
        for name, type_of in types.items()
    )
    with duckdb.connect() as base:
        base.execute(
            f"COPY (FROM read_json({_quoted(str(lines))}, format = 'newline_delimited',"
            f" columns = {{{listed}}})) TO {_quoted(str(path))} (FORMAT parquet)"
        )


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def rows_of(path: Path) -> list[tuple[Any, ...]]:
    """Every row of a Parquet file of our own."""
    with duckdb.connect() as base:
        return base.execute(f"FROM {_quoted(str(path))}").fetchall()
