"""
A ledger in a folder: which files were counted, and which files hold
its state. It changes by one rename, so that it is whole at any moment.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import CallError, Fault, InputError
from ..output import synchronised

FORM = 1
NAME = "ledger.json"
_LOCK = "lock"
_STATE = re.compile(r"(persons|curves|seen)-[0-9]+\.parquet")
_PART = f".{NAME}.part"
_OURS = (NAME, _LOCK, _PART)
_DAMAGED = "restore the folder from a copy, or count all logs into a new one"


class Taken(NamedTuple):
    """
    Logs that were counted in one run: name, digest and how each was
    read; rows, and how many of them could not be counted.
    """

    files: list[dict[str, Any]]
    rows: int
    bad: int
    is_bounded: bool
    read_by: str


class State(NamedTuple):
    """
    What is in a ledger: the name of its key, the runs, the files of
    persons, of curves and of rows by day, how many persons were erased.
    """

    number: int = 0
    key: str | None = None
    taken: tuple[Taken, ...] = ()
    persons: tuple[str, ...] = ()
    curves: str | None = None
    seen: str | None = None
    erased: int = 0

    @property
    def named(self) -> list[str]:
        """The files that hold the state."""
        return [
            *self.persons,
            *filter(None, (self.curves, self.seen)),
        ]


class Kept:
    """A ledger in a folder, held by one count at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = open(folder / _LOCK, "ab")  # noqa: SIM115
        except OSError as error:
            raise CallError(
                f"--ledger {folder} cannot be opened ({error.strerror}); name a folder that may"
                " be written to"
            ) from None
        try:
            self._hold()
            self.state = self._read()
        except BaseException:
            self.close()
            raise

    def _hold(self) -> None:
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CallError(
                f"--ledger {self.folder} is in use by another count; wait until it has ended"
            ) from None
        foreign = [
            path.name
            for path in sorted(self.folder.iterdir())
            if path.name not in _OURS and not _STATE.fullmatch(path.name)
        ]
        if foreign:
            raise CallError(
                f"--ledger {self.folder} holds {foreign[0]!r}, which is no part of a ledger; name"
                " a folder of its own"
            )

    def _read(self) -> State:
        path = self.folder / NAME
        if not path.exists():
            return State()
        try:
            content = json.loads(path.read_text("utf-8"))
            form = content.pop("form")
            taken = tuple(Taken(**run) for run in content.pop("taken"))
            persons = tuple(content.pop("persons"))
            state = State(**content, taken=taken, persons=persons)
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            raise InputError(
                Fault(str(path), "is no ledger that can be read", _DAMAGED)
            ) from None
        if form != FORM:
            raise InputError(
                Fault(
                    str(path),
                    f"is a ledger of form {form}; this version reads form {FORM}",
                    "count with the version that wrote it, or all logs into a new folder",
                )
            )
        for name in state.named:
            if not (self.folder / name).is_file():
                raise InputError(
                    Fault(str(self.folder / name), "is missing", _DAMAGED)
                )
        return state

    def path(self, name: str) -> str:
        """The path of a file of the state."""
        return str(self.folder / name)

    def commit(self, state: State) -> None:
        """
        The new state in place of the old: files are on the disk first,
        then one rename; what the new state does not name is removed.
        """
        for name in state.named:
            synchronised(self.folder / name)
        document = state._asdict() | {
            "form": FORM,
            "taken": [run._asdict() for run in state.taken],
        }
        part = self.folder / _PART
        part.write_text(
            json.dumps(document, ensure_ascii=False, indent=1), "utf-8"
        )
        synchronised(part)
        synchronised(self.folder)
        os.replace(part, self.folder / NAME)
        synchronised(self.folder)
        self.state = state
        self.tidy()

    def tidy(self) -> None:
        """Remove files of a state that is not in force: an older one, or one cut short."""
        for path in self.folder.iterdir():
            if path.name == _PART or (
                _STATE.fullmatch(path.name)
                and path.name not in self.state.named
            ):
                path.unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of the folder."""
        self._lock.close()
