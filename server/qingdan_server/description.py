"""What the endpoint says of itself: SPARQL 1.1 Service Description with VoID, and a page with the stored questions."""

from __future__ import annotations

import json

import pyoxigraph as ox
from flask import Blueprint, Response, current_app, request

from qingdan.names import PREFIXES, RDF
from qingdan.queries import stored

from . import work
from .jobs import Answer
from .pages import rendered

blueprint = Blueprint("description", __name__)
_LISTED = 500
_SD, _VOID, _FORMATS = "http://www.w3.org/ns/sparql-service-description#", "http://rdfs.org/ns/void#", "http://www.w3.org/ns/formats/"
_OFFERED = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "RDF_XML",
    "JSON-LD",
)


def described(kind: str) -> Response:
    """The service description in a format of RDF."""
    content = ox.serialize(_triples(), format=work.GRAPHS[kind], prefixes={"sd": _SD, "void": _VOID})
    return Response(content, content_type=kind)


@blueprint.route("/.well-known/void")
def void() -> Response:
    """The datasets of the endpoint."""
    return described(request.accept_mimetypes.best_match(list(work.GRAPHS), "text/turtle"))


@blueprint.route("/")
def front() -> Response:
    """What there is."""
    return rendered("index.html")


@blueprint.route("/queries")
def page() -> Response:
    """A form for a query and the stored questions, in both languages."""
    return rendered("queries.html", questions=stored(), graphs=current_app.extensions["graphs"])


def results_page(query: str, answer: Answer) -> Response:
    """The answer of a query as a page: a table, a yes or no, or a graph in Turtle."""
    if answer.status != 200:
        return Response(answer.content, answer.status, content_type=answer.type)
    told = json.loads(answer.content) if answer.type.endswith("json") else {}
    return rendered(
        "results.html",
        query=query,
        boolean=told.get("boolean"),
        variables=told.get("head", {}).get("vars", []),
        rows=told.get("results", {}).get("bindings", []),
        text="" if told else answer.content.decode(),
        most=_LISTED,
    )


def _triples() -> list[ox.Triple]:
    service, dataset = ox.NamedNode(request.url_root + "sparql"), ox.BlankNode("dataset")
    found = [
        _triple(service, RDF + "type", _SD + "Service"),
        _triple(service, _SD + "endpoint", service),
        _triple(service, _SD + "supportedLanguage", _SD + "SPARQL11Query"),
        _triple(service, _SD + "feature", _SD + "UnionDefaultGraph"),
        _triple(service, _SD + "defaultDataset", dataset),
        _triple(dataset, RDF + "type", _SD + "Dataset"),
        _triple(dataset, RDF + "type", _VOID + "Dataset"),
        _triple(dataset, _VOID + "sparqlEndpoint", service),
        *[_triple(service, _SD + "resultFormat", _FORMATS + name) for name in _OFFERED],
        *[_triple(dataset, _VOID + "vocabulary", PREFIXES[prefix]) for prefix in ("qd", "skos", "prov", "sh")],
    ]
    for number, graph in enumerate(current_app.extensions["graphs"]):
        node = ox.BlankNode(f"graph{number}")
        found += [
            _triple(dataset, _SD + "namedGraph", node),
            _triple(node, _SD + "name", graph),
            _triple(node, RDF + "type", _SD + "NamedGraph"),
        ]
        found += [
            _triple(node, _SD + "graph", ox.BlankNode(f"content{number}")),
            _triple(ox.BlankNode(f"content{number}"), RDF + "type", _SD + "Graph"),
        ]
    found += [_triple(dataset, _SD + "defaultGraph", ox.BlankNode("union")), _triple(ox.BlankNode("union"), RDF + "type", _SD + "Graph")]
    return found


def _triple(subject: ox.NamedNode | ox.BlankNode, predicate: str, value: str | ox.NamedNode | ox.BlankNode) -> ox.Triple:
    return ox.Triple(subject, ox.NamedNode(predicate), ox.NamedNode(value) if isinstance(value, str) else value)
