"""The count: logs in, tallies out, each with the events and provisions behind it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from ..files import digest
from ..law.model import Law
from .badrows import bad_rows
from .crossings import Wanted, events
from .engine import DUCKDB, opened
from .firsts import FirstDays, Firsts
from .guard import Through, refuse_unreadable, told
from .ledger import Ledger
from .logs import LogMapping, chosen
from .pseudonym import Key
from .questions import persons, scan_of
from .results import (
    Alternative,
    Count,
    Counted,
    Crossed,
    Excluded,
    LogFile,
    Part,
)
from .tallies import (
    Tally,
    crossing,
    cumulated,
    daily,
    headroom,
    readings_of_both,
    tally,
)
from .thresholds import MEASURES, Threshold, grounds, thresholds, tier_of
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
        return _Counter(law, ledger, as_of, mapping, parts, through).count(key)
    finally:
        ledger.close()


class _Counter:
    def __init__(
        self,
        law: Law,
        ledger: Ledger,
        as_of: date,
        mapping: LogMapping,
        parts: tuple[str, ...],
        through: date | None,
    ) -> None:
        self.law = law
        self.ledger = ledger
        self.as_of = as_of
        self.mapping = mapping
        self.parts = parts
        self.thresholds = thresholds(law, as_of)
        self.days = Through(as_of, through, mapping.groups)

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
            **self._by_key(self.first_days.of()),
        }
        pools = (
            self._by_key(self.first_days.of("pool"))
            if self.mapping.groups
            else {}
        )
        self.late: dict[tuple[str, int], list[Firsts]] = {}
        if scan.late:
            self.late = self._by_key(
                self.first_days.under(COUNTED, recorded=True)
            )
        self.accessed: dict[tuple[str, int], list[Firsts]] | None = None
        if scan.accessible:
            self.accessed = self._by_key(self.first_days.under(_ACCESSED))
        self.excluded = self._excluded() if scan.claims else {}
        self.parted = self._parted()
        return Count(
            as_of=self.as_of,
            counted=self._all(firsts_by_key, "handler"),
            groups=self._all(pools, "pool"),
            thresholds=self.thresholds,
            rows=scan.rows,
            later=scan.later,
            bad=bad.number,
            bad_rows=tuple(bad.listed),
            notices=told(self.first_days, scan),
            files=tuple(self._file(name) for name in ledger.files),
            key=key.name,
            rules=f"sha256:{self.law.digest}",
        )

    def _file(self, name: str) -> LogFile:
        separator, clock = self.ledger.read_as[name]
        return LogFile(
            name,
            digest(Path(name)),
            clock,
            separator,
            self.ledger.unread[name],
        )

    def _by_key(
        self, firsts: Iterable[Firsts]
    ) -> dict[tuple[str, int], list[Firsts]]:
        firsts_by_key: dict[tuple[str, int], list[Firsts]] = defaultdict(list)
        for first in firsts:
            firsts_by_key[first.key, first.year].append(first)
        return dict(firsts_by_key)

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

    def _all(
        self, firsts_by_key: dict[tuple[str, int], list[Firsts]], by: str
    ) -> tuple[Counted, ...]:
        """
        The counts of every handler or group; the events of
        all crossings are looked up together.
        """
        days = {
            key: {measure: daily(firsts, measure) for measure in MEASURES}
            for key, firsts in firsts_by_key.items()
        }
        reached = {
            (*key, threshold): met
            for key in firsts_by_key
            for threshold in self.thresholds
            if (met := crossing(threshold, days[key][threshold.measure]))
        }
        wanted = {
            at: Wanted(
                *at[:2],
                met.day,
                met.threshold.measure == MEASURES[1],
                met.rank,
            )
            for at, met in reached.items()
        }
        came = events(self.first_days, by, wanted.values())
        crossed: dict[tuple[str, int], list[Crossed]] = defaultdict(list)
        for at, met in reached.items():
            crossed[at[:2]].append(
                Crossed(
                    met,
                    *came[wanted[at]],
                    self._known_on(at[0], at[1], met.threshold),
                )
            )
        return tuple(
            self._counted(
                *key, firsts, days[key], tuple(crossed[key]), by == "handler"
            )
            for key, firsts in firsts_by_key.items()
        )

    def _counted(
        self,
        key: str,
        year: int,
        firsts: list[Firsts],
        days: dict[str, dict[date, int]],
        crossed: tuple[Crossed, ...],
        single: bool,
    ) -> Counted:
        end = self.days.end(key, year)
        own_tally = tally(firsts, self.bad)
        met = {crossing_event.crossing.threshold for crossing_event in crossed}
        return Counted(
            handler=key,
            members=()
            if single
            else tuple(
                sorted(
                    name
                    for name, pool in self.mapping.groups.items()
                    if pool == key
                )
            ),
            year=year,
            as_of=end,
            tally=own_tally,
            tier=tier_of(
                self.thresholds,
                own_tally.ordinary_most,
                own_tally.sensitive_most,
            ),
            crossed=crossed,
            headroom=tuple(
                headroom(threshold, days[threshold.measure], end)
                for threshold in self.thresholds
                if threshold not in met
            ),
            excluded=tuple(self.excluded.get((key, year), ()))
            if single
            else (),
            alternatives=tuple(
                self._alternatives(key, year, firsts, own_tally)
            )
            if single
            else (),
            parts=tuple(self.parted.get((key, year), ())) if single else (),
            days={
                measure: cumulated(by_day) for measure, by_day in days.items()
            },
        )

    def _known_on(
        self, key: str, year: int, threshold: Threshold
    ) -> date | None:
        """
        The day from which the records showed that a threshold
        was reached, where days of recording are given.
        """
        late = self.late.get((key, year))
        crossed = None
        if late:
            crossed = crossing(threshold, daily(late, threshold.measure))
        if crossed:
            return crossed.day
        return None

    def _alternatives(
        self, key: str, year: int, firsts: list[Firsts], own_tally: Tally
    ) -> Iterable[Alternative]:
        """The tallies under the other readings of Q1, Q5 and Q11."""
        now = tier_of(self.thresholds, own_tally.ordinary, own_tally.sensitive)
        both = readings_of_both(firsts)
        numbers = [
            ("Q1", reading, ordinary, own_tally.sensitive)
            for reading, ordinary in both.items()
        ]
        lowest = min(
            limit.number
            for limit in self.thresholds
            if limit.measure == MEASURES[0]
        )
        numbers.append(
            (
                "Q5",
                "do-not-count",
                own_tally.ordinary if own_tally.ordinary < lowest else 0,
                own_tally.sensitive,
            )
        )
        if self.accessed is not None:
            other = tally(self.accessed.get((key, year), ()))
            numbers.append(
                ("Q11", "accessed", other.ordinary, other.sensitive)
            )
        for question, reading, ordinary, sensitive in numbers:
            yield Alternative(
                question,
                reading,
                ordinary,
                sensitive,
                tier_of(self.thresholds, ordinary, sensitive),
                now,
            )
