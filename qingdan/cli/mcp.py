"""`qingdan mcp`: the engine as tools for an assistant, over the Model Context Protocol."""

from __future__ import annotations

import sys

import click

from ..errors import CallError, without
from ..output import note
from .kinds import Command


@click.command(cls=Command)
def mcp() -> None:
    """
    Serve the tools decide, why, lookup and query to an assistant, over the Model Context Protocol.

    The assistant starts this command and speaks to it on standard
    input and output; standard output carries the protocol alone.

    \b
    claude mcp add qingdan -- qingdan mcp
    """
    try:
        from ..mcp_server.server import serve
    except ImportError as error:
        raise without(
            f"the server for assistants ({error.name}) is", "mcp"
        ) from None
    if sys.stdin is None or sys.stdout is None:
        raise CallError(
            "standard input or output is closed; an assistant speaks to this command over both"
        )
    if sys.stdin.isatty():
        note(
            "waiting for an assistant on standard input; register this command with it"
        )
    serve()
