"""Lists in, the days on which each is in force out, as bars on one line of years."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from markupsafe import Markup

from ...comparing.records import Record
from ...language import phrase
from ..determination.view import View


class Span(NamedTuple):
    """
    The days of a list as a part of the line in percent; `known` is how much of it is
    certain: up to today, or where no day is marked none, if the last day is not known.
    """

    record: Record
    start: float
    width: float
    known: float
    is_over: bool


class Line(NamedTuple):
    """Years with their places, today, the lists by their first day, and those without one."""

    years: list[tuple[float, int]]
    today: float | None
    spans: list[Span]
    undated: list[Record]


def line_of(records: Sequence[Record], today: date | None) -> Line | None:
    """The days of lists from the first year of any to the last; none where no day is known."""
    dated = [record for record in records if record.valid_from]
    if not dated:
        return None
    days = [record.valid_from for record in dated if record.valid_from]
    ends = [record.valid_to for record in dated if record.valid_to]
    first = date(min(days).year, 1, 1)
    last = date(max([*days, *ends, today or first]).year + 1, 1, 1)

    def place(day: date) -> float:
        return round(100 * (day - first).days / (last - first).days, 2)

    spans = []
    for record in sorted(dated, key=lambda each: str(each.valid_from)):
        start = place(record.valid_from or first)
        end = place(record.valid_to or last)
        certain = end
        if record.ends == "DayNotKnown":
            certain = max(place(today), start) if today else start
        span = Span(
            record=record,
            start=start,
            width=end - start,
            known=certain - start,
            is_over=_is_over(record, today),
        )
        spans.append(span)
    years = range(first.year, last.year)
    return Line(
        years=[(place(date(year, 1, 1)), year) for year in years],
        today=place(today) if today else None,
        spans=spans,
        undated=[record for record in records if not record.valid_from],
    )


def _is_over(record: Record, today: date | None) -> bool:
    if today is None or record.valid_to is None:
        return False
    return record.valid_to < today


def days_of(view: View, record: Record, lang: str) -> Markup:
    """From when to when a list is in force, in words."""
    start = phrase("first day not known", lang)
    if record.valid_from:
        start = view.day(record.valid_from, lang)
    end = phrase("no last day", lang)
    if record.valid_to:
        end = view.day(record.valid_to, lang)
    elif record.ends == "DayNotKnown":
        end = phrase("last day not known", lang)
    return Markup(phrase("{start} to {end}", lang)).format(
        start=start, end=end
    )
