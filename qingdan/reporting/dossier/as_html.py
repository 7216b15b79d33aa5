"""A paper as a page of its own, to read and to print; no script, nothing fetched."""

from __future__ import annotations

from markupsafe import Markup, escape

from ..blocks import BLANK, Grid, Heading, Line, Points, Signature
from ..determination.as_html import environment
from . import words
from .papers import Paper


def page(paper: Paper) -> str:
    """The page of a paper."""
    return (
        environment()
        .get_template("dossier.html.j2")
        .render(paper=paper, ours=words.OURS, mark=_marked, kind=_kind)
    )


def _kind(block: object) -> str:
    kinds = {
        Grid: "grid",
        Heading: "heading",
        Line: "line",
        Points: "points",
        Signature: "signature",
    }
    return kinds[type(block)]


def _marked(text: str) -> Markup:
    """A text with its blanks marked."""
    return Markup(BLANK.sub(r"<mark>\g<0></mark>", str(escape(text))))
