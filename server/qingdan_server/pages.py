"""What all pages share: the language, the layout, the style, the addresses of terms."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request

from qingdan.names import QD, curie
from qingdan.report.as_html import stylesheet

blueprint = Blueprint("pages", __name__)
_BASE = QD.removesuffix("ns/")


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
        return f"{path}{'&' if '?' in path else '?'}lang={lang}" if "lang" in request.args else path

    html = render_template(template, lang=lang, zh=lang == "zh", here=here, to=to, curie=curie, local=local_address, **values)
    return Response(
        html, status, content_type="text/html; charset=utf-8", headers={"Content-Language": lang, "Vary": "Accept, Accept-Language"}
    )


def local_address(iri: str) -> str:
    """The address of a term here, or its own where it is not ours."""
    if not iri.startswith(_BASE):
        return iri
    rest = iri.removeprefix(_BASE)
    return "/" + rest if rest.startswith("ns/") else "/id/" + rest


def at_home(html: str) -> str:
    """A proof whose links to our terms lead to their pages here."""
    return html.replace(f'href="{QD}', 'href="/ns/').replace(f'href="{_BASE}', 'href="/id/')


@blueprint.route("/style.css")
def style() -> Response:
    """The style of the proofs, and what the pages around them add."""
    return Response(_style(), content_type="text/css; charset=utf-8", headers={"Cache-Control": "max-age=3600"})


@cache
def _style() -> str:
    return stylesheet() + (Path(__file__).parent / "static" / "style.css").read_text("utf-8")
