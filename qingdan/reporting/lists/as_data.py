"""Lists side by side, and the routes of an item, as JSON and CSV."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from ...comparing.comparison import Comparison
from ...comparing.records import Named, Record, Support
from ...comparing.routes import Route
from ...law.load import law
from ...rdf.graph import Value
from ...rdf.names import curie
from ..determination.as_json import document
from ..style import Style
from .as_text import mark

if TYPE_CHECKING:
    from ..documents import reports, tools
    from ..documents.determination import Plain, Status


_APPLIES: dict[bool | None, Status] = {
    True: "true",
    None: "unknown",
    False: "false",
}


def written(comparison: Comparison, style: Style) -> Iterator[str]:
    """Lists side by side, as one object."""
    yield as_json(comparison)


def routes_written(
    routes: list[tuple[str, tuple[Route, ...]]], style: Style
) -> Iterator[str]:
    """The routes of each item, each with its determination."""
    yield routes_json(routes)


def as_json(comparison: Comparison) -> str:
    """The comparison with every finding, its evidence and its sources."""
    content: reports.ListComparison = {
        "lists": [list_document(record) for record in comparison.records],
        "sectors": [
            {
                "sector": curie(row.sector),
                "label": law().label(row.sector),
                "lists": {
                    r.id: c.state
                    for r, c in zip(comparison.records, row.cells, strict=True)
                },
            }
            for row in comparison.sectors
        ],
        "timeline": [
            {
                "day": release.day.isoformat(),
                "list": release.record.id,
                "evidence": mark(release.finding.support),
            }
            for release in comparison.timeline
        ],
        "differences": [
            {"one": curie(first.iri), "other": curie(other.iri)}
            for first, other in comparison.differences
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def list_document(record: Record) -> reports.ComparedList:
    """What is known of one list."""
    return {
        "id": record.id,
        "label": record.label,
        "kind": record.kind,
        "zone": record.zone,
        "findings": [
            {
                "aspect": part.aspect,
                "coverage": part.coverage,
                "says": part.text or [_plain(v) for v in part.values],
                **_support(part.support),
            }
            for part in record.findings
        ],
        "sectors": [_named(part) for part in record.sectors],
        "scenarios": [_named(part) for part in record.scenarios],
        "classes": [_named(part) for part in record.classes],
        "bands": [
            {
                "scope": curie(part.scope),
                "measure": part.measure,
                "outcome": part.outcome,
                "from": part.low,
                "below": part.high,
                **_support(part.support),
            }
            for part in record.bands
        ],
        "mappings": [
            {
                "concept": curie(part.concept),
                "match": part.match,
                "to": curie(part.to),
                "by": part.by,
                "on": str(part.on),
                "reason": part.reason,
            }
            for part in record.mappings
        ],
    }


def _plain(value: Value) -> Plain:
    if isinstance(value, date):
        return value.isoformat()
    return value


def _support(support: Support) -> reports.Supported:
    shown: reports.Supported = {
        "evidence": mark(support),
        "sources": list(support.sources),
    }
    if support.note:
        shown["note"] = support.note
    return shown


def _named(named: Named) -> reports.Named:
    return {
        "id": curie(named.iri),
        "label": named.label,
        "sector": named.sector and curie(named.sector),
        **_support(named.support),
    }


def routes_json(routes_of_items: Iterable[tuple[str, Iterable[Route]]]) -> str:
    """The routes of items, each with its determination."""
    documents = [
        {"item": item, "routes": [_whole(route) for route in routes]}
        for item, routes in routes_of_items
    ]
    return json.dumps(documents, ensure_ascii=False, indent=2) + "\n"


def _whole(route: Route) -> tools.WholeRoute:
    """A route with its determination."""
    proof = document(route.determination) if route.outcome else None
    return {**route_document(route), "determination": proof}


def route_document(route: Route) -> tools.Route:
    """The route under one list."""
    return {
        "list": route.record.id,
        "label": route.record.label,
        "applies": _APPLIES[route.applies],
        "outcome": route.outcome,
        "possible": list(route.determination.possible)
        if route.outcome
        else [],
        "missingFacts": [fact.fact for fact in route.missing]
        if route.outcome
        else [],
        "conditions": [
            {
                "aspect": condition.aspect,
                "says": condition.text,
                **_support(condition.support),
            }
            for condition in route.conditions
            if condition.known
        ],
        "notKnown": [
            condition.aspect
            for condition in route.conditions
            if condition.coverage == "NotKnown"
        ],
        "provisional": route.provisional,
    }
