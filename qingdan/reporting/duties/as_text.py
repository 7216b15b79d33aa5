"""The list of duties as plain text and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date

from ...duties.calendar import Calendar
from ...law.model import Law
from ...output import plain
from ...rdf.graph import Text
from ...rdf.names import curie, tail
from ..phrases import cited, say
from .listing import STATES, Entry
from .phrases import bodies, told

COLUMNS = (
    *(
        "day",
        "state",
        "due",
        "earliest",
        "latest",
        "from",
        "debtor",
        "owedTo",
        "duty",
    ),
    *("text", "items", "cites"),
)
_WORDS: dict[str, Text] = {
    "head": {"en": "Duties as of {day}", "zh": "截至{day}的义务"},
    "dated": {"en": "By day, overdue first", "zh": "按日期排列，逾期在前"},
    "undated": {"en": "Without a day", "zh": "无确定日期"},
    "authorities": {"en": "Owed by authorities", "zh": "有关部门的义务"},
    "items": {"en": "items: {many}", "zh": "数据项：{many}"},
    "none": {"en": "nothing", "zh": "无"},
    "disclaimer": {
        "en": "Not legal advice. The Chinese originals control.",
        "zh": "不构成法律意见，以中文原文为准。",
    },
    "before": {"en": "before the export on {day}", "zh": "于{day}出境之前"},
}


def word(key: str, lang: str, **names: object) -> str:
    """A word of the list."""
    return _WORDS[key][lang].format(**names)


def groups(entries: Iterable[Entry]) -> list[tuple[str, list[Entry]]]:
    """The entries with a day, those without, those of authorities."""
    found: dict[str, list[Entry]] = {
        "dated": [],
        "undated": [],
        "authorities": [],
    }
    for one in entries:
        key = "authorities" if one.authority else "dated" if one.day else "undated"
        found[key].append(one)
    return list(found.items())


def text(
    law: Law,
    entries: list[Entry],
    as_of: date,
    lang: str,
    calendar: Calendar | None,
) -> Iterator[str]:
    """The list for people; the arithmetic of each day stands under it."""
    yield word("head", lang, day=as_of) + "\n"
    for key, some in groups(entries):
        if some or key == "dated":
            yield f"\n{word(key, lang)}\n"
        if not some and key == "dated":
            yield f"  {word('none', lang)}\n"
        for one in some:
            for line in _lines(law, one, as_of, lang, calendar):
                yield plain(line) + "\n"
    yield f"\n{word('disclaimer', lang)}\n"


def _lines(
    law: Law, one: Entry, as_of: date, lang: str, calendar: Calendar | None
) -> Iterator[str]:
    day = f"{one.day} " if one.day else ""
    many = (
        f" · {word('items', lang, many=len(one.owed.items))}" if one.owed.items else ""
    )
    yield (
        f"  {day}[{say(STATES[one.state], lang)}] {debtor(one, lang)}{many}:"
        f" {say(one.duty.label, lang)} [{cited(law, one.duty.cites, lang)}]"
    )
    if one.day:
        if one.owed.exported and one.deadline is None:
            yield f"      {word('before', lang, day=one.owed.exported)}"
        for line in told(law, one.duty, as_of, lang, calendar):
            yield f"      {line}"


def debtor(one: Entry, lang: str) -> str:
    """Who owes it: a title, else the end of the name."""
    if one.owed.name:
        return say(one.owed.name, lang)
    return tail(curie(one.owed.debtor))


def table(entries: Iterable[Entry], lang: str) -> Iterator[str]:
    """The list as CSV; what a spreadsheet would run as a formula starts with an apostrophe."""
    yield ",".join(COLUMNS) + "\n"
    for one in entries:
        found = one.deadline
        spool = io.StringIO()
        bounds = found.bounds if found else None
        opens = found.opens if found and found.opens != found.due else one.duty.since
        row = (
            *(one.day, one.state, found.due if found else None),
            *((bounds.earliest, bounds.latest) if bounds else (None, None)),
            *(
                opens,
                curie(one.owed.debtor),
                bodies(one.duty.terms.owed_to, lang),
            ),
            *(one.duty.duty, say(one.duty.label, lang)),
            *(" ".join(sorted(one.owed.items)), " ".join(one.duty.cites)),
        )
        csv.writer(spool, lineterminator="\n").writerow(_cell(cell) for cell in row)
        yield spool.getvalue()


def _cell(value: object) -> str:
    shown = "" if value is None else str(value)
    if shown.startswith(("=", "+", "-", "@", "\t", "\r")):
        return "'" + shown
    return shown
