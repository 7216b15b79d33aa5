"""The pages: ask, inventory, law, compare, queries, terms; each in the language of the request."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, render_template, request

from qingdan.law import law
from qingdan.lists.comparison import compare
from qingdan.lists.records import records
from qingdan.names import QD, curie
from qingdan.queries import stored
from qingdan.report.as_html import View, stylesheet
from qingdan.report.comparison_html import fragment
from qingdan.serving.answers import CUT, GRAPHS
from qingdan.serving.child import Answer
from qingdan.serving.dataset import FACETS
from qingdan.serving.interview import askable
from qingdan.serving.lookup import PARTS, as_rdf, entries, search, term

from .http import respond, service

blueprint = Blueprint("pages", __name__)
_BASE = QD.removesuffix("ns/")
_SHOWN, _FOUND, _LISTED = 200, 200, 500


def language() -> str:
    """The language of the page: the one asked for, else the one that the browser prefers."""
    lang = request.args.get("lang") or request.accept_languages.best_match(["zh", "en"], "en")
    return "zh" if lang and lang.startswith("zh") else "en"


def _rendered(template: str, status: int = 200, **values: Any) -> Response:
    """A page in the language of the request."""
    lang = language()

    def here(**changed: str) -> str:
        """The address of this page with some of its parameters changed; without those that are empty."""
        kept = [(name, value) for name, value in request.args.items(multi=True) if name not in changed]
        return "?" + urlencode([*kept, *((name, value) for name, value in changed.items() if value)])

    def to(path: str) -> str:
        """The address of another page in the same language."""
        return f"{path}{'&' if '?' in path else '?'}lang={lang}" if "lang" in request.args and path.startswith("/") else path

    html = render_template(template, lang=lang, zh=lang == "zh", here=here, to=to, curie=curie, local=_address, **values)
    return Response(
        html, status, content_type="text/html; charset=utf-8", headers={"Content-Language": lang, "Vary": "Accept, Accept-Language"}
    )


def _told(answer: Answer, template: str, **values: Any) -> Response:
    """A page of an answer, or of the problem that stands in its place."""
    if answer.status != 200:
        return _rendered("problem.html", answer.status, problem=json.loads(answer.content))
    return _rendered(template, **values) if values else _rendered(template, **json.loads(answer.content))


def _address(iri: str) -> str:
    """The address of a term or an item here, its own where that is an address, else none."""
    if iri.startswith(_BASE):
        rest = iri.removeprefix(_BASE)
        return "/" + rest if rest.startswith("ns/") else "/id/" + rest
    if iri in service().items:
        return "/inventory/item?" + urlencode({"iri": iri})
    return iri if iri.startswith(("https:", "http:")) else ""


def _at_home(html: str) -> str:
    """A proof whose links to our terms lead to their pages here."""
    return html.replace(f'href="{QD}', 'href="/ns/').replace(f'href="{_BASE}', 'href="/id/')


@blueprint.route("/")
def front() -> Response:
    """What there is."""
    return _rendered("index.html")


@blueprint.route("/style.css")
@cache
def style() -> Response:
    """The style of the proofs, and what the pages around them add."""
    text = stylesheet() + (Path(__file__).parent / "static" / "style.css").read_text("utf-8")
    return Response(text, content_type="text/css; charset=utf-8", headers={"Cache-Control": "max-age=3600"})


@blueprint.route("/ask")
def ask() -> Response:
    """The next question and what the answer can still be; once no question is left, the answer with its proof."""
    given = {name: value for name, value in request.args.items() if name in askable() and value}
    told = {"as_of": request.args.get("asOf", ""), "skipped": request.args.getlist("skip"), "asked": request.args.get("ask", "")}
    answer = service().ask("ask", {"facts": given, "lang": language(), **told})
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in ("ask", "lang") and value]
    content = json.loads(answer.content)
    return _told(answer, "ask.html", kept=kept, given=given, as_of=told["as_of"], **{**content, "html": _at_home(content.get("html", ""))})


@blueprint.route("/inventory")
def inventory() -> Response:
    """The outcomes of the served inventory by facet, and a form to send another."""
    rows = service().rows
    chosen = {facet: request.args[facet] for facet in FACETS if request.args.get(facet)}
    words = request.args.get("q", "").casefold()
    kept = [row for row in rows if all(getattr(row, facet) == value for facet, value in chosen.items())]
    kept = [row for row in kept if words in row.title.casefold() or words in row.item.casefold()]
    counts = {facet: Counter(getattr(row, facet) for row in rows if getattr(row, facet)).most_common() for facet in FACETS}
    return _rendered("inventory.html", rows=kept[:_SHOWN], many=len(kept), all=len(rows), counts=counts, chosen=chosen, view=View(law()))


@blueprint.route("/inventory/item")
def item() -> Response:
    """The proof of one item of the served inventory."""
    answer = service().ask("proof", {"item": request.args.get("iri", ""), "lang": language()})
    return _told(answer, "proof.html", what="proof", html=_at_home(answer.content.decode()))


@blueprint.route("/inventory", methods=["POST"], defaults={"what": "report"})
@blueprint.route("/compare", methods=["POST"], defaults={"what": "routes"})
def upload(what: str) -> Response:
    """The outcomes of an inventory that was sent with their proofs, or its routes under every list; nothing of it is kept."""
    sent = request.files.get("file")
    options = {"suffix": Path((sent and sent.filename) or "").suffix.lower(), "as_of": request.form.get("asOf", ""), "lang": language()}
    answer = service().ask(what, options, sent.read() if sent else b"", long=what == "routes")
    return _told(answer, "proof.html", what=what, html=_at_home(answer.content.decode()))


@blueprint.route("/law")
def reading() -> Response:
    """A part of the law, or what a search finds in all of them."""
    part, words = request.args.get("part", "articles"), request.args.get("q", "").strip()
    part = part if part in PARTS else "articles"
    found = search(words) if words else list(entries(part))
    shown = found[:_FOUND] if words else found
    wholes = {entry.whole: law().label(entry.whole) for entry in shown}
    return _rendered("law.html", part=part, parts=PARTS, words=words, found=shown, many=len(found), wholes=wholes)


@blueprint.route("/compare")
def lists() -> Response:
    """The lists of the zones side by side; every cell leads to its sources."""
    return _rendered("compare.html", html=_compared(language()))


@cache
def _compared(lang: str) -> str:
    return _at_home(fragment(compare(records()), lang))


@blueprint.route("/queries")
def queries() -> Response:
    """An editor for a query and the stored questions, in both languages."""
    return _rendered("queries.html", questions=stored(), graphs=list(service().graphs))


def results(query: str, answer: Answer) -> Response:
    """The answer of a query: a table, a yes or no, or a graph in Turtle."""
    told = json.loads(answer.content) if answer.type.endswith("json") else {}
    head, rows = told.get("head", {}).get("vars", []), told.get("results", {}).get("bindings", [])
    asked, boolean = next((one for one in stored() if one.text == query), None), told.get("boolean")
    shown: dict[str, Any] = {"query": query, "asked": asked, "boolean": boolean, "cut": answer.notes.get(CUT), "most": _LISTED}
    return _rendered("results.html", variables=head, rows=rows, text="" if told else answer.content.decode(), **shown)


@blueprint.route("/ns/<path:name>", defaults={"base": "ns/"})
@blueprint.route("/id/<path:name>", defaults={"base": ""})
def a_term(base: str, name: str) -> Response:
    """What the law and the shapes say of a term, provision, category or listed item, and where it is used; as a page or RDF."""
    iri, kind = _BASE + base + name, request.accept_mimetypes.best_match(["text/html", *GRAPHS], "text/html")
    if kind in GRAPHS:
        content = as_rdf(service().store, iri, kind)
        return respond(Answer(200, kind, content)) if content else abort(404, f"there is no term {iri}")
    found = term(service().store, iri, language())
    return _rendered("term.html", term=found, short=curie(iri)) if found else abort(404, f"there is no term {iri}")
