"""
The folder of an edition pack: `pack.json` with the slots, who confirmed each, and the digest of
the copy that was read. In: a folder. Out: a pack, and back.

A confirmation names the digest of the slot as it was confirmed; where the text was changed since,
it counts for nothing.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from ..errors import CallError, Fault, InputError, unreadable
from ..law.slots import IMPORTANT, OTHER, Confirmation, Pack, Slot
from ..output import whole
from .announced import announced

NAME = "pack.json"
FORM = 1
_MEND = "import the copy again with `qingdan lists import`"
_TEXTS = ("activity", "scenario", "item", "description", "kind", "band")


def read(folder: Path) -> Pack:
    """The pack of a folder; raises InputError where it is none or was damaged."""
    path = folder / NAME
    try:
        content = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise unreadable(str(path), error, _MEND) from None
    try:
        return _pack(content)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        what = f"is no edition pack ({type(error).__name__}: {error})"
        raise InputError(
            Fault(
                str(path),
                what,
                _MEND,
            )
        ) from None


def _pack(content: Any) -> Pack:
    if content["form"] != FORM:
        raise ValueError(f"form {content['form']!r} is not known")
    edition, copy = _text(content["edition"]), _text(content["copy"])
    slots = tuple(map(_slot, content["slots"]))
    if len({slot.number for slot in slots}) != len(slots):
        raise ValueError("a slot is there twice")
    return Pack(
        edition,
        copy,
        slots,
        announced(edition),
    )


def _slot(content: dict[str, Any]) -> Slot:
    number = content["slot"]
    if type(number) is not int or number < 1:
        raise ValueError(f"{number!r} is no number of a slot")
    slot = Slot(
        number=number,
        activity=_text(content["activity"]),
        scenario=_text(content["scenario"]),
        item=_text(content["item"]),
        description=_text(content["description"]),
        kind=_text(content["kind"]),
        band=_text(content["band"]),
        group=_text(content["group"]),
    )
    if slot.kind not in (IMPORTANT, OTHER):
        raise ValueError(f"slot {number} has the kind {slot.kind!r}")
    confirmed = tuple(
        Confirmation(
            by=_text(each["by"]),
            on=date.fromisoformat(each["on"]),
        )
        for each in content["confirmed"]
        if each["digest"] == slot.digest
    )
    return replace(
        slot,
        confirmed=confirmed,
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def write(
    pack: Pack,
    folder: Path,
) -> None:
    """Write a pack; the old state stands until the new one is whole."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise CallError(
            f"{folder} cannot be made ({error.strerror}); name another folder"
        ) from None
    content = {
        "form": FORM,
        "edition": pack.edition,
        "copy": pack.copy,
        "slots": [_written(slot) for slot in pack.slots],
    }
    with whole(folder / NAME) as part:
        part.write_text(
            json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8"
        )


def _written(slot: Slot) -> dict[str, Any]:
    texts = {name: getattr(slot, name) for name in (*_TEXTS, "group")}
    confirmed = [
        {"by": each.by, "on": str(each.on), "digest": slot.digest}
        for each in slot.confirmed
    ]
    return {"slot": slot.number, **texts, "confirmed": confirmed}
