"""Events in an engine; in DuckDB: read where they lie, grouped with a memory limit and spill, closed to all else on the machine."""

from __future__ import annotations

import re
import shutil
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb

from ..errors import CallError, Fault, InputError, KnowledgeError
from .dialect import Dialect
from .logs import LogMapping, columns, files, heading
from .pseudonym import Key
from .relation import Relation

_CSV = (
    "read_csv({files}, header = true, auto_detect = false, columns = {{{columns}}}, delim = ',', quote = '\"', escape = '\"',"
    " filename = true, strict_mode = true, store_rejects = true, rejects_limit = 0)"
)
_PARQUET = "read_parquet({files}, filename = true, union_by_name = true)"
_LIMIT = re.compile(r"[1-9][0-9]*(\.[0-9]+)? ?([KMGT]i?B)")


class Ledger(ABC):
    """The events of some logs, in whichever engine; close it to remove what it made."""

    files: list[str]

    @abstractmethod
    def keep(self, name: str, sql: str, more: bool = False) -> None:
        """Keep what a query gives under a name that later queries may use."""

    @abstractmethod
    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Every row of a query, which is in the SQL of DuckDB; InputError or CallError say what the engine cannot do, without the row."""

    @abstractmethod
    def malformed(self) -> list[tuple[str, int | None, str]]:
        """What could not be read as rows: the file, the line where it is known, and of which kind it is."""

    @abstractmethod
    def faults(self, file: str, most: int) -> list[tuple[int | None, str]]:
        """The first faults of a file: the number of the row among those that were read, where rows are numbered, and the fault."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the files and of what was made."""


class DuckLedger(Ledger):
    """Events in DuckDB: read as `events`, with `pools` beside them."""

    def __init__(
        self, paths: list[str], mapping: LogMapping, key: Key, grounds: Mapping[str, str], kinds: Mapping[str, bool], memory: str
    ) -> None:
        if not _LIMIT.fullmatch(memory):
            raise CallError(f"--memory {memory!r} is no amount of memory; write it as 1GiB")
        self.files = files(paths)
        self.folder = Path(tempfile.mkdtemp(prefix="qingdan-"))
        self._base = duckdb.connect(config={"memory_limit": memory, "temp_directory": str(self.folder)})
        lock(self._base, self.files, self.folder)
        try:
            self._open(mapping, key, grounds, kinds)
        except BaseException:
            self.close()
            raise

    def _open(self, mapping: LogMapping, key: Key, grounds: Mapping[str, str], kinds: Mapping[str, bool]) -> None:
        self.relations: dict[str, Relation] = {}
        parts = []
        for cells, named in alike(self.files):
            source = reader(cells, *named)
            own = source.replace(", filename = true", "")
            found = [(str(name), str(kind)) for name, kind, *_ in self.rows(f"DESCRIBE SELECT * FROM {own}")]
            relation = Relation(columns(found, named, mapping), mapping, key, grounds, kinds, Dialect())
            self.relations |= dict.fromkeys(named, relation)
            parts.append(relation.sql(source))
        # identifiers are hashed once: what is read more than once is a table of pseudonyms
        kept = "VIEW" if all(relation.is_pseudonymous for relation in self.relations.values()) else "TABLE"
        self.run(
            f"CREATE TEMP {kept} events AS SELECT *, CAST(moment AS DATE) AS day, year(moment) AS year FROM ({' UNION ALL '.join(parts)})"
        )
        self.run("CREATE TEMP TABLE pools (handler VARCHAR, pool VARCHAR)")
        for handler, pool in mapping.groups.items():
            self.run("INSERT INTO pools VALUES (?, ?)", handler, pool)

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
        self.run(f"INSERT INTO {name} {sql}" if more else f"CREATE TEMP TABLE {name} AS {sql}")

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
        if not self.rows("SELECT 1 FROM duckdb_tables() WHERE table_name = 'reject_errors'"):
            return []
        return [
            (str(file), int(line), str(kind))
            for file, line, kind in self.rows(
                "SELECT s.file_path, e.line, min(e.error_type::VARCHAR) FROM reject_errors e JOIN reject_scans s"
                " ON e.scan_id = s.scan_id AND e.file_id = s.file_id GROUP BY ALL ORDER BY ALL"
            )
        ]

    def faults(self, file: str, most: int) -> list[tuple[int | None, str]]:
        """The first faults of a file by row."""
        source = reader(() if file.lower().endswith(".parquet") else heading(file), file)
        numbered = self.relations[file].sql(f"(SELECT *, row_number() OVER () AS qd_row FROM {source})", "qd_row, ")
        found = self.rows(f"SELECT qd_row, fault FROM ({numbered}) WHERE fault IS NOT NULL ORDER BY ALL LIMIT {most}")
        return [(int(row), str(what)) for row, what in found]


def lock(base: duckdb.DuckDBPyConnection, names: list[str], folder: Path) -> None:
    """From here on nothing but the logs and the folder of the spill can be opened."""
    base.execute(f"SET allowed_paths = [{', '.join(map(quoted, names))}]")
    base.execute(f"SET allowed_directories = [{quoted(str(folder))}]")
    base.execute("SET enable_external_access = false")
    base.execute("SET lock_configuration = true")


def alike(names: list[str]) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """The files that are read alike, after their heading: CSV by heading, Parquet together and without one."""
    found: dict[tuple[str, ...], list[str]] = {}
    for name in names:
        found.setdefault(() if name.lower().endswith(".parquet") else heading(name), []).append(name)
    yield from ((cells, tuple(named)) for cells, named in found.items())


def reader(cells: tuple[str, ...], *names: str) -> str:
    """The table function that reads files: CSV of a heading, Parquet where there is none."""
    listed = "[" + ", ".join(map(quoted, names)) + "]"
    named = ", ".join(f"{quoted(cell)}: 'VARCHAR'" for cell in cells)
    return _CSV.format(files=listed, columns=named) if cells else _PARQUET.format(files=listed)


def quoted(text: str) -> str:
    """A text in SQL."""
    return "'" + text.replace("'", "''") + "'"


def told(error: duckdb.Error, names: list[str]) -> Exception:
    """An error of the database in words of ours, without what it quotes of a row."""
    if isinstance(error, (duckdb.ParserException, duckdb.BinderException, duckdb.CatalogException)):
        # its message quotes the query, and so the key
        return KnowledgeError(f"the database refused a query of our own ({type(error).__name__})")
    text = str(error)
    where = next((name for name in names if name in text), ", ".join(names[:3]))
    if isinstance(error, duckdb.OutOfMemoryException) or "Out of Memory" in text:
        return CallError(
            "the count needs more memory than --memory allows, or more disk than there is for the spill; raise it, or free disk"
        )
    if "No space left" in text or "Could not write" in text:
        return CallError("the disk is full; free space for the spill (TMPDIR names its folder)")
    line = re.search(r"[Ll]ine:? ?([0-9]+)", text)
    place = f"{where}, line {line[1]}" if line else where
    mend = (
        "write the file anew"
        if where.lower().endswith(".parquet")
        else "save it as UTF-8 with one kind of line end, and with quotes closed"
    )
    return InputError(Fault(place, f"cannot be read ({type(error).__name__})", mend))
