"""
What is told of the first days of persons: tallies, crossings, headroom,
the tallies under other readings, for every handler, group and year.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from ..law.model import Law
from .crossings import Event, Wanted
from .firsts import Firsts
from .guard import Through
from .logs import LogMapping
from .otherwise import Known, otherwise
from .results import Alternative, Counted, Crossed, Excluded, Part
from .tallies import (
    Tally,
    crossing,
    cumulated,
    daily,
    headroom,
    tally,
)
from .thresholds import MEASURES, Threshold, thresholds, tier_of


class Teller(ABC):
    """Tells what first days come to; what is not known of a log is left out."""

    late: Mapping[tuple[str, int], list[Firsts]] = {}
    accessed: Mapping[tuple[str, int], list[Firsts]] | None = None
    excluded: Mapping[tuple[str, int], list[Excluded]] = {}
    parted: Mapping[tuple[str, int], list[Part]] = {}
    bad: int | None = 0

    def __init__(
        self,
        law: Law,
        as_of: date,
        mapping: LogMapping,
        through: date | None,
    ) -> None:
        self.law = law
        self.as_of = as_of
        self.mapping = mapping
        self.thresholds = thresholds(law, as_of)
        self.days = Through(as_of, through, mapping.groups)

    def by_key(
        self, firsts: Iterable[Firsts]
    ) -> dict[tuple[str, int], list[Firsts]]:
        """First days by handler and year."""
        firsts_by_key: dict[tuple[str, int], list[Firsts]] = defaultdict(list)
        for first in firsts:
            firsts_by_key[first.key, first.year].append(first)
        return dict(firsts_by_key)

    def all_of(
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
        came = self.events(by, set(wanted.values()))
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

    @abstractmethod
    def events(self, by: str, wanted: set[Wanted]) -> dict[Wanted, Event]:
        """The events by which the persons of some ranks came in."""

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
        """The tallies under other readings of open questions."""
        now = tier_of(self.thresholds, own_tally.ordinary, own_tally.sensitive)
        known = Known(
            firsts=firsts,
            tally=own_tally,
            read=self._read(key, year),
            thresholds=self.thresholds,
        )
        for question, reading, ordinary, sensitive in otherwise(
            self.law, known
        ):
            yield Alternative(
                question,
                reading,
                ordinary,
                sensitive,
                tier_of(self.thresholds, ordinary, sensitive),
                now,
            )

    def _read(self, key: str, year: int) -> list[Firsts] | None:
        """The first days of those who were read, where the log tells of readings."""
        if self.accessed is None:
            return None
        return self.accessed.get((key, year), [])
