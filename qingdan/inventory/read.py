"""Files of every format to one register: RDF by Oxigraph, tables by the libraries made for them."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pyoxigraph as ox

from ..law.model import Law
from .intake import Intake
from .readers.csv_text import csv_rows
from .readers.document import DOCUMENTS, grid_of
from .readers.frames import Table
from .readers.grid import Grid, heading_names, laid_out
from .readers.mapping import Mapping
from .readers.ntriples import LineReader
from .readers.parquet import read_parquet
from .readers.rdf import checked, quads, read
from .readers.rows import read_table
from .table import Register, register

Watch = Callable[[int], object]


def ingest(
    law: Law,
    paths: Iterable[Path | Table],
    mapping: Mapping | None = None,
    dated: bool = False,
    watch: Watch | None = None,
    names: dict[Path, str] | None = None,
) -> Register:
    """
    Every file as one register; `dated` says that the day asked
    about is given, so that days of exports bear on nothing.

    `watch` is told the number of bytes whenever some were read of a file that is read piece by
    piece. `names` says how messages call a file that has no name of its own.

    Raises InputError at the first file that cannot be read;
    faults of single statements are kept in the register.
    """
    taken = register(law, dated)
    try:
        for path in paths:
            if isinstance(path, Table):
                taken.intake.begin(path.where)
                taken.intake.notes += path.notes
                grid = Grid(path.where, "", path.rows)
                _table(taken.intake, grid, mapping)
            else:
                where = (names or {}).get(path, str(path))
                _file(taken, path, where, mapping, watch)
        taken.build()
    except BaseException:
        taken.close()
        raise
    return taken


def _file(
    register: Register,
    path: Path,
    where: str,
    mapping: Mapping | None,
    watch: Watch | None,
) -> None:
    checked(path, where)
    intake = register.intake
    suffix = path.suffix.lower()
    intake.begin(where)
    if suffix == ".parquet":
        read_parquet(intake, register.store, path, where, mapping)
    elif suffix == ".csv":
        with _watched(path, watch) as content:
            names = heading_names(register.law, mapping or Mapping())
            rows = csv_rows(
                content=content,
                where=where,
                known=names,
                tell=intake.notes.append,
            )
            _table(intake, Grid(where, "", rows), mapping)
    elif suffix == ".xlsx":
        from .readers.xlsx import grids

        for number, grid in enumerate(
            grids(read(path, where), where, mapping)
        ):
            if number:
                intake.begin(where)
            intake.sheets[-1] = grid.sheet
            _table(intake, grid, mapping)
    elif mapping and mapping.rows and suffix in DOCUMENTS:
        document = grid_of(read(path, where), suffix, where, mapping)
        _table(intake, document, mapping)
    elif suffix == ".nt" and not (mapping and mapping.vocabulary):
        with _watched(path, watch) as lines:
            LineReader(intake, where).read(lines)
    else:
        contexts = mapping.contexts if mapping else None
        statements = quads(path, where, contexts)
        intake.read(_translated(statements, mapping, register.law))


class _Watched(io.FileIO):
    """A file that tells how many bytes were read of it."""

    def __init__(self, path: Path, watch: Watch) -> None:
        super().__init__(path)
        self._watch = watch

    def readinto(self, buffer: Any) -> int:
        """Read into a buffer and tell how much."""
        count = super().readinto(buffer) or 0
        self._watch(count)
        return count


def _watched(path: Path, watch: Watch | None) -> BinaryIO:
    if watch:
        return io.BufferedReader(_Watched(path, watch), 1 << 20)
    return open(path, "rb")


def _table(intake: Intake, grid: Grid, mapping: Mapping | None) -> None:
    layout = laid_out(
        grid, intake.law, mapping or Mapping(), intake.notes.append
    )
    read_table(intake, layout)


def _translated(
    statements: Iterator[Any], mapping: Mapping | None, law: Law
) -> Iterator[Any]:
    """The statements, those in a mapped vocabulary as facts."""
    if not mapping or not mapping.vocabulary:
        return statements
    from .readers.translation import translate

    triples = (
        (quad.subject, quad.predicate.value, quad.object)
        for quad in statements
    )
    return (
        (subject, predicate, term, ox.DefaultGraph())
        for subject, predicate, term in translate(
            triples, mapping.vocabulary, law
        )
    )
