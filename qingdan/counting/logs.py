"""
What a log is made of: files, headings, columns of ours, and
a mapping for columns of other names.
"""

from __future__ import annotations

import glob
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import CallError, Fault, InputError
from ..inventory.readers.cells import nearest

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
_NAMES = frozenset(COLUMNS)
CSV = (".csv", ".csv.gz", ".csv.zst")
PARQUET = (".parquet",)
_SUFFIXES = CSV + PARQUET
_MEND = "write it as docs/counting.md describes"
_PARTS: dict[str, type] = {
    "columns": dict,
    "always": dict,
    "default": dict,
    "groups": dict,
    "ignore": list,
}
_NO_DEFAULT = ("subject", "subjects", "time", "recorded")


@dataclass(frozen=True)
class LogMapping:
    """
    How foreign columns become ours, values for every row or
    for empty cells, columns to leave out, groups of handlers.
    """

    columns: dict[str, str] = field(default_factory=dict)
    always: dict[str, str] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    default: dict[str, str] = field(default_factory=dict)
    ignore: tuple[str, ...] = ()


class Columns(NamedTuple):
    """
    The columns of files that are read alike: ours by type and
    quoted name, those that may hold line breaks, those not read.
    """

    files: tuple[str, ...]
    named: dict[str, tuple[str, str]]
    quoted: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


def read_log_mapping(path: Path | None) -> LogMapping:
    """
    A mapping from TOML: `[columns]`, `[always]`, `[default]`,
    `[groups]` and `ignore`; raise InputError where it is none.
    """
    if path is None:
        return LogMapping()
    parts = _parts(path)
    columns = parts.get("columns", {})
    always = parts.get("always", {})
    groups = parts.get("groups", {})
    default = parts.get("default", {})
    ignore = parts.get("ignore", [])
    texts = (*columns.values(), *groups.values(), *ignore)
    values = (*always.values(), *default.values())
    _refuse_no_text(path, texts, str)
    _refuse_no_text(path, values, (str, bool, int))
    _refuse_unknown(path, (*columns.values(), *always, *default))
    _refuse_default(path, default)
    return LogMapping(
        columns,
        {name: _plain(value) for name, value in always.items()},
        groups,
        {name: _plain(value) for name, value in default.items()},
        tuple(ignore),
    )


def _parts(path: Path) -> dict[str, Any]:
    """The parts of a mapping as they are written, each in its form."""
    try:
        parts = tomllib.loads(path.read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        what = f"the mapping cannot be read ({error})"
        raise InputError(Fault(str(path), what, _MEND)) from None
    for part, members in parts.items():
        if part not in _PARTS or not isinstance(members, _PARTS[part]):
            what = (
                f"{part!r} is no part of a mapping of logs, or not in its form"
            )
            mend = "use [columns], [always], [default], [groups] and ignore"
            raise InputError(Fault(str(path), what, mend))
    return parts


def _refuse_no_text(
    path: Path, values: Iterable[object], kinds: type | tuple[type, ...]
) -> None:
    if not all(isinstance(value, kinds) for value in values):
        raise InputError(Fault(str(path), "a value is no text", _MEND))


def _refuse_default(path: Path, default: dict[str, object]) -> None:
    for name in _NO_DEFAULT:
        if name in default:
            what = f"{name!r} has no default"
            mend = (
                "leave it out of [default]: a row without it cannot be counted"
            )
            raise InputError(Fault(str(path), what, mend))


def _refuse_unknown(path: Path, names: Iterable[str]) -> None:
    for name in names:
        if name not in COLUMNS:
            close = nearest(name, _NAMES)
            mend = (
                f"did you mean {close!r}?"
                if close
                else f"use one of {', '.join(COLUMNS)}"
            )
            raise InputError(
                Fault(str(path), f"there is no column {name!r} of a log", mend)
            )


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)


def files(paths: Iterable[str]) -> list[str]:
    """
    The files that paths, patterns and folders name; raise
    InputError for one that names none, or that is not read.
    """
    logs: dict[str, None] = {}
    for path in paths:
        if Path(path).is_dir():
            named = sorted(
                str(log)
                for log in Path(path).rglob("*")
                if log.is_file() and not _is_aside(log)
            )
        else:
            if Path(path).is_file():
                named = [path]
            else:
                named = sorted(
                    log
                    for log in glob.glob(path, recursive=True)
                    if Path(log).is_file()
                )
        if not named:
            raise InputError(
                Fault(
                    path,
                    "there is no log there",
                    f"name a file, a pattern or a folder of {', '.join(_SUFFIXES)}",
                )
            )
        logs |= dict.fromkeys(named)
    for name in logs:
        if not name.lower().endswith(_SUFFIXES):
            mend = f"convert it to one of {', '.join(_SUFFIXES)}, or move it out of the folder"
            raise InputError(
                Fault(name, "a transfer log is .csv or .parquet", mend)
            )
        if not Path(name).stat().st_size:
            raise InputError(
                Fault(
                    name,
                    "the file is empty",
                    "give a log with a heading, or leave it out",
                )
            )
    return list(logs)


def _is_aside(path: Path) -> bool:
    """
    Whether a file is one that programs leave beside data,
    such as _SUCCESS, and no log by its name.
    """
    if not path.name.startswith((".", "_")):
        return False
    return not path.name.lower().endswith(_SUFFIXES)


def columns(
    cells: list[tuple[str, str]],
    named: tuple[str, ...],
    mapping: LogMapping,
    quoted: bool = False,
) -> Columns:
    """
    Which column of the files is which of ours, given their names
    and types; raise InputError where one is missing or near.
    """
    where = named[0] + (
        f" and {len(named) - 1} more" if len(named) > 1 else ""
    )
    ours: dict[str, tuple[str, str]] = {}
    unread = []
    for name, kind in cells:
        ours_of = mapping.columns.get(
            name,
            name
            if not mapping.columns or name not in mapping.columns.values()
            else "",
        )
        if ours_of in ours:
            raise InputError(
                Fault(
                    where,
                    f"two columns are {ours_of!r}",
                    "name one of them in [columns] of a mapping, or leave one out",
                )
            )
        if ours_of in COLUMNS and name not in mapping.ignore:
            ours[ours_of] = (kind, in_quotes(name))
        elif name not in mapping.ignore:
            unread.append(name)
    _refuse_missing(cells, ours, where, mapping)
    _refuse_near(unread, where)
    whole = tuple(in_quotes(name) for name, _ in cells) if quoted else ()
    return Columns(named, ours, whole, tuple(unread))


def in_quotes(name: str) -> str:
    """A name of a column in SQL."""
    return '"' + name.replace('"', '""') + '"'


def _refuse_missing(
    cells: list[tuple[str, str]],
    ours: dict[str, tuple[str, str]],
    where: str,
    mapping: LogMapping,
) -> None:
    absent = {*mapping.columns, *mapping.ignore} - {name for name, _ in cells}
    if absent & set(mapping.columns):
        lost = min(absent & set(mapping.columns))
        raise InputError(
            Fault(
                where,
                f"the mapping names a column {lost!r} that is not there",
                "mend [columns] in the mapping",
            )
        )
    for name in mapping.always:
        if name in ours:
            what = f"the mapping gives {name!r} for every row, and the log has a column for it"
            raise InputError(
                Fault(
                    where,
                    what,
                    "use [default], which yields to what a row states",
                )
            )
    given = set(ours) | set(mapping.always) | set(mapping.default)
    _refuse_unnamed(cells, given, where)
    if {"subject", "subjects"} <= given:
        raise InputError(
            Fault(
                where,
                "there are both 'subject' and 'subjects'",
                "keep the one that holds the persons of a row",
            )
        )


def _refuse_unnamed(
    cells: list[tuple[str, str]], given: set[str], where: str
) -> None:
    """Raise InputError where no column holds the persons, or none the time."""
    for needed in (("subject", "subjects"), ("time",)):
        if not given & set(needed):
            close = next(
                (
                    f"; did you mean {name!r}?"
                    for name, _ in cells
                    if nearest(name, frozenset(needed))
                ),
                "",
            )
            mend = "name it so, or in [columns] of a mapping" + close
            raise InputError(
                Fault(
                    where,
                    f"there is no column {' or '.join(map(repr, needed))}",
                    mend,
                )
            )


def _refuse_near(unread: list[str], where: str) -> None:
    """A column that is named almost as one of ours would be left out by a slip of the pen."""
    for name in unread:
        if close := nearest(name, _NAMES):
            mend = "name it so, map it under [columns], or list it under ignore in a mapping"
            raise InputError(
                Fault(
                    where,
                    f"the column {name!r} is not read; did you mean {close!r}?",
                    mend,
                )
            )


def chosen(names: tuple[str, ...]) -> tuple[str, ...]:
    """The parts that a tally is told by; raise CallError for one that is not known."""
    known = ("handler", "recipient", "month", "scenario", "item")
    for name in names:
        if name not in known:
            raise CallError(
                f"a tally cannot be told by {name!r}; choose of {', '.join(known)}"
            )
    return tuple(name for name in names if name != "handler")
