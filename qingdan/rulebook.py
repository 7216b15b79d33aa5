"""The rules that hold on a day under chosen readings, in an order in which each can be weighed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from graphlib import CycleError, TopologicalSorter

from .conditions import Facts, Test, Trace
from .errors import CallError, KnowledgeError
from .kleene import Status, all_of, any_of, opposite
from .names import curie
from .terms import Law, Override, Rule


@dataclass(frozen=True, slots=True)
class Weighed:
    """A rule against a case: does it apply, is it defeated, and so does it stand?"""

    rule: Rule
    applies: Status
    stands: Status
    trace: Trace | None
    defeated_by: tuple[Override, ...] = ()


class Rulebook:
    """Weighs every rule in force against the facts of a case; one per day in force and set of readings."""

    def __init__(self, rules: list[Rule], overrides: list[Override], chosen: frozenset[str]) -> None:
        self.readings = chosen
        self._against: dict[str, list[Override]] = {
            rule.iri: [override for override in overrides if rule.iri in override.under] for rule in rules
        }
        self._openers = {rule.opens: [r.iri for r in rules if r.opens == rule.opens] for rule in rules if rule.opens}
        self.rules = self._ordered(rules)
        self._reads = {rule.iri: tuple({test.fact for test in rule.condition.tests()}) if rule.condition else () for rule in rules}
        self._seen: dict[tuple[object, ...], Trace] = {}

    def _ordered(self, rules: list[Rule]) -> tuple[Rule, ...]:
        """Openers before what they open, defeaters before what they defeat; a cycle is an error of ours."""
        by_iri = {rule.iri: rule for rule in rules}
        needs = {
            rule.iri: [over for override in self._against[rule.iri] for over in override.over if over in by_iri]
            + self._openers.get(rule.regime or "", [])
            for rule in rules
        }
        try:
            return tuple(by_iri[iri] for iri in TopologicalSorter(needs).static_order())
        except CycleError as error:
            raise KnowledgeError("overrides form a cycle: " + " over ".join(map(curie, error.args[1]))) from error

    def same_overrides(self, other: Rulebook) -> bool:
        """Whether both books let the same rules give way."""
        return self._against == other._against

    def weigh(self, facts: Facts) -> dict[str, Weighed]:
        """Every rule of the book, weighed, by IRI."""
        found: dict[str, Weighed] = {}
        for rule in self.rules:
            found[rule.iri] = self._weigh(rule, facts, found)
        return found

    def _weigh(self, rule: Rule, facts: Facts, found: dict[str, Weighed]) -> Weighed:
        opened: Status = True
        if rule.regime:
            opened = any_of([found[iri].stands for iri in self._openers.get(rule.regime, [])])
        trace = self._trace(rule, facts) if opened is not False else None
        applies = all_of([opened, trace.status if trace else opened])
        if applies is False:
            return Weighed(rule, False, False, trace)
        defeats: list[Status] = []
        defeated_by = []
        for override in self._against[rule.iri]:
            status = any_of([found[over].stands for over in override.over if over in found and over != rule.iri])
            defeats.append(status)
            if status:
                defeated_by.append(override)
        stands = all_of([applies, opposite(any_of(defeats))])
        return Weighed(rule, applies, stands, trace, tuple(defeated_by))

    def _trace(self, rule: Rule, facts: Facts) -> Trace | None:
        if rule.condition is None:
            return None
        key = (rule.iri, *map(facts.get, self._reads[rule.iri]), *(type(facts.get(f)) for f in self._reads[rule.iri]))
        if key not in self._seen:
            if len(self._seen) > 50_000:
                self._seen.clear()
            self._seen[key] = rule.condition.evaluate(facts)
        return self._seen[key]

    def tests(self) -> Iterator[Test]:
        """Every test that bears on an outcome or a regime."""
        for rule in self.rules:
            if rule.condition and not rule.raises:
                yield from rule.condition.tests()


def rulebook(law: Law, day: date, chosen: frozenset[str] = frozenset()) -> Rulebook:
    """The book for a day and readings; questions not named in `chosen` take their default reading."""
    readings = complete(law, chosen)
    rules = [r for r in law.rules if r.readings <= readings and _holds(r, day)]
    return _book(law, readings, tuple(rules))


@cache
def _book(law: Law, readings: frozenset[str], rules: tuple[Rule, ...]) -> Rulebook:
    overrides = [override for override in law.overrides if override.readings <= readings]
    return Rulebook(list(rules), overrides, readings)


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
