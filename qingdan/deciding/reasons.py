"""The numbers and the facts on which a condition turned, each once."""

from __future__ import annotations

from ..language import N_, in_both
from ..law.conditions import Between, Settled, Test, Trace, bounds
from ..law.model import Law
from ..rdf.names import QD, curie
from .determination import (
    Comparison,
    Reason,
)
from .missing import value_label

BY_REVIEW = N_("not stated, answered by the review on record")


_REVERSED = {">=": "<", "<": ">=", ">": "<=", "<=": ">"}


def comparisons(law: Law, trace: Trace | None) -> list[Comparison]:
    """The numbers of a condition against their limits, each once, as they turned out."""
    by_limit: dict[tuple[str, int], Comparison] = {}
    for leaf in trace.decisive() if trace else ():
        if (
            leaf.test
            and leaf.test.numeric
            and leaf.values
            and isinstance(leaf.test.limit, int)
        ):
            by_limit[leaf.test.fact, leaf.test.limit] = _comparison(
                law, leaf, leaf.test, leaf.test.limit
            )
    return list(by_limit.values())


def _comparison(law: Law, leaf: Trace, test: Test, limit: int) -> Comparison:
    fact = law.facts[test.fact]
    low, high = bounds(leaf.values)
    sign = _REVERSED[test.operator] if leaf.status is False else test.operator
    value = (
        None
        if leaf.status is None
        else low
        if sign.startswith(">") or high is None
        else high
    )
    return Comparison(
        fact=fact.name,
        value=value,
        operator=sign,
        limit=limit,
        margin=None if value is None else abs(value - limit),
        parameter=test.parameter and curie(test.parameter),
        label=fact.label,
        unit=law.label(str(law.graph.one(fact.iri, QD + "unit"))),
        bounds=(low, high) if isinstance(leaf.values, Between) else None,
    )


def reasons(law: Law, trace: Trace | None) -> list[Reason]:
    """The facts that decide a condition and are no numbers, each once."""
    by_fact: dict[str, Reason] = {}
    for leaf in trace.decisive() if trace else ():
        if leaf.test and (leaf.values is None or not leaf.test.numeric):
            if leaf.values is None:
                values = None
            else:
                values = tuple(
                    value_label(law, value) for value in leaf.values
                )
            if isinstance(leaf.values, Settled):
                values = (in_both(BY_REVIEW),)
            by_fact[leaf.test.fact] = Reason(
                leaf.test.fact, law.facts[leaf.test.fact].label, values
            )
    return list(by_fact.values())
