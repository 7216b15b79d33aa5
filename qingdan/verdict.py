"""What a case comes to, decided once for all cases that no test of the law can tell apart."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NamedTuple

from . import readings as readings_of
from .cases import Case
from .conditions import Evidence, Known, Test
from .decision import UNDETERMINED, Enquiry, Leaf, enquiry_of, outcomes, regime, settle, support
from .determination import Assumption, MissingFact, TakenReading
from .missing import missing_facts, value_label
from .names import QD, SKOS, local
from .rulebook import Rulebook, Weighed
from .terms import Law


class Verdict(NamedTuple):
    """The answer for a case and the rules that carry it, without the numbers compared."""

    settled: bool
    outcome: str
    position: str
    tier: int | None
    list: str | None
    possible: tuple[str, ...]
    grounds: tuple[str, ...]
    cites: tuple[str, ...]
    missing: tuple[MissingFact, ...]
    flags: tuple[str, ...]

    def first_steps(self, law: Law) -> tuple[str, ...]:
        """The flags raised that name what must be done or stopped before anything leaves."""
        return tuple(flag for flag in self.flags if flag in law.first_steps)


class Likeness:
    """A case under a rulebook, equal to every case that no test tells from it."""

    __slots__ = ("book", "case", "key")

    def __init__(self, law: Law, case: Case, book: Rulebook) -> None:
        self.case, self.book = case, book
        self.key = (book, case.day, case.assumed, *_scale(law).classes(case), *_open_overlap(law, case))

    def __eq__(self, other: object) -> bool:
        """Equal where every test comes to the same."""
        return isinstance(other, Likeness) and self.key == other.key

    def __hash__(self) -> int:
        """Like cases hash alike."""
        return hash(self.key)


class _Scale:
    """Sorts the values of each fact into classes within which every test of every rule has one result."""

    def __init__(self, law: Law) -> None:
        tests: dict[str, dict[Test, None]] = {}
        for rule in law.rules:
            for test in rule.condition.tests() if rule.condition else ():
                tests.setdefault(test.fact, {})[test] = None
        for fact, stand_in in law.substitutes.values():
            tests.setdefault(stand_in, {}).update(tests[fact])
        self._tests = {fact: tuple(found) for fact, found in tests.items()}
        self._classes: dict[tuple[str, Known | Evidence | None], tuple[object, ...]] = {}

    def classes(self, case: Case) -> list[tuple[object, ...]]:
        """The class of each fact that a rule tests."""
        return [self.of(fact, case.facts.get(fact)) for fact in self._tests]

    def of(self, fact: str, values: Known | Evidence | None) -> tuple[object, ...]:
        """The class of one fact: what each test of it comes to, and whether it is known at all."""
        key = (fact, values)
        found = self._classes.get(key)
        if found is None:
            found = (values is None, isinstance(values, Known), *(test.status(values) for test in self._tests.get(fact, ())))
            self._classes[key] = found
        return found


@cache
def _scale(law: Law) -> _Scale:
    return _Scale(law)


def _open_overlap(law: Law, case: Case) -> list[tuple[object, ...]]:
    """Where a reading would ask for an overlap of tallies that is not stated: what its extremes come to."""
    found = []
    for reading, (_, stand_in) in law.substitutes.items():
        if stand_in not in case.facts:
            for facts in readings_of.completions(law, case, reading):
                found.append(_scale(law).of(stand_in, facts.get(stand_in)))
    return found


def verdict(law: Law, case: Case, book: Rulebook) -> Verdict:
    """The verdict on a case under a rulebook."""
    return verdict_on(law, Likeness(law, case, book))


@lru_cache(maxsize=65_536)
def verdict_on(law: Law, like: Likeness) -> Verdict:
    """The verdict on a case and on every one like it."""
    facts = readings_of.substituted(law, like.book.readings, like.case.facts)
    weighed = like.book.weigh(facts)
    enquiry = enquiry_of(law, like.book)
    settled = settle(law, weighed)
    branch = settled or enquiry.explore(dict(facts))
    possible = tuple(sorted(outcomes(branch)))
    found = law.outcomes[QD + (possible[0] if len(possible) == 1 else "NeedsFacts")]
    grounds = _grounds(weighed, found.iri, settled is not None)
    carrying = grounds or tuple(w for w in _by_rule(weighed) if w.stands is None and w.rule.concludes)
    return Verdict(
        settled=settled is not None,
        outcome=found.name,
        position=branch.position if isinstance(branch, Leaf) else UNDETERMINED,
        tier=found.tier,
        list=_notation(law, regime(weighed)),
        possible=possible,
        grounds=tuple(w.rule.iri for w in grounds),
        cites=tuple(dict.fromkeys(cite for w in carrying for cite in law.cited(w.rule.sources, like.case.day))),
        missing=missing_facts(law, enquiry, branch) if support(branch) else (),
        flags=tuple(sorted({local(w.rule.raises) for w in weighed.values() if w.rule.raises and w.applies})),
    )


def _by_rule(weighed: dict[str, Weighed]) -> list[Weighed]:
    return sorted(weighed.values(), key=lambda w: w.rule.iri)


def _grounds(weighed: dict[str, Weighed], outcome: str, settled: bool) -> tuple[Weighed, ...]:
    """The rules that stand for the outcome; where only branches agree, those that may carry it."""
    concluding = [w for w in _by_rule(weighed) if w.rule.concludes]
    standing = tuple(w for w in concluding if w.stands and (w.rule.concludes == outcome or not settled))
    return standing or tuple(w for w in concluding if w.stands is None and w.rule.concludes == outcome)


def _notation(law: Law, governing: str | None) -> str | None:
    notation = None if governing is None else law.graph.one(governing, SKOS + "notation")
    return None if notation in (None, "cn") else str(notation)


@lru_cache(maxsize=65_536)
def readings_on(law: Law, like: Likeness) -> tuple[TakenReading, ...]:
    """The open questions that a case, or one like it, turns on."""
    facts = readings_of.substituted(law, like.book.readings, like.case.facts)
    return readings_of.taken(law, like.case, like.book, like.book.weigh(facts), verdict_on(law, like).possible)


@lru_cache(maxsize=65_536)
def assumptions_on(law: Law, like: Likeness) -> tuple[Assumption, ...]:
    """The assumed facts; of a settled case, those of which another value would change the outcome, and to what."""
    possible, case, enquiry = verdict_on(law, like).possible, like.case, enquiry_of(law, like.book)
    found = []
    for name in case.assumed:
        fact, taken = law.facts[name], case.facts[name]
        others = _elsewhere(enquiry, case, name) if len(possible) == 1 else set()
        other = tuple(sorted(others - set(possible)))
        if other or len(possible) > 1:
            found.append(Assumption(name, fact.label, taken[0], value_label(law, taken[0]), other))
    return tuple(found)


def _elsewhere(enquiry: Enquiry, case: Case, name: str) -> set[str]:
    """The outcomes at every other value of a fact."""
    reached: set[str] = set()
    for value in enquiry.answers(enquiry.law.facts[name]):
        if value != case.facts[name]:
            reached |= outcomes(enquiry.explore({**case.facts, name: value}))
    return reached


def handler_class(law: Law, case: Case) -> tuple[object, ...]:
    """What a handler contributes to any item's verdict, from the case of an item of which nothing else is stated."""
    own = {
        name
        for name, fact in law.facts.items()
        if fact.about & {"DataHandler", "Event", "Tally"} and not fact.about & {"DataItem", "Export"}
    }
    own |= {name for name, fact in law.facts.items() if fact.is_a("ComputedFact")}
    passed_on = tuple(sorted((name, tuple(map(str, values))) for name, values in case.facts.items() if name not in own))
    return (passed_on, *(_scale(law).of(name, case.facts.get(name)) for name in sorted(own)), *_open_overlap(law, case))


def strictest(law: Law, possible: Iterable[tuple[str, ...]]) -> int:
    """Which answer is the strictest; an open one stays open where a branch of it could be stricter than the rest."""
    ranked = [(max(law.outcomes[QD + name].strictness for name in names), len(names), -n) for n, names in enumerate(possible)]
    return -max(ranked)[2]
