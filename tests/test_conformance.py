"""The suite for other engines: its form, its answers, and what is told of an engine."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from calls import call
from qingdan.conforming import (
    KEYS,
    Case,
    answers_of,
    cases,
    compared,
    own_answers,
)
from qingdan.files import folder

SUITE = list(cases())
FOLDER = folder("conformance")


def perfect() -> dict[str, Any]:
    """The answers that the suite expects."""
    return {case.name: dict(case.expected) for case in SUITE}


def schema(name: str) -> jsonschema.Draft202012Validator:
    """A schema of the suite, checked itself."""
    form = json.loads((FOLDER / f"{name}.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(form)
    return jsonschema.Draft202012Validator(form)


@pytest.mark.parametrize(
    "path",
    sorted((FOLDER / "cases").glob("*.json")),
    ids=lambda path: path.stem,
)
def test_cases_have_the_form_of_their_schema(path: Path) -> None:
    """Every file, and the answers as answers."""
    content = json.loads(path.read_text("utf-8"))
    schema("cases").validate(content)
    for each in content["cases"]:
        schema("answers").validate({"case": each["case"]} | each["expected"])


def test_the_suite_is_large_and_of_all_kinds() -> None:
    """Each name once; every outcome of the law that can be reached, under three lists."""
    assert len(SUITE) >= 500
    assert len({case.name for case in SUITE}) == len(SUITE)
    assert {case.list for case in SUITE} == {"cq-2025", "bj-2025", "cn"}
    outcomes = {case.expected.get("outcome") for case in SUITE}
    from qingdan.law.load import law

    assert {outcome.name for outcome in law().outcomes.values()} <= outcomes


def test_the_grid_of_volumes_is_what_this_engine_answers() -> None:
    """The cases that stand in no other test; the others are held in the test of cases."""
    grid = [case for case in SUITE if case.name.startswith("grid-")]
    score = compared(grid, own_answers(grid))
    assert score.conforms, score.differences
    assert set(score.compared) == set(KEYS)


def test_each_case_of_the_tests_stands_in_the_suite() -> None:
    """None is left over and none is lacking: `nox -s conformance` writes them."""
    from cases import all_cases

    named = {
        f"{name.partition('/')[0]}/{case['id']}" for name, case in all_cases()
    }
    suite = {case.name for case in SUITE}
    assert {name for name in suite if not name.startswith("grid-")} == named


@pytest.mark.parametrize("key", KEYS)
def test_another_answer_is_told(key: str) -> None:
    """Each key, in a case where it matters."""
    case = next(case for case in SUITE if case.expected.get(key))
    answers = perfect()
    answers[case.name][key] = "Other"
    score = compared(SUITE, answers)
    assert [(each.case.name, each.key) for each in score.differences] == [
        (case.name, key)
    ]
    assert not score.conforms


def test_what_is_left_out_is_told() -> None:
    """A missing line fails, an outcome left out too; another key is not compared."""
    answers = perfect()
    settled = [case for case in SUITE if case.expected.get("rules")]
    first, second, third, fourth = settled[:4]
    del answers[first.name]
    del answers[second.name]["outcome"]
    del answers[third.name]["rules"]
    answers[fourth.name] = {"unsupported": "days before the list"}
    score = compared(SUITE, answers)
    assert score.missing == [first]
    assert [(each.case, each.key) for each in score.differences] == [
        (second, "outcome")
    ]
    assert score.unsupported == [(fourth, "days before the list")]


@pytest.mark.parametrize("expected", [True, False])
def test_a_refusal_is_an_answer(expected: bool) -> None:
    """A case that is refused and one that is not are told apart."""
    case = next(
        case for case in SUITE if ("refused" in case.expected) is expected
    )
    wrong: dict[str, Any] = {"refused": True}
    if expected:
        wrong = {"outcome": "ExemptBelowThreshold"}
    score = compared([case], {case.name: wrong})
    assert [each.key for each in score.differences] == ["refused"]


def engine(tmp_path: Path, body: str) -> str:
    """A command that reads cases and does what the body says with each."""
    path = tmp_path / "engine.py"
    path.write_text(
        "import json, sys\nfor line in sys.stdin:\n    case = json.loads(line)\n"
        f"    assert 'expected' not in case\n    {body}\n",
        "utf-8",
    )
    return f"{sys.executable} {path}"


def test_a_command_is_asked(tmp_path: Path) -> None:
    """What it does not know is unsupported, and its wrong answers are told with their sentence."""
    body = (
        "print(json.dumps({'case': case['case'], **({'outcome': 'NotAnExport'}"
        " if case['case'].startswith('grid') else {'unsupported': 'other'})}))"
    )
    done = call(
        "conformance", "--engine", engine(tmp_path, body), "--format", "json"
    )
    told = json.loads(done.out)
    assert done.status == 1
    assert told["answered"] == told["keys"]["outcome"]["compared"] == 180
    assert len(told["unsupported"]) == len(SUITE) - 180
    assert told["differences"][0]["title"]["zh"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("sys.exit(3)", "exit status 3"),
        ("print('no')", "line 1"),
        ("print(json.dumps({'case': 'x'}))", "answers x again"),
    ],
)
def test_a_command_that_fails_is_told(
    tmp_path: Path, body: str, said: str
) -> None:
    """In one line, with exit status 2."""
    done = call("conformance", "--engine", engine(tmp_path, body))
    assert done.status == 2
    assert said in done.err
    assert done.err.count("\n") == 1


def test_one_thing_is_asked_at_a_time(tmp_path: Path) -> None:
    """Neither is passed over."""
    done = call("conformance", "--engine", "true", "--print", "cases")
    assert done.status == 2
    assert "name one of them" in done.err


def test_cases_are_printed_for_an_engine() -> None:
    """Without their answers; as inventories that this engine reads as well."""
    lines = call("conformance", "--print", "inventories").out.splitlines()
    assert len(lines) == len(SUITE)
    first = json.loads(lines[0])
    assert "expected" not in first
    assert first["inventory"]["@graph"][1]["id"] == "urn:x:item"


def test_answers_of_a_file_are_read(tmp_path: Path) -> None:
    """What the suite expects conforms."""
    path = tmp_path / "answers.jsonl"
    lines = (
        json.dumps({"case": name} | given) for name, given in perfect().items()
    )
    path.write_text("\n".join(lines), "utf-8")
    done = call("conformance", "--answers", path)
    assert done.status == 0, done.out
    assert " right" in done.out


def test_a_case_tells_what_it_asks() -> None:
    """All but the answer."""
    case = Case("a/b", {"en": "x", "zh": "y"}, "cn", "2026-03-02", (), {}, {})
    assert set(case.asked()) == {
        *("case", "title", "list", "asOf", "readings", "facts"),
    }


def test_an_engine_of_another_family_agrees_but_where_it_is_told() -> None:
    """Answer sets, written from the sources alone: each difference is known, with its reason."""
    place = FOLDER / "engines" / "clingo"
    answers = answers_of(f"{sys.executable} {place / 'engine.py'}", SUITE)
    score = compared(SUITE, answers)
    known = json.loads((place / "differences.json").read_text("utf-8"))
    assert {each.case.name for each in score.differences} == set(known)
    assert all(known.values())
    assert score.answered >= 600
    keys = {"outcome", "tier", "position", "refused"}
    assert set(score.compared) == keys


def test_shapes_alone_are_never_lighter() -> None:
    """An engine of SHACL tells tiers: those that are not the answer's are stricter."""
    place = FOLDER / "engines" / "shapes" / "engine.py"
    answers = answers_of(f"{sys.executable} {place} shacl", SUITE)
    check = schema("answers")
    for name, given in answers.items():
        check.validate({"case": name} | given)
    score = compared(SUITE, answers)
    assert score.answered >= 400
    assert set(score.compared) == {"tier", "refused"}
    assert 0 < len(score.differences) < 50
    strict = {1: 2, 2: 1, None: 0}
    for each in score.differences:
        assert strict[each.answered] > strict[each.expected], each.case.name
