"""
The ontology: consistent for a full DL reasoner, and our
look-up of inferred facts equal to owlrl's closure.
"""

from __future__ import annotations

import shutil

import pytest
from rdflib import OWL, RDF, Graph, Literal, URIRef

from qingdan.files import ontology_files
from qingdan.law.definitions import derived
from qingdan.law.load import law
from qingdan.rdf.graph import Value
from qingdan.rdf.names import QD, Iri

ITEM = URIRef("urn:x:item")


def ontology() -> Graph:
    """Every ontology file in one graph."""
    graph = Graph()
    for path in ontology_files():
        graph.parse(path)
    return graph


@pytest.mark.skipif(shutil.which("java") is None, reason="HermiT needs Java")
def test_consistent_and_no_class_is_empty(tmp_path: object) -> None:
    """HermiT finds the ontology consistent and every class satisfiable.

    A fact type is a property and an individual at once, which OWL 2 DL allows and owlready2 cannot
    hold: the individual side of properties carries no axiom and is left out here.
    """
    import owlready2

    graph = ontology()
    graph.remove((None, OWL.imports, None))
    for kind in (OWL.DatatypeProperty, OWL.ObjectProperty):
        for fact in set(graph.subjects(RDF.type, kind)):
            for predicate, value in list(graph.predicate_objects(fact)):
                if predicate != RDF.type or value != kind:
                    graph.remove((fact, predicate, value))
    path = f"{tmp_path}/all.nt"
    graph.serialize(path, format="nt", encoding="utf-8")
    world = owlready2.World()
    loaded = world.get_ontology(f"file://{path}").load()
    with loaded:
        owlready2.sync_reasoner_hermit(world, debug=0)
    assert list(world.inconsistent_classes()) == []


@pytest.mark.parametrize(
    "definition",
    law().definitions,
    ids=lambda definition: definition.iri.rsplit("/", 1)[-1],
)
def test_inferred_facts_are_those_of_owlrl(definition: object) -> None:
    """An item that meets a defined class gains exactly the facts that owlrl's closure gives it."""
    from owlrl import DeductiveClosure, OWLRL_Semantics

    stated: dict[str, list[Value]] = {
        fact: [sorted(values, key=str)[0]] for fact, values in definition.needs
    }  # type: ignore[attr-defined]
    graph = _schema()
    for fact, values in stated.items():
        for value in values:
            graph.add(
                (
                    ITEM,
                    URIRef(QD + fact),
                    URIRef(value)
                    if isinstance(value, Iri)
                    else Literal(value),
                )
            )
            if isinstance(value, Iri):
                for kind in law().graph.iris(value, str(RDF.type)):
                    graph.add((URIRef(value), RDF.type, URIRef(kind)))
    before = {(p, o) for p, o in graph.predicate_objects(ITEM)}
    DeductiveClosure(OWLRL_Semantics).expand(graph)
    gained = {
        (str(p).removeprefix(QD), str(o).lower())
        for p, o in set(graph.predicate_objects(ITEM)) - before
        if str(p).startswith(QD)
    }
    assert gained == {
        (fact, str(value).lower()) for _, fact, value in derived(law(), stated)
    }


def _schema() -> Graph:
    """The defined classes alone, to keep each closure short."""
    whole, schema = ontology(), Graph()
    todo = [URIRef(definition.iri) for definition in law().definitions]
    done = set()
    while todo:
        node = todo.pop()
        if node in done:
            continue
        done.add(node)
        for s, p, o in whole.triples((node, None, None)):
            if p in (
                RDF.type,
                OWL.equivalentClass,
                OWL.intersectionOf,
                OWL.onProperty,
                OWL.hasValue,
                OWL.someValuesFrom,
                RDF.first,
                RDF.rest,
            ) or str(p).endswith("subClassOf"):
                schema.add((s, p, o))
                if p != RDF.type and not isinstance(o, Literal):
                    todo.append(o)
    return schema
