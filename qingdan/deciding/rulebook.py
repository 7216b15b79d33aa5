"""The rules that hold on a day under chosen readings, in an order in which each can be weighed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache, cached_property, lru_cache

from ..errors import CallError, KnowledgeError
from ..law.conditions import Facts, Test, Trace
from ..law.kleene import Status
from ..law.model import Law, Override, Rule
from ..rdf.names import curie
from .in_force import terms, turn_before
from .steps import Step, Weighed, defeaters, ordered
from .weighing import NOTHING, Shared, Weighing


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
        self.shared = shared or Shared.of(steps)
        self._last = NOTHING
        self._by_rule: tuple[Weighing, Mapping[str, Weighed]] = NOTHING, {}

    @cached_property
    def by_bit(self) -> dict[int, tuple[Step, int]]:
        """Each step with the rules that may defeat its own."""
        return {step.bit: (step, defeaters(step)) for step in self.steps}

    @cached_property
    def _all(self) -> int:
        return sum(self.by_bit)

    def weigh(self, facts: Facts) -> Mapping[str, Weighed]:
        """Every rule of the book, weighed, by IRI."""
        weighing = self.whole(facts)
        last, by_rule = self._by_rule
        if weighing is not last:
            by_rule = {
                weighed.rule.iri: weighed
                for weighed in weighing.by_bit.values()
            }
            self._by_rule = weighing, by_rule
        return by_rule

    def whole(self, facts: Facts) -> Weighing:
        """Every rule of the book, weighed beside the case before."""
        self._last = weighing = self.weighing(facts, self._last)
        return weighing

    def bearing_on(self, facts: Facts, before: Weighing) -> Weighing:
        """The rules on which an outcome may turn, weighed; of the others nothing is said."""
        return self.weighing(facts, before, self.bearing)

    def weighing(
        self,
        facts: Facts,
        before: Weighing,
        among: int | None = None,
    ) -> Weighing:
        """
        Every rule of the book, or among some of them, weighed beside what was weighed before.

        Cases that follow one another differ in few facts: weighed anew are the rules that read
        these, and those that rest on a rule that no longer stands as it did.
        """
        among = self._all if among is None else among
        now = tuple(map(facts.get, self.shared.readers))
        if not before.by_bit:
            fresh = before._replace(values=now)
            return self.anew(facts, fresh, self._all, among)
        read = self.reading(before.values, now)
        if not read:
            return before
        return self.anew(facts, before._replace(values=now), read, among)

    def reading(
        self,
        values: tuple[object, ...],
        now: tuple[object, ...],
    ) -> int:
        """The rules that read a fact which is not as it was."""
        read = 0
        for rules, old, new in zip(
            self.shared.readers.values(), values, now, strict=True
        ):
            if old is not new and (old != new or type(old) is not type(new)):
                read |= rules
        return read

    def anew(
        self,
        facts: Facts,
        before: Weighing,
        read: int,
        among: int,
        due: int = 0,
    ) -> Weighing:
        """Weighed anew are rules that read other facts or are due, and those that rest on them."""
        values, by_bit, standing, still_open = before
        by_bit = by_bit.copy()
        among &= self._all
        due = (due | read) & among
        while due:  # the lowest first: what a rule rests on has a lower bit
            bit = due & -due
            due ^= bit
            step, over = self.by_bit[bit]
            earlier = by_bit.get(bit, step.shut)
            if step.openers is None or step.openers & (standing | still_open):
                known = None if read & bit else earlier.trace
                weighed = self.weigh_rule(
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
            due |= self.shared.resting[bit] & among
        return Weighing(values, by_bit, standing, still_open)

    def weigh_rule(
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
        trace = known or self.shared.trace(rule, step.reads, facts)
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
def shared(law: Law) -> Shared:
    """What the books of a law have in common."""
    return Shared.of(_plan(law))


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
        shared(law) if steps else None,
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
