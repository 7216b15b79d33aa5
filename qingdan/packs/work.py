"""What a person does with a pack: import a copy, confirm slots, state a comparison."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from ..counting.day import today
from ..errors import CallError
from ..law.slots import Confirmation, Pack, Slot, person
from . import ledger
from .announced import announced, known
from .copies import content_of, document_of, table_of
from .table import slots


def imported(
    file: Path,
    edition: str,
    folder: Path,
    tell: Callable[[str], object],
    copy: Path | None = None,
) -> Pack:
    """
    Read a copy of a list into the pack of a folder; what was confirmed of slots that read the
    same stays confirmed. Raises InputError for rows that cannot be read.

    `copy` is the official document from which the file was made, where that is another.
    """
    count = announced(edition)
    document = document_of(copy) if copy else None
    content = content_of(file)
    table = table_of(file, content, tell)
    read = slots(
        table,
        known(edition).groups,
        tell,
    )
    before = _before(folder, edition)
    kept = tuple(_kept(slot, before) for slot in read)
    pack = Pack(
        edition,
        f"sha256:{hashlib.sha256(document or content).hexdigest()}",
        kept,
        count,
    )
    ledger.write(pack, folder)
    return pack


def _before(
    folder: Path,
    edition: str,
) -> dict[int, Slot]:
    if not (folder / ledger.NAME).exists():
        return {}
    pack = ledger.read(folder)
    if pack.edition != edition:
        raise CallError(
            f"{folder} holds a pack of {pack.edition}, not of {edition}; name another folder"
        )
    return pack.of_number


def _kept(
    slot: Slot,
    before: dict[int, Slot],
) -> Slot:
    earlier = before.get(slot.number)
    if earlier is None or earlier.digest != slot.digest:
        return slot
    return replace(
        slot,
        confirmed=earlier.confirmed,
    )


def confirmed(
    folder: Path,
    numbers: Iterable[int],
    by: str,
    on: date,
) -> tuple[Pack, int]:
    """
    Note that a person held slots against the official text; how many that person had not
    confirmed before. The same person counts once.
    """
    pack = ledger.read(folder)
    name = " ".join(by.split())
    if not person(name):
        raise CallError("the name of who confirms is empty; add --by NAME")
    chosen = {*numbers}
    made = [
        _with(
            slot,
            Confirmation(
                name,
                on,
            ),
        )
        if slot.number in chosen
        else slot
        for slot in pack.slots
    ]
    new = sum(
        now is not before
        for now, before in zip(
            made,
            pack.slots,
            strict=True,
        )
    )
    pack = Pack(
        pack.edition,
        pack.copy,
        tuple(made),
        pack.announced,
    )
    ledger.write(pack, folder)
    return pack, new


def day_of(given: date | None) -> date:
    """The day told, today where none is; raises CallError for a day to come."""
    now = today()
    if given and given > now:
        raise CallError(f"{given} is still to come; give the day it was done")
    return given or now


def _with(
    slot: Slot,
    confirmation: Confirmation,
) -> Slot:
    if person(confirmation.by) in {person(each.by) for each in slot.confirmed}:
        return slot
    return replace(
        slot,
        confirmed=(*slot.confirmed, confirmation),
    )
