"""
The thresholds of every list in force, and the grounds that
are not counted, read from the law.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from ..deciding.rulebook import rulebook
from ..law.conditions import Test
from ..law.definitions import derived
from ..law.model import Law, Rule
from ..rdf.graph import Text
from ..rdf.names import QD, SKOS, Iri, curie, local

MEASURES = ("ordinaryPersons", "sensitivePersons")
_KINDS = "personalInformationKind"
_SENSITIVE = "containsSensitivePersonalInformation"


@dataclass(frozen=True, eq=False)
class Threshold:
    """
    A number of persons from which an outcome follows: whose
    list, which tally, the first number that reaches it.
    """

    list: str
    measure: str
    number: int
    outcome: str
    tier: int | None
    label: Text
    cites: tuple[str, ...]


def thresholds(law: Law, day: date) -> tuple[Threshold, ...]:
    """
    Every threshold on exported volumes in force on a day
    under the default readings, the lowest first.
    """
    thresholds_met = [
        threshold
        for rule in rulebook(law, day).rules
        for threshold in _of_rule(law, rule, day)
    ]
    return tuple(
        sorted(
            thresholds_met, key=lambda met: (met.list, met.measure, met.number)
        )
    )


def _of_rule(law: Law, rule: Rule, day: date) -> list[Threshold]:
    outcome = law.outcomes.get(rule.concludes or "")
    if (
        rule.condition is None
        or outcome is None
        or outcome.tier is None
        or rule.regime is None
    ):
        return []
    notation = str(law.graph.one(rule.regime, SKOS + "notation"))
    return [
        Threshold(
            notation,
            test.fact,
            _first(test),
            outcome.name,
            outcome.tier,
            rule.label,
            law.cited(rule.sources, day),
        )
        for test in rule.condition.tests()
        if test.numeric and test.fact in MEASURES
    ]


def _first(test: Test) -> int:
    """The first number at which a comparison changes."""
    return int(str(test.limit)) + (test.operator in (">", "<="))


@cache
def grounds(law: Law) -> dict[str, str]:
    """
    The grounds whose persons are not counted once proven,
    each with the provision that says so.
    """
    grounds_by_name = {}
    for ground in law.graph.members(QD + "Ground"):
        provision = law.graph.one(ground, QD + "notCountedUnder")
        if provision is not None:
            grounds_by_name[local(ground)] = curie(str(provision))
    return grounds_by_name


@cache
def kinds(law: Law) -> dict[str, bool]:
    """
    Every kind of personal information, and whether it is sensitive by the definitions of the law.

    What is sensitive in vehicle data alone is not among the sensitive (list, Part C).
    """
    members = sorted(law.facts[_KINDS].members)
    return {
        local(kind): any(
            name == _SENSITIVE and value is True
            for _, name, value in derived(law, {_KINDS: [Iri(kind)]})
        )
        for kind in members
    }


def tier_of(
    known: Sequence[Threshold], ordinary: int | None, sensitive: int | None
) -> int | None:
    """
    The strictest tier that numbers of persons reach, or may reach
    where no maximum is known, under any list in force.
    """
    reached = {MEASURES[0]: ordinary, MEASURES[1]: sensitive}
    numbers = [
        (threshold.tier, reached[threshold.measure], threshold.number)
        for threshold in known
        if threshold.tier
    ]
    return min(
        (
            tier
            for tier, persons, number in numbers
            if persons is None or persons >= number
        ),
        default=None,
    )
