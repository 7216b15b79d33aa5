"""
A count as one page: cumulative persons of the year against
the thresholds; no script, nothing fetched.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from math import log10
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ...counting.results import Count, Counted
from ...counting.thresholds import MEASURES
from ...language import phrase
from ..style import Style
from .as_text import text, title
from .mechanisms import MEASURED

_WIDE = 760
_HIGH = 240
_EDGE = 40
_RIGHT = 80


class Line(NamedTuple):
    """A curve or a limit of a chart, in its coordinates."""

    measure: str
    points: str
    label: str
    height: float


def written(count: Count, style: Style) -> Iterator[str]:
    """The page of a count."""
    yield page(count, style.langs)


def page(count: Count, langs: tuple[str, ...]) -> str:
    """The page in the languages asked for."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent.parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    charts = [
        (
            counted,
            _curves(counted, _top(count, counted)),
            _limits(count, _top(count, counted)),
        )
        for counted in (*count.counted, *count.groups)
    ]
    texts = {lang: "".join(text(count, lang)) for lang in langs}
    names = {lang: title(lang) for lang in langs}
    environment.globals["phrase"] = phrase
    template = environment.get_template("count.html.j2")
    return template.render(
        found=count,
        charts=charts,
        told=texts,
        names=names,
        langs=langs,
        wide=_WIDE,
        high=_HIGH,
        edge=_EDGE,
        right=_RIGHT,
        measures=MEASURED,
    )


def _top(count: Count, counted: Counted) -> float:
    """The highest power of ten that the logarithmic scale shows."""
    return max(
        log10(max(number, 10))
        for number in (
            counted.tally.ordinary,
            counted.tally.sensitive,
            *(each.number for each in count.thresholds),
        )
    )


def _height(persons: int, top: float) -> float:
    return round(
        _HIGH - _EDGE - (log10(max(persons, 1)) / top) * (_HIGH - 2 * _EDGE), 1
    )


def _across(day: date) -> float:
    return round(
        _EDGE + (day.timetuple().tm_yday - 1) / 366 * (_WIDE - _EDGE - _RIGHT),
        1,
    )


def _curves(counted: Counted, top: float) -> list[Line]:
    curves = []
    for measure in MEASURES:
        points = []
        before = _height(0, top)
        for day, total in counted.days[measure]:
            points += [
                f"{_across(day)},{before}",
                f"{_across(day)},{_height(total, top)}",
            ]
            before = _height(total, top)
        points += [f"{_across(counted.as_of)},{before}"] if points else []
        curves.append(
            Line(
                measure=measure,
                points=" ".join(points),
                label=f"{counted.tally.of(measure):,}",
                height=before,
            )
        )
    return curves


def _limits(count: Count, top: float) -> list[Line]:
    distinct = sorted(
        {
            (threshold.measure, threshold.number)
            for threshold in count.thresholds
        }
    )
    return [
        Line(
            measure=measure,
            points="",
            label=f"{number:,}",
            height=_height(number, top),
        )
        for measure, number in distinct
    ]
