"""A child that works, seen from outside: what it is sent, what it answers, and how it ends."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import struct
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .answer import Ending

SECONDS = 5.0
_LAST = 4
_LINE = 30.0
_LOOK = 0.1
_TICKS = os.sysconf("SC_CLK_TCK")


class Failed(Exception):
    """
    A job that gave no answer: it ran out of time or memory,
    or died. A failure is never an answer.
    """

    def __init__(self, ending: Ending) -> None:
        super().__init__(ending)
        self.ending = ending


class Child:
    """A forked process that works; it is told apart by its end of a line, and by its number."""

    def __init__(self, line: socket.socket) -> None:
        self.line = line
        self.jobs = 0
        self._before = 0.0
        line.settimeout(_LINE)
        (self.number,) = struct.unpack(">I", _exactly(line, 4))

    def begin(self, head: bytes, content: bytes) -> None:
        """Send it a job."""
        self.jobs += 1
        self._before = self._spent()
        send(self.line, head, content)

    def ready(self, seconds: float) -> bool:
        """Whether it answers, or ends, within that time."""
        line = select.poll()  # unlike `select` it knows descriptors above 1023
        line.register(self.line, select.POLLIN)
        return bool(line.poll(max(0.0, seconds) * 1000))

    def done(self, seconds: float, until: float) -> bool:
        """
        Whether it answers, or ends, before it has had so many seconds
        of the processor and of the clock, and before that moment.

        What others do on the machine is not counted against it: then it is slow, and not refused.
        """
        since = time.monotonic()
        while not self.ready(min(_LOOK, until - time.monotonic())):
            now = time.monotonic()
            if now >= until or (
                now - since >= seconds
                and self._spent() - self._before >= seconds
            ):
                return False
        return True

    def _spent(self) -> float:
        """The seconds of the processor that it has had; none where it has ended."""
        try:
            statistics = (
                Path(f"/proc/{self.number}/stat")
                .read_text("utf-8")
                .rpartition(")")[2]
                .split()
            )
        except OSError:
            return 0.0
        return (int(statistics[11]) + int(statistics[12])) / _TICKS

    def take(self) -> tuple[dict[str, Any], bytes]:
        """What it answers; raises EOFError where it ended without an answer."""
        head, body = receive(self.line)
        return json.loads(head), body

    def halt(self) -> None:
        """Stop it, to go on later behind all others."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.number, signal.SIGSTOP)
            os.setpriority(os.PRIO_PROCESS, self.number, _LAST)

    def resume(self) -> None:
        """Let it go on."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.number, signal.SIGCONT)

    def kill(self) -> None:
        """End it, and wait until it has ended."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.number, signal.SIGKILL)
        self.ready(_LINE)


def send(connection: socket.socket, head: bytes, content: bytes) -> None:
    """Send a head and a content, each with its length before it."""
    connection.sendall(
        struct.pack(">QQ", len(head), len(content)) + head + content
    )


def receive(connection: socket.socket) -> tuple[bytes, bytes]:
    """What was sent; raises EOFError where the other end is closed."""
    sizes = struct.unpack(">QQ", _exactly(connection, 16))
    return _exactly(connection, sizes[0]), _exactly(connection, sizes[1])


def _exactly(connection: socket.socket, size: int) -> bytes:
    content = bytearray()
    while len(content) < size:
        piece = connection.recv(min(size - len(content), 1 << 20))
        if not piece:
            raise EOFError
        content += piece
    return bytes(content)


@contextlib.contextmanager
def held(slots: threading.Semaphore, seconds: float) -> Iterator[None]:
    """One of the slots, held; raises Failed where none is free in that time."""
    if not (
        slots.acquire(timeout=seconds)
        if seconds > 0
        else slots.acquire(blocking=False)
    ):
        raise Failed(Ending.BUSY)
    try:
        yield
    finally:
        slots.release()
