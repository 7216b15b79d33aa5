"""
The values of each fact in classes: within one class no test, no definition and no choice of the
law tells values apart.

In: a law. Out: for each fact that an inventory may state and that bears on an answer, one value
of each class.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from ..law.conditions import Known, Test
from ..law.model import FactType, Law
from ..rdf.graph import Value
from ..rdf.names import QD, Iri

OTHER = Iri("urn:x:other")
ALONE = {
    "zoneTie": Iri(QD + "NoTie"),
    "depicts": Iri(QD + "NothingIdentifying"),
}
NO_ZONE = Iri(QD + "none")
# Days are stated against the day asked about: begun by then, or not yet.
BEGUN = Iri("urn:x:by-the-day")
LATER = Iri("urn:x:later")


class Scale(NamedTuple):
    """The facts that bear on answers, by how they are stated: by value, by number, by day."""

    valued: dict[str, tuple[Value, ...]]
    standing_for: dict[tuple[str, Value], Value]
    numbers: tuple[str, ...]
    dated: tuple[str, ...]


@cache
def scale(law: Law) -> Scale:
    """The scale of a law."""
    tested = _tests(law)
    needed = {
        fact
        for definition in law.definitions
        for fact, _ in (*definition.needs, *definition.gives)
    }
    closed = {fact.closed_by for fact in law.facts.values() if fact.closed_by}
    bearing = {*tested, *needed, *closed, *_parts(law)}
    valued: dict[str, tuple[Value, ...]] = {}
    standing_for: dict[tuple[str, Value], Value] = {}
    numbers = []
    dated = []
    for name in sorted(bearing & law.facts.keys()):
        fact = law.facts[name]
        if fact.is_a("ComputedFact"):
            continue
        if fact.value_type.endswith("Integer"):
            numbers.append(name)
        elif fact.value_type.endswith("#date"):
            dated.append(name)
        else:
            classes = _classes(law, fact, tested.get(name, ()))
            valued[name] = tuple(dict.fromkeys(classes.values()))
            standing_for |= {
                (name, value): first for value, first in classes.items()
            }
    return Scale(
        valued=valued,
        standing_for=standing_for,
        numbers=tuple(numbers),
        dated=tuple(dated),
    )


def _tests(law: Law) -> dict[str, tuple[Test, ...]]:
    tests_of_fact: dict[str, tuple[Test, ...]] = {}
    for rule in law.rules:
        for test in rule.condition.tests() if rule.condition else ():
            tests_of_fact[test.fact] = (
                *tests_of_fact.get(test.fact, ()),
                test,
            )
    return tests_of_fact


def _parts(law: Law) -> set[str]:
    """The facts from which others are worked out."""
    parts: set[str] = set()
    for fact in law.facts.values():
        parts |= {*fact.plus, *fact.less}
        parts |= {
            part for part in (fact.computed_from, fact.true_from) if part
        }
        if fact.adds_to:
            parts.add(fact.name)
    return parts


def _classes(
    law: Law, fact: FactType, tests: tuple[Test, ...]
) -> dict[Value, Value]:
    """Each value of a fact with the first of its class."""
    if fact.value_type.endswith("boolean"):
        return {True: True, False: False}
    members: list[Value] = [Iri(member) for member in sorted(fact.members)]
    first: dict[tuple[object, ...], Value] = {}
    standing_for: dict[Value, Value] = {}
    for value in [*members, *([OTHER] if fact.is_a("OpenValued") else [])]:
        mark = (
            *(test.status(Known([value])) for test in tests),
            *(
                value in values
                for definition in law.definitions
                for on, values in definition.needs
                if on == fact.name
            ),
            value in law.claimed,
            value == ALONE.get(fact.name),
            value == NO_ZONE,
            *(
                value == computed.true_if
                for computed in law.facts.values()
                if computed.computed_from == fact.name
            ),
        )
        standing_for[value] = first.setdefault(mark, value)
    return standing_for
