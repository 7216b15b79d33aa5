"""
What no case tells from the law: proved equal over all facts, or told by an inventory.

In: a mutant. Out: None where no inventory on any day comes to another answer, else the facts of a
case that does, as entries of tests/cases have them. A proof holds under the default readings and
those that the changed terms need.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import z3

from cases import DAY, decided, facts_of
from mutation.mutants import Mutant
from mutation.trials import forget, in_place
from qingdan.deciding.determination import Determination
from qingdan.deciding.rulebook import whole_book
from qingdan.errors import KnowledgeError, QingdanError
from qingdan.law.load import law
from qingdan.law.model import Duty, Law, holds
from qingdan.proving.alive import changed
from qingdan.proving.bench import solver
from qingdan.proving.kleene import (
    Ternary,
    Truth,
    conj,
    differ,
    disj,
    formula,
    neg,
)
from qingdan.proving.levelled import levelled
from qingdan.proving.seen import reviewed
from qingdan.proving.statement import Statement
from qingdan.proving.views import Views, evaluate
from qingdan.proving.weighing import Weighing
from qingdan.proving.witness import Witness, witness
from qingdan.rdf.graph import Value
from qingdan.rdf.names import QD, Iri, curie, local

Facts = dict[str, dict[str, Any]]


def models(mutant: Mutant) -> Iterator[tuple[frozenset[str], Witness]]:
    """For each choice of readings that the changed terms need, an inventory that tells them apart."""
    other = mutant.law()
    joint = _joint(law(), other, mutant.terms)
    stated = Statement(joint)
    views = levelled(stated)
    for chosen in _choices(mutant, other):
        one, then = (
            Weighing(known, whole_book(known, chosen), stated, views)
            for known in (law(), other)
        )
        apart = disj([changed(one, then), _duties(one, then, views)])
        for wanted in (conj([apart, one.settled]), apart):
            model = (
                _model(stated, formula(wanted))
                if wanted is not False
                else None
            )
            if model:
                yield chosen, witness(stated, model)
                break


def _model(stated: Statement, wanted: z3.BoolRef) -> z3.ModelRef | None:
    asked = solver(stated.admissible(), wanted)
    told = asked.check()
    if told == z3.unknown:
        raise KnowledgeError(f"the solver gave up: {asked.reason_unknown()}")
    return asked.model() if told == z3.sat else None


def _joint(known: Law, other: Law, terms: frozenset[str]) -> Law:
    """A law with the tests of both, so that no class of values is too coarse for either."""
    more = [rule for rule in other.rules if rule.iri in terms]
    for one in (known, other):
        duties = (duty for duty in one.duties if duty.iri in terms)
        more += [
            replace(known.rules[0], condition=duty.condition)
            for duty in duties
        ]
    apart = (
        replace(rule, iri=f"urn:x:{number}")
        for number, rule in enumerate(more)
    )
    return replace(known, rules=(*known.rules, *apart))


def _duties(one: Weighing, then: Weighing, views: Views) -> Truth:
    """When a duty is due by one law, or may be, and not by the other."""
    parts: list[Truth] = []
    duties, others = (
        {duty.iri: duty for duty in side.law.duties} for side in (one, then)
    )
    for iri in duties.keys() | others.keys():
        mine, theirs = duties.get(iri), others.get(iri)
        if mine is not theirs:
            here, there = _due(one, mine, views), _due(then, theirs, views)
            parts += [
                differ(here.true, there.true),
                differ(here.false, there.false),
            ]
    return disj(parts)


def _due(side: Weighing, duty: Duty | None, views: Views) -> Ternary:
    if duty is None:
        return Ternary(False, True)
    causes: list[Truth] = [
        conj([side.settled, side.concludes(outcome)])
        for outcome in side.standing
        if outcome in duty.follows_from
    ]
    for weighed in side.rules.values():
        told = {weighed.rule.raises, weighed.rule.opens}
        if told & duty.follows_from:
            causes.append(weighed.stands.true)
    days = [
        stretch for stretch in side.stated.day if holds(duty, stretch.sample)
    ]
    cause = conj([disj(side.stated.day[one] for one in days), disj(causes)])
    if duty.condition is None:
        return Ternary(cause, neg(cause))
    met = evaluate(duty.condition, reviewed(duty, views))
    return Ternary(conj([cause, met.true]), disj([neg(cause), met.false]))


def _choices(mutant: Mutant, other: Law) -> list[frozenset[str]]:
    """The defaults, and the other readings that the changed rules and overrides need."""
    defaults = {question.readings[0] for question in law().questions}
    found = {frozenset[str]()}
    rules = {rule.iri: rule.readings for rule in law().rules}
    for known in (law(), other):
        for rule in known.rules:
            if rule.iri in mutant.terms:
                found.add(rule.readings - defaults)
        for override in known.overrides:
            if override.iri in mutant.terms:
                for over in override.over:
                    for under in override.under:
                        needed = override.readings | rules[over] | rules[under]
                        found.add(needed - defaults)
    of_the_terms = {reading for chosen in found for reading in chosen}
    of_the_terms |= {
        reading
        for known in (law(), other)
        for one in (*known.rules, *known.overrides)
        if one.iri in mutant.terms
        for reading in one.readings
    }
    for question in law().questions:
        if of_the_terms & set(question.readings):
            found |= {frozenset([one]) for one in question.readings[1:]}
    consistent = (
        chosen
        for chosen in found
        if all(len(chosen & set(one.readings)) < 2 for one in law().questions)
    )
    return sorted(consistent, key=lambda chosen: (len(chosen), sorted(chosen)))


def case_of(mutant: Mutant) -> dict[str, Any] | None:
    """An entry for tests/cases that tells a mutant from the law; None where it is proved equal."""
    other = mutant.law()
    for chosen, shown in models(mutant):
        names = sorted(named(reading) for reading in chosen)
        facts = stated_in(shown)
        day = shown.day.isoformat()
        day, facts = _on_the_usual_day(facts, day, names, other)
        if _apart(facts, day, names, other):
            return _telling(facts, day, names, other)
        return {
            "facts": facts,
            "asOf": day,
            "readings": names,
            "undecided": True,
        }
    return None


def _on_the_usual_day(
    facts: Facts, day: str, names: list[str], other: Law
) -> tuple[str, Facts]:
    """The same facts on the day of most cases, where they still tell the two laws apart."""
    moved = {part: dict(named) for part, named in facts.items()}
    if moved["tally"]:
        moved["tally"] |= {"year": int(DAY[:4]), "asOf": DAY}
    if _apart(moved, DAY, names, other):
        return DAY, moved
    return day, facts


def named(reading: str) -> str:
    """A reading as a case names it."""
    question = next(one for one in law().questions if reading in one.readings)
    return (
        f"{question.notation}={reading.rsplit(f'{question.iri[-2:]}-', 1)[-1]}"
    )


def stated_in(shown: Witness) -> Facts:
    """The facts of an inventory as cases have them."""
    facts: Facts = {
        part: {} for part in ("handler", "tally", "item", "export")
    }
    for part, stated in shown.parts.items():
        for name, values in stated.items():
            plain = [_plain(value) for value in values]
            facts.setdefault(part, {})[name] = (
                plain if len(plain) > 1 else plain[0]
            )
    event = facts.pop("event", {})
    if event:
        facts["handler"]["hasEvent"] = [
            {"id": "urn:x:event", "type": "Event", **event}
        ]
    return facts


def _plain(value: Value) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Iri):
        return local(value) if value.startswith(QD) else curie(value)
    return value


def _told(facts: Facts, day: str, readings: list[str]) -> Determination | None:
    try:
        return decided(facts, day, readings)
    except QingdanError:
        return None


def answer(one: Determination | None) -> tuple[Any, ...]:
    """What of an answer a case can expect."""
    if one is None:
        return ("error",)
    return (
        one.outcome,
        one.position,
        one.possible,
        tuple(ground.rule for ground in one.grounds),
        tuple(beside.rule for beside in one.also_applies),
        tuple(defeat.rule for defeat in one.defeated),
        tuple((flag.flag, flag.status) for flag in one.flags),
        tuple((duty.duty, duty.status) for duty in one.duties),
        one.governed_by and one.governed_by.rule,
    )


def _apart(
    facts: Facts, day: str, readings: list[str], other: Law, outcome: str = ""
) -> bool:
    mine = _told(facts, day, readings)
    if mine is None or outcome not in ("", mine.outcome):
        return False
    with in_place(other):
        theirs = _told(facts, day, readings)
    return answer(mine) != answer(theirs)


def smallest(
    facts: Facts, day: str, keeps: Callable[[Facts], bool]
) -> tuple[str, Facts]:
    """A base and the facts that differ from it, as few as keep what the facts show."""
    base = _base(facts)
    own = facts_of({"base": base, "asOf": day})
    kept = {part: dict(named) for part, named in facts.items()}
    for part, name in _places(kept, own) * 2:
        tried = {key: dict(named) for key, named in kept.items()}
        tried.setdefault(part, {}).pop(name, None)
        if name in own[part]:
            tried[part][name] = own[part][name]
        if tried != kept and keeps(tried):
            kept = tried
    less = _less(kept, own)
    if kept["tally"] and day[:4] != "2026":
        less.setdefault("tally", {})["year"] = int(day[:4])
    return base, less


def _base(facts: Facts) -> str:
    """The base that is nearest: by the zone, the sector and the standing of the handler."""
    stated = facts["handler"] | facts["item"]
    sector = stated.get("sector")
    if stated.get("zone") != "cq-ftz":
        cars = sector == "AutomobileIndustry"
        return "carmaker-outside-zone" if cars else "maker-outside-zone"
    if sector not in (None, "IntelligentConnectedVehicles"):
        return "medicine-in-zone"
    operator = stated.get("criticalInfrastructureOperator") is True
    return "operator-of-infrastructure" if operator else "icv-maker-in-zone"


def _places(facts: Facts, own: Facts) -> list[tuple[str, str]]:
    """Every fact that is stated on either side."""
    places = {
        (part, name)
        for side in (facts, own)
        for part, named in side.items()
        for name in named
    }
    return sorted(places)


def _less(facts: Facts, own: Facts) -> Facts:
    """What differs from a base; null where a fact of it is not stated."""
    less: Facts = {}
    for part, name in _places(facts, own):
        mine, base = facts.get(part, {}).get(name), own.get(part, {}).get(name)
        if mine != base:
            less.setdefault(part, {})[name] = mine
    return less


def _size(facts: Facts) -> int:
    return sum(len(named) for named in facts.values())


def _telling(
    facts: Facts, day: str, readings: list[str], other: Law
) -> dict[str, Any]:
    """The smallest case that tells two laws apart, and what of its answer does."""
    first = _told(facts, day, readings)
    outcome = first.outcome if first else ""
    base, less = smallest(
        facts, day, lambda tried: _apart(tried, day, readings, other, outcome)
    )
    forget()
    made = entry(base, less, day, readings)
    mine = decided(facts_of(made), day, readings)
    with in_place(other):
        theirs = _told(facts_of(made), day, readings)
    expect = made["expect"]
    flags = {flag.flag for flag in mine.flags if flag.status}
    others = (
        {flag.flag for flag in theirs.flags if flag.status}
        if theirs
        else set()
    )
    if flags - others:
        expect["flags"] = sorted(flags - others)
    if others - flags:
        expect["noFlags"] = sorted(others - flags)
    expect |= _due_only(mine, theirs)
    if theirs:
        expect |= _beside(mine, theirs)
    return made


def entry(
    base: str, less: Facts, day: str, readings: list[str]
) -> dict[str, Any]:
    """A case that expects the answer of the law, by its rules; an open one by what is missing."""
    made: dict[str, Any] = {"base": base, "asOf": day, "facts": less}
    if readings:
        made["readings"] = readings
    mine = decided(facts_of(made), day, readings)
    expect: dict[str, Any] = {
        "outcome": mine.outcome,
        "position": mine.position,
        "grounds": [curie(ground.rule) for ground in mine.grounds],
    }
    if mine.missing:
        expect["missing"] = sorted(fact.fact for fact in mine.missing)
        expect["possible"] = sorted(mine.possible)
    return {**made, "expect": expect}


def _due_only(
    mine: Determination, theirs: Determination | None
) -> dict[str, Any]:
    """The duties that are due, or may be, under one of two laws alone."""

    def named(told: Determination | None) -> set[str]:
        duties = told.duties if told else ()
        return {duty.duty + ("" if duty.status else "?") for duty in duties}

    due, others = named(mine), named(theirs)
    expect = {"duties": sorted(due - others), "noDuties": sorted(others - due)}
    return {key: names for key, names in expect.items() if names}


def _beside(mine: Determination, theirs: Determination) -> dict[str, Any]:
    """What applies beside the answer or gives way to it, where the two laws differ on that."""
    expect: dict[str, Any] = {}
    beside, others = (
        [curie(one.rule) for one in told.also_applies]
        for told in (mine, theirs)
    )
    if beside != others:
        expect["alsoAppliesOnly"] = beside
    gave_way, others = (
        {curie(one.rule) for one in told.defeated} for told in (mine, theirs)
    )
    if gave_way - others:
        expect["defeated"] = sorted(gave_way - others)
    if others - gave_way:
        expect["notDefeated"] = sorted(others - gave_way)
    return expect
