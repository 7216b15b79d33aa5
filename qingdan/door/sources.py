"""What a program gives as an inventory in, one value of what is to be read out."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import CallError
from ..inventory.readers.frames import Table, is_table, of_dicts, table

_TAKEN = (
    "a path, several paths, bytes with their suffix, a table of pandas, polars or Arrow,"
    " or a list of dicts"
)
Part = Path | Table
PATHS = (str, os.PathLike)


class Content(NamedTuple):
    """A document in memory, its format named by the suffix of a file."""

    content: bytes
    suffix: str


class Source(NamedTuple):
    """What is read as each inventory: files and tables, or one document."""

    parts: tuple[Part, ...] = ()
    document: Content | None = None

    @property
    def name(self) -> str:
        """What messages call it."""
        if self.document:
            return "input"
        named = (
            part.where if isinstance(part, Table) else str(part)
            for part in self.parts
        )
        return ", ".join(named)


def source_of(given: Any, suffix: str | None = None) -> Source:
    """
    What is given as an inventory; raises CallError for what is none.

    A text is a path, never an inventory. Bytes have no name, so that a suffix says their format.
    """
    if isinstance(given, (bytes, bytearray, memoryview)):
        if suffix is None:
            raise CallError(
                "bytes do not say their format; add suffix='.ttl' or another"
            )
        return Source(document=Content(bytes(given), _dotted(suffix)))
    if suffix is not None:
        raise CallError("suffix names the format of bytes; a file has its own")
    if isinstance(given, PATHS):
        return Source((_path(given),))
    if is_table(given):
        return Source((table(given),))
    if isinstance(given, Mapping) or not isinstance(given, Iterable):
        raise _refused(given)
    return Source(_parts(list(given)))


def _parts(given: list[Any]) -> tuple[Part, ...]:
    if not given:
        raise CallError(f"there is nothing to read; give {_TAKEN}")
    if isinstance(given[0], Mapping):
        return (of_dicts(given),)
    return tuple(_part(each) for each in given)


def _part(given: Any) -> Part:
    if isinstance(given, PATHS):
        return _path(given)
    if is_table(given):
        return table(given)
    raise _refused(given)


def _path(given: Any) -> Path:
    text = os.fspath(given)
    if not isinstance(text, str) or "\n" in text or "\0" in text:
        raise CallError(
            "a text is the path of a file; give the content of each as bytes, with its suffix"
        )
    return Path(text)


def _dotted(suffix: str) -> str:
    return suffix if suffix.startswith(".") else "." + suffix


def _refused(given: Any) -> CallError:
    kind = type(given).__name__
    return CallError(f"a {kind} is no inventory; give {_TAKEN}")
