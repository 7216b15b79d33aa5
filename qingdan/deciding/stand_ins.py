"""The facts that a chosen reading replaces, each with the computed fact that stands in for it."""

from __future__ import annotations

from ..law.conditions import Facts
from ..law.model import Law


def substituted(law: Law, chosen: frozenset[str], facts: Facts) -> Facts:
    """
    The facts with those replaced that a chosen reading
    replaces; a replacement that is unknown is unknown.
    """
    for fact, stand_in in substitutes_of(law, chosen):
        facts = {name: value for name, value in facts.items() if name != fact}
        if stand_in in facts:
            facts[fact] = facts[stand_in]
    return facts


def substitutes_of(law: Law, chosen: frozenset[str]) -> list[tuple[str, str]]:
    """The facts that chosen readings replace, each with the fact that stands in for it."""
    return [
        law.substitutes[reading]
        for reading in sorted(chosen & set(law.substitutes))
    ]
