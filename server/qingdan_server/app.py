"""The Flask application: HTTP to jobs and back."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask, Response, request
from flask_compress import Compress
from werkzeug.exceptions import HTTPException, InternalServerError

from qingdan.files import SITE
from qingdan.language import N_, phrase, phrase_in
from qingdan.law.load import OWN, law
from qingdan.reporting.formats import ALL
from qingdan.serving.answer import PROBLEM
from qingdan.serving.results import CSV, GRAPHS, JSON, TSV, XML
from qingdan.serving.service import Service
from qingdan.version import VERSION

from . import api, door, pages, sent, site, sparql
from .cache import CODINGS, Remembering, counted, one_coding
from .http import refuse
from .http import service as behind

_LARGEST = 10 << 20
_PACKED = [
    "text/html",
    "text/css",
    "text/plain",
    "text/javascript",
    "image/svg+xml",
    "application/json",
    PROBLEM,
    *(row.media for formats in ALL for row in formats if not row.is_binary),
    *GRAPHS,
    JSON,
    XML,
    CSV,
    TSV,
]
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self';"
    " frame-ancestors 'none'; base-uri 'none'"
)


def create_app(
    service: Service,
    token: str = "",
    origins: Sequence[str] = (),
    hosts: Sequence[str] = (),
) -> Flask:
    """
    The application over a service; close the service when done.

    With a token, calls of the API must bring it. With hosts, it answers only to these names. The
    pages of other sites may read the law; where an inventory is served, only those of the origins
    named (`*` for all).
    """
    app = api.application(__name__)
    app.config.update(
        MAX_CONTENT_LENGTH=_LARGEST,
        COMPRESS_MIMETYPES=_PACKED,
        COMPRESS_ALGORITHM=CODINGS,
        SITE=SITE,
    )
    app.jinja_env.globals.update(phrase=phrase, phrase_in=phrase_in, N_=N_)
    Compress(app)
    app.extensions["qingdan"] = service
    app.register_blueprint(pages.blueprint)
    app.register_blueprint(sent.blueprint)
    app.register_blueprint(site.blueprint)
    app.register_blueprint(sparql.blueprint)
    app.register_api(api.blueprint)
    app.add_url_rule("/openapi.json", "openapi", lambda: app.api_doc)
    door.attach(app, token, origins or ([] if service.items else ["*"]), hosts)
    app.after_request(_headers)
    app.after_request(_whole)
    app.register_error_handler(HTTPException, _failed)
    kept = one_coding(Remembering(app.wsgi_app))
    app.wsgi_app = counted(kept, service.state.answered)  # type: ignore[assignment,method-assign]
    return app


def _failed(error: HTTPException) -> Response:
    detail = error.description or ""
    if isinstance(error, InternalServerError):
        cause = type(error.original_exception or error).__name__
        behind().state.failed(request.endpoint or "", cause)
    if error.code == 404 and error.description == type(error).description:
        detail = f"there is no page {request.path}"
    response = refuse(error.code or 500, error.name, detail)
    response.headers.extend(
        pair for pair in error.get_headers() if pair[0] != "Content-Type"
    )
    return response


def _whole(response: Response) -> Response:
    """An answer in one piece, a static file too: compressed as a stream it would not be closed."""
    if response.is_streamed:
        response.direct_passthrough = False
        response.make_sequence()
    return response


def _headers(response: Response) -> Response:
    """
    Version, edition and rules of every answer; nothing is
    kept, nothing is fetched, nothing is framed.
    """
    response.headers.update(
        {
            "Qingdan-Version": VERSION,
            "Qingdan-Edition": OWN,
            "Qingdan-Rules": f"sha256:{law().digest}",
            "Content-Security-Policy": _POLICY,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
        }
    )
    return response
