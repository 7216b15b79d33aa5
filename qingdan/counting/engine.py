"""Which engine counts: DuckDB, or a Spark that is there already."""

from __future__ import annotations

import re

from ..errors import CallError, without
from .ledger import DuckLedger, Ledger
from .logs import LogMapping
from .pseudonym import Key
from .words import Words

DUCKDB = "duckdb"
_SPARK = re.compile(
    r"spark://(local(\[[^\]/]+\])?|[^/\s:,]+:[0-9]+(,[^/\s:,]+:[0-9]+)*)"
)


def opened(
    engine: str,
    paths: list[str],
    mapping: LogMapping,
    key: Key,
    words: Words,
    memory: str,
) -> Ledger:
    """
    The events of some logs in the engine that a call names: `duckdb`,
    `spark://host:port`, or `spark://local[2]` for Spark in this process.

    Raises CallError for another engine, or one that is not installed
    or does not answer; InputError where a log cannot be read.
    """
    if engine == DUCKDB:
        return DuckLedger(paths, mapping, key, words, memory)
    master = master_of(engine)
    try:
        from .spark import SparkLedger
    except ImportError:
        raise without_spark() from None
    return SparkLedger(master, paths, mapping, key, words)


def master_of(engine: str) -> str:
    """The master of Spark that a call names; CallError where it names none."""
    spark = _SPARK.fullmatch(engine)
    if not spark:
        raise CallError(
            f"there is no engine {engine!r}; choose duckdb, spark://host:port or spark://local[2]"
        )
    if spark[1].startswith("local"):
        return spark[1]
    return engine


def without_spark() -> CallError:
    """What is told where the libraries of Spark are not installed."""
    return without(
        "what Spark needs, the libraries pyspark and sqlglot, is", "spark"
    )
