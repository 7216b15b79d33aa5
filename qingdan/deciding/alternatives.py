"""What would change the outcome: every single fact that, answered otherwise, leads elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..law.conditions import Known
from ..law.model import Law
from ..rdf.graph import Value
from .case import Case
from .diagram import outcomes
from .enquiry import enquiry_of
from .readings import substituted
from .rulebook import rulebook


@dataclass(frozen=True)
class Alternative:
    """One fact at another value, and the outcomes that would then be left."""

    fact: str
    value: Value | None
    outcomes: tuple[str, ...]


def alternatives(
    law: Law, case: Case, chosen: frozenset[str] = frozenset()
) -> Iterator[Alternative]:
    """
    Every one-fact change that changes what a settled case
    comes to, over the values that conditions tell apart.
    """
    book = rulebook(law, case.day, chosen)
    enquiry = enquiry_of(law, book)
    facts = dict(substituted(law, book.readings, case.facts))
    now = outcomes(enquiry.explore(facts))
    worked_out = {fact.name for fact in law.facts.values() if fact.plus}
    read = sorted(book.tests.keys() & law.facts.keys())
    for name in read:
        fact = law.facts[name]
        if fact.is_a("ComputedFact") or fact.is_a("Claim") or name not in facts:
            continue
        bare = {
            other: known
            for other, known in facts.items()
            if other not in worked_out | {name}
        }
        for value in enquiry.classes.answers(fact, bare):
            if facts[name] == value and isinstance(facts[name], Known):
                continue
            then = outcomes(enquiry.explore(enquiry.stating(bare, fact, value)))
            if then != now:
                yield Alternative(
                    name, value[0] if value else None, tuple(sorted(then))
                )
