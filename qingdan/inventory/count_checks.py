"""
Are the numbers of persons that a handler states well formed,
each with its year and day? In: subjects; out: faults.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ..errors import Fault
from .subject import Node


def vet_tally(node: Node, place: str) -> Iterator[Fault]:
    """Faults of a tally: its year and its day."""
    year = node.one("year")
    as_of = node.one("asOf")
    if year is None:
        yield Fault(
            place, "the tally has no year", "state qd:year, for example 2026"
        )
    elif as_of is None:
        yield Fault(
            place,
            "the tally has no day",
            f"state qd:asOf, the last day that it counts, for example {year}-03-02",
        )
    elif isinstance(as_of, date) and as_of.year != year:
        yield Fault(
            place,
            f"the tally of {year} ends on {as_of}, in another year",
            "count each calendar year in a tally of its own",
        )


def vet_years(
    nodes: dict[str, Node], node: Node, place: str
) -> Iterator[Fault]:
    """Two tallies of one year."""
    years = [
        nodes[str(tally)].one("year")
        for tally in node.facts.get("tally", ())
        if str(tally) in nodes
    ]
    for year in sorted({str(year) for year in years if years.count(year) > 1}):
        yield Fault(
            place,
            f"two tallies are stated for {year}",
            "keep one qd:Tally for each year",
        )
