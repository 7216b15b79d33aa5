"""
Rows on disk, grouped and joined by DuckDB: one row for each
subject, one key for each distinct case.

Nothing here knows the law. Fragments, profiles, handlers and keys are numbers; IRIs stay on disk.
"""

from __future__ import annotations

import csv
import errno
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

StoreError = duckdb.Error
_MEMORY = 128
_MORE_MEMORY = 2048
_MOST_MEMORY = 8192  # MB
_SPOOLS = {
    "blocks": (
        "subject VARCHAR, fragment INTEGER, holder INTEGER, title VARCHAR, file INTEGER, line"
        " BIGINT"
    ),
    "links": "subject VARCHAR, kind VARCHAR, target VARCHAR",
    "apart": "subject VARCHAR, fact VARCHAR, file INTEGER, line BIGINT",
}


@contextmanager
def _interruptible() -> Iterator[None]:
    """DuckDB makes a RuntimeError of Ctrl-C: it is one again."""
    try:
        yield
    except RuntimeError as error:
        if "interrupted" in str(error):
            raise KeyboardInterrupt from None
        raise


class Store:
    """
    A database in a folder of its own, with a memory limit
    and spill to that folder; no access to anything else.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._base = duckdb.connect(
            str(folder / "rows.duckdb"),
            config={
                "memory_limit": f"{_MEMORY}MB",
                "temp_directory": str(folder / "spill"),
            },
        )
        self._memory = _MEMORY
        for name, columns in _SPOOLS.items():
            self.run(f"CREATE TABLE {name} ({columns})")

    def run(self, sql: str, *values: Any) -> duckdb.DuckDBPyConnection:
        """
        Execute one statement; where the memory limit does
        not do, with twice the limit, up to 8 GB.
        """
        while True:
            try:
                with _interruptible():
                    return self._base.execute(sql, values or None)
            except duckdb.OutOfMemoryException:
                if self._memory >= _MOST_MEMORY:
                    raise MemoryError from None
                self._allow(self._memory * 2)
            except duckdb.IOException as error:
                if "No space left" in str(error):
                    raise OSError(
                        errno.ENOSPC, os.strerror(errno.ENOSPC)
                    ) from None
                raise

    def _allow(self, memory: int) -> None:
        self._memory = max(memory, self._memory)
        self._base.execute(f"SET memory_limit = '{self._memory}MB'")

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Every row of a query that is known to give few."""
        return self.run(sql, *values).fetchall()

    def stream(self, sql: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        """The rows of a query as they come, in batches."""
        with _interruptible():
            answer = self._base.cursor().execute(sql, values or None)
            while batch := answer.fetchmany(4096):
                yield from batch

    def write_parquet(self, sql: str, path: Path) -> None:
        """Write the rows of a query to a Parquet file, in no certain order."""
        self.run("SET preserve_insertion_order = false")
        self.run(
            f"COPY ({sql}) TO '{str(path).replace(chr(39), chr(39) * 2)}' (FORMAT parquet,"
            " COMPRESSION zstd, USE_TMP_FILE false)"
        )

    def close(self) -> None:
        """Let go of the files."""
        self._base.close()

    def load_spools(self) -> None:
        """Take in what an intake wrote; merge the subjects that it met more than once."""
        for name in _SPOOLS:
            self._copy(name, self.folder / name)
        self.run(
            "CREATE TABLE twice AS SELECT subject FROM blocks GROUP BY subject HAVING count(*) > 1"
        )

    def scattered(self) -> bool:
        """Whether a subject is described in more than one place."""
        return bool(self.rows("SELECT 1 FROM twice LIMIT 1"))

    @cached_property
    def _mostly_scattered(self) -> bool:
        """
        Whether over an eighth of the rows are of subjects
        that are described in more than one place.
        """
        return bool(
            self.rows(
                "SELECT (SELECT count(*) FROM blocks"
                " SEMI JOIN twice USING (subject)) > (SELECT count(*)"
                " FROM blocks) / 8"
            )[0][0]
        )

    def gather(self) -> list[tuple[int, list[int], list[int]]]:
        """
        Number the distinct sets of fragments and handlers of
        the subjects that are described in several places.
        """
        if self._mostly_scattered:
            self._allow(_MORE_MEMORY)
        self.run(
            "CREATE TABLE parts AS"
            " SELECT subject, list_sort(list_distinct(list(fragment))) AS fragments,"
            " list_sort(list_distinct(list(holder))) AS holders,"
            " string_agg(title, chr(30)) AS title, min(file) AS file,"
            " arg_min(line, (file, line)) AS line"
            " FROM blocks SEMI JOIN twice USING (subject)"
            " GROUP BY subject"
        )
        self.run(
            "CREATE TABLE unions AS"
            " SELECT row_number() OVER () AS number, *"
            " FROM (SELECT DISTINCT fragments, holders FROM parts)"
        )
        return self.rows("SELECT number, fragments, holders FROM unions")

    def settle(self, gathered: Iterable[tuple[int, int, int | None]]) -> None:
        """
        Make `subjects`, one row each, given the profile and
        the handler of each set that was gathered.
        """
        if not self.scattered():
            self._rename()
            return
        self.table(
            "profiled",
            "number INTEGER, profile INTEGER, holder INTEGER",
            gathered,
        )
        if self._mostly_scattered:
            self.run(
                "CREATE TABLE subjects AS"
                " SELECT subject, fragment AS profile, holder, title, file, line"
                " FROM blocks ANTI JOIN twice USING (subject)"
            )
            self.run("DROP TABLE blocks")
        else:
            self.run("DELETE FROM blocks WHERE subject IN (FROM twice)")
            self._rename()
        self.run(
            "INSERT INTO subjects"
            " SELECT subject, profile, holder, title, file, line"
            " FROM parts"
            " JOIN unions ON unions.fragments = parts.fragments"
            " AND unions.holders IS NOT DISTINCT FROM parts.holders"
            " JOIN profiled USING (number)"
        )
        self.run("DROP TABLE parts")

    def _rename(self) -> None:
        self.run("ALTER TABLE blocks RENAME TO subjects")
        self.run("ALTER TABLE subjects RENAME fragment TO profile")

    def table(
        self, name: str, columns: str, rows: Iterable[Sequence[Any]]
    ) -> None:
        """A table from rows of our own."""
        spool = self.folder / f"{name}.csv"
        with open(spool, "w", encoding="utf-8", newline="") as out:
            csv.writer(out, lineterminator="\n").writerows(rows)
        self.run(f"CREATE OR REPLACE TABLE {name} ({columns})")
        self._copy(name, spool)

    def _copy(self, name: str, spool: Path) -> None:
        """Take in a file of ours, and remove it."""
        if spool.stat().st_size:
            self.run(
                f"COPY {name} FROM '{spool}' (FORMAT csv, AUTO_DETECT false, HEADER false, NEW_LINE"
                " '\\n', DELIMITER ',', QUOTE '\"', ESCAPE '\"')"
            )
        spool.unlink()
