"""The checker of proofs: what the engine says is accepted, what is changed in one step is refused."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

from calls import call
from cases import all_cases, decided, document, facts_of
from mutating import KINDS, mutated
from qingdan import api
from qingdan.checking import Checker, Refused
from qingdan.checking.case import Case
from qingdan.checking.receipt import input_digest
from qingdan.files import folder
from qingdan.reporting.determination.as_json import document as as_document

MAKER = folder("data") / "inventories" / "icv-maker.ttl"
FOLDERS = folder("ontology"), folder("shapes"), folder("data") / "lists"
CASES = {
    name: case for name, case in all_cases() if "error" not in case["expect"]
}
MAKER_IN_ZONE = "icv-maker-in-zone"
COUNTS = ("ordinaryPersons", "sensitivePersons")
CLEARANCES = {"ExemptOutOfList", "ExemptBelowThreshold", "ExemptGround"}
# Under Q1=union the outcome told for the other reading counts the persons as under the union.
MUTATIONS = int(os.environ.get("QINGDAN_MUTATIONS", "16"))


@pytest.fixture(scope="module")
def checker() -> Checker:
    """The checker of the worked inventory."""
    return Checker(FOLDERS, [MAKER], "cq-2025")


@pytest.fixture(scope="module")
def proofs() -> list[dict[str, Any]]:
    """A proof of every item of the worked inventory."""
    found = api.decide(api.load([MAKER]))
    return [json.loads(json.dumps(as_document(one))) for one in found]


def test_every_proof_of_the_worked_inventory_holds(
    checker: Checker, proofs: list[dict[str, Any]]
) -> None:
    """All that the engine says of the worked inventory follows."""
    assert len(proofs) > 80
    for proof in proofs:
        checker.check(proof)


@pytest.mark.parametrize(
    "name", sorted(CASES)[:: 1 if os.environ.get("QINGDAN_SLOW") else 9]
)
def test_the_proofs_of_cases_hold(
    name: str, checker: Checker, tmp_path: Path
) -> None:
    """What the engine says of a case follows from the same facts."""
    case = CASES[name]
    facts = facts_of(case)
    (tmp_path / "case.jsonld").write_text(json.dumps(document(facts)), "utf-8")
    found = as_document(decided(facts, case.get("asOf"), case.get("readings")))
    proof = json.loads(json.dumps(found))
    checker.over([tmp_path / "case.jsonld"]).check(proof)


# A tally's day beside the day asked about, whether its maximum is known, and what may follow.
TALLIES = [
    ("2026-03-01", None, "SecurityAssessment"),
    ("2026-03-01", True, "SecurityAssessment"),
    ("2026-03-02", None, "SecurityAssessment"),
    ("2026-03-02", True, "SecurityAssessment"),
    ("2026-03-03", None, "NeedsFacts"),
    ("2026-03-03", True, "NeedsFacts"),
]


@pytest.mark.parametrize(("day", "endless", "outcome"), TALLIES)
def test_what_a_tally_says_of_another_day(
    day: str,
    endless: bool | None,
    outcome: str,
    checker: Checker,
    tmp_path: Path,
) -> None:
    """
    A number reached by a later day says nothing of today, least of all one without a known
    maximum: what it is today is asked for. Engine and checker read each tally alike.
    """
    path = tmp_path / "case.jsonld"
    for numbers in (
        {"ordinaryPersons": 1_000_000, "sensitivePersons": 0},
        {"ordinaryPersons": 1_000_000, "sensitivePersons": None},
        {"ordinaryPersons": 999_999, "personsInBoth": 0},
        dict.fromkeys(COUNTS) | {"personsInBoth": 9_999},
    ):
        tally = {"asOf": day, "noKnownMaximum": endless, **numbers}
        facts = facts_of({"base": MAKER_IN_ZONE, "facts": {"tally": tally}})
        path.write_text(json.dumps(document(facts)), "utf-8")
        for readings in ([], ["Q1=union"]):
            found = decided(facts, "2026-03-02", readings)
            if numbers["ordinaryPersons"] == 1_000_000:
                asked = [fact.fact for fact in found.missing]
                assert found.outcome == outcome
                assert ("ordinaryPersons" in asked) is (
                    outcome == "NeedsFacts"
                )
            proof = json.loads(json.dumps(as_document(found)))
            checker.over([path]).check(proof)


def test_persons_added_to_a_lower_bound() -> None:
    """Those whom a transfer adds are counted on top of a tally without a known maximum."""
    counts = dict.fromkeys(COUNTS, 0) | {"ordinaryPersons": 999_999}
    tally = counts | {"asOf": "2026-03-01", "noKnownMaximum": True}
    for added, outcome in ((0, "NeedsFacts"), (1, "SecurityAssessment")):
        adds = {"addsOrdinaryPersons": added, "addsSensitivePersons": 0}
        stated = {"tally": tally, "export": adds}
        found = decided(
            facts_of({"base": MAKER_IN_ZONE, "facts": stated}), "2026-03-02"
        )
        assert found.outcome == outcome


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_changed_is_refused(
    kind: str, checker: Checker, proofs: list[dict[str, Any]]
) -> None:
    """Whatever step is changed, the proof is refused and the sentence names what does not hold."""
    random = Random(kind)
    done = 0
    while done < MUTATIONS:
        proof = mutated(random.choice(proofs), kind, random)
        if proof is None:
            continue
        done += 1
        if kind == "day":
            _digest_anew(checker, proof)
        with pytest.raises(
            Refused, match=r"the proof says .*, but .* follows"
        ):
            checker.check(proof)


def test_a_clearance_while_facts_are_missing_is_refused(
    checker: Checker, proofs: list[dict[str, Any]]
) -> None:
    """Where a completion is stricter, it is named, whatever else of the proof was made to fit."""
    tried = 0
    for proof in proofs:
        for outcome in CLEARANCES & {*proof["possibleOutcomes"]}:
            if proof["outcome"] == "NeedsFacts":
                tried += 1
                with pytest.raises(
                    Refused, match=r"(possibleOutcomes|outcome): "
                ):
                    checker.check(_cleared(proof, outcome))
    assert tried > 5


def _cleared(proof: dict[str, Any], outcome: str) -> dict[str, Any]:
    """A proof that waits for facts, forged into one of a clearance."""
    forged: dict[str, Any] = json.loads(json.dumps(proof))
    carrying = [e for e in forged["unknown"] if e["outcome"] == outcome]
    others = [e for e in forged["unknown"] if e["outcome"] != outcome]
    forged["grounds"] = carrying
    forged["unknown"] = others
    forged |= {"outcome": outcome, "possibleOutcomes": [outcome]}
    forged["coverage"]["status"] = "not-needed"
    return forged


def _digest_anew(checker: Checker, proof: dict[str, Any]) -> None:
    """Give a proof the digest of its facts on its day, as one who forges it would."""
    day = date.fromisoformat(proof["asOf"])
    item, export = proof["item"], proof["export"]
    case = Case(checker.law, checker.data, item, export, day)
    proof["receipt"]["input"] = input_digest(checker.law, case)


def test_the_command(tmp_path: Path, proofs: list[dict[str, Any]]) -> None:
    """Exit status 0 where all hold, 1 where one is refused, 2 where a file is no proof."""
    path = tmp_path / "proof.json"
    path.write_text(json.dumps(proofs[:2]), "utf-8")
    found = call("check", path, "--data", MAKER)
    assert found.status == 0
    assert "2 proofs checked, 0 refused" in found.out
    lines = [proofs[0], proofs[1] | {"outcome": "NotAnExport"}]
    path.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    found = call("check", path, "--data", MAKER)
    assert found.status == 1
    assert proofs[1]["item"] in found.out
    for text in ("[1]", "{", '{"item": 1}'):
        path.write_text(text, "utf-8")
        found = call("check", path, "--data", MAKER)
        assert found.status == 2
        assert found.err.count("\n") == 1


def test_it_imports_nothing_of_ours() -> None:
    """The standard library, the parser of RDF, and its own modules."""
    for path in (folder("ontology").parent / "qingdan" / "checking").glob(
        "*.py"
    ):
        text = path.read_text("utf-8")
        assert "from .." not in text
        assert "import qingdan" not in text
