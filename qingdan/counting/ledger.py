"""
Events in an engine; in DuckDB: read where they lie, grouped with
a memory limit and spill, closed to all else on the machine.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

import duckdb

from ..errors import CallError, Fault, InputError, KnowledgeError
from .dialect import Dialect
from .logs import Columns, LogMapping, columns, files
from .pseudonym import Key
from .relation import Relation
from .survey import Alike, alike, clock
from .words import Words

_CSV = (
    "read_csv({files}, header = true, auto_detect = false, columns = {{{columns}}},"
    " delim = '{delim}', quote = '\"', escape = '\"',"
    " filename = true, strict_mode = true, store_rejects = true, rejects_limit = 0)"
)
_PARQUET = (
    "read_parquet({files}, filename = true, union_by_name = true,"
    " hive_types_autocast = false)"
)
_LIMIT = re.compile(r"[1-9][0-9]*(\.[0-9]+)? ?([KMGT]i?B)")


class Ledger(ABC):
    """The events of some logs, in whichever engine; close it to remove what it made."""

    files: list[str]

    def __init__(self) -> None:
        self.one_a_line: set[str] = set()
        self.unread: dict[str, tuple[str, ...]] = {}
        self.read_as: dict[str, tuple[str | None, str]] = {}

    def note(self, group: Alike, named: Columns) -> None:
        """
        Remember how some files are read: columns left out,
        separator, clock, whether a line is one person at most.
        """
        if not group.quoted and "subjects" not in named.named:
            self.one_a_line.update(group.files)
        kind = "VARCHAR"
        if "time" in named.named:
            kind = named.named["time"][0]
        for name in group.files:
            self.unread[name] = named.unread
            self.read_as[name] = (group.separator, clock(kind))

    @abstractmethod
    def keep(self, name: str, sql: str, more: bool = False) -> None:
        """Keep what a query gives under a name that later queries may use."""

    @abstractmethod
    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """
        Every row of a query, which is in the SQL of DuckDB; InputError
        or CallError say what the engine cannot do, without the row.
        """

    @abstractmethod
    def malformed(self) -> list[tuple[str, int | None, str]]:
        """
        What could not be read as rows: the file, the line
        where it is known, and of which kind it is.
        """

    @abstractmethod
    def faults(self, file: str, most: int) -> list[tuple[int | None, str]]:
        """
        The first faults of a file: the number of the row among those
        that were read, where rows are numbered, and the fault.
        """

    @abstractmethod
    def close(self) -> None:
        """Let go of the files and of what was made."""


class DuckLedger(Ledger):
    """Events in DuckDB: read as `events`, with `pools` beside them."""

    def __init__(
        self,
        paths: list[str],
        mapping: LogMapping,
        key: Key,
        words: Words,
        memory: str,
        beside: Path | None = None,
    ) -> None:
        super().__init__()
        if not _LIMIT.fullmatch(memory):
            raise CallError(
                f"--memory {memory!r} is no amount of memory; write it as 1GiB"
            )
        self.files = files(paths)
        self.folder = Path(tempfile.mkdtemp(prefix="qingdan-"))
        self._base = duckdb.connect(
            config={"memory_limit": memory, "temp_directory": str(self.folder)}
        )
        folders = (self.folder, beside) if beside else (self.folder,)
        lock(self._base, self.files, *folders)
        try:
            self._open(mapping, key, words)
        except BaseException:
            self.close()
            raise

    def _open(self, mapping: LogMapping, key: Key, words: Words) -> None:
        self._read: dict[str, tuple[Alike, Relation]] = {}
        parts = []
        for group in alike(self.files, self.rows, mapping):
            source = reader(group, group.files)
            named = columns(
                self._columns(group, source),
                group.files,
                mapping,
                group.quoted,
            )
            self.note(group, named)
            relation = Relation(named, mapping, key, words, Dialect())
            self._read |= dict.fromkeys(group.files, (group, relation))
            parts.append(relation.sql(source))
        # identifiers are hashed once: what is read more than once is a table of pseudonyms
        kept = "VIEW" if self.is_pseudonymous else "TABLE"
        self.run(
            f"CREATE TEMP {kept} events AS"
            " SELECT *, CAST(moment AS DATE) AS day, year(moment) AS year"
            f" FROM ({' UNION ALL '.join(parts)})"
        )
        self.run("CREATE TEMP TABLE pools (handler VARCHAR, pool VARCHAR)")
        for handler, pool in mapping.groups.items():
            self.run("INSERT INTO pools VALUES (?, ?)", handler, pool)

    @property
    def is_pseudonymous(self) -> bool:
        """Whether all logs name persons by pseudonyms already."""
        return all(
            relation.is_pseudonymous for _, relation in self._read.values()
        )

    def _columns(self, group: Alike, source: str) -> list[tuple[str, str]]:
        """
        The columns of some files: as the files have them,
        and those that are names of folders.
        """
        if group.is_csv:
            return list(group.columns)
        kinds = dict(group.columns)
        there = [
            (str(name), str(kind))
            for name, kind, *_ in self.rows(f"DESCRIBE SELECT * FROM {source}")
            if name != "filename"
        ]
        return [
            *group.columns,
            *((name, kind) for name, kind in there if name not in kinds),
        ]

    def run(self, sql: str, *values: Any) -> duckdb.DuckDBPyConnection:
        """Execute one statement; what the database says of a row is told without the row."""
        try:
            return self._base.execute(sql, values or None)
        except duckdb.Error as error:
            raise told(error, self.files) from None
        except RuntimeError as error:
            if "interrupted" in str(error):
                raise KeyboardInterrupt from None
            raise

    def keep(self, name: str, sql: str, more: bool = False) -> None:
        """Keep what a query gives as a table."""
        self.run(
            f"INSERT INTO {name} {sql}"
            if more
            else f"CREATE TEMP TABLE {name} AS {sql}"
        )

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Every row of a query."""
        try:
            return self.run(sql, *values).fetchall()
        except duckdb.Error as error:
            raise told(error, self.files) from None

    def close(self) -> None:
        """Let go of the files and of what was spilled."""
        self._base.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def malformed(self) -> list[tuple[str, int | None, str]]:
        """The lines of CSV that have not the form of the others, as the last scan left them."""
        if not self.rows(
            "SELECT 1 FROM duckdb_tables() WHERE table_name = 'reject_errors'"
        ):
            return []
        return [
            (str(file), int(line), str(kind))
            for file, line, kind in self.rows(
                "SELECT s.file_path, e.line, min(e.error_type::VARCHAR)"
                " FROM reject_errors e JOIN reject_scans s"
                " ON e.scan_id = s.scan_id AND e.file_id = s.file_id"
                " GROUP BY ALL ORDER BY ALL"
            )
        ]

    def faults(self, file: str, most: int) -> list[tuple[int | None, str]]:
        """The first faults of a file by row."""
        group, relation = self._read[file]
        source = reader(group, (file,))
        numbered = relation.sql(
            f"(SELECT *, row_number() OVER () AS qd_row FROM {source})",
            "qd_row, ",
        )
        faulty = self.rows(
            f"SELECT qd_row, fault FROM ({numbered})"
            f" WHERE fault IS NOT NULL ORDER BY ALL LIMIT {most}"
        )
        return [(int(row), str(what)) for row, what in faulty]


def lock(
    base: duckdb.DuckDBPyConnection, names: list[str], *folders: Path
) -> None:
    """From here on nothing but some files and folders can be opened: the logs, the spill."""
    listed = ", ".join(quoted(str(folder)) for folder in folders)
    base.execute(f"SET allowed_paths = [{', '.join(map(quoted, names))}]")
    base.execute(f"SET allowed_directories = [{listed}]")
    base.execute("SET enable_external_access = false")
    base.execute("SET lock_configuration = true")


def reader(group: Alike, names: tuple[str, ...]) -> str:
    """The table function that reads files which are alike."""
    listed = "[" + ", ".join(map(quoted, names)) + "]"
    if not group.is_csv:
        return _PARQUET.format(files=listed)
    named = ", ".join(
        f"{quoted(name)}: 'VARCHAR'" for name, _ in group.columns
    )
    return _CSV.format(files=listed, columns=named, delim=group.separator)


def quoted(text: str) -> str:
    """A text in SQL."""
    return "'" + text.replace("'", "''") + "'"


def told(error: duckdb.Error, names: list[str]) -> Exception:
    """An error of the database in words of ours, without what it quotes of a row."""
    if isinstance(
        error,
        (
            duckdb.ParserException,
            duckdb.BinderException,
            duckdb.CatalogException,
        ),
    ):
        # its message quotes the query, and so the key
        return KnowledgeError(
            f"the database refused a query of our own ({type(error).__name__})"
        )
    text = str(error)
    where = next(
        (name for name in names if name in text), ", ".join(names[:3])
    )
    if (
        isinstance(error, duckdb.OutOfMemoryException)
        or "Out of Memory" in text
    ):
        return CallError(
            "the count needs more memory than --memory allows, or more disk than there is for the"
            " spill; raise it, or free disk"
        )
    if "No space left" in text or "Could not write" in text:
        return CallError(
            "the disk is full; free space for the spill (TMPDIR names its folder)"
        )
    line = re.search(r"[Ll]ine:? ?([0-9]+)", text)
    place = where
    if line:
        place = f"{where}, line {line[1]}"
    if where.lower().endswith(".parquet"):
        mend = "write the file anew"
    else:
        mend = "save it as UTF-8 with one kind of line end, and with quotes closed"
    return InputError(
        Fault(place, f"cannot be read ({type(error).__name__})", mend)
    )
