"""
The facts that would settle a case: minimal, ranked by
effect, each with its question and what each answer gives.
"""

from __future__ import annotations

from datetime import date
from functools import cache, lru_cache
from itertools import chain, product

from ..language import LANGUAGES, in_both, phrase, phrase_in
from ..law.conditions import Between, Facts, Known, bounds
from ..law.model import FactType, Law
from ..rdf.graph import Text, Value
from ..rdf.names import QD, Iri, curie, local
from .determination import Answer, FindOut, MissingFact
from .diagram import Answer as Chosen
from .diagram import Branch, outcomes, support
from .enquiry import Enquiry

_KEPT = 16_384
_HOME = {
    "Export": "export",
    "DataItem": "item",
    "DataHandler": "handler",
    "Tally": "tally",
}


def missing_facts(
    law: Law, enquiry: Enquiry, branch: Branch, facts: Facts
) -> tuple[MissingFact, ...]:
    """
    Every fact on which the outcome depends, the one that
    narrows it most first; of a sum, the parts to state.
    """
    names = {
        part
        for open_fact in support(branch)
        for part in _to_state(law, enquiry, open_fact, facts)
    }
    ranked = []
    for name in names:
        fact = law.facts[name]
        branches = _merged(
            [
                (value, enquiry.reduce(enquiry.given(branch, name, value)))
                for value in enquiry.classes.answers(fact, facts)
            ]
        )
        left = sum(len(outcomes(below)) for _, below in branches) / len(
            branches
        )
        rank = (left, fact.ask_order or 999, name)
        ranked.append((rank, _missing(law, enquiry, fact, branches)))
    ranked.sort(key=lambda entry: entry[0])
    return tuple(missing for _, missing in ranked)


def guides(
    law: Law, name: str, facts: Facts, day: date
) -> tuple[FindOut, ...]:
    """
    Where to find a fact out on a day: what the law names for it.

    For the importance of data the criteria come first of the categories under which it falls,
    and of its sector.
    """
    sources = list(law.graph.iris(law.facts[name].iri, QD + "hint"))
    if name == "importantDataStatus":
        kinds = (*facts.get("category", ()), *facts.get("sector", ()))
        named = product(kinds, ("identifiedFirstBy", "externalGuide"))
        criteria = [
            law.graph.iris(str(kind), QD + link) for kind, link in named
        ]
        sources = [*chain.from_iterable(criteria), *sources]
    return tuple(
        FindOut(
            curie(source),
            law.graph.text(source, QD + "hintText") or law.label(source),
            None,
        )
        for source in dict.fromkeys(sources)
        if law.in_force(source, day)
    )


def _to_state(
    law: Law, enquiry: Enquiry, name: str, facts: Facts
) -> list[str]:
    if law.facts[name].plus:
        return enquiry.asked(name, facts)
    return [name]


def _merged(
    branches: list[tuple[Chosen, Branch]],
) -> list[tuple[Chosen, Branch]]:
    """Neighbouring numbers that lead to the same count as one answer."""
    merged: list[tuple[Chosen, Branch]] = []
    for value, below in branches:
        number = (
            value
            and isinstance(value[0], int)
            and not isinstance(value[0], bool)
        )
        if merged and number and merged[-1][1] is below:
            before, _ = merged[-1]
            low, _ = bounds(before)
            _, high = bounds(value)
            merged[-1] = (Between.of(low, high), below)
        else:
            merged.append((value, below))
    return merged


def _missing(
    law: Law,
    enquiry: Enquiry,
    fact: FactType,
    branches: list[tuple[Chosen, Branch]],
) -> MissingFact:
    answers = []
    for value, below in branches:
        reached = outcomes(below)
        outcome = "NeedsFacts"
        if len(reached) == 1:
            outcome = next(iter(reached))
        answers.append(
            Answer(
                _value(fact, value), _label(law, enquiry, fact, value), outcome
            )
        )
    asked = fact
    if fact.closed_by:
        asked = law.facts[fact.closed_by]
    about = next(
        (_HOME[kind] for kind in _HOME if kind in asked.about), "item"
    )
    return MissingFact(
        asked.name,
        about,
        asked.label,
        asked.question,
        tuple(answers),
        find_out(law, asked.name),
    )


def find_out(law: Law, fact: str) -> tuple[FindOut, ...]:
    """The services through which a handler can find out a fact."""
    return tuple(
        FindOut(
            provision=curie(service.iri),
            label=service.label,
            address=service.address,
        )
        for service in law.services
        if fact in service.facts
    )


def _value(fact: FactType, value: Chosen) -> Value | None:
    if fact.closed_by:
        return not value
    if not value or _several(value):
        return None
    return value[0]


def _several(value: Chosen) -> bool:
    """Whether an answer is several values at once, which no number is."""
    return len(value) > 1 and not isinstance(value, Between)


def _label(law: Law, enquiry: Enquiry, fact: FactType, value: Chosen) -> Text:
    if fact.closed_by:
        return value_label(law, not value)
    if _several(value):
        return _joined(law, value)
    first = value[0]
    if isinstance(first, int) and not isinstance(first, bool):
        return range_label(*bounds(value))
    return _alternatives(law, enquiry, fact.name, value)


def _joined(law: Law, value: Chosen) -> Text:
    """Several values at once, as people call them."""
    labels = [value_label(law, each) for each in value]
    return {
        lang: phrase(" and ", lang).join(text.get(lang, "") for text in labels)
        for lang in LANGUAGES
    }


def range_label(low: int, high: int | None) -> Text:
    """A number between two bounds as people say it, in both languages."""
    if high is None:
        return in_both("{low:,} or more", low=low)
    if low == high:
        return {"en": f"{low:,}", "zh": f"{low:,}"}
    return in_both("{low:,} to {high:,}", low=low, high=high)


@cache
def _alternatives(
    law: Law, enquiry: Enquiry, name: str, value: Chosen
) -> Text:
    """The label of every value that the conditions cannot tell from this one."""
    fact = law.facts[name]
    tests = enquiry.classes.tests.get(name, ())

    def signature(candidate: Value) -> tuple[object, ...]:
        return tuple(test.status(Known([candidate])) for test in tests)

    if isinstance(value[0], bool):
        return value_label(law, value[0])
    chosen = signature(value[0])
    members = map(Iri, sorted(fact.members - law.claimed))
    alike = [
        value_label(law, member)
        for member in members
        if signature(member) == chosen
    ]
    return {
        lang: _either([text.get(lang, "") for text in alike], lang)
        for lang in LANGUAGES
    }


def _either(names: list[str], lang: str) -> str:
    """One of several: `a, b or c`."""
    first, last = names[:-1], names[-1]
    if not first:
        return last
    separator = phrase_in("between names", ", ", lang)
    return f"{separator.join(first)}{phrase(' or ', lang)}{last}"


@lru_cache(maxsize=_KEPT, typed=True)
def value_label(law: Law, value: Value) -> Text:
    """A value as people call it, in both languages."""
    if isinstance(value, bool):
        if value:
            return in_both("yes")
        return in_both("no")
    if isinstance(value, int):
        return {"en": f"{value:,}", "zh": f"{value:,}"}
    if isinstance(value, Iri):
        short = curie(value)
        if short == value:
            short = local(value) or value
        return law.label(value) or {"en": short}
    return {"en": str(value), "zh": str(value)}
