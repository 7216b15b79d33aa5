"""Work on what a stranger sent: in a forked child with limits of memory, time and descriptors, killed at its deadline."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import resource
import select
import signal
import socket
import struct
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

_SECONDS, _LONG, _MEMORY, _CHILDREN = 5.0, 30.0, 1 << 30, 6
_BRIEF, _LAST, _JOBS, _AHEAD = 0.6, 19, 500, 2
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


class Child:
    """A forked process that works; it is told apart by its end of a line, and by its number."""

    def __init__(self, line: socket.socket) -> None:
        self.line, self.jobs = line, 0
        line.settimeout(_SECONDS)
        (self.number,) = struct.unpack(">I", _exactly(line, 4))

    def answer(self, head: bytes, content: bytes, seconds: float) -> tuple[dict[str, Any], bytes, bool]:
        """The answer to a job, and whether it came soon; a child that takes long gives way to the others, and ends with its time."""
        _send(self.line, head, content)
        self.jobs += 1
        soon = bool(select.select([self.line], [], [], _BRIEF)[0])
        if not soon:
            os.setpriority(os.PRIO_PROCESS, self.number, _LAST)
            if not select.select([self.line], [], [], seconds - _BRIEF)[0]:
                os.kill(self.number, signal.SIGKILL)
                raise Failed("timeout")
        told, body = _receive(self.line)
        return json.loads(told), body, soon


class Keeper:
    """
    A process with one thread that holds the store and forks a child for each job; a child may do more jobs of the lasting kinds.

    It is forked before any thread is started; the front speaks to it over a socket pair, and to each child over one of its own.
    """

    def __init__(
        self,
        jobs: dict[str, Job],
        with_files: frozenset[str],
        seconds: float = _SECONDS,
        memory: int = _MEMORY,
        lasting: frozenset[str] = frozenset(),
    ) -> None:
        self.jobs, self.with_files, self.seconds, self.memory, self.lasting = jobs, with_files, seconds, memory, lasting
        self._slots = threading.Semaphore(_CHILDREN)
        self._lock = threading.Lock()
        self._idle: list[Child] = []
        self._ahead: queue.Queue[Child] = queue.Queue(_AHEAD)
        self._limited = self._closed = False
        mine, theirs = socket.socketpair()
        sys.stdout.flush()
        self.process = os.fork()
        if self.process == 0:
            mine.close()
            self._serve(theirs)
        theirs.close()
        self._line = mine
        threading.Thread(target=self._fork_ahead, daemon=True).start()

    def close(self) -> None:
        """End the keeper and the children that wait for work."""
        self._closed = True
        while True:
            try:
                self._idle.append(self._ahead.get(timeout=_BRIEF))
            except queue.Empty:
                break
        for child in self._idle:
            child.line.close()
        self._line.close()
        os.waitpid(self.process, 0)

    def ask(self, name: str, options: dict[str, Any], content: bytes = b"", long: bool = False) -> Answer:
        """The answer of a job; raise Failed where there is none. What is our own, a stored question, may take long."""
        if not self._slots.acquire(timeout=self.seconds):
            raise Failed("busy")
        try:
            return self._asked(name, json.dumps([name, options]).encode(), content, _LONG if long else self.seconds)
        finally:
            self._slots.release()

    def _asked(self, name: str, head: bytes, content: bytes, seconds: float) -> Answer:
        child = self._waiting(name)
        again = child is not None
        child = child or self._next()
        try:
            told, body, soon = child.answer(head, content, seconds)
        except Failed:
            child.line.close()
            raise
        except (OSError, EOFError, struct.error):
            child.line.close()
            if again:
                return self._asked(name, head, content, seconds)
            raise Failed("crashed") from None
        if name in self.lasting and soon and child.jobs < _JOBS:
            self._idle.append(child)
        else:
            child.line.close()
        return Answer(told["status"], told["type"], body)

    def _waiting(self, name: str) -> Child | None:
        with contextlib.suppress(IndexError):
            return self._idle.pop() if name in self.lasting else None
        return None

    def _next(self) -> Child:
        """A child that was forked ahead, so that nobody waits for the fork."""
        try:
            return self._ahead.get(timeout=self.seconds)
        except queue.Empty:
            raise Failed("busy") from None

    def _fork_ahead(self) -> None:
        while not self._closed:
            try:
                self._ahead.put(self._forked())
            except Failed:
                return

    def _forked(self) -> Child:
        mine, theirs = socket.socketpair()
        with self._lock, theirs:
            socket.send_fds(self._line, [b"n"], [theirs.fileno()])
        try:
            return Child(mine)
        except (OSError, EOFError, struct.error):
            mine.close()
            raise Failed("crashed") from None

    def _serve(self, line: socket.socket) -> None:
        """Fork a child for each connection, and bury those that ended."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        while True:
            select.select([line], [], [], 1)
            with contextlib.suppress(ChildProcessError):
                while os.waitpid(-1, os.WNOHANG)[0]:
                    continue
            if not select.select([line], [], [], 0)[0]:
                continue
            _, received, _, _ = socket.recv_fds(line, 1, 1)
            if not received:
                os._exit(0)
            with socket.socket(fileno=received[0]) as connection:
                if os.fork() == 0:
                    line.close()
                    self._work(connection)

    def _work(self, connection: socket.socket) -> None:
        """One job, or several of a lasting kind, in the child."""
        code = 1
        try:
            connection.sendall(struct.pack(">I", os.getpid()))
            while True:
                head, content = _receive(connection)
                name, options = json.loads(head)
                self._limit(name not in self.with_files)
                found = self.jobs[name](options, content)
                _send(connection, json.dumps({"status": found.status, "type": found.type}).encode(), found.content)
                code = 0
                if name not in self.lasting:
                    break
        finally:
            os._exit(code)

    def _limit(self, sealed: bool) -> None:
        """Memory for every job, from the first on; most open and write nothing, neither a file nor a connection."""
        if self._limited:
            return
        self._limited = True
        inherited = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        for what, most in ((resource.RLIMIT_AS, inherited + self.memory), (resource.RLIMIT_CORE, 0)):
            resource.setrlimit(what, (most, most))
        for what in (resource.RLIMIT_NOFILE, resource.RLIMIT_FSIZE) if sealed else ():
            resource.setrlimit(what, (0, 0))


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
