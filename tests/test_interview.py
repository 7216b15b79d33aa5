"""The interview in one process: usual cases take few questions, and each leads to its answer."""

from __future__ import annotations

import json
from typing import Any

import pytest

from qingdan.serving.interview import ask, askable
from qingdan.serving.screens import SCREENS

MOST = 9
HANDLER = {
    "zone": "cq-ftz", "zoneTie": "RegisteredInZone", "sector": "IntelligentConnectedVehicles", "holdsOrdinaryPersons": "60000",
    "holdsSensitivePersons": "9000", "holdsSensitiveAccountPersons": "0",
}  # fmt: skip
ORDINARY = {
    "containsPersonalInformation": "true",
    "containsSensitivePersonalInformation": "false",
    "ground": "NoGround",
}
SENSITIVE = ORDINARY | {"containsSensitivePersonalInformation": "true"}
NEITHER = {"containsPersonalInformation": "false"}
REVIEWED = {
    "importantDataStatus": "ReviewedNotImportant",
    "matchesNoListedItem": "true",
}
STAFF = (
    SENSITIVE
    | REVIEWED
    | {
        "ground": "CbdfArticle5HumanResources",
        "ordinaryPersons": "900",
        "sensitivePersons": "900",
    }
)
CASES: dict[str, tuple[dict[str, str], str]] = {
    "customers above 100,000": (ORDINARY | REVIEWED | {"ordinaryPersons": "182400", "sensitivePersons": "0"}, "StandardContractOrCertification"),
    "customers below 100,000": (ORDINARY | REVIEWED | {"ordinaryPersons": "60000", "sensitivePersons": "0"}, "ExemptOutOfList"),
    "vehicle tracks": (SENSITIVE | REVIEWED | {"ordinaryPersons": "0", "sensitivePersons": "12000"}, "SecurityAssessment"),
    "staff with a collective agreement": (STAFF | {"groundProven": "true"}, "ExemptGround"),
    "staff without": (STAFF | {"groundProven": "false"}, "StandardContractOrCertification"),
    "unmasked street imagery": (SENSITIVE | {"importantDataStatus": "ReviewedNotImportant", "matchesListedItem": "cq25:item-exterior-imagery"}, "SecurityAssessment"),
    "masked street imagery": (NEITHER | REVIEWED, "NoRegulatedData"),
    "HD map": (NEITHER | {"importantDataStatus": "ReviewedNotImportant", "matchesListedItem": "cq25:item-hd-map"}, "SecurityAssessment"),
    "supplier prices": (NEITHER | REVIEWED, "NoRegulatedData"),
    "remote diagnosis": (ORDINARY | REVIEWED | {"ordinaryPersons": "4000", "sensitivePersons": "0"}, "ExemptOutOfList"),
}  # fmt: skip


def asked(facts: dict[str, str], **more: Any) -> dict[str, Any]:
    """What the interview shows after these answers."""
    options = {
        "lang": "en",
        "as_of": "2026-03-02",
        "skipped": [],
        "asked": "",
        "find": "",
    }
    answer = ask({**options, "facts": facts, **more}, b"")
    assert answer.is_given, answer.problem
    return json.loads(answer.content)


def shown(facts: dict[str, str]) -> str:
    """The outcome after these answers, once nothing is left to ask."""
    options = {
        "lang": "en",
        "as_of": "2026-03-02",
        "skipped": [],
        "asked": "",
        "find": "",
    }
    told = ask({**options, "facts": facts, "form": "json"}, b"")
    return str(json.loads(told.content)["outcome"])


@pytest.mark.parametrize("name", CASES)
def test_a_usual_case_takes_few_questions(name: str) -> None:
    """Zone and sector first; as many screens at most as are announced, and never more than nine."""
    known, outcome = CASES[name]
    known = HANDLER | known
    given: dict[str, str] = {}
    skipped: list[str] = []
    screens: list[tuple[str, ...]] = []
    while question := (page := asked(given, skipped=skipped))["question"]:
        fields = {
            field["fact"]: field["field"] for field in question["fields"]
        }
        screens.append(tuple(fields))
        assert len(screens) <= MOST, screens
        stated = {
            each: known[each]
            for each in (*fields, *fields.values())
            if each in known
        }
        given |= stated or {name: value for name, value, _ in question["none"]}
        skipped += [
            fact
            for fact, field in fields.items()
            if not {fact, field} & set(given)
        ]
    assert screens[0] == ("zone", "zoneTie")
    assert screens[1] == ("sector",)
    assert (shown(given), page["left"]) == (outcome, 0)


def test_what_is_on_no_data_is_denied_one_by_one() -> None:
    """That none holds states each: no fact is taken for false without its sentence."""
    (gates,) = (screen for screen in SCREENS if screen.none)
    assert set(gates.none) == set(gates.facts)
    for name, (value, _) in gates.none.items():
        fact = askable()[name]
        assert value == "false" or any(
            member.endswith("/" + value) for member in fact.members
        )


@pytest.mark.parametrize(
    ("words", "finds"),
    [
        ("high-definition", "cq25:item-hd-map"),
        ("高精", "cq25:item-hd-map"),
        ("zzz", ""),
    ],
)
def test_the_list_is_searched_in_both_languages(
    words: str, finds: str
) -> None:
    """On a page of either language; what is not found is told, not offered."""
    page = asked({"zone": "cq-ftz"}, asked="matchesNoListedItem", find=words)
    (field,) = page["question"]["fields"]
    values = [
        value for _, choices in field["groups"] for value, _, _ in choices
    ]
    assert (finds in values) if finds else not values
    assert len(values) < 6


def test_an_answer_is_edited_where_it_stands() -> None:
    """With the answer given before, and the others kept."""
    page = asked(HANDLER, asked="zoneTie")
    values = {
        field["fact"]: field["value"] for field in page["question"]["fields"]
    }
    assert values == {"zone": "cq-ftz", "zoneTie": "RegisteredInZone"}
    assert {line["fact"] for line in page["answered"]} == set(HANDLER)
