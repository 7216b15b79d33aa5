"""
Lists side by side: sectors, bands, aspects, days of
release; what is not known is never a difference.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from ..law.load import law
from ..rdf.names import QD
from .records import Band, Finding, Named, Record, common, released

_STRENGTH = {
    "exactMatch": 0,
    "closeMatch": 1,
    "narrowMatch": 2,
    "broadMatch": 3,
    "relatedMatch": 4,
}
_NAMED = "named"
_CLOSE = "close"
_ACROSS = "across"
_NOT_NAMED = "not named"
_NOT_KNOWN = "not known"


class Cell(NamedTuple):
    """
    What a list says of a sector: named, close to what it names, without
    sectors, not named, or not known; and the sectors behind it.
    """

    state: str
    sectors: tuple[Named, ...]


class Row(NamedTuple):
    """A sector of the common vocabulary under each list."""

    sector: str
    cells: tuple[Cell, ...]


class Release(NamedTuple):
    """A day of a list: its release, or the last day of its validity where that is known."""

    day: date
    record: Record
    finding: Finding


class Difference(NamedTuple):
    """
    Two lists whose bands for the same outcome and measure
    begin at different numbers, both known.
    """

    first: Band
    other: Band


class Comparison(NamedTuple):
    """Lists side by side."""

    records: tuple[Record, ...]
    aspects: tuple[str, ...]
    sectors: tuple[Row, ...]
    timeline: tuple[Release, ...]
    differences: tuple[Difference, ...]


def compare(records: tuple[Record, ...]) -> Comparison:
    """The comparison of some lists."""
    return Comparison(
        records=records,
        aspects=law().ordered("Aspect"),
        sectors=tuple(
            row
            for row in (_row(sector, records) for sector in _sectors())
            if any(cell.sectors for cell in row.cells)
        ),
        timeline=tuple(
            sorted(
                _releases(records),
                key=lambda release: (release.day, release.record.id),
            )
        ),
        differences=tuple(_differences(records)),
    )


def _sectors() -> list[str]:
    members = law().facts["sector"].members - {QD + "OtherSector"}
    return sorted(members, key=lambda iri: law().label(iri).get("en", iri))


def _row(sector: str, records: tuple[Record, ...]) -> Row:
    return Row(sector, tuple(cell(record, sector) for record in records))


def cell(record: Record, sector: str) -> Cell:
    """What a list says of a sector of the common vocabulary."""
    matches = [
        (match, listed)
        for listed in record.sectors
        for to, match in common(record, listed.iri).items()
        if to == sector
    ]
    if matches:
        best = min(_STRENGTH.get(match, 9) for match, _ in matches)
        return Cell(
            _NAMED if best == 0 else _CLOSE,
            tuple(listed for _, listed in matches),
        )
    if not record.sectors and all(
        finding.coverage in ("Whole", "DoesNotApply")
        for finding in record.on("SectorsAspect")
    ):
        return Cell(_ACROSS, ())
    return Cell(
        _NOT_NAMED if record.whole("SectorsAspect") else _NOT_KNOWN, ()
    )


def _releases(records: tuple[Record, ...]) -> list[Release]:
    releases = []
    for record in records:
        day = released(record)
        if day:
            finding = next(
                dated
                for dated in record.on("ReleasedAspect")
                if day in dated.values
            )
            releases.append(Release(day, record, finding))
    return releases


def _differences(records: tuple[Record, ...]) -> list[Difference]:
    """Pairs of known bands that begin at different numbers; unknown numbers are not compared."""
    known = [
        band
        for record in records
        for band in record.bands
        if band.low is not None
    ]
    return [
        Difference(first, other)
        for number, first in enumerate(known)
        for other in known[number + 1 :]
        if (first.measure, first.outcome) == (other.measure, other.outcome)
        and first.low != other.low
    ]
