"""Files of every format to one register: RDF by Oxigraph, tables by the libraries made for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from .formats import checked, quads, read
from .intake import Intake
from .ntriples import LineReader
from .parquet import read_parquet
from .register import Register, register
from .tables import Mapping
from .tabular import TableReader, csv_rows
from .terms import Law


def ingest(law: Law, paths: Iterable[Path], mapping: Mapping | None = None, dated: bool = False) -> Register:
    """
    Every file as one register; `dated` says that the day asked about is given, so that days of exports bear on nothing.

    Raises InputError at the first file that cannot be read; faults of single statements are kept in the register.
    """
    found = register(law, dated)
    try:
        for path in paths:
            _file(found, path, mapping)
        found.build()
    except BaseException:
        found.close()
        raise
    return found


def _file(found: Register, path: Path, mapping: Mapping | None) -> None:
    checked(path)
    intake, where, suffix = found.intake, str(path), path.suffix.lower()
    intake.begin(where)
    if suffix == ".parquet":
        read_parquet(intake, found.store, path, where, mapping)
    elif suffix == ".csv":
        _table(intake, where, csv_rows(path, where), mapping)
    elif suffix == ".xlsx":
        from .sheets import rows

        _table(intake, where, rows(read(path), where), mapping)
    elif suffix == ".nt" and not (mapping and mapping.vocabulary):
        with open(path, "rb") as lines:
            LineReader(intake, where).read(lines)
    else:
        intake.read(_translated(quads(path, where), mapping, found.law))


def _table(intake: Intake, where: str, rows: Iterator[tuple[int, list[str]]], mapping: Mapping | None) -> None:
    _, header = next(rows, (1, []))
    TableReader(intake, where, header, mapping).read(rows)


def _translated(statements: Iterator[Any], mapping: Mapping | None, law: Law) -> Iterator[Any]:
    """The statements, those in a mapped vocabulary as facts."""
    if not mapping or not mapping.vocabulary:
        return statements
    from .foreign import translate

    triples = ((quad.subject, quad.predicate.value, quad.object) for quad in statements)
    return ((subject, predicate, term, ox.DefaultGraph()) for subject, predicate, term in translate(triples, mapping.vocabulary, law))
