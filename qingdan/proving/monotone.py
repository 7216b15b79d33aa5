"""
Monotone: no larger volume, and no fact moved in its stricter direction, makes an answer lighter.

In: a bench and readings. Out: None where it holds, else the two inventories that show why not.
The directions are declared
once per fact (`qd:fromLightest`, `qd:moreIsStricter` in `ontology/facts.ttl`); several
facts may move at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import z3

from ..law.model import Law
from ..rdf.graph import Value
from ..rdf.names import QD, local
from .bench import REVIEW, Bench, Failure
from .kleene import Truth, conj, disj, formula, neg
from .statement import Statement
from .theorems import outcome, rank
from .weighing import Weighing
from .witness import true

_ABOVE = 1000
# Neither counts persons, and which of the two is told turns on whether the ground was claimed.
_UNCOUNTED = {"NoRegulatedData": QD + "ExemptGround"}


def directions(law: Law) -> dict[str, tuple[Value, ...]]:
    """The values of each fact that has a direction, from the lightest to the strictest."""
    by_fact = {}
    for fact in law.facts.values():
        order = law.graph.one(fact.iri, QD + "fromLightest")
        if order is not None:
            by_fact[fact.name] = tuple(law.graph.items(str(order)))
    return by_fact


def volumes(law: Law) -> dict[str, bool]:
    """Whether more persons are stricter, of each number that has a direction."""
    declared = {
        fact.name: law.graph.one(fact.iri, QD + "moreIsStricter")
        for fact in law.facts.values()
    }
    return {
        name: more for name, more in declared.items() if isinstance(more, bool)
    }


def monotone(bench: Bench, chosen: frozenset[str]) -> Failure | None:
    """
    No case in which every fact stays or moves to the stricter side comes to a lighter answer.

    An answer that asks for a review stands for what else it may come to: at its strictest it is
    as strict as the first at
    its lightest.
    """
    first = bench.weighing(bench.one, chosen)
    then = bench.weighing(bench.other, chosen)
    before = _ends(bench, first, chosen)
    after = _ends(bench, then, chosen)
    places = sorted(
        {
            _place_of(bench.law, reached)
            for reached in first.standing
            if reached != REVIEW
        }
    )
    lighter = disj(
        _crosses(bench.law, before, after, place) for place in places
    )
    moved = conj(_moved(bench.law, bench.one, bench.other))
    model = bench.ask(bench.both, conj([moved, lighter]))
    if not model:
        return None
    facts = ", ".join(_differing(bench, model))
    was = outcome(first, model)
    becomes = outcome(then, model)
    what = f"{was} becomes {becomes} as {facts} move to the stricter side"
    shown = bench.shown(model, [first, then])
    return Failure(
        what,
        shown,
        "mend the rule that the move shuts, or the declared direction",
    )


def _moved(law: Law, first: Statement, then: Statement) -> Iterable[Truth]:
    order = directions(law)
    more = volumes(law)
    for stretch, held in first.day.items():
        yield held == then.day[stretch]
    for name, values in first.has.items():
        if name in order:
            yield from _not_lighter(first, then, name, order[name])
        for value, held in values.items():
            if (
                name not in order
                or _place(first, name, value, order[name]) is None
            ):
                yield held == then.has[name][value]
    for name, number in first.number.items():
        if name in more:
            other = then.number[name]
            yield number <= other if more[name] else number >= other
        else:
            yield number == then.number[name]


def _place(
    stated: Statement, name: str, value: Value, order: tuple[Value, ...]
) -> int | None:
    """The place of a class of values in an order, or None where it has none."""
    classes = [
        stated.scale.standing_for.get((name, step), step) for step in order
    ]
    if value in classes:
        return classes.index(value)
    return None


def _not_lighter(
    first: Statement, then: Statement, name: str, order: tuple[Value, ...]
) -> Iterator[Truth]:
    places = {
        value: _place(first, name, value, order) for value in first.has[name]
    }
    ranked = {
        value: place for value, place in places.items() if place is not None
    }
    stated = disj(first.has[name][value] for value in ranked)
    yield formula(stated) == formula(
        disj(then.has[name][value] for value in ranked)
    )
    for value, place in ranked.items():
        for other, higher in ranked.items():
            if higher < place:
                yield neg(
                    conj([first.has[name][value], then.has[name][other]])
                )


def _ends(
    bench: Bench, weighing: Weighing, chosen: frozenset[str]
) -> list[tuple[Truth, Weighing]]:
    """
    What an answer can still be: itself, and where it asks for a review what else that may come
    to.
    """
    review = weighing.standing.get(REVIEW, False)
    ends = [(neg(review), weighing), (review, bench.without_reviews(weighing))]
    for question in bench.questions():
        touched = bench.touched(weighing, question)
        for reading in question.readings if touched is not False else ():
            if reading not in weighing.book.readings:
                others = frozenset(chosen - set(question.readings)) | {reading}
                ends.append((touched, bench.weighing(weighing.stated, others)))
    return ends


def _crosses(
    law: Law,
    before: list[tuple[Truth, Weighing]],
    after: list[tuple[Truth, Weighing]],
    place: int,
) -> Truth:
    """When an answer is at or above a place in the order before, and below it after."""
    return conj(
        [
            neg(_reached(law, before, range(place))),
            _reached(law, before, range(place, _ABOVE)),
            neg(_reached(law, after, range(place, _ABOVE))),
            _reached(law, after, range(place)),
        ]
    )


def _reached(
    law: Law, ends: list[tuple[Truth, Weighing]], within: range
) -> Truth:
    """When one of some ends comes to an outcome whose place lies within bounds."""
    return disj(
        conj([when, end.concludes(reached)])
        for when, end in ends
        for reached in end.standing
        if reached != REVIEW and _place_of(law, reached) in within
    )


def _place_of(law: Law, outcome: str) -> int:
    """The place of an outcome in the order, one for the exemptions that count nobody."""
    name = local(outcome)
    alike = _UNCOUNTED.get(name, outcome)
    return rank(law, alike)


def _differing(bench: Bench, model: z3.ModelRef) -> Iterator[str]:
    for name, values in bench.one.has.items():
        if any(
            true(model, held) != true(model, bench.other.has[name][value])
            for value, held in values.items()
        ):
            yield name
    for name, number in bench.one.number.items():
        if true(model, bench.one.stated_number[name]) and true(
            model, number != bench.other.number[name]
        ):
            yield name
