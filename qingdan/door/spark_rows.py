"""
The rows of a folder of Parquet in Spark: the kinds of them, and the answers joined to each.

Values move between Spark and this process for one row of each kind alone.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

from ..counting.sparksession import Running, Work, told
from ..errors import Fault, InputError, KnowledgeError
from ..inventory.readers.parquet_shape import Shape
from ..inventory.readers.tables import as_iri
from ..rdf.names import CHINESE_FIRST, ENGLISH_FIRST, HAN
from ..reporting.determination.as_rows import COLUMNS

_WORK = Work("decision", "decide")
_BLANKS = "\t\n\r "
_IRI = r"\A[a-z][a-z0-9+.-]*:\S+\z"
_UNSAFE = r"[\x00-\x20<>\"{}|\\^`]"
_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT")
_READ = ("VARCHAR", "VARCHAR[]", "BOOLEAN", "DATE", *_WHOLE)
_DUCKDB = "decide with --engine duckdb"


class Kind(NamedTuple):
    """Rows that state the same: what they state, the item of one of them, how many they are."""

    values: tuple[Any, ...]
    name: str
    item: str
    many: int


class Rows:
    """The rows in Spark; a `with` ends the session."""

    def __init__(
        self,
        master: str,
        files: Sequence[Path],
        where: str,
        shape: Shape,
        folder: Path,
    ) -> None:
        """
        Raises InputError for a column that only DuckDB reads,
        CallError where Spark does not start.
        """
        self._where = where
        self._shape = shape
        self._files = [str(path) for path in files]
        _refuse_types(shape, where)
        self._running = Running(master, _WORK, folder)
        with self._told():
            self._rows = self._read()

    def __enter__(self) -> Rows:
        return self

    def __exit__(self, *_: object) -> None:
        self._running.close()

    def _told(self) -> Any:
        return told(_WORK, self._files)

    def _read(self) -> DataFrame:
        """Each row: the name and the IRI of its item, its title, what it states."""
        shape = self._shape
        table = (
            self._running.session.read.option("__globPaths__", "false")
            .option("recursiveFileLookup", "true")
            .parquet(*map(os.path.realpath, self._files))
        )
        name = _trimmed(_column(shape.item))
        iri = F.when(name.rlike(_IRI), name).otherwise(
            F.concat(F.lit(shape.base), _encoded(name))
        )
        title = F.lit("")
        if shape.title is not None:
            title = F.coalesce(_trimmed(_column(shape.title)), title)
        return table.select(
            name.alias("name"),
            iri.alias("iri"),
            title.alias("title"),
            *(
                _column(column).alias(f"k{number}")
                for number, column in enumerate(shape.telling)
            ),
        )

    @property
    def _keys(self) -> list[str]:
        return [f"k{number}" for number in range(len(self._shape.telling))]

    def refuse_names(
        self,
        subjects: Sequence[str],
    ) -> None:
        """
        Raise InputError for an item without a name, of a name that is no IRI, that stands in
        several rows, or that is told of in the files beside.
        """
        unnamed = F.col("name").isNull() | (F.col("name") == "")
        wrong = self._rows.where(unnamed | F.col("iri").rlike(_UNSAFE))
        for name in self._first(wrong.select("name")):
            self._refuse(
                f"the name {name or ''!r} of an item is no IRI",
                "give every item a name without blanks and brackets",
            )
        counted = self._rows.groupBy("iri").count()
        several = counted.where(F.col("count") > 1)
        for item in self._first(several.select("iri")):
            self._refuse(
                f"{item} stands in more than one row",
                f"write one row for each item, or {_DUCKDB}",
            )
        named = self._rows.where(F.col("iri").isin(list(subjects)))
        for item in self._first(named.select("iri")):
            self._refuse(
                f"{item} is told of in a file beside the folder too",
                f"state it in its row, or {_DUCKDB}",
            )

    def _first(self, table: DataFrame) -> list[Any]:
        with self._told():
            return [row[0] for row in table.limit(1).collect()]

    def _refuse(
        self,
        what: str,
        mend: str,
    ) -> None:
        raise InputError(Fault(self._where, what, mend))

    def kinds(self, most: int) -> list[Kind]:
        """The kinds of rows, each by its first item; InputError where there are more."""
        grouped = self._rows.groupBy(*self._keys).agg(
            F.min("name").alias("name"),
            F.count("*").alias("many"),
        )
        with self._told():
            rows = grouped.limit(most + 1).collect()
        if len(rows) > most:
            self._refuse(
                f"more than {most:,} rows state something different",
                f"leave out columns that tell every row apart, or {_DUCKDB}",
            )
        if not rows:
            self._refuse("holds no row", "name the folder in which items are")
        base = self._shape.base
        kinds = [
            Kind(tuple(values), name, as_iri(name, base), many)
            for *values, name, many in rows
        ]
        return sorted(kinds, key=lambda kind: kind.name)

    def write(
        self,
        kinds: Sequence[Kind],
        answers: Mapping[str, tuple[Any, ...]],
        lang: str,
        output: Path,
    ) -> None:
        """Write the answer of each row as a folder of Parquet."""
        session = self._running.session
        schema = T.StructType([self._rows.schema[key] for key in self._keys])
        for number, name in enumerate(COLUMNS[1:]):
            kind = "integer" if name == "tier" else "string"
            schema.add(f"a{number}", kind)
        with self._told():
            told_of = session.createDataFrame(
                [(*kind.values, *answers[kind.item]) for kind in kinds], schema
            )
            rows = self._rows.alias("r")
            alike = F.lit(True)
            for key in self._keys:
                there = F.col(f"a.{key}")
                alike &= F.col(f"r.{key}").eqNullSafe(there)
            joined = rows.join(F.broadcast(told_of.alias("a")), alike)
            title = F.when(F.col("title") == "", F.col("a0")).otherwise(
                _titled(F.col("title"), lang)
            )
            cells = [
                F.col(f"a{number}").alias(name)
                for number, name in enumerate(COLUMNS[1:])
            ]
            item = F.col("iri").alias("item")
            table = joined.select(item, title.alias("title"), *cells[1:])
            place = os.path.realpath(output)
            table.write.parquet(place)
            written = session.read.parquet(place).count()
        items = sum(kind.many for kind in kinds)
        if written != items:
            raise KnowledgeError(
                f"Spark wrote {written:,} answers for {items:,} items; remove {output}"
            )


def _refuse_types(
    shape: Shape,
    where: str,
) -> None:
    """InputError for a column that only DuckDB reads as a cell of a table would have it."""
    for name in (shape.item, *shape.telling):
        kind = shape.kind(name)
        read = ("VARCHAR", *_WHOLE) if name == shape.item else _READ
        if kind not in read:
            what = f"the column {name!r} is of type {kind}, which DuckDB alone reads here"
            raise InputError(Fault(where, what, _DUCKDB))


def _column(name: str) -> Column:
    return F.col("`" + name.replace("`", "``") + "`")


def _trimmed(column: Column) -> Column:
    return F.btrim(column.cast("string"), F.lit(_BLANKS))


def _encoded(text: Column) -> Column:
    """A text as a part of an IRI: Spark encodes forms, in which a blank is a plus sign."""
    encoded = F.url_encode(text)
    differing = (
        ("+", "%20"),
        ("*", "%2A"),
        ("%7E", "~"),
    )
    for form, part in differing:
        encoded = F.replace(encoded, F.lit(form), F.lit(part))
    return encoded


def _titled(
    title: Column,
    lang: str,
) -> Column:
    """The title in a language, where it has both, parted by a semicolon."""
    parted = {"en": (1, 2), "zh": (2, 1)}[lang]
    whole = F.translate(title, "\x1c\x1d", "\n\r")
    patterns = [rf"\A{ENGLISH_FIRST}\z", rf"\A{CHINESE_FIRST}\z"]
    shown = whole
    for pattern, group in reversed([*zip(patterns, parted, strict=True)]):
        fits = title.rlike(f"[{HAN}]") & title.rlike(pattern)
        part = F.regexp_extract(title, pattern, group)
        shown = F.when(fits, F.translate(part, "\x1c\x1d", "\n\r")).otherwise(
            shown
        )
    return shown
