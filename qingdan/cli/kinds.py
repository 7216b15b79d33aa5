"""Kinds of arguments, and the command that knows by them what it reads and what it writes."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from ..errors import CallError, InputError
from ..output import note

STREAM = Path("-")
SET_BY = "qingdan.configured"


class Day(click.ParamType[date]):
    """A day as YYYY-MM-DD."""

    name = "YYYY-MM-DD"

    def convert(
        self,
        value: Any,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> date:
        """A day; anything else is an error of the call."""
        try:
            if isinstance(value, date):
                return value
            return date.fromisoformat(value)
        except ValueError:
            self.fail(
                f"{value!r} is not a day; write it as 2026-03-02", param, ctx
            )


class Names(click.ParamType[tuple[str, ...]]):
    """Names parted by commas."""

    name = "A,B"

    def convert(
        self,
        value: Any,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> tuple[str, ...]:
        """Names parted by commas."""
        if isinstance(value, tuple):
            return value
        return tuple(part.strip() for part in value.split(",") if part.strip())


class Read(click.Path):
    """A file that is read."""

    def __init__(self, streams: bool = False) -> None:
        super().__init__(path_type=Path, allow_dash=streams)


class Folder(click.ParamType[Path]):
    """A folder of an edition pack."""

    name = "folder"

    def convert(
        self,
        value: Any,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Path:
        """The folder; whether it is there is told by what reads it."""
        return Path(value)


class Logs(click.ParamType[str]):
    """A file, a pattern or a folder of files that are read."""

    name = "path"


class Written(click.Path):
    """A file that is written; where streams are allowed, `-` is standard output."""

    def __init__(self, streams: bool = False) -> None:
        super().__init__(path_type=Path, allow_dash=True)
        self.streams = streams

    def convert(
        self,
        value: Any,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Any:
        """The file, or none for standard output."""
        path = super().convert(value, param, ctx)
        if path == STREAM and not self.streams:
            self.fail(
                "standard output is not for this; name a file", param, ctx
            )
        if path == STREAM:
            return None
        return path


class Command(click.Command):
    """A command that never writes over what it reads, and loses no value that it is given."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Refuse an option of one value that is given twice, as the first would be lost."""
        parser = self.make_parser(ctx)
        _, _, given = parser.parse_args(args=list(args))
        for param, times in Counter(given).items():
            if times > 1 and _takes_one(param):
                raise click.UsageError(_twice(param), ctx)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Refuse a file that is written as well as read, or written twice; else run the command."""
        taken = {_identity(name): "read" for name in self._of(ctx, Read)}
        taken |= {
            _identity(name): "read"
            for log in self._of(ctx, Logs)
            for name in _files(log)
        }
        for name in self._of(ctx, Written):
            identity = _identity(name)
            if identity is not None and identity in taken:
                what = f"{name} is {taken[identity]} by this very call and is not written over"
                raise CallError(f"{what}; name another file to write")
            taken[identity] = "written"
        _tell_defaults(ctx)
        return super().invoke(ctx)

    def _of(
        self, ctx: click.Context, kind: type[click.ParamType[Any]]
    ) -> Iterator[str]:
        for param in self.params:
            value = ctx.params.get(param.name or "")
            if isinstance(param.type, kind) and value is not None:
                yield from map(
                    str, value if isinstance(value, tuple) else [value]
                )


def _takes_one(param: click.Parameter) -> bool:
    """Whether a parameter is an option of one value."""
    if not isinstance(param, click.Option):
        return False
    return not (param.multiple or param.count or param.is_flag)


def _twice(param: click.Parameter) -> str:
    """What is wrong with an option that is given twice, and how to mend it."""
    name = f"--{key_of(param)}"
    if isinstance(param.type, Names):
        return f"{name} is given twice; name all its values in one: {name} A,B"
    return f"{name} is given twice; give it once"


def key_of(param: click.Parameter) -> str:
    """The name of an option without its dashes."""
    return max(param.opts, key=len).lstrip("-")


def _tell_defaults(ctx: click.Context) -> None:
    """Say which options a file of defaults set, so that none does in silence."""
    sources = {
        param: ctx.get_parameter_source(param.name or "")
        for param in ctx.command.params
    }
    taken = [
        key_of(param)
        for param, source in sources.items()
        if source is ParameterSource.DEFAULT_MAP
    ]
    if taken:
        note(f"set by {ctx.meta[SET_BY]}: {', '.join(taken)}")


def _files(log: str) -> list[str]:
    from ..counting.logs import files

    try:
        return files([log])
    except InputError:
        return []


def _identity(name: str) -> object:
    """What a file is known by, whatever it is called; nothing for a device or a pipe."""
    try:
        status = os.stat(0 if name == str(STREAM) else name)
    except OSError:
        return os.path.realpath(name)
    if stat.S_ISREG(status.st_mode):
        return (status.st_dev, status.st_ino)
    return None
