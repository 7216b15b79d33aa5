"""Files as they are: the documentation, where it was built, and the context of JSON-LD."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, send_from_directory

from qingdan.files import folder as knowledge

blueprint = Blueprint("site", __name__)


@blueprint.route("/docs/", defaults={"filename": "index.html"})
@blueprint.route("/docs/<path:filename>")
def page(filename: str) -> Response:
    """A file of the site; where there is none, how it is built."""
    folder = current_app.config["SITE"]
    if not folder.is_dir():
        abort(
            404,
            "the documentation was not built; in a clone of Qingdan run: nox -s site",
        )
    return send_from_directory(folder, filename)


@blueprint.route("/context.jsonld")
def context() -> Response:
    """The context of inventories in JSON-LD."""
    return send_from_directory(
        knowledge("ontology"),
        "context.jsonld",
        mimetype="application/ld+json",
    )
