"""Invariants over random facts: never fail open, more volume never lighter, order never matters."""

from __future__ import annotations

import json
import os
import random
from typing import Any

import pyoxigraph as ox
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import qingdan
from cases import bases, decided, document, facts_of
from qingdan.explanation import _explain
from qingdan.law import law
from qingdan.names import QD
from qingdan.report.as_json import document as as_document
from qingdan.verdict import assumptions_on, readings_on, verdict_on

BOOLEAN = [True, False, None]
VOLUMES = [None, 0, 1, 9_999, 10_000, 99_999, 100_000, 999_999, 1_000_000]
HELD = [None, 0, 99_999, 100_000, 999_999, 1_000_000, 10_000_000]
CHOICES: dict[str, dict[str, list[Any]]] = {
    "handler": {
        "zone": ["cq-ftz", "cq-ftz", "none", None],
        "zoneTie": [["RegisteredInZone"], ["OperatingInZone", "ExportingFromZone"], ["NoTie"], None],
        "sector": ["IntelligentConnectedVehicles", "IntelligentConnectedVehicles", "OtherSector", None],
        "criticalInfrastructureOperator": BOOLEAN,
        "holdsOrdinaryPersons": HELD,
        "holdsSensitivePersons": HELD,
        "holdsSensitiveAccountPersons": HELD,
    },
    "tally": {"ordinaryPersons": VOLUMES, "sensitivePersons": VOLUMES},
    "item": {
        "secrecy": ["NotClassified", "NotClassified", "StateSecret", None],
        "coreData": [False, False, True, None],
        "controlRegime": ["NoControlRegime", "NoControlRegime", "ExportControlLaw", None],
        "importantDataStatus": ["ReviewedNotImportant", "NotifiedImportant", None],
        "matchesNoListedItem": BOOLEAN,
        "matchesListedItem": [None, None, ["cq25:item-control-program-source-code"]],
        "containsPersonalInformation": BOOLEAN,
        "containsSensitivePersonalInformation": BOOLEAN,
        "extractOfHeldData": ["SmallExtract", "WholeOfHeldData", None],
        "origin": ["CollectedInChina", "CollectedAbroad", "CollectedAbroadMixed", None],
        "exteriorImagery": BOOLEAN,
        "depicts": [["Face"], ["Face", "RoadSign"], ["NothingIdentifying"], None],
        "anonymisedToNationalRequirements": BOOLEAN,
        "outsideListedFields": [None, None, True, False],
        "personalInformationKind": [None, ["Name"], ["Name", "VehicleTrajectory"]],
        "childUnder14": BOOLEAN,
        "sensitiveArea": BOOLEAN,
        "geodata": BOOLEAN,
    },
    "export": {
        "accessMode": ["SentAbroad", "AccessibleFromAbroad", "ReadInChinaOnly", None],
        "requestedByForeignAuthority": [False, False, True, None],
        "recipientRestricted": [False, False, True, None],
        "ground": [None, "CbdfArticle5Contract", "CbdfArticle5HumanResources", "StatutoryDuty", "NoGround"],
        "groundProven": BOOLEAN,
    },
}
EXAMPLES = int(os.environ.get("QINGDAN_EXAMPLES", "150"))
LIGHT = {"max_examples": EXAMPLES, "deadline": None, "suppress_health_check": list(HealthCheck)}


@st.composite
def facts(draw: st.DrawFn) -> dict[str, dict[str, Any]]:
    """A complete base with some of its facts changed or not stated."""
    base = facts_of({"base": draw(st.sampled_from(sorted(bases())))})
    for part, choices in CHOICES.items():
        for name in draw(st.lists(st.sampled_from(sorted(choices)), max_size=4, unique=True)):
            value = draw(st.sampled_from(choices[name]))
            base[part].pop(name, None)
            if value is not None:
                base[part][name] = value
    return base


def outcome(stated: dict[str, dict[str, Any]]) -> qingdan.Determination:
    """The determination, or an abandoned example where the facts contradict one another."""
    try:
        return decided(stated, "2026-03-02")
    except qingdan.InputError:
        assume(False)
        raise


def clears(found: qingdan.Determination) -> bool:
    """Whether the outcome lets the data go without a mechanism."""
    return law().outcomes[QD + found.outcome].clearance


@settings(**LIGHT)
@given(facts(), st.data())
def test_removing_a_fact_never_clears(stated: dict[str, dict[str, Any]], data: st.DataObject) -> None:
    """What is not exempt, or may come not to be, is not exempt once a fact (or one value of it) is no longer stated."""
    before = outcome(stated)
    assume(any(not law().outcomes[QD + name].clearance for name in before.possible))
    part, name = data.draw(st.sampled_from([(p, n) for p, named in stated.items() for n in named if n != "year"]))
    less = {p: dict(named) for p, named in stated.items()}
    value = less[part][name]
    if isinstance(value, list) and len(value) > 1 and data.draw(st.booleans()):
        less[part][name] = value[1:]
    else:
        del less[part][name]
    assert not clears(outcome(less)), (part, name, before.outcome)


@settings(**LIGHT)
@given(facts(), st.sampled_from(["ordinaryPersons", "sensitivePersons"]), st.integers(1, 2_000_000))
def test_more_volume_never_lowers_the_tier(stated: dict[str, dict[str, Any]], tally: str, more: int) -> None:
    """Adding persons to a tally never leads from a tier to a lower one or to an exemption."""
    assume(tally in stated["tally"])
    before = outcome(stated)
    more_facts = {**stated, "tally": {**stated["tally"], tally: stated["tally"][tally] + more}}
    after = outcome(more_facts)
    rank = {None: 0, 2: 1, 1: 2}
    if before.outcome != "NeedsFacts" and after.outcome != "NeedsFacts":
        assert rank[after.tier] >= rank[before.tier]
        assert clears(before) or not clears(after)


@settings(**{**LIGHT, "max_examples": EXAMPLES // 4})
@given(facts(), st.integers())
def test_order_of_triples_changes_nothing(stated: dict[str, dict[str, Any]], seed: int) -> None:
    """The same triples in another order give the same bytes."""
    content = json.dumps(document(stated)).encode()
    expected = outcome(stated)
    inventory = ox.Store()
    inventory.bulk_load(content.replace(b'"https://w3id.org/qingdan/context.jsonld"', _context()), format=ox.RdfFormat.JSON_LD)
    lines = sorted(ox.serialize((q.triple for q in inventory), format=ox.RdfFormat.N_TRIPLES).decode().splitlines())
    random.Random(seed).shuffle(lines)
    shuffled = qingdan.loads("\n".join(lines).encode(), ".nt")
    found = next(qingdan.decide(shuffled, expected.as_of))
    assert json.dumps(as_document(found)) == json.dumps(as_document(expected))


def _context() -> bytes:
    from qingdan.resources import folder

    return json.dumps(json.loads((folder("ontology") / "context.jsonld").read_text("utf-8"))["@context"]).encode()


@settings(**{**LIGHT, "max_examples": EXAMPLES // 2})
@given(facts(), st.data())
def test_missing_facts_suffice_and_none_is_idle(stated: dict[str, dict[str, Any]], data: st.DataObject) -> None:
    """Stating all missing facts settles the case, whatever the answers; an answer whose outcome is told keeps the promise."""
    before = outcome(stated)
    assume(before.missing and len(before.missing) <= 6)
    told = {p: dict(named) for p, named in stated.items()}
    for fact in before.missing:
        answer = data.draw(st.sampled_from(fact.answers))
        told[fact.about][fact.fact] = answer.value if not isinstance(answer.value, str) else str(answer.value)
        if fact.fact == "matchesNoListedItem" and answer.value is False:
            told["item"]["matchesListedItem"] = ["cq25:item-control-program-source-code"]
    after = outcome(told)
    assert after.outcome != "NeedsFacts", (before.missing, after.missing)
    assert after.outcome in before.possible


@settings(**{**LIGHT, "max_examples": EXAMPLES // 2})
@given(facts())
def test_assumptions_are_never_lighter(stated: dict[str, dict[str, Any]]) -> None:
    """The value taken for a fact that is not stated gives no lighter outcome than any other value."""
    before = outcome(stated)
    assume(len(before.possible) == 1)
    taken = law().outcomes[QD + before.outcome].strictness
    for assumption in before.assumptions:
        for other in assumption.lighter:
            assert law().outcomes[QD + other].strictness <= taken or before.outcome == "NeedsReview" or other == "NeedsReview"


def test_a_verdict_kept_from_a_like_case_is_the_case_s_own() -> None:
    """Cases that no test tells apart are decided once: the kept proofs equal those made with nothing kept."""
    kept: list[tuple[dict[str, dict[str, Any]], dict[str, Any]]] = []

    @settings(**LIGHT)
    @given(facts())
    def collect(stated: dict[str, dict[str, Any]]) -> None:
        kept.append((stated, as_document(outcome(stated))))

    collect()
    for stated, proof in kept:
        for keeper in (verdict_on, readings_on, assumptions_on, _explain):
            keeper.cache_clear()
        assert as_document(outcome(stated)) == proof
