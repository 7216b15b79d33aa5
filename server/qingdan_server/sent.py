"""
What is sent: an inventory or a mapping in the form of a page, an
inventory as the body of a call; nothing of it is kept.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, request
from flask_openapi3 import RawModel

from qingdan.reporting.formats import DETERMINATIONS, DUTIES
from qingdan.serving.jobs import NOTES

from .http import (
    language,
    misread,
    page_of,
    refuse,
    rendered,
    respond,
    service,
    strange,
    wanted,
)
from .words import in_chinese

blueprint = Blueprint("sent", __name__)
_FORMS = {"report": ("decide", DETERMINATIONS), "duties": ("duties", DUTIES)}
SUFFIXES = {
    "text/turtle": ".ttl",
    "application/n-triples": ".nt",
    "application/n-quads": ".nq",
    "application/trig": ".trig",
    "application/ld+json": ".jsonld",
    "application/json": ".jsonld",
    "text/csv": ".csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.apache.parquet": ".parquet",
}


class Inventory(RawModel):
    """An inventory as a body: Turtle, N-Triples, N-Quads, TriG, JSON-LD, CSV, XLSX or Parquet."""

    mimetypes = list(SUFFIXES)  # noqa: RUF012 (declared so by the base class)


def unread() -> Response | None:
    """What refuses a body that is no inventory, or that would be read as another."""
    if request.mimetype not in SUFFIXES:
        return refuse(
            415,
            "the media type is not known",
            f"send one of {', '.join(SUFFIXES)}",
        )
    return misread()


def of_body() -> tuple[str, bytes]:
    """The suffix that names the format of a body, and its content."""
    return SUFFIXES[request.mimetype], request.get_data(cache=False)


def of_form() -> tuple[dict[str, Any], bytes]:
    """What is asked of the file of a form, and its content."""
    sent = request.files.get("file")
    options = {
        "suffix": Path((sent and sent.filename) or "").suffix.lower(),
        "as_of": request.form.get("asOf", ""),
        "lang": language(),
        "whole": "whole" in request.form,
    }
    return options, sent.read() if sent else b""


@blueprint.route("/inventory", methods=["POST"], defaults={"what": "report"})
@blueprint.route("/compare", methods=["POST"], defaults={"what": "routes"})
@blueprint.route("/duties", methods=["POST"], defaults={"what": "duties"})
def upload(what: str) -> Response:
    """
    The outcomes of an inventory that was sent with their proofs, its routes
    under every list, or what is owed under it; nothing of it is kept.
    """
    forms = _FORMS.get(what)
    if refused := strange(
        "file", "asOf", "whole", *(["form"] if forms else [])
    ):
        return refused
    options, content = of_form()
    form = request.form.get("form", "")
    if form and forms:
        wanted(forms[1], form)
        options |= {"form": form, "reading": []}
        return respond(service().ask(forms[0], options, content, long=True))
    answer = service().ask(what, options, content, long=True)
    notes = json.loads(answer.notes.get(NOTES, "[]"))
    return page_of(
        answer,
        "proof.html",
        what=what,
        html=answer.content.decode(),
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
    options, content = of_form()
    options |= {
        "mapping": request.form.get("mapping", ""),
        "decides": request.form.get("then") == "decide",
    }
    answer = service().ask("mapping", options, content, long=True)
    document = {"html": "", **json.loads(answer.content)}
    name = request.files["file"].filename if "file" in request.files else ""
    return page_of(
        answer,
        "map.html",
        sent=name,
        in_chinese=in_chinese,
        **document,
    )
