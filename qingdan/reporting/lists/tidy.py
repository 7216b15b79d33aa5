"""
The figures of lists as a tidy table: one figure a row, so that
a spreadsheet or a program of statistics takes it as it is.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import NamedTuple

from ...comparing.comparison import Comparison
from ...comparing.records import Band, Finding, Record, Support
from ...law.load import law
from ...rdf.names import QD, curie, local
from ..style import Style
from .as_text import mark


class Figure(NamedTuple):
    """
    One figure: the numbers of a band from its first to its last
    person, a count or a day twice; empty where it is not known.
    """

    list: str
    edition: str
    sector: str
    kind: str
    first: str
    last: str
    unit: str
    evidence: str
    source: str
    read: str


def written(comparison: Comparison, style: Style) -> Iterator[str]:
    """The figures as a tidy table."""
    yield as_csv(comparison)


def as_csv(comparison: Comparison) -> str:
    """The figures of all lists with a heading; the last number of an open band is empty."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    names = {"first": "from", "last": "to"}
    rows.writerow([names.get(name, name) for name in Figure._fields])
    for record in comparison.records:
        rows.writerows(figures(record))
    return out.getvalue()


def figures(record: Record) -> Iterator[Figure]:
    """The counts and days of a list, then its bands."""
    for finding in record.findings:
        unit = _units().get(finding.aspect)
        if unit and finding.coverage != "DoesNotApply":
            yield from _counted(record, finding, unit)
    for band in record.bands:
        yield _banded(record, band)


@cache
def _units() -> dict[str, str]:
    """The unit of each aspect on which figures are found."""
    graph = law().graph
    units = {
        local(aspect): graph.one(aspect, QD + "figureIn")
        for aspect in graph.members(QD + "Aspect")
    }
    return {
        aspect: str(unit) for aspect, unit in units.items() if unit is not None
    }


def _counted(record: Record, finding: Finding, unit: str) -> Iterator[Figure]:
    for value in finding.values or ("",):
        known = str(value) if isinstance(value, int | date) else ""
        yield Figure(
            list=record.id,
            edition=curie(record.iri),
            sector="",
            kind=finding.aspect.removesuffix("Aspect"),
            first=known,
            last=known,
            unit=unit,
            evidence=mark(finding.support),
            source=_sources(finding.support),
            read="",
        )


def _banded(record: Record, band: Band) -> Figure:
    whole = band.scope == record.iri
    return Figure(
        list=record.id,
        edition=curie(record.iri),
        sector="" if whole else curie(band.scope),
        kind=f"{band.outcome} {band.measure}",
        first="" if band.low is None else str(band.low),
        last="" if band.high is None else str(band.high - 1),
        unit="persons",
        evidence=mark(band.support),
        source=_sources(band.support),
        read="",
    )


def _sources(support: Support) -> str:
    return " ".join(support.sources)
