"""The pages: ask, inventory, law, compare, queries, terms; each in the language of the request."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, redirect, request

from qingdan.comparing.coverage import coverage
from qingdan.law.load import law
from qingdan.law.severities import data_severities
from qingdan.querying.examples import QUESTION, examples
from qingdan.querying.stored import stored
from qingdan.rdf.names import curie
from qingdan.reporting.determination.as_html import stylesheet
from qingdan.reporting.determination.view import View
from qingdan.reporting.findings.by_item import piece
from qingdan.reporting.formats import DUTIES, PROOF
from qingdan.serving.answer import Answer
from qingdan.serving.dataset import FACETS
from qingdan.serving.differing import SIDES, compared
from qingdan.serving.downloads import download
from qingdan.serving.drawn import chart_of, drawing_of
from qingdan.serving.glossary import PARTS, reading_of
from qingdan.serving.interview import fields_of_address, options_of
from qingdan.serving.results import CUT, GRAPHS
from qingdan.serving.term import as_rdf, form_of, term
from qingdan.serving.timeline import COUNTED, timeline
from qingdan.version import VERSION

from .http import (
    BASE,
    accepts,
    chosen,
    language,
    page_of,
    rendered,
    respond,
    service,
    strange,
    wanted,
)
from .words import in_chinese

blueprint = Blueprint("pages", __name__)
_LISTED = 500
_OTHERS = ("asOf", "skip", "ask", "both", "find", "form", "whole")


@blueprint.route("/")
def front() -> Response:
    """What there is, in which version, and how much is known of each list."""
    return rendered("index.html", version=VERSION, lists=coverage())


@blueprint.route("/state")
def state() -> Response:
    """What the front serves, since when, and what failed last."""
    return strange() or rendered(
        "state.html", state=service().told(), in_chinese=in_chinese
    )


@blueprint.route("/style.css")
def style() -> Response:
    """The style of the proofs, and what the pages around them add."""
    return Response(
        _style(),
        content_type="text/css; charset=utf-8",
        headers={"Cache-Control": "max-age=3600"},
    )


@cache
def _style() -> str:
    return stylesheet() + (
        Path(__file__).parent / "static" / "style.css"
    ).read_text("utf-8")


@blueprint.route("/ask")
def ask() -> Response:
    """
    The next question and what the answer can still be; once
    no question is left, the answer with its proof.
    """
    if refused := strange(*fields_of_address(), *_OTHERS, several=("skip",)):
        return refused
    form = request.args.get("form", "")
    if form:
        wanted(PROOF, form)
    sent = options_of(request.args.lists(), language())
    answer = service().ask("ask", sent)
    if form or not answer.is_given:
        return respond(answer)
    return rendered("ask.html", **json.loads(answer.content))


@blueprint.route("/inventory")
def inventory() -> Response:
    """The outcomes of the served inventory by facet, and a form to send another."""
    if refused := strange(*FACETS, "q", "sort", "page", "form"):
        return refused
    shown = service().items.browse(request.args, language())
    form = request.args.get("form", "")
    return (
        respond(download(service().store, shown.kept, form, language()))
        if form
        else rendered(
            "inventory.html",
            shown=shown,
            view=View(law()),
            severities=data_severities(),
            piece=piece,
        )
    )


@blueprint.route("/inventory/item")
def item() -> Response:
    """The proof of one item of the served inventory, as a page or in a format of proofs."""
    if refused := strange("iri", "both", "form", "whole"):
        return refused
    iri = request.args.get("iri", "")
    form = request.args.get("form", "")
    langs = {"en": "en,zh", "zh": "zh,en"} if "both" in request.args else {}
    lang = langs.get(language(), language())
    if form:
        wanted(PROOF, form)
    whole = "whole" in request.args
    sent = {"item": iri, "lang": lang, "form": form, "whole": whole}
    answer = service().ask("proof", sent)
    if form:
        return respond(answer)
    return page_of(
        answer,
        "proof.html",
        what="proof",
        name=service().title(iri, language()),
        html=answer.content.decode(),
    )


@blueprint.route("/duties")
def duties() -> Response:
    """What is owed under the served inventory, by day, as a page or in a format of duties."""
    if refused := strange("debtor", "state", "form"):
        return refused
    asked = {
        name: request.args.get(name, "")
        for name in ("debtor", "state", "form")
    }
    if asked["form"]:
        wanted(DUTIES, asked["form"])
    answer = service().ask("owing", {**asked, "lang": language()})
    if asked["form"] or not answer.is_given:
        return respond(answer)
    return rendered("duties.html", **json.loads(answer.content), chosen=asked)


@blueprint.route("/law")
def reading() -> Response:
    """A part of the law, or what a search finds in all of them."""
    if refused := strange("part", "q"):
        return refused
    part, words = request.args.get("part", ""), request.args.get("q", "")
    read = reading_of(service().store, part, words.strip())
    return rendered(
        "law.html",
        parts=PARTS,
        read=read,
        timeline=timeline(),
        counted=COUNTED,
        view=View(law()),
    )


@blueprint.route("/compare")
def lists() -> Response:
    """A part of the lists of the zones side by side; every cell leads to its sources."""
    if refused := strange("part", *SIDES):
        return refused
    shown = compared(request.args, language())
    if isinstance(shown, Answer):
        return respond(shown)
    return rendered("compare.html", **shown)


@blueprint.route("/queries.ttl", defaults={"kind": "text/turtle"})
@blueprint.route("/queries")
def queries(kind: str = "text/html") -> Response:
    """An editor for a query and the stored questions, in both languages; or they in RDF."""
    if kind == "text/html":
        kind = accepts().best_match([kind, *GRAPHS], kind)
    if kind in GRAPHS:
        content = examples(GRAPHS[kind], f"{request.url_root}sparql")
        return Response(content, content_type=kind, headers={"Vary": "Accept"})
    return rendered(
        "queries.html",
        questions=stored(),
        graphs=list(service().graphs),
        terms=service().terms,
    )


def results(query: str, answer: Answer) -> Response:
    """The answer of a query: a table, a yes or no, or a graph in Turtle."""
    document = (
        json.loads(answer.content) if answer.type.endswith("json") else {}
    )
    asked = next(
        (question for question in stored() if question.text == query), None
    )
    variables = document.get("head", {}).get("vars", [])
    rows = document.get("results", {}).get("bindings", [])
    return rendered(
        "results.html",
        variables=variables,
        rows=rows,
        chart=chart_of(variables, rows),
        drawing=drawing_of(answer) if not document else None,
        text="" if document else answer.content.decode(),
        query=query,
        asked=asked,
        boolean=document.get("boolean"),
        cut=answer.notes.get(CUT),
        most=_LISTED,
        terms=service().terms,
    )


@blueprint.route("/ns/<path:name>", defaults={"base": "ns/"})
@blueprint.route("/id/<path:name>", defaults={"base": ""})
def a_term(base: str, name: str) -> Any:
    """
    What the law and the shapes say of a term, provision, category
    or listed item, and where it is used; as a page or RDF.
    """
    name, kind = form_of(name)
    iri = BASE + base + name
    best = accepts().best_match(["text/html", *GRAPHS], "text/html")
    kind = kind or chosen(GRAPHS) or best
    if iri.startswith(QUESTION):
        return _example(iri.removeprefix(QUESTION), kind)
    content = as_rdf(
        service().store, iri, kind if kind in GRAPHS else "text/turtle"
    ) or abort(404, f"there is no term {iri}")
    if kind in GRAPHS:
        return Response(content, content_type=kind)
    return rendered(
        "term.html",
        term=term(service().store, iri, language()),
        parts=PARTS,
        short=curie(iri),
        turtle=content.decode(),
    )


def _example(name: str, kind: str) -> Any:
    """A stored question in RDF, or its query in the editor."""
    form = GRAPHS.get(kind, GRAPHS["text/turtle"])
    content = examples(form, f"{request.url_root}sparql", name)
    if not content:
        abort(404, f"there is no question {name}")
    if kind in GRAPHS:
        return Response(content, content_type=kind)
    return redirect(f"/queries?{urlencode({'edit': name})}")
