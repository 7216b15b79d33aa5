"""
The rows of a copy of a list in, slots out; what cannot be read whole is refused by its cell.

A cell of an activity or a scenario that is empty, as where cells are merged, has the value of the
cell above it; this is texts.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from ..errors import CallError, Fault, InputError, unreadable
from ..inventory.readers.cells import BLANKS
from ..inventory.readers.csv_text import csv_rows
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

Row = tuple[int, list[str]]
Tell = Callable[[str], object]
_CARRIED = ("activity", "scenario")
_MOST = 200
_LONGEST = 20_000
_SIZE = 1 << 25


class Table(NamedTuple):
    """The rows of a file, each with its number, and what messages call it."""

    where: str
    rows: list[Row]


def slots_of(path: Path, groups: dict[str, Text], tell: Tell) -> list[Slot]:
    """The slots of a file; raises InputError with every row that cannot be read."""
    return slots(table_of(path, content_of(path), tell), groups, tell)


def content_of(path: Path) -> bytes:
    """The bytes of a copy; raises InputError for what cannot be read or is too large."""
    try:
        if path.stat().st_size > _SIZE:
            raise InputError(
                Fault(
                    str(path),
                    f"has more than {_SIZE >> 20} MiB",
                    "take out pictures",
                )
            )
        return path.read_bytes()
    except OSError as error:
        raise unreadable(
            str(path), error, "name the file of the list"
        ) from None


def table_of(path: Path, content: bytes, tell: Tell) -> Table:
    """The rows of a table by the suffix of its file."""
    where = str(path)
    suffix = path.suffix.lower()
    if suffix == ".csv":
        headings = frozenset(
            text
            for name, shown in COLUMNS.items()
            for text in (name, *shown.values())
        )
        rows = csv_rows(io.BytesIO(content), where, headings, tell)
        return Table(where, [*rows])
    if suffix == ".xlsx":
        from ..inventory.readers.xlsx import grids

        grid = grids(content, where)[0]
        return Table(f"{where}, sheet {grid.sheet!r}", [*grid.rows])
    raise CallError(
        f"{path} is no .csv or .xlsx; fill in the table that"
        " `qingdan lists template` writes"
    )


def slots(table: Table, groups: dict[str, Text], tell: Tell) -> list[Slot]:
    """The slots of a table in our columns."""
    (_, heading), *rows = table.rows or [(0, [])]
    columns = _columns(table.where, heading)
    faults: list[Fault] = []
    read: list[Slot] = []
    places: dict[int, int] = {}
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
        where = f"{table.where}, row {number}"
        wrong = [*_wrong(where, texts, groups)]
        slot = None if wrong else _slot(texts, groups)
        if slot and slot.number in places:
            what = (
                f"slot {slot.number} stands in row {places[slot.number]} too"
            )
            wrong.append(Fault(where, what, "give each its own number"))
        elif slot:
            places[slot.number] = number
            read.append(slot)
        faults += wrong
    if faults:
        raise InputError(*faults[:_MOST])
    if not read:
        raise InputError(
            Fault(
                table.where, "there is no row in it", "fill in a row for each"
            )
        )
    for name, numbers in carried.items():
        if numbers:
            shown = COLUMNS[name]["en"]
            tell(
                f"{table.where}: {shown} as in the row above: rows {ranges(numbers)}"
            )
    return sorted(read, key=lambda slot: slot.number)


def _columns(where: str, heading: list[str]) -> dict[str, int]:
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


def _told(columns: dict[str, int], cells: list[str]) -> dict[str, str]:
    return {
        name: cells[columns[name]].strip(BLANKS)
        if columns.get(name, len(cells)) < len(cells)
        else ""
        for name in COLUMNS
    }


def _wrong(
    where: str, texts: dict[str, str], groups: dict[str, Text]
) -> Iterator[Fault]:
    """What is wrong in a row, by the column as it is shown."""
    number = texts["slot"].removesuffix(".0")
    if not (number.isascii() and number.isdigit() and 0 < int(number) < 10**5):
        yield _fault(where, "slot", texts, "number the items from 1")
    for name in ("activity", "scenario", "item"):
        if not texts[name]:
            yield _fault(where, name, texts, "state what the list says")
    if any(len(text) > _LONGEST for text in texts.values()):
        yield Fault(where, "a cell is too long", f"at most {_LONGEST:,}")
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
    if texts["group"] and group_of(texts["group"], groups) is None:
        mend = "name an entry of the list as `qingdan lists template` shows it, or leave it empty"
        yield _fault(where, "group", texts, mend)


def _fault(where: str, name: str, texts: dict[str, str], mend: str) -> Fault:
    shown = f"{COLUMNS[name]['zh']} / {COLUMNS[name]['en']}"
    cell = repr(texts[name][:60]) if texts[name] else "nothing"
    return Fault(f"{where}, {shown}", f"has {cell}", mend)


def _choices(words: dict[str, tuple[str, ...]]) -> str:
    return "write one of " + ", ".join(
        f"{name} ({spellings[0]})" for name, spellings in words.items()
    )


def group_of(text: str, groups: dict[str, Text]) -> str | None:
    """The entry of ours that a cell names, by label or by name; None where it names none."""
    for iri, label in groups.items():
        name = iri.rsplit("/", 1)[-1]
        if bare(text) in {name, *map(bare, label.values())}:
            return iri
    return None


def _slot(texts: dict[str, str], groups: dict[str, Text]) -> Slot:
    return Slot(
        number=int(texts["slot"].removesuffix(".0")),
        activity=texts["activity"],
        scenario=texts["scenario"],
        item=texts["item"],
        description=texts["description"],
        kind=word(KINDS, texts["kind"]) or "",
        band=word(BANDS, texts["band"]) or "",
        group=group_of(texts["group"], groups) or "",
    )


def numbers_of(text: str, known: Iterable[int]) -> list[int]:
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
