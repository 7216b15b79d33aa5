"""Work on what a stranger sent: in a forked child with limits of memory, time and descriptors, killed at its deadline."""

from __future__ import annotations

import contextlib
import json
import os
import resource
import select
import signal
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

_SECONDS, _LONG, _MEMORY, _CHILDREN = 5.0, 30.0, 1 << 30, 2
Job = Callable[[dict[str, Any], bytes], "Answer"]


class Answer(NamedTuple):
    """An HTTP answer: status, media type, content."""

    status: int
    type: str
    content: bytes


class Failed(Exception):
    """A job that gave no answer: it ran out of time or memory, or died. A failure is never an answer."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


class Keeper:
    """
    A process with one thread that holds the store and forks a child for each job.

    It is forked before any thread is started; the front speaks to it over a socket pair, one job on one connection.
    """

    def __init__(self, jobs: dict[str, Job], with_files: frozenset[str], seconds: float = _SECONDS, memory: int = _MEMORY) -> None:
        self.jobs, self.with_files, self.seconds, self.memory = jobs, with_files, seconds, memory
        self._slots = threading.Semaphore(_CHILDREN)
        self._lock = threading.Lock()
        mine, theirs = socket.socketpair()
        sys.stdout.flush()
        self.process = os.fork()
        if self.process == 0:
            mine.close()
            self._serve(theirs)
        theirs.close()
        self._line = mine

    def close(self) -> None:
        """End the keeper."""
        self._line.close()
        os.waitpid(self.process, 0)

    def ask(self, name: str, options: dict[str, Any], content: bytes = b"", long: bool = False) -> Answer:
        """The answer of a job; raise Failed where there is none. What is our own, a stored question, may take long."""
        if not self._slots.acquire(timeout=self.seconds):
            raise Failed("busy")
        try:
            mine, theirs = socket.socketpair()
            with mine:
                with self._lock, theirs:
                    socket.send_fds(self._line, [b"l" if long else b"s"], [theirs.fileno()])
                _send(mine, json.dumps([name, options]).encode(), content)
                mine.settimeout((_LONG if long else self.seconds) + 2)
                head, body = _receive(mine)
        except (OSError, EOFError, struct.error):
            raise Failed("crashed") from None
        finally:
            self._slots.release()
        told = json.loads(head)
        if "failed" in told:
            raise Failed(told["failed"])
        return Answer(told["status"], told["type"], body)

    def _serve(self, line: socket.socket) -> None:
        """Fork a child for each connection, and kill those that overstay."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        running: dict[int, tuple[float, socket.socket]] = {}
        while True:
            ready, _, _ = select.select([line], [], [], 0.02 if running else None)
            if ready:
                kind, received, _, _ = socket.recv_fds(line, 1, 1)
                if not received:
                    os._exit(0)
                connection, seconds = socket.socket(fileno=received[0]), _LONG if kind == b"l" else self.seconds
                child = os.fork()
                if child == 0:
                    line.close()
                    self._work(connection, seconds)
                running[child] = (time.monotonic() + seconds, connection)
            for child, (deadline, connection) in list(running.items()):
                late = time.monotonic() > deadline
                if late:
                    os.kill(child, signal.SIGKILL)
                done, status = os.waitpid(child, 0 if late else os.WNOHANG)
                if done:
                    if late or status:
                        _try_send(connection, {"failed": "timeout" if late or status == signal.SIGXCPU else "crashed"})
                    connection.close()
                    del running[child]

    def _work(self, connection: socket.socket, seconds: float) -> None:
        """One job, in the child."""
        code = 1
        try:
            head, content = _receive(connection)
            name, options = json.loads(head)
            self._limit(name not in self.with_files, seconds)
            found = self.jobs[name](options, content)
            _send(connection, json.dumps({"status": found.status, "type": found.type}).encode(), found.content)
            code = 0
        finally:
            os._exit(code)

    def _limit(self, sealed: bool, seconds: float) -> None:
        """Memory and time for every job; most open and write nothing, neither a file nor a connection."""
        inherited = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        for what, most in (
            (resource.RLIMIT_AS, inherited + self.memory),
            (resource.RLIMIT_CPU, int(seconds) + 1),
            (resource.RLIMIT_CORE, 0),
        ):
            resource.setrlimit(what, (most, most))
        for what in (resource.RLIMIT_NOFILE, resource.RLIMIT_FSIZE) if sealed else ():
            resource.setrlimit(what, (0, 0))


def _try_send(connection: socket.socket, told: dict[str, str]) -> None:
    with contextlib.suppress(OSError):
        _send(connection, json.dumps(told).encode(), b"")


def _send(connection: socket.socket, head: bytes, content: bytes) -> None:
    connection.sendall(struct.pack(">QQ", len(head), len(content)) + head + content)


def _receive(connection: socket.socket) -> tuple[bytes, bytes]:
    sizes = struct.unpack(">QQ", _exactly(connection, 16))
    return _exactly(connection, sizes[0]), _exactly(connection, sizes[1])


def _exactly(connection: socket.socket, size: int) -> bytes:
    found = bytearray()
    while len(found) < size:
        piece = connection.recv(min(size - len(found), 1 << 20))
        if not piece:
            raise EOFError
        found += piece
    return bytes(found)
