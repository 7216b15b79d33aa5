"""The Flask application: HTTP to jobs and back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyoxigraph as ox
from flask import Flask, Response
from werkzeug.exceptions import HTTPException

from qingdan.law import law
from qingdan.version import VERSION

from . import api, ask, description, inventory, lawpages, pages, sparql, terms, work
from .api import application, described, guarded, respond
from .jobs import Failed, Keeper
from .store import graphs, served

_LARGEST = 10 << 20
STATES = {
    "timeout": (503, "it took too long", "the work was stopped at its deadline, and there is no answer; ask for less"),
    "crashed": (500, "the work ended without an answer", "it needed more memory than it may have, or it failed; there is no answer"),
    "busy": (503, "others are being served", "try again"),
}


def create_app(
    paths: tuple[Path, ...] = (), as_of: date | None = None, seconds: float = 5.0, store: ox.Store | None = None, token: str = ""
) -> Flask:
    """
    The application over an inventory and the day asked about, or over a store of your own.

    Raises InputError where the inventory has a fault. A process that holds the store is forked: call this before any thread is started.
    """
    store = served(paths, as_of) if store is None else store
    work.warm()
    jobs = {"query": work.querying(store), "decide": work.decide, "why": work.why, "validate": work.validate, "ask": ask.ask}
    jobs |= {"report": inventory.report, "proof": inventory.proving(paths, as_of), "routes": inventory.all_routes}
    app = application(__name__)
    app.config["MAX_CONTENT_LENGTH"] = _LARGEST
    app.extensions["keeper"] = Keeper(jobs, frozenset(["validate", "report"]), seconds, lasting=frozenset(["query"]))
    app.extensions["graphs"] = graphs(store)
    app.extensions["terms"], app.extensions["rows"] = store, inventory.rows_of(store)
    for part in (pages, ask, inventory, lawpages, sparql, terms, description):
        app.register_blueprint(part.blueprint)
    app.register_api(api.blueprint)
    app.add_url_rule("/openapi.json", "openapi", lambda: described(app))
    if token:
        app.before_request(guarded(token))
    app.after_request(_headers)
    app.register_error_handler(HTTPException, lambda error: respond(work.problem(error.code or 500, error.name, error.description or "")))
    app.register_error_handler(Failed, lambda error: respond(work.problem(*STATES[error.state])))
    return app


def _headers(response: Response) -> Response:
    """Version, edition and rules of every answer; nothing is kept, nothing is fetched, nothing is framed."""
    response.headers.update(
        {
            "Qingdan-Version": VERSION,
            "Qingdan-Edition": "cq-2025",
            "Qingdan-Rules": f"sha256:{law().digest}",
            "Access-Control-Allow-Origin": "*",
            "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
        }
    )
    return response
