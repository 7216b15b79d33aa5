"""
Logs as tables of Spark: the columns of ours in the types that
DuckDB gives them, the name of the file, and what is malformed.
"""

from __future__ import annotations

import gzip
import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import duckdb
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from ..errors import Fault, InputError
from .ledger import lock, quoted, told
from .logs import Columns
from .survey import Alike

_TYPES: dict[str, T.DataType] = {
    "VARCHAR": T.StringType(),
    "BOOLEAN": T.BooleanType(),
    "TINYINT": T.ByteType(),
    "SMALLINT": T.ShortType(),
    "INTEGER": T.IntegerType(),
    "BIGINT": T.LongType(),
    "UTINYINT": T.ShortType(),
    "USMALLINT": T.IntegerType(),
    "UINTEGER": T.LongType(),
    "UBIGINT": T.DecimalType(20, 0),
    "DATE": T.DateType(),
    "TIMESTAMP": T.TimestampNTZType(),
    "TIMESTAMP_NS": T.LongType(),
    "TIMESTAMP WITH TIME ZONE": T.TimestampType(),
    "INSTANT": T.TimestampType(),
    "UUID": T.BinaryType(),
}
_GIVEN = {"UUID": T.StringType(), "TIMESTAMP_NS": T.TimestampNTZType()}
_DUCKDB = "count with --engine duckdb"


class Sources:
    """Reads files that are read alike; what is in the foot of a Parquet file, DuckDB tells."""

    def __init__(
        self, session: SparkSession, names: list[str], folder: Path
    ) -> None:
        self._session = session
        self._names = names
        self._base = duckdb.connect()
        lock(self._base, names, folder)

    def kinds(self, group: Alike) -> list[tuple[str, str]]:
        """The columns of some files, by name and type; InputError where only DuckDB reads them."""
        packed = next(
            (name for name in group.files if name.lower().endswith(".zst")),
            None,
        )
        if packed:
            raise InputError(
                Fault(
                    packed,
                    "files packed with zstd are read by DuckDB alone",
                    _DUCKDB,
                )
            )
        if not group.is_csv and any(
            "=" in folder
            for name in group.files
            for folder in Path(name).parts[:-1]
        ):
            described = self._described("", *group.files)
            if len(
                self._described(", hive_partitioning = false", *group.files)
            ) < len(described):
                raise InputError(
                    Fault(
                        group.files[0],
                        "columns in the names of folders are read by DuckDB alone",
                        _DUCKDB,
                    )
                )
        return list(group.columns)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What DuckDB says of the feet of files."""
        try:
            return self._base.execute(sql).fetchall()
        except duckdb.Error as error:
            raise told(error, self._names) from None

    def _described(self, how: str, *named: str) -> list[tuple[str, str]]:
        listed = ", ".join(map(quoted, named))
        return [
            (str(row[0]), str(row[1]))
            for row in self.rows(
                f"DESCRIBE SELECT * FROM read_parquet([{listed}], union_by_name = true{how})"
            )
        ]

    def read(self, group: Alike, wanted: Columns) -> DataFrame:
        """The table of some files; InputError where Spark reads them otherwise than DuckDB."""
        if group.is_csv:
            return self._csv(group)
        return self._parquet(wanted)

    def _parquet(self, wanted: Columns) -> DataFrame:
        """The columns of ours; the files have them alike."""
        kinds_of_ours = {
            column[1:-1].replace('""', '"'): kind
            for kind, column in wanted.named.values()
        }
        for name, kind in kinds_of_ours.items():
            if kind.removesuffix("[]") not in _TYPES:
                raise InputError(
                    Fault(
                        wanted.files[0],
                        f"the column {name!r} is of type {kind}, which DuckDB alone reads here",
                        _DUCKDB,
                    )
                )
        there = T.StructType(
            [
                T.StructField(name, _physical(kind))
                for name, kind in kinds_of_ours.items()
            ]
        )
        table = (
            self._session.read.schema(there)
            .option("__globPaths__", "false")
            .parquet(*map(os.path.realpath, wanted.files))
        )
        columns = [
            _logical(F.col(_named(name)), kind).cast(_given(kind)).alias(name)
            for name, kind in kinds_of_ours.items()
        ]
        return self._placed(
            table,
            list(wanted.files),
            [*columns, F.lit(None).cast("string").alias("malformed")],
        )

    def _csv(self, group: Alike) -> DataFrame:
        """
        Every cell as a text; a row with other cells than the
        heading, or that is not UTF-8, has nothing but its fault.
        """
        cells = [name for name, _ in group.columns]
        named = group.files
        separator = str(group.separator)
        for name in named:
            _well_formed(name)
        table = self._cells(named, len(cells), separator)
        bytes_of = [
            F.encode(F.col(f"c{number}"), "ISO-8859-1").cast("string")
            for number in range(len(cells))
        ]
        utf8 = F.lit(True)
        for text in bytes_of:
            utf8 = utf8 & F.coalesce(F.is_valid_utf8(text), F.lit(True))
        malformed = F.coalesce(
            _misfit(len(cells), separator), F.when(~utf8, "INVALID ENCODING")
        )
        columns = [
            F.when(malformed.isNull(), text).alias(cell)
            for cell, text in zip(cells, bytes_of, strict=True)
        ]
        return self._placed(
            table, list(named), [*columns, malformed.alias("malformed")]
        )

    def _cells(
        self, names: tuple[str, ...], width: int, separator: str
    ) -> DataFrame:
        """The cells of each row under numbers, and the record of a row that does not fit."""
        text = T.StringType()
        cells = [T.StructField(f"c{number}", text) for number in range(width)]
        return (
            self._session.read.schema(T.StructType(cells).add("record", text))
            .options(
                header=True,
                sep=separator,
                multiLine=True,
                quote='"',
                escape='"',
                mode="PERMISSIVE",
                columnNameOfCorruptRecord="record",
            )
            .options(
                encoding="ISO-8859-1",
                unescapedQuoteHandling="RAISE_ERROR",
                ignoreLeadingWhiteSpace=True,
            )
            .option("__globPaths__", "false")
            .csv([os.path.realpath(name) for name in names])
        )

    def _placed(
        self, table: DataFrame, names: list[str], columns: list[Column]
    ) -> DataFrame:
        """
        Some columns of a table, and the name of the file as it
        was given; InputError for a file that Spark passes over.
        """
        given: dict[str, str] = {}
        for name in sorted(names):
            given.setdefault(os.path.realpath(name), name)
        read_places = {
            unquote(urlsplit(place).path) for place in table.inputFiles()
        }
        for place, name in given.items():
            if place not in read_places:
                raise InputError(
                    Fault(
                        name,
                        "Spark passes over a file of this name",
                        "name it without _ or . at the beginning",
                    )
                )
        places = self._session.createDataFrame(
            list(given.items()), "place STRING, filename STRING"
        )
        where = F.try_url_decode(
            F.replace(
                F.regexp_replace(
                    F.col("_metadata.file_path"), "^file:/*", "/"
                ),
                F.lit("+"),
                F.lit("%2B"),
            )
        )
        named = table.select(*columns, where.alias("place"))
        return named.join(F.broadcast(places), "place", "left").drop("place")


def _physical(kind: str) -> T.DataType:
    """What Spark reads a type of DuckDB as."""
    if kind.endswith("[]"):
        return T.ArrayType(_TYPES[kind[:-2]])
    return _TYPES[kind]


def _given(kind: str) -> T.DataType:
    """What the query is given of a type."""
    plain = kind.removesuffix("[]")
    element = _GIVEN.get(plain, _TYPES[plain])
    if kind.endswith("[]"):
        return T.ArrayType(element)
    return element


def _logical(column: Column, kind: str) -> Column:
    """A value as the query is given it: pseudonyms as texts, moments to the microsecond."""
    if kind.endswith("[]"):
        if kind[:-2] in _GIVEN:
            return F.transform(
                column, lambda element: _logical(element, kind[:-2])
            )
        return column
    if kind == "UUID":
        return F.lower(F.hex(column))
    if kind == "TIMESTAMP_NS":
        return F.timestamp_micros(F.floor(column / 1000))
    return column


def _named(column: str) -> str:
    return "`" + column.replace("`", "``") + "`"


def _misfit(cells: int, separator: str) -> Column:
    """
    Whether a record has fewer cells than the heading or
    more; one that is empty, after the last, is none.
    """
    record = F.col("record")
    counted = F.size(F.split(record, re.escape(separator), -1))
    empty = (counted == cells + 1) & record.endswith(separator)
    plain = ~record.contains('"')
    return (
        F.when(record.isNull() | (plain & empty), None)
        .when(plain & (counted < cells), "MISSING COLUMNS")
        .when(plain & (counted > cells), "TOO MANY COLUMNS")
        .otherwise("MALFORMED")
    )


def _well_formed(name: str) -> None:
    """
    Refuse what the reader of Spark would read otherwise than DuckDB,
    without a word: ends of lines of two kinds, quotes left open.
    """
    quotes = ends = returns = feeds = 0
    with (
        gzip.open(name)
        if name.lower().endswith(".gz")
        else open(name, "rb") as content
    ):
        last = b""
        while block := content.read(1 << 20):
            quotes += block.count(b'"')
            feeds += block.count(b"\n")
            returns += block.count(b"\r")
            ends += (last + block).count(b"\r\n")
            last = block[-1:] if block.endswith(b"\r") else b""
    if (
        len([kind for kind in (ends, feeds - ends, returns - ends) if kind])
        > 1
    ):
        raise InputError(
            Fault(
                name,
                "has ends of lines of more than one kind",
                f"save it with one kind, or {_DUCKDB}",
            )
        )
    if quotes % 2:
        raise InputError(
            Fault(
                name,
                "has a quote that is not closed",
                f"save it with quotes closed, or {_DUCKDB}",
            )
        )
