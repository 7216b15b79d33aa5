"""Of several exports of an item the strictest answer is the item's, and the first of its equals."""

from __future__ import annotations

import json
from datetime import date

import pytest

import qingdan
from cases import document, facts_of
from qingdan import api
from qingdan.deciding.verdict import strictest
from qingdan.law.load import law

OUT, CONTRACT, ASSESSMENT = (
    "ExemptOutOfList",
    "StandardContractOrCertification",
    "SecurityAssessment",
)


@pytest.mark.parametrize(
    ("possible", "place"),
    [
        ([(OUT,)], 0),
        ([(OUT,), (ASSESSMENT,), (CONTRACT,)], 1),
        ([(ASSESSMENT,), (OUT,), (CONTRACT,), (OUT,)], 0),
        ([(OUT,), (CONTRACT,), (OUT,), (ASSESSMENT,)], 3),
        ([(OUT,), (CONTRACT,), (CONTRACT,), (OUT,)], 1),
        ([(ASSESSMENT,), (OUT, ASSESSMENT), (ASSESSMENT,)], 1),
        ([(OUT, CONTRACT), (ASSESSMENT,), (OUT, CONTRACT)], 1),
    ],
)
def test_the_strictest_of_what_is_possible(
    possible: list[tuple[str, ...]], place: int
) -> None:
    """By the strictest outcome that is possible; what is open stays open where they are equal."""
    assert strictest(law(), possible) == place


@pytest.mark.parametrize("place", range(3))
def test_an_item_is_answered_by_its_strictest_export(place: int) -> None:
    """Wherever it stands among three, whether one item is decided or all of them in bulk."""
    stated = document(facts_of({"base": "icv-maker-in-zone"}))
    (export,) = (node for node in stated["@graph"] if node["type"] == "Export")
    stated["@graph"].remove(export)
    exports = [{**export, "id": f"urn:x:export-{n}"} for n in range(3)]
    exports[place]["requestedByForeignAuthority"] = True
    stated["@graph"] += exports
    content = json.dumps(stated).encode()
    day = date(2026, 3, 2)
    (alone,) = api.decide(api.loads(content, ".jsonld"), day)
    answers = qingdan.decide(
        qingdan.load(content, suffix=".jsonld"), day, in_bulk=True
    )
    assert alone.export == f"urn:x:export-{place}"
    assert alone.outcome == "ApprovalFirst"
    assert answers.outcomes() == {"ApprovalFirst": 1}
    assert answers[0].to_dict()["export"] == alone.export
