"""
Every stored question against the answer expected of it, on
a small inventory made for the purpose.
"""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from qingdan import files
from qingdan.querying import stored
from qingdan.rdf.names import PREFIXES, QD, curie, expand

HERE = Path(__file__).parent
EXPECTED = HERE / "queries"


@cache
def _store(data: str | None, as_of: str) -> ox.Store:
    """
    The law, and an inventory with its determinations; built
    once for all questions that need it.
    """
    store = stored.law_store()
    if data:
        stored.add_inventory(store, (HERE / data,), date.fromisoformat(as_of))
    return store


def _bound(value: str) -> ox.NamedNode | ox.Literal:
    iri = expand(value)
    return ox.NamedNode(iri) if ":" in iri else ox.Literal(value)


@pytest.mark.parametrize("query", stored.stored(), ids=lambda query: query.name)
def test_a_stored_question_has_its_answer(query: stored.StoredQuery) -> None:
    """
    Run on its data, each question gives the rows expected,
    and an empty answer only where that is good.
    """
    path = EXPECTED / f"{query.name}.json"
    assert path.exists(), f"{query.name} has no expectation; add {path.name}"
    case = json.loads(path.read_text("utf-8"))
    bind = case["bind"]
    assert sorted(bind) == sorted(query.parameters)
    substitutions = {ox.Variable(name): _bound(value) for name, value in bind.items()}
    store = _store(case["data"], case["asOf"])
    answer = store.query(
        query.text,
        prefixes=PREFIXES,
        use_default_graph_as_union=True,
        substitutions=substitutions,
    )
    expected = case["expect"]
    if isinstance(answer, ox.QueryBoolean):
        assert bool(answer) is expected["boolean"]
        return
    rows = [{curie(term.value) for term in row if term is not None} for row in answer]
    assert rows or query.may_be_empty, (
        "an empty answer, and the header does not say that empty is good"
    )
    assert expected["rows"] in (None, len(rows)), rows
    for wanted in expected["contains"]:
        assert any(row.issuperset(wanted) for row in rows), (
            f"no row holds {wanted} together"
        )


def test_every_expectation_belongs_to_a_stored_question() -> None:
    """No expectation outlives the question that it was written for."""
    names = {query.name for query in stored.stored()}
    assert (
        sorted(path.stem for path in EXPECTED.glob("*.json") if path.stem not in names)
        == []
    )


FACTS = (
    "heldBy",
    "personalInformationKind",
    "matchesListedItem",
    "depicts",
    "matchesNoListedItem",
    "zone",
    "holdsOrdinaryPersons",
)


def test_a_table_answers_as_the_same_facts_in_rdf() -> None:
    """What is stated in a table can be queried; no question finds nothing because of the format."""
    folder = files.folder("data") / "inventories"
    told = []
    for suffix in (".ttl", ".csv"):
        store = stored.law_store()
        stored.add_inventory(store, (folder / f"icv-maker{suffix}",), date(2026, 3, 2))
        graph = ox.NamedNode(stored.INVENTORY)
        facts = {
            (name, quad.subject.value, quad.object.value)
            for name in FACTS
            for quad in store.quads_for_pattern(
                None, ox.NamedNode(QD + name), None, graph
            )
        }
        exported = {
            quad.object.value
            for quad in store.quads_for_pattern(
                None, ox.NamedNode(QD + "exportOf"), None, graph
            )
        }
        told.append((facts, exported))
    (rdf, exported), (table, exported_too) = told
    assert rdf == table
    assert exported <= exported_too
    assert all(any(fact[0] == name for fact in table) for name in FACTS)
