"""
Open questions in an answer: which it touches, the reading
taken, and whether another would change the outcome.
"""

from __future__ import annotations

from datetime import date
from functools import cache, lru_cache
from typing import NamedTuple

from ..law.kleene import Status
from ..law.model import Law, Question
from ..rdf.graph import Text
from ..rdf.names import QD
from .beside import Beside
from .case import Case
from .determination import TakenReading
from .diagram import outcomes
from .enquiry import enquiry_of
from .in_force import turn_before
from .rulebook import Rulebook, rulebook
from .stand_ins import substituted
from .weighing import Weighing


class _Other(NamedTuple):
    """Another reading, its book, and that beside the book taken; whether it replaces a fact."""

    reading: str
    label: Text
    book: Rulebook
    beside: Beside | None
    replaces: bool


class _Asked(NamedTuple):
    """A question, the reading taken, and the others; whether some rule turns on it."""

    question: Question
    current: str
    others: tuple[_Other, ...]
    turns: bool


def taken(
    law: Law,
    case: Case,
    book: Rulebook,
    possible: tuple[str, ...],
    settled: bool,
) -> tuple[TakenReading, ...]:
    """The questions that a rule in play touches, and those that would change a settled outcome."""
    weighing = book.whole(substituted(law, book.readings, case.facts))
    in_play = {
        question
        for w in weighing.by_bit.values()
        if w.applies is not False
        for question in w.rule.touches
    }
    taken_readings = []
    for asked in _asked(law, turn_before(law, case.day), book):
        reached: tuple[tuple[str, ...], ...] = ((),) * len(asked.others)
        change = None
        if settled:
            if asked.turns:
                reached = tuple(
                    _under(law, case, weighing, other, possible)
                    for other in asked.others
                )
            change = _would_change(asked, possible, reached)
        if asked.question.iri in in_play or change:
            taken_readings.append(_taken(law, asked, change, reached))
    return tuple(taken_readings)


@lru_cache(maxsize=4096)
def _asked(
    law: Law,
    day: date,
    book: Rulebook,
) -> tuple[_Asked, ...]:
    """The questions of a law with the books of a day in which each is read otherwise."""
    asked = []
    for question in law.questions:
        readings = question.readings
        current = next(name for name in readings if name in book.readings)
        others = tuple(
            _other(law, day, book, current, name)
            for name in readings
            if name != current
        )
        turns = bool(switchable(law) & set(readings))
        asked.append(_Asked(question, current, others, turns))
    return tuple(asked)


def _other(
    law: Law,
    day: date,
    book: Rulebook,
    current: str,
    reading: str,
) -> _Other:
    changed = rulebook(law, day, (book.readings - {current}) | {reading})
    return _Other(
        reading,
        law.label(reading),
        changed,
        beside=Beside.of(changed, book),
        replaces=not {reading, current}.isdisjoint(law.substitutes),
    )


def _taken(
    law: Law,
    asked: _Asked,
    change: Status,
    reached: tuple[tuple[str, ...], ...],
) -> TakenReading:
    question = asked.question
    listed = tuple(
        (other.reading, other.label, outcomes_there)
        for other, outcomes_there in zip(asked.others, reached, strict=True)
    )
    acts_on = law.graph.text(question.iri, QD + "actsOn")
    label = law.label(asked.current)
    return TakenReading(
        question.iri,
        question.notation,
        question.label,
        question.question,
        asked.current,
        label,
        change,
        listed,
        acts_on,
    )


def _under(
    law: Law,
    case: Case,
    weighing: Weighing,
    other: _Other,
    possible: tuple[str, ...],
) -> tuple[str, ...]:
    """The outcomes that the case may come to under another reading."""
    enquiry = enquiry_of(law, other.book)
    root = None
    if other.beside is not None:
        facts = enquiry.classes.read(case.facts)
        if not other.replaces and not other.beside.differs(facts, weighing):
            return possible
        root = other.beside.weighing(facts, weighing)
    return tuple(sorted(outcomes(enquiry.explore(case.facts, root))))


def _would_change(
    asked: _Asked,
    possible: tuple[str, ...],
    others: tuple[tuple[str, ...], ...],
) -> Status:
    """
    True or False where the rules tell; None where another
    reading bears on facts that are not in the inventory.
    """
    reachable = [reached for reached in others if reached]
    if any(not set(reached) & set(possible) for reached in reachable):
        return True
    if any(set(reached) != set(possible) for reached in reachable):
        return None
    if asked.turns:
        return False
    return None


@cache
def switchable(law: Law) -> frozenset[str]:
    """The readings on which some rule or substitution turns."""
    return frozenset(
        reading for rule in law.rules for reading in rule.readings
    ) | frozenset(law.substitutes)
