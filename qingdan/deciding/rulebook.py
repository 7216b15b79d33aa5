"""The rules that hold on a day under chosen readings, in an order in which each can be weighed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache, cached_property, lru_cache
from typing import NamedTuple

from ..errors import CallError, KnowledgeError
from ..law.conditions import Facts, Test, Trace
from ..law.kleene import Status
from ..law.model import Duty, Law, Override, Rule
from ..rdf.names import curie
from .in_force import terms, turn_before
from .steps import (
    Step,
    Weighed,
    defeaters,
    ordered,
    readers,
    reads,
    resting,
)

_KEPT = 50_000


class Weighing(NamedTuple):
    """
    What was weighed: the values of the facts, the rules by their bits,
    and the sets of those that stand and that are open.
    """

    values: tuple[object, ...]
    by_bit: dict[int, Weighed]
    standing: int
    still_open: int

    def open_among(self, rules: int) -> list[Weighed]:
        """Those of a set of rules that are open, in their order."""
        left = self.still_open & rules
        still_open = []
        while left:
            bit = left & -left
            left ^= bit
            still_open.append(self.by_bit[bit])
        return still_open


class Shared(NamedTuple):
    """
    What the books of a law have in common: what each rule came to for the facts
    that it reads, and the rules that rest on each (of all rules, in a book or not).
    """

    traces: dict[tuple[object, ...], Trace]
    resting: dict[int, int]


NOTHING = Weighing((), {}, 0, 0)


class Rulebook:
    """Weighs every rule in force against the facts of a case; one per set of rules and readings."""

    def __init__(
        self,
        steps: tuple[Step, ...],
        overrides: frozenset[Override],
        chosen: frozenset[str],
        shared: Shared | None = None,
    ) -> None:
        self.readings = chosen
        self.overrides = overrides
        self.steps = steps
        self.rules = tuple(step.rule for step in self.steps)
        self._seen, self._resting = shared or Shared({}, resting(steps))
        self._last = NOTHING

    @cached_property
    def _by_bit(self) -> dict[int, tuple[Step, int]]:
        """Each step with the rules that may defeat its own."""
        return {step.bit: (step, defeaters(step)) for step in self.steps}

    @cached_property
    def _all(self) -> int:
        return sum(self._by_bit)

    @cached_property
    def _readers(self) -> dict[str, int]:
        return readers(self.steps)

    def weigh(self, facts: Facts) -> Mapping[str, Weighed]:
        """Every rule of the book, weighed, by IRI."""
        self._last = weighing = self.weighing(facts, self._last)
        return {
            weighed.rule.iri: weighed for weighed in weighing.by_bit.values()
        }

    def bearing_on(self, facts: Facts, before: Weighing) -> Weighing:
        """The rules on which an outcome may turn, weighed; of the others nothing is said."""
        return self.weighing(facts, before, self.bearing)

    def weighing(
        self, facts: Facts, before: Weighing, among: int | None = None
    ) -> Weighing:
        """
        Every rule of the book, or among some of them, weighed beside what was weighed before.

        Cases that follow one another differ in few facts: weighed anew are the rules that read
        these, and those that rest on a rule that no longer stands as it did.
        """
        values, by_bit, standing, still_open = before
        now = tuple(map(facts.get, self._readers))
        among = self._all if among is None else among
        read = 0 if by_bit else self._all
        for rules, old, new in zip(
            self._readers.values(), values, now, strict=False
        ):
            if old is not new and (old != new or type(old) is not type(new)):
                read |= rules
        due = read & among
        by_bit = by_bit.copy()
        while due:  # the lowest first: what a rule rests on has a lower bit
            bit = due & -due
            due ^= bit
            step, over = self._by_bit[bit]
            earlier = by_bit.get(bit, step.shut)
            if step.openers is None or step.openers & (standing | still_open):
                known = None if read & bit else earlier.trace
                weighed = self._weigh(
                    step, over, facts, standing, still_open, known
                )
            else:
                weighed = step.shut
            by_bit[bit] = weighed
            stands = weighed.stands
            if stands is earlier.stands:
                continue
            standing = standing | bit if stands else standing & ~bit
            still_open = (
                still_open | bit if stands is None else still_open & ~bit
            )
            due |= self._resting[bit] & among
        return Weighing(now, by_bit, standing, still_open)

    def _weigh(
        self,
        step: Step,
        over: int,
        facts: Facts,
        standing: int,
        still_open: int,
        known: Trace | None,
    ) -> Weighed:
        """A rule whose regime is not shut, with the trace of its condition where it is known."""
        rule = step.rule
        applies: Status = True
        if step.openers is not None and not step.openers & standing:
            applies = None
        trace = known or self._trace(rule, step.reads, facts)
        if trace is not None and (applies or trace.status is False):
            applies = trace.status
        if applies is False:
            return Weighed(rule, False, False, trace)
        if over & standing:
            defeated_by = tuple(
                override
                for override, above in step.against
                if above & standing
            )
            return Weighed(rule, applies, False, trace, defeated_by)
        stands = None if over & still_open else applies
        return Weighed(rule, applies, stands, trace)

    def fails(self, rule: Rule, facts: Facts) -> bool:
        """Whether the condition of a rule of any book is known to fail, its regime left aside."""
        trace = self._trace(rule, reads(rule), facts)
        return trace is not None and trace.status is False

    def _trace(
        self, rule: Rule, reads: tuple[str, ...], facts: Facts
    ) -> Trace | None:
        if rule.condition is None:
            return None
        if rule.head:
            facts = reviewed(rule, facts)
        key = (rule.iri, *map(facts.get, reads))
        trace = self._seen.get(key)
        if trace is None:
            if len(self._seen) > _KEPT:
                self._seen.clear()
            trace = self._seen[key] = rule.condition.evaluate(facts)
        return trace

    def bears(self, rule: Rule) -> bool:
        """Whether an outcome or a regime may turn on a rule: not on flags that override nothing."""
        if not rule.raises:
            return True
        return rule.iri in self._overriding

    @cached_property
    def deciding(self) -> int:
        """The rules that conclude an outcome or open a regime."""
        rules = (
            step
            for step in self.steps
            if step.rule.concludes or step.rule.opens
        )
        return sum(step.bit for step in rules)

    @cached_property
    def bearing(self) -> int:
        """The rules on which an outcome or a regime may turn."""
        return sum(step.bit for step in self.steps if self.bears(step.rule))

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
    return _rulebook(law, turn_before(law, day), chosen)


@lru_cache(maxsize=4096)
def _rulebook(law: Law, day: date, chosen: frozenset[str]) -> Rulebook:
    readings = complete(law, chosen)
    return _book(law, readings, *terms(law, day, readings))


def whole_book(law: Law, chosen: frozenset[str] = frozenset()) -> Rulebook:
    """The book of the chosen readings for all days: every rule, whether in force or not."""
    readings = complete(law, chosen)
    rules = tuple(rule for rule in law.rules if rule.readings <= readings)
    kept = frozenset(
        override for override in law.overrides if override.readings <= readings
    )
    return _book(law, readings, rules, kept)


@cache
def _shared(law: Law) -> Shared:
    return Shared({}, resting(_plan(law)))


@cache
def _book(
    law: Law,
    readings: frozenset[str],
    rules: tuple[Rule, ...],
    overrides: frozenset[Override],
) -> Rulebook:
    inside = frozenset(rules)
    dropped = frozenset(law.overrides) - overrides
    steps = tuple(
        step.without(dropped) for step in _plan(law) if step.rule in inside
    )
    return Rulebook(
        steps
        or ordered(
            rules, sorted(overrides, key=lambda override: override.iri)
        ),
        overrides,
        readings,
        _shared(law) if steps else None,
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
