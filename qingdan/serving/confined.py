"""What a process may use from now on: so much memory, and of descriptors hardly any."""

from __future__ import annotations

import os
import resource
from itertools import count, islice
from pathlib import Path


def confine(memory: int, files: int | None) -> None:
    """
    Limit this process to so many bytes beyond what it has, and to no dump of them.

    Where a number of files is given, it may open no more than those, neither a file nor a
    connection, and write none. None is for a job that writes to a folder of its own.
    """
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    _at_most(resource.RLIMIT_AS, pages * resource.getpagesize() + memory)
    _at_most(resource.RLIMIT_CORE, 0)
    if files is not None:
        _at_most(resource.RLIMIT_NOFILE, _descriptors(files))
        _at_most(resource.RLIMIT_FSIZE, 0)


def _at_most(what: int, most: int) -> None:
    resource.setrlimit(what, (most, most))


def _descriptors(files: int) -> int:
    """The number that no new descriptor may reach, so that so many files can still be opened."""
    if not files:
        return 0
    there = {
        int(name)
        for name in os.listdir("/proc/self/fd")
        if os.path.islink(f"/proc/self/fd/{name}")
    }
    free = (number for number in count() if number not in there)
    return next(islice(free, files - 1, None)) + 1
