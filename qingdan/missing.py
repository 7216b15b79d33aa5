"""The facts that would settle a case: minimal, ranked by effect, each with its question and what each answer gives."""

from __future__ import annotations

from functools import cache

from .conditions import Known
from .decision import Branch, Enquiry, outcomes, support
from .determination import Answer, FindOut, MissingFact
from .graph import Text, Value
from .names import Iri, curie, local
from .terms import FactType, Law

_HOME = {"Export": "export", "DataItem": "item", "DataHandler": "handler", "Tally": "tally"}


def missing_facts(law: Law, enquiry: Enquiry, branch: Branch) -> tuple[MissingFact, ...]:
    """Every fact on which the outcome depends, the one that narrows it most first."""
    found = []
    for name in support(branch):
        fact = law.facts[name]
        branches = [(value, enquiry.given(branch, name, value)) for value in enquiry.answers(fact)]
        left = sum(len(outcomes(below)) for _, below in branches) / len(branches)
        found.append((left, fact.ask_order or 999, name, _missing(law, enquiry, fact, branches)))
    return tuple(entry[3] for entry in sorted(found, key=lambda entry: entry[:3]))


def _missing(law: Law, enquiry: Enquiry, fact: FactType, branches: list[tuple[Known, Branch]]) -> MissingFact:
    answers = []
    for index, (value, below) in enumerate(branches):
        reached = outcomes(below)
        outcome = next(iter(reached)) if len(reached) == 1 else "NeedsFacts"
        following = branches[index + 1][0] if index + 1 < len(branches) else None
        answers.append(Answer(_value(fact, value), _label(law, enquiry, fact, value, following), outcome))
    asked = law.facts[fact.closed_by] if fact.closed_by else fact
    about = next((_HOME[kind] for kind in _HOME if kind in asked.about), "item")
    return MissingFact(asked.name, about, asked.label, asked.question, tuple(answers), find_out(law, asked.name))


def find_out(law: Law, fact: str) -> tuple[FindOut, ...]:
    """The services through which a handler can find out a fact."""
    return tuple(FindOut(curie(one.iri), one.label, one.address) for one in law.services if fact in one.facts)


def _value(fact: FactType, value: Known) -> Value | None:
    if fact.closed_by:
        return not value
    return value[0] if value else None


def _label(law: Law, enquiry: Enquiry, fact: FactType, value: Known, following: Known | None) -> Text:
    if fact.closed_by:
        return value_label(law, not value)
    first = value[0]
    if isinstance(first, int) and not isinstance(first, bool):
        return _range(first, following[0] - 1 if following and isinstance(following[0], int) else None)
    return _alternatives(law, enquiry, fact.name, value)


def _range(low: int, high: int | None) -> Text:
    if high is None:
        return {"en": f"{low:,} or more", "zh": f"{low:,}及以上"}
    if low == high:
        return {"en": f"{low:,}", "zh": f"{low:,}"}
    return {"en": f"{low:,} to {high:,}", "zh": f"{low:,}至{high:,}"}


@cache
def _alternatives(law: Law, enquiry: Enquiry, name: str, value: Known) -> Text:
    """The label of every value that the conditions cannot tell from this one."""
    fact, tests = law.facts[name], enquiry.book.tests.get(name, ())

    def signature(candidate: Value) -> tuple[object, ...]:
        return tuple(test.status(Known([candidate])) for test in tests)

    if isinstance(value[0], bool):
        return value_label(law, value[0])
    alike = [value_label(law, Iri(m)) for m in sorted(fact.members) if signature(Iri(m)) == signature(value[0])]
    return {"en": " or ".join(text.get("en", "") for text in alike), "zh": "或".join(text.get("zh", "") for text in alike)}


def value_label(law: Law, value: Value) -> Text:
    """A value as people call it, in both languages."""
    if isinstance(value, bool):
        return {"en": "yes", "zh": "是"} if value else {"en": "no", "zh": "否"}
    if isinstance(value, int):
        return {"en": f"{value:,}", "zh": f"{value:,}"}
    if isinstance(value, Iri):
        return law.label(value) or {"en": curie(value) if curie(value) != value else local(value) or value}
    return {"en": str(value), "zh": str(value)}
