"""The jobs: a query of the store; a decision, a proof or a validation of an inventory that was sent."""

from __future__ import annotations

import contextlib
import json
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from qingdan import api
from qingdan.errors import QingdanError
from qingdan.findings import validated
from qingdan.ingest import ingest
from qingdan.law import law
from qingdan.lists.routes import routes
from qingdan.names import CONTEXT, PREFIXES
from qingdan.report import as_json, as_turtle, findings
from qingdan.report.as_html import fragment
from qingdan.report.as_text import proof
from qingdan.report.comparison_html import routes_fragment

from .jobs import Answer

RESULTS = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/csv": ox.QueryResultsFormat.CSV,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}
GRAPHS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
}
PROBLEM = "application/problem+json"
_NO_BOOLEAN = ("text/csv", "text/tab-separated-values")


def problem(status: int, title: str, detail: str) -> Answer:
    """An error as RFC 9457 has it."""
    content = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return Answer(status, PROBLEM, json.dumps(content, ensure_ascii=False).encode())


def querying(store: ox.Store) -> Callable[[dict[str, Any], bytes], Answer]:
    """The job that queries a store."""

    def query(options: dict[str, Any], content: bytes) -> Answer:
        default: list[Any] = [ox.NamedNode(graph) for graph in options["default"]]
        named: list[Any] = [ox.NamedNode(graph) for graph in options["named"]]
        chosen = bool(default or named)
        try:
            found = store.query(
                content.decode(),
                prefixes=PREFIXES,
                base_iri=options["base"],
                use_default_graph_as_union=not chosen,
                default_graph=default if chosen else None,
                named_graphs=named if chosen else None,
            )
            return _serialised(found, options["accept"])
        except SyntaxError as error:
            return problem(400, "not well-formed SPARQL", " ".join(str(error).split()))

    return query


def _serialised(found: Any, accept: list[str]) -> Answer:
    graph = isinstance(found, ox.QueryTriples)
    offered = [kind for kind in accept if kind in (GRAPHS if graph else RESULTS)]
    if isinstance(found, ox.QueryBoolean):
        offered = [kind for kind in offered if kind not in _NO_BOOLEAN]
    if not offered:
        on_offer = ", ".join(GRAPHS if graph else RESULTS)
        return problem(406, "no format is acceptable", f"this query answers as {on_offer}")
    best = offered[0]
    content = ox.serialize(found, format=GRAPHS[best], prefixes=PREFIXES) if graph else found.serialize(format=RESULTS[best])
    return Answer(200, best, content or b"")


def decide(options: dict[str, Any], content: bytes) -> Answer:
    """Determinations of every item of an inventory."""
    try:
        found = list(api.decide(api.loads(content, options["suffix"]), day_of(options), api.readings(options["reading"])))
    except QingdanError as error:
        return problem(422, "the inventory cannot be decided", str(error))
    return Answer(200, "application/json", json.dumps([as_json.document(one) for one in found], ensure_ascii=False).encode())


def why(options: dict[str, Any], content: bytes) -> Answer:
    """The proof for one item: JSON, Turtle or text."""
    try:
        loaded = api.loads(content, options["suffix"])
        (found,) = api.decide(loaded, day_of(options), api.readings(options["reading"]), [options["item"]])
    except QingdanError as error:
        return problem(422, "the item cannot be decided", str(error))
    if options["form"] == "text/plain":
        langs = tuple(options["lang"].split(","))
        return Answer(200, "text/plain; charset=utf-8", proof(law(), found, langs, options["detail"], None).encode())
    if options["form"] == "text/turtle":
        return Answer(200, "text/turtle", as_turtle.serialise(as_turtle.quads(law(), found), False).encode())
    return Answer(200, "application/json", json.dumps(as_json.document(found), ensure_ascii=False).encode())


def validate(options: dict[str, Any], content: bytes) -> Answer:
    """A validation report: JSON, Turtle, SARIF, JUnit or text."""
    with tempfile.TemporaryDirectory(prefix="qingdan-") as folder:
        path = Path(folder) / f"inventory{options['suffix']}"
        path.write_bytes(content)
        try:
            register = ingest(law(), [path])
            try:
                text = "".join(findings.render(validated(register, "distinct", 1_000), options["form"], ("en",)))
            finally:
                register.close()
        except QingdanError as error:
            return problem(422, "the inventory cannot be validated", str(error).replace(f"{folder}/", ""))
    types = {"json": "application/json", "turtle": "text/turtle", "sarif": "application/sarif+json", "junit": "application/xml"}
    return Answer(200, types[options["form"]], text.replace(f"{folder}/", "").encode())


def day_of(options: dict[str, Any]) -> date | None:
    """The day that a call asks about."""
    return date.fromisoformat(options["as_of"]) if options["as_of"] else None


def warm() -> None:
    """Compile the law, so that no child does."""
    nodes = [{"id": "urn:x:h", "type": "DataHandler"}, {"id": "urn:x:i", "type": "DataItem", "heldBy": "urn:x:h"}]
    loaded = api.loads(json.dumps({"@context": CONTEXT, "@graph": nodes}).encode(), ".jsonld")
    with contextlib.suppress(QingdanError):
        api.loads(b"item,secrecy\nurn:x:i,NotClassified\n", ".csv")
    (found,) = api.decide(loaded)
    routes_fragment([("urn:x:i", routes(loaded, loaded.items[0], None))], "en")
    proof(law(), found, ("en", "zh"), "legal", None)
    fragment(law(), [found], ("en", "zh"), "legal")
    as_turtle.quads(law(), found)
    as_json.document(found)
