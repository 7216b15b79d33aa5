"""
A rulebook as formulas: when each rule applies and stands, and which outcome is settled.

In: a rulebook and the views of a case. Out: a pair of formulas for each rule. The order, the
openers and the overrides are
those that the engine weighs by (`qingdan/deciding/rulebook.py`); what settles is that of
`qingdan/deciding/diagram.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import NamedTuple

import z3

from ..deciding.rulebook import Rulebook
from ..deciding.steps import Step
from ..law.model import Law, Override, Rule
from ..rdf.names import QD
from .days import in_force
from .kleene import (
    TRUE,
    Ternary,
    Truth,
    all_of,
    any_of,
    conj,
    disj,
    formula,
    neg,
    opposite,
    same,
)
from .seen import reviewed, substituted
from .statement import Statement
from .views import Views, evaluate

NO_OUTCOME = frozenset([QD + "NeedsReview", QD + "NeedsFacts"])


class Weighed(NamedTuple):
    """When a rule applies, and when it stands."""

    rule: Rule
    applies: Ternary
    stands: Ternary

    def like(self, other: Weighed) -> bool:
        """Whether both apply and stand by the same formulas."""
        if self is other:
            return True
        if not same(self.applies, other.applies):
            return False
        return same(self.stands, other.stands)


class Weighing:
    """
    The rules of a book weighed over formulas; rules and overrides can be left out to see what
    they change.
    """

    def __init__(
        self,
        law: Law,
        book: Rulebook,
        stated: Statement,
        views: Views,
        without: frozenset[str] = frozenset(),
        kept: Mapping[str, Ternary] | None = None,
        beside: Weighing | None = None,
    ) -> None:
        self.law = law
        self.book = book
        self.stated = stated
        self.without = without
        self.conditions: dict[str, Ternary] = dict(kept or {})
        self._views = substituted(law, book.readings, views)
        self.rules: dict[str, Weighed] = {}
        self._sets: dict[int, Ternary] = {}
        self._stays: dict[str, Truth] = {}
        self._against: dict[str, list[tuple[Override, Ternary]]] = {}
        self._beside = beside
        self._moved = 0
        bits: dict[int, str] = {}
        for step in book.steps:
            weighed = self._as_beside(step) or self._weigh(step, bits)
            self.rules[step.rule.iri] = weighed
            bits[step.bit] = step.rule.iri
            if beside and not weighed.like(beside.rules[step.rule.iri]):
                self._moved |= step.bit

    def _as_beside(self, step: Step) -> Weighed | None:
        """A rule as the weighing beside has it, where nothing that bears on it is left out."""
        rule = step.rule.iri
        if self._beside is None or rule in self.without:
            return None
        bearing = step.openers or 0
        for override, over in step.against:
            if override.iri in self.without:
                return None
            bearing |= over
        if bearing & self._moved:
            return None
        self._against[rule] = self._beside._against.get(rule, [])
        return self._beside.rules[rule]

    def _weigh(self, step: Step, bits: Mapping[int, str]) -> Weighed:
        rule = step.rule
        if rule.iri in self.without:
            return Weighed(rule, opposite(TRUE), opposite(TRUE))
        opened = TRUE
        if step.openers is not None:
            opened = self._standing(step.openers, bits)
        applies = all_of([self._in_force(rule), opened, self._condition(rule)])
        against = [
            (
                override,
                all_of([self._in_force(override), self._standing(over, bits)]),
            )
            for override, over in step.against
            if override.iri not in self.without
        ]
        self._against[rule.iri] = against
        defeated = any_of([over for _, over in against])
        return Weighed(
            rule=rule,
            applies=applies,
            stands=all_of([applies, opposite(defeated)]),
        )

    def _in_force(self, term: Rule | Override) -> Ternary:
        """On which days a rule or an override is in the book."""
        days = in_force(
            law=self.law,
            readings=self.book.readings,
            term=term,
            days=tuple(self.stated.day),
        )
        return self.stated.within(days)

    def _standing(self, rules: int, bits: Mapping[int, str]) -> Ternary:
        if self._beside and not rules & self._moved:
            return self._beside._standing(rules, bits)
        if rules not in self._sets:
            stand = [
                self.rules[iri].stands
                for bit, iri in bits.items()
                if rules & bit
            ]
            self._sets[rules] = any_of(stand)
        return self._sets[rules]

    def _condition(self, rule: Rule) -> Ternary:
        if rule.condition is None:
            return TRUE
        if rule.iri not in self.conditions:
            self.conditions[rule.iri] = evaluate(
                rule.condition, reviewed(rule, self._views)
            )
        return self.conditions[rule.iri]

    def stays(self, iri: str) -> Truth:
        """
        When a rule applies and gives way only to answers that are told first, so that it stays
        in force beside them.
        """
        if iri not in self._stays:
            beside, weighed = self._beside, self.rules[iri]
            if beside and weighed is beside.rules[iri]:
                self._stays[iri] = beside.stays(iri)
            else:
                self._stays[iri] = self._stays_in_force(iri)
        return self._stays[iri]

    def _stays_in_force(self, iri: str) -> Truth:
        weighed = self.rules[iri]
        harder = disj(
            over.true
            for override, over in self._against.get(iri, ())
            if not override.also_applies
        )
        gives_way = weighed.stands.false
        parts = [
            weighed.applies.true,
            gives_way,
            neg(harder),
        ]
        return conj(parts)

    @property
    def concluding(self) -> list[Weighed]:
        """The rules that conclude an outcome."""
        return [
            weighed
            for weighed in self.rules.values()
            if weighed.rule.concludes
        ]

    @cached_property
    def standing(self) -> dict[str, Truth]:
        """When a rule stands that concludes each outcome, by the outcome."""
        return {
            outcome: disj(
                weighed.stands.true
                for weighed in self.concluding
                if weighed.rule.concludes == outcome
            )
            for outcome in self._outcomes
        }

    @cached_property
    def open(self) -> dict[str, Truth]:
        """When a rule that concludes each outcome is open, by the outcome."""
        return {
            outcome: disj(
                weighed.stands.unknown
                for weighed in self.concluding
                if weighed.rule.concludes == outcome
            )
            for outcome in self._outcomes
        }

    @cached_property
    def _outcomes(self) -> list[str]:
        outcomes = {str(weighed.rule.concludes) for weighed in self.concluding}
        return sorted(
            outcomes, key=lambda iri: self.law.outcomes[iri].strictness
        )

    @property
    def two(self) -> Truth:
        """When rules with different outcomes stand together."""
        all_standing = list(self.standing.values())
        return disj(
            conj([standing, other])
            for number, standing in enumerate(all_standing)
            for other in all_standing[:number]
        )

    @property
    def settled(self) -> Truth:
        """When the rules that stand settle the outcome, whatever the open ones come to."""
        covered = conj(
            disj([neg(self.open[outcome]), self.standing[outcome]])
            for outcome in self.standing
        )
        some_open = disj(self.open.values())
        return conj(
            [
                covered,
                neg(conj([self.two, some_open])),
                disj(self.standing.values()),
            ]
        )

    def concludes(self, outcome: str) -> Truth:
        """
        When an outcome is the strictest of the rules that stand, and a clearance rests on a
        source that was seen.
        """
        known = self.law.outcomes
        stricter = disj(
            stands
            for other, stands in self.standing.items()
            if known[other].strictness > known[outcome].strictness
        )
        stands = conj([self.standing.get(outcome, False), neg(stricter)])
        if known[outcome].clearance:
            return conj([stands, self.solid(outcome)])
        return stands

    def solid(self, outcome: str) -> Truth:
        """When a rule of confidence A or B stands for an outcome."""
        return disj(
            weighed.stands.true
            for weighed in self.concluding
            if weighed.rule.concludes == outcome and weighed.rule.reliable
        )

    @cached_property
    def flimsy(self) -> Truth:
        """When a clearance stands for which no source was seen, so that a person must judge."""
        return disj(
            conj(
                [
                    self.standing[outcome],
                    neg(self.solid(outcome)),
                    neg(self._above(outcome)),
                ]
            )
            for outcome in self.standing
            if self.law.outcomes[outcome].clearance
        )

    def _above(self, outcome: str) -> Truth:
        known = self.law.outcomes
        return disj(
            stands
            for other, stands in self.standing.items()
            if known[other].strictness > known[outcome].strictness
        )

    @property
    def regime(self) -> dict[str, Truth]:
        """When each regime governs."""
        openers: dict[str, list[Truth]] = {}
        for weighed in self.rules.values():
            if weighed.rule.opens:
                openers.setdefault(weighed.rule.opens, []).append(
                    weighed.stands.true
                )
        return {regime: disj(stands) for regime, stands in openers.items()}

    @cached_property
    def rank(self) -> z3.ArithRef:
        """The strictness of the outcome; -1 where none stands."""
        strictest: z3.ArithRef = z3.IntVal(-1)
        for outcome, stands in self.standing.items():
            strictest = z3.If(
                formula(stands),
                z3.IntVal(self.law.outcomes[outcome].strictness),
                strictest,
            )
        review = self.law.outcomes[QD + "NeedsReview"].strictness
        return z3.If(formula(self.flimsy), z3.IntVal(review), strictest)


def weigh(weighing: Weighing, left_out: Iterable[str]) -> Weighing:
    """The same book over the same conditions, without some of its rules and overrides."""
    return Weighing(
        weighing.law,
        weighing.book,
        weighing.stated,
        {},
        frozenset(left_out),
        weighing.conditions,
        weighing,
    )
