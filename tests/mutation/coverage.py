"""
What of the law the cases of tests/cases reach, goal by goal.

In: the cases, decided. Out: each goal with whether a case reaches it: a rule that applies, does not,
or is open; an override that decides, does not, or is open; a number one below, at and one above its
limit; a value of a fact stated; a duty due or not; a reading taken.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from mutation.trials import Record, records
from qingdan.law.conditions import Known
from qingdan.law.kleene import Status, any_of
from qingdan.law.load import law
from qingdan.law.model import Override
from qingdan.proving.classes import scale
from qingdan.rdf.names import curie, local

_WORDS: dict[Status, str] = {True: "true", False: "false", None: "unknown"}
_OUT_OF_REACH = Path(__file__).parent / "out-of-reach.json"
KINDS = ("rule", "override", "number", "answer", "duty", "reading")


class Goal(NamedTuple):
    """A kind of goal, the term that it is about, and what a case is to show of it."""

    kind: str
    term: str
    what: str

    def __str__(self) -> str:
        return f"{self.kind} {self.term}: {self.what}"


@cache
def goals() -> tuple[Goal, ...]:
    """Every goal, in the order of the law."""
    return tuple(dict.fromkeys(_goals()))


def _goals() -> Iterator[Goal]:
    for word in _WORDS.values():
        yield from (
            Goal("rule", curie(rule.iri), word) for rule in law().rules
        )
        yield from (
            Goal("override", curie(one.iri), word) for one in law().overrides
        )
    for fact, limit in _limits():
        for number in (limit - 1, limit, limit + 1):
            if number >= 0:
                yield Goal("number", fact, f"{number:,}")
    for fact, values in scale(law()).valued.items():
        yield from (Goal("answer", fact, _named(value)) for value in values)
    for duty in law().duties:
        if duty.follows_from:
            yield Goal("duty", curie(duty.iri), "due")
            yield Goal("duty", curie(duty.iri), "not due")
    for question in law().questions:
        for reading in question.readings:
            yield Goal("reading", question.notation, local(reading))


def _named(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else local(str(value))


def _limits() -> list[tuple[str, int]]:
    """The numbers with which a condition compares the persons of a fact."""
    tests = (
        test
        for one in (*law().rules, *law().duties)
        if one.condition
        for test in one.condition.tests()
    )
    return sorted(
        {
            (t.fact, t.limit)
            for t in tests
            if t.numeric and isinstance(t.limit, int)
        }
    )


@cache
def reached() -> dict[Goal, str]:
    """Each goal that a case reaches, with the first case that does."""
    first: dict[Goal, str] = {}
    for record in records():
        for goal in shown(record):
            first.setdefault(goal, record.name)
    return first


def shown(record: Record) -> Iterator[Goal]:
    """Every goal that a case reaches."""
    for iri, weighed in record.weighed.items():
        yield Goal("rule", curie(iri), _WORDS[weighed.applies])
    for override in record.overrides:
        status = _decides(override, record)
        if status != "idle":
            yield Goal("override", curie(override.iri), status)
    for fact in {fact for fact, _ in _limits()}:
        known = record.facts.get(fact)
        if isinstance(known, Known) and known:
            yield Goal("number", fact, f"{int(str(known[0])):,}")
    for fact, values in record.case.facts.items():
        for value in values:
            first = scale(law()).standing_for.get((fact, value), value)
            yield Goal("answer", fact, _named(first))
    due = (
        {duty.duty for duty in record.answer.duties}
        if record.answer
        else set()
    )
    for duty in law().duties if record.answer else ():
        word = "due" if curie(duty.iri) in due else "not due"
        yield Goal("duty", curie(duty.iri), word)
    for question in law().questions:
        taken = set(question.readings) & record.readings
        yield from (
            Goal("reading", question.notation, local(one)) for one in taken
        )


def _decides(override: Override, record: Record) -> str:
    """Whether an override makes a rule of the case give way; idle where none that it names applies."""
    weighed = record.weighed
    under = [weighed[iri] for iri in override.under if iri in weighed]
    if all(one.applies is False for one in under):
        return "idle"
    over = [weighed[iri].stands for iri in override.over if iri in weighed]
    return _WORDS[any_of(over)]


@cache
def out_of_reach() -> dict[Goal, str]:
    """The goals that no inventory reaches, each with the reason."""
    told = json.loads(_OUT_OF_REACH.read_text("utf-8"))["goals"]
    return {
        Goal(group["kind"], term, what): group["why"]
        for group in told
        for term, words in group["terms"].items()
        for what in words
    }


def lacking() -> list[Goal]:
    """The goals that no case reaches and that are not known to be out of reach."""
    return [
        goal
        for goal in goals()
        if goal not in reached() and goal not in out_of_reach()
    ]


def table() -> str:
    """How many goals of each kind there are, are reached, are out of reach, are lacking."""
    lines = [
        "| kind | goals | reached | out of reach | lacking |",
        "| --- " + "| --: " * 4 + "|",
    ]
    for kind in KINDS:
        some = [goal for goal in goals() if goal.kind == kind]
        hit = sum(goal in reached() for goal in some)
        beyond = sum(
            goal not in reached() and goal in out_of_reach() for goal in some
        )
        lines.append(
            f"| {kind} | {len(some)} | {hit} | {beyond} | {len(some) - hit - beyond} |"
        )
    return "\n".join(lines)
