"""Which answer is lighter: the order of outcomes, over everything that an answer can still be."""

from __future__ import annotations

from qingdan.determination import Determination
from qingdan.law import law
from qingdan.names import QD

# Outcomes that rank equal: the volume exemption under the list and without it.
_EQUAL = {"ExemptBelowThreshold": "ExemptOutOfList"}
_STANDING_FOR_OTHERS = ("NeedsFacts", "NeedsReview")


def possible(found: Determination) -> frozenset[str]:
    """
    The outcomes that an answer can still be: one, or those that facts or a person can settle on.

    A review stands for the outcomes that the other readings of its questions lead to, and where
    no question is told for everything between an assessment and no regulated data.
    """
    outcomes = set(found.possible) - {"NeedsFacts"}
    if "NeedsReview" in outcomes:
        outcomes.remove("NeedsReview")
        for reading in found.readings:
            for _, _, others in reading.others:
                outcomes |= {other for other in others if other not in _STANDING_FOR_OTHERS}
    return frozenset(outcomes or {"SecurityAssessment", "NoRegulatedData"})


def rank(outcome: str) -> int:
    """The place of an outcome in the order, higher for a stricter one."""
    return law().outcomes[QD + _EQUAL.get(outcome, outcome)].strictness


def bounds(outcomes: frozenset[str]) -> tuple[int, int]:
    """The ranks of the lightest and of the strictest of some outcomes."""
    ranks = [rank(outcome) for outcome in outcomes]
    return min(ranks), max(ranks)


def not_lighter(found: Determination, other: Determination) -> bool:
    """Whether the lightest and the strictest that one can be are as strict as those of the other."""
    mine, theirs = bounds(possible(found)), bounds(possible(other))
    return mine[0] >= theirs[0] and mine[1] >= theirs[1]
