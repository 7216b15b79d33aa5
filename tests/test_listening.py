"""Who connects and says nothing, or says it slowly, holds up nobody."""

from __future__ import annotations

import contextlib
import http.client
import json
import resource
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

import fronts
from qingdan_server import create_app, listen, listening

QUICK = 60  # seconds; it is answered in milliseconds, or not for two minutes
MANY = 1200


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """
    The server of `qingdan serve` on a port of the loopback, with a
    descriptor for each of many connections and their other ends.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < 4 * MANY:
        pytest.skip("too few descriptors")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 4 * MANY), hard))
    service = fronts.service()
    listener = socket.create_server(("127.0.0.1", 0))
    server = listen(create_app(service), listener)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield listener.getsockname()[1]
    server.close()
    service.close()
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def _asked(port: int, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=QUICK)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


def _idle(_: socket.socket, __: int) -> None:
    """Say nothing."""


def _half(line: socket.socket, number: int) -> None:
    """Send half a header, or a header and half a body."""
    head = b"POST /api/decide HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/turtle\r\n"
    line.sendall(
        head
        + (
            b"Content-Length: 100000\r\n\r\n<urn:x"
            if number % 2
            else b"X-Slow: "
        )
    )


def _unread(line: socket.socket, _: int) -> None:
    """Ask for much, and read nothing of it."""
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    line.sendall(
        b"GET /static/vendor/yasqe.min.js HTTP/1.1\r\nHost: localhost\r\n\r\n"
    )


@pytest.mark.parametrize("said", [_idle, _half, _unread])
def test_who_is_slow_holds_up_nobody(
    port: int, said: Callable[[socket.socket, int], None]
) -> None:
    """Neither a page that is ready, nor one for which a child works."""
    with contextlib.ExitStack() as opened:
        for number in range(MANY if said is _idle else 120):
            line = opened.enter_context(
                socket.create_connection(("127.0.0.1", port), timeout=QUICK)
            )
            said(line, number)
        assert [
            _asked(port, path)
            for path in ("/health", "/ask", "/sparql?query=ASK%20%7B%7D")
        ] == [200] * 3


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET /health HTTP/1.1\r\nA b\r\n\r\n", 400),
        (b"GET /health HTTP/1.1\r\nA: " + b"a" * (1 << 17) + b"\r\n\r\n", 431),
        (
            b"POST /api/decide HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n",
            413,
        ),
        (b"POST /api/decide HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
    ],
)
def test_what_cannot_be_read_is_told_as_a_problem(
    port: int, sent: bytes, status: int
) -> None:
    """Before the application sees it, in the form of every other error (RFC 9457)."""
    with socket.create_connection(("127.0.0.1", port), timeout=QUICK) as line:
        line.sendall(sent)
        answer = http.client.HTTPResponse(line)
        answer.begin()
        assert (answer.status, answer.headers["Content-Type"]) == (
            status,
            "application/problem+json",
        )
        assert json.loads(answer.read())["status"] == status


def test_a_request_has_to_arrive(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever sends a byte from time to time is not active, and is sent away."""
    monkeypatch.setattr(listening, "_ARRIVES", 1)
    monkeypatch.setattr(listening, "_LOOKED_AT", 1)
    service = fronts.service()
    listener = socket.create_server(("127.0.0.1", 0))
    server = listen(create_app(service), listener)
    threading.Thread(target=server.run, daemon=True).start()
    try:
        with socket.create_connection(
            listener.getsockname(), timeout=QUICK
        ) as line:
            line.sendall(b"GET /health HTTP/1.1\r\nX-Slow: ")
            line.settimeout(0.2)
            until = time.monotonic() + QUICK
            while time.monotonic() < until:
                try:
                    line.sendall(b"a")
                    if line.recv(1) == b"":
                        return
                except TimeoutError:
                    continue
                except OSError:
                    return
        pytest.fail("a request may arrive for ever")
    finally:
        server.close()
        service.close()
