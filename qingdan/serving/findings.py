"""The items of the served inventory in, a page of them with what a validation finds of each out."""

from __future__ import annotations

from collections.abc import Mapping

from ..reporting.findings.by_item import document
from .answer import Answer, Ending, as_object, problem
from .browsing import InMemory
from .listed import Listed

_NONE = "there are no findings"


def findings_of(items: InMemory | Listed, asked: Mapping[str, str]) -> Answer:
    """
    The findings of one `item`, or of a page of those whose findings are of a
    `severity` and whose names have the words `q`, by IRI.
    """
    item = asked.get("item", "")
    row = items.row(item) if item else None
    if item and row is None:
        return problem(
            Ending.NOT_FOUND,
            _NONE,
            f"{item} is no item of the served inventory",
        )
    rows, many, page, pages = [row] if row else [], 1, 1, 1
    if not item:
        shown = items.browse(asked, "en")
        rows, many = list(shown.rows), shown.many
        page, pages = shown.page, shown.pages
    if any(row.findings is None for row in rows) or not len(items):
        return problem(
            Ending.NOT_FOUND,
            _NONE,
            "no inventory is served, or it has too many to hold them; run qingdan validate",
        )
    noted = [(row.item, row.titles, row.findings or ()) for row in rows]
    return as_object(document(noted, many, page, pages))
