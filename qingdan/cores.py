"""Work on many tasks, shared out over the cores by processes that are forked and make no thread."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from multiprocessing.connection import Connection
from typing import Generic, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")
Work = Callable[[Sequence[Task]], Iterator[Result]]


def shared_out(
    work: Work[Task, Result], tasks: Sequence[Task], few: int
) -> Iterator[Result]:
    """
    What the work tells of the tasks, in no order; by this process alone where they are few, or
    where it has threads, as in a notebook: a lock that one holds would stay closed in the others.

    Tasks and work are inherited, results are sent. The tasks of a process that died are done here.
    """
    cores = os.cpu_count() or 1
    is_alone = threading.active_count() == 1
    if len(tasks) < few or not is_alone or not hasattr(os, "fork"):
        cores = 1
    helpers = [
        _Helper(partial(work, tasks[number::cores]))
        for number in range(1, cores)
    ]
    for result in work(tasks[::cores]):
        yield result
        for helper in helpers:
            if helper.receiving.poll():
                yield from helper.told(1)
    for helper in helpers:
        yield from helper.told(None)


class _Helper(Generic[Result]):
    """A process that tells of some tasks."""

    def __init__(self, again: Callable[[], Iterator[Result]]) -> None:
        self._again = again
        self._ended = False
        context = multiprocessing.get_context("fork")
        self.receiving, sending = context.Pipe(duplex=False)
        self._process = context.Process(
            target=self._send, args=(sending,), daemon=True
        )
        self._process.start()
        sending.close()

    def _send(self, sending: Connection) -> None:
        for result in self._again():
            sending.send(result)
        sending.send(None)

    def told(self, most: int | None) -> Iterator[Result]:
        """What it sent, so many at most or all; all of its tasks, done here, where it died."""
        while most != 0 and not self._ended:
            if most:
                most -= 1
            try:
                received = self.receiving.recv()
            except EOFError:
                self._ended = True
                yield from self._again()
                return
            if received is None:
                self._ended = True
                self._process.join()
            else:
                yield received
