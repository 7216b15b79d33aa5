"""
Proofs in RDF and the checker: what the engine writes holds, and a statement that is
dropped, changed or added is refused, but those that no checker of a proof can hold.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pyoxigraph as ox
import pytest

from calls import call
from qingdan import api
from qingdan.checking import Checker, Refused
from qingdan.checking.from_rdf import Asserted
from qingdan.checking.graph import QD, Graph
from qingdan.files import folder
from qingdan.law.load import law
from qingdan.rdf.names import curie
from qingdan.reporting.determination.as_rdf import quads

MAKER = folder("data") / "inventories" / "icv-maker.ttl"
FOLDERS = folder("ontology"), folder("shapes"), folder("data") / "lists"
SLOW = bool(os.environ.get("QINGDAN_SLOW"))
DAY = date(2026, 3, 2)
Statements = list[ox.Quad]

# What is told beside the steps of a proof: sentences, the days of duties, the questions to ask
# and what a change would do, by whom the program was run. docs/proof-format.md says so.
BESIDE = {
    *("rdf:type", "earl:assertedBy", "earl:mode", "qd:engineVersion"),
    *("prov:agent", "prov:hadPlan", "prov:qualifiedAssociation", "prov:used"),
    *("prov:wasAssociatedWith", "prov:wasAttributedTo"),
    *("prov:wasDerivedFrom", "prov:wasGeneratedBy"),
    *("qd:why", "qd:because", "qd:unless", "qd:wouldTake", "qd:exception"),
    *("qd:place", "qd:sentence", "qd:restsOn", "qd:restsOnJudgement"),
    *("qd:owed", "qd:due", "qd:dueFrom", "qd:since", "qd:doneOn"),
    *("qd:earliest", "qd:latest", "qd:dueFromEarliest", "qd:dueFromLatest"),
    *("qd:missingFact", "qd:answerOption", "qd:answerText", "qd:answerValue"),
    *("qd:question", "qd:rank", "qd:assumed", "qd:coverageReason"),
    *(
        "qd:byMechanism",
        "qd:coveredUntil",
        "qd:barredBy",
        "qd:bar",
        "qd:event",
    ),
    *("qd:alternative", "qd:withdrawal", "qd:becomesOutcome"),
    *("qd:wouldChange", "qd:noValue", "qd:usedFact"),
}

PARTS = ("Finding-", "/governedBy", "/assertion", "/fact-", "/coverage", "/Q")


@pytest.fixture(scope="module")
def checker() -> Checker:
    """The checker of the worked inventory."""
    return Checker(FOLDERS, [MAKER], "cq-2025")


@pytest.fixture(scope="module")
def written() -> dict[str, Statements]:
    """Whole proofs of items of the worked inventory, by item."""
    found = list(api.decide(api.load([MAKER]), as_of=DAY))
    few = found if SLOW else found[::11]
    return {each.item: quads(law("cq-2025"), each) for each in few}


def held(checker: Checker, statements: Statements) -> None:
    """Check one determination."""
    graph = Graph()
    graph.add(statements)
    base = statements[0].graph_name
    assert isinstance(base, ox.NamedNode)
    Asserted(graph, checker, base.value).check()


def test_what_is_written_holds(
    checker: Checker, written: dict[str, Statements]
) -> None:
    """Every determination of the worked inventory follows as RDF states it."""
    assert len(written) > 7
    for statements in written.values():
        held(checker, statements)


def _changed(term: Any) -> Any:
    """Another term of the same kind."""
    if not isinstance(term, ox.Literal):
        return ox.NamedNode(f"{term.value}-other")
    kind = term.datatype.value.rsplit("#")[-1]
    if kind == "boolean":
        other = "false" if term.value == "true" else "true"
        return ox.Literal(other, datatype=term.datatype)
    if kind == "integer":
        return ox.Literal(str(int(term.value) + 1), datatype=term.datatype)
    if kind == "date":
        return ox.Literal("2025-11-11", datatype=term.datatype)
    return ox.Literal(f"{term.value}-other")


def _mutants(
    statements: Statements, random: Random
) -> Iterator[tuple[str, Statements]]:
    """A statement of each property dropped, changed, and joined by another."""
    by_property: dict[str, Statements] = {}
    for quad in _of_the_proof(statements):
        by_property.setdefault(quad.predicate.value, []).append(quad)
    for name, some in by_property.items():
        if curie(name) not in BESIDE:
            for how in ("dropped", "changed", "joined"):
                one = random.choice(some)
                others = [q for q in statements if q != one or how == "joined"]
                if how != "dropped":
                    other = _changed(one.object)
                    others.append(
                        ox.Quad(
                            one.subject, one.predicate, other, one.graph_name
                        )
                    )
                yield f"{curie(name)} {how}", others


def _of_the_proof(statements: Statements) -> Iterator[ox.Quad]:
    """The statements of the head, of rules with their steps, of facts and of readings."""
    base = str(statements[0].graph_name)[1:-1]
    for quad in statements:
        place = str(quad.subject)[1:-1].removeprefix(base)
        of_head = not place and curie(quad.predicate.value) != "qd:cites"
        if of_head or any(part in place for part in PARTS):
            yield quad


def test_what_is_tampered_with_is_refused(
    checker: Checker, written: dict[str, Statements]
) -> None:
    """Whichever statement of a proof is dropped, changed or joined by another, it is refused."""
    random = Random(26)
    settled = [
        statements
        for statements in written.values()
        if not any(q.predicate.value == QD + "missingFact" for q in statements)
    ]
    tried = 0
    for statements in settled if SLOW else settled[:1]:
        for what, mutant in _mutants(statements, random):
            tried += 1
            try:
                held(checker, mutant)
            except (Refused, KeyError, TypeError, AttributeError, ValueError):
                continue
            pytest.fail(f"{what} was not refused")
    assert tried > 90


def test_the_command(tmp_path: Path) -> None:
    """What `why` and `export` write is checked; a file without a determination is told."""
    proof = tmp_path / "proof.ttl"
    found = call(
        *("why", MAKER, "adas-clips", "--as-of", DAY, "--format", "turtle"),
        *("--output", proof),
    )
    assert found.status == 0
    found = call("check", proof, "--data", MAKER)
    assert (found.status, found.out) == (0, "1 proofs checked, 0 refused\n")
    text = proof.read_text("utf-8")
    forged = text.replace("qd:tier 1", "qd:tier 2")
    proof.write_text(forged, "utf-8")
    found = call("check", proof, "--data", MAKER)
    assert found.status == 1
    assert "adas-clips: tier: the proof says 2, but 1 follows" in found.out
    found = call("check", MAKER, "--data", MAKER)
    assert found.status == 2
    assert "states no qd:Determination" in found.err
