"""
The whole ontology as one file for other tools: every module of the
law, what the lists declare, and the axioms for a DL reasoner.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..files import ontology_files, reasoning_files, shape_files
from ..rdf.names import OURS, OWL, PREFIXES, RDF, RDFS
from .closure import parsed
from .editions import declared, form_shapes

if TYPE_CHECKING:
    import rdflib

FORMATS = {"ttl": "turtle", "rdfxml": "xml", "jsonld": "json-ld"}
_MODULES = OURS + "ontology/"
_FRONT = _MODULES + "qingdan"
_OF_LISTS = _MODULES + "lists"


def release(form: str) -> str:
    """The text of the merged ontology in one of `FORMATS`; the same for the same law."""
    return merged().serialize(format=FORMATS[form])


def shapes(which: str) -> str:
    """The shapes of the `conditions`, or those of the `form` of an inventory, as Turtle."""
    if which == "form":
        return form_shapes().decode()
    conditions = parsed(shape_files(), "shape")
    for prefix, base in PREFIXES.items():
        conditions.bind(prefix, base, replace=True)
    return conditions.serialize(format="turtle")


def merged() -> rdflib.Graph:
    """
    Every module in one graph under the head of the front page; imports
    are gone, and each term of ours names the module that defines it.
    """
    from rdflib import Graph, URIRef

    whole = Graph()
    for prefix, base in PREFIXES.items():
        whole.bind(prefix, base, replace=True)
    for number, path in enumerate([*ontology_files(), *reasoning_files()]):
        _add(whole, path, f"m{number}")
    lists = Graph().parse(data=declared(), format="nt")
    _define(whole, lists, URIRef(_OF_LISTS))
    return whole


def _add(whole: rdflib.Graph, path: Path, mark: str) -> None:
    """Add a module; of the heads of modules only that of the front page stays."""
    from rdflib import URIRef

    part = parsed([path], mark)
    ontology, kind = URIRef(OWL + "Ontology"), URIRef(RDF + "type")
    heads = set(part.subjects(kind, ontology))
    assert len(heads) == 1, path
    head = heads.pop()
    if str(head) == _FRONT:
        part.remove((head, URIRef(OWL + "imports"), None))
    else:
        part.remove((head, None, None))
    _define(whole, part, head)


def _define(
    whole: rdflib.Graph, part: rdflib.Graph, module: rdflib.term.Node
) -> None:
    from rdflib import URIRef

    for term in set(part.subjects(URIRef(RDF + "type"), None)):
        if not isinstance(term, URIRef) or term.startswith(_MODULES):
            continue
        if term.startswith(OURS):
            part.add((term, URIRef(RDFS + "isDefinedBy"), module))
    for triple in part:
        whole.add(triple)
