"""
What the service tells an operator of itself: what it serves, since when,
how much it answered and needs, what failed last. No inventory, and nothing secret.
"""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..reporting.documents import answers

_LAST = 20


class State:
    """What happened since the service was made; threads may tell it at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._statuses = Counter[int]()
        self._failures: deque[answers.Failure] = deque(maxlen=_LAST)
        self.ready = ""

    def is_ready(self) -> None:
        """From now on it answers."""
        self.ready = _now()

    def answered(self, status: int) -> None:
        """A request was answered with a status."""
        with self._lock:
            self._statuses[status // 100] += 1

    def failed(self, what: str, why: str) -> None:
        """A job or a page failed; of what was sent nothing is told."""
        failure: answers.Failure = {
            "at": _now(),
            "what": what,
            "why": why,
        }
        with self._lock:
            self._failures.append(failure)

    def requests(self) -> answers.Requests:
        """How many were answered, and how."""
        with self._lock:
            statuses = Counter(self._statuses)
        return {
            "all": statuses.total(),
            "refused": statuses[4],
            "failed": statuses[5],
        }

    def failures(self) -> list[answers.Failure]:
        """The last failures, the latest first."""
        with self._lock:
            return list(reversed(self._failures))


def memory_of(front: int, keepers: Iterable[int]) -> answers.Memory:
    """
    The memory of a process, and of it, keepers and their children together,
    each page once, in bytes; none where the system does not tell.
    """
    numbers = [front, *keepers]
    for number in numbers[1:]:
        numbers += _children(number)
    shares = [_told(number, "Pss:") for number in numbers]
    known = [share for share in shares if share is not None]
    return {
        "front": _told(front, "Rss:"),
        "together": sum(known) if known else None,
    }


def _children(number: int) -> list[int]:
    """The processes that a process forked."""
    path = Path(f"/proc/{number}/task/{number}/children")
    with suppress(OSError):
        return [int(child) for child in path.read_text("utf-8").split()]
    return []


def _told(number: int, name: str) -> int | None:
    """What the system tells of a process by a name."""
    with suppress(OSError):
        text = Path(f"/proc/{number}/smaps_rollup").read_text("utf-8")
        for line in text.splitlines():
            if line.startswith(name):
                return int(line.split()[1]) << 10
    return None


def _now() -> str:
    """Today to the second, as ISO 8601 has it."""
    return datetime.now(UTC).isoformat(timespec="seconds")
