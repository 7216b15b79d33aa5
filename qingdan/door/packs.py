"""Edition packs: a folder in, and every call decides with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import CallError
from ..law.load import OWN, leave, use
from ..law.slots import Pack
from ..packs import ledger


def take(folder: str | Path, edition: str = OWN) -> Pack:
    """
    Decide under an edition with the pack of a folder, until it is left.

    Raises InputError where the folder holds no pack, CallError where it is of another edition.
    """
    pack = ledger.read(Path(folder))
    if pack.edition != edition:
        raise CallError(
            f"{folder} is a pack of {pack.edition}, and the list is {edition};"
            f" add --list {pack.edition}, or name a pack of {edition}"
        )
    use(pack)
    return pack


def drop(pack: Pack) -> None:
    """Decide without a pack again."""
    leave(pack)


@contextmanager
def edition_pack(folder: str | Path, edition: str = OWN) -> Iterator[Pack]:
    """
    Decide with the user's own copy of a list within a `with`: slots that two persons confirmed.

    The whole process decides with it; an answer names slots by their numbers.
    """
    pack = take(folder, edition)
    try:
        yield pack
    finally:
        leave(pack)
