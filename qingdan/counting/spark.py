"""
Events in Spark: the query of DuckDB, transpiled, over the
same files; Spark shares the work out, and nothing here does.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlglot
from pyspark.sql import SparkSession

from .dialect import SparkDialect
from .ledger import Ledger
from .logs import LogMapping, columns, files
from .pseudonym import Key
from .relation import Relation
from .sparksession import Running, Work, told
from .sparksource import Sources
from .survey import alike
from .words import Words

_WORK = Work("count", "count")


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
            self._running = Running(master, _WORK, self.folder)
            self._session = self._running.session
            with self._told():
                self._open(mapping, key, words)
        except BaseException:
            self.close()
            raise

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
            self._running.close(self._kept)
        shutil.rmtree(self.folder, ignore_errors=True)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What Spark says of a query or a row is told without either."""
        with told(_WORK, self.files):
            yield
