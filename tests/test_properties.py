"""
Invariants over random facts: order never matters, what is
asked suffices, what is kept is the case's own.
"""

from __future__ import annotations

import json
import random
from datetime import date

import pyoxigraph as ox
from hypothesis import assume, note
from hypothesis import strategies as st

from cases import document, with_facts
from guard import Ledger, guarded
from inventories import Facts, inventories, turtle, word
from order import not_lighter
from qingdan import api
from qingdan.deciding.explain import explained
from qingdan.deciding.verdict import assumptions_on, readings_on, verdict_on
from qingdan.files import folder
from qingdan.reporting.determination.as_json import document as as_document


@guarded(inventories(), st.integers(), suite=50)
def test_order_of_triples_changes_nothing(
    ledger: Ledger, drawn: tuple[Facts, str], seed: int
) -> None:
    """The same triples in another order give the same bytes."""
    stated, day = drawn
    expected = ledger.decided(stated, day)
    context = json.loads(
        (folder("ontology") / "context.jsonld").read_text("utf-8")
    )["@context"]
    content = json.dumps({**document(stated), "@context": context}).encode()
    triples = [
        quad.triple for quad in ox.parse(content, format=ox.RdfFormat.JSON_LD)
    ]
    lines = sorted(
        ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
        .decode()
        .splitlines()
    )
    random.Random(seed).shuffle(lines)
    shuffled = api.loads("\n".join(lines).encode(), ".nt")
    found = next(api.decide(shuffled, date.fromisoformat(day)))
    note(turtle(stated))
    assert json.dumps(as_document(found)) == json.dumps(as_document(expected))


@guarded(inventories(), st.data(), suite=50)
def test_missing_facts_suffice_and_none_is_idle(
    ledger: Ledger, drawn: tuple[Facts, str], data: st.DataObject
) -> None:
    """Stating all missing facts settles the case, whatever the answers."""
    stated, day = drawn
    before = ledger.decided(stated, day)
    assume(before.missing and len(before.missing) <= 6)
    # A tally without a known maximum is made anew, and so is one of a later day.
    assume(
        "noKnownMaximum" not in stated["tally"]
        and str(stated["tally"].get("asOf", day)) <= day
    )
    told = stated
    for fact in before.missing:
        answer = data.draw(st.sampled_from(fact.answers)).value
        value = word(answer) if isinstance(answer, str) else answer
        told = with_facts(told, {fact.about: {fact.fact: value}})
    if told["tally"]:
        told["tally"] = {"asOf": day, "year": int(day[:4]), **told["tally"]}
    if any(fact.about == "tally" for fact in before.missing):
        told["tally"]["asOf"] = (
            day  # the question is about the day asked about
        )
    note(f"asked about {day}\n{turtle(stated)}\n{turtle(told)}")
    after = ledger.decided(told, day)
    assert after.outcome != "NeedsFacts", (before.missing, after.missing)
    assert after.outcome in before.possible


@guarded(inventories())
def test_assumptions_are_never_lighter(
    ledger: Ledger, drawn: tuple[Facts, str]
) -> None:
    """
    The value taken for a fact that is not stated gives no
    lighter outcome than any other value.
    """
    stated, day = drawn
    before = ledger.decided(stated, day)
    assume(len(before.possible) == 1 and before.outcome != "NeedsReview")
    for assumption in before.assumptions:
        if assumption.fact == "usesListSince":
            continue  # the law gives the list to who does not say since when it is used; the assumption is told
        others = set(assumption.lighter) - {"NeedsReview"}
        assert not others or not_lighter(before.possible, others), (
            assumption.fact
        )


def test_a_verdict_kept_from_a_like_case_is_the_case_s_own() -> None:
    """
    Cases that no test tells apart are decided once: the
    kept proofs equal those made with nothing kept.
    """
    kept: list[tuple[Facts, str, str]] = []

    @guarded(inventories(), suite=30)
    def collect(ledger: Ledger, drawn: tuple[Facts, str]) -> None:
        kept.append((*drawn, json.dumps(as_document(ledger.decided(*drawn)))))

    collect()
    for stated, day, proof in kept:
        for keeper in (verdict_on, readings_on, assumptions_on, explained):
            keeper.cache_clear()
        assert json.dumps(as_document(Ledger().decided(stated, day))) == proof
