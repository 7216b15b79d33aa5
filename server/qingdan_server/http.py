"""
What every view needs: the service, its answers as
responses, and pages in the language of the request.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any
from urllib.parse import urlencode

from flask import Response, abort, current_app, render_template, request
from werkzeug.datastructures import MIMEAccept

from qingdan.rdf.names import QD, curie, readable
from qingdan.reporting.formats import Format, Formats
from qingdan.serving.answer import PROBLEM, Answer, Ending
from qingdan.serving.results import NAMED
from qingdan.serving.service import Service

from .words import in_chinese

BASE = QD.removesuffix("ns/")
STATUS = {
    Ending.ANSWERED: 200,
    Ending.MALFORMED: 400,
    Ending.REFUSED: 403,
    Ending.NOT_FOUND: 404,
    Ending.NOT_OFFERED: 406,
    Ending.TOO_LARGE: 413,
    Ending.NOT_READ: 415,
    Ending.FAULTY: 422,
    Ending.CRASHED: 500,
    Ending.TIMED_OUT: 503,
    Ending.BUSY: 503,
}


def service() -> Service:
    """The service behind the application."""
    served: Service = current_app.extensions["qingdan"]
    return served


def respond(answer: Answer) -> Response:
    """An answer as a response, or the problem that stands in its place."""
    if answer.is_given:
        return Response(
            answer.content, content_type=answer.type, headers=answer.notes
        )
    return refuse(STATUS[answer.ending], *answer.problem)


def refuse(status: int, title: str, detail: str) -> Response:
    """
    A problem (RFC 9457); as a page in the language of the
    request where the client prefers one.
    """
    problem = document(status, title, detail)
    if prefers_page():
        return rendered(
            "problem.html", status, problem=problem, in_chinese=in_chinese
        )
    content = json.dumps(problem, ensure_ascii=False)
    return Response(content, status, {"Vary": "Accept"}, content_type=PROBLEM)


def document(status: int, title: str, detail: str) -> dict[str, str | int]:
    """A problem document as RFC 9457 has it."""
    return {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
    }


def accepts() -> MIMEAccept:
    """
    The media types that the request takes; a parameter such
    as `charset` or `profile` makes none another.
    """
    kinds: dict[str, float] = {}
    for kind, quality in request.accept_mimetypes:
        bare = kind.partition(";")[0].strip()
        kinds[bare] = max(quality, kinds.get(bare, 0))
    return MIMEAccept(kinds.items())


def wanted(formats: Formats, name: str | None) -> Format:
    """The format that a call names, else the best that it takes, else JSON; others are refused."""
    if name and name not in formats.names:
        known = ", ".join(formats.names)
        abort(refuse(400, "format is wrong", f"choose one of {known}"))
    best = None if name else accepts().best_match(formats.media)
    return formats.of_media(best) if best else formats.named(name or "json")


def chosen(kinds: Collection[str]) -> str | None:
    """The media type that `format` names in the address, none where it names none."""
    name = request.args.get("format")
    known = {name: kind for name, kind in NAMED.items() if kind in kinds}
    if name is not None and name not in known:
        choices = ", ".join(known)
        abort(refuse(400, "format is wrong", f"choose one of {choices}"))
    return known[name] if name else None


def prefers_page() -> bool:
    """Whether the client would rather see a page than a problem document."""
    return accepts().best_match([PROBLEM, "text/html"]) == "text/html"


def misread() -> Response | None:
    """
    What refuses a body that would be read as another than
    was sent: it is encoded, or of another character set.
    """
    charset = (request.mimetype_params.get("charset") or "utf-8").lower()
    if charset not in ("utf-8", "utf8", "us-ascii"):
        return refuse(
            415,
            "the character set is not known",
            f"{charset} is not read; send UTF-8",
        )
    if request.content_encoding not in (None, "", "identity"):
        return refuse(
            415,
            "the body is encoded",
            f"{request.content_encoding} is not read; send it plain",
        )
    return None


def strange(*known: str, several: tuple[str, ...] = ()) -> Response | None:
    """
    What refuses a parameter or field that a page does not
    know, or that is given twice: it would be passed over.
    """
    for sent in (request.args, request.form, request.files):
        for name, values in sent.lists():
            if name not in (*known, "lang"):
                return refuse(
                    400,
                    f"{name} is not known",
                    "take it out; what is not understood is not passed over",
                )
            if len(values) > 1 and name not in several:
                return refuse(400, f"{name} is given twice", "give it once")
    return None


def language() -> str:
    """The language of the page: the one asked for, else the one that the browser prefers."""
    lang = request.args.get("lang") or request.accept_languages.best_match(
        ["zh", "en"], "en"
    )
    return "zh" if lang and lang.startswith("zh") else "en"


def rendered(template: str, status: int = 200, **values: Any) -> Response:
    """A page in the language of the request."""
    lang = language()

    def here(**changed: str) -> str:
        """
        The address of this page with some of its parameters
        changed; without those that are empty.
        """
        kept = [
            (name, value)
            for name, value in request.args.items(multi=True)
            if name not in changed
        ]
        return "?" + urlencode(
            [
                *kept,
                *((name, value) for name, value in changed.items() if value),
            ]
        )

    def to(path: str) -> str:
        """The address of another page in the same language."""
        if "lang" in request.args and path.startswith("/"):
            return f"{path}{'&' if '?' in path else '?'}lang={lang}"
        return path

    html = render_template(
        template,
        lang=lang,
        zh=lang == "zh",
        here=here,
        to=to,
        curie=_short,
        local=_address,
        at_home=at_home,
        **values,
    )
    headers = {"Content-Language": lang, "Vary": "Accept, Accept-Language"}
    return Response(
        html, status, headers, content_type="text/html; charset=utf-8"
    )


def page_of(answer: Answer, template: str, **values: Any) -> Response:
    """A page of an answer, or the problem that stands in its place."""
    return rendered(template, **values) if answer.is_given else respond(answer)


def at_home(html: str) -> str:
    """A proof whose links to our terms lead to their pages here."""
    return html.replace(f'href="{QD}', 'href="/ns/').replace(
        f'href="{BASE}', 'href="/id/'
    )


def _short(iri: str) -> str:
    """What a term or an item is called where it has no label."""
    return readable(curie(iri))


def _address(iri: str) -> str:
    """The address of a term or an item here, its own where that is an address, else none."""
    if iri.startswith(BASE):
        rest = iri.removeprefix(BASE)
        return "/" + rest if rest.startswith("ns/") else "/id/" + rest
    if iri in service().items:
        return "/inventory/item?" + urlencode({"iri": iri})
    return iri if iri.startswith(("https:", "http:")) else ""
