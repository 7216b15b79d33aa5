"""Which answer is lighter: the order of outcomes, over everything that an answer can still be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from cases import decided, loaded
from qingdan.deciding.case import cases
from qingdan.deciding.determination import Determination
from qingdan.deciding.explain import explain
from qingdan.errors import KnowledgeError
from qingdan.law.load import law
from qingdan.law.model import Law, Question
from qingdan.rdf.names import QD

REVIEW = "NeedsReview"
_NO_OUTCOMES = {"NeedsFacts", REVIEW}
# The exemption by volume, under the list and without it: they rank equal.
_EQUAL = {"ExemptBelowThreshold": "ExemptOutOfList"}


def possible(
    facts: dict[str, dict[str, Any]], day: str | None
) -> frozenset[str]:
    """
    The outcomes that the answer can still be: one, or those that facts or a person can settle on.

    A review stands for what would hold without the rule that asks for it, and for what the other
    readings of its question lead to.
    """
    return possible_of(decided(facts, day), facts, day)


def possible_of(
    found: Determination, facts: dict[str, dict[str, Any]], day: str | None
) -> frozenset[str]:
    """The same of an answer that is at hand."""
    outcomes = set(found.possible)
    if REVIEW in outcomes:
        for question in questions_of_review(found):
            for reading in question.readings:
                outcomes |= set(decided(facts, day, [reading]).possible)
        outcomes |= _without_reviews(facts, day)
    return frozenset(
        outcomes - _NO_OUTCOMES or {"SecurityAssessment", "NoRegulatedData"}
    )


def questions_of_review(found: Determination) -> tuple[Question, ...]:
    """The open questions for which a rule asks, or may ask, for a review."""
    rules = {
        one.rule
        for one in (*found.grounds, *found.unknown)
        if one.outcome == REVIEW
    }
    asked = {
        reading
        for rule in law().rules
        if rule.iri in rules
        for reading in rule.readings
    }
    touched = {
        one
        for rule in law().rules
        if rule.iri in rules
        for one in rule.touches
    }
    return tuple(
        question
        for question in law().questions
        if question.iri in touched or asked & set(question.readings)
    )


@cache
def _law_without_reviews() -> Law:
    """
    The law without the rules that ask for a review, and without
    the flags that keep an answer open until it is made.
    """
    reviewing = {
        rule.iri for rule in law().rules if rule.concludes == QD + REVIEW
    }
    keeping = {
        rule.iri
        for rule in law().rules
        if reviewing & set(law().graph.iris(rule.iri, QD + "standsWith"))
    }
    return replace(
        law(),
        rules=tuple(
            rule for rule in law().rules if rule.iri not in reviewing | keeping
        ),
    )


def _without_reviews(
    facts: dict[str, dict[str, Any]], day: str | None
) -> set[str]:
    inventory, applied = loaded(facts), _law_without_reviews()
    asked = date.fromisoformat(day) if day else None
    found: set[str] = set()
    for item in inventory.items:
        for case in cases(applied, inventory, item, asked):
            try:
                found |= set(explain(applied, case, {}).possible)
            except KnowledgeError:
                found |= {"SecurityAssessment", "NoRegulatedData"}
    return found


def rank(outcome: str) -> int:
    """The place of an outcome in the order, higher for a stricter one."""
    return law().outcomes[QD + _EQUAL.get(outcome, outcome)].strictness


def clears(outcome: str) -> bool:
    """Whether the data may go without a mechanism."""
    return law().outcomes[QD + outcome].clearance


def not_lighter(mine: Iterable[str], others: Iterable[str]) -> bool:
    """Whether the lightest and the strictest of some outcomes are as strict as those of others."""
    ranks, limits = sorted(map(rank, mine)), sorted(map(rank, others))
    return ranks[0] >= limits[0] and ranks[-1] >= limits[-1]


def lost(mine: Iterable[str], others: Iterable[str]) -> list[str]:
    """
    The outcomes among others that are not among some.

    Where every branch clears the strictest stands for all of them, so a clearance is not lost where
    one as strict is among them.
    """
    mine = set(mine)
    clearing = [rank(outcome) for outcome in mine if clears(outcome)]
    return sorted(
        outcome
        for outcome in set(others)
        if outcome not in mine
        and not (
            clears(outcome)
            and any(found >= rank(outcome) for found in clearing)
        )
    )
