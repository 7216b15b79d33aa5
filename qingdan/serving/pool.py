"""
Work on what a stranger sent: in a forked child with limits
of memory, time and descriptors, killed at its deadline.
"""

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
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from tempfile import TemporaryDirectory
from typing import Any

from .answer import Answer, Ending
from .confined import confine
from .worker import SECONDS, Child, Failed, held, receive, send

_LONG = 30.0
_BRIEF = 0.3
_PATIENCE = 60.0
_MEMORY = 1 << 30
_JOBS = 1 << 12
_AHEAD = 2
_QUICK = 6
_SLOW = 2
_WAITING = 14
_ERRORS = 2
_FORK = b"n"
_PREPARE = b"p"
Job = Callable[[Any, bytes], Answer]  # of one of the requests in `requests`


class Keeper:
    """
    A process with one thread that holds the store and forks a child
    for each job; a child may do more jobs of the lasting kinds, of the warming
    ones also where the first took long, as the next is then quick.

    Make all keepers before any thread is started: a keeper starts one of its own at its first job.
    `files` tells how many files a job may open that reads a store on disk.

    The front speaks to it over a socket pair, and to each child over one of its own; nothing else
    that the front has open is open in them.
    """

    def __init__(
        self,
        jobs: dict[str, Job],
        with_files: frozenset[str] = frozenset(),
        seconds: float = SECONDS,
        memory: int = _MEMORY,
        lasting: frozenset[str] = frozenset(),
        warming: frozenset[str] = frozenset(),
        prepared: Callable[[], object] = tuple,
        files: Callable[[], int] = int,
    ) -> None:
        self.jobs = jobs
        self.with_files = with_files
        self.seconds = seconds
        self.memory = memory
        self.lasting = lasting
        self.warming = warming
        self._prepared = prepared
        self._files = files
        self._quick, self._slow, self._patient = (
            threading.Semaphore(many)
            for many in (_QUICK, _SLOW, _SLOW + _WAITING)
        )
        self._lock = threading.Lock()
        self._idle: list[Child] = []
        self._ahead: queue.Queue[Child] = queue.Queue(_AHEAD)
        self._limited = self._closed = False
        self._folder: TemporaryDirectory[str] | None = None
        if with_files:
            self._folder = TemporaryDirectory(
                prefix="qingdan-", ignore_cleanup_errors=True
            )
        mine, theirs = socket.socketpair()
        sys.stdout.flush()
        self.process = os.fork()
        if self.process == 0:
            mine.close()
            try:
                self._serve(theirs)
            finally:  # nothing of the front may go on in here
                os._exit(1)
        theirs.close()
        self._line = mine
        self._forker: threading.Thread | None = None

    def prepare(self) -> None:
        """
        Have the process do once what its jobs have in common;
        a job that is asked for meanwhile waits for it.
        """
        with contextlib.suppress(OSError):  # the first job tells who is gone
            self._line.send(_PREPARE)

    @property
    def is_alive(self) -> bool:
        """Whether the process that forks is there."""
        how = os.WEXITED | os.WNOHANG | os.WNOWAIT
        return os.waitid(os.P_PID, self.process, how) is None

    def sweep(self) -> None:
        """Remove every file of what was sent."""
        if self._folder:
            self._folder.cleanup()

    def close(self) -> None:
        """End the keeper and its children, and sweep."""
        self._closed = True
        while self._forker and self._forker.is_alive():
            self._gather()
            self._forker.join(self.seconds / 10)
        self._gather()
        for child in self._idle:
            child.line.close()
        self._line.close()
        os.waitpid(self.process, 0)
        self.sweep()

    def ask(
        self,
        name: str,
        options: Mapping[str, Any],
        content: bytes = b"",
        long: bool = False,
    ) -> Answer:
        """
        The answer of a job; raise Failed where there is none.
        A stored question, and an inventory that is sent, may take long.
        """
        seconds = _LONG
        if not long:
            seconds = self.seconds
        if name not in self.with_files or not self._folder:
            return self._asked(
                name,
                json.dumps([name, options, None]).encode(),
                content,
                seconds,
            )
        with TemporaryDirectory(
            dir=self._folder.name, ignore_cleanup_errors=True
        ) as folder:
            return self._asked(
                name,
                json.dumps([name, options, folder]).encode(),
                content,
                seconds,
            )

    def _asked(
        self, name: str, head: bytes, content: bytes, seconds: float
    ) -> Answer:
        until = time.monotonic() + seconds + _PATIENCE
        with held(self._quick, until - time.monotonic()):
            child = self._waiting(name)
            again = child is not None
            child = child or self._next(until)
            try:
                child.begin(head, content)
                soon = child.ready(_BRIEF)
            except OSError:
                soon = True
        try:
            if not soon:
                self._patiently(child, seconds, until)
            answer_head, body = child.take()
        except Failed:
            child.kill()
            child.line.close()
            raise
        except (OSError, EOFError, struct.error):
            child.line.close()
            if again:
                return self._asked(name, head, content, seconds)
            raise Failed(Ending.CRASHED) from None
        lasts = name in self.lasting and (soon or name in self.warming)
        if lasts and child.jobs < _JOBS:
            self._idle.append(child)
        else:
            child.line.close()
        return Answer(
            Ending(answer_head["ending"]),
            answer_head["type"],
            body,
            answer_head["notes"],
        )

    def _patiently(self, child: Child, seconds: float, until: float) -> None:
        """
        What takes long goes on behind all others, a few at a time;
        the rest stands still until its turn, or its deadline, comes.
        """
        with held(self._patient, 0):
            child.halt()
            with held(self._slow, until - time.monotonic()):
                child.resume()
                if not child.done(seconds, until):
                    raise Failed(Ending.TIMED_OUT)

    def _waiting(self, name: str) -> Child | None:
        with contextlib.suppress(IndexError):
            if name in self.lasting:
                return self._idle.pop()
            return None
        return None

    def _next(self, until: float) -> Child:
        """A child that was forked ahead, so that nobody waits for the fork."""
        with self._lock:
            if self._forker is None:
                self._forker = threading.Thread(
                    target=self._fork_ahead, daemon=True
                )
                self._forker.start()
        while time.monotonic() < until:
            with contextlib.suppress(queue.Empty):
                return self._ahead.get(timeout=_BRIEF)
            if not self._forker.is_alive():
                raise Failed(Ending.CRASHED)
        raise Failed(Ending.BUSY)

    def _gather(self) -> None:
        """Those that were forked ahead are idle now; the forker has room again."""
        with contextlib.suppress(queue.Empty):
            while True:
                self._idle.append(self._ahead.get_nowait())

    def _fork_ahead(self) -> None:
        while not self._closed:
            try:
                self._ahead.put(self._forked())
            except Failed:
                time.sleep(_BRIEF)
            except OSError:
                return

    def _forked(self) -> Child:
        mine, theirs = socket.socketpair()
        try:
            with theirs:
                socket.send_fds(self._line, [_FORK], [theirs.fileno()])
        except OSError:
            mine.close()
            raise
        try:
            return Child(mine)
        except (OSError, EOFError, struct.error):
            mine.close()
            raise Failed(Ending.CRASHED) from None

    def _serve(self, line: socket.socket) -> None:
        """
        Fork a child for each connection, and collect
        finished workers; without the front, nobody goes on.
        """
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.closerange(3, line.fileno())
        os.closerange(
            line.fileno() + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0]
        )
        living: set[int] = set()
        while True:
            select.select([line], [], [], 1)
            with contextlib.suppress(ChildProcessError):
                while ended := os.waitpid(-1, os.WNOHANG)[0]:
                    living.discard(ended)
            if not select.select([line], [], [], 0)[0]:
                continue
            order, received, _, _ = socket.recv_fds(line, 1, 1)
            if order == _PREPARE:
                try:
                    self._prepared()
                except Exception:  # what a job needs fails again in the job
                    os.write(_ERRORS, traceback.format_exc().encode())
                continue
            if not received:
                for number in living:
                    os.kill(number, signal.SIGKILL)
                os._exit(0)
            with (
                socket.socket(fileno=received[0]) as connection,
                contextlib.suppress(BlockingIOError),
            ):
                number = os.fork()
                if number == 0:
                    line.close()
                    self._work(connection)
                living.add(number)

    def _work(self, connection: socket.socket) -> None:
        """One job, or several of a lasting kind, in the child."""
        code = 1
        try:
            connection.sendall(struct.pack(">I", os.getpid()))
            while True:
                head, content = receive(connection)
                name, options, tempfile.tempdir = json.loads(head)
                self._limit(name not in self.with_files)
                answer = self.jobs[name](options, content)
                send(
                    connection,
                    json.dumps(
                        {
                            "ending": answer.ending,
                            "type": answer.type,
                            "notes": answer.notes,
                        }
                    ).encode(),
                    answer.content,
                )
                code = 0
                if name not in self.lasting:
                    break
        finally:
            os._exit(code)

    def _limit(self, sealed: bool) -> None:
        """The limits of every job, from the first on; a sealed one may open next to nothing."""
        if not self._limited:
            self._limited = True
            confine(self.memory, self._files() if sealed else None)
