"""What the facts of an item make it stands beside what is stated, or contradicts it by name."""

from __future__ import annotations

from typing import Any

import pytest

import qingdan
from cases import decided, facts_of

CHARGING = {"vehicleData": True, "chargingNetwork": True}
INFERRED = "cq25:item-charging-network-data"
OTHER = "cq25:item-exterior-imagery"


def facts(**item: Any) -> dict[str, dict[str, Any]]:
    """A carmaker in the zone with an item of its charging network, of which more is stated."""
    own = {"matchesNoListedItem": None, **CHARGING, **item}
    return facts_of({"base": "icv-maker-in-zone", "facts": {"item": own}})


@pytest.mark.parametrize(
    ("stated", "matched"),
    [
        ([], [INFERRED]),
        ([INFERRED], [INFERRED]),
        ([OTHER], [INFERRED, OTHER]),
        ([OTHER, INFERRED], [INFERRED, OTHER]),
    ],
)
def test_a_listed_item_that_is_inferred_stands_beside_those_stated(
    stated: list[str], matched: list[str]
) -> None:
    """An item may match several; the one that is inferred names the class and its source."""
    answer = decided(facts(matchesListedItem=stated or None), "2026-03-02")
    assert answer.outcome == "SecurityAssessment"
    used = [fact for fact in answer.facts if fact.fact == "matchesListedItem"]
    assert sorted(str(value) for fact in used for value in fact.values) == [
        name.replace("cq25:", "https://w3id.org/qingdan/cq-2025/")
        for name in matched
    ]


@pytest.mark.parametrize(
    ("stated", "told"),
    [
        (
            {"matchesNoListedItem": True},
            "states qd:matchesNoListedItem true, but its other facts make it charging-network"
            f" operation (cn:AutomotiveChargingNetwork), so qd:matchesListedItem {INFERRED};",
        ),
        (
            {
                "personalInformationKind": ["Audio"],
                "containsSensitivePersonalInformation": False,
            },
            "states qd:containsSensitivePersonalInformation false, but its other facts make it"
            " vehicle data with a kind that is sensitive in this context"
            " (qd:SensitiveVehicleItem), so qd:containsSensitivePersonalInformation true;",
        ),
    ],
)
def test_what_is_inferred_contradicts_what_is_stated(
    stated: dict[str, Any], told: str
) -> None:
    """The statement, and the class that its other facts make the item, are both told."""
    with pytest.raises(qingdan.InputError) as refused:
        decided(facts(**stated), "2026-03-02")
    assert told in str(refused.value)


def test_two_statements_contradict_each_other() -> None:
    """Where nothing is inferred, both are told as statements."""
    own = {
        "chargingNetwork": False,
        "matchesListedItem": [OTHER],
        "matchesNoListedItem": True,
    }
    with pytest.raises(qingdan.InputError) as refused:
        decided(facts(**own), "2026-03-02")
    assert f"states qd:matchesListedItem {OTHER} and qd:matches" in str(
        refused.value
    )
