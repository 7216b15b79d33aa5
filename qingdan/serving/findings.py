"""The items of the served inventory in, a page of them with what a validation finds of each out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..reporting.findings.by_item import document
from .answer import Answer, Ending, as_object, problem
from .browsing import InMemory
from .dataset import Row
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
    if row:
        return _told([row])
    shown = items.browse(asked, "en")
    if not len(items):
        return _told([], is_served=False)
    return _told(
        shown.rows,
        many=shown.many,
        page=shown.page,
        pages=shown.pages,
    )


def _told(
    rows: Sequence[Row],
    many: int = 1,
    page: int = 1,
    pages: int = 1,
    is_served: bool = True,
) -> Answer:
    """The findings of rows, or that none are held."""
    noted = []
    for row in rows:
        if row.findings is not None:
            finding_of_row = row.item, row.titles, row.findings
            noted.append(finding_of_row)
    if len(noted) < len(rows) or not is_served:
        return problem(
            Ending.NOT_FOUND,
            _NONE,
            "no inventory is served, or it has too many to hold them; run qingdan validate",
        )
    return as_object(
        document(
            noted=noted,
            many=many,
            page=page,
            pages=pages,
        )
    )
