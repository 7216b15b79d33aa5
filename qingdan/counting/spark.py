"""
Events in Spark: the query of DuckDB, transpiled, over the
same files; Spark shares the work out, and nothing here does.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlglot
from py4j.protocol import Py4JError
from pyspark.errors import AnalysisException, PySparkException
from pyspark.sql import SparkSession

from ..errors import CallError, Fault, InputError, KnowledgeError, QingdanError
from .dialect import SparkDialect
from .ledger import Ledger
from .logs import LogMapping, columns, files
from .pseudonym import Key
from .relation import Relation
from .sparksource import Sources
from .survey import alike
from .words import Words

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


class SparkLedger(Ledger):
    """The events of some logs in Spark; rows have no numbers there."""

    def __init__(
        self,
        master: str,
        paths: list[str],
        mapping: LogMapping,
        key: Key,
        words: Words,
    ) -> None:
        super().__init__()
        self.files = files(paths)
        self.folder = Path(tempfile.mkdtemp(prefix="qingdan-"))
        self._session: SparkSession | None = None
        self._kept: list[str] = []
        try:
            self._session = self._started(master)
            with self._told():
                self._open(mapping, key, words)
        except BaseException:
            self.close()
            raise

    def _started(self, master: str) -> SparkSession:
        """
        A session of its own; what the machine beneath it
        prints goes nowhere, as it may quote queries and rows.
        """
        local = master.startswith("local")
        places = {
            "spark.sql.warehouse.dir": str(self.folder / "warehouse"),
            **({"spark.local.dir": str(self.folder)} if local else {}),
        }
        self._shared = SparkSession.getActiveSession() is not None
        builder = SparkSession.builder.master(master).appName("qingdan count")
        for name, value in {
            **_SETTINGS,
            **places,
            **(_LOCAL if local else {}),
        }.items():
            builder = builder.config(name, value)
        try:
            with _silence():
                return builder.getOrCreate()
        except (PySparkException, Py4JError, OSError) as error:
            raise CallError(
                f"Spark does not start under the master {master} ({type(error).__name__}); it needs"
                " Java 17 or later, and a master that answers"
            ) from None

    def _open(self, mapping: LogMapping, key: Key, words: Words) -> None:
        assert self._session
        sources = Sources(self._session, self.files, self.folder)
        parts = []
        relations = []
        for number, group in enumerate(
            alike(self.files, sources.rows, mapping)
        ):
            named = columns(
                sources.kinds(group), group.files, mapping, group.quoted
            )
            self.note(group, named)
            relations.append(
                Relation(named, mapping, key, words, SparkDialect())
            )
            sources.read(group, named).createOrReplaceTempView(
                f"source_{number}"
            )
            parts.append(relations[-1].sql(f"source_{number}", "malformed, "))
        events = (
            "SELECT *, CAST(moment AS DATE) AS day, year(moment) AS year"
            f" FROM ({' UNION ALL '.join(parts)}) AS e"
        )
        if all(relation.is_pseudonymous for relation in relations):
            self._sql(events).createOrReplaceTempView("read_rows")
        else:
            self.keep("read_rows", events)
        self._sql(
            "SELECT * FROM read_rows WHERE malformed IS NULL"
        ).createOrReplaceTempView("events")
        pools = list(mapping.groups.items())
        self._session.createDataFrame(
            pools, "handler STRING, pool STRING"
        ).createOrReplaceTempView("pools")

    def _sql(self, sql: str) -> Any:
        assert self._session
        return self._session.sql(
            sqlglot.transpile(sql, read="duckdb", write="spark")[0]
        )

    def keep(self, name: str, sql: str, more: bool = False) -> None:
        """
        Keep what a query gives, in memory and on the disks of
        the workers, or what was kept under the name and this.
        """
        assert self._session
        with self._told():
            answer = self._sql(sql)
            (
                self._session.table(name).unionAll(answer) if more else answer
            ).cache().createOrReplaceTempView(name)
        self._kept.append(name)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """
        Every row of a query, which is in the SQL of DuckDB; InputError
        or CallError say what Spark cannot do, without the row.
        """
        with self._told():
            return [tuple(row) for row in self._sql(sql).collect()]

    def malformed(self) -> list[tuple[str, int | None, str]]:
        """The rows that have not the form of the heading."""
        rows_malformed = self.rows(
            "SELECT file, malformed, count(*) FROM read_rows"
            " WHERE NOT malformed IS NULL GROUP BY file, malformed"
        )
        return [
            (str(file), None, str(kind))
            for file, kind, many in sorted(rows_malformed)
            for _ in range(many)
        ]

    def faults(self, file: str, most: int) -> list[tuple[int | None, str]]:
        """The faults of a file, as many as there are of each up to a number."""
        counts = self.rows(
            "SELECT file, fault, count(*) FROM events WHERE NOT fault IS NULL GROUP BY file, fault"
        )
        by_file: list[tuple[int | None, str]] = [
            (None, str(what))
            for name, what, many in sorted(counts)
            if name == file
            for _ in range(many)
        ]
        return by_file[:most]

    def close(self) -> None:
        """Forget what was kept; end the session, unless it was there before."""
        if self._session is not None:
            with _silence():
                try:
                    for name in self._kept:
                        self._session.catalog.uncacheTable(name)
                    if not self._shared:
                        self._session.stop()
                except (PySparkException, Py4JError, OSError):
                    self._session = None  # it ended before
        shutil.rmtree(self.folder, ignore_errors=True)

    @contextmanager
    def _told(self) -> Iterator[None]:
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
            raise _in_our_words(error, self.files) from None


def _in_our_words(error: Exception, names: list[str]) -> QingdanError:
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
            "the count needs more memory than Spark has; raise spark.driver.memory or"
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
            "Spark ended before the count did; see that the master and its workers run"
        )
    return InputError(_unread(error, text, where))


def _unread(error: Exception, text: str, where: str) -> Fault:
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
            "save it with quotes closed, or count with --engine duckdb",
        )
    return Fault(
        where,
        f"cannot be read by Spark ({type(error).__name__})",
        "write the file anew, or count with --engine duckdb",
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
