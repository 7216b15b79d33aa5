"""The count: logs in, tallies out, each with the events and provisions behind it."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from ..terms import Law
from .ledger import Firsts, Ledger
from .logs import LogMapping, chosen
from .pseudonym import Key
from .results import Alternative, Count, Counted, Crossed, Excluded, Part
from .tallies import Tally, crossing, cumulated, daily, headroom, readings_of_both, tally
from .thresholds import MEASURES, Threshold, grounds, kinds, thresholds

_NOT_READ = "access IS DISTINCT FROM 'ReadInChinaOnly'"
COUNTED = f"excluded IS NULL AND {_NOT_READ}"
_ACCESSED = f"{COUNTED} AND access IS DISTINCT FROM 'AccessibleFromAbroad'"
_PARTS = {"recipient": "recipient", "month": "strftime(day, '%Y-%m')", "scenario": "scenario", "item": "item"}


def today() -> date:
    """The day in Beijing."""
    return datetime.now(timezone(timedelta(hours=8))).date()


def count(
    law: Law, paths: list[str], as_of: date, key: Key, mapping: LogMapping | None = None, by: tuple[str, ...] = (), memory: str = "1GiB"
) -> Count:
    """
    Count the natural persons of transfer logs, each once in a calendar year, up to a day (CBDF Provisions, Articles 5, 7 and 8).

    Raises InputError where a log cannot be read as a whole, CallError for a wrong choice; rows that cannot be read are told in the result.
    """
    mapping, parts = mapping or LogMapping(), chosen(by)
    ledger = Ledger(paths, mapping, key, grounds(law), kinds(law), memory)
    try:
        return _Counter(law, ledger, as_of, mapping, parts).count(key)
    finally:
        ledger.close()


class _Counter:
    def __init__(self, law: Law, ledger: Ledger, as_of: date, mapping: LogMapping, parts: tuple[str, ...]) -> None:
        self.law, self.ledger, self.as_of, self.mapping, self.parts = law, ledger, as_of, mapping, parts
        self.thresholds = thresholds(law, as_of)

    def count(self, key: Key) -> Count:
        """Everything there is to tell."""
        ledger = self.ledger
        rows, later = ledger.rows("SELECT count(*), count(*) FILTER (fault IS NULL AND day > ?) FROM events", self.as_of)[0]
        self.bad, bad_rows = ledger.bad()
        found = self._by_key(ledger.firsts(self.as_of, COUNTED))
        pools = self._by_key(ledger.firsts(self.as_of, COUNTED, "pool")) if self.mapping.groups else {}
        self.late = self._by_key(ledger.firsts(self.as_of, COUNTED, recorded=True)) if self._any("recorded IS NOT NULL") else {}
        self.accessed = self._by_key(ledger.firsts(self.as_of, _ACCESSED)) if self._any("access = 'AccessibleFromAbroad'") else None
        self.excluded = self._excluded()
        self.told = self._told_parts()
        return Count(
            as_of=self.as_of,
            counted=tuple(self._counted(*one, firsts, "handler") for one, firsts in found.items()),
            groups=tuple(self._counted(*one, firsts, "pool") for one, firsts in pools.items()),
            thresholds=self.thresholds,
            rows=int(rows),
            later=int(later),
            bad=self.bad,
            bad_rows=tuple(bad_rows),
            files=tuple((name, digest(Path(name))) for name in ledger.files),
            key=key.name,
            rules=f"sha256:{self.law.digest}",
        )

    def _any(self, condition: str) -> bool:
        return bool(self.ledger.rows(f"SELECT 1 FROM events WHERE fault IS NULL AND {condition} LIMIT 1"))

    def _by_key(self, firsts: Iterable[Firsts]) -> dict[tuple[str, int], list[Firsts]]:
        found: dict[tuple[str, int], list[Firsts]] = defaultdict(list)
        for one in firsts:
            found[one.key, one.year].append(one)
        return dict(found)

    def _excluded(self) -> dict[tuple[str, int], list[Excluded]]:
        found: dict[tuple[str, int], list[Excluded]] = defaultdict(list)
        cites = grounds(self.law)
        for proven, where in ((True, "excluded IS NOT NULL"), (False, "excluded IS NULL AND claimed IS NOT NULL")):
            for handler, year, ground, persons, _, _ in self.ledger.persons(self.as_of, "claimed", f"{where} AND {_NOT_READ}"):
                found[handler, year].append(Excluded(ground, cites[ground], proven, persons))
        return found

    def _told_parts(self) -> dict[tuple[str, int], list[Part]]:
        found: dict[tuple[str, int], list[Part]] = defaultdict(list)
        for by in self.parts:
            for handler, year, name, persons, ordinary, sensitive in self.ledger.persons(self.as_of, _PARTS[by], COUNTED):
                found[handler, year].append(Part(by, str(name or ""), persons, ordinary, sensitive))
        return found

    def _counted(self, key: str, year: int, firsts: list[Firsts], by: str) -> Counted:
        days = {measure: daily(firsts, measure) for measure in MEASURES}
        end = min(self.as_of, date(year, 12, 31))
        own = tally(firsts, self.bad)
        crossed, room = [], []
        for threshold in self.thresholds:
            reached = crossing(threshold, days[threshold.measure])
            if reached is None:
                room.append(headroom(threshold, days[threshold.measure], end))
                continue
            sensitive = threshold.measure == MEASURES[1]
            event = self.ledger.event(key, by, year, reached.day, sensitive, reached.rank, COUNTED)
            crossed.append(Crossed(reached, *event, self._known_on(key, year, threshold)))
        single = by == "handler"
        return Counted(
            handler=key,
            members=() if single else tuple(sorted(name for name, pool in self.mapping.groups.items() if pool == key)),
            year=year,
            as_of=end,
            tally=own,
            tier=self._tier(own.ordinary_most, own.sensitive_most),
            crossed=tuple(crossed),
            headroom=tuple(room),
            excluded=tuple(self.excluded.get((key, year), ())) if single else (),
            alternatives=tuple(self._alternatives(key, year, firsts, own)) if single else (),
            parts=tuple(self.told.get((key, year), ())) if single else (),
            days={measure: cumulated(found) for measure, found in days.items()},
        )

    def _known_on(self, key: str, year: int, threshold: Threshold) -> date | None:
        """The day from which the records showed that a threshold was reached, where days of recording are given."""
        late = self.late.get((key, year))
        found = crossing(threshold, daily(late, threshold.measure)) if late else None
        return found.day if found else None

    def _tier(self, ordinary: int, sensitive: int) -> int | None:
        """The strictest tier that numbers reach under any list in force."""
        reached = {MEASURES[0]: ordinary, MEASURES[1]: sensitive}
        return min((one.tier for one in self.thresholds if one.tier and reached[one.measure] >= one.number), default=None)

    def _alternatives(self, key: str, year: int, firsts: list[Firsts], own: Tally) -> Iterable[Alternative]:
        """The tallies under the other readings of Q1, Q5 and Q11."""
        now = self._tier(own.ordinary, own.sensitive)
        both = readings_of_both(firsts)
        numbers = [("Q1", reading, ordinary, own.sensitive) for reading, ordinary in both.items()]
        lowest = min(one.number for one in self.thresholds if one.measure == MEASURES[0])
        numbers.append(("Q5", "do-not-count", own.ordinary if own.ordinary < lowest else 0, own.sensitive))
        if self.accessed is not None:
            other = tally(self.accessed.get((key, year), ()))
            numbers.append(("Q11", "accessed", other.ordinary, other.sensitive))
        for question, reading, ordinary, sensitive in numbers:
            yield Alternative(question, reading, ordinary, sensitive, self._tier(ordinary, sensitive), now)


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with open(path, "rb") as content:
        return "sha256:" + hashlib.file_digest(content, "sha256").hexdigest()
