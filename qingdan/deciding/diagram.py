"""
The outcome that the rules which stand settle, and the diagram of what missing facts could come to.

In: rules weighed against a case. Out: an outcome with its
position, or a fork for each fact that decides.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache

from ..law.conditions import Between, Known
from ..law.model import Law, Outcome
from ..rdf.names import CN, QD
from .steps import Weighed

UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """Where a branch of the enquiry ends: an outcome and a position."""

    outcome: str
    position: str


@dataclass(frozen=True, slots=True, eq=False)
class Fork:
    """A fact that decides: each answer with the branch it leads to."""

    fact: str
    answers: tuple[tuple[Answer, Branch], ...]
    outcomes: frozenset[str]
    support: frozenset[str]
    leaves: frozenset[Leaf]


Branch = Leaf | Fork
Answer = Known | Between
Answers = tuple[tuple[Answer, Branch], ...]


@cache
def leaf(outcome: str, position: str) -> Leaf:
    """The one leaf of that outcome and position."""
    return Leaf(outcome, position)


def outcomes(branch: Branch) -> frozenset[str]:
    """Every outcome that a branch can still reach."""
    if isinstance(branch, Fork):
        return branch.outcomes
    return frozenset([branch.outcome])


def leaves(branch: Branch) -> frozenset[Leaf]:
    """Every end that a branch can still reach."""
    if isinstance(branch, Fork):
        return branch.leaves
    return frozenset([branch])


def support(branch: Branch) -> frozenset[str]:
    """The facts on which the branch depends: all of them settle it, and none can be left out."""
    if isinstance(branch, Fork):
        return branch.support
    return frozenset()


def reduced(
    law: Law, branch: Branch, fork: Callable[[str, Answers], Branch]
) -> Branch:
    """
    The diagram in which no question is left that cannot matter.

    Where every branch clears, at the same position, the strictest of them is the answer (an
    exemption that counts persons is stricter than one that does not).
    """
    if isinstance(branch, Leaf):
        return branch
    reached = [law.outcomes[QD + end.outcome] for end in branch.leaves]
    positions = {end.position for end in branch.leaves}
    if all(outcome.clearance for outcome in reached) and len(positions) == 1:
        strictest = max(reached, key=lambda outcome: outcome.strictness)
        return leaf(strictest.name, positions.pop())
    answers = tuple(
        (value, reduced(law, below, fork)) for value, below in branch.answers
    )
    return fork(branch.fact, answers)


def settle(law: Law, weighed: Collection[Weighed]) -> Leaf | None:
    """
    The outcome, if the rules that stand settle it whatever
    the unknown ones come to; else None.
    """
    standing = {
        w.rule.concludes for w in weighed if w.stands and w.rule.concludes
    }
    open_ones = {
        w.rule.concludes
        for w in weighed
        if w.stands is None and w.rule.concludes
    }
    if (
        not open_ones <= standing
        or (len(standing) > 1 and open_ones)
        or not standing
    ):
        return None
    outcome = max(
        (law.outcomes[iri] for iri in standing),
        key=lambda outcome_reached: outcome_reached.strictness,
    )
    if outcome.clearance and not _solid(weighed, outcome):
        outcome = law.outcomes[QD + "NeedsReview"]
    return leaf(outcome.name, _position(outcome, weighed))


def _solid(weighed: Collection[Weighed], outcome: Outcome) -> bool:
    """A clearance needs at least one ground whose source was seen (confidence A or B)."""
    return any(
        w.stands and w.rule.concludes == outcome.iri and w.rule.reliable
        for w in weighed
    )


def regime(weighed: Collection[Weighed]) -> str | None:
    """The regime that governs, or None while that is open."""
    return next(
        (w.rule.opens for w in weighed if w.stands and w.rule.opens),
        None,
    )


def _position(outcome: Outcome, weighed: Collection[Weighed]) -> str:
    governing = regime(weighed)
    if outcome.under_list == outcome.under_national_rules:
        return outcome.under_list
    if governing is None:
        return UNDETERMINED
    if governing == CN + "regime":
        return outcome.under_national_rules
    return outcome.under_list
