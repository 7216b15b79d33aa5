"""
Work in children: whoever is slow, greedy or dead is told as
such, keeps nothing, and stops nobody else.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qingdan.serving.answer import Answer, Ending, given
from qingdan.serving.pool import Keeper
from qingdan.serving.worker import Child, Failed

SECONDS = 1.0


def echo(options: dict[str, Any], content: bytes) -> Answer:
    """Answer what was sent, and by whom."""
    return given("text/plain", content, {"By": str(os.getpid())})


def sleep(options: dict[str, Any], content: bytes) -> Answer:
    """Take as long as asked, on the processor."""
    until = time.monotonic() + options["seconds"]
    while time.monotonic() < until:
        pass
    return given("text/plain", b"late", {"By": str(os.getpid())})


def wait(options: dict[str, Any], content: bytes) -> Answer:
    """Take as long as asked, off the processor, as when the machine does other work."""
    time.sleep(options["seconds"])
    return given("text/plain", b"late")


def shout() -> None:
    """Fail, as what is prepared for all jobs may."""
    raise RuntimeError("nothing can be prepared")


def die(options: dict[str, Any], content: bytes) -> Answer:
    """End without a word."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def greed(options: dict[str, Any], content: bytes) -> Answer:
    """Take more memory than there is to have."""
    return given("text/plain", bytes(1 << 34))


def write(options: dict[str, Any], content: bytes) -> Answer:
    """Write what was sent into a temporary folder, then take as long as asked."""
    folder = tempfile.mkdtemp()
    (Path(folder) / "secret").write_bytes(content)
    sleep(options, b"")
    return given("text/plain", folder.encode())


def opened(options: dict[str, Any], content: bytes) -> Answer:
    """
    How many descriptors are open beside the three standard
    ones, and what opening another comes to.
    """
    many = 0
    for number in range(3, 1 << 10):
        with contextlib.suppress(OSError):
            os.fstat(number)
            many += 1
    try:
        os.pipe()
    except OSError as error:
        return given("text/plain", f"{many} {type(error).__name__}".encode())
    return given("text/plain", b"open")


JOBS = {
    "echo": echo,
    "sleep": sleep,
    "wait": wait,
    "die": die,
    "greed": greed,
    "write": write,
}


@pytest.fixture
def keeper() -> Iterator[Keeper]:
    """A keeper whose jobs have a second."""
    made = Keeper(
        JOBS, frozenset(["write"]), SECONDS, lasting=frozenset(["echo"])
    )
    yield made
    made.close()


def test_short_work_goes_to_the_same_child(keeper: Keeper) -> None:
    """A job of a lasting kind, though not one of another kind."""
    told = [
        keeper.ask("echo", {}, str(number).encode()) for number in range(3)
    ]
    assert [one.content for one in told] == [b"0", b"1", b"2"]
    assert len({one.notes["By"] for one in told}) == 1
    assert keeper.ask("sleep", {"seconds": 0}).content == b"late"


def test_a_child_that_warmed_up_is_kept() -> None:
    """Of a warming kind, though its first job took long; the next is done by the same child."""
    both = frozenset(["echo", "sleep"])
    warm = Keeper(JOBS, seconds=60, lasting=both, warming=frozenset(["sleep"]))
    cold = Keeper(JOBS, seconds=60, lasting=both)
    try:
        for keeper, kept in ((warm, True), (cold, False)):
            long = keeper.ask("sleep", {"seconds": 0.5})
            after = keeper.ask("echo", {}, b"x")
            assert (long.notes["By"] == after.notes["By"]) is kept
    finally:
        warm.close()
        cold.close()


@pytest.mark.parametrize(
    ("job", "state"),
    [("sleep", "timeout"), ("die", "crashed"), ("greed", "crashed")],
)
def test_no_answer_is_told_as_such(
    keeper: Keeper, job: str, state: str
) -> None:
    """And the next job is done."""
    with pytest.raises(Failed) as failed:
        keeper.ask(job, {"seconds": 60})
    assert failed.value.ending == state
    assert keeper.ask("echo", {}, b"next").content == b"next"


def test_a_child_has_nothing_open_but_its_line(tmp_path: Path) -> None:
    """Neither a file of the front nor the line of another keeper, and it can open nothing."""
    with (tmp_path / "secret").open("w"):
        first, second = (
            Keeper(JOBS, seconds=SECONDS),
            Keeper({"open": opened}, seconds=SECONDS),
        )
        try:
            assert second.ask("open", {}).content == b"1 OSError"
        finally:
            second.close()
            first.close()


def test_what_takes_long_but_not_too_long_is_answered(keeper: Keeper) -> None:
    """It goes on behind the others."""
    assert keeper.ask("sleep", {"seconds": 0.6}).content == b"late"


def test_who_gets_little_of_the_machine_is_slow_but_answered(
    keeper: Keeper,
) -> None:
    """
    A job that has had less of the processor than it may goes on,
    however late the clock is; one that has had it is stopped.
    """
    assert keeper.ask("wait", {"seconds": 3 * SECONDS}).content == b"late"
    begun = time.monotonic()
    with pytest.raises(Failed, match="timeout"):
        keeper.ask("sleep", {"seconds": 60})
    assert time.monotonic() - begun >= SECONDS


def test_many_at_once_wait_for_their_turn(keeper: Keeper) -> None:
    """Twelve that take long but not too long: none is refused."""
    told: list[bytes] = []
    threads = [
        threading.Thread(
            target=lambda: told.append(
                keeper.ask("sleep", {"seconds": 0.4}).content
            )
        )
        for _ in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == [b"late"] * 12


def test_the_slow_do_not_stop_the_quick(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """
    Twelve at once that never end: each is told that it
    failed, and those who ask little are answered beside them.
    """
    monkeypatch.setattr("qingdan.serving.pool._WAITING", 3)
    keeper, states = (
        Keeper(JOBS, seconds=SECONDS, lasting=frozenset(["echo"])),
        list[str](),
    )

    def ask() -> None:
        try:
            keeper.ask("sleep", {"seconds": 60})
        except Failed as failed:
            states.append(failed.ending)

    threads = [threading.Thread(target=ask) for _ in range(12)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        assert keeper.ask("echo", {}, b"quick").content == b"quick"
        time.sleep(0.05)
    keeper.close()
    assert len(states) == 12
    assert set(states) == {"timeout", "busy"}


def test_nothing_is_kept_of_what_was_sent(keeper: Keeper) -> None:
    """Neither of a job that answered, nor of one that was killed at its deadline."""
    folder = Path(keeper.ask("write", {"seconds": 0}, b"s").content.decode())
    assert not folder.exists()
    home = folder.parent.parent
    assert home.name.startswith("qingdan-")
    with pytest.raises(Failed):
        keeper.ask("write", {"seconds": 60}, b"s")
    assert list(home.iterdir()) == []
    keeper.sweep()
    assert not home.exists()


def test_closing_leaves_no_line_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Neither of a child that was forked late, nor where the keeper has died."""
    lines: list[socket.socket] = []
    pair = socket.socketpair

    def kept() -> tuple[socket.socket, socket.socket]:
        mine, theirs = pair()
        lines.extend((mine, theirs))
        return mine, theirs

    def late(child: Child, line: socket.socket) -> None:
        time.sleep(3 * SECONDS / 10)
        made(child, line)

    made = Child.__init__
    monkeypatch.setattr("qingdan.serving.pool.socket.socketpair", kept)
    monkeypatch.setattr(Child, "__init__", late)
    for killed in (False, True):
        keeper = Keeper(JOBS, seconds=SECONDS)
        assert keeper.ask("echo", {}, b"once").content == b"once"
        if killed:
            os.kill(keeper.process, signal.SIGKILL)
        keeper.close()
    assert lines
    assert {line.fileno() for line in lines} == {-1}


def test_nobody_works_on_for_a_front_that_is_gone() -> None:
    """The keeper ends with the front, however it ended, and so do its children."""
    code = (
        "import sys, threading, time; sys.path.insert(0, 'tests'); from test_keeper import JOBS; from qingdan.serving.pool import Keeper\n"
        "keeper = Keeper(JOBS, seconds=60.0)\n"
        "threading.Thread(target=keeper.ask, args=('sleep', {'seconds': 60}), daemon=True).start()\n"
        "print(keeper.process, flush=True); time.sleep(60)"
    )
    front = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parent.parent,
    )
    with front:
        assert front.stdout is not None
        keeper = int(front.stdout.readline())
        children = list[int]()
        while not children:
            listed = Path(f"/proc/{keeper}/task/{keeper}/children").read_text()
            children = [int(pid) for pid in listed.split()]
        front.kill()
    for _ in range(1_200):
        if not any(
            Path(f"/proc/{pid}").exists() and _state(pid) != "Z"
            for pid in (keeper, *children)
        ):
            return
        time.sleep(0.1)
    pytest.fail("a process outlived the front")


def _state(pid: int) -> str:
    try:
        return (
            Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        )
    except OSError:
        return "Z"


def test_what_cannot_be_prepared_stops_no_job(
    capfd: pytest.CaptureFixture[str],
) -> None:
    """The fault is told where the service tells its own; jobs are done all the same."""
    keeper = Keeper({"echo": echo}, prepared=shout)
    try:
        keeper.prepare()
        assert keeper.ask("echo", {}, b"there").content == b"there"
        assert keeper.is_alive
    finally:
        keeper.close()
    assert "nothing can be prepared" in capfd.readouterr().err


def test_who_asks_a_keeper_that_is_gone_is_told_at_once() -> None:
    """Not after the minute in which a busy one may get to it; an operator can see it."""
    keeper = Keeper({"echo": echo})
    os.kill(keeper.process, signal.SIGKILL)
    try:
        since = time.monotonic()
        with pytest.raises(Failed) as failed:
            keeper.ask("echo", {})
        assert failed.value.ending == Ending.CRASHED
        assert not keeper.is_alive
        assert time.monotonic() - since < 30
    finally:
        keeper.close()
