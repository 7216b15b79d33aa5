"""Lists side by side, and the routes of an item, as JSON and CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from ...comparing.comparison import Comparison
from ...comparing.records import Named, Record, Support
from ...comparing.routes import Route
from ...law.load import law
from ...rdf.names import curie
from ..determination.as_json import document
from .as_text import mark, says


def as_json(found: Comparison) -> str:
    """The comparison with every finding, its evidence and its sources."""
    told = {
        "lists": [_record(record) for record in found.records],
        "sectors": [
            {
                "sector": curie(row.sector),
                "label": law().label(row.sector),
                "lists": {
                    r.id: c.state for r, c in zip(found.records, row.cells, strict=True)
                },
            }
            for row in found.sectors
        ],
        "timeline": [
            {
                "day": one.day.isoformat(),
                "list": one.record.id,
                "evidence": mark(one.finding.support),
            }
            for one in found.timeline
        ],
        "differences": [
            {"one": curie(one.iri), "other": curie(other.iri)}
            for one, other in found.differences
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _record(record: Record) -> dict[str, Any]:
    return {
        "id": record.id,
        "label": record.label,
        "kind": record.kind,
        "zone": record.zone,
        "findings": [
            {
                "aspect": one.aspect,
                "coverage": one.coverage,
                "says": one.text or [_plain(v) for v in one.values],
                **_support(one.support),
            }
            for one in record.findings
        ],
        **{
            name: [_named(one) for one in getattr(record, name)]
            for name in ("sectors", "scenarios", "classes")
        },
        "bands": [
            {
                "scope": curie(one.scope),
                "measure": one.measure,
                "outcome": one.outcome,
                "from": one.low,
                "below": one.high,
                **_support(one.support),
            }
            for one in record.bands
        ],
        "mappings": [
            {
                "concept": curie(one.concept),
                "match": one.match,
                "to": curie(one.to),
                "by": one.by,
                "on": str(one.on),
                "reason": one.reason,
            }
            for one in record.mappings
        ],
    }


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return value


def _support(support: Support) -> dict[str, Any]:
    return {
        "evidence": mark(support),
        "sources": list(support.sources),
        **({"note": support.note} if support.note else {}),
    }


def _named(one: Named) -> dict[str, Any]:
    return {
        "id": curie(one.iri),
        "label": one.label,
        "sector": one.sector and curie(one.sector),
        **_support(one.support),
    }


def as_csv(found: Comparison) -> str:
    """One row for each finding and band."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(
        ["list", "part", "coverage", "en", "zh", "from", "below", "evidence", "sources"]
    )
    for record in found.records:
        for one in record.findings:
            rows.writerow(
                [
                    record.id,
                    one.aspect,
                    one.coverage,
                    says(one, "en"),
                    says(one, "zh"),
                    "",
                    "",
                    mark(one.support),
                    _sources(one.support),
                ]
            )
        for band in record.bands:
            part = f"{band.outcome} {band.measure} {curie(band.scope)}"
            coverage = "NotKnown" if band.low is None else "Whole"
            rows.writerow(
                [
                    record.id,
                    part,
                    coverage,
                    "",
                    "",
                    band.low or "",
                    band.high or "",
                    mark(band.support),
                    _sources(band.support),
                ]
            )
    return out.getvalue()


def _sources(support: Support) -> str:
    return " ".join(support.sources)


def routes_json(told: Iterable[tuple[str, Iterable[Route]]]) -> str:
    """The routes of items, each with its determination."""
    return (
        json.dumps(
            [
                {"item": item, "routes": [_route(route) for route in routes]}
                for item, routes in told
            ],
            ensure_ascii=False,
            indent=2,
        )
        + "\n"
    )


def _route(route: Route) -> dict[str, Any]:
    return {
        "list": route.record.id,
        "label": route.record.label,
        "applies": {True: "true", None: "unknown", False: "false"}[route.applies],
        "outcome": route.outcome,
        "possible": list(route.determination.possible) if route.outcome else [],
        "missingFacts": [fact.fact for fact in route.missing] if route.outcome else [],
        "conditions": [
            {"aspect": one.aspect, "says": one.text, **_support(one.support)}
            for one in route.conditions
            if one.known
        ],
        "notKnown": [
            one.aspect for one in route.conditions if one.coverage == "NotKnown"
        ],
        "provisional": route.provisional,
        "determination": document(route.determination) if route.outcome else None,
    }
