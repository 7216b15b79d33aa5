"""The rows of the served inventory and what is asked of them in, one page of them out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from math import ceil
from typing import NamedTuple

from ..law.severities import data_severities
from ..reporting.findings.by_item import Noted
from .dataset import FACETS, Row

PAGE = 25
_MANY = 999
SORTS = ("item", "outcome", "position", "missing", "findings")


class Shown(NamedTuple):
    """
    The rows of one page, and of how many, with all that are `kept`; for each
    facet how many items have each value under the other facets.
    """

    rows: Sequence[Row]
    many: int
    all: int
    counts: dict[str, list[tuple[str, int]]]
    chosen: dict[str, str]
    kept: Sequence[Row]
    page: int
    pages: int


class InMemory:
    """The items of an inventory that is small enough to be in memory."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows
        self._by_item = {row.item: row for row in rows}

    def __len__(self) -> int:
        """How many items there are."""
        return len(self._rows)

    def __contains__(self, item: object) -> bool:
        """Whether it is one of the items."""
        return item in self._by_item

    def title(self, item: str, lang: str) -> str:
        """What an item is called, empty where it is not there."""
        row = self._by_item.get(item)
        return row.title(lang) if row else ""

    def determinations(self) -> int:
        """How many distinct determinations they have."""
        return len({row.determination for row in self._rows})

    def row(self, item: str) -> Row | None:
        """An item, where it is there."""
        return self._by_item.get(item)

    def browse(self, asked: Mapping[str, str], lang: str) -> Shown:
        """A page of the rows."""
        return browse(self._rows, asked, lang)


def browse(rows: Sequence[Row], asked: Mapping[str, str], lang: str) -> Shown:
    """
    The rows under the chosen facets whose names have the words `q`,
    sorted by `sort`, of which `page` is shown; no page there is the last one.
    """
    chosen = chosen_of(asked)
    words = asked.get("q", "").casefold()
    named = [row for row in rows if words in _names(row)]
    kept = [row for row in named if _under(row, chosen)]
    sort = asked.get("sort", "")
    if sort in SORTS:
        kept.sort(key=lambda row: _key(row, sort, lang))
    pages = max(1, ceil(len(kept) / PAGE))
    page = asked_page(asked.get("page", ""), pages)
    first = (page - 1) * PAGE
    last = page * PAGE
    counts = {facet: _counts(named, facet, chosen) for facet in FACETS}
    return Shown(
        rows=kept[first:last],
        many=len(kept),
        all=len(rows),
        counts=counts,
        chosen=chosen,
        kept=kept,
        page=page,
        pages=pages,
    )


def chosen_of(asked: Mapping[str, str]) -> dict[str, str]:
    """The facets for which a value is chosen."""
    chosen = {}
    for facet in FACETS:
        value = asked.get(facet)
        if value:
            chosen[facet] = value
    return chosen


def asked_page(asked: str, pages: int) -> int:
    """The page that is asked for, the first where that is none, the last where there are fewer."""
    if not _is_number(asked):
        return 1
    number = int(asked)
    if number < 1:
        return 1
    return min(number, pages)


def _is_number(text: str) -> bool:
    """Whether a text is a number of a page that a computer can count to."""
    return text.isascii() and text.isdigit() and len(text) < 10


def _names(row: Row) -> str:
    """All that an item is called."""
    return "\n".join((row.item, *row.titles.values())).casefold()


def _under(row: Row, chosen: Mapping[str, str]) -> bool:
    """Whether a row has each value that is chosen."""
    return all(value in row.of(facet) for facet, value in chosen.items())


def _counts(
    rows: Sequence[Row], facet: str, chosen: Mapping[str, str]
) -> list[tuple[str, int]]:
    """The values of a facet under the other facets, the most frequent first."""
    others = dict(chosen)
    others.pop(facet, None)
    values = Counter[str]()
    for row in rows:
        if _under(row, others):
            values.update(row.of(facet))
    return values.most_common()


def worst(findings: Sequence[Noted] | None) -> str:
    """What findings are sorted by: the most serious first, then the most of them."""
    known = data_severities()
    ranks = [known[each.severity].place for each in findings or ()]
    first = min(ranks, default=_MANY)
    return f"{first}{_MANY - len(ranks):03}"


def _key(row: Row, sort: str, lang: str) -> tuple[str, str]:
    """What a row is sorted by."""
    name = row.title(lang) or row.item
    if sort == "item":
        return name.casefold(), row.item
    if sort == "missing":
        rest = _MANY - len(row.missing)
        return f"{rest:03}", name.casefold()
    if sort == "findings":
        return worst(row.findings), name.casefold()
    return row.of(sort)[0], name.casefold()
