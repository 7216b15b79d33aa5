"""A page, or RDF, for every term, provision, category and listed item at its address."""

from __future__ import annotations

import pyoxigraph as ox
from flask import Blueprint, Response, abort, current_app, request

from qingdan.law import law
from qingdan.names import PREFIXES, QD, RDFS, curie
from qingdan.queries import LAW

from . import work
from .pages import language, local_address, rendered

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
    lang = language()
    known = ox.NamedNode(LAW)
    into = sorted(
        (_name(quad.subject.value, lang), _name(quad.predicate.value, lang), quad.subject.value)
        for quad in store.quads_for_pattern(None, None, node, known)
        if isinstance(quad.subject, ox.NamedNode)
    )
    rows = sorted(
        {
            (_name(triple.predicate.value, lang), *_told(triple.object, lang))
            for triple in out
            if not isinstance(triple.object, ox.BlankNode)
        }
    )
    labels = [(triple.object.value, triple.object.language or "") for triple in out if triple.predicate.value == RDFS + "label"]
    return rendered("term.html", iri=node.value, short=curie(node.value), rows=rows, into=into, labels=labels)


def _name(iri: str, lang: str) -> str:
    """A term as people call it, else by its short name."""
    return law().label(iri).get(lang) or curie(iri)


def _told(value: ox.NamedNode | ox.Literal, lang: str) -> tuple[str, str, str]:
    """The text of a value, its language, and the address of its own page."""
    if isinstance(value, ox.NamedNode):
        return _name(value.value, lang), "", local_address(value.value)
    return value.value, value.language or "", ""


def _with_lists(store: ox.Store, triples: list[ox.Triple]) -> list[ox.Triple]:
    """The triples with those of the blank nodes that they lead to."""
    found, ends = list(triples), [triple.object for triple in triples if isinstance(triple.object, ox.BlankNode)]
    while ends:
        more = [quad.triple for quad in store.quads_for_pattern(ends.pop(), None, None, None)]
        found += more
        ends += [triple.object for triple in more if isinstance(triple.object, ox.BlankNode)]
    return found
