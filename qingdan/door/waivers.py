"""
A file of waivers → what need not fail a pipeline: who decided so, why, until when.

A waiver changes no answer and no report. It takes an item with an outcome or a flag,
or a subject with a shape, out of what makes the exit status 1. An expired one fails.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from .tables import Tables

_MEND = "docs/pipelines.md has the form of a waiver"
_ALWAYS = {"who": str, "why": str, "until": date}
_KINDS: Mapping[str, Mapping[str, type]] = {
    "waiver": {"item": str, "outcome": str, "shape": str},
    "baseline": {"report": str},
}


@dataclass(frozen=True)
class Waiver:
    """One thing that need not fail: an item or a subject, and the name of what it has."""

    where: str
    item: str
    name: str
    who: str
    why: str
    until: date
    report: str = ""

    def told(self, number: int) -> str:
        """What it waives, or how much of the report of which it is a part; why, who, until when."""
        what = f"{self.item}: {self.name}"
        if self.report:
            what = f"{number:,} found in {self.report} as well"
        return f"{what}; {self.reason()}"

    def reason(self) -> str:
        """Why, who said so, and until when."""
        return f"{self.why} ({self.who}, until {self.until.isoformat()})"


class Waivers:
    """The waivers of a file, and which of them were needed."""

    def __init__(self, waivers: Iterable[Waiver], day: date) -> None:
        kept = list(waivers)
        self.expired = [waiver for waiver in kept if waiver.until < day]
        self._valid = {
            (waiver.item, waiver.name): waiver
            for waiver in kept
            if waiver.until >= day
        }
        self._needed: dict[tuple[str, str], Waiver] = {}

    def waives(self, item: str, name: str) -> bool:
        """Whether what an item has need not fail."""
        waiver = self._valid.get((item, name))
        if waiver is not None:
            self._needed[item, name] = waiver
        return waiver is not None

    def valid(self) -> dict[tuple[str, str], str]:
        """What need not fail, by item and name, each with why, who said so and until when."""
        return {name: waiver.reason() for name, waiver in self._valid.items()}

    def told(self) -> Iterator[str]:
        """A line for each waiver that was needed, and for each that is expired."""
        for waiver, number in _together(self._needed.values()):
            yield f"waived: {waiver.told(number)}"
        for waiver, number in _together(self.expired):
            mend = f"{waiver.where}: renew it or take it out"
            yield f"expired: {waiver.told(number)}; {mend}"


def _together(waivers: Iterable[Waiver]) -> Iterator[tuple[Waiver, int]]:
    """Each waiver once with its number: those of one report are one."""
    alike: dict[str, list[Waiver]] = {}
    for waiver in waivers:
        alike.setdefault(waiver.where, []).append(waiver)
    for several in alike.values():
        yield several[0], len(several)


def read(path: Path, day: date) -> Waivers:
    """
    The waivers of a file as they stand on a day; raises InputError for
    what is no waiver, with the line on which it stands.
    """
    return Waivers(_read(Tables(path)), day)


def _read(tables: Tables) -> Iterator[Waiver]:
    for kind, entries in tables.content.items():
        if kind not in _KINDS or not isinstance(entries, list):
            where = tables.where(kind, "" if kind in _KINDS else kind)
            what = f"{kind!r} is not known"
            raise tables.fault(where, what, "write [[waiver]] or [[baseline]]")
        for place, entry in enumerate(entries):
            yield from _of_entry(tables, kind, entry, place)


def _of_entry(
    tables: Tables, kind: str, entry: dict[str, Any], place: int
) -> Iterator[Waiver]:
    known = {**_KINDS[kind], **_ALWAYS}
    where = tables.where(kind, place=place)
    for key, value in entry.items():
        at = tables.where(kind, key, place)
        if key not in known:
            what = f"the key {key!r} is not known"
            raise tables.fault(at, what, f"it takes {', '.join(known)}")
        if type(value) is not known[key] or value == "":
            form = "a day such as 2026-12-31"
            if known[key] is str:
                form = "a text"
            raise tables.fault(at, f"{key} is no value of it", f"give {form}")
    names = [name for name in ("outcome", "shape") if name in entry]
    needed = [*_ALWAYS, "item" if kind == "waiver" else "report"]
    missing = [key for key in needed if key not in entry]
    if missing:
        raise tables.fault(where, f"{missing[0]} is not given", _MEND)
    said = {key: entry[key] for key in _ALWAYS}
    if kind == "baseline":
        for item, name in _reported(tables, entry["report"], where):
            yield Waiver(where, item, name, **said, report=entry["report"])
        return
    if len(names) != 1:
        what = "a waiver names an outcome or a shape, one of the two"
        raise tables.fault(where, what, _MEND)
    yield Waiver(where, entry["item"], entry[names[0]], **said)


def _reported(
    tables: Tables, name: str, where: str
) -> Iterator[tuple[str, str]]:
    """What an earlier report found: subjects with shapes, or items with outcomes and flags."""
    path = tables.path.parent / name
    try:
        text = path.read_text("utf-8")
        content = _documents(text, path.suffix)
        if isinstance(content, dict):
            for result in content["results"]:
                yield result["focus"], result["shape"]
            return
        for determination in content:
            yield determination["item"], determination["outcome"]
            for flag in determination["flags"]:
                yield determination["item"], flag["flag"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        reason = getattr(error, "strerror", None) or "it has another form"
        what = f"the report {path} cannot be read ({reason})"
        mend = (
            "give what `qingdan validate --format json`, or `qingdan decide`"
            " with json or jsonl, wrote"
        )
        raise tables.fault(where, what, mend) from None


def _documents(text: str, suffix: str) -> Any:
    if suffix == ".jsonl":
        return [json.loads(line) for line in text.splitlines() if line]
    return json.loads(text)
