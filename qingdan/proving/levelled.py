"""
The facts that hold for a case, as formulas over what is stated: what levelling, tallies and
sums make of it.

In: the statements of a case and a day. Out: a view of each fact that conditions read. Each step
is that of
`qingdan/deciding/case.py` and `qingdan/deciding/volumes.py`.
"""

from __future__ import annotations

import z3

from ..law.model import FactType, Law
from ..rdf.graph import Value
from .classes import BEGUN, LATER
from .days import DAY
from .kleene import Truth, conj, disj, formula, neg
from .statement import Statement
from .views import Count, Moment, Number, Values, View


def levelled(stated: Statement) -> dict[str, View]:
    """A view of each fact of a case."""
    law = stated.law
    views: dict[str, View] = {
        name: _valued(stated, law.facts[name]) for name in stated.scale.valued
    }
    views |= {name: _held(stated, name) for name in stated.scale.numbers}
    views |= _exported(stated, views)
    views[DAY] = Moment(stated.day)
    for fact in law.facts.values():
        if fact.true_from:
            views[fact.name] = _dated(stated, fact)
        elif fact.computed_from:
            held = stated.held(fact.computed_from, _value(fact.true_if))
            views[fact.name] = Values(
                known=True, closed=True, has={True: held, False: neg(held)}
            )
    for fact in law.facts.values():
        if fact.plus:
            views[fact.name] = _sum(law, fact, views)
    return views


def _value(value: Value | None) -> Value:
    assert value is not None
    return value


def _valued(
    stated: Statement,
    fact: FactType,
) -> Values:
    """A fact by value: stated, inferred, closed by another, assumed, or a claim not made."""
    has: dict[Value, Truth] = {
        value: stated.held(fact.name, value) for value in stated.has[fact.name]
    }
    known = disj(has.values())
    if fact.closed_by:
        none = stated.has[fact.closed_by][True]
        return Values(disj([known, none]), none, has)
    closes = [
        closing
        for closing in stated.law.facts.values()
        if closing.closed_by == fact.name
    ]
    for closing in closes:
        some = disj(
            stated.held(closing.name, value)
            for value in stated.has[closing.name]
        )
        has[False] = disj([has[False], some])
    if fact.if_not_stated is not None:
        assumed = stated.scale.standing_for[fact.name, fact.if_not_stated]
        has[assumed] = disj([has[assumed], neg(known)])
    elif not fact.is_a("Claim"):
        return Values(disj(has.values()), True, has)
    return Values(True, True, has)


def _dated(
    stated: Statement,
    fact: FactType,
) -> Values:
    """An act that has begun by the day; where it has no day, what the law assumes."""
    days = stated.has[str(fact.true_from)]
    begun: Truth = days[BEGUN]
    if fact.if_not_stated is True:
        begun = disj([begun, neg(days[LATER])])
    return Values(True, True, {True: begun, False: neg(begun)})


def _held(
    stated: Statement,
    name: str,
) -> Number:
    return Number(
        stated.stated_number[name],
        stated.number[name],
        stated.number[name],
        False,
    )


def _exported(
    stated: Statement,
    views: dict[str, View],
) -> dict[str, View]:
    """The persons exported this year, as far as the tally tells."""
    exported: dict[str, View] = {}
    kept: list[Truth] = []
    law = stated.law.facts
    whole = stated.whole_tally
    exact = conj([whole, neg(stated.ahead), neg(stated.endless)])
    later = conj([whole, stated.ahead])
    upper = conj([later, neg(stated.endless)])
    for adds in (fact for fact in law.values() if fact.adds_to):
        name = str(adds.adds_to)
        counted = stated.stated_number[name]
        more = stated.stated_number[adds.name]
        extra = _either(more, stated.number[adds.name], 0)
        summed = conj([stated.tally, neg(stated.endless), neg(whole), more])
        number = stated.number[name]
        total = _either(counted, number, 0)
        since = _either(neg(whole), extra, 0)
        low = _either(later, 0, total + since)
        high = _either(upper, number, total + extra)
        bounded = disj([exact, upper, summed])
        endless = neg(conj([counted, bounded]))
        exported[name] = Number(
            known=disj([counted, more]),
            low=low,
            high=high,
            endless=endless,
        )
        alike = low == number
        single = high == low
        same = conj([counted, alike, neg(endless), single])
        kept.append(same)
    moved = neg(disj([exact, conj(kept)]))
    for both, counts in stated.overlaps():
        if set(counts) <= exported.keys():
            number = stated.number[both]
            shrunk = conj([moved, later])
            overlap = Number(
                known=stated.stated_number[both],
                low=_either(shrunk, 0, number),
                high=number,
                endless=conj([moved, neg(upper)]),
            )
            for count in counts:
                overlap = _within(overlap, exported[count], moved)
            exported[both] = overlap
    return exported


def _within(
    overlap: Number,
    count: View,
    moved: Truth,
) -> Number:
    """An overlap that is not that of the tally, no larger than one of its sets can be."""
    limit = _bounds(count)
    limited = conj([moved, neg(limit.endless)])
    below = limit.high < overlap.high
    smaller = disj([overlap.endless, below])
    cut = conj([limited, smaller])
    high = _either(cut, limit.high, overlap.high)
    endless = conj([overlap.endless, limit.endless])
    return overlap._replace(
        high=high,
        endless=endless,
    )


def _either(
    when: Truth,
    this: Count,
    other: Count,
) -> Count:
    if isinstance(when, bool):
        if when:
            return this
        return other
    return z3.If(when, this, other)


def _larger(
    this: Count,
    other: Count,
) -> Count:
    if isinstance(this, int) and isinstance(other, int):
        return max(this, other)
    return z3.If(this >= other, this, other)


def _sum(
    law: Law,
    fact: FactType,
    views: dict[str, View],
) -> Number:
    """A sum of persons, each counted once, within the bounds that its parts leave."""
    parts = [_bounds(views.get(part)) for part in fact.plus]
    shared = _bounds(views.get(fact.less[0]))
    limits = [
        shared,
        *(
            _bounds(views.get(inner))
            for inner in law.facts[fact.less[0]].within
        ),
    ]
    lows = [part.low for part in parts]
    highs = [part.high for part in parts]
    least = sum(lows, 0)
    endless = disj(part.endless for part in parts)
    most = sum(highs, 0) - shared.low
    low: Count = 0
    if len(parts) > 1:
        for part in (*parts, shared):
            low = _larger(low, part.low)
    for limit in limits:
        without = least - limit.high
        beyond = _either(limit.endless, low, without)
        low = _larger(low, beyond)
    high = _larger(low, most)
    return Number(
        known=True,
        low=low,
        high=high,
        endless=endless,
    )


def _bounds(view: View | None) -> Number:
    """The bounds of a number; of one that is not stated 0 or more."""
    if not isinstance(view, Number):
        return Number(False, 0, 0, True)
    known = view.known
    return Number(
        known,
        _either(known, view.low, 0),
        _either(known, view.high, 0),
        disj([neg(known), view.endless]),
    )


def total_day(stated: Statement) -> z3.BoolRef:
    """When the tally is of the day asked about and holds the transfer, with a known maximum."""
    return formula(
        conj([stated.whole_tally, neg(stated.ahead), neg(stated.endless)])
    )
