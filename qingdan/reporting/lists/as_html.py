"""
Lists side by side as a page: heat map of sectors, bands on
one scale, releases; every cell leads to its sources.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from math import log10
from typing import Any

from ...comparing.comparison import Comparison
from ...comparing.records import Band, Record
from ...comparing.routes import Route
from ...language import N_, phrase
from ...law.load import law
from ...rdf.names import QD, curie, local
from ..determination.as_html import environment, stylesheet
from ..determination.view import View
from ..style import Style
from . import as_text as told
from .in_force import days_of, line_of

_LISTS = N_("Lists of the free trade zones side by side")
_ROUTES = N_("Routes under each list")
_WIDEST = 10**7
PARTS = {
    "overview": N_("Overview"),
    "sectors": N_("Sectors and lists"),
    "bands": told.BANDS,
    "vehicles": N_("The vehicle sector"),
    "timeline": N_("Releases and days in force"),
    "sources": N_("Evidence"),
}
_ANCHOR = {
    "named": "known",
    "close": "close",
    "across": "close",
    "not named": "",
    "not known": "open",
}


def written(comparison: Comparison, style: Style) -> Iterator[str]:
    """The page of lists side by side."""
    content = fragment(comparison, style.lang)
    yield page(content, phrase(_LISTS, style.lang), style.lang)


def routes_written(
    routes: list[tuple[str, tuple[Route, ...]]], style: Style
) -> Iterator[str]:
    """The page of the routes of each item."""
    content = routes_fragment(routes, style.lang)
    yield page(content, phrase(_ROUTES, style.lang), style.lang)


def fragment(
    comparison: Comparison,
    lang: str,
    part: str = "",
    at: str = "",
    as_of: date | None = None,
) -> str:
    """
    The content of the page, or one of its PARTS, which leads to the
    evidence at the address of another page; the day of today is marked where it is given.
    """
    return _rendered(
        "comparison.html.j2",
        lang,
        part=part,
        at=at,
        known=_known,
        found=comparison,
        place=place,
        bands=_bands(comparison),
        days=comparison.timeline,
        line=line_of(comparison.records, as_of),
        days_of=days_of,
        kept=_in_vehicles,
    )


def routes_fragment(
    routes: list[tuple[str, tuple[Route, ...]]], lang: str
) -> str:
    """The routes of items as the content of a page."""
    return _rendered(
        "routes.html.j2", lang, routes=routes, applies=told.APPLIES
    )


def page(content: str, title: str, lang: str) -> str:
    """A page of its own around a content."""
    return _rendered(
        "sheet.html.j2", lang, content=content, title=title, style=stylesheet()
    )


def place(band: Band) -> tuple[float, float]:
    """Where a band begins and how wide it is on a logarithmic scale, in percent."""
    start = log10(max(band.low or 1, 1)) / log10(_WIDEST)
    end = 1.0
    if band.high:
        end = log10(band.high) / log10(_WIDEST)
    return round(100 * start, 2), round(100 * (end - start), 2)


def _rendered(name: str, lang: str, **values: Any) -> str:
    view = View(law())
    shared = {
        "view": view,
        "lang": lang,
        "zh": lang == "zh",
        "told": told,
        "states": _ANCHOR,
        "curie": curie,
        "local": local,
        "QD": QD,
    }
    return (
        environment()
        .get_template(name)
        .render(
            **values,
            **shared,
            label=lambda iri: view.told(law().label(iri), lang),
        )
    )


def _bands(
    comparison: Comparison,
) -> list[tuple[str, str, list[tuple[Record, Band]]]]:
    """Bands by outcome and measure, those of all lists together; what is not known stands last."""
    kinds = sorted(
        {
            (band.outcome, band.measure)
            for record in comparison.records
            for band in record.bands
        }
    )
    return [
        (
            outcome,
            measure,
            sorted(
                (
                    (r, b)
                    for r in comparison.records
                    for b in r.bands
                    if (b.outcome, b.measure) == (outcome, measure)
                ),
                key=lambda pair: pair[1].low is None,
            ),
        )
        for outcome, measure in kinds
    ]


def _known(
    rows: list[tuple[Record, Band]],
) -> list[tuple[Record, Band]]:
    """Those of which a figure is known; they stand first."""
    return [(record, band) for record, band in rows if band.low is not None]


def _in_vehicles(record: Record) -> list[Any]:
    """Scenarios and classes of a list's vehicle sectors."""
    wanted = {QD + "IntelligentConnectedVehicles", QD + "AutomobileIndustry"}
    sectors = {
        sector.iri
        for sector in record.sectors
        if wanted & {mapping.to for mapping in record.mapped(sector.iri)}
    }
    return [
        named
        for named in (*record.scenarios, *record.classes)
        if named.sector in sectors
    ]
