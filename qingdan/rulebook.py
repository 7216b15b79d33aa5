"""The rules that hold on a day under chosen readings, in an order in which each can be weighed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache, cached_property, lru_cache
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

from .conditions import Facts, Test, Trace
from .errors import CallError, KnowledgeError
from .kleene import Status, all_of, any_of, opposite
from .names import curie
from .terms import Duty, Law, Override, Rule

_KEPT = 50_000


class Weighed(NamedTuple):
    """A rule against a case: does it apply, is it defeated, and so does it stand."""

    rule: Rule
    applies: Status
    stands: Status
    trace: Trace | None
    defeated_by: tuple[Override, ...] = ()


class _Step(NamedTuple):
    """A rule with what must be known before it is weighed, and what it comes to where its regime is shut."""

    rule: Rule
    shut: Weighed
    reads: tuple[str, ...]
    openers: tuple[str, ...] | None
    against: tuple[tuple[Override, tuple[str, ...]], ...]


class Rulebook:
    """Weighs every rule in force against the facts of a case; one per set of rules and readings."""

    def __init__(
        self,
        rules: tuple[Rule, ...],
        overrides: tuple[Override, ...],
        chosen: frozenset[str],
        order: tuple[str, ...] = (),
    ) -> None:
        self.readings = chosen
        self.overrides = frozenset(overrides)
        steps = _steps(rules, overrides)
        self._steps = [steps[iri] for iri in order or _ordered(steps) if iri in steps]
        self.rules = tuple(step.rule for step in self._steps)
        self._seen: dict[tuple[object, ...], Trace] = {}

    def weigh(self, facts: Facts) -> dict[str, Weighed]:
        """Every rule of the book, weighed, by IRI."""
        found: dict[str, Weighed] = {}
        for step in self._steps:
            found[step.rule.iri] = self._weigh(step, facts, found)
        return found

    def _weigh(self, step: _Step, facts: Facts, found: dict[str, Weighed]) -> Weighed:
        rule = step.rule
        opened: Status = True if step.openers is None else any_of([found[iri].stands for iri in step.openers])
        if opened is False:
            return step.shut
        trace = self._trace(step, facts)
        applies = opened if trace is None else all_of([opened, trace.status])
        if applies is False:
            return Weighed(rule, False, False, trace)
        if not step.against:
            return Weighed(rule, applies, applies, trace)
        defeated: Status = False
        defeated_by = []
        for override, over in step.against:
            status = any_of([found[iri].stands for iri in over])
            if status:
                defeated_by.append(override)
            defeated = any_of([defeated, status])
        return Weighed(rule, applies, all_of([applies, opposite(defeated)]), trace, tuple(defeated_by))

    def fails(self, rule: Rule, facts: Facts) -> bool:
        """Whether the condition of a rule of the book is known to fail, its regime left aside."""
        step = next(step for step in self._steps if step.rule is rule)
        trace = self._trace(step, facts)
        return trace is not None and trace.status is False

    def _trace(self, step: _Step, facts: Facts) -> Trace | None:
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

    @cached_property
    def tests(self) -> Mapping[str, tuple[Test, ...]]:
        """The tests of each fact that bear on an outcome or a regime."""
        found: dict[str, tuple[Test, ...]] = {}
        for rule in self.rules:
            for test in rule.condition.tests() if rule.condition and not rule.raises else ():
                found[test.fact] = (*found.get(test.fact, ()), test)
        return found


def reviewed(rule: Rule | Duty, facts: Facts) -> Facts:
    """
    The facts as a rule, or a duty, sees them that a review on record settles: what is not stated of a head is answered by the review.

    A head that has begun, and one of which no review is on record, stays as it is stated.
    """
    head = rule.head
    if head is None or str(rule.settled_by) not in facts:
        return facts
    if any(True in facts.get(name, ()) for name in head.begun_by):
        return facts
    return {**head.closes, **facts}


def _steps(rules: tuple[Rule, ...], overrides: tuple[Override, ...]) -> dict[str, _Step]:
    """Each rule with what opens its regime and what may defeat it, by IRI."""
    opening: dict[str | None, tuple[str, ...]] = {}
    for rule in rules:
        for opened in {rule.opens, rule.binds}:
            opening[opened] = (*opening.get(opened, ()), rule.iri)
    against: dict[str, tuple[tuple[Override, tuple[str, ...]], ...]] = {r.iri: () for r in rules}
    for override in overrides:
        over = sorted(override.over & against.keys())
        for iri in override.under & against.keys():
            others = tuple(name for name in over if name != iri)
            against[iri] += ((override, others),) if others else ()
    return {
        rule.iri: _Step(
            rule,
            Weighed(rule, False, False, None),
            _reads(rule),
            opening.get(rule.regime, ()) if rule.regime else None,
            against[rule.iri],
        )
        for rule in rules
    }


@cache
def _reads(rule: Rule) -> tuple[str, ...]:
    """The facts that the condition of a rule tests."""
    return tuple(sorted({test.fact for test in rule.condition.tests()})) if rule.condition else ()


@cache
def _order(law: Law) -> tuple[str, ...]:
    """An order of all rules that serves every book; none where only some readings together have one."""
    try:
        return _ordered(_steps(law.rules, law.overrides))
    except KnowledgeError:
        return ()


def _ordered(steps: dict[str, _Step]) -> tuple[str, ...]:
    """Openers before what they open, defeaters before what they defeat; a cycle is an error of ours."""
    needs = {iri: [*(step.openers or ()), *(over for _, group in step.against for over in group)] for iri, step in steps.items()}
    try:
        return tuple(TopologicalSorter(needs).static_order())
    except CycleError as error:
        raise KnowledgeError("overrides form a cycle: " + " over ".join(map(curie, error.args[1]))) from error


@lru_cache(maxsize=4096)
def rulebook(law: Law, day: date, chosen: frozenset[str] = frozenset()) -> Rulebook:
    """The book for a day and readings; questions not named in `chosen` take their default reading."""
    readings = complete(law, chosen)
    return _book(law, readings, tuple(rule for rule in law.rules if rule.readings <= readings and _holds(rule, day)))


@cache
def _book(law: Law, readings: frozenset[str], rules: tuple[Rule, ...]) -> Rulebook:
    overrides = tuple(override for override in law.overrides if override.readings <= readings)
    return Rulebook(rules, overrides, readings, _order(law))


def complete(law: Law, chosen: frozenset[str]) -> frozenset[str]:
    """One reading for every question: the chosen one, else the default."""
    readings = set()
    for question in law.questions:
        named = chosen & set(question.readings)
        if len(named) > 1:
            raise CallError(f"{question.notation}: two readings chosen ({', '.join(map(curie, sorted(named)))}); choose one")
        readings.add(next(iter(named), question.readings[0]))
    return frozenset(readings)


def _holds(rule: Rule, day: date) -> bool:
    return not (rule.valid_from and day < rule.valid_from) and not (rule.valid_to and day > rule.valid_to)
