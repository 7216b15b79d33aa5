"""
Open questions in an answer: which it touches, the reading
taken, and whether another would change the outcome.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from ..law.conditions import Facts
from ..law.kleene import Status
from ..law.model import Law, Question
from ..rdf.names import QD
from .case import Case
from .determination import TakenReading
from .diagram import outcomes
from .enquiry import enquiry_of
from .in_force import Terms, terms
from .rulebook import Rulebook, rulebook
from .steps import Weighed


def taken(
    law: Law,
    case: Case,
    book: Rulebook,
    weighed: Mapping[str, Weighed],
    possible: tuple[str, ...],
    settled: bool,
) -> tuple[TakenReading, ...]:
    """The questions that a rule in play touches, and those that would change a settled outcome."""
    in_play = {
        question
        for w in weighed.values()
        if w.applies is not False
        for question in w.rule.touches
    }
    taken_readings = []
    for question in law.questions:
        current = next(
            reading
            for reading in question.readings
            if reading in book.readings
        )
        alternatives = [
            reading for reading in question.readings if reading != current
        ]
        others = tuple(
            (
                other,
                _under(law, case, book, weighed, question, other, possible)
                if settled
                else (),
            )
            for other in alternatives
        )
        change = None
        if settled:
            change = _would_change(law, question, possible, others)
        if question.iri in in_play or change:
            taken_readings.append(
                _taken(law, question, current, change, others)
            )
    return tuple(taken_readings)


def _taken(
    law: Law,
    question: Question,
    current: str,
    change: Status,
    others: tuple[tuple[str, tuple[str, ...]], ...],
) -> TakenReading:
    listed = tuple(
        (other, law.label(other), reached) for other, reached in others
    )
    acts_on = law.graph.text(question.iri, QD + "actsOn")
    label = law.label(current)
    return TakenReading(
        question.iri,
        question.notation,
        question.label,
        question.question,
        current,
        label,
        change,
        listed,
        acts_on,
    )


def _under(
    law: Law,
    case: Case,
    book: Rulebook,
    weighed: Mapping[str, Weighed],
    question: Question,
    other: str,
    possible: tuple[str, ...],
) -> tuple[str, ...]:
    """
    The outcomes that the case may come to under another
    reading; none where no rule turns on the question.
    """
    if not switchable(law) & set(question.readings):
        return ()
    readings = (book.readings - set(question.readings)) | {other}
    under = terms(law, case.day, readings)
    replacing = {other, *book.readings.intersection(question.readings)}
    if replacing.isdisjoint(law.substitutes) and _same_for(
        book, under, weighed, case.facts
    ):
        return possible
    changed = rulebook(law, case.day, readings)
    enquiry = enquiry_of(law, changed)
    return tuple(sorted(outcomes(enquiry.explore(case.facts))))


def _same_for(
    book: Rulebook, under: Terms, weighed: Mapping[str, Weighed], facts: Facts
) -> bool:
    """Whether the rules by which a book differs from others bear on the case in neither."""
    if book.overrides != under.overrides:
        return False
    before, after = set(book.rules), set(under.rules)
    return all(
        weighed[rule.iri].applies is False for rule in before - after
    ) and all(book.fails(rule, facts) for rule in after - before)


def _would_change(
    law: Law,
    question: Question,
    possible: tuple[str, ...],
    others: tuple[tuple[str, tuple[str, ...]], ...],
) -> Status:
    """
    True or False where the rules tell; None where another
    reading bears on facts that are not in the inventory.
    """
    reachable = [reached for _, reached in others if reached]
    if any(not set(reached) & set(possible) for reached in reachable):
        return True
    if any(set(reached) != set(possible) for reached in reachable):
        return None
    if switchable(law) & set(question.readings):
        return False
    return None


@cache
def switchable(law: Law) -> frozenset[str]:
    """The readings on which some rule or substitution turns."""
    return frozenset(
        reading for rule in law.rules for reading in rule.readings
    ) | frozenset(law.substitutes)
