"""From the first moment a front that loads says so, and what it loads."""

from __future__ import annotations

import http.client
import json
import os
import re
import socket
import subprocess
import sys
import time

import pytest

from qingdan.files import folder
from qingdan.serving.greeting import greeting

FILING = folder("data") / "inventories" / "icv-filing.ttl"
PATIENCE = 120  # seconds, on a machine that is busy with other work


def asked(
    port: int, method: str, path: str, accept: str = "*/*"
) -> tuple[http.client.HTTPResponse, str]:
    """The answer to a call."""
    connection = http.client.HTTPConnection(
        "127.0.0.1", port, timeout=PATIENCE
    )
    try:
        connection.request(method, path, headers={"Accept": accept})
        response = connection.getresponse()
        return response, response.read().decode()
    finally:
        connection.close()


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS"])
def test_all_is_told_that_it_loads(method: str) -> None:
    """
    The state to those who ask for it; to others when to
    come again, to a browser as a page that does.
    """
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        greeting(listener),
    ):
        port = listener.getsockname()[1]
        health, state = asked(port, method, "/health")
        assert health.status == 200
        assert method == "HEAD" or json.loads(state)["status"] == "loading"
        for accept, kind in (
            ("*/*", "application/problem+json"),
            ("text/html", "text/html"),
        ):
            found, content = asked(port, method, "/api/decide?x", accept)
            assert (found.status, found.headers["Retry-After"]) == (503, "1")
            assert found.headers["Content-Type"].startswith(kind)
            assert bool(content) == (method != "HEAD")


def test_who_says_nothing_holds_up_nobody() -> None:
    """Neither others nor the end; and when it ends it answers no more."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        with greeting(listener):
            silent = [
                socket.create_connection(("127.0.0.1", port))
                for _ in range(20)
            ]
            assert asked(port, "GET", "/health")[0].status == 200
        waiting = socket.create_connection(("127.0.0.1", port), timeout=1)
        waiting.sendall(b"GET /health HTTP/1.0\r\n\r\n")
        with pytest.raises(TimeoutError):
            waiting.recv(1)
        for line in (*silent, waiting):
            line.close()


def test_nobody_greets_for_a_front_that_is_gone() -> None:
    """However it ended."""
    code = (
        "import os, signal, socket; from qingdan.serving.greeting import greeting\n"
        "listener = socket.create_server(('127.0.0.1', 0))\n"
        "with greeting(listener): print(listener.getsockname()[1], flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    front = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
    )
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            asked(int(front.stdout), "GET", "/health")
        except OSError:
            return
        time.sleep(0.1)
    raise AssertionError("it greets on")


PAGES = ("/", "/ask", "/inventory", "/duties", "/law", "/compare", "/queries")


@pytest.mark.parametrize(
    "inventory", [(), (str(FILING),)], ids=["law", "inventory"]
)
def test_a_front_tells_what_it_does_until_it_serves(
    inventory: tuple[str, ...],
) -> None:
    """
    Where it listens at once, what it loads, and that it
    serves; its state goes from loading to ok and no way back.

    Then each page is there at its first call: what a worker needs was read before, as it may
    open no file. Only a process of its own shows that.
    """
    command = [sys.executable, "-m", "qingdan", "serve", *inventory]
    command += ["--as-of", "2026-03-02", "--port", "0"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, env=environment
    ) as front:
        try:
            assert front.stderr is not None
            told = [front.stderr.readline()]
            where = re.fullmatch(
                r"listening on http://127\.0\.0\.1:(\d+)/, which answers that it is loading\n",
                told[0],
            )
            assert where, told
            port = int(where[1])
            states = [json.loads(asked(port, "GET", "/health")[1])["status"]]
            while not told[-1].startswith("serving on"):
                told.append(front.stderr.readline())
            states.append(
                json.loads(asked(port, "GET", "/health")[1])["status"]
            )
            for page in (f"{page}?lang=zh" for page in PAGES):
                response, _ = asked(port, "GET", page, "text/html")
                assert response.status == 200, page
        finally:
            front.terminate()
    assert states in (["loading", "ok"], ["ok", "ok"])
    assert all(any(path in line for line in told) for path in inventory)
