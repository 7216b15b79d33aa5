"""
What a lawyer reads off the provisions, as tables in tests/law/, held against the compiled law.

In: a law. Out: each entry that differs. Cases hold what an inventory comes to; these tables hold
what no inventory shows: what a term cites, its days, its grade, defaults, phases and periods.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from qingdan.law.model import Duty, Law, Override, Rule
from qingdan.rdf.names import QD, curie, local

FOLDER = Path(__file__).parent.parent / "law"


@cache
def table(name: str) -> dict[str, Any]:
    """The entries of a table by the names of their terms."""
    entries: dict[str, Any] = json.loads(
        (FOLDER / f"{name}.json").read_text("utf-8")
    )["entries"]
    return entries


def rule(one: Rule, known: Law) -> dict[str, Any]:
    """What a rule rests on, the grade of its source, and the questions that it touches."""
    asked = {question.iri: question.notation for question in known.questions}
    return {
        "cites": [*map(curie, one.sources)],
        "grade": one.confidence,
        "touches": [asked[question] for question in one.touches],
    }


def override(one: Override, known: Law) -> dict[str, Any]:
    """What an override rests on, whether it only orders what is told, what is over what."""
    return {
        "cites": [*map(curie, one.sources)],
        "precedence": one.also_applies,
        "over": _side(one, one.over, "over", known),
        "under": _side(one, one.under, "under", known),
    }


def _side(
    one: Override, rules: frozenset[str], side: str, known: Law
) -> list[str]:
    """A side by the rules and outcomes that are written; rule by rule where it is not of these."""
    written = known.graph.iris(one.iri, QD + side)
    spared = known.graph.iris(one.iri, QD + "spares")
    meant = {
        each.iri
        for each in known.rules
        if each.iri not in spared
        and (each.iri in written or each.concludes in written)
    }
    if rules & {each.iri for each in known.rules} != meant:
        return sorted(map(curie, rules))
    less = [f"not {curie(iri)}" for iri in spared if side == "under"]
    return sorted(map(curie, written)) + sorted(less)


def duty(one: Duty, known: Law) -> dict[str, Any]:
    """What a duty rests on, what it follows from, when it is due."""
    terms = one.terms
    periods = {"period": terms.period, "recurs": terms.recurs}
    told: dict[str, Any] = {
        "cites": [*map(curie, one.sources)],
        "from": sorted(map(curie, one.follows_from)),
        "phase": one.phase,
        "triggers": [*terms.triggers],
    }
    return told | {
        name: f"{period.number} {period.unit}"
        for name, period in periods.items()
        if period
    }


def outcomes(known: Law) -> dict[str, Any]:
    """Each outcome with its place in the order, its tier, and its position."""
    ranked = sorted(known.outcomes.values(), key=lambda one: one.strictness)
    return {
        one.name: {
            "place": place,
            "tier": one.tier,
            "clears": one.clearance,
            "positions": [one.under_list, one.under_national_rules],
        }
        for place, one in enumerate(ranked, 1)
    }


def defaults(known: Law) -> dict[str, Any]:
    """The reading that each question takes, and what is taken for a fact that is not stated."""
    taken: dict[str, Any] = {
        question.notation: local(question.readings[0])
        for question in known.questions
    }
    for fact in known.facts.values():
        value = fact.if_not_stated
        if value is not None:
            plain = isinstance(value, bool | int)
            taken[fact.name] = value if plain else local(str(value))
    return taken


def flags(known: Law) -> dict[str, Any]:
    """The flags that name a first step, and those that are remarks."""
    steps = dict.fromkeys(sorted(known.first_steps), "first step")
    return steps | dict.fromkeys(sorted(known.remarks), "remark")


def _of_terms(name: str, known: Law) -> dict[str, Any]:
    terms: dict[str, tuple[Any, Callable[[Any, Law], dict[str, Any]]]] = {
        "rules": (known.rules, rule),
        "overrides": (known.overrides, override),
        "duties": (known.duties, duty),
    }
    members, told = terms[name]
    return {curie(one.iri): told(one, known) for one in members}


_WHOLE = {"outcomes": outcomes, "defaults": defaults, "flags": flags}
TABLES = ("rules", "overrides", "duties", *_WHOLE, "days")


def compiled(name: str, known: Law) -> dict[str, Any]:
    """What the compiled law has in the place of a table."""
    return _WHOLE[name](known) if name in _WHOLE else _of_terms(name, known)


def differing(known: Law) -> Iterator[str]:
    """Each entry, as `table/term`, in which the law differs from a table, and each that is absent."""
    for name in TABLES[:-1]:
        entries = table(name)
        found = compiled(name, known)
        for term, told in found.items():
            if entries.get(term) != told:
                yield f"{name}/{term}"
        for absent in sorted(entries.keys() - found.keys()):
            yield f"{name}/{absent}"
    yield from _days(known)


def _days(known: Law) -> Iterator[str]:
    """The first and last day of each term, against those of what it has its days from."""
    written = table("days")
    terms: tuple[Rule | Override | Duty, ...] = (
        *known.rules,
        *known.overrides,
        *known.duties,
    )
    for one in terms:
        origins = [curie(origin) for origin in one.days_as | {one.iri}]
        for name, day in (("first", one.valid_from), ("last", one.valid_to)):
            days = {written.get(origin, {}).get(name) for origin in origins}
            if isinstance(day, date) and day.isoformat() not in days:
                yield f"days/{curie(one.iri)}"


def dated(known: Law) -> set[str]:
    """The terms that the table of days must have: those on which a day of a term is written."""
    terms = (*known.rules, *known.overrides, *known.duties)
    return {
        curie(origin)
        for one in terms
        for origin in one.days_as | {one.iri}
        for name, day in (
            ("validFrom", one.valid_from),
            ("validTo", one.valid_to),
        )
        if day and known.graph.one(origin, QD + name) == day
    } - {curie(one.iri) for one in terms if _has_days_elsewhere(one, known)}


def _has_days_elsewhere(one: Rule | Override | Duty, known: Law) -> bool:
    """Whether both days of a term are those of what it has its days from."""
    for name, day in (
        ("validFrom", one.valid_from),
        ("validTo", one.valid_to),
    ):
        inherited = {
            known.graph.one(origin, QD + name) for origin in one.days_as
        }
        if day and day not in inherited:
            return False
    return True
