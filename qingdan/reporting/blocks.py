"""
What a paper is made of: headings, lines, grids, points and a place to sign.

In: texts. Out: blocks that Word and a page show alike.
"""

from __future__ import annotations

import re
from typing import NamedTuple

BLANK = re.compile(r"【\u5f85[^】]*】")  # what is still to be filled in


class Heading(NamedTuple):
    """
    A heading within a paper: a bold line of a form, or one of a level
    that a table of contents knows, which may begin a page.
    """

    text: str
    level: int = 0
    on_new_page: bool = False


class Line(NamedTuple):
    """A paragraph; `note` for what explains and is not part of the wording."""

    text: str
    note: bool = False


class Grid(NamedTuple):
    """
    A table: names of columns (none: a form of names and values), rows of cells.

    `widths` are those of the columns, of a hundred; without them all are alike.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...] = ()


class Points(NamedTuple):
    """A numbered list."""

    texts: tuple[str, ...]


class Signature(NamedTuple):
    """Where the paper is signed and sealed."""

    lines: tuple[str, ...]


class Box(NamedTuple):
    """
    What is read first, in a frame: a word above it, the text, lines below;
    `tone` is the colour of an outcome.
    """

    kicker: str
    text: str
    lines: tuple[str, ...]
    tone: str


Block = Heading | Line | Grid | Points | Signature | Box
