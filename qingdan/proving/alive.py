"""
Nothing dead: each rule, override, reading and number of the law changes an answer for some
inventory.

In: a bench. Out: the elements that change none, with the kind of each; what carries an answer
only beside others is told apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from ..law.conditions import Condition, Test
from ..law.model import Law, Override, Rule
from ..rdf.names import QD, curie
from .bench import Bench, Failure
from .kleene import Truth, conj, differ, disj
from .seen import reviewed, substituted
from .views import evaluate
from .weighing import Weighing, weigh

CHANGES = "changes"
BESIDE = "beside"
DEAD = "dead"
ELSEWHERE = "elsewhere"


class Element(NamedTuple):
    """A rule, an override, a reading or a number of the law, and whether an answer turns on it."""

    kind: str
    iri: str
    effect: str


def nothing_dead(bench: Bench, whole: bool = True) -> Failure | None:
    """
    Every element changes an answer, acts beside others, or is declared to act elsewhere or
    never.
    """
    by_iri = {element.iri: element for element in elements(bench, whole)}
    spare = set(bench.law.graph.members(QD + "Precaution"))
    dead = sorted(
        iri
        for iri, element in by_iri.items()
        if element.effect == DEAD and iri not in spare
    )
    wrong = sorted(
        iri for iri in spare & by_iri.keys() if by_iri[iri].effect != DEAD
    )
    if dead:
        what = f"no answer turns on {', '.join(map(curie, dead))}"
        return Failure(
            what,
            (),
            "drop it, or declare where else it acts (qd:Precaution, qd:actsOn)",
        )
    if wrong and whole:
        what = f"an answer turns on {', '.join(map(curie, wrong))}"
        return Failure(
            what=what,
            shown=(),
            mend="it is no qd:Precaution: take that class from it",
        )
    return None


def elements(bench: Bench, whole: bool = True) -> Iterator[Element]:
    """
    Every element of a law, each with what it changes.

    Where the law is not the whole law of the installation, only the questions are looked at
    that its rules read.
    """
    for rule in bench.law.rules:
        yield Element("rule", rule.iri, _of_rule(bench, rule))
    for override in bench.law.overrides:
        yield Element(
            kind="override",
            iri=override.iri,
            effect=_of_override(bench, override),
        )
    yield from _readings(bench, whole)
    yield from _numbers(bench)


def _chosen(law: Law, readings: frozenset[str]) -> frozenset[str]:
    return readings - {question.readings[0] for question in law.questions}


def _of_rule(bench: Bench, rule: Rule) -> str:
    """
    A rule that always gives way acts where it says so, if it ever applies: it is told beside
    what it gives way to.
    """
    full = bench.weighing(bench.one, _chosen(bench.law, rule.readings))
    effect = _without(bench, full, rule.iri)
    if effect != DEAD:
        return effect
    weighed = full.rules[rule.iri]
    if bench.ask(bench.alone, weighed.stands.true):
        return BESIDE
    if not _acts_on(bench.law, rule.iri):
        return DEAD
    if bench.ask(bench.alone, weighed.applies.true):
        return ELSEWHERE
    return DEAD


def _acts_on(law: Law, iri: str) -> bool:
    """Whether a term says where it acts if it changes no outcome."""
    return bool(law.graph.text(iri, QD + "actsOn"))


def _of_override(bench: Bench, override: Override) -> str:
    """
    Under its own readings, or under those that the rules it names need; beside others where it
    only adds a citation.
    """
    law = bench.law
    effect = DEAD
    rules = {rule.iri: rule for rule in law.rules}
    for chosen in sorted(
        {
            _chosen(
                law,
                override.readings
                | rules[over].readings
                | rules[under].readings,
            )
            for over in override.over & rules.keys()
            for under in override.under & rules.keys()
        },
        key=lambda chosen: (len(chosen), sorted(chosen)),
    ):
        if _consistent(law, chosen):
            full = bench.weighing(bench.one, chosen)
            if _without(bench, full, override.iri) == CHANGES:
                return CHANGES
            if effect == DEAD and bench.ask(
                bench.alone, _defeats(full, override)
            ):
                effect = BESIDE
    return effect


def _defeats(full: Weighing, override: Override) -> Truth:
    """When a rule that an override names applies and gives way to one that it names above it."""
    over = disj(
        full.rules[iri].stands.true
        for iri in sorted(override.over & full.rules.keys())
    )
    under = disj(
        full.rules[iri].applies.true
        for iri in sorted(override.under & full.rules.keys())
    )
    return conj([over, under])


def _consistent(law: Law, chosen: frozenset[str]) -> bool:
    return all(
        len(chosen & set(question.readings)) < 2 for question in law.questions
    )


def _without(bench: Bench, full: Weighing, iri: str) -> str:
    less = weigh(full, [iri])
    if bench.ask(bench.alone, changed(full, less)):
        return CHANGES
    return DEAD


def changed(before: Weighing, other: Weighing) -> Truth:
    """When two sets of rules come to different outcomes, regimes or flags for a case."""
    parts = []
    outcomes = before.standing.keys() | other.standing.keys()
    for outcome in sorted(outcomes):
        here = before.standing.get(outcome, False)
        there = other.standing.get(outcome, False)
        parts.append(differ(here, there))
    governs, governs_then = before.regime, other.regime
    for regime in sorted(governs.keys() | governs_then.keys()):
        here = governs.get(regime, False)
        there = governs_then.get(regime, False)
        parts.append(differ(here, there))
    flags = _told_beside(before)
    others = _told_beside(other)
    for flag in sorted(flags.keys() | others.keys()):
        here = flags.get(flag, False)
        there = others.get(flag, False)
        parts.append(differ(here, there))
    return disj(parts)


def _told_beside(weighing: Weighing) -> dict[str, Truth]:
    """
    When each flag is raised, each publication binds, and each rule applies beside a stricter
    answer.
    """
    times_told: dict[str, list[Truth]] = {}
    for iri, weighed in weighing.rules.items():
        if weighed.rule.raises:
            times_told.setdefault(weighed.rule.raises, []).append(
                weighed.applies.true
            )
        if weighed.rule.binds:
            times_told.setdefault(weighed.rule.binds, []).append(
                weighed.stands.true
            )
        if weighed.rule.concludes:
            times_told[iri] = [weighing.stays(iri)]
    return {name: disj(when) for name, when in times_told.items()}


def _readings(bench: Bench, whole: bool) -> Iterator[Element]:
    """Each reading that is not the default; one that changes no answer says where it acts."""
    usual = bench.weighing(bench.one)
    asked = bench.questions()
    for question in bench.law.questions if whole else asked:
        elsewhere = _acts_on(bench.law, question.iri)
        for reading in question.readings[1:]:
            effect = DEAD
            if elsewhere:
                effect = ELSEWHERE
            if question in asked:
                read = bench.weighing(bench.one, frozenset([reading]))
                if bench.ask(bench.alone, changed(usual, read)):
                    effect = CHANGES
            yield Element("reading", reading, effect)


def _numbers(bench: Bench) -> Iterator[Element]:
    """Each number with a parameter: one more or less of it changes an answer."""
    for parameter, limit in sorted(_limits(bench.law)):
        rules = [
            rule for rule in bench.law.rules if _tests(rule, parameter, limit)
        ]
        effect = DEAD
        for rule in rules:
            full = bench.weighing(bench.one, _chosen(bench.law, rule.readings))
            moved = dict(full.conditions)
            views = substituted(
                bench.law, full.book.readings, bench.views(bench.one)
            )
            for numbered in rules:
                if numbered.condition and numbered.iri in full.rules:
                    condition = _moved(numbered.condition, parameter, limit)
                    moved[numbered.iri] = evaluate(
                        condition, reviewed(numbered, views)
                    )
            less = Weighing(bench.law, full.book, bench.one, views, kept=moved)
            if bench.ask(bench.alone, changed(full, less)):
                effect = CHANGES
                break
        yield Element("number", f"{parameter} {limit}", effect)


def _limits(law: Law) -> set[tuple[str, int]]:
    return {
        (test.parameter, test.limit)
        for rule in law.rules
        for test in (rule.condition.tests() if rule.condition else ())
        if test.parameter and test.numeric and isinstance(test.limit, int)
    }


def _tests(rule: Rule, parameter: str, limit: int) -> bool:
    if rule.condition is None:
        return False
    return any(
        test.parameter == parameter and test.limit == limit
        for test in rule.condition.tests()
    )


def _moved(condition: Condition, parameter: str, limit: int) -> Condition:
    """A condition with one number of the law raised by one."""
    test: Test | None = condition.test
    if (
        test
        and test.parameter == parameter
        and test.limit == limit
        and test.numeric
    ):
        return replace(condition, test=replace(test, limit=limit + 1))
    return replace(
        condition,
        parts=tuple(
            _moved(part, parameter, limit) for part in condition.parts
        ),
    )
