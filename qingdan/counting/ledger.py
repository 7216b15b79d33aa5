"""Events in DuckDB: read where they lie, grouped with a memory limit and spill, closed to everything else on the machine."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb

from ..errors import CallError, Fault, InputError, KnowledgeError
from .logs import LogMapping, columns, files, heading
from .pseudonym import Key
from .relation import Relation

_CSV = (
    "read_csv({files}, header = true, auto_detect = false, columns = {{{columns}}}, delim = ',', quote = '\"', escape = '\"',"
    " filename = true, strict_mode = true, store_rejects = true, rejects_limit = 0)"
)
_PARQUET = "read_parquet({files}, filename = true, union_by_name = true)"
_LIMIT = re.compile(r"[1-9][0-9]*(\.[0-9]+)? ?([KMGT]i?B)")


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
        allowed = ", ".join(quoted(str(name)) for name in self.files)
        self._base.execute(f"SET allowed_paths = [{allowed}]")
        self._base.execute(f"SET allowed_directories = [{quoted(str(self.folder))}]")
        self._base.execute("SET enable_external_access = false")
        self._base.execute("SET lock_configuration = true")

    def _open(self, mapping: LogMapping, key: Key, grounds: Mapping[str, str], kinds: Mapping[str, bool]) -> None:
        self.relations: dict[str, Relation] = {}
        parts = []
        for source, named in self._sources():
            found = [(str(name), str(kind)) for name, kind, *_ in self.rows(f"DESCRIBE SELECT * FROM {source}") if name != "filename"]
            relation = Relation(columns(found, named, mapping), mapping, key, grounds, kinds)
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

    def _sources(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The files that are read alike: CSV by heading, Parquet together."""
        alike: dict[tuple[str, ...], list[str]] = {}
        for name in self.files:
            alike.setdefault(() if name.lower().endswith(".parquet") else heading(name), []).append(name)
        for cells, names in alike.items():
            yield reader(cells, *names), tuple(names)

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

    def keep(self, name: str, sql: str) -> None:
        """Keep what a query gives as a table."""
        self.run(f"CREATE TEMP TABLE {name} AS {sql}")

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


def reader(cells: tuple[str, ...], *names: str) -> str:
    """The table function that reads files: CSV of a heading, Parquet where there is none."""
    listed = "[" + ", ".join(map(quoted, names)) + "]"
    named = ", ".join(f"{quoted(cell)}: 'VARCHAR'" for cell in cells)
    return _CSV.format(files=listed, columns=named) if cells else _PARQUET.format(files=listed)


def quoted(text: str) -> str:
    """A text in SQL."""
    return "'" + text.replace("'", "''") + "'"


def _told(error: duckdb.Error, names: list[str]) -> Exception:
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
