"""The rules that hold on a day under chosen readings, in an order in which each can be weighed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache, cached_property, lru_cache
from typing import NamedTuple

from ..errors import CallError, KnowledgeError
from ..law.conditions import Facts, Test, Trace
from ..law.kleene import Status, all_of, opposite
from ..law.model import Duty, Law, Override, Rule, holds
from ..rdf.names import curie
from .steps import (
    Step,
    Weighed,
    any_of_set,
    defeaters,
    ordered,
    readers,
    resting,
)

_KEPT = 50_000


class _Weighing(NamedTuple):
    """
    What was weighed last: the values of the facts, the rules,
    and the sets of those that stand and that are open.
    """

    values: tuple[object, ...]
    weighed: Mapping[str, Weighed]
    standing: int
    still_open: int


class Rulebook:
    """Weighs every rule in force against the facts of a case; one per set of rules and readings."""

    def __init__(
        self,
        steps: tuple[Step, ...],
        overrides: frozenset[Override],
        chosen: frozenset[str],
    ) -> None:
        self.readings = chosen
        self.overrides = overrides
        self.steps = steps
        self.rules = tuple(step.rule for step in self.steps)
        self._seen: dict[tuple[object, ...], Trace] = {}
        self._last = _Weighing((), {}, 0, 0)

    @cached_property
    def _by_bit(self) -> dict[int, tuple[Step, int]]:
        """Each step with the rules that may defeat its own."""
        return {step.bit: (step, defeaters(step)) for step in self.steps}

    @cached_property
    def _resting(self) -> dict[int, int]:
        return resting(self.steps)

    @cached_property
    def _readers(self) -> dict[str, int]:
        return readers(self.steps)

    def weigh(self, facts: Facts) -> Mapping[str, Weighed]:
        """
        Every rule of the book, weighed, by IRI.

        Cases that follow one another differ in few facts: weighed anew are the rules that read
        these, and those that rest on a rule that no longer stands as it did.
        """
        last = self._last
        values = tuple(map(facts.get, self._readers))
        read = 0
        pairs = zip(self._readers.values(), last.values, values, strict=False)
        for rules, old, new in pairs:
            if old is not new:
                read |= rules
        weighed = dict(last.weighed)
        standing = last.standing
        still_open = last.still_open
        due = read
        if not weighed:
            due = sum(self._by_bit)
        while (
            due
        ):  # the lowest bit first: what a rule rests on has a lower one
            bit = due & -due
            due ^= bit
            step, over = self._by_bit[bit]
            before = weighed.get(step.rule.iri)
            known = None
            if before and not read & bit:
                known = before.trace
            rule_weighed = self._weigh(
                step, over, facts, standing, still_open, known
            )
            weighed[step.rule.iri] = rule_weighed
            stood = standing & bit, still_open & bit
            standing = (
                standing | bit if rule_weighed.stands else standing & ~bit
            )
            still_open = (
                still_open | bit
                if rule_weighed.stands is None
                else still_open & ~bit
            )
            if stood != (standing & bit, still_open & bit):
                due |= self._resting[bit]
        self._last = _Weighing(values, weighed, standing, still_open)
        return weighed

    def _weigh(
        self,
        step: Step,
        over: int,
        facts: Facts,
        standing: int,
        still_open: int,
        known: Trace | None,
    ) -> Weighed:
        """One rule, with the trace of its condition where that is known."""
        rule = step.rule
        opened: Status = True
        if step.openers is not None:
            opened = any_of_set(step.openers, standing, still_open)
        if opened is False:
            return step.shut
        trace = known or self._trace(step, facts)
        applies: Status = opened
        if trace is not None:
            applies = all_of([opened, trace.status])
        if applies is False:
            return Weighed(rule, False, False, trace)
        if not step.against:
            return Weighed(rule, applies, applies, trace)
        defeated = any_of_set(over, standing, still_open)
        stands = all_of([applies, opposite(defeated)])
        defeated_by = (
            tuple(
                override for override, over in step.against if over & standing
            )
            if over & standing
            else ()
        )
        return Weighed(rule, applies, stands, trace, defeated_by)

    def weighed_last(self) -> tuple[int, int]:
        """The sets of rules that stand, and that are open, in what was weighed last."""
        return self._last.standing, self._last.still_open

    def fails(self, rule: Rule, facts: Facts) -> bool:
        """Whether the condition of a rule of the book is known to fail, its regime left aside."""
        step = next(step for step in self.steps if step.rule is rule)
        trace = self._trace(step, facts)
        return trace is not None and trace.status is False

    def _trace(self, step: Step, facts: Facts) -> Trace | None:
        if step.rule.condition is None:
            return None
        facts = reviewed(step.rule, facts)
        key = (step.rule.iri, *map(facts.get, step.reads))
        trace = self._seen.get(key)
        if trace is None:
            if len(self._seen) > _KEPT:
                self._seen.clear()
            trace = self._seen[key] = step.rule.condition.evaluate(facts)
        return trace

    def bears(self, rule: Rule) -> bool:
        """Whether an outcome or a regime may turn on a rule: not on flags that override nothing."""
        if not rule.raises:
            return True
        return rule.iri in self._overriding

    @cached_property
    def _overriding(self) -> frozenset[str]:
        return frozenset(
            iri for override in self.overrides for iri in override.over
        )

    @cached_property
    def tests(self) -> Mapping[str, tuple[Test, ...]]:
        """The tests of each fact that bear on an outcome or a regime."""
        tests_of_fact: dict[str, tuple[Test, ...]] = {}
        for rule in self.rules:
            for test in (
                rule.condition.tests()
                if rule.condition and self.bears(rule)
                else ()
            ):
                tests_of_fact[test.fact] = (
                    *tests_of_fact.get(test.fact, ()),
                    test,
                )
        return tests_of_fact


def reviewed(rule: Rule | Duty, facts: Facts) -> Facts:
    """
    The facts as a rule, or a duty, sees them that a review on record
    settles: what is not stated of a head is answered by the review.

    A head that has begun, and one of which no review is on record, stays as it is stated.
    """
    head = rule.head
    if head is None or str(rule.settled_by) not in facts:
        return facts
    if any(True in facts.get(name, ()) for name in head.begun_by):
        return facts
    return {**head.closes, **facts}


@cache
def _plan(law: Law) -> tuple[Step, ...]:
    """
    The steps of all rules, from which each book takes its
    own; none where only some readings together have an order.
    """
    try:
        return ordered(law.rules, law.overrides)
    except KnowledgeError:
        return ()


def rulebook(
    law: Law, day: date, chosen: frozenset[str] = frozenset()
) -> Rulebook:
    """
    The book for a day and readings; questions not named in
    `chosen` take their default reading.
    """
    turns = _turns(law)
    return _rulebook(law, turns[bisect_right(turns, day) - 1], chosen)


@cache
def _turns(law: Law) -> tuple[date, ...]:
    """The days from which another set of rules or overrides holds; it is the same between two."""
    terms: tuple[Rule | Override, ...] = (*law.rules, *law.overrides)
    firsts = {term.valid_from for term in terms} | {
        redating.instead[0] for redating in law.redatings
    }
    lasts = {term.valid_to for term in terms} | {
        redating.instead[1] for redating in law.redatings
    }
    ended = {last + timedelta(1) for last in lasts if last}
    return tuple(
        sorted({date.min} | ended | {first for first in firsts if first})
    )


@lru_cache(maxsize=4096)
def _rulebook(law: Law, day: date, chosen: frozenset[str]) -> Rulebook:
    readings = complete(law, chosen)

    def chosen_and_in_force(term: Rule | Override) -> bool:
        return term.readings <= readings and in_book(law, readings, term, day)

    return _book(
        law,
        readings,
        tuple(filter(chosen_and_in_force, law.rules)),
        frozenset(filter(chosen_and_in_force, law.overrides)),
    )


def in_book(
    law: Law, readings: frozenset[str], term: Rule | Override, day: date
) -> bool:
    """Whether a rule or an override of the chosen readings is in the book of a day."""
    if holds(term, day, law.redated(readings)):
        return True
    return _tells_days(term)


def whole_book(law: Law, chosen: frozenset[str] = frozenset()) -> Rulebook:
    """The book of the chosen readings for all days: every rule, whether in force or not."""
    readings = complete(law, chosen)
    rules = tuple(rule for rule in law.rules if rule.readings <= readings)
    kept = frozenset(
        override for override in law.overrides if override.readings <= readings
    )
    return _book(law, readings, rules, kept)


def _tells_days(term: Rule | Override) -> bool:
    """
    Whether a rule opens a regime on days that its own condition tests.

    It stays in the book on every day: it fails on others, and so the answer says why no list
    governs.
    """
    if (
        isinstance(term, Override)
        or not (term.opens or term.binds)
        or not term.condition
    ):
        return False
    return any(
        test.fact == "evaluationDate" for test in term.condition.tests()
    )


@cache
def _book(
    law: Law,
    readings: frozenset[str],
    rules: tuple[Rule, ...],
    overrides: frozenset[Override],
) -> Rulebook:
    inside = frozenset(rules)
    steps = tuple(
        step.under(overrides) for step in _plan(law) if step.rule in inside
    )
    return Rulebook(
        steps
        or ordered(
            rules, sorted(overrides, key=lambda override: override.iri)
        ),
        overrides,
        readings,
    )


def complete(law: Law, chosen: frozenset[str]) -> frozenset[str]:
    """One reading for every question: the chosen one, else the default."""
    readings = set()
    for question in law.questions:
        named = chosen & set(question.readings)
        if len(named) > 1:
            shown = ", ".join(map(curie, sorted(named)))
            raise CallError(
                f"{question.notation}: two readings chosen ({shown}); choose one"
            )
        readings.add(next(iter(named), question.readings[0]))
    return frozenset(readings)
