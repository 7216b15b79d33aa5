"""The pages: ask, inventory, law, compare, queries, terms; each in the language of the request."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, request

from qingdan import compare
from qingdan.comparing.coverage import coverage
from qingdan.law.load import law
from qingdan.querying.stored import stored
from qingdan.rdf.names import QD, curie
from qingdan.reporting.determination.as_html import stylesheet
from qingdan.reporting.determination.view import View
from qingdan.reporting.formats import DUTIES
from qingdan.reporting.lists.as_html import PARTS as COMPARED
from qingdan.reporting.lists.as_html import fragment
from qingdan.serving.answer import Answer
from qingdan.serving.dataset import FACETS
from qingdan.serving.glossary import PARTS, contents, entries, search
from qingdan.serving.interview import askable
from qingdan.serving.jobs import NOTES
from qingdan.serving.results import CUT, GRAPHS
from qingdan.serving.term import as_rdf, term
from qingdan.version import VERSION

from .http import (
    BASE,
    accepts,
    language,
    rendered,
    respond,
    service,
    strange,
    wanted,
)
from .words import in_chinese

blueprint = Blueprint("pages", __name__)
_SHOWN = 200
_FOUND = 200
_LISTED = 500
_OTHERS = ("asOf", "skip", "ask")


def _told(answer: Answer, template: str, **values: Any) -> Response:
    """A page of an answer, or the problem that stands in its place."""
    return rendered(template, **values) if answer.is_given else respond(answer)


def _at_home(html: str) -> str:
    """A proof whose links to our terms lead to their pages here."""
    return html.replace(f'href="{QD}', 'href="/ns/').replace(
        f'href="{BASE}', 'href="/id/'
    )


@blueprint.route("/")
def front() -> Response:
    """What there is, in which version, and how much is known of each list."""
    return rendered("index.html", version=VERSION, lists=coverage())


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
    if refused := strange(*askable(), *_OTHERS, several=("skip",)):
        return refused
    given = {
        name: value
        for name, value in request.args.items()
        if name in askable() and value
    }
    options = {
        "as_of": request.args.get("asOf", ""),
        "skipped": request.args.getlist("skip"),
        "asked": request.args.get("ask", ""),
    }
    answer = service().ask(
        "ask", {"facts": given, "lang": language(), **options}
    )
    kept = [
        (name, value)
        for name, value in request.args.items(multi=True)
        if name not in ("ask", "lang") and value
    ]
    content = json.loads(answer.content)
    return _told(
        answer,
        "ask.html",
        kept=kept,
        given=given,
        as_of=options["as_of"],
        **{**content, "html": _at_home(content.get("html", ""))},
    )


@blueprint.route("/inventory")
def inventory() -> Response:
    """The outcomes of the served inventory by facet, and a form to send another."""
    if refused := strange(*FACETS, "q"):
        return refused
    rows = service().rows
    chosen = {
        facet: request.args[facet]
        for facet in FACETS
        if request.args.get(facet)
    }
    words = request.args.get("q", "").casefold()
    kept = [
        row
        for row in rows
        if all(value in row.of(facet) for facet, value in chosen.items())
    ]
    kept = [
        row
        for row in kept
        if words in "\n".join((row.item, *row.titles.values())).casefold()
    ]
    counts = {
        facet: Counter(
            value for row in rows for value in row.of(facet)
        ).most_common()
        for facet in FACETS
    }
    return rendered(
        "inventory.html",
        rows=kept[:_SHOWN],
        many=len(kept),
        all=len(rows),
        counts=counts,
        chosen=chosen,
        view=View(law()),
    )


@blueprint.route("/inventory/item")
def item() -> Response:
    """The proof of one item of the served inventory."""
    if refused := strange("iri"):
        return refused
    iri = request.args.get("iri", "")
    answer = service().ask("proof", {"item": iri, "lang": language()})
    name = next(
        (row.title(language()) for row in service().rows if row.item == iri),
        "",
    )
    return _told(
        answer,
        "proof.html",
        what="proof",
        name=name,
        html=_at_home(answer.content.decode()),
    )


@blueprint.route("/inventory", methods=["POST"], defaults={"what": "report"})
@blueprint.route("/compare", methods=["POST"], defaults={"what": "routes"})
@blueprint.route("/duties", methods=["POST"], defaults={"what": "duties"})
def upload(what: str) -> Response:
    """
    The outcomes of an inventory that was sent with their proofs, its routes
    under every list, or what is owed under it; nothing of it is kept.
    """
    if refused := strange("file", "asOf"):
        return refused
    options, content = _sent()
    answer = service().ask(what, options, content, long=True)
    notes = json.loads(answer.notes.get(NOTES, "[]"))
    html = _at_home(answer.content.decode())
    return _told(
        answer,
        "proof.html",
        what=what,
        html=html,
        notes=notes,
        in_chinese=in_chinese,
    )


@blueprint.route("/map", methods=["GET", "POST"])
def mapping() -> Response:
    """
    A form for a file of another form than ours; once one is sent, the mapping that is proposed
    or was adjusted, the first items under it, and where it is asked for the outcomes.
    """
    if refused := strange("file", "mapping", "asOf", "then"):
        return refused
    if request.method != "POST":
        return rendered("map.html", sent="", toml="", html="")
    options, content = _sent()
    options["mapping"] = request.form.get("mapping", "")
    options["decides"] = request.form.get("then") == "decide"
    answer = service().ask("mapping", options, content, long=True)
    document = json.loads(answer.content)
    html = _at_home(document.pop("html", ""))
    name = request.files["file"].filename if "file" in request.files else ""
    return _told(
        answer,
        "map.html",
        sent=name,
        html=html,
        in_chinese=in_chinese,
        **document,
    )


def _sent() -> tuple[dict[str, Any], bytes]:
    """What is asked of the file of a form, and its content."""
    sent = request.files.get("file")
    options = {
        "suffix": Path((sent and sent.filename) or "").suffix.lower(),
        "as_of": request.form.get("asOf", ""),
        "lang": language(),
    }
    return options, sent.read() if sent else b""


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
    document = json.loads(answer.content)
    return rendered(
        "duties.html",
        **{**document, "html": _at_home(document["html"])},
        chosen=asked,
    )


@blueprint.route("/law")
def reading() -> Response:
    """A part of the law, or what a search finds in all of them."""
    if refused := strange("part", "q"):
        return refused
    part = request.args.get("part", "articles")
    words = request.args.get("q", "").strip()
    part = part if part in PARTS else "articles"
    entries_found = (
        search(service().store, words)
        if words
        else list(entries(service().store, part))
    )
    shown = entries_found[:_FOUND] if words else entries_found
    headings, under = contents(shown)
    return rendered(
        "law.html",
        headings=headings,
        under=under,
        part=part,
        parts=PARTS,
        words=words,
        many=len(entries_found),
        shown=len(shown),
    )


@blueprint.route("/compare")
def lists() -> Response:
    """A part of the lists of the zones side by side; every cell leads to its sources."""
    if refused := strange("part"):
        return refused
    asked = request.args.get("part", "")
    part = asked if asked in COMPARED else "overview"
    more = f"&lang={language()}" if "lang" in request.args else ""
    return rendered(
        "compare.html",
        html=_compared(language(), part, more),
        part=part,
        parts=COMPARED,
    )


@cache
def _compared(lang: str, part: str, more: str) -> str:
    sources = f"/compare?part=sources{more}"
    return _at_home(fragment(compare().comparison, lang, part, sources))


@blueprint.route("/queries")
def queries() -> Response:
    """An editor for a query and the stored questions, in both languages."""
    return rendered(
        "queries.html", questions=stored(), graphs=list(service().graphs)
    )


def results(query: str, answer: Answer) -> Response:
    """The answer of a query: a table, a yes or no, or a graph in Turtle."""
    document = (
        json.loads(answer.content) if answer.type.endswith("json") else {}
    )
    head = document.get("head", {}).get("vars", [])
    rows = document.get("results", {}).get("bindings", [])
    asked = next(
        (question for question in stored() if question.text == query), None
    )
    boolean = document.get("boolean")
    shown: dict[str, Any] = {
        "query": query,
        "asked": asked,
        "boolean": boolean,
        "cut": answer.notes.get(CUT),
        "most": _LISTED,
    }
    return rendered(
        "results.html",
        variables=head,
        rows=rows,
        text="" if document else answer.content.decode(),
        **shown,
    )


@blueprint.route("/ns/<path:name>", defaults={"base": "ns/"})
@blueprint.route("/id/<path:name>", defaults={"base": ""})
def a_term(base: str, name: str) -> Response:
    """
    What the law and the shapes say of a term, provision, category
    or listed item, and where it is used; as a page or RDF.
    """
    iri = BASE + base + name
    kind = accepts().best_match(["text/html", *GRAPHS], "text/html")
    content = as_rdf(
        service().store, iri, kind if kind in GRAPHS else "text/turtle"
    ) or abort(404, f"there is no term {iri}")
    if kind in GRAPHS:
        return Response(content, content_type=kind)
    return rendered(
        "term.html",
        term=term(service().store, iri, language()),
        short=curie(iri),
        turtle=content.decode(),
    )
