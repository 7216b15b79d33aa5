"""Events in DuckDB: read where they lie, grouped with a memory limit and spill, closed to everything else on the machine."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from ..errors import CallError, Fault, InputError
from .logs import LogMapping, columns, files, heading
from .pseudonym import Key
from .relation import Relation

_CSV = (
    "read_csv({files}, header = true, auto_detect = false, columns = {{{columns}}}, delim = ',', quote = '\"', escape = '\"',"
    " filename = true, strict_mode = true, store_rejects = true, rejects_limit = 0)"
)
_PARQUET = "read_parquet({files}, filename = true, union_by_name = true)"
_LIMIT = re.compile(r"[1-9][0-9]*(\.[0-9]+)? ?([KMGT]i?B)")
_FAULTS_TOLD = 1_000


class BadRow(NamedTuple):
    """A row that is not counted: where it stands and why."""

    file: str
    row: int
    what: str


class Firsts(NamedTuple):
    """How many persons of a key had their first events on some days: ordinary, sensitive, of unknown kind."""

    key: str
    year: int
    ordinary: date | None
    sensitive: date | None
    unknown: date | None
    persons: int


class Ledger:
    """The events of some logs; close it to remove what was spilled."""

    def __init__(
        self, paths: list[str], mapping: LogMapping, key: Key, grounds: Mapping[str, str], kinds: Mapping[str, bool], memory: str
    ) -> None:
        if not _LIMIT.fullmatch(memory):
            raise CallError(f"--memory {memory!r} is no amount of memory; write it as 1GiB")
        self.files = files(paths)
        self.folder = Path(tempfile.mkdtemp(prefix="qingdan-"))
        self._base = duckdb.connect(config={"memory_limit": memory, "temp_directory": str(self.folder)})
        self._lock()
        try:
            self._open(mapping, key, grounds, kinds)
        except BaseException:
            self.close()
            raise

    def _lock(self) -> None:
        """From here on nothing but the logs and the folder of the spill can be opened."""
        allowed = ", ".join(_quoted(str(name)) for name in self.files)
        self._base.execute(f"SET allowed_paths = [{allowed}]")
        self._base.execute(f"SET allowed_directories = [{_quoted(str(self.folder))}]")
        self._base.execute("SET enable_external_access = false")
        self._base.execute("SET lock_configuration = true")

    def _open(self, mapping: LogMapping, key: Key, grounds: Mapping[str, str], kinds: Mapping[str, bool]) -> None:
        self._relations: dict[str, Relation] = {}
        parts = []
        for source, named in self._sources():
            found = [(str(name), str(kind)) for name, kind, *_ in self.rows(f"DESCRIBE SELECT * FROM {source}") if name != "filename"]
            relation = Relation(columns(found, named, mapping), mapping, key, grounds, kinds)
            self._relations |= dict.fromkeys(named, relation)
            parts.append(relation.sql(source))
        self.run(
            f"CREATE TEMP VIEW events AS SELECT *, CAST(moment AS DATE) AS day, year(moment) AS year FROM ({' UNION ALL '.join(parts)})"
        )
        self.run("CREATE TEMP TABLE pools (handler VARCHAR, pool VARCHAR)")
        for handler, pool in mapping.groups.items():
            self.run("INSERT INTO pools VALUES (?, ?)", handler, pool)

    def _sources(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The files that are read alike: CSV by heading, Parquet together."""
        alike: dict[tuple[str, ...], list[str]] = {}
        for name in self.files:
            alike.setdefault(() if name.lower().endswith(".parquet") else heading(name), []).append(name)
        for cells, names in alike.items():
            yield _reader(cells, *names), tuple(names)

    def run(self, sql: str, *values: Any) -> duckdb.DuckDBPyConnection:
        """Execute one statement; what the database says of a row is told without the row."""
        try:
            return self._base.execute(sql, values or None)
        except duckdb.Error as error:
            raise _told(error, self.files) from None
        except RuntimeError as error:
            if "interrupted" in str(error):
                raise KeyboardInterrupt from None
            raise

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Every row of a query."""
        try:
            return self.run(sql, *values).fetchall()
        except duckdb.Error as error:
            raise _told(error, self.files) from None

    def close(self) -> None:
        """Let go of the files and of what was spilled."""
        self._base.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def firsts(self, as_of: date, counted: str, key: str = "handler", recorded: bool = False) -> list[Firsts]:
        """For each key and year the days of the first events of its persons, up to a day."""
        day = "greatest(day, coalesce(recorded, day))" if recorded else "day"
        found = self.rows(
            f"SELECT key, year, o, s, u, count(*) FROM (SELECT {_KEYS[key]} AS key, year, person, min({day}) FILTER (sensitive = false) AS o,"
            f" min({day}) FILTER (sensitive) AS s, min({day}) FILTER (sensitive IS NULL) AS u FROM {_SOURCES[key]}"
            f" WHERE fault IS NULL AND {day} <= ? AND {counted} GROUP BY ALL) GROUP BY ALL ORDER BY ALL",
            as_of,
        )
        return [Firsts(*row) for row in found]

    def persons(self, as_of: date, what: str, where: str) -> list[tuple[Any, ...]]:
        """The number of persons of each handler and year by some expression."""
        return self.rows(
            f"SELECT handler, year, {what} AS part, count(DISTINCT person), count(DISTINCT person) FILTER (sensitive = false),"
            f" count(DISTINCT person) FILTER (sensitive) FROM events WHERE fault IS NULL AND day <= ? AND {where} GROUP BY ALL ORDER BY ALL",
            as_of,
        )

    def event(
        self, key: str, by: str, year: int, day: date, sensitive: bool, number: int, counted: str
    ) -> tuple[datetime, str | None, str | None, str]:
        """The event by which the number-th new person of a day came in: its moment, recipient, item and file."""
        mine = f"FROM {_SOURCES[by]} WHERE fault IS NULL AND {counted} AND {_KEYS[by]} = ? AND year = ? AND sensitive = {str(sensitive).lower()}"
        found = self.rows(
            f"WITH today AS MATERIALIZED (SELECT person, min(moment) AS first, arg_min(recipient, moment) AS recipient, arg_min(item, moment) AS item,"
            f" arg_min(file, moment) AS file {mine} AND day = ? GROUP BY person),"
            f" before AS (SELECT DISTINCT person {mine} AND day < ? AND person IN (SELECT person FROM today))"
            f" SELECT first, recipient, item, file FROM today ANTI JOIN before USING (person) ORDER BY first, person LIMIT 1 OFFSET {number - 1}",
            key, year, day, key, year, day,
        )  # fmt: skip
        return found[0][0], found[0][1], found[0][2], str(found[0][3])

    def bad(self) -> tuple[int, list[BadRow]]:
        """How many rows cannot be counted, and the first of them by file and line."""
        number = int(self.rows("SELECT count(*) FROM events WHERE fault IS NOT NULL")[0][0])
        malformed = self._malformed()
        listed = [BadRow(file, line, _MALFORMED.get(kind, "cannot be read as CSV")) for file, line, kind in malformed]
        lines = [(file, line) for file, line, _ in malformed]
        for (file,) in self.rows("SELECT DISTINCT file FROM events WHERE fault IS NOT NULL ORDER BY file") if number else ():
            listed += self._faults_in(str(file), [line for name, line in lines if name == file])
        return number + len(malformed), sorted(listed)

    def _faults_in(self, file: str, malformed: list[int]) -> Iterator[BadRow]:
        """The first faults of a file by row; lines that were passed over count as rows."""
        source = _reader(() if file.lower().endswith(".parquet") else heading(file), file)
        numbered = f"(SELECT *, row_number() OVER () AS qd_row FROM {source})"
        for row, what in self.rows(
            f"SELECT qd_row, fault FROM ({self._relations[file].sql(numbered, 'qd_row, ')}) WHERE fault IS NOT NULL ORDER BY ALL LIMIT {_FAULTS_TOLD}"
        ):
            number = int(row) + (not file.lower().endswith(".parquet"))
            for line in malformed:
                number += line <= number
            yield BadRow(file, number, str(what))

    def _malformed(self) -> list[tuple[str, int, str]]:
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


_MALFORMED = {
    "MISSING COLUMNS": "has fewer cells than the heading",
    "TOO MANY COLUMNS": "has more cells than the heading",
    "INVALID ENCODING": "is not UTF-8",
    "UNQUOTED VALUE": "has a quote out of place",
    "LINE SIZE OVER MAXIMUM": "is too long",
}
_KEYS = {"handler": "handler", "pool": "pool"}
_SOURCES = {"handler": "events", "pool": "(SELECT e.*, p.pool FROM events e JOIN pools p USING (handler))"}


def _reader(cells: tuple[str, ...], *names: str) -> str:
    listed = "[" + ", ".join(map(_quoted, names)) + "]"
    named = ", ".join(f"{_quoted(cell)}: 'VARCHAR'" for cell in cells)
    return _CSV.format(files=listed, columns=named) if cells else _PARQUET.format(files=listed)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _told(error: duckdb.Error, names: list[str]) -> Exception:
    """An error of the database in words of ours, without what it quotes of a row."""
    if isinstance(error, (duckdb.ParserException, duckdb.BinderException, duckdb.CatalogException)):
        return error
    text = str(error)
    where = next((name for name in names if name in text), ", ".join(names[:3]))
    if isinstance(error, duckdb.OutOfMemoryException) or "Out of Memory" in text:
        return CallError(
            "the count needs more memory than --memory allows, or more disk than there is for the spill; raise it, or free disk"
        )
    if "No space left" in text:
        return CallError("the disk is full; free space for the spill (TMPDIR names its folder)")
    line = re.search(r"[Ll]ine:? ?([0-9]+)", text)
    place = f"{where}, line {line[1]}" if line else where
    mend = (
        "write the file anew"
        if where.lower().endswith(".parquet")
        else "save it as UTF-8 with one kind of line end, and with quotes closed"
    )
    return InputError(Fault(place, f"cannot be read ({type(error).__name__})", mend))
