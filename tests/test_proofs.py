"""The law proved: theorems over all facts, formulas that say what the engine says, and faults that the theorems find."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import islice, pairwise
from typing import Any

import pytest
import z3
from hypothesis import note, reject

from calls import call
from cases import loaded
from guard import Ledger, guarded
from inventories import Facts, inventories, turtle
from qingdan.deciding.case import Case, cases
from qingdan.deciding.rulebook import rulebook
from qingdan.deciding.stand_ins import substituted
from qingdan.errors import InputError
from qingdan.inventory.subject import Node
from qingdan.law import conditions
from qingdan.law.load import law
from qingdan.law.model import Law
from qingdan.proving.alive import DEAD, elements
from qingdan.proving.asked import Completions, open_ones
from qingdan.proving.bench import Bench, Failure
from qingdan.proving.classes import BEGUN, LATER
from qingdan.proving.kleene import Ternary, formula
from qingdan.proving.monotone import monotone
from qingdan.proving.prove import NAMES, QUESTIONS, prove
from qingdan.proving.statement import Statement
from qingdan.proving.theorems import Theorem, no_conflict, no_fail_open, total
from qingdan.proving.witness import status, true
from qingdan.rdf.names import curie, expand

DEFAULTS: frozenset[str] = frozenset()


@pytest.mark.parametrize("edition", ["cq-2025", "cn"])
def test_the_law_is_proved(edition: str) -> None:
    """
    Every theorem holds for all days: of the national rules under each reading, of the
    Chongqing list under the defaults, and in the slow check under each reading too, with what
    is asked for.
    """
    slow = "QINGDAN_SLOW" in os.environ
    each = edition == "cn" or slow
    names = NAMES if slow else [name for name in NAMES if name != QUESTIONS]
    failed = [
        (one.theorem, under, failure.what)
        for one in prove((edition,), tuple(names), each_reading=each)
        for under, failure in one.failures
    ]
    assert failed == []


@cache
def bench() -> Bench:
    """The law of this installation with two cases over it."""
    return Bench(law())


@guarded(inventories(), suite=50)
def test_formulas_say_what_the_engine_says(
    ledger: Ledger, drawn: tuple[Facts, str]
) -> None:
    """For a random inventory each rule applies and stands by the formulas as it does in the engine."""
    facts, day = drawn
    note(f"asked about {day}\n{turtle(facts)}")
    try:
        inventory = loaded(facts)
        item, asked = inventory.items[0], date.fromisoformat(day)
        case = next(cases(law(), inventory, item, asked))
    except InputError:
        ledger.refused += 1
        reject()
    ledger.decided_ones += 1
    stated = bench().one
    nodes = [item, *inventory.exports.get(item.iri, ())]
    nodes += [
        node
        for node in inventory.nodes.values()
        if node.kind in ("DataHandler", "Tally")
    ]
    model = _model(stated, nodes, asked)
    assert true(model, stated.admissible()), (
        "the formulas refuse what the engine takes"
    )
    assert _differing(case, model) == []


def _differing(case: Case, model: z3.ModelRef) -> list[str]:
    book = rulebook(law(), case.day)
    told = book.weigh(substituted(law(), book.readings, case.facts))
    wrong = []
    for iri, (applies, stands) in marks().items():
        formulas = status(model, applies), status(model, stands)
        if formulas != (
            (told[iri].applies, told[iri].stands)
            if iri in told
            else (False, False)
        ):
            wrong.append(curie(iri))
    return wrong


@cache
def marks() -> dict[str, tuple[Ternary, Ternary]]:
    """A name for when each rule applies and stands, so that the solver works them all out at once."""
    return {
        iri: (_named(f"{iri} applies"), _named(f"{iri} stands"))
        for iri in bench().weighing(bench().one).rules
    }


def _named(name: str) -> Ternary:
    return Ternary(z3.Bool(f"{name}, true"), z3.Bool(f"{name}, false"))


@cache
def _marked() -> z3.Solver:
    solver = z3.Solver()
    for iri, one in bench().weighing(bench().one).rules.items():
        for mark, meant in zip(
            marks()[iri], (one.applies, one.stands), strict=True
        ):
            solver.add(
                mark.true == formula(meant.true),
                mark.false == formula(meant.false),
            )
    return solver


def _model(stated: Statement, nodes: list[Node], day: date) -> z3.ModelRef:
    """The variables of a case at what an inventory states."""
    told: dict[str, list[Any]] = {}
    for node in nodes:
        told |= node.facts
    if "ground" not in told:
        told.pop("groundProven", None)
    known: list[z3.BoolRef] = []
    for name, values in stated.has.items():
        held = {
            _class(stated, name, value, day) for value in told.get(name, ())
        }
        known += [
            variable == (value in held) for value, variable in values.items()
        ]
    for name, number in stated.number.items():
        known.append(stated.stated_number[name] == (name in told))
        known.append(number == (told[name][0] if name in told else 0))
    tally = next((node for node in nodes if node.kind == "Tally"), None)
    as_of = (
        tally.one("asOf") if tally and tally.one("year") == day.year else None
    )
    transfer = told.get("exportDate", [day])[0]
    days = {
        stated.tally: isinstance(as_of, date),
        stated.behind: isinstance(as_of, date) and as_of < day,
        stated.ahead: isinstance(as_of, date) and as_of > day,
        stated.transfer_later: isinstance(as_of, date) and transfer > as_of,
        stated.endless: told.get("noKnownMaximum") == [True],
    }
    known += [variable == value for variable, value in days.items()]
    for stretch, held in stated.day.items():
        inside = (stretch.first or day) <= day <= (stretch.last or day)
        known.append(held == inside)
    solver = _marked()
    solver.push()
    solver.add(*known)
    assert solver.check() == z3.sat
    model = solver.model()
    solver.pop()
    return model


def _class(stated: Statement, name: str, value: Any, day: date) -> Any:
    if isinstance(value, date):
        return BEGUN if value <= day else LATER
    return stated.scale.standing_for.get((name, value), value)


def test_an_item_without_personal_information_can_state_all() -> None:
    """The theorems over cases that state everything are about data without personal information too."""
    none = bench().one.has["containsPersonalInformation"][False]
    model = bench().ask(bench().both, none)
    assert model is not None
    (shown,) = bench().shown(model, [bench().weighing(bench().one)])
    assert "personalInformationKind" not in shown.parts["item"]


def _without(law_: Law, *iris: str) -> Law:
    """The law without some rules and overrides."""
    gone = set(map(expand, iris))
    return replace(
        law_,
        rules=tuple(rule for rule in law_.rules if rule.iri not in gone),
        overrides=tuple(
            override for override in law_.overrides if override.iri not in gone
        ),
    )


def _failure(broken: Law, theorem: Theorem, outcome: str | None) -> Failure:
    found = theorem(Bench(broken), DEFAULTS)
    assert found is not None
    assert found.mend
    if outcome:
        assert found.shown[0].decided(broken, DEFAULTS).outcome == outcome
    return found


def test_a_gap_is_found() -> None:
    """Without the default of the list nothing concludes below the bands; the inventory that shows it is printed."""
    broken = _without(law(), "cq25:rule-out-of-list")
    found = _failure(broken, total, None)
    assert "a gap in the rules" in found.what
    assert "a qd:DataItem" in found.shown[0].turtle()


def test_a_conflict_is_found() -> None:
    """Without the override of the higher tier two tiers stand side by side, and both rules are named."""
    broken = _without(law(), "cn:override-higher-tier")
    found = _failure(broken, no_conflict, "SecurityAssessment")
    assert "rules with different outcomes stand together" in found.what
    assert "rule-t2-" in found.what


def test_a_way_to_fail_open_is_found() -> None:
    """A rule that takes what is not stated for a no lets data clear that turns out to need an assessment."""
    test = conditions.Test("knownVehicleData", "has", True)
    known = conditions.Condition("test", test=test)
    name = "rule-automotive-charging-network"
    rules = tuple(
        replace(rule, condition=known, head=None)
        if rule.iri.endswith(name)
        else rule
        for rule in law().rules
    )
    found = no_fail_open(Bench(replace(law(), rules=rules)), DEFAULTS)
    assert found
    assert found.what.startswith(("settled as Exempt", "settled as NoReg"))
    less, more = (one.parts["item"] for one in found.shown)
    assert "vehicleData" not in less
    assert "vehicleData" in more or "sector" in more


def test_what_lightens_as_volume_grows_is_found() -> None:
    """A ground that ends the enquiry only for many persons would make more persons lighter."""
    found = None
    rules = []
    for rule in law().rules:
        if rule.iri.endswith("cn/rule-t1-ordinary-volume"):
            test = next(
                test for test in rule.condition.tests() if test.numeric
            )
            moved = replace(test, operator=">=")
            condition = _with_test(rule.condition, test, moved)
            rule = replace(rule, condition=condition)
        rules.append(rule)
    found = monotone(
        Bench(replace(law("cn"), rules=_of("cn", rules))), DEFAULTS
    )
    assert found
    assert "ordinaryPersons" in found.what


def _of(edition: str, rules: list[Any]) -> tuple[Any, ...]:
    kept = {rule.iri for rule in law(edition).rules}
    return tuple(rule for rule in rules if rule.iri in kept)


def _with_test(condition: Any, test: Any, moved: Any) -> Any:
    if condition.test is test:
        return replace(condition, test=moved)
    return replace(
        condition,
        parts=tuple(_with_test(part, test, moved) for part in condition.parts),
    )


def test_what_no_answer_turns_on_is_found() -> None:
    """A rule that another makes needless, and that is not declared, is named."""
    spare = next(
        rule
        for rule in law("cn").rules
        if rule.iri.endswith("rule-state-secret")
    )
    idle = replace(
        spare,
        iri=spare.iri + "-again",
        valid_from=date(2024, 1, 1),
        raises=None,
    )
    idle = replace(idle, valid_to=date(2023, 1, 1))
    broken = replace(law("cn"), rules=(*law("cn").rules, idle))
    told = next(
        one
        for one in elements(Bench(broken), whole=False)
        if one.iri == idle.iri
    )
    assert (told.kind, told.effect) == ("rule", DEAD)


def test_a_question_too_few_or_too_many_is_found() -> None:
    """What the engine asks suffices and is needed; with one question less or an idle one it would not be so."""
    national = Bench(law("cn"))
    completions = Completions(national, DEFAULTS)
    for inventory in islice(open_ones(national, DEFAULTS), 2):
        asked = inventory.asked
        assert not completions.differ(inventory, asked, merged=True)
        assert list(completions.idle(inventory)) == []
        fewer = [name for name in asked if name != "secrecy"]
        if "secrecy" in asked:
            assert completions.differ(inventory, fewer, merged=True)
        more = inventory._replace(asked=(*asked, "holdsOrdinaryPersons"))
        assert list(completions.idle(more)) == ["holdsOrdinaryPersons"]


_FORMULAS = """
from hashlib import sha256
from qingdan.law.load import law
from qingdan.proving.bench import Bench
from qingdan.proving.kleene import formula
bench = Bench(law())
weighing = bench.weighing(bench.one)
parts = [bench.one.admissible(), *map(formula, weighing.standing.values())]
print(sha256("".join(part.sexpr() for part in parts).encode()).hexdigest())
"""


def test_formulas_are_the_same_in_every_run() -> None:
    """Whatever the order of sets in a process, the solver is asked the same and finds the same regions."""
    seeds = [
        subprocess.run(
            [sys.executable, "-c", _FORMULAS],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert seeds[0] == seeds[1]


def test_a_witness_is_an_inventory_that_the_engine_decides() -> None:
    """A model of the solver is written as Turtle, decided, and held against the formulas rule by rule."""
    one = bench().weighing(bench().one)
    for outcome, stands in one.standing.items():
        model = bench().ask(bench().alone, stands)
        if model:
            (shown,) = bench().shown(model, [one])
            assert "a qd:DataItem" in shown.turtle()
            told = rulebook(law(), shown.day).weigh(shown.case(law()).facts)
            assert any(
                w.stands and w.rule.concludes == outcome for w in told.values()
            )


def test_stretches_join_without_a_gap() -> None:
    """Each stretch of days begins on the day after the one before."""
    days = list(bench().one.day)
    for before, after in pairwise(days):
        assert before.last is not None
        assert after.first == before.last + timedelta(1)


def test_the_command_tells_what_was_proved() -> None:
    """`qingdan lists prove` as JSON: the list, the theorem, what was asked; exit status 0 where all holds."""
    named = ("cn", "--theorem", "no-conflict", "--readings", "defaults")
    found = call("lists", "prove", *named, "--format", "json")
    assert found.status == 0, found.err
    (told,) = json.loads(found.out)
    assert (told["list"], told["theorem"], told["holds"]) == (
        "cn",
        "no-conflict",
        True,
    )
    assert told["asked"] == 1


@pytest.mark.parametrize("named", [["xx-1999"], ["cn", "--theorem", "beauty"]])
def test_what_is_not_known_is_refused(named: list[str]) -> None:
    """A list or a theorem that is not known: exit status 2, one line, nothing on standard output."""
    found = call("lists", "prove", *named)
    assert (found.status, found.out) == (2, "")
    assert "choose" in found.err
