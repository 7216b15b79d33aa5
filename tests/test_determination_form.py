"""
Determinations in RDF have the form of shapes/determination.ttl,
and tell every rule of the book once.
"""

from __future__ import annotations

import os
from functools import cache
from typing import Any

import pyoxigraph as ox
import pytest
import shacl
from pyshacl import validate
from rdflib import Graph

import qingdan
from cases import all_cases, decided, facts_of
from qingdan import files
from qingdan.deciding.rulebook import rulebook
from qingdan.law.load import law
from qingdan.rdf.names import PREFIXES, QD, expand
from qingdan.reporting.determination.as_rdf import quads
from qingdan.reporting.determination.rdf_writer import Extent

EARL = PREFIXES["earl"]
FORM = files.folder("shapes") / "determination.ttl"
DECIDED = [
    (name, case) for name, case in all_cases() if "outcome" in case["expect"]
]
SLOW = bool(os.environ.get("QINGDAN_SLOW"))
BY_PYSHACL = [case for _, case in DECIDED] if SLOW else [DECIDED[300][1]]
BY_RUST = [case for _, case in (DECIDED if SLOW else DECIDED[::25])]


def _determination(case: dict[str, Any]) -> qingdan.Determination:
    return decided(facts_of(case), case.get("asOf"), case.get("readings"))


def _lines(told: list[ox.Quad]) -> str:
    triples = (quad.triple for quad in told)
    return (
        ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
    ).decode()


@cache
def _form() -> Graph:
    return Graph().parse(FORM)


def _objections(told: list[ox.Quad]) -> list[str]:
    """What the shapes object to, by an engine in Rust, which is quick."""
    form = shacl.Shapes.from_text(_form().serialize(format="nt"), "ntriples")
    results = form.validate_text(_lines(told), "ntriples").results
    return [f"{one.focus_node} {one.component}" for one in results]


def test_determinations_have_their_form() -> None:
    """Head, origin, rules, steps down to value and limit, sentences; one case after the other."""
    for case in BY_RUST:
        told = quads(law(), _determination(case))
        assert _objections(told) == [], case["id"]


def test_determinations_have_their_form_by_pyshacl() -> None:
    """The reference engine says the same; of every case where slow checks are wanted."""
    for case in BY_PYSHACL:
        told = quads(law(), _determination(case))
        graph = Graph().parse(data=_lines(told), format="nt")
        conforms, _, text = validate(graph, shacl_graph=_form())
        assert conforms, f"{case['id']}: {text}"


@pytest.mark.parametrize(
    "predicate",
    [
        "qd:limit",
        "qd:restsOn",
        "qd:because",
        "earl:result",
        "earl:subject",
        "prov:hadPlan",
        "qd:mechanismCoverage",
    ],
)
def test_a_determination_that_lacks_a_part_is_refused(predicate: str) -> None:
    """Without its limits, marks, sentences, results or plan it does not conform."""
    told = quads(law(), _determination(DECIDED[0][1]))
    rest = [quad for quad in told if quad.predicate.value != expand(predicate)]
    assert len(rest) < len(told)
    assert _objections(rest)


@pytest.mark.parametrize("case", [case for _, case in DECIDED[::60]])
def test_every_rule_of_the_book_is_told_once(case: dict[str, Any]) -> None:
    """A whole proof asserts it; among many, one that is shut or raises no flag is named."""
    found = _determination(case)
    chosen = frozenset(map(expand, found.receipt.readings))
    book = sorted(
        one.iri for one in rulebook(law(), found.as_of, chosen).rules
    )
    whole = quads(law(), found)
    tested = [
        q.object.value for q in whole if q.predicate.value == EARL + "test"
    ]
    assert sorted(tested) == book
    among_many = quads(law(), found, extent=Extent.RULES)
    assertions = {
        quad.object.value
        for quad in among_many
        if quad.predicate.value in (QD + "finding", QD + "assertion")
    }
    named = [
        quad.object.value
        for quad in among_many
        if quad.predicate.value == QD + "inapplicableRule"
        or (
            quad.predicate.value == QD + "ofRule"
            and quad.subject.value in assertions
        )
    ]
    assert sorted(named) == book


def test_what_is_told_among_many_is_part_of_the_whole() -> None:
    """So that a question finds in a whole proof what it finds among many."""
    found = _determination(DECIDED[300][1])
    for less, more in (
        (Extent.REASONS, Extent.RULES),
        (Extent.RULES, Extent.WHOLE),
    ):
        short = set(quads(law(), found, extent=less))
        assert short < set(quads(law(), found, extent=more))


def test_the_day_from_which_the_list_is_used_is_among_the_facts() -> None:
    """It is read through what follows from it, and told where it is stated."""
    case = dict(DECIDED[0][1])
    facts = facts_of(case)
    facts["handler"]["usesListSince"] = "2026-01-05"
    found = decided(facts, case.get("asOf"), case.get("readings"))
    used = {fact.fact for fact in found.facts}
    assert "usesListSince" in used
