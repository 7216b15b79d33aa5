"""
Every small change of the law that is tried: of rules, overrides, duties, questions, facts, outcomes, days.

In: a law. Out: mutants, each with a name, its kind, the terms that it changes, and the changed law.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from itertools import pairwise
from typing import Any, NamedTuple

from mutation.conditions import changes, instead, within
from qingdan.errors import KnowledgeError
from qingdan.law.compile import compile_shape
from qingdan.law.conditions import Condition
from qingdan.law.load import law
from qingdan.law.model import Duty, FactType, Law, Override, Rule
from qingdan.rdf.names import QD, SH, Iri, curie, local

_DAY = timedelta(1)
_PHASES = (
    "BeforeExport",
    "DuringExport",
    "AfterExport",
    "OnIncident",
    "Standing",
)
Term = Rule | Override | Duty


class Mutant(NamedTuple):
    """One change of the law: what it is called, which terms it changes, the law after it."""

    name: str
    kind: str
    terms: frozenset[str]
    law: Callable[[], Law]

    @property
    def key(self) -> str:
        """Kind and name: what a list of equivalents calls it by."""
        return f"{self.kind}: {self.name}"


def mutants() -> Iterator[Mutant]:
    """Every mutant of the law of this installation."""
    for rule in law().rules:
        yield from _of_rule(rule)
    for override in law().overrides:
        yield from _of_override(override)
    for duty in law().duties:
        yield from _of_duty(duty)
    yield from _of_shapes()
    yield from _of_days()
    yield from _of_questions()
    yield from _of_facts()
    yield from _of_outcomes()
    yield from _of_flags()


def _changed(term: Term, kind: str, what: str, **values: Any) -> Mutant:
    return _mutant(
        term, kind, what, lambda: _with(term, replace(term, **values))
    )


def _dropped(term: Term) -> Mutant:
    return _mutant(term, "dropped", "dropped", lambda: _with(term, None))


def _mutant(
    term: Term, kind: str, what: str, made: Callable[[], Law]
) -> Mutant:
    return Mutant(
        f"{curie(term.iri)}, {what}", kind, frozenset([term.iri]), made
    )


def _with(term: Term, instead: Any) -> Law:
    """The law with a term replaced, or dropped where there is none instead."""
    name = {Rule: "rules", Override: "overrides", Duty: "duties"}[type(term)]
    known = getattr(law(), name)
    kept = tuple(instead if one is term else one for one in known)
    return replace(
        law(), **{name: tuple(one for one in kept if one is not None)}
    )


def _of_rule(rule: Rule) -> Iterator[Mutant]:
    yield _dropped(rule)
    yield from _citations(rule)
    if rule.concludes:
        for other in _ranked_beside(rule.concludes):
            what = f"concludes {local(other)}"
            yield _changed(rule, "severity", what, concludes=other)
    grade = "C" if rule.confidence in "AB" else "A"
    yield _changed(
        rule, "grade", f"grade {grade} for {rule.confidence}", confidence=grade
    )
    if rule.regime:
        yield _changed(rule, "regime", "in no regime", regime=None)
    if rule.settled_by:
        yield _changed(
            rule,
            "review",
            "not settled by a review",
            settled_by=None,
            head=None,
        )
    if rule.readings:
        yield _changed(
            rule, "reading", "under every reading", readings=frozenset()
        )
    for question in rule.touches:
        kept = tuple(one for one in rule.touches if one != question)
        yield _changed(
            rule, "touches", f"without {curie(question)}", touches=kept
        )


def shapes() -> dict[str, Condition]:
    """The shapes that stand in conditions of rules and duties, each compiled."""
    used = {
        part
        for one in (*law().rules, *law().duties)
        if one.condition
        for part in within(one.condition)
    }
    compiled: dict[str, Condition] = {}
    for shape in law().graph.members(SH + "NodeShape"):
        with suppress(KnowledgeError):
            condition = compile_shape(law().graph, shape)
            if condition in used:
                compiled[shape] = condition
    return compiled


def _of_shapes() -> Iterator[Mutant]:
    """A shape changed, in every condition in which it stands."""
    known = shapes()
    named = frozenset(known.values())
    for shape, condition in known.items():
        users = [
            one
            for one in (*law().rules, *law().duties)
            if one.condition and condition in within(one.condition)
        ]
        terms = frozenset(one.iri for one in users)
        seen: dict[str, int] = {}
        for kind, what, changed in changes(condition, named):
            seen[what] = seen.get(what, 0) + 1
            nth = f" (#{seen[what]})" if seen[what] > 1 else ""
            name = f"{curie(shape)}, {what}{nth}"
            made = partial(_reshaped, terms, condition, changed)
            yield Mutant(name, kind, terms, made)


def _reshaped(terms: frozenset[str], old: Condition, new: Condition) -> Law:
    def of(one: Any) -> Any:
        if one.iri not in terms:
            return one
        return replace(one, condition=instead(one.condition, old, new))

    return replace(
        law(),
        rules=tuple(map(of, law().rules)),
        duties=tuple(map(of, law().duties)),
    )


def _citations(term: Term) -> Iterator[Mutant]:
    for source in term.sources:
        kept = tuple(one for one in term.sources if one != source)
        yield _changed(
            term, "citation", f"not citing {curie(source)}", sources=kept
        )
    other = QD + "none"
    wrong = (*term.sources[:-1], other)
    yield _changed(term, "citation", "citing another provision", sources=wrong)


def _ranked_beside(outcome: str) -> list[str]:
    """The outcomes one rank lighter and one rank stricter."""
    ranked = sorted(
        law().outcomes, key=lambda iri: law().outcomes[iri].strictness
    )
    place = ranked.index(outcome)
    return ranked[max(0, place - 1) : place] + ranked[place + 1 : place + 2]


def _of_override(override: Override) -> Iterator[Mutant]:
    yield _dropped(override)
    turned = {"over": override.under, "under": override.over}
    yield _changed(override, "turned", "turned round", **turned)
    other = not override.also_applies
    yield _changed(
        override, "precedence", f"also applies: {other}", also_applies=other
    )
    for side in ("over", "under"):
        named = law().graph.iris(override.iri, QD + side)
        for gone in named if len(named) > 1 else ():
            others = _rules_named([one for one in named if one != gone])
            kept = getattr(override, side) & others
            what = f"without {curie(gone)} {side}"
            yield _changed(override, "member", what, **{side: kept})
    for spared in law().graph.iris(override.iri, QD + "spares"):
        whole = override.under | _rules_named([spared])
        yield _changed(
            override, "member", f"not sparing {curie(spared)}", under=whole
        )
    if override.readings:
        yield _changed(
            override, "reading", "under every reading", readings=frozenset()
        )
    yield from _citations(override)


def _rules_named(targets: Iterable[str]) -> frozenset[str]:
    named = set(targets)
    return frozenset(
        rule.iri
        for rule in law().rules
        if rule.iri in named or rule.concludes in named
    )


def _of_duty(duty: Duty) -> Iterator[Mutant]:
    yield _dropped(duty)
    yield from _citations(duty)
    phase = _PHASES[(_PHASES.index(duty.phase) + 1) % len(_PHASES)]
    yield _changed(duty, "phase", f"{phase} for {duty.phase}", phase=phase)
    for cause in sorted(duty.follows_from):
        kept = duty.follows_from - {cause}
        yield _changed(
            duty, "cause", f"not from {curie(cause)}", follows_from=kept
        )
    if duty.condition:
        yield _changed(
            duty, "condition", "without its condition", condition=None
        )
    for name in ("period", "recurs"):
        period = getattr(duty.terms, name)
        for number in (period.number - 1, period.number + 1) if period else ():
            terms = replace(
                duty.terms, **{name: replace(period, number=number)}
            )
            yield _changed(duty, "number", f"{name} {number}", terms=terms)
    for trigger in duty.terms.triggers:
        kept = tuple(one for one in duty.terms.triggers if one != trigger)
        terms = replace(duty.terms, triggers=kept)
        yield _changed(duty, "trigger", f"not from {trigger}", terms=terms)


def written_days() -> dict[tuple[str, str], date]:
    """Where a day is written on which rules, overrides or duties begin or end, and the day."""
    written: dict[tuple[str, str], date] = {}
    for term in (*law().rules, *law().overrides, *law().duties):
        for name, field in _FIELDS.items():
            day = getattr(term, field)
            for origin in _origins(term, name) if day else ():
                written[origin, name] = day
    return dict(sorted(written.items()))


def _origins(term: Term, name: str) -> list[str]:
    """The terms from which a term has its day; itself, where it has none from another."""
    day, graph = getattr(term, _FIELDS[name]), law().graph
    others = [one for one in term.days_as if graph.one(one, QD + name) == day]
    return sorted(others) or [term.iri]


_FIELDS = {"validFrom": "valid_from", "validTo": "valid_to"}


def _of_days() -> Iterator[Mutant]:
    """A day one earlier or later where it is written, with all that has its days from there."""
    for (origin, name), day in written_days().items():
        for other in (day - _DAY, day + _DAY):
            terms = frozenset(one.iri for one in _dated(origin, name, day))
            what = f"{curie(origin)}, {name} {other} for {day}"
            yield Mutant(what, "day", terms, _moved(origin, name, day, other))


def _dated(origin: str, name: str, day: date) -> list[Term]:
    whole: tuple[Term, ...] = (*law().rules, *law().overrides, *law().duties)
    return [
        one
        for one in whole
        if getattr(one, _FIELDS[name]) == day and origin in _origins(one, name)
    ]


def _moved(
    origin: str, name: str, day: date, other: date
) -> Callable[[], Law]:
    def made() -> Law:
        moved = {
            one.iri: replace(one, **{_FIELDS[name]: other})
            for one in _dated(origin, name, day)
        }
        parts = {
            part: tuple(
                moved.get(one.iri, one) for one in getattr(law(), part)
            )
            for part in ("rules", "overrides", "duties")
        }
        number = 0 if name == "validFrom" else 1
        redatings = tuple(
            _rewritten(one, origin, number, day, other)
            for one in law().redatings
        )
        return replace(law(), redatings=redatings, **parts)

    return made


def _rewritten(
    one: Any, origin: str, number: int, day: date, other: date
) -> Any:
    """A redating whose written day moves with the term."""
    if one.term != origin or one.written[number] != day:
        return one
    written = list(one.written)
    written[number] = other
    return replace(one, written=tuple(written))


def _of_questions() -> Iterator[Mutant]:
    """Another reading as the default."""
    for place, question in enumerate(law().questions):
        for other in question.readings[1:]:
            rest = [one for one in question.readings if one != other]
            first = replace(question, readings=(other, *rest))
            questions = (
                *law().questions[:place],
                first,
                *law().questions[place + 1 :],
            )
            name = f"{question.notation}, {local(other)} by default"
            yield Mutant(
                name,
                "default",
                frozenset([question.iri]),
                lambda questions=questions: replace(
                    law(), questions=questions
                ),
            )
    for one in law().redatings:
        others = tuple(other for other in law().redatings if other is not one)
        name = f"{curie(one.reading)}, no other days for {curie(one.term)}"
        yield Mutant(
            name,
            "redating",
            frozenset([one.reading]),
            lambda others=others: replace(law(), redatings=others),
        )


def _of_facts() -> Iterator[Mutant]:
    """Another value taken for what is not stated, or none."""
    for fact in law().facts.values():
        for value in _defaults_beside(fact):
            name = f"{fact.name}, {local(str(value)) if value is not None else 'nothing'} where not stated"
            other = replace(fact, if_not_stated=value)
            yield Mutant(
                name,
                "default",
                frozenset([fact.iri]),
                lambda other=other: replace(
                    law(), facts={**law().facts, other.name: other}
                ),
            )


def _defaults_beside(fact: FactType) -> list[Any]:
    if fact.if_not_stated is None:
        return []
    if isinstance(fact.if_not_stated, bool):
        return [not fact.if_not_stated, None]
    others = sorted(fact.members - {str(fact.if_not_stated)})
    return [*map(Iri, others[:1]), None]


def _of_outcomes() -> Iterator[Mutant]:
    """Two outcomes whose ranks change places, another tier, a clearance that is none."""
    ranked = sorted(law().outcomes.values(), key=lambda one: one.strictness)
    for one, other in pairwise(ranked):
        swapped = {
            one.iri: replace(one, strictness=other.strictness),
            other.iri: replace(other, strictness=one.strictness),
        }
        yield _outcome(
            f"{one.name} and {other.name}, ranks exchanged",
            "severity",
            swapped,
        )
    for one in ranked:
        cleared = {one.iri: replace(one, clearance=not one.clearance)}
        yield _outcome(
            f"{one.name}, clearance {not one.clearance}", "severity", cleared
        )
        tier = {1: 2, 2: 1}.get(one.tier or 0, 1)
        other_tier = {one.iri: replace(one, tier=tier)}
        yield _outcome(
            f"{one.name}, tier {tier} for {one.tier}", "severity", other_tier
        )
        for name in ("under_list", "under_national_rules"):
            position = (
                "in-list" if getattr(one, name) != "in-list" else "out-of-list"
            )
            placed = {one.iri: replace(one, **{name: position})}
            yield _outcome(
                f"{one.name}, {name} {position}", "position", placed
            )


def _outcome(name: str, kind: str, changed: dict[str, Any]) -> Mutant:
    return Mutant(
        name,
        kind,
        frozenset(changed),
        lambda: replace(law(), outcomes={**law().outcomes, **changed}),
    )


def _of_flags() -> Iterator[Mutant]:
    """A flag that is no first step any more, or no remark."""
    for field in ("first_steps", "remarks"):
        known: frozenset[str] = getattr(law(), field)
        for flag in sorted(known):
            name = f"{flag}, not of {field.replace('_', ' ')}"
            yield Mutant(
                name,
                "flag",
                frozenset([QD + flag]),
                lambda field=field, kept=known - {flag}: replace(
                    law(), **{field: kept}
                ),
            )
