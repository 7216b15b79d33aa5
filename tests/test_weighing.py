"""
Weighing rests on the facts alone: neither on what a book
weighed before, nor on how the book was made.
"""

from __future__ import annotations

import json
import random
from datetime import date
from functools import cache

import pytest

import qingdan
from cases import all_cases, document, facts_of
from qingdan import api
from qingdan.deciding.beside import Beside
from qingdan.deciding.case import cases
from qingdan.deciding.diagram import outcomes
from qingdan.deciding.enquiry import enquiry_of
from qingdan.deciding.open_rules import left_of
from qingdan.deciding.rulebook import Rulebook, rulebook
from qingdan.deciding.stand_ins import substituted
from qingdan.deciding.steps import Weighed, ordered
from qingdan.deciding.weighing import NOTHING, Weighing
from qingdan.law import conditions
from qingdan.law.conditions import Condition, Facts, Known
from qingdan.law.load import law
from qingdan.serving.interview import ask
from qingdan.serving.preparing import explore

DAY = date(2026, 3, 2)
READINGS = [
    reading for question in law().questions for reading in question.readings
]


@cache
def stated() -> list[Facts]:
    """The facts of the cases, and those that differ from them in one fact; in no order."""
    found: list[Facts] = []
    for _, case in all_cases():
        content = json.dumps(document(facts_of(case))).encode()
        try:
            inventory = api.loads(content, ".jsonld")
            facts = next(
                cases(law(), inventory, inventory.items[0], DAY)
            ).facts
        except qingdan.InputError:
            continue
        left_out = random.Random(content).choice(sorted(facts))
        found += [
            facts,
            {name: value for name, value in facts.items() if name != left_out},
        ]
    random.Random(7).shuffle(found)
    return found


@pytest.mark.parametrize("chosen", [None, *READINGS[::7]])
def test_what_was_weighed_before_changes_nothing(chosen: str | None) -> None:
    """
    A book that weighs case after case says of each what a
    new book made of its rules alone says.
    """
    readings = frozenset([chosen] if chosen else [])
    book = rulebook(law(), DAY, readings)
    overrides = sorted(book.overrides, key=lambda override: override.iri)
    steps = ordered(book.rules, overrides)
    for facts in stated()[:: 1 if chosen is None else 9]:
        fresh = Rulebook(steps, book.overrides, book.readings)
        alone = fresh.weigh(facts)
        weighed = book.weigh(facts)
        assert weighed.keys() == alone.keys()
        for iri, one in weighed.items():
            assert one[:4] == alone[iri][:4], iri
            assert set(one.defeated_by) == set(alone[iri].defeated_by), iri


def test_another_reading_weighed_beside_the_first_says_what_it_says_alone() -> (
    None
):
    """
    The book of another reading weighs what differs; where nothing
    that differs bears on a case, it comes to the same outcomes.
    """
    book = rulebook(law(), DAY)
    others = [rulebook(law(), DAY, frozenset([each])) for each in READINGS]
    pairs = [(other, Beside.of(other, book)) for other in others]
    for facts in stated()[::61]:
        read = substituted(law(), book.readings, facts)
        weighing = book.whole(read)
        reached = outcomes(enquiry_of(law(), book).explore(facts))
        for other, beside in pairs:
            assert beside is not None
            enquiry = enquiry_of(law(), other)
            there = enquiry.classes.read(facts)
            moved = beside.weighing(there, weighing)
            alone = other.bearing_on(there, NOTHING)
            for bit, weighed in alone.by_bit.items():
                assert moved.by_bit[bit] == weighed, weighed.rule.iri
            bearing = other.bearing
            assert moved.standing & bearing == alone.standing
            assert moved.still_open & bearing == alone.still_open
            if there == read and not beside.differs(there, weighing):
                assert outcomes(enquiry.explore(facts)) == reached


def test_an_empty_interview_is_explored_before_anybody_asks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """
    The first question weighs hardly a case.

    What it could come to was explored when the front started.
    """
    explore(DAY)
    weighing, weighed = Rulebook.weighing, list[Facts]()

    def counting(
        book: Rulebook,
        facts: Facts,
        before: Weighing,
        among: int | None = None,
    ) -> Weighing:
        weighed.append(facts)
        return weighing(book, facts, before, among)

    monkeypatch.setattr(Rulebook, "weighing", counting)
    for day in ("", DAY.isoformat()):
        for lang in ("en", "zh"):
            options = {
                "lang": lang,
                "facts": {},
                "as_of": day,
                "skipped": [],
                "find": "",
                "asked": "",
            }
            assert b'"question": {' in ask(options, b"").content
            assert len(weighed) < 10, day


def test_what_is_left_of_a_rule_tells_its_open_parts_apart() -> None:
    """Two cases whose open tests are the same are not one where another part of the rule is settled."""
    names = ("coreData", "vehicleData", "geodata", "trafficFlow")
    tests = [
        Condition("test", test=conditions.Test(name, "has", True))
        for name in names
    ]
    pairs = tuple(
        Condition("or", parts=tuple(tests[start : start + 2]))
        for start in (0, 2)
    )
    joined = Condition("and", parts=pairs)
    keys = set()
    for first in (True, False):
        facts = {"coreData": Known([first]), "geodata": Known([False])}
        trace = joined.evaluate(facts)
        assert trace.status is None
        open_tests = [
            leaf.test for leaf in trace.leaves() if leaf.status is None
        ]
        assert open_tests == [tests[1].test, tests[3].test]
        rule = law().rules[0]
        keys.add(left_of(Weighed(rule, None, None, trace)))
    assert len(keys) == 2
