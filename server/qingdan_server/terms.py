"""A page, or RDF, for every term, provision, category and listed item at its address."""

from __future__ import annotations

import pyoxigraph as ox
from flask import Blueprint, Response, abort, current_app, render_template, request

from qingdan.names import PREFIXES, QD, curie

from . import work

blueprint = Blueprint("terms", __name__)
_BASE = QD.removesuffix("ns/")


@blueprint.route("/ns/<path:name>", defaults={"base": "ns/"})
@blueprint.route("/id/<path:name>", defaults={"base": ""})
def term(base: str, name: str) -> Response:
    """What the law and the shapes say of a term, and where it is used."""
    node, store = ox.NamedNode(_BASE + base + name), current_app.extensions["terms"]
    out = [quad.triple for quad in store.quads_for_pattern(node, None, None, None)]
    if not out:
        abort(404, f"there is no term {node.value}")
    kind = request.accept_mimetypes.best_match(["text/html", *work.GRAPHS], "text/html")
    if kind in work.GRAPHS:
        return Response(ox.serialize(_with_lists(store, out), format=work.GRAPHS[kind], prefixes=PREFIXES), content_type=kind)
    into = sorted(
        {(curie(quad.predicate.value), quad.subject.value) for quad in store.quads_for_pattern(None, None, node, None) if _named(quad)}
    )
    rows = sorted({(curie(triple.predicate.value), *_told(triple.object)) for triple in out if not isinstance(triple.object, ox.BlankNode)})
    labels = [text for name_of, text, lang, _ in rows if name_of == "rdfs:label" for _ in [lang]]
    html = render_template(
        "term.html", iri=node.value, short=curie(node.value), rows=rows, into=into, labels=labels, curie=curie, local=local_address
    )
    return Response(html, content_type="text/html; charset=utf-8")


def _named(quad: ox.Quad) -> bool:
    return isinstance(quad.subject, ox.NamedNode)


def _told(value: ox.NamedNode | ox.Literal) -> tuple[str, str, str]:
    """The text of a value, its language, and the address of its own page."""
    if isinstance(value, ox.NamedNode):
        return curie(value.value), "", local_address(value.value)
    return value.value, value.language or "", ""


def local_address(iri: str) -> str:
    """The address of a term here, or its own where it is not ours."""
    if not iri.startswith(_BASE):
        return iri
    rest = iri.removeprefix(_BASE)
    return "/" + rest if rest.startswith("ns/") else "/id/" + rest


def _with_lists(store: ox.Store, triples: list[ox.Triple]) -> list[ox.Triple]:
    """The triples with those of the blank nodes that they lead to."""
    found, ends = list(triples), [triple.object for triple in triples if isinstance(triple.object, ox.BlankNode)]
    while ends:
        more = [quad.triple for quad in store.quads_for_pattern(ends.pop(), None, None, None)]
        found += more
        ends += [triple.object for triple in more if isinstance(triple.object, ox.BlankNode)]
    return found
