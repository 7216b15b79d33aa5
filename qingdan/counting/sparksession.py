"""
A session of Spark for some work: joined where one runs, else started and ended; what
Spark says is told in our words, without queries and rows.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import sqlglot
from py4j.protocol import Py4JError
from pyspark.errors import AnalysisException, PySparkException
from pyspark.sql import SparkSession

from ..errors import CallError, Fault, InputError, KnowledgeError, QingdanError

_SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.eventLog.enabled": "false",
    "spark.log.level": "OFF",
    "spark.sql.ansi.enabled": "false",
    "spark.sql.catalogImplementation": "in-memory",
    "spark.sql.csv.parser.columnPruning.enabled": "false",
    "spark.sql.legacy.parquet.nanosAsLong": "true",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.parquet.int96RebaseModeInRead": "CORRECTED",
    "spark.sql.session.timeZone": "UTC",
}
_LOCAL = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.shuffle.partitions": "8",
}


class Work(NamedTuple):
    """What Spark is used for: a count, or a decision."""

    name: str
    verb: str


class Running:
    """A session; close it to end it, unless it was there before."""

    def __init__(self, master: str, work: Work, folder: Path) -> None:
        """Raise CallError where Spark does not start."""
        local = master.startswith("local")
        places = {
            "spark.sql.warehouse.dir": str(folder / "warehouse"),
            **({"spark.local.dir": str(folder)} if local else {}),
        }
        self._shared = SparkSession.getActiveSession() is not None
        builder = SparkSession.builder.master(master)
        builder = builder.appName(f"qingdan {work.verb}")
        for name, value in {
            **_SETTINGS,
            **places,
            **(_LOCAL if local else {}),
        }.items():
            builder = builder.config(name, value)
        try:
            with _silence():
                self.session = builder.getOrCreate()
        except (PySparkException, Py4JError, OSError) as error:
            raise CallError(
                f"Spark does not start under the master {master} ({type(error).__name__}); it needs"
                " Java 17 or later, and a master that answers"
            ) from None

    def close(self, kept: Iterable[str] = ()) -> None:
        """Forget the tables that were kept, and end the session."""
        with _silence():
            try:
                for name in kept:
                    self.session.catalog.uncacheTable(name)
                if not self._shared:
                    self.session.stop()
            except (PySparkException, Py4JError, OSError):
                return  # it ended before


@contextmanager
def told(work: Work, names: Sequence[str]) -> Iterator[None]:
    """What Spark says of a query or a row is told without either."""
    try:
        yield
    except QingdanError:
        raise
    except (
        PySparkException,
        Py4JError,
        sqlglot.errors.SqlglotError,
        OSError,
    ) as error:
        raise _in_our_words(error, work, names) from None


def _in_our_words(
    error: Exception, work: Work, names: Sequence[str]
) -> QingdanError:
    if isinstance(error, (AnalysisException, sqlglot.errors.SqlglotError)):
        return KnowledgeError(
            f"Spark refused a query of our own ({type(error).__name__})"
        )
    text = str(error)
    where = next(
        (name for name in names if os.path.realpath(name) in text),
        ", ".join(names[:3]),
    )
    if "OutOfMemory" in text:
        return CallError(
            f"the {work.name} needs more memory than Spark has; raise spark.driver.memory or"
            " spark.executor.memory in its configuration"
        )
    if "No space left" in text:
        return CallError(
            "a disk of Spark is full; free space for what it keeps"
        )
    if (
        "stopped SparkContext" in text
        or "shut down" in text
        or isinstance(error, OSError)
    ):
        return CallError(
            f"Spark ended before the {work.name} did; see that the master and its workers run"
        )
    return InputError(_unread(error, work, text, where))


def _unread(error: Exception, work: Work, text: str, where: str) -> Fault:
    """What is wrong with a file that Spark did not read."""
    if (
        "FileNotFound" in text
        or "does not exist" in text
        or "FILE_NOT_EXIST" in text
    ):
        return Fault(
            where,
            "a worker of Spark does not find the file",
            "put it where every worker has it under the same name",
        )
    if "TextParsingException" in text or "MALFORMED_CSV" in text:
        return Fault(
            where,
            "a quote is out of place",
            f"save it with quotes closed, or {work.verb} with --engine duckdb",
        )
    return Fault(
        where,
        f"cannot be read by Spark ({type(error).__name__})",
        f"write the file anew, or {work.verb} with --engine duckdb",
    )


@contextmanager
def _silence() -> Iterator[None]:
    """Nothing that is started here has our standard output or standard error."""
    kept = [os.dup(number) for number in (1, 2)]
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        for number in (1, 2):
            os.dup2(nowhere, number)
        yield
    finally:
        for number, old in enumerate(kept, 1):
            os.dup2(old, number)
            os.close(old)
        os.close(nowhere)
