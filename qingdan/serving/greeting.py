"""
While the service loads, a process of its own answers on its
socket that it does, so that nobody waits in the dark.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from ..version import VERSION

_PATIENCE = 1.0
_PAGE = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh"'
    ' content="1"><title>Qingdan 清单</title><p>Loading the law and the inventory.</p><p'
    ' lang="zh-Hans">正在加载法规与数据清册。</p></html>'
)
_PROBLEM = {
    "type": "about:blank",
    "title": "loading",
    "status": 503,
    "detail": "the law and the inventory are being loaded; try again in a second",
}


@contextlib.contextmanager
def greeting(listener: socket.socket) -> Iterator[None]:
    """
    Answer on a bound socket, from now until the block ends, that the service is loading.

    A process is forked: begin before any thread is started.
    """
    listener.listen(socket.SOMAXCONN)
    sys.stdout.flush()
    sys.stderr.flush()
    front = os.getpid()
    number = os.fork()
    if number == 0:
        _greet(listener, front)
    try:
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(number, signal.SIGTERM)
        os.waitpid(number, 0)


def _greet(listener: socket.socket, front: int) -> None:
    """Serve until told to end, or until the front is gone; whoever was let in is answered first."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    with (
        contextlib.suppress(BaseException),
        _Greeter(listener, front) as server,
    ):
        server.serve_forever(_PATIENCE / 10)
    os._exit(0)


class _Greeter(ThreadingHTTPServer):
    """A server on a socket that is bound already, and that is never shut down for others."""

    daemon_threads = False

    def __init__(self, listener: socket.socket, front: int) -> None:
        super().__init__(
            listener.getsockname()[:2], _Loading, bind_and_activate=False
        )
        self.socket.close()
        self.socket = listener
        self._front = front

    def service_actions(self) -> None:
        """Look whether the front is still there."""
        if os.getppid() != self._front:
            sys.exit()


class _Loading(BaseHTTPRequestHandler):
    """Says of everything that it is not there yet, and of the service that it is loading."""

    protocol_version = "HTTP/1.0"
    timeout = _PATIENCE

    def _answer(self) -> None:
        if self.path.partition("?")[0] == "/health":
            body = json.dumps({"status": "loading", "version": VERSION})
            kind = "application/json"
            status = 200
        elif "text/html" in self.headers.get("Accept", ""):
            body = _PAGE
            kind = "text/html; charset=utf-8"
            status = 503
        else:
            body = json.dumps(_PROBLEM)
            kind = "application/problem+json"
            status = 503
        content = body.encode()
        self.send_response(status)
        fields = {
            "Content-Type": kind,
            "Content-Length": str(len(content)),
            "Retry-After": "1",
        }
        for name, value in {**fields, "Cache-Control": "no-store"}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    do_GET = do_HEAD = do_POST = do_OPTIONS = _answer

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is logged."""
