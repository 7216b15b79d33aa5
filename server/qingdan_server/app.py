"""The Flask application: HTTP to jobs and back."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask, Response
from werkzeug.exceptions import HTTPException

from qingdan.law import law
from qingdan.serving.service import Service
from qingdan.serving.work import problem
from qingdan.version import VERSION

from . import api, door, pages, sparql
from .cache import Remembering
from .http import respond

_LARGEST = 10 << 20
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def create_app(service: Service, token: str = "", origins: Sequence[str] = (), hosts: Sequence[str] = ()) -> Flask:
    """
    The application over a service; close the service when done.

    With a token, calls of the API must bring it. With hosts, it answers only to these names. The pages of other sites may read the
    law; where an inventory is served, only those of the origins named (`*` for all).
    """
    app = api.application(__name__)
    app.config["MAX_CONTENT_LENGTH"] = _LARGEST
    app.extensions["qingdan"] = service
    app.register_blueprint(pages.blueprint)
    app.register_blueprint(sparql.blueprint)
    app.register_api(api.blueprint)
    app.add_url_rule("/openapi.json", "openapi", lambda: app.api_doc)
    door.attach(app, token, origins or ([] if service.items else ["*"]), hosts)
    app.after_request(_headers)
    app.register_error_handler(HTTPException, _failed)
    app.wsgi_app = Remembering(app.wsgi_app)  # type: ignore[assignment,method-assign]
    return app


def _failed(error: HTTPException) -> Response:
    response = respond(problem(error.code or 500, error.name, error.description or ""))
    response.headers.extend(pair for pair in error.get_headers() if pair[0] != "Content-Type")
    return response


def _headers(response: Response) -> Response:
    """Version, edition and rules of every answer; nothing is kept, nothing is fetched, nothing is framed."""
    response.headers.update(
        {
            "Qingdan-Version": VERSION,
            "Qingdan-Edition": "cq-2025",
            "Qingdan-Rules": f"sha256:{law().digest}",
            "Content-Security-Policy": _POLICY,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
        }
    )
    return response
