"""The parts of a condition in words: what is tested, what is known of it, told as what holds."""

from __future__ import annotations

from dataclasses import replace

from ..deciding.missing import range_label, value_label
from ..deciding.reasons import BY_REVIEW
from ..language import N_, in_both, phrase
from ..law import kleene
from ..law.conditions import Between, Settled, Test, Trace
from ..law.model import Law
from ..rdf.graph import Text, Value
from .phrases import say
from .punctuation import listed

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
OPERATORS = {
    "has": N_("is"),
    "not has": N_("is not"),
    "in": N_("is one of"),
    "not in": N_("is none of"),
    "class": N_("is of the kind"),
    "not class": N_("is none of the kind"),
    "count >=": N_("number of values, at least"),
    "count <=": N_("number of values, at most"),
    "not count >=": N_("number of values, fewer than"),
    "not count <=": N_("number of values, more than"),
}
GROUPS = {
    "and": N_("all of"),
    "or": N_("any of"),
}


def related(operator: str, lang: str) -> str:
    """The operator of a test in words, or its sign."""
    if operator in OPERATORS:
        return phrase(OPERATORS[operator], lang)
    return operator


def limits_of(test: Test) -> tuple[Value, ...]:
    """What a test holds values against."""
    if isinstance(test.limit, tuple):
        return test.limit
    return (test.limit,)


def operator_of(test: Test) -> str:
    """The operator as it is told: to be one of a single value is to be that value."""
    single = {"in": "has", "not in": "not has"}
    if len(limits_of(test)) == 1:
        return single.get(test.operator, test.operator)
    return test.operator


def opposite(test: Test) -> Test:
    """The test that is true where another is false: of a truth, that it is the other one."""
    if isinstance(test.limit, bool):
        return replace(test, limit=not test.limit)
    return replace(test, operator=TURNED[test.operator])


def positive(trace: Trace, turned: bool = False) -> Trace:
    """
    The same condition told as what holds: negations are carried down to the tests, each of
    which is told by its opposite; a group within a group of its kind is part of that one.
    """
    if trace.kind == "not":
        return positive(trace.parts[0], not turned)
    status = trace.status
    if turned:
        status = kleene.opposite(status)
    if trace.test is not None:
        test = opposite(trace.test) if turned else trace.test
        return replace(trace, status=status, test=test)
    kind = {"or": "and", "and": "or"}[trace.kind] if turned else trace.kind
    parts: list[Trace] = []
    for part in trace.parts:
        turned_part = positive(part, turned)
        is_alike = turned_part.kind == kind
        parts += turned_part.parts if is_alike else [turned_part]
    if len(parts) == 1:
        return parts[0]
    return Trace(
        kind=kind,
        status=status,
        parts=tuple(parts),
    )


def tested(law: Law, trace: Trace, lang: str) -> str:
    """A leaf of a condition as one line: the fact, its value, what it was held against."""
    if trace.test is None:
        return phrase(GROUPS[trace.kind], lang)
    fact = say(law.facts[trace.test.fact].label, lang)
    values = say(valued(law, trace), lang)
    relation = related(operator_of(trace.test), lang)
    labels = [value_label(law, value) for value in limits_of(trace.test)]
    against = " / ".join(say(label, lang) for label in labels)
    return f"{fact} [{values}] {relation} {against}"


def valued(law: Law, trace: Trace) -> Text:
    """
    What is known of the fact that a leaf tests: its values,
    its bounds, or that it is not stated.
    """
    if trace.values is None:
        return in_both("not stated")
    if isinstance(trace.values, Settled):
        return in_both(BY_REVIEW)
    if isinstance(trace.values, Between):
        return range_label(trace.values.low, trace.values.high)
    labels = [value_label(law, value) for value in trace.values]
    if not labels:
        return in_both("none")
    return {
        lang: listed((say(label, lang) for label in labels), lang)
        for lang in ("en", "zh")
    }
