"""What every view needs: the service, its answers as responses, and pages in the language of the request."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from flask import Response, current_app, render_template, request

from qingdan.names import QD, curie
from qingdan.serving.child import Answer
from qingdan.serving.service import Service
from qingdan.serving.work import PROBLEM

BASE = QD.removesuffix("ns/")


def service() -> Service:
    """The service behind the application."""
    found: Service = current_app.extensions["qingdan"]
    return found


def respond(answer: Answer) -> Response:
    """An answer as a response; a problem as a page where the client prefers one."""
    if answer.type == PROBLEM and request.accept_mimetypes.best_match([PROBLEM, "text/html"]) == "text/html":
        return rendered("problem.html", answer.status, problem=json.loads(answer.content))
    return Response(answer.content, answer.status, content_type=answer.type, headers=answer.notes)


def language() -> str:
    """The language of the page: the one asked for, else the one that the browser prefers."""
    lang = request.args.get("lang") or request.accept_languages.best_match(["zh", "en"], "en")
    return "zh" if lang and lang.startswith("zh") else "en"


def rendered(template: str, status: int = 200, **values: Any) -> Response:
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
    headers = {"Content-Language": lang, "Vary": "Accept, Accept-Language"}
    return Response(html, status, headers, content_type="text/html; charset=utf-8")


def _address(iri: str) -> str:
    """The address of a term or an item here, its own where that is an address, else none."""
    if iri.startswith(BASE):
        rest = iri.removeprefix(BASE)
        return "/" + rest if rest.startswith("ns/") else "/id/" + rest
    if iri in service().items:
        return "/inventory/item?" + urlencode({"iri": iri})
    return iri if iri.startswith(("https:", "http:")) else ""
