"""
What would change the outcome: every single fact that, answered
otherwise or taken back, leads elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..law.conditions import Between, Facts, Known, bounds
from ..law.model import Law
from .case import Case
from .determination import Alternative
from .diagram import outcomes
from .enquiry import Enquiry, enquiry_of
from .rulebook import rulebook
from .volumes import sums


def alternatives(
    law: Law, case: Case, chosen: frozenset[str] = frozenset()
) -> Iterator[Alternative]:
    """
    Every one-fact change that changes what a settled case
    comes to, over the values that conditions tell apart.
    """
    book = rulebook(law, case.day, chosen)
    enquiry = enquiry_of(law, book)
    facts = dict(case.facts)
    now = outcomes(enquiry.explore(facts))
    worked_out = {fact.name for fact in law.facts.values() if fact.plus}
    read = sorted(book.tests.keys() & law.facts.keys())
    for name in read:
        fact = law.facts[name]
        if (
            fact.is_a("ComputedFact")
            or fact.is_a("Claim")
            or name not in facts
        ):
            continue
        bare = {
            other: known
            for other, known in facts.items()
            if other not in worked_out | {name}
        }
        for value in enquiry.classes.answers(fact, bare):
            known = isinstance(value, Known)
            if known and (facts[name] == value or len(value) > 1):
                continue
            then = outcomes(
                enquiry.explore(enquiry.stating(bare, fact, value))
            )
            if then != now:
                yield Alternative(
                    name,
                    value[0] if value else None,
                    tuple(sorted(then)),
                    highest=bounds(value)[1],
                )
    yield from _withdrawals(law, enquiry, facts, read)


def _withdrawals(
    law: Law, enquiry: Enquiry, facts: Facts, read: list[str]
) -> Iterator[Alternative]:
    """
    Every fact that, no longer stated, leaves another outcome
    or more than one; a fact with an assumption is left out.
    """
    now = outcomes(enquiry.explore(facts))
    for name in read:
        fact = law.facts[name]
        value = facts.get(name)
        if not value or isinstance(value, Between) or fact.is_a("Claim"):
            continue
        if fact.is_a("ComputedFact") or fact.if_not_stated is not None:
            continue
        gone = {name, fact.closed_by, enquiry.classes.closers.get(name)}
        gone |= {total.name for total in law.facts.values() if total.plus}
        left = {
            other: known for other, known in facts.items() if other not in gone
        }
        then = outcomes(enquiry.explore(left | sums(law, left)))
        if then != now:
            yield Alternative(
                fact=name,
                value=value[0],
                outcomes=tuple(sorted(then)),
                withdrawn=True,
            )
