"""The list of duties as a calendar file (RFC 5545): an entry on each day that is known."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta

from ...version import VERSION
from ..phrases import say
from ..style import Style
from .as_text import debtor
from .listing import Entry, Listing

_OCTETS = 74
_ESCAPED = str.maketrans(
    {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": ""}
)


def written(listing: Listing, style: Style) -> Iterator[str]:
    """
    One entry for each duty with a day; a duty whose day lies within bounds stands on the earliest.

    The same list gives the same bytes: the stamp is the day asked about.
    """
    yield from _folded(
        "BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//Qingdan//{VERSION}//EN"
    )
    for entry in listing.entries:
        if entry.day and not entry.authority:
            yield from _folded(*_event(listing, entry, style.lang))
    yield from _folded("END:VCALENDAR")


def _event(listing: Listing, entry: Entry, lang: str) -> Iterator[str]:
    assert entry.day
    lines = [
        debtor(entry, lang),
        *listing.told(entry, lang),
    ]
    name = (
        entry.owed.debtor,
        entry.duty.duty,
        entry.duty.stated_on,
        entry.duty.since,
        entry.owed.exported,
    )
    yield "BEGIN:VEVENT"
    yield f"UID:{hashlib.sha256(repr(name).encode()).hexdigest()[:32]}@qingdan"
    yield f"DTSTAMP:{listing.as_of:%Y%m%d}T000000Z"
    yield f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}"
    if entry.day < date.max:
        yield f"DTEND;VALUE=DATE:{entry.day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{say(entry.duty.label, lang).translate(_ESCAPED)}"
    yield "DESCRIPTION:" + "\n".join(lines).translate(_ESCAPED)
    yield f"CATEGORIES:{entry.state.upper()}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _folded(*lines: str) -> Iterator[str]:
    """Lines of at most 75 octets; what is longer goes on after a space (RFC 5545, 3.1)."""
    for line in lines:
        left = line.encode()
        first = True
        while left or first:
            cut = min(len(left), _OCTETS)
            while cut < len(left) and left[cut] & 0xC0 == 0x80:
                cut -= 1
            yield ("" if first else " ") + left[:cut].decode() + "\r\n"
            left = left[cut:]
            first = False
