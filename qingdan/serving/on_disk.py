"""
A folder that holds the store of an inventory and the database of its items: made once, opened
again for as long as rules, program, inventory and day are those that it was made of.
"""

from __future__ import annotations

import fcntl
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import date
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from ..counting.day import today
from ..errors import CallError
from ..files import digest, sources_digest
from ..inventory.readers.rdf import checked
from ..law.load import law, packs_in_use
from ..output import synchronised
from ..querying.filling import fill_at_once
from ..querying.stored import add_inventory, law_store
from ..version import VERSION
from .listed import Listed
from .listing import made

if TYPE_CHECKING:
    from ..deciding.batch import Decided
    from ..reporting.determination.as_rdf_shared import Named

_FORM = 2
_LOCK = "lock"
_NOW = "now"
_NEXT = "next"
_OURS = {_LOCK, _NOW, _NEXT}
_STORE = "store"
_ITEMS = "items.sqlite"
_OF = "made-of.json"
_PACKAGE = Path(__file__).parents[1]


class OnDisk:
    """
    The store of an inventory in a folder, held by those that serve it until it is closed.

    Raises CallError where the folder cannot be written to, holds something else, or is in use by
    another process while it has to be made anew; InputError where the inventory has a fault.
    """

    def __init__(
        self,
        folder: Path,
        paths: tuple[Path, ...],
        as_of: date | None,
        tell: Callable[[str], object],
    ) -> None:
        self.folder = folder
        if not paths:
            raise CallError(
                f"--store {folder} is for the store of an inventory, and none is named; name its"
                " files"
            )
        for path in paths:
            checked(path)
        made_of = _made_of(paths, as_of)
        with ExitStack() as failing:
            self._lock = _locked(folder)
            failing.callback(self._lock.close)
            self._hold(fcntl.LOCK_SH)
            differing = self._differing(made_of)
            if differing:
                tell(f"making the store in {folder}: {differing}")
                self._hold(fcntl.LOCK_EX)
                with self._written():
                    self._make(paths, as_of, made_of)
                self._hold(fcntl.LOCK_SH)
            else:
                tell(f"opening the store in {folder}, made of the same")
            self.store = self._opened()
            self.items = Listed(self._database())
            failing.pop_all()

    def close(self) -> None:
        """Let go of the folder; what is in it stays."""
        self._lock.close()

    def _hold(self, how: int) -> None:
        try:
            fcntl.flock(self._lock, how | fcntl.LOCK_NB)
        except OSError:
            raise CallError(
                f"--store {self.folder} is in use by another process, which makes it or serves"
                " something else from it; end that one, or name another folder"
            ) from None

    def _differing(self, made_of: Mapping[str, Any]) -> str:
        """Why what is there does not fit, empty where it fits."""
        try:
            text = (self.folder / _NOW / _OF).read_text("utf-8")
            there = json.loads(text)
            differing = [
                name
                for name, value in made_of.items()
                if there.get(name) != value
            ]
        except FileNotFoundError:
            return "there is none"
        except (OSError, ValueError, AttributeError):
            return "what is there cannot be read"
        if differing:
            return f"other than before: {', '.join(differing)}"
        return ""

    def _make(
        self,
        paths: tuple[Path, ...],
        as_of: date | None,
        made_of: Mapping[str, Any],
    ) -> None:
        """Make it beside what is there, then put it in its place."""
        part = self.folder / _NEXT
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir()
        store = ox.Store(str(part / _STORE))
        store.bulk_load(
            law_store().dump(format=ox.RdfFormat.N_QUADS) or b"",
            format=ox.RdfFormat.N_QUADS,
        )
        add_inventory(
            store,
            paths,
            as_of,
            most=0,
            load=fill_at_once,
            listing=partial(_listed, part / _ITEMS),
        )
        store.flush()
        del store
        if _made_of(paths, as_of) != made_of:
            raise CallError(
                "the inventory or the day changed while it was read; serve it again"
            )
        text = json.dumps(made_of, ensure_ascii=False, indent=1)
        (part / _OF).write_text(text, "utf-8")
        for path in part.rglob("*"):
            synchronised(path)
        shutil.rmtree(self.folder / _NOW, ignore_errors=True)
        part.rename(self.folder / _NOW)
        synchronised(self.folder)

    @contextmanager
    def _written(self) -> Iterator[None]:
        """What cannot be written is told in one line; what was begun is removed."""
        try:
            yield
        except (OSError, sqlite3.Error) as error:
            shutil.rmtree(self.folder / _NEXT, ignore_errors=True)
            raise CallError(
                f"--store {self.folder} could not be written ({error}); make room there, or name"
                " another folder"
            ) from None

    def _opened(self) -> ox.Store:
        try:
            return ox.Store.read_only(str(path_of(self.folder)))
        except (OSError, RuntimeError) as error:
            raise self._damaged(error) from None

    def _database(self) -> sqlite3.Connection:
        address = (self.folder / _NOW / _ITEMS).resolve().as_uri()
        try:
            base = sqlite3.connect(
                f"{address}?mode=ro&immutable=1",
                uri=True,
                check_same_thread=False,
            )
            base.execute("SELECT count(*) FROM kinds")
        except sqlite3.Error as error:
            raise self._damaged(error) from None
        return base

    def _damaged(self, error: Exception) -> CallError:
        return CallError(
            f"--store {self.folder} cannot be read ({error}); remove the folder, and it is made"
            " anew"
        )


def path_of(folder: Path) -> Path:
    """Where the store itself lies in a folder."""
    return folder / _NOW / _STORE


def _locked(folder: Path) -> Any:
    """The file that is held of a folder, which is made where there is none."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        foreign = sorted({path.name for path in folder.iterdir()} - _OURS)
        if foreign:
            raise CallError(
                f"--store {folder} holds {foreign[0]!r}, which is no part of a store; name a"
                " folder of its own"
            )
        return open(folder / _LOCK, "ab")
    except OSError as error:
        raise CallError(
            f"--store {folder} cannot be opened ({error.strerror}); name a folder that may be"
            " written to"
        ) from None


def _listed(path: Path, decided: Decided, named: Named) -> None:
    made(decided, named, path).close()


def _made_of(paths: tuple[Path, ...], as_of: date | None) -> dict[str, Any]:
    """All that the content of a store depends on, by what it is called."""
    return {
        "form": _FORM,
        "version": f"{VERSION}, pyoxigraph {ox.__version__}",
        "program": _program(),
        "rules": [law().digest, sources_digest(), *packs_in_use()],
        "day": str(as_of or f"today, {today()}"),
        "inventory": [[path.name, digest(path)] for path in paths],
    }


@cache
def _program() -> str:
    """A digest of the program that decides."""
    content = sha256()
    for path in sorted(_PACKAGE.rglob("*.py")):
        name = path.relative_to(_PACKAGE).as_posix()
        content.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    return content.hexdigest()
