"""
The theorems about one law under chosen readings, over all facts and all days at once.

In: a bench and readings. Out: None where the theorem holds, else the inventory that shows why not.
"""

from __future__ import annotations

from collections.abc import Callable

import z3

from ..law.model import Law
from ..rdf.names import curie, local
from .bench import REVIEW, Bench, Failure, names
from .kleene import Truth, conj, disj, neg
from .weighing import Weighing
from .witness import status, true

Theorem = Callable[[Bench, frozenset[str]], Failure | None]
# The exemption by volume, under a list and without one: they rank equal.
_EQUAL = {"ExemptBelowThreshold": "ExemptOutOfList"}


def total(bench: Bench, chosen: frozenset[str]) -> Failure | None:
    """
    Where every fact is stated, a rule concludes; and where none concludes, some fact is still
    open.
    """
    weighing = bench.weighing(bench.one, chosen)
    nothing = conj(
        [
            neg(disj(weighing.standing.values())),
            neg(disj(weighing.open.values())),
        ]
    )
    model = bench.ask(bench.alone, nothing)
    if model:
        what = "no rule concludes, and none is open: a gap in the rules"
        return Failure(
            what,
            bench.shown(model, [weighing]),
            "add a rule, or a default of the regime",
        )
    other = bench.weighing(bench.other, chosen)
    model = bench.ask(bench.both, neg(other.settled))
    if model:
        rules = names(
            iri
            for iri, rule in other.rules.items()
            if rule.rule.concludes and status(model, rule.stands) is None
        )
        what = f"everything is stated, and the outcome is still open; open are {rules or 'none'}"
        mend = "let these rules rest on facts that are asked for"
        return Failure(what, bench.shown(model, [other]), mend)
    return None


def no_conflict(bench: Bench, chosen: frozenset[str]) -> Failure | None:
    """Rules with different outcomes never stand together, and every override cites a provision."""
    weighing = bench.weighing(bench.one, chosen)
    bare = [
        curie(override.iri)
        for override in weighing.book.overrides
        if not override.sources
    ]
    if bare:
        return Failure(
            what=f"{', '.join(bare)} cite no provision",
            shown=(),
            mend="add dcterms:source",
        )
    model = bench.ask(bench.alone, weighing.two)
    if not model:
        return None
    rules = names(
        rule.rule.iri
        for rule in weighing.concluding
        if true(model, rule.stands.true)
    )
    mend = "add a qd:Override, with the provision that says which gives way"
    what = f"rules with different outcomes stand together: {rules}"
    return Failure(what, bench.shown(model, [weighing]), mend)


def no_fail_open(bench: Bench, chosen: frozenset[str]) -> Failure | None:
    """Where the facts that are stated settle a clearance, no completion of them is stricter."""
    first = bench.weighing(bench.one, chosen)
    then = bench.weighing(bench.other, chosen)
    possible = [then, bench.without_reviews(then)]
    lighter = [_stricter(bench.law, first, then)]
    review = then.standing.get(REVIEW, False)
    lighter.append(conj([review, _stricter(bench.law, first, possible[1])]))
    for question in bench.questions():
        touched = bench.touched(then, question)
        for reading in question.readings if touched is not False else ():
            if reading not in then.book.readings:
                others = frozenset(chosen - set(question.readings)) | {reading}
                read = bench.weighing(bench.other, others)
                lighter.append(
                    conj([touched, _stricter(bench.law, first, read)])
                )
    model = bench.ask(bench.completed, conj([first.settled, disj(lighter)]))
    if not model:
        return None
    shown = bench.shown(model, [first, then])
    what = f"settled as {outcome(first, model)}, yet once all is stated {outcome(then, model)}"
    return Failure(
        what,
        shown,
        "let a rule wait for the fact that the second inventory adds",
    )


def _stricter(law: Law, first: Weighing, then: Weighing) -> Truth:
    """When the first case clears, and the second comes to something stricter that is no review."""
    return disj(
        conj([first.concludes(clears), then.concludes(stricter)])
        for clears in first.standing
        if law.outcomes[clears].clearance
        for stricter in then.standing
        if stricter != REVIEW and rank(law, stricter) > rank(law, clears)
    )


def rank(law: Law, outcome: str) -> int:
    """The place of an outcome in the order, higher for a stricter one."""
    name = local(outcome)
    return law.outcomes[
        outcome.replace(name, _EQUAL.get(name, name))
    ].strictness


def outcome(weighing: Weighing, model: z3.ModelRef) -> str:
    """The outcome of a model, by name."""
    standing = [
        outcome
        for outcome in weighing.standing
        if true(model, weighing.concludes(outcome))
    ]
    return " and ".join(map(local, standing)) or local(REVIEW)
