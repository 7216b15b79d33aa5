"""
What tests share: an environment made as the README says;
bytecode is kept for the processes that tests start.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import fronts
from forgetting import forget
from qingdan.files import folder
from qingdan.serving.service import Service
from workers import by_file, turn

ROOT = Path(__file__).parent.parent
_LEFT_OUT = (
    ".git",
    ".venv*",
    ".*_cache",
    ".hypothesis",
    "__pycache__",
    "build",
    "dist",
    "*.egg-info",
)

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
# A shell starts work in the background with interrupts ignored, and what a test starts would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Each file on one worker."""
    return by_file(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest comes first."""
    items.sort(key=lambda item: turn(item.path))


@pytest.fixture(scope="session", autouse=True)
def nothing_kept() -> None:
    """A mutant of the code is not answered by what the code before it worked out (`nox -s mutate`)."""
    if os.environ.get("MUTANT_UNDER_TEST", "stats") != "stats":
        forget(("qingdan.deciding", "qingdan.counting", "qingdan.duties"))


@pytest.fixture(scope="session")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """
    A copy of the tree in which the first command of the README was followed, once for all workers.

    A kept closure of another law lies in it, with digests that fit: what is built may not carry it.
    """
    base = tmp_path_factory.getbasetemp()
    base = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    place, done = base / "clone", base / "clone.done"
    with (base / "clone.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not done.exists():
            shutil.copytree(
                ROOT,
                place,
                ignore=shutil.ignore_patterns(*_LEFT_OUT),
                dirs_exist_ok=True,
            )
            _plant(place)
            found = subprocess.run(
                _steps(),
                shell=True,
                cwd=place,
                env=own(place),
                capture_output=True,
                text=True,
            )
            assert found.returncode == 0, found.stderr[-4_000:]
            done.touch()
    return place


@pytest.fixture(scope="session")
def service() -> Iterator[Service]:
    """
    The service over the worked inventory, made once in each worker.

    Nothing that is asked of it changes it.
    """
    made = fronts.service(
        (folder("data") / "inventories" / "icv-maker.ttl",), date(2026, 3, 2)
    )
    yield made
    made.close()


def own(place: Path) -> dict[str, str]:
    """
    The variables of a shell in that environment, as after
    `. .venv/bin/activate`, and none of the tests' own.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "VIRTUAL_ENV"))
    }
    return {
        **kept,
        "PATH": f"{place / '.venv' / 'bin'}{os.pathsep}{kept['PATH']}",
        "PYTHONIOENCODING": "utf-8",
    }


def _steps() -> str:
    """The README's first command up to the call of qingdan: what makes the environment."""
    readme = (ROOT / "README.md").read_text("utf-8")
    first = re.search(r"```sh\n(.*?)```", readme, re.S)
    assert first
    return first[1].rpartition("&&")[0]


def _plant(place: Path) -> None:
    from qingdan.law import closure

    stale = dict.fromkeys(
        ("law.nt", "shapes.nt", "law.packed", "law.compiled"),
        b"<urn:x:stale> <urn:x:stale> <urn:x:stale> .\n",
    )
    closure.write(place / "qingdan" / "closed", stale)
