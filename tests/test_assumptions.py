"""What is taken for a fact that is not stated is told, with what another value would come to."""

from __future__ import annotations

from typing import Any

import pytest

from cases import decided, facts_of
from qingdan.rdf.names import QD

SENT = (QD + "SentAbroad", "sent abroad", "传输至境外", ("NotAnExport",))
BEGUN = (True, "use of the list has begun", "已开始使用清单")
UNSENT = {"export": {"accessMode": None}}
SINCE = {"handler": {"usesListSince": "2026-01-05"}}
IMPORTANT = {"item": {"importantDataStatus": "IdentifiedImportant"}}
SECRET = {"item": {"secrecy": "StateSecret"}}
UNKNOWN = {
    "item": {
        "containsPersonalInformation": None,
        "containsSensitivePersonalInformation": None,
    }
}
ELSEWHERE = {"handler": {"zone": "none", "zoneTie": ["NoTie"]}}
BELOW = ("ExemptBelowThreshold",)


@pytest.mark.parametrize(
    ("facts", "outcome", "assumed"),
    [
        ({}, "ExemptOutOfList", {"usesListSince": (*BEGUN, BELOW)}),
        (SINCE, "ExemptOutOfList", {}),
        (
            UNSENT,
            "ExemptOutOfList",
            {"accessMode": SENT, "usesListSince": (*BEGUN, BELOW)},
        ),
        (SINCE | UNSENT, "ExemptOutOfList", {"accessMode": SENT}),
        (
            IMPORTANT | UNSENT,
            "SecurityAssessment",
            {"accessMode": SENT, "usesListSince": (*BEGUN, ())},
        ),
        (SECRET | UNSENT, "StateSecretRegime", {}),
        (
            UNKNOWN | UNSENT,
            "NeedsFacts",
            {"accessMode": SENT, "usesListSince": (*BEGUN, BELOW)},
        ),
        (UNKNOWN | UNSENT | SINCE, "NeedsFacts", {"accessMode": SENT}),
        (ELSEWHERE | UNSENT, "ExemptBelowThreshold", {"accessMode": SENT}),
    ],
)
def test_an_assumption_is_told_where_an_answer_rests_on_it(
    facts: dict[str, Any], outcome: str, assumed: dict[str, Any]
) -> None:
    """That of the list being in use, that of data being sent abroad; all where facts are missing."""
    case = {"base": "icv-maker-in-zone", "facts": facts}
    answer = decided(facts_of(case), "2026-03-02", None)
    assert answer.outcome == outcome
    assert {
        assumption.fact: (
            assumption.value,
            assumption.value_label["en"],
            assumption.value_label["zh"],
            assumption.lighter,
        )
        for assumption in answer.assumptions
    } == assumed
