"""
What is known of a handler's year in, its tallies under other readings of open questions
out: the law says by `qd:countedBy` how a reading counts, this module counts that way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

from ..errors import KnowledgeError
from ..law.model import Law
from ..rdf.graph import Graph
from ..rdf.names import QD, SKOS, local
from .firsts import Firsts
from .tallies import Tally, tally
from .thresholds import MEASURES, Threshold

Numbers = tuple[int, int] | None


class Known(NamedTuple):
    """
    First days of a handler's year, their tally, the first days of those whose
    records were read (None where the log does not tell), the thresholds.
    """

    firsts: list[Firsts]
    tally: Tally
    read: list[Firsts] | None
    thresholds: tuple[Threshold, ...]


def otherwise(law: Law, known: Known) -> Iterator[tuple[str, str, int, int]]:
    """
    Question, reading, ordinary and sensitive persons under each
    reading that counts in a way of its own.

    Example: `("Q1", "union", 120_000, 9_000)`.
    """
    for question, reading, way in _ways(law.graph):
        numbers = WAYS[way](known)
        if numbers is not None:
            yield question, reading, *numbers


@cache
def _ways(graph: Graph) -> tuple[tuple[str, str, str], ...]:
    """Notations of question and reading with the way of counting, by question and reading."""
    ways = []
    for reading in graph.members(QD + "Reading"):
        way = graph.one(reading, QD + "countedBy")
        if way is None:
            continue
        if local(str(way)) not in WAYS:
            raise KnowledgeError(
                f"{reading} is counted by {way}, which is no way of counting"
            )
        question = str(graph.one(reading, QD + "readingOf"))
        ways.append(
            (
                question,
                str(graph.one(question, SKOS + "notation")),
                str(graph.one(reading, SKOS + "notation")),
                local(str(way)),
            )
        )
    return tuple(way[1:] for way in sorted(ways))


def _sensitive_alone(known: Known) -> Numbers:
    """A person with both kinds stands in the sensitive tally only."""
    ordinary = sum(
        group.persons
        for group in known.firsts
        if group.ordinary and not group.sensitive
    )
    return ordinary, known.tally.sensitive


def _either_kind(known: Known) -> Numbers:
    """The ordinary tally holds every person, of whichever kind."""
    either = sum(
        group.persons
        for group in known.firsts
        if group.ordinary or group.sensitive
    )
    return either, known.tally.sensitive


def _below_lowest_not_counted(known: Known) -> Numbers:
    """Exports below the lowest threshold never add up to it: a tally that reached it is none."""
    lowest = min(
        limit.number
        for limit in known.thresholds
        if limit.measure == MEASURES[0]
    )
    ordinary = known.tally.ordinary if known.tally.ordinary < lowest else 0
    return ordinary, known.tally.sensitive


def _those_read(known: Known) -> Numbers:
    """Those whose records were read from abroad, where the log tells who was."""
    if known.read is None:
        return None
    read = tally(known.read)
    return read.ordinary, read.sensitive


WAYS: dict[str, Callable[[Known], Numbers]] = {
    "SensitiveAlone": _sensitive_alone,
    "EitherKind": _either_kind,
    "BelowLowestNotCounted": _below_lowest_not_counted,
    "ThoseRead": _those_read,
}
