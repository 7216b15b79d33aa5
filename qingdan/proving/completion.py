"""
One case that states more than another: what was not stated is stated, as it truly is.

In: two cases. Out: when the second is a completion of the first, and when it states everything.
Claims and assumed facts are not
missing, so a completion leaves them as they are. What a review on record answers for stays
unstated (national-regime V16b).
"""

from __future__ import annotations

from collections.abc import Iterable

import z3

from ..law.model import FactType, Head, Law
from ..rdf.graph import Value
from .kleene import Truth, conj, disj, formula, neg
from .levelled import total_day
from .statement import Statement


def completes(
    partial: Statement,
    other: Statement,
) -> z3.BoolRef:
    """When the second case states all that the first states, and nothing against it."""
    parts = [
        *_days(partial, other),
        *_values(partial, other),
        *_numbers(partial, other),
    ]
    return formula(conj([*parts, *_tally(partial, other)]))


def everything(stated: Statement) -> z3.BoolRef:
    """When nothing that is asked for is missing; the tally is of the day and holds the transfer."""
    law = stated.law
    parts: list[Truth] = [total_day(stated), *stated.stated_number.values()]
    for name in stated.has:
        fact = law.facts[name]
        if fact.closed_by:
            some = disj(stated.held(name, value) for value in stated.has[name])
            parts.append(disj([some, stated.has[fact.closed_by][True]]))
        elif name == "groundProven":
            parts.append(
                disj([neg(stated.stated("ground")), stated.stated(name)])
            )
        elif asked(fact) and name not in {
            other.closed_by for other in law.facts.values()
        }:
            known = disj(
                stated.held(name, value) for value in stated.has[name]
            )
            excused = closed_by_review(stated, name), denied(stated, name)
            parts.append(disj([known, *excused]))
    adds = [fact.name for fact in law.facts.values() if fact.adds_to]
    return formula(
        conj(part for part in parts if part not in _of(stated, adds))
    )


def _of(
    stated: Statement,
    names: list[str],
) -> list[z3.BoolRef]:
    return [stated.stated_number[name] for name in names]


def asked(fact: FactType) -> bool:
    """
    Whether a fact is asked for where it is missing: it is no claim, and nothing is assumed in
    its place.
    """
    if fact.is_a("Claim"):
        return False
    return fact.if_not_stated is None


def heads(law: Law) -> list[Head]:
    """The facts that a review closes together, of the rules that conclude an outcome."""
    return [rule.head for rule in law.rules if rule.head and rule.concludes]


def closed_by_review(
    stated: Statement,
    name: str,
) -> Truth:
    """
    When a review on record answers for a fact that describes the data: no head that holds it
    has begun.
    """
    if not any(name in head.closes for head in heads(stated.law)):
        return False
    return conj(
        [stated.stated("importantDataStatus"), neg(begun(stated, name))]
    )


def begun(
    stated: Statement,
    name: str,
) -> Truth:
    """When a head has begun that holds a fact."""
    return disj(
        stated.held(fact, True)
        for head in heads(stated.law)
        if name in head.closes
        for fact in sorted(head.begun_by)
    )


def denied(
    stated: Statement,
    name: str,
) -> Truth:
    """
    When a fact can have no value beside what is stated: each would make a defined class give
    what is denied, as a kind of personal information does for an item without any.
    """
    facts = stated.law.facts
    denials: dict[Value, list[Truth]] = {}
    for value in stated.has[name]:
        denials[value] = []
    for definition in stated.law.definitions:
        if len(definition.needs) > 1:
            continue
        ((need, values),) = definition.needs
        if need != name:
            continue
        against = disj(
            held
            for fact, given in definition.gives
            if not facts[fact].is_a("ManyValued")
            for value, held in stated.has[fact].items()
            if value != given
        )
        for value in sorted(values, key=str):
            standing = stated.scale.standing_for[name, value]
            denials[standing].append(against)
    denied_ones = map(disj, denials.values())
    return conj(denied_ones)


def _days(
    partial: Statement,
    other: Statement,
) -> Iterable[Truth]:
    for stretch, held in partial.day.items():
        yield held == other.day[stretch]


def _values(
    partial: Statement,
    other: Statement,
) -> Iterable[Truth]:
    law = partial.law
    for name, values in partial.has.items():
        fact = law.facts[name]
        stays = disj([partial.stated(name), closed_by_review(partial, name)])
        for value, held in values.items():
            same = held == other.has[name][value]
            if not asked(fact) or value in law.claimed:
                yield same
            elif fact.closed_by:
                yield z3.Implies(held, other.has[name][value])
            else:
                yield disj([neg(stays), same])


def _numbers(
    partial: Statement,
    other: Statement,
) -> Iterable[Truth]:
    for name, number in partial.number.items():
        fact = partial.law.facts[name]
        if "Tally" not in fact.about and not fact.adds_to:
            stated = partial.stated_number[name]
            alike = other.number[name] == number
            same = conj([other.stated_number[name], alike])
            yield disj([neg(stated), same])


def _tally(
    partial: Statement,
    other: Statement,
) -> Iterable[Truth]:
    """
    The persons exported by the day, the transfer included, as the tally of another day leaves
    them open.
    """
    exact = total_day(partial)
    later = conj([partial.whole_tally, partial.ahead])
    upper = conj([later, neg(partial.endless)])
    lower = neg(disj([exact, later]))
    adds = {
        fact.adds_to: fact.name
        for fact in partial.law.facts.values()
        if fact.adds_to
    }
    for name, number in partial.number.items():
        if "Tally" not in partial.law.facts[name].about:
            continue
        stated = partial.stated_number[name]
        true = other.number[name]
        same_day = conj([stated, exact])
        later_day = conj([stated, upper])
        earlier_day = conj([stated, lower])
        yield disj([neg(same_day), true == number])
        yield disj([neg(later_day), true <= number])
        yield disj([neg(earlier_day), true >= number])
        if name in adds:
            more = partial.stated_number[adds[name]]
            extra = partial.number[adds[name]]
            least = z3.If(stated, number + extra, extra)
            added = conj([more, lower])
            yield disj([neg(added), true >= least])
            summed = conj([added, stated, partial.tally, neg(partial.endless)])
            yield disj([neg(summed), true == least])
    for both, counts in partial.overlaps():
        if both in partial.number and "Tally" in partial.law.facts[both].about:
            yield from _union(
                partial=partial,
                other=other,
                names=(both, *counts),
                bounds=(upper, lower),
            )


def _union(
    partial: Statement,
    other: Statement,
    names: tuple[str, ...],
    bounds: tuple[Truth, Truth],
) -> Iterable[Truth]:
    """The persons in either count only grow from one day to a later one."""
    both, *counts = names
    known = conj(partial.stated_number[name] for name in names)
    counted = [partial.number[name] for name in counts]
    counts_now = [other.number[name] for name in counts]
    before = sum(counted, 0) - partial.number[both]
    now = sum(counts_now, 0) - other.number[both]
    upper, lower = bounds
    later_day = conj([known, upper])
    earlier_day = conj([known, lower])
    yield disj([neg(later_day), now <= before])
    yield disj([neg(earlier_day), now >= before])
