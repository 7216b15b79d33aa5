"""The law in, its days out: what begins and what ends on each, the days of the future too."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from functools import cache
from typing import NamedTuple

from ..language import N_
from ..law.load import law
from ..rdf.names import QD

COUNTED = {
    "Provision": N_("provisions: {many}"),
    "Rule": N_("rules: {many}"),
    "Duty": N_("duties: {many}"),
    "OpenQuestion": N_("open questions: {many}"),
}
_FEW = 3


class Day(NamedTuple):
    """
    A day of the law: the instruments that begin or end, the terms that end where
    these are few, and of each kind how many terms do.
    """

    day: date
    begins: bool
    named: list[str]
    counts: dict[str, int]


@cache
def timeline() -> tuple[tuple[int, tuple[Day, ...]], ...]:
    """The days by year, in their order; of one day what begins comes before what ends."""
    graph = law().graph
    instruments: dict[tuple[date, bool], list[str]] = defaultdict(list)
    terms: dict[tuple[date, bool], dict[str, list[str]]] = {}
    for kind in ("Instrument", *COUNTED):
        for iri in graph.members(QD + kind):
            for name, begins in (("validFrom", True), ("validTo", False)):
                day = _day(graph.one(iri, QD + name))
                if day and kind == "Instrument":
                    instruments[day, begins].append(iri)
                elif day:
                    of_day = terms.setdefault((day, begins), {})
                    of_day.setdefault(kind, []).append(iri)
    years: dict[int, list[Day]] = defaultdict(list)
    for day, begins in sorted(
        {*instruments, *terms}, key=lambda key: (key[0], not key[1])
    ):
        of_day = terms.get((day, begins), {})
        named = instruments.get((day, begins), [])
        changed = [iri for some in of_day.values() for iri in some]
        if not named and len(changed) <= _FEW:
            named = changed
            of_day = {}
        counts = {kind: len(some) for kind, some in of_day.items()}
        years[day.year].append(Day(day, begins, named, counts))
    return tuple((year, tuple(days)) for year, days in years.items())


def _day(value: object) -> date | None:
    """A day, None where it is open or not known."""
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None
