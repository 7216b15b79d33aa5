"""The inventory that is served, with its outcomes and proofs; and one that is sent, answered and not kept."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph as ox
from flask import Blueprint, Response, current_app, request

from qingdan import api
from qingdan.decided import decide
from qingdan.errors import QingdanError
from qingdan.ingest import ingest
from qingdan.law import law
from qingdan.lists.routes import routes
from qingdan.names import PREFIXES
from qingdan.report.as_html import View, fragment, overview_of
from qingdan.report.bulk import MOST_IN_PAGE
from qingdan.report.comparison_html import routes_fragment

from .jobs import Answer
from .pages import at_home, language, rendered
from .work import problem

blueprint = Blueprint("inventory", __name__)
_SHOWN, _ROUTED = 200, 20
_ROWS = """
SELECT ?item (SAMPLE(STR(?t)) AS ?title) ?outcome ?position ?day (SAMPLE(?s) AS ?scenario) WHERE {
  GRAPH ?d { ?d qd:determines ?item ; qd:outcome ?outcome ; qd:position ?position ; qd:onDay ?day }
  OPTIONAL { ?item qd:title ?t } OPTIONAL { ?item qd:scenario ?s } }
GROUP BY ?item ?outcome ?position ?day ORDER BY ?item
"""
_FACETS = ("outcome", "position", "scenario")


class Row(NamedTuple):
    """An item of the inventory and what it comes to."""

    item: str
    title: str
    outcome: str
    position: str
    day: str
    scenario: str


def rows_of(store: ox.Store) -> tuple[Row, ...]:
    """The items of the served inventory by IRI; computed once."""
    found = store.query(_ROWS, prefixes=PREFIXES, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    return tuple(Row(*("" if term is None else str(term.value) for term in solution)) for solution in found)


@blueprint.route("/inventory")
def page() -> Response:
    """The outcomes of the served inventory by facet, and a form to send another."""
    rows: tuple[Row, ...] = current_app.extensions["rows"]
    chosen = {facet: request.args[facet] for facet in _FACETS if request.args.get(facet)}
    words = request.args.get("q", "").casefold()
    kept = [row for row in rows if all(getattr(row, facet) == value for facet, value in chosen.items())]
    kept = [row for row in kept if words in row.title.casefold() or words in row.item.casefold()]
    counts = {facet: Counter(getattr(row, facet) for row in rows if getattr(row, facet)).most_common() for facet in _FACETS}
    return rendered("inventory.html", rows=kept[:_SHOWN], many=len(kept), all=len(rows), counts=counts, chosen=chosen, view=View(law()))


@blueprint.route("/inventory/item")
def item() -> Response:
    """The proof of one item of the served inventory."""
    return _shown(current_app.extensions["keeper"].ask("proof", {"item": request.args.get("iri", ""), "lang": language()}), "proof")


@blueprint.route("/inventory", methods=["POST"])
def upload() -> Response:
    """The outcomes of an inventory that was sent, each with its proof; nothing of it is kept."""
    sent = request.files.get("file")
    name = sent.filename if sent and sent.filename else ""
    options = {"suffix": Path(name).suffix.lower(), "as_of": request.form.get("asOf", ""), "lang": language()}
    return _shown(current_app.extensions["keeper"].ask("report", options, sent.read() if sent else b""), "report")


@blueprint.route("/compare", methods=["POST"])
def routes_of_upload() -> Response:
    """The route of each item of an inventory that was sent under every list; nothing of it is kept."""
    sent = request.files.get("file")
    name = sent.filename if sent and sent.filename else ""
    options = {"suffix": Path(name).suffix.lower(), "as_of": request.form.get("asOf", ""), "lang": language()}
    return _shown(current_app.extensions["keeper"].ask("routes", options, sent.read() if sent else b"", long=True), "routes")


def _shown(answer: Answer, what: str) -> Response:
    if answer.status != 200:
        return rendered("problem.html", answer.status, problem=json.loads(answer.content))
    return rendered("proof.html", what=what, html=at_home(answer.content.decode()))


def proving(inventory: tuple[Path, ...], as_of: date | None) -> Any:
    """The job that proves an item of the served inventory, which is read once."""
    loaded = api.load(inventory) if inventory else None

    def proof(options: dict[str, Any], content: bytes) -> Answer:
        try:
            found = list(api.decide(loaded, as_of, items=[options["item"]])) if loaded else []
        except QingdanError as error:
            return problem(404, "there is no such item", str(error))
        if not found:
            return problem(404, "there is no such item", "no inventory is served; send one")
        return Answer(200, "text/html", fragment(law(), found, (options["lang"],), "legal").encode())

    return proof


def all_routes(options: dict[str, Any], content: bytes) -> Answer:
    """The routes of the first items of an inventory, as the content of a page that says how many there are."""
    try:
        loaded = api.loads(content, options["suffix"])
        as_of = date.fromisoformat(options["as_of"]) if options["as_of"] else None
        told = [(item.iri, routes(loaded, item, as_of)) for item in loaded.items[:_ROUTED]]
    except (QingdanError, ValueError) as error:
        return problem(422, "the inventory has no routes", str(error))
    head = f'<p class="note" role="status">{len(told)} / {len(loaded.items)}</p>'
    return Answer(200, "text/html", (head + routes_fragment(told, options["lang"])).encode())


def report(options: dict[str, Any], content: bytes) -> Answer:
    """The outcomes of every item of an inventory with their proofs, as the content of a page."""
    with tempfile.TemporaryDirectory(prefix="qingdan-") as folder:
        path = Path(folder) / f"inventory{options['suffix']}"
        path.write_bytes(content)
        try:
            register = ingest(law(), [path])
            try:
                found = decide(register, date.fromisoformat(options["as_of"]) if options["as_of"] else None, frozenset())
                shown = list(found.determinations(MOST_IN_PAGE))
                html = fragment(law(), shown, (options["lang"],), "legal", overview_of(found))
            finally:
                register.close()
        except (QingdanError, ValueError) as error:
            return problem(422, "the inventory cannot be decided", str(error).replace(f"{folder}/", ""))
    return Answer(200, "text/html", html.encode())
