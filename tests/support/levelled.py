"""
A case as RDF in which every fact stands where the shapes
look for it: what `sh:` engines are given in tests.
"""

from __future__ import annotations

from datetime import date

from rdflib import RDF, XSD, BNode, Graph, Literal, URIRef

from qingdan.deciding.case import Case
from qingdan.law.load import law
from qingdan.rdf.graph import Value
from qingdan.rdf.names import QD, Iri

ITEM, HANDLER, TALLY, EXPORT = (
    URIRef(f"urn:x:{name}") for name in ("item", "handler", "tally", "export")
)
_HOME = {"Tally": TALLY, "DataHandler": HANDLER, "Export": EXPORT}


def levelled(case: Case) -> Graph:
    """The effective facts of a case, computed ones included."""
    graph = Graph()
    for node, kind in (
        (ITEM, "DataItem"),
        (HANDLER, "DataHandler"),
        (TALLY, "Tally"),
        (EXPORT, "Export"),
    ):
        graph.add((node, RDF.type, URIRef(QD + kind)))
    graph.add((ITEM, URIRef(QD + "heldBy"), HANDLER))
    graph.add((HANDLER, URIRef(QD + "tally"), TALLY))
    graph.add((EXPORT, URIRef(QD + "exportOf"), ITEM))
    for name, values in case.facts.items():
        home = (
            ITEM
            if name == "sector"
            else next(
                (
                    _HOME[kind]
                    for kind in _HOME
                    if kind in law().facts[name].about
                ),
                ITEM,
            )
        )
        for value in values:
            graph.add((home, URIRef(QD + name), _term(value)))
            if isinstance(value, Iri):
                for kind in law().graph.iris(value, str(RDF.type)):
                    if not kind.startswith("_:"):
                        graph.add((URIRef(value), RDF.type, URIRef(kind)))
    return graph


def _term(value: Value) -> URIRef | Literal | BNode:
    if isinstance(value, Iri):
        return URIRef(value)
    if isinstance(value, bool):
        return Literal(value)
    if isinstance(value, date):
        return Literal(value.isoformat(), datatype=XSD.date)
    return Literal(value)
