"""A paper as a Word document, the same bytes for the same paper."""

from __future__ import annotations

from datetime import date

from .. import word
from . import words
from .papers import Paper

_PAGE = ("第 ", " 页")


def document(paper: Paper, as_of: date) -> bytes:
    """The document, with what is ours and the number of the page at the foot of each page."""
    return word.document(
        title=paper.title,
        blocks=paper.blocks,
        as_of=as_of,
        foot=(f"{words.OURS}　{_PAGE[0]}", _PAGE[1]),
        wide=paper.wide,
    )
