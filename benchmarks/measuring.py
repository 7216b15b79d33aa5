"""
What a command takes, with all that it starts: seconds by the
clock and of the processor, and the peak of its memory.
"""

from __future__ import annotations

import os
import platform
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
LOOKS = 0.5  # seconds between two looks at the memory of a family
PATIENCE = 15.0  # seconds until a server that was asked to end is killed


class Taken(NamedTuple):
    """
    What a command took; memory in MB, no exit status where
    it was stopped, and what it wrote to standard error.
    """

    seconds: float
    processor: float
    peak: int
    code: int | None
    errors: str


def family(number: int) -> set[int]:
    """A process and those that it started, as far as they still run."""
    members = {number}
    for place in Path(f"/proc/{number}/task").glob("*/children"):
        try:
            started = place.read_text("utf-8").split()
        except OSError:
            continue
        members |= {one for child in started for one in family(int(child))}
    return members


def used(number: int) -> tuple[float, int]:
    """Seconds of the processor and MB of a process and those that it started."""
    seconds, memory = 0.0, 0
    for each in family(number):
        try:
            stat = Path(f"/proc/{each}/stat").read_text("utf-8")
            rollup = Path(f"/proc/{each}/smaps_rollup").read_text("utf-8")
        except OSError:
            continue
        ticks = stat.rpartition(")")[2].split()[11:15]
        seconds += sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
        memory += int(rollup.partition("Pss:")[2].split()[0])
    return seconds, memory // 1024


class Running:
    """A command in a session of its own, looked at while it runs."""

    def __init__(self, command: list[str], out: Path) -> None:
        """Start it; what it writes goes into files beside `out`."""
        self.errors = out.with_suffix(".err")
        self.start = time.perf_counter()
        with (
            open(out.with_suffix(".out"), "wb") as told,
            open(self.errors, "wb") as wrong,
        ):
            self.process = subprocess.Popen(
                command,
                stdout=told,
                stderr=wrong,
                cwd=ROOT,
                start_new_session=True,
            )
        self._seconds, self._peak = 0.0, 0
        self._ended, self._stopped = threading.Event(), threading.Event()
        threading.Thread(target=self._look, daemon=True).start()

    def _look(self) -> None:
        while not self._ended.wait(LOOKS):
            self.look()

    def look(self) -> None:
        """Take down what its family uses now."""
        seconds, memory = used(self.process.pid)
        self._seconds = max(self._seconds, seconds)
        self._peak = max(self._peak, memory)

    def gone(self) -> bool:
        """Whether it has ended by itself; it is still waited for."""
        flags = os.WEXITED | os.WNOHANG | os.WNOWAIT
        return os.waitid(os.P_PID, self.process.pid, flags) is not None

    def signal(self, number: int) -> None:
        """Send a signal to it and to all that it started."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)

    def stop(self) -> None:
        """Kill it, as its time is over."""
        self.look()
        self._stopped.set()
        self.signal(signal.SIGKILL)

    def wait(self, limit: float) -> Taken:
        """Wait for its end, which comes after `limit` seconds at the latest."""
        timer = threading.Timer(limit, self.stop)
        timer.start()
        _, status, usage = os.wait4(self.process.pid, 0)
        seconds = time.perf_counter() - self.start
        timer.cancel()
        self._ended.set()
        self.process.returncode = os.waitstatus_to_exitcode(status)
        self.signal(signal.SIGKILL)
        return Taken(
            seconds,
            max(self._seconds, usage.ru_utime + usage.ru_stime),
            max(self._peak, usage.ru_maxrss // 1024),
            None if self._stopped.is_set() else self.process.returncode,
            self.errors.read_text("utf-8", "replace"),
        )

    def end(self) -> Taken:
        """Ask a server to end, and see that it does."""
        self.look()
        self.signal(signal.SIGTERM)
        return self.wait(PATIENCE)


def measured(command: list[str], out: Path, limit: float) -> Taken:
    """What a command takes; it is stopped after `limit` seconds."""
    running = Running(command, out)
    try:
        return running.wait(limit)
    except BaseException:
        running.stop()
        raise


@contextmanager
def serving(command: list[str], out: Path) -> Iterator[Running]:
    """A server for the time of a block; nothing of it is left, whatever happens."""
    running = Running(command, out)
    try:
        yield running
    finally:
        if running.process.returncode is None:
            running.end()


def machine() -> dict[str, str]:
    """What this machine is."""
    cpu = Path("/proc/cpuinfo").read_text("utf-8")
    names = [line for line in cpu.splitlines() if "model name" in line]
    total = Path("/proc/meminfo").read_text("utf-8").split()[1]
    return {
        "processor": names[0].partition(":")[2].strip() if names else "?",
        "cores": str(len(os.sched_getaffinity(0))),
        "memory": f"{int(total) / 1024**2:.0f} GiB",
        "system": platform.platform(terse=True),
        "Python": platform.python_version(),
    }
