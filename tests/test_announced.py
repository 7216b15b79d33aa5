"""
Once it is stated, a fact gives the outcome that was
announced for it: every fact, value and question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import assume, note
from hypothesis import strategies as st

import qingdan
from cases import bases, decided, facts_of, with_facts
from guard import Ledger, guarded
from inventories import Facts, inventories, stated_facts, turtle, word
from qingdan.deciding.determination import Answer, Determination, MissingFact
from qingdan.law.load import law

DAY = "2026-03-02"


@guarded(inventories(), st.data(), suite=50)
def test_what_is_announced_for_an_answer_comes_true(
    ledger: Ledger, drawn: tuple[Facts, str], data: st.DataObject
) -> None:
    """Each value of a missing fact, stated, gives its outcome, or leaves open what was open."""
    stated, day = drawn
    before = ledger.decided(stated, day)
    assume(before.missing)
    note(f"asked about {day}: {before.outcome}\n{turtle(stated)}")
    _holds_its_promises(
        data.draw(st.sampled_from(before.missing)), stated, day, before
    )


def _without_one() -> Iterator[tuple[str, str]]:
    known = stated_facts()
    for base in sorted(bases()):
        facts = facts_of({"base": base})
        yield from (
            (base, name) for name, part in known.items() if name in facts[part]
        )


@pytest.mark.parametrize(("base", "fact"), list(_without_one()))
def test_each_fact_of_each_base_keeps_its_promise(
    base: str, fact: str
) -> None:
    """
    A complete base with one fact taken out: every question
    that comes is held to every answer.
    """
    stated = with_facts(
        facts_of({"base": base}), {stated_facts()[fact]: {fact: None}}
    )
    before = decided(stated, DAY)
    for missing in before.missing:
        _holds_its_promises(missing, stated, DAY, before)


def _holds_its_promises(
    missing: MissingFact, stated: Facts, day: str, before: Determination
) -> None:
    for answer in missing.answers:
        for value in _values(missing, answer):
            after = _once_stated(stated, missing, value, day)
            if after is not None:
                told = f"{missing.fact} {value} of {before.possible}: announced {answer.outcome}"
                told = f"{told}, came to {after.outcome} of {after.possible}"
                assert set(after.possible) <= set(before.possible), told
                assert after.outcome == answer.outcome, told


def _once_stated(
    stated: Facts, missing: MissingFact, value: Any, day: str
) -> Determination | None:
    """The answer with the fact stated; None where it contradicts what is stated, and is refused."""
    told = with_facts(stated, {missing.about: {missing.fact: value}})
    if missing.about == "tally":
        if (
            str(stated["tally"].get("asOf", day)) > day
            or "noKnownMaximum" in stated["tally"]
        ):
            return None  # a tally of the day asked about is a new one, in all its numbers
        counted = (
            _before(day)
            if any(name.startswith("adds") for name in stated["export"])
            else day
        )
        told["tally"] = {
            "asOf": counted,
            "year": int(day[:4]),
            **told["tally"],
        }
    try:
        return decided(told, day)
    except qingdan.InputError:
        return None


def _before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(1)).isoformat()


def _values(missing: MissingFact, answer: Answer) -> list[Any]:
    """Every value that an answer names: both ends of a range, each term of an alternative."""
    value = answer.value
    if isinstance(value, bool):
        return [value]
    if isinstance(value, int):
        numbers = [
            int(n.replace(",", ""))
            for n in re.findall(r"[\d,]+", answer.label["en"])
        ]
        return (
            numbers
            if "or more" not in answer.label["en"]
            else [*numbers, numbers[0] + 5_000_000]
        )
    many = law().facts[missing.fact].is_a("ManyValued")
    named = answer.label["en"].split(" or ")
    members = law().facts[missing.fact].members
    meant = [
        word(m) for m in sorted(members) if law().label(m).get("en") in named
    ]
    found = meant or [word(str(value))]
    return [[one] for one in found] if many else found


# What is stated beside the tally of the day before, and each question with where its answers turn.
BEHIND = [
    (
        {"ordinaryPersons": None},
        {"addsOrdinaryPersons": 20},
        {"ordinaryPersons": ["0", "99,980", "999,980"]},
    ),
    (
        {"ordinaryPersons": None},
        {},
        {
            "addsOrdinaryPersons": ["0", "100,000", "1,000,000"],
            "ordinaryPersons": ["0", "100,000", "1,000,000"],
        },
    ),
    (
        {"ordinaryPersons": 99_990},
        {},
        {"addsOrdinaryPersons": ["0", "10", "900,010"]},
    ),
]


@pytest.mark.parametrize(("counted", "added", "questions"), BEHIND)
def test_what_is_added_since_a_tally(
    counted: Facts, added: Facts, questions: dict[str, list[str]]
) -> None:
    """A tally of the day before and the persons added since are asked for, and counted, together."""
    tally = {"asOf": "2026-03-01", "sensitivePersons": 0, **counted}
    export = {"addsSensitivePersons": 0, **added}
    stated = facts_of(
        {
            "base": "icv-maker-in-zone",
            "facts": {"tally": tally, "export": export},
        }
    )
    asked = {
        missing.fact: [
            answer.label["en"].split()[0] for answer in missing.answers
        ]
        for missing in decided(stated, "2026-03-02").missing
    }
    assert asked == questions


def test_nobody_is_added_to_a_tally_that_holds_the_transfer() -> None:
    """Persons added on top of a tally of the day, or of a later one, would be counted twice."""
    for day in ("2026-03-02", "2026-03-03"):
        facts = {
            "tally": {"asOf": day},
            "export": {"addsOrdinaryPersons": 0},
        }
        stated = facts_of({"base": "icv-maker-in-zone", "facts": facts})
        assert decided(stated, "2026-03-02").outcome == "ExemptOutOfList"
        stated["export"]["addsOrdinaryPersons"] = 1
        with pytest.raises(
            qingdan.InputError, match="holds the transfer already"
        ):
            decided(stated, "2026-03-02")
