"""
The rows of a copy of a list in, slots out; what cannot be read whole is refused by its cell.

A cell of an activity or a scenario that is empty, as where cells are merged, has the value of the
cell above it; this is texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..errors import CallError, Fault, InputError
from ..inventory.readers.cells import BLANKS
from ..law.slots import Slot, ranges
from ..rdf.graph import Text
from .columns import (
    ALL,
    BAND_OF,
    BANDS,
    COLUMNS,
    COMMAS,
    KINDS,
    NEEDED,
    bare,
    column,
    word,
)
from .copies import Table, Tell

_CARRIED = ("activity", "scenario")
_MOST = 200
_LONGEST = 20_000


def slots(
    table: Table,
    groups: dict[str, Text],
    tell: Tell,
) -> list[Slot]:
    """The slots of a table in our columns."""
    faults: list[Fault] = []
    read: list[Slot] = []
    places: dict[int, int] = {}
    for number, texts in _filled(table, tell):
        where = f"{table.where}, row {number}"
        wrong = [*_wrong(where, texts, groups)]
        faults += wrong
        if wrong:
            continue
        slot = _slot(texts, groups)
        first = places.setdefault(slot.number, number)
        if first != number:
            what = f"slot {slot.number} stands in row {first} too"
            faults.append(Fault(where, what, "give each its own number"))
        read.append(slot)
    if faults:
        raise InputError(*faults[:_MOST])
    if not read:
        what = "there is no row in it"
        raise InputError(Fault(table.where, what, "fill in a row for each"))
    return sorted(read, key=lambda slot: slot.number)


def _filled(
    table: Table,
    tell: Tell,
) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows that say something, empty cells of merged columns filled from above."""
    (_, heading), *rows = table.rows or [(0, [])]
    columns = _columns(table.where, heading)
    carried: dict[str, list[int]] = {name: [] for name in _CARRIED}
    above: dict[str, str] = {}
    for number, cells in rows:
        texts = _told(columns, cells)
        if not any(texts[name] for name in COLUMNS if name != "slot"):
            continue
        for name in _CARRIED:
            if not texts[name] and above.get(name):
                texts[name] = above[name]
                carried[name].append(number)
        above = texts
        yield number, texts
    for name, numbers in carried.items():
        if numbers:
            shown = f"{table.where}: {COLUMNS[name]['en']}"
            tell(f"{shown} as in the row above: rows {ranges(numbers)}")


def _columns(
    where: str,
    heading: list[str],
) -> dict[str, int]:
    """Where each column stands; raises InputError where one is missing or there twice."""
    columns: dict[str, int] = {}
    for index, shown in enumerate(heading):
        name = column(shown)
        if name in columns:
            what = f"the column {name} is there twice"
            raise InputError(Fault(where, what, "leave out one of them"))
        if name:
            columns[name] = index
        elif shown.strip():
            what = f"the heading {shown.strip()!r} is no column of a list"
            known = ", ".join(
                f"{each['zh']} / {each['en']}" for each in COLUMNS.values()
            )
            raise InputError(Fault(where, what, f"the columns are {known}"))
    missing = [name for name in COLUMNS if name in NEEDED - {*columns}]
    if missing:
        names = ", ".join(COLUMNS[name]["zh"] for name in missing)
        what = f"there is no column {', '.join(missing)} ({names})"
        mend = "take the headings that `qingdan lists template` writes"
        raise InputError(Fault(where, what, mend))
    return columns


def _told(
    columns: dict[str, int],
    cells: list[str],
) -> dict[str, str]:
    return {
        name: cells[columns[name]].strip(BLANKS)
        if columns.get(name, len(cells)) < len(cells)
        else ""
        for name in COLUMNS
    }


def _wrong(
    where: str,
    texts: dict[str, str],
    groups: dict[str, Text],
) -> Iterator[Fault]:
    """What is wrong in a row, by the column as it is shown."""
    if _number(texts["slot"]) is None:
        yield _fault(where, "slot", texts, "number the items from 1")
    for name in ("activity", "scenario", "item"):
        if not texts[name]:
            yield _fault(where, name, texts, "state what the list says")
    if any(len(text) > _LONGEST for text in texts.values()):
        yield Fault(where, "a cell is too long", f"at most {_LONGEST:,}")
    yield from _wrong_words(where, texts)
    if texts["group"] and group_of(texts["group"], groups) is None:
        mend = "name an entry of the list as `qingdan lists template` shows it, or leave it empty"
        yield _fault(where, "group", texts, mend)


def _wrong_words(where: str, texts: dict[str, str]) -> Iterator[Fault]:
    kind = word(KINDS, texts["kind"])
    band = word(BANDS, texts["band"])
    if kind is None:
        yield _fault(where, "kind", texts, _choices(KINDS))
    if band is None:
        yield _fault(where, "band", texts, _choices(BANDS))
    if kind and band and BAND_OF[kind] != band:
        what = f"the kind {texts['kind']} does not go with the band {texts['band']}"
        mend = "important data goes with a security assessment, all else with numbers of persons"
        yield Fault(where, what, mend)


def _number(text: str) -> int | None:
    """The number of a slot as a table writes it."""
    digits = text.removesuffix(".0")
    if digits.isascii() and digits.isdigit() and 0 < int(digits) < 10**5:
        return int(digits)
    return None


def _fault(
    where: str,
    name: str,
    texts: dict[str, str],
    mend: str,
) -> Fault:
    shown = f"{COLUMNS[name]['zh']} / {COLUMNS[name]['en']}"
    cell = repr(texts[name][:60]) if texts[name] else "nothing"
    return Fault(
        f"{where}, {shown}",
        f"has {cell}",
        mend,
    )


def _choices(words: dict[str, tuple[str, ...]]) -> str:
    return "write one of " + ", ".join(
        f"{name} ({spellings[0]})" for name, spellings in words.items()
    )


def group_of(
    text: str,
    groups: dict[str, Text],
) -> str | None:
    """The entry of ours that a cell names, by label or by name; None where it names none."""
    for iri, label in groups.items():
        name = iri.rsplit("/", 1)[-1]
        if bare(text) in {name, *map(bare, label.values())}:
            return iri
    return None


def _slot(
    texts: dict[str, str],
    groups: dict[str, Text],
) -> Slot:
    return Slot(
        number=_number(texts["slot"]) or 0,
        activity=texts["activity"],
        scenario=texts["scenario"],
        item=texts["item"],
        description=texts["description"],
        kind=word(KINDS, texts["kind"]) or "",
        band=word(BANDS, texts["band"]) or "",
        group=group_of(texts["group"], groups) or "",
    )


def numbers_of(
    text: str,
    known: Iterable[int],
) -> list[int]:
    """
    The slots that a text names, as `1-31, 40`; all where it says so. Raises CallError for others.

    >>> numbers_of("2-4,7", range(1, 10))
    [2, 3, 4, 7]
    """
    there = {*known}
    if bare(text) in ALL:
        return sorted(there)
    named: set[int] = set()
    for part in re.split(f"[,{COMMAS}]", text):
        first, dash, last = part.strip().partition("-")
        ends = (first, last if dash else first)
        if not all(end.isascii() and end.isdigit() for end in ends):
            raise CallError(
                f"{text!r} names no slots; write them as 1-31, 40, or all"
            )
        named |= {*range(int(ends[0]), min(int(ends[1]), 10**5) + 1)}
    missing = sorted(named - there)
    if missing or not named:
        raise CallError(
            f"{text!r} names no slot of the pack; its slots are {ranges(there)}"
        )
    return sorted(named)
