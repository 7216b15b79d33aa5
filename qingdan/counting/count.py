"""The count: logs in, tallies out, each with the events and provisions behind it."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from pathlib import Path

from ..files import digest
from ..law.model import Law
from .badrows import bad_rows
from .crossings import Event, Wanted, events
from .engine import DUCKDB, opened
from .firsts import FirstDays
from .guard import refuse_unreadable, told
from .ledger import Ledger
from .logs import LogMapping, chosen
from .pseudonym import Key
from .questions import persons, scan_of
from .results import (
    Count,
    Excluded,
    LogFile,
    Part,
)
from .telling import Teller
from .thresholds import grounds
from .words import words

_NOT_READ = "access IS DISTINCT FROM 'ReadInChinaOnly'"
COUNTED = f"excluded IS NULL AND {_NOT_READ}"
_ACCESSED = f"{COUNTED} AND access IS DISTINCT FROM 'AccessibleFromAbroad'"
_PARTS = {
    "recipient": "recipient",
    "month": "strftime(day, '%Y-%m')",
    "scenario": "scenario",
    "item": "item",
}


def count(
    law: Law,
    paths: list[str],
    as_of: date,
    key: Key,
    mapping: LogMapping | None = None,
    by: tuple[str, ...] = (),
    memory: str = "1GiB",
    engine: str = DUCKDB,
    through: date | None = None,
) -> Count:
    """
    Count the natural persons of transfer logs, each once in a
    calendar year, up to a day (CBDF Provisions, Articles 5, 7 and 8).

    A tally is of the day `through` which the logs are complete, by default that of the last event
    of its handler. Raises InputError where a log cannot be read as a whole, CallError for a wrong
    choice; rows that cannot be read are told in the result.
    """
    mapping = mapping or LogMapping()
    parts = chosen(by)
    ledger = opened(engine, paths, mapping, key, words(law), memory)
    try:
        return Counter(law, ledger, as_of, mapping, parts, through).count(key)
    finally:
        ledger.close()


def log_file(ledger: Ledger, name: str) -> LogFile:
    """A file that was read: its digest, and how it was read."""
    separator, clock = ledger.read_as[name]
    return LogFile(
        name, digest(Path(name)), clock, separator, ledger.unread[name]
    )


class Counter(Teller):
    """Makes a count of the events of a ledger."""

    def __init__(
        self,
        law: Law,
        ledger: Ledger,
        as_of: date,
        mapping: LogMapping,
        parts: tuple[str, ...],
        through: date | None,
    ) -> None:
        super().__init__(law, as_of, mapping, through)
        self.ledger = ledger
        self.parts = parts

    def count(self, key: Key) -> Count:
        """Everything there is to tell."""
        ledger = self.ledger
        scan = scan_of(ledger, self.as_of)
        bad = bad_rows(ledger, scan.faulty)
        refuse_unreadable(ledger, scan, bad.listed)
        self.days.seen(scan.last)
        self.bad = bad.number if bad.is_bounded and not scan.open else None
        self.first_days = FirstDays(ledger, scan, self.as_of, COUNTED)
        firsts_by_key = {
            **{handler_and_year: [] for handler_and_year in scan.last},
            **self.by_key(self.first_days.of()),
        }
        pools = (
            self.by_key(self.first_days.of("pool"))
            if self.mapping.groups
            else {}
        )
        if scan.late:
            self.late = self.by_key(
                self.first_days.under(COUNTED, recorded=True)
            )
        if scan.accessible:
            self.accessed = self.by_key(self.first_days.under(_ACCESSED))
        if scan.claims:
            self.excluded = self._excluded()
        self.parted = self._parted()
        return Count(
            as_of=self.as_of,
            counted=self.all_of(firsts_by_key, "handler"),
            groups=self.all_of(pools, "pool"),
            thresholds=self.thresholds,
            rows=scan.rows,
            later=scan.later,
            bad=bad.number,
            bad_rows=tuple(bad.listed),
            notices=told(self.first_days, scan),
            files=tuple(log_file(ledger, name) for name in ledger.files),
            key=key.name,
            rules=f"sha256:{self.law.digest}",
        )

    def events(self, by: str, wanted: set[Wanted]) -> dict[Wanted, Event]:
        """The events by which the persons of some ranks came in."""
        return events(self.first_days, by, wanted)

    def _excluded(self) -> dict[tuple[str, int], list[Excluded]]:
        excluded_by_key: dict[tuple[str, int], list[Excluded]] = defaultdict(
            list
        )
        cites = grounds(self.law)
        where = f"claimed IS NOT NULL AND {_NOT_READ}"
        claim = "claimed || CASE WHEN excluded IS NULL THEN ' claimed' ELSE ' proven' END"
        for handler, year, part, many, _, _ in persons(
            self.ledger, self.as_of, claim, where
        ):
            ground, proven = part.split()
            excluded_by_key[handler, year].append(
                Excluded(
                    ground=ground,
                    cites=cites[ground],
                    proven=proven == "proven",
                    persons=many,
                )
            )
        return excluded_by_key

    def _parted(self) -> dict[tuple[str, int], list[Part]]:
        parts_by_key: dict[tuple[str, int], list[Part]] = defaultdict(list)
        for by in self.parts:
            for handler, year, name, many, ordinary, sensitive in persons(
                self.ledger, self.as_of, _PARTS[by], COUNTED
            ):
                parts_by_key[handler, year].append(
                    Part(
                        by=by,
                        name=str(name or ""),
                        persons=many,
                        ordinary=ordinary,
                        sensitive=sensitive,
                    )
                )
        return parts_by_key
