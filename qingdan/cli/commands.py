"""
The commands by name: each is imported when it is called, as
most need much that the others do not.
"""

from __future__ import annotations

from importlib import import_module

import click

from .streams import Ending

_NAMES = (
    "check",
    "compare",
    "conformance",
    "count",
    "decide",
    "dossier",
    "duties",
    "export",
    "map",
    "mcp",
    "ontology",
    "query",
    "serve",
    "shapes",
    "template",
    "validate",
    "why",
)
_HOMES = {"lists": "compare"} | {name: name for name in _NAMES}


class Commands(Ending):
    """A group whose commands stand in modules beside this one."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return sorted([*super().list_commands(ctx), *_HOMES])

    def get_command(
        self, ctx: click.Context, cmd_name: str
    ) -> click.Command | None:
        """A command by name, None where there is none."""
        if cmd_name not in _HOMES:
            return super().get_command(ctx, cmd_name)
        command = getattr(
            import_module(f".{_HOMES[cmd_name]}", __package__), cmd_name
        )
        assert isinstance(command, click.Command)
        return command
