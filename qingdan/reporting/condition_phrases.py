"""A condition and its numbers as sentences in English and Chinese."""

from __future__ import annotations

from dataclasses import replace

from ..deciding.determination import Comparison, Reason
from ..deciding.missing import range_label, value_label
from ..law.conditions import Between, Settled, Trace
from ..law.model import Law
from ..rdf.graph import Text
from .phrases import say, word

TURNED = {
    ">=": "<",
    ">": "<=",
    "<=": ">",
    "<": ">=",
    "has": "not has",
    "in": "not in",
    "class": "not class",
    "not class": "class",
} | {f"count {sign}": f"not count {sign}" for sign in (">=", "<=")}


def compared(comparison: Comparison, lang: str) -> str:
    """A comparison as one line, for example `10,000 >= 10,000 (margin 0)`."""
    number = (
        say(range_label(*comparison.bounds), lang)
        if comparison.bounds
        else f"{comparison.value:,}"
    )
    return (
        f"{say(comparison.label, lang)}: {number} {comparison.operator} {comparison.limit:,}"
        f" ({margin(comparison, lang)})"
    )


def margin(comparison: Comparison, lang: str) -> str:
    """
    How far a number lies from its limit, on which side;
    open where the limit lies within the bounds.
    """
    if comparison.margin is None or comparison.value is None:
        return word("undecided", lang)
    side = "over" if comparison.value >= comparison.limit else "left"
    return f"{word(side, lang)} {comparison.margin:,}"


def reason(reason_given: Reason, lang: str) -> str:
    """A deciding fact as one line, for example `core data: no`."""
    if reason_given.values is None:
        values = word("not stated", lang)
    else:
        values = ", ".join(say(value, lang) for value in reason_given.values) or word(
            "none", lang
        )
    return f"{say(reason_given.label, lang)}: {values}"


def positive(trace: Trace) -> Trace:
    """
    The same condition told as what holds: a negated test by its
    opposite, a negated group as none or not all of its parts.
    """
    if trace.kind != "not":
        return replace(trace, parts=tuple(positive(part) for part in trace.parts))
    (inner,) = trace.parts
    if inner.kind == "not":
        return positive(inner.parts[0])
    if inner.test is not None:
        opposite = replace(inner.test, operator=TURNED[inner.test.operator])
        return replace(inner, status=trace.status, test=opposite)
    kind = {"or": "nor", "and": "nand"}[inner.kind]
    return Trace(
        kind=kind,
        status=trace.status,
        parts=tuple(positive(part) for part in inner.parts),
    )


def tested(law: Law, trace: Trace, lang: str) -> str:
    """A leaf of a condition as one line: the fact, its value, what it was held against."""
    if trace.test is None:
        return word(trace.kind, lang)
    fact = say(law.facts[trace.test.fact].label, lang)
    values = say(valued(law, trace), lang)
    limit = (
        trace.test.limit if isinstance(trace.test.limit, tuple) else (trace.test.limit,)
    )
    against = " / ".join(say(value_label(law, value), lang) for value in limit)
    return f"{fact} [{values}] {word(trace.test.operator, lang)} {against}"


def valued(law: Law, trace: Trace) -> Text:
    """
    What is known of the fact that a leaf tests: its values,
    its bounds, or that it is not stated.
    """
    if trace.values is None:
        return _both("not stated")
    if isinstance(trace.values, Settled):
        return _both("by review")
    if isinstance(trace.values, Between):
        return range_label(trace.values.low, trace.values.high)
    labels = [value_label(law, value) for value in trace.values]
    if not labels:
        return _both("none")
    return {
        lang: ", ".join(say(label, lang) for label in labels) for lang in ("en", "zh")
    }


def _both(name: str) -> Text:
    return {lang: word(name, lang) for lang in ("en", "zh")}
