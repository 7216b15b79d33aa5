"""
A server in front of the application: requests are read whole
before a thread takes them up, and each has a deadline.
"""

from __future__ import annotations

import json
import resource
import socket
from collections.abc import Callable
from typing import Any

from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer, create_server
from waitress.task import ErrorTask

from qingdan.serving.answer import PROBLEM

from .http import document

_THREADS, _CONNECTIONS, _SPARE = 64, 1 << 13, 256
_ARRIVES, _LOOKED_AT = 60, 5
_BODY, _HEADERS, _AHEAD = 32 << 20, 64 << 10, 64 << 20


class _Refusal(ErrorTask):  # type: ignore[misc]
    """
    What is told of a request that cannot be read: a problem
    document, as of every other fault.
    """

    def execute(self) -> None:
        """Tell it, and close the connection."""
        error = self.request.error
        problem = document(
            error.code, error.reason, f"{error.body}; mend the request"
        )
        content = json.dumps(problem, ensure_ascii=False).encode()
        self.status, self.content_length = (
            f"{error.code} {error.reason}",
            len(content),
        )
        self.response_headers.append(("Content-Type", PROBLEM))
        self.set_close_on_finish()
        self.write(content)


class _Channel(HTTPChannel):  # type: ignore[misc]
    """
    A connection whose time does not begin anew with each
    byte of a request: who sends slowly is not active.
    """

    error_task_class = _Refusal
    last_activity: float

    def handle_read(self) -> None:
        """Read what came; a request that is not whole yet leaves the clock as it was."""
        since = self.last_activity
        super().handle_read()
        if self.request is not None:
            self.last_activity = since


def listen(app: Callable[..., Any], listener: socket.socket) -> BaseWSGIServer:
    """
    A server of the application on a bound socket; `run` serves, `close` ends it.

    Idle and slow connections hold no thread, and are closed after a minute.
    """
    open_files = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    server = create_server(
        app,
        sockets=[listener],
        ident="qingdan",
        threads=_THREADS,
        connection_limit=max(_SPARE, min(_CONNECTIONS, open_files - _SPARE)),
        asyncore_use_poll=True,
        channel_timeout=_ARRIVES,
        cleanup_interval=_LOOKED_AT,
        backlog=1024,
        max_request_body_size=_BODY,
        max_request_header_size=_HEADERS,
        outbuf_high_watermark=_AHEAD,
    )
    server.channel_class = _Channel
    return server
