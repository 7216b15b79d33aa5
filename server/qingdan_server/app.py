"""The Flask application: HTTP to jobs and back."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from qingdan.law import law
from qingdan.resources import rules_digest
from qingdan.version import VERSION

from . import description, sparql, terms, work
from .jobs import Answer, Failed, Keeper
from .store import graphs, served

_LARGEST = 10 << 20
_SUFFIXES = {
    "text/turtle": ".ttl",
    "application/n-triples": ".nt",
    "application/n-quads": ".nq",
    "application/trig": ".trig",
    "application/ld+json": ".jsonld",
    "application/json": ".jsonld",
    "text/csv": ".csv",
}
_STATES = {
    "timeout": (503, "it took too long", "the work was stopped at its deadline, and there is no answer; ask for less"),
    "crashed": (500, "the work ended without an answer", "it needed more memory than it may have, or it failed; there is no answer"),
    "busy": (503, "others are being served", "try again"),
}


def create_app(inventory: tuple[Path, ...] = (), as_of: date | None = None, seconds: float = 5.0, store: ox.Store | None = None) -> Flask:
    """
    The application over an inventory and the day asked about, or over a store of your own.

    Raises InputError where the inventory has a fault. A process that holds the store is forked: call this before any thread is started.
    """
    store = served(inventory, as_of) if store is None else store
    work.warm()
    jobs = {"query": work.querying(store), "decide": work.decide, "why": work.why, "validate": work.validate}
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = _LARGEST
    app.extensions["keeper"] = Keeper(jobs, frozenset(["validate"]), seconds)
    app.extensions["graphs"] = graphs(store)
    app.extensions["terms"] = store
    app.register_blueprint(sparql.blueprint)
    app.register_blueprint(terms.blueprint)
    app.register_blueprint(description.blueprint)
    for name in ("decide", "why", "validate"):
        app.add_url_rule(f"/api/{name}", name, _api(app, name), methods=["POST"])
    app.add_url_rule("/health", "health", lambda: {"status": "ok", "version": VERSION, "rules": _digest()})
    app.add_url_rule("/api/lists", "lists", _lists)
    app.after_request(_headers)
    app.register_error_handler(HTTPException, lambda error: respond(work.problem(error.code or 500, error.name, error.description or "")))
    app.register_error_handler(Failed, lambda error: respond(work.problem(*_STATES[error.state])))
    return app


def respond(answer: Answer) -> Response:
    """An answer as a response."""
    return Response(answer.content, answer.status, content_type=answer.type)


def _digest() -> str:
    return f"sha256:{rules_digest()}"


def _headers(response: Response) -> Response:
    """Version, edition and rules of every answer; nothing is kept, nothing is fetched, nothing is framed."""
    response.headers.update(
        {
            "Qingdan-Version": VERSION,
            "Qingdan-Edition": "cq-2025",
            "Qingdan-Rules": _digest(),
            "Access-Control-Allow-Origin": "*",
            "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
        }
    )
    return response


def _api(app: Flask, name: str) -> Any:
    """A view that passes a body and its options on to a job."""

    def view() -> Response:
        kind = request.mimetype
        if kind not in _SUFFIXES:
            return respond(work.problem(415, "the media type is not known", f"send one of {', '.join(_SUFFIXES)}"))
        told = request.args
        forms = {"why": ["application/json", "text/turtle", "text/plain"]}.get(name, ["application/json"])
        options = {
            "suffix": _SUFFIXES[kind],
            "as_of": told.get("asOf", ""),
            "reading": told.getlist("reading"),
            "item": told.get("item", ""),
            "lang": told.get("lang", "en"),
            "detail": told.get("detail", "legal"),
            "form": told.get("format", "json") if name == "validate" else request.accept_mimetypes.best_match(forms, forms[0]),
        }
        refused = _wrong(name, options)
        return respond(refused or app.extensions["keeper"].ask(name, options, request.get_data(cache=False)))

    return view


def _wrong(name: str, options: dict[str, Any]) -> Answer | None:
    """What is wrong with the parameters of a call, if anything."""
    try:
        date.fromisoformat(options["as_of"] or "2026-01-01")
    except ValueError:
        return work.problem(400, "asOf is no day", "write it as 2026-03-02")
    known: dict[str, tuple[str, ...]] = {"lang": ("en", "zh", "en,zh"), "detail": ("summary", "legal", "full")}
    known |= {"form": ("json", "turtle", "sarif", "junit")} if name == "validate" else {}
    for option, values in known.items():
        if options[option] not in values:
            return work.problem(400, f"{option} is not known", f"use one of {', '.join(values)}")
    return work.problem(400, "item is missing", "add ?item= with its IRI") if name == "why" and not options["item"] else None


def _lists() -> dict[str, Any]:
    """The editions of the lists that the vocabulary knows."""
    editions = sorted(law().facts["appliesList"].members)
    return {"lists": [{"id": edition, "label": law().label(edition)} for edition in editions]}
