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
    if not (spark := _SPARK.fullmatch(engine)):
        raise CallError(
            f"there is no engine {engine!r}; choose duckdb, spark://host:port or spark://local[2]"
        )
    try:
        from .spark import SparkLedger
    except ImportError:
        raise without(
            "what Spark needs, the libraries pyspark and sqlglot, is", "spark"
        ) from None
    return SparkLedger(
        spark[1] if spark[1].startswith("local") else engine,
        paths,
        mapping,
        key,
        words,
    )
