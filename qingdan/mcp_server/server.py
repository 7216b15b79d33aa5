"""
The server of the tools over standard input and output: read-only,
every error one line.
"""

from __future__ import annotations

import inspect
import os
import signal
from collections.abc import Iterable
from typing import Any

from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError, UnexpectedToolError
from mcp.server.mcpserver.prompts import Prompt
from mcp.types import CallToolResult, InputRequiredResult, ToolAnnotations
from pydantic import ValidationError

from ..comparing.coverage import coverage
from ..querying.stored import law_store
from ..serving import jobs
from ..serving.dataset import graphs_of
from ..serving.pool import Keeper
from ..serving.preparing import warm
from ..version import VERSION
from .jobs import compare, looking, querying
from .prompts import PROMPTS
from .tools import Tools

_NOT_CLEARED = (
    "NeedsFacts and NeedsReview are not clearances: a fact that is not stated is unknown, never"
    " false."
)


_ABOUT = (
    "May this data leave China, on which route, and why? Decided by rules, with proofs; not legal"
    f" advice. {_NOT_CLEARED}"
)


class Server(MCPServer[Any]):
    """
    A server whose every error is one line, and that refuses
    an argument which a tool does not know.
    """

    async def call_tool(
        self,
        name: str,
        arguments: dict[str, Any],
        context: Context[Any, Any] | None = None,
    ) -> CallToolResult | InputRequiredResult:
        """
        The result of a tool; raises ToolError with one line
        that says what is wrong and how to mend it.
        """
        takes = {
            tool.name: list(tool.input_schema["properties"])
            for tool in await self.list_tools()
        }
        if name not in takes:
            raise ToolError(
                f"there is no tool {name[:80]!r}; call one of {', '.join(takes)}"
            )
        unknown = [
            argument for argument in arguments if argument not in takes[name]
        ]
        if unknown:
            raise ToolError(
                f"{name}: the argument {unknown[0][:80]!r} is not known; it takes"
                f" {', '.join(takes[name])}"
            )
        try:
            return await super().call_tool(name, arguments, context)
        except UnexpectedToolError as error:
            fault = type(error.__cause__).__name__
            raise ToolError(
                f"{name}: internal error ({fault}); no answer was given, please report it"
            ) from None
        except ToolError as error:
            cause = error.__cause__
            if isinstance(cause, ValidationError):
                first = cause.errors()[0]
                raise ToolError(
                    f"{name}: {'.'.join(map(str, first['loc']))}: {first['msg']}; see what the tool"
                    " takes"
                ) from None
            raise ToolError(f"{name}: {cause}") from None


def create_server(keeper: Keeper, served_graphs: Iterable[str]) -> Server:
    """The server over a keeper of the jobs of the tools."""
    server = Server(
        "qingdan",
        title="Qingdan",
        instructions=_ABOUT,
        version=VERSION,
        log_level="WARNING",
    )
    tools = Tools(keeper, served_graphs)
    hints = ToolAnnotations(
        read_only_hint=True,
        destructive_hint=False,
        idempotent_hint=True,
        open_world_hint=False,
    )
    for tool in (
        tools.decide,
        tools.why,
        tools.coverage,
        tools.compare,
        tools.lookup,
        tools.query,
    ):
        about = f"{inspect.getdoc(tool)} {_NOT_CLEARED}"
        server.add_tool(tool, description=about, annotations=hints)
    for prompt in PROMPTS:
        server.add_prompt(Prompt.from_function(prompt))
    return server


def serve() -> None:
    """
    Serve until standard input ends, or a signal. A process that holds
    the store is forked: call this before any thread is started.
    """
    store = law_store()
    warm()
    coverage()
    tools = {
        "decide": jobs.decide,
        "why": jobs.why,
        "compare": compare,
        "lookup": looking(store),
        "query": querying(store),
        "query-inventory": querying(store),
    }
    keeper = Keeper(tools, frozenset(["query-inventory"]))

    def ended(number: int, _: Any) -> None:
        # An exception would wait for the reader of standard input; the keeper ends with its line.
        keeper.sweep()
        os._exit(128 + number)

    signal.signal(signal.SIGTERM, ended)
    signal.signal(signal.SIGINT, ended)
    try:
        create_server(keeper, graphs_of(store)).run("stdio")
    finally:
        keeper.close()
