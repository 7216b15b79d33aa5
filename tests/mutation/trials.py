"""
What tries a mutant: the cases of tests/cases, the table of decisions, the tables of tests/law.

In: a mutant. Out: the name of the first case or table that tells it from the law, or None. A case
is run only where the changed terms can bear on it: a rule whose condition comes to the same on the
facts of a settled case, under the reading taken, changes nothing of its answer.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from functools import cache, partial
from typing import Any, NamedTuple
from unittest.mock import patch

import forgetting
from cases import all_cases, facts_of, loaded
from expectations import held
from law_tables import differing
from mutation.mutants import Mutant
from qingdan import api
from qingdan.deciding import explain as explaining
from qingdan.deciding.case import Case, cases
from qingdan.deciding.determination import Determination
from qingdan.deciding.rulebook import rulebook
from qingdan.deciding.stand_ins import substituted
from qingdan.deciding.steps import Weighed
from qingdan.deciding.weighing import reviewed
from qingdan.law import load
from qingdan.law.kleene import Status
from qingdan.law.load import law
from qingdan.law.model import Duty, Law, Override, Rule
from qingdan.rdf.names import QD, curie

QUICK = bool(os.environ.get("QUICK"))
_DAY = timedelta(1)
# What a case expects that other readings or other facts than its own can change.
_ELSEWHERE = {"notLighterThan", "otherReadings", "wouldChange"}
_OF_READINGS = {"neverSays", "otherReadings", "says", "wouldChange"}
_OF_DUTIES = {
    *("duties", "noDuties", "dutyCites", "noDutyCites", "dutySays"),
    *("noneOf", "says", "neverSays"),
}
_OF_FLAGS = {*_OF_DUTIES, "cites", "firstSteps", "flags", "noFlags"}
# Changes that a case is asked to show before a table is.
_ANSWERS = {"dropped", "member", "severity", "turned"}
_LAWS = (
    "qingdan.deciding",
    "qingdan.law.definitions",
    "qingdan.law.model",
    "order",
)


class Record(NamedTuple):
    """A case with what the law of this installation makes of it."""

    name: str
    entry: dict[str, Any]
    case: Case
    answer: Determination | None
    weighed: Mapping[str, Weighed]
    facts: Mapping[str, Any]
    overrides: frozenset[Override]
    readings: frozenset[str]

    @property
    def keys(self) -> set[str]:
        """What the case expects something of."""
        return set(self.entry["expect"])


@cache
def records() -> tuple[Record, ...]:
    """Every case that is decided, in the order of the files."""
    return tuple(_records())


def _records() -> Iterator[Record]:
    for name, entry in all_cases():
        if "error" in entry["expect"]:
            continue
        inventory = loaded(facts_of(entry))
        day = date.fromisoformat(entry["asOf"]) if entry.get("asOf") else None
        for case in cases(law(), inventory, inventory.items[0], day):
            yield record_of(name, entry, case, entry.get("readings") or [])


def record_of(
    name: str,
    entry: dict[str, Any],
    case: Case,
    readings: list[str],
    whole: bool = True,
) -> Record:
    """A case with what the law makes of it; its answer only where the whole is wanted."""
    chosen = api.readings(readings)
    book = rulebook(law(), case.day, chosen)
    facts = substituted(law(), book.readings, case.facts)
    answer = explaining.explain(law(), case, {}, chosen) if whole else None
    weighed = dict(book.weigh(facts))
    return Record(
        name,
        entry,
        case,
        answer,
        weighed,
        facts,
        book.overrides,
        book.readings,
    )


def killer(mutant: Mutant) -> str | None:
    """The first table or case that tells a mutant from the law; None where it survives."""
    changed = mutant.law()
    by_table = partial(_table, changed)
    by_case = partial(_case, mutant, changed)
    if mutant.kind in _ANSWERS:
        return by_case() or by_table()
    return by_table() or by_case()


def _table(changed: Law) -> str | None:
    return next(differing(changed), None)


def _case(mutant: Mutant, changed: Law) -> str | None:
    for record in affected(mutant, changed):
        with in_place(changed), _only_what_is_expected(record):
            if not _held(record.entry):
                return record.name
    return None


def _held(entry: dict[str, Any]) -> bool:
    """Whether a case still gives the answer that it expects; a law that fails gives none."""
    try:
        held(entry)
    except Exception:
        return False
    return True


@contextmanager
def in_place(changed: Law) -> Iterator[None]:
    """A changed law in the place of that of this installation, in this process, and nothing kept of it."""
    kept = load.law("cq-2025")
    with patch.object(
        load,
        "_of_edition",
        lambda edition: changed if edition == "cq-2025" else kept,
    ):
        yield


@contextmanager
def _only_what_is_expected(record: Record) -> Iterator[None]:
    """The other readings of an answer are left out where a case expects nothing of them."""
    if record.keys & _OF_READINGS:
        yield
        return
    with patch.object(explaining, "readings_on", lambda known, like: ()):
        yield


def forget() -> None:
    """Let go what was worked out for laws that are no longer tried."""
    forgetting.forget(_LAWS)


def affected(mutant: Mutant, changed: Law) -> list[Record]:
    """The cases on which a mutant can bear, those first on which it most likely does."""
    ranked: dict[str, tuple[int, Record]] = {}
    for record in records():
        rank = _rank(mutant, changed, record)
        known = ranked.get(record.name)
        if rank is not None and (known is None or rank < known[0]):
            ranked[record.name] = rank, record
    return [
        record for _, record in sorted(ranked.values(), key=lambda one: one[0])
    ]


def _rank(mutant: Mutant, changed: Law, record: Record) -> int | None:
    if mutant.kind == "day":
        return _by_day(mutant, record)
    terms = [_pair(iri, changed) for iri in mutant.terms]
    if any(before is None for before, _ in terms):
        return _of_the_whole(mutant, changed, record)
    ranks = [_by_term(before, after, record) for before, after in terms]
    return min((rank for rank in ranks if rank is not None), default=None)


def _pair(iri: str, changed: Law) -> tuple[Any, Any]:
    """A rule, an override or a duty before and after; None before where it is another term."""
    return _terms(law()).get(iri), _terms(changed).get(iri)


@cache
def _terms(known: Law) -> dict[str, Rule | Override | Duty]:
    return {
        one.iri: one for one in (*known.rules, *known.overrides, *known.duties)
    }


def _by_day(mutant: Mutant, record: Record) -> int | None:
    days = {
        date.fromisoformat(word)
        for word in mutant.name.split()
        if word[:2] in ("19", "20") and word[4:5] == "-"
    }
    near = {day + step for day in days for step in (-_DAY, 0 * _DAY, _DAY)}
    return 0 if record.case.day in near else None


def _of_the_whole(mutant: Mutant, changed: Law, record: Record) -> int | None:
    """A question, a fact, an outcome or a flag: cases that name it first."""
    names = {curie(iri).partition(":")[2] for iri in mutant.terms}
    assert record.answer
    for iri in mutant.terms:
        if iri in law().outcomes:
            reached = {QD + name for name in record.answer.possible}
            passed = {
                one.rule.concludes
                for one in record.weighed.values()
                if one.applies is not False
            }
            return 0 if iri in reached else 1 if iri in passed else None
    if names & set(record.case.assumed) or names & {
        one.flag for one in record.answer.flags
    }:
        return 0
    touched = {one.question for one in record.answer.readings}
    return 1 if mutant.terms & touched or record.keys & _ELSEWHERE else 2


def _by_term(before: Any, after: Any, record: Record) -> int | None:
    if isinstance(before, Duty):
        return _by_duty(before, after, record)
    if isinstance(before, Override):
        return _by_override(before, after, record)
    return _by_rule(before, after, record)


def _by_rule(before: Rule, after: Rule | None, record: Record) -> int | None:
    if not _bears(before) and not record.keys & _OF_FLAGS:
        return None
    told = record.weighed.get(before.iri)
    elsewhere = _elsewhere(record)
    if after and _gates(after) != _gates(before):
        return 0 if told and told.applies is not False else 1
    if told is None or (told.applies is False and told.trace is None):
        return elsewhere
    if after is None or after.condition is before.condition:
        return elsewhere if told.applies is False else 0 if told.stands else 1
    now, then = (_status(one, record) for one in (after, before))
    if now is not then:
        return 0
    return 1 if now is None or _compared(before, record) else elsewhere


def _elsewhere(record: Record) -> int | None:
    """The last to be tried: cases that expect something of other readings or other facts."""
    return 3 if not QUICK and record.keys & _ELSEWHERE else None


def _gates(rule: Rule) -> tuple[object, ...]:
    """What opens and closes a rule beside its condition."""
    return rule.regime, rule.settled_by, rule.readings


def _status(rule: Rule, record: Record) -> Status:
    facts = reviewed(rule, record.facts)
    return rule.condition.evaluate(facts).status if rule.condition else True


def _bears(rule: Rule) -> bool:
    """Whether an outcome or a regime may turn on a rule: not on flags that override nothing."""
    return not rule.raises or any(
        rule.iri in one.over for one in law().overrides
    )


def _compared(rule: Rule, record: Record) -> bool:
    """Whether a case expects a comparison of a number that a rule tests."""
    wanted = record.entry["expect"].get("comparison", {}).get("fact")
    tests = rule.condition.tests() if rule.condition else ()
    return wanted is not None and any(test.fact == wanted for test in tests)


def _by_override(
    before: Override, after: Override | None, record: Record
) -> int | None:
    def some(names: frozenset[str]) -> bool:
        return any(
            iri in record.weighed and record.weighed[iri].applies is not False
            for iri in names
        )

    pairs = [(one.over, one.under) for one in (before, after) if one]
    if any(some(over) and some(under) for over, under in pairs):
        used = any(
            before in one.defeated_by for one in record.weighed.values()
        )
        return 0 if used else 1
    return _elsewhere(record)


def _by_duty(before: Duty, after: Duty | None, record: Record) -> int | None:
    if not record.keys & _OF_DUTIES:
        return None
    named = str([record.entry["expect"].get(key) for key in _OF_DUTIES])
    local_name = curie(before.iri).partition(":")[2]
    return 0 if local_name in named else None
