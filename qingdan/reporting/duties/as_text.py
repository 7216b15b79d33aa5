"""The list of duties as plain text and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from ...language import N_, phrase
from ...output import plain
from ...rdf.names import curie, readable, tail
from ..phrases import cited, say
from ..punctuation import aside, under
from ..spreadsheets import guarded
from ..style import Style
from .listing import STATES, Entry, Listing
from .phrases import bodies

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
_HEADINGS = {
    "dated": N_("By day, overdue first"),
    "undated": N_("Without a day"),
    "authorities": N_("Owed by authorities"),
}


def written(listing: Listing, style: Style) -> Iterator[str]:
    """The list, in each language."""
    for lang in style.langs:
        yield from text(listing, lang)


def groups(entries: Iterable[Entry]) -> list[tuple[str, list[Entry]]]:
    """The entries with a day, those without, those of authorities."""
    by_group: dict[str, list[Entry]] = {
        "dated": [],
        "undated": [],
        "authorities": [],
    }
    for entry in entries:
        key = (
            "authorities"
            if entry.authority
            else "dated"
            if entry.day
            else "undated"
        )
        by_group[key].append(entry)
    return list(by_group.items())


def text(listing: Listing, lang: str) -> Iterator[str]:
    """The list for people; the arithmetic of each day stands under it."""
    yield phrase("Duties as of {day}", lang, day=listing.as_of) + "\n"
    for key, some in groups(listing.entries):
        if some or key == "dated":
            yield f"\n{phrase(_HEADINGS[key], lang)}\n"
        if not some and key == "dated":
            yield f"  {phrase('nothing', lang)}\n"
        for entry in some:
            for line in _lines(listing, entry, lang):
                yield plain(line) + "\n"
    yield f"\n{phrase('Not legal advice. The Chinese originals control.', lang)}\n"


def _lines(listing: Listing, entry: Entry, lang: str) -> Iterator[str]:
    day = ""
    if entry.day:
        day = f"{entry.day} "
    items = len(entry.owed.items)
    many = ""
    if items:
        many = aside(phrase("items: {many}", lang, many=items), lang)
    state = phrase(STATES[entry.state], lang)
    duty = under(debtor(entry, lang) + many, say(entry.duty.label, lang), lang)
    cites = cited(listing.law, entry.duty.cites, lang)
    yield f"  {day}[{state}] {duty} [{cites}]"
    if entry.day:
        if entry.owed.exported and entry.deadline is None:
            told_before = N_("before the export on {day}")
            yield f"      {phrase(told_before, lang, day=entry.owed.exported)}"
        for line in listing.told(entry, lang):
            yield f"      {line}"


def debtor(entry: Entry, lang: str) -> str:
    """Who owes it: a title, else the end of the name."""
    if entry.owed.name:
        return say(entry.owed.name, lang)
    return readable(tail(curie(entry.owed.debtor)))


def csv_written(listing: Listing, style: Style) -> Iterator[str]:
    """The list as CSV; what a spreadsheet would run as a formula starts with an apostrophe."""
    lang = style.lang
    yield ",".join(COLUMNS) + "\n"
    for entry in listing.entries:
        deadline = entry.deadline
        spool = io.StringIO()
        bounds = None
        if deadline:
            bounds = deadline.bounds
        opens = (
            deadline.opens
            if deadline and deadline.opens != deadline.due
            else entry.duty.since
        )
        row = (
            *(entry.day, entry.state, deadline.due if deadline else None),
            *((bounds.earliest, bounds.latest) if bounds else (None, None)),
            *(
                opens,
                curie(entry.owed.debtor),
                bodies(entry.duty.terms.owed_to, lang),
            ),
            *(entry.duty.duty, say(entry.duty.label, lang)),
            *(" ".join(sorted(entry.owed.items)), " ".join(entry.duty.cites)),
        )
        csv.writer(spool, lineterminator="\n").writerow(
            _cell(cell) for cell in row
        )
        yield spool.getvalue()


def _cell(value: object) -> str:
    return "" if value is None else guarded(str(value))
