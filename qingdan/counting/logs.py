"""Transfer logs as one relation: each row a person, a moment in Beijing time, a handler, and what else bears on the count."""

from __future__ import annotations

import csv
import glob
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from ..errors import CallError, Fault, InputError

COLUMNS = (
    "subject",
    "subjects",
    "time",
    "recorded",
    "handler",
    "recipient",
    "sensitive",
    "kinds",
    "ground",
    "groundProven",
    "accessMode",
    "item",
    "scenario",
)
_SUFFIXES = (".csv", ".parquet")
_RESERVED = frozenset(["filename", "qd_subject", "qd_row"])
_MEND = "write it as docs/counting.md describes"


@dataclass(frozen=True)
class LogMapping:
    """How foreign columns become ours, values for every row, and which handlers form a group."""

    columns: dict[str, str] = field(default_factory=dict)
    always: dict[str, str] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)


class Columns(NamedTuple):
    """The columns of some files of one kind, each of ours with the type and the quoted name it has there."""

    files: tuple[str, ...]
    named: dict[str, tuple[str, str]]


def read_log_mapping(path: Path | None) -> LogMapping:
    """A mapping from TOML: `[columns]`, `[always]` and `[groups]`; raise InputError where it is none."""
    if path is None:
        return LogMapping()
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(Fault(str(path), f"the mapping cannot be read ({error})", _MEND)) from None
    for part, members in raw.items():
        if part not in ("columns", "always", "groups") or not isinstance(members, dict):
            raise InputError(Fault(str(path), f"{part!r} is no part of a mapping of logs", "use [columns], [always] and [groups]"))
    unknown = [name for name in (*raw.get("columns", {}).values(), *raw.get("always", {})) if name not in COLUMNS]
    if unknown:
        raise InputError(Fault(str(path), f"there is no column {unknown[0]!r} of a log", f"use one of {', '.join(COLUMNS)}"))
    return LogMapping(raw.get("columns", {}), {name: _plain(value) for name, value in raw.get("always", {}).items()}, raw.get("groups", {}))


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def files(paths: Iterable[str]) -> list[str]:
    """The files that paths, patterns and folders name; raise InputError for one that names none."""
    found: dict[str, None] = {}
    for path in paths:
        if Path(path).is_dir():
            named = sorted(str(one) for one in Path(path).rglob("*") if one.suffix.lower() in _SUFFIXES)
        else:
            named = [path] if Path(path).is_file() else sorted(glob.glob(path, recursive=True))
        if not named:
            raise InputError(Fault(path, "there is no log there", "name a file, a pattern or a folder of .csv or .parquet files"))
        found |= dict.fromkeys(named)
    for name in found:
        if Path(name).suffix.lower() not in _SUFFIXES:
            raise InputError(Fault(name, "a transfer log is .csv or .parquet", "convert it, or leave it out"))
        if not Path(name).stat().st_size:
            raise InputError(Fault(name, "the file is empty", "give a log with a heading, or leave it out"))
    return list(found)


def heading(name: str) -> tuple[str, ...]:
    """The cells of the first line of a CSV file; raise InputError where there is none that can be read."""
    try:
        with open(name, "rb") as content:
            cells = next(csv.reader([content.readline(1 << 20).decode("utf-8-sig")], strict=True), [])
    except (UnicodeDecodeError, csv.Error):
        raise InputError(Fault(f"{name}, line 1", "the heading cannot be read", "save the log as UTF-8 with a heading")) from None
    if not cells or len(set(cells)) < len(cells):
        raise InputError(Fault(f"{name}, line 1", "the heading is empty or names a column twice", "give each column a name of its own"))
    _distinct(cells, f"{name}, line 1")
    return tuple(cells)


def _distinct(cells: Iterable[str], where: str) -> None:
    """Raise InputError for columns that SQL does not tell apart, or that have a name of ours."""
    seen: dict[str, str] = {}
    for cell in cells:
        other = seen.setdefault(cell.lower(), cell)
        if other != cell:
            what = f"the columns {other!r} and {cell!r} differ in case only"
            raise InputError(Fault(where, what, "rename one of them, or leave it out"))
        if cell.lower() in _RESERVED:
            raise InputError(Fault(where, f"the column {cell!r} has a name that the count uses itself", "rename it"))


def columns(found: list[tuple[str, str]], named: tuple[str, ...], mapping: LogMapping) -> Columns:
    """Which column of the files is which of ours, given their names and types; raise InputError where one is missing."""
    where = named[0] + (f" and {len(named) - 1} more" if len(named) > 1 else "")
    ours: dict[str, tuple[str, str]] = {}
    _distinct((name for name, _ in found), where)
    for name, kind in found:
        own = mapping.columns.get(name, name if not mapping.columns or name not in mapping.columns.values() else "")
        if own in ours:
            raise InputError(Fault(where, f"two columns are {own!r}", "name one of them in [columns] of a mapping, or leave one out"))
        if own in COLUMNS:
            ours[own] = (kind, '"' + name.replace('"', '""') + '"')
    absent = set(mapping.columns) - {name for name, _ in found}
    if absent:
        raise InputError(Fault(where, f"the mapping names a column {min(absent)!r} that is not there", "mend [columns] in the mapping"))
    given = set(ours) | set(mapping.always)
    for needed in (("subject", "subjects"), ("time",)):
        if not given & set(needed):
            raise InputError(
                Fault(where, f"there is no column {' or '.join(map(repr, needed))}", "name it so, or in [columns] of a mapping")
            )
    if {"subject", "subjects"} <= given:
        raise InputError(Fault(where, "there are both 'subject' and 'subjects'", "keep the one that holds the persons of a row"))
    return Columns(named, ours)


def chosen(names: tuple[str, ...]) -> tuple[str, ...]:
    """The parts that a tally is told by; raise CallError for one that is not known."""
    known = ("handler", "recipient", "month", "scenario", "item")
    for name in names:
        if name not in known:
            raise CallError(f"a tally cannot be told by {name!r}; choose of {', '.join(known)}")
    return tuple(name for name in names if name != "handler")
