"""Logs as tables of Spark: the columns of ours in the types that DuckDB gives them, the name of the file, and what is malformed."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

import duckdb
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from ..errors import Fault, InputError
from .ledger import lock, quoted, told
from .logs import Columns

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
    "UUID": T.BinaryType(),
}
_GIVEN = {"UUID": T.StringType(), "TIMESTAMP_NS": T.TimestampNTZType()}
_DUCKDB = "count with --engine duckdb"


class Sources:
    """Reads files that are read alike; what is in the foot of a Parquet file, DuckDB tells."""

    def __init__(self, session: SparkSession, names: list[str], folder: Path) -> None:
        self._session = session
        self._base = duckdb.connect()
        lock(self._base, names, folder)
        self._feet: dict[str, dict[str, tuple[str, str]]] = {}

    def kinds(self, cells: tuple[str, ...], named: tuple[str, ...]) -> list[tuple[str, str]]:
        """The columns of some files, by name and type; InputError where they cannot be read, or only by DuckDB."""
        if cells:
            return [(cell, "VARCHAR") for cell in cells]
        found = self._described(", union_by_name = true", *named)
        if len(self._described(", union_by_name = true, hive_partitioning = false", *named)) < len(found):
            raise InputError(Fault(named[0], "columns in the names of folders are read by DuckDB alone", _DUCKDB))
        for name in named:
            own = self._described(", hive_partitioning = false", name)
            self._feet[name] = {column.casefold(): (column, kind) for column, kind in own}
        return found

    def _described(self, how: str, *named: str) -> list[tuple[str, str]]:
        listed = ", ".join(map(quoted, named))
        try:
            rows = self._base.execute(f"DESCRIBE SELECT * FROM read_parquet([{listed}]{how})").fetchall()
        except duckdb.Error as error:
            raise told(error, list(named)) from None
        return [(str(row[0]), str(row[1])) for row in rows]

    def read(self, cells: tuple[str, ...], named: tuple[str, ...], wanted: Columns) -> DataFrame:
        """The table of some files; InputError where Spark reads them otherwise than DuckDB."""
        if cells:
            return self._csv(cells, named)
        own = {column[1:-1].replace('""', '"'): kind for kind, column in wanted.named.values()}
        for name, kind in own.items():
            if kind.removesuffix("[]") not in _TYPES:
                raise InputError(Fault(named[0], f"the column {name!r} is of type {kind}, which DuckDB alone reads here", _DUCKDB))
        groups: dict[tuple[tuple[str, str] | None, ...], list[str]] = {}
        for file in named:
            groups.setdefault(tuple(self._feet[file].get(name.casefold()) for name in own), []).append(file)
        tables = [self._parquet(own, feet, names) for feet, names in groups.items()]
        whole = tables[0]
        for table in tables[1:]:
            whole = whole.unionByName(table)
        return whole

    def _parquet(self, own: dict[str, str], feet: tuple[tuple[str, str] | None, ...], names: list[str]) -> DataFrame:
        """Files whose columns of ours have the same names and types, as the types of all files."""
        there = [T.StructField(foot[0], _physical(foot[1])) for foot in feet if foot]
        for foot in feet:
            if foot and foot[1].removesuffix("[]") not in _TYPES:
                raise InputError(Fault(names[0], f"the column {foot[0]!r} is of type {foot[1]}, which DuckDB alone reads here", _DUCKDB))
        table = self._session.read.schema(T.StructType(there)).option("__globPaths__", "false").parquet(*map(os.path.realpath, names))
        columns = [
            (_logical(F.col(_named(foot[0])), foot[1]) if foot else F.lit(None)).cast(_given(kind)).alias(name)
            for (name, kind), foot in zip(own.items(), feet, strict=True)
        ]
        return self._placed(table, names, [*columns, F.lit(None).cast("string").alias("malformed")])

    def _csv(self, cells: tuple[str, ...], named: tuple[str, ...]) -> DataFrame:
        """Every cell as a text; a row with other cells than the heading, or that is not UTF-8, has nothing but its fault."""
        for name in named:
            _well_formed(name)
        read = T.StructType([T.StructField(f"c{number}", T.StringType()) for number in range(len(cells))])
        table = (
            self._session.read.schema(read.add("record", T.StringType()))
            .options(header=True, multiLine=True, quote='"', escape='"', mode="PERMISSIVE", columnNameOfCorruptRecord="record")
            .options(encoding="ISO-8859-1", unescapedQuoteHandling="RAISE_ERROR", ignoreLeadingWhiteSpace=True)
            .option("__globPaths__", "false")
            .csv([os.path.realpath(name) for name in named])
        )
        bytes_of = [F.encode(F.col(f"c{number}"), "ISO-8859-1").cast("string") for number in range(len(cells))]
        utf8 = F.lit(True)
        for text in bytes_of:
            utf8 = utf8 & F.coalesce(F.is_valid_utf8(text), F.lit(True))
        malformed = F.coalesce(_misfit(len(cells)), F.when(~utf8, "INVALID ENCODING"))
        columns = [F.when(malformed.isNull(), text).alias(cell) for cell, text in zip(cells, bytes_of, strict=True)]
        return self._placed(table, list(named), [*columns, malformed.alias("malformed")])

    def _placed(self, table: DataFrame, names: list[str], columns: list[Column]) -> DataFrame:
        """Some columns of a table, and the name of the file as it was given; InputError for a file that Spark passes over."""
        given: dict[str, str] = {}
        for name in sorted(names):
            given.setdefault(os.path.realpath(name), name)
        found = {unquote(urlsplit(place).path) for place in table.inputFiles()}
        for place, name in given.items():
            if place not in found:
                raise InputError(Fault(name, "Spark passes over a file of this name", "name it without _ or . at the beginning"))
        places = self._session.createDataFrame(list(given.items()), "place STRING, filename STRING")
        where = F.try_url_decode(F.replace(F.regexp_replace(F.col("_metadata.file_path"), "^file:/*", "/"), F.lit("+"), F.lit("%2B")))
        named = table.select(*columns, where.alias("place"))
        return named.join(F.broadcast(places), "place", "left").drop("place")


def _physical(kind: str) -> T.DataType:
    """What Spark reads a type of DuckDB as."""
    return T.ArrayType(_TYPES[kind[:-2]]) if kind.endswith("[]") else _TYPES[kind]


def _given(kind: str) -> T.DataType:
    """What the query is given of a type."""
    plain = kind.removesuffix("[]")
    one = _GIVEN.get(plain, _TYPES[plain])
    return T.ArrayType(one) if kind.endswith("[]") else one


def _logical(column: Column, kind: str) -> Column:
    """A value as the query is given it: pseudonyms as texts, moments to the microsecond."""
    if kind.endswith("[]"):
        return F.transform(column, lambda one: _logical(one, kind[:-2])) if kind[:-2] in _GIVEN else column
    if kind == "UUID":
        return F.lower(F.hex(column))
    return F.timestamp_micros(F.floor(column / 1000)) if kind == "TIMESTAMP_NS" else column


def _named(column: str) -> str:
    return "`" + column.replace("`", "``") + "`"


def _misfit(cells: int) -> Column:
    """Whether a record has fewer cells than the heading or more; one that is empty, after the last, is none."""
    record = F.col("record")
    counted = F.size(F.split(record, ",", -1))
    empty = (counted == cells + 1) & record.endswith(",")
    plain = ~record.contains('"')
    return (
        F.when(record.isNull() | (plain & empty), None)
        .when(plain & (counted < cells), "MISSING COLUMNS")
        .when(plain & (counted > cells), "TOO MANY COLUMNS")
        .otherwise("MALFORMED")
    )


def _well_formed(name: str) -> None:
    """Refuse what the reader of Spark would read otherwise than DuckDB, without a word: ends of lines of two kinds, quotes left open."""
    quotes = ends = returns = feeds = 0
    with open(name, "rb") as content:
        last = b""
        while block := content.read(1 << 20):
            quotes += block.count(b'"')
            feeds += block.count(b"\n")
            returns += block.count(b"\r")
            ends += (last + block).count(b"\r\n")
            last = block[-1:] if block.endswith(b"\r") else b""
    if len([kind for kind in (ends, feeds - ends, returns - ends) if kind]) > 1:
        raise InputError(Fault(name, "has ends of lines of more than one kind", f"save it with one kind, or {_DUCKDB}"))
    if quotes % 2:
        raise InputError(Fault(name, "has a quote that is not closed", f"save it with quotes closed, or {_DUCKDB}"))
