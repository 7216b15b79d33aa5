"""
The rules of a book in an order in which each can be weighed:
openers before what they open, defeaters before what they defeat.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

from ..errors import KnowledgeError
from ..law.conditions import Trace
from ..law.kleene import Status
from ..law.model import Duty, Override, Rule
from ..rdf.names import curie

_KEPT = 4096

Against = tuple[tuple[Override, frozenset[str]], ...]


class Weighed(NamedTuple):
    """A rule against a case: does it apply, is it defeated, and so does it stand."""

    rule: Rule
    applies: Status
    stands: Status
    trace: Trace | None
    defeated_by: tuple[Override, ...] = ()


class Step(NamedTuple):
    """
    A rule with what is read when it is weighed, and what it comes to where its regime is shut.

    A set of rules is a number with a bit for each of them; a
    bit of a rule that is not in the book is never looked for.
    """

    rule: Rule
    bit: int
    shut: Weighed
    reads: tuple[str, ...]
    openers: int | None
    against: tuple[tuple[Override, int], ...]

    def without(self, dropped: frozenset[Override]) -> Step:
        """The step where these overrides are not chosen."""
        if dropped.isdisjoint(override for override, _ in self.against):
            return self
        kept = tuple(pair for pair in self.against if pair[0] not in dropped)
        return self._replace(against=kept)


def ordered(
    rules: tuple[Rule, ...], overrides: Iterable[Override]
) -> tuple[Step, ...]:
    """
    Each rule with what opens its regime and what may defeat
    it, in an order in which each can be weighed.

    Openers come before what they open, defeaters before
    what they defeat; a cycle is an error of ours.
    """
    by_iri = {rule.iri: rule for rule in rules}
    openers = _openers(rules)
    against = _against(rules, overrides)
    needs = {
        rule.iri: openers.get(rule.regime or "", frozenset()).union(
            *(over for _, over in against[rule.iri])
        )
        for rule in rules
    }
    in_order = _in_order(needs)
    bits = {iri: 1 << number for number, iri in enumerate(in_order)}

    def some(names: Iterable[str]) -> int:
        return sum(bits[name] for name in names)

    def step(rule: Rule) -> Step:
        opening = None
        if rule.regime:
            opening = some(openers.get(rule.regime, ()))
        groups = tuple(
            (override, some(over)) for override, over in against[rule.iri]
        )
        shut = Weighed(rule, False, False, None)
        return Step(
            rule,
            bits[rule.iri],
            shut,
            reads(rule),
            opening,
            groups,
        )

    return tuple(step(by_iri[iri]) for iri in in_order)


def _in_order(needs: dict[str, frozenset[str]]) -> tuple[str, ...]:
    """Every rule after those that it needs."""
    try:
        return tuple(
            TopologicalSorter(
                {iri: sorted(needs[iri]) for iri in needs}
            ).static_order()
        )
    except CycleError as error:
        raise KnowledgeError(
            "overrides form a cycle: "
            + " over ".join(map(curie, error.args[1]))
        ) from error


@lru_cache(maxsize=_KEPT)
def tested(rule: Rule) -> frozenset[str]:
    """The facts of the tests of a rule."""
    return _tested(rule)


@lru_cache(maxsize=_KEPT)
def reads(rule: Rule) -> tuple[str, ...]:
    """The facts that a rule reads: those of its tests, and that by which a review settles it."""
    return read_by(rule)


def read_by(term: Rule | Duty) -> tuple[str, ...]:
    """The facts that a rule, or a duty, reads."""
    return tuple(sorted(_tested(term).union(filter(None, (term.settled_by,)))))


def _tested(term: Rule | Duty) -> frozenset[str]:
    if term.condition is None:
        return frozenset()
    return frozenset(test.fact for test in term.condition.tests())


def _openers(rules: tuple[Rule, ...]) -> dict[str, frozenset[str]]:
    """The rules that open each regime, or bind to each publication."""
    openers: dict[str, frozenset[str]] = {}
    for rule in rules:
        for opened in filter(None, (rule.opens, rule.binds)):
            openers[opened] = openers.get(opened, frozenset()) | {rule.iri}
    return openers


def _against(
    rules: tuple[Rule, ...], overrides: Iterable[Override]
) -> dict[str, Against]:
    """
    The overrides under which each rule may give way, with
    the other rules that they name above it.
    """
    against: dict[str, Against] = {rule.iri: () for rule in rules}
    for override in overrides:
        over = override.over & against.keys()
        for iri in override.under & against.keys():
            against[iri] += ((override, over - {iri}),) if over - {iri} else ()
    return against


def defeaters(step: Step) -> int:
    """The rules that may defeat the rule of a step."""
    rules = 0
    for _, over in step.against:
        rules |= over
    return rules


def readers(steps: tuple[Step, ...]) -> dict[str, int]:
    """The rules that read each fact."""
    rules_by_fact: dict[str, int] = {}
    for step in steps:
        for fact in step.reads:
            rules_by_fact[fact] = rules_by_fact.get(fact, 0) | step.bit
    return rules_by_fact


def resting(steps: tuple[Step, ...]) -> dict[int, int]:
    """For each rule those that rest on it: it opens their regime, or may defeat them."""
    resting_on = dict.fromkeys((step.bit for step in steps), 0)
    for step in steps:
        rests_on = defeaters(step) | (step.openers or 0)
        while rests_on:
            bit = rests_on & -rests_on
            rests_on ^= bit
            if bit in resting_on:
                resting_on[bit] |= step.bit
    return resting_on
