"""
`qingdan.toml`: defaults of options by command, of the folder worked in or of one above it.

A table for each command, a key for each of its options, without the dashes. What the command
line gives goes first; what the file set is told on standard error. What is not known is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .kinds import SET_BY, Folder, Logs, Read, Written, key_of

if TYPE_CHECKING:
    from ..door.tables import Tables

NAME = "qingdan.toml"


def configure(
    ctx: click.Context, _: click.Parameter, path: Path | None
) -> None:
    """Take the defaults of the file that is named, else of the nearest above the working folder."""
    if ctx.resilient_parsing:
        return
    path = path or _nearest(Path.cwd())
    if path is None:
        return
    from ..door.tables import Tables

    tables = Tables(path)
    assert isinstance(ctx.command, click.Group)
    ctx.default_map = dict(_of_group(ctx, ctx.command, tables, ""))
    ctx.meta[SET_BY] = path


def _nearest(folder: Path) -> Path | None:
    for place in (folder, *folder.parents):
        if (place / NAME).is_file():
            return place / NAME
    return None


def _of_group(
    ctx: click.Context, group: click.Group, tables: Tables, above: str
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The defaults of each command that the file names."""
    content = tables.content
    for name in above.split(".") if above else ():
        content = content[name]
    for name, entries in content.items():
        table = f"{above}.{name}" if above else name
        command = group.get_command(ctx, name)
        if command is None or not isinstance(entries, dict):
            known = ", ".join(group.list_commands(ctx))
            where = tables.where(table)
            if not isinstance(entries, dict):
                where = tables.where(above, name)
            what = f"{name!r} is no table of a command"
            raise tables.fault(where, what, f"write [COMMAND] of {known}")
        if isinstance(command, click.Group):
            yield name, dict(_of_group(ctx, command, tables, table))
        else:
            yield name, dict(_of_command(ctx, command, tables, table))


def _of_command(
    ctx: click.Context, command: click.Command, tables: Tables, table: str
) -> Iterator[tuple[str, Any]]:
    """The defaults of one command by parameter; a path is meant from where the file lies."""
    options = {
        key_of(param): param
        for param in command.params
        if isinstance(param, click.Option)
    }
    content = tables.content
    for name in table.split("."):
        content = content[name]
    for key, value in content.items():
        where = tables.where(table, key)
        if key not in options:
            what = f"{key!r} is no option of qingdan {table.replace('.', ' ')}"
            raise tables.fault(where, what, f"it has {', '.join(options)}")
        option = options[key]
        given = _placed(option, value, tables.path.parent)
        try:
            option.type_cast_value(ctx, given)
        except (click.BadParameter, TypeError) as error:
            said = getattr(error, "message", "it is of another kind")
            raise tables.fault(
                where,
                f"{key} is wrong ({said})",
                "give it as on the command line",
            ) from None
        yield option.name or "", given


def _placed(option: click.Option, value: Any, folder: Path) -> Any:
    """A value as the option takes it: several names as one text, a path from the folder."""
    several = isinstance(value, list)
    if several and not option.multiple:
        return ",".join(map(str, value))
    if isinstance(option.type, (Read, Folder, Written, Logs)):
        paths = value if several else [value]
        placed = [
            str(folder / path) for path in paths if isinstance(path, str)
        ]
        return placed if option.multiple else (placed or [value])[0]
    if option.multiple and not several:
        return [value]
    return value
