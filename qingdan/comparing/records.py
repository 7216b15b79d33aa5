"""
What is known of each list, read from `data/lists/`: findings,
sectors, scenarios, classes of data, bands, mappings.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from ..errors import CallError, Fault, InputError
from ..files import list_files
from ..law.load import OWN, law
from ..rdf.graph import Graph, Text, Value
from ..rdf.names import DCTERMS, QD, RDFS, SKOS, Iri, local

NATIONAL = "cn"


class Support(NamedTuple):
    """On what a statement rests: kind of evidence, sources, and what else is to be said."""

    evidence: str
    sources: tuple[str, ...]
    note: Text


class Finding(NamedTuple):
    """What is known of a list on one aspect: `NotKnown` says nothing of what the list holds."""

    iri: str
    aspect: str
    coverage: str
    text: Text
    values: tuple[Value, ...]
    support: Support

    @property
    def known(self) -> bool:
        """Whether anything was found."""
        return self.coverage in ("Whole", "InPart")


class Named(NamedTuple):
    """A sector, scenario or class of data that a list names."""

    iri: str
    label: Text
    sector: str | None
    support: Support


class Band(NamedTuple):
    """
    Persons from which (inclusive) and below which (exclusive) an
    outcome follows; both None where the figures are not known.
    """

    iri: str
    scope: str
    measure: str
    outcome: str
    low: int | None
    high: int | None
    support: Support


class Mapping(NamedTuple):
    """
    A concept of a list and the one of the common vocabulary
    it corresponds to, who says so, when and why.
    """

    concept: str
    match: str
    to: str
    by: str
    on: date | None
    reason: Text


class Record(NamedTuple):
    """All that is known of one edition of one list."""

    iri: str
    id: str
    label: Text
    kind: str
    zone: str | None
    findings: tuple[Finding, ...]
    sectors: tuple[Named, ...]
    scenarios: tuple[Named, ...]
    classes: tuple[Named, ...]
    bands: tuple[Band, ...]
    mappings: tuple[Mapping, ...]
    valid_from: date | None = None
    valid_to: date | None = None
    ends: str = ""  # the term in the place of a last day

    def on(self, aspect: str) -> tuple[Finding, ...]:
        """The findings on an aspect, by local name; several where sources differ."""
        return tuple(
            finding for finding in self.findings if finding.aspect == aspect
        )

    def whole(self, aspect: str) -> bool:
        """Whether all that the list says on an aspect is represented."""
        findings = self.on(aspect)
        return bool(findings) and all(
            finding.coverage == "Whole" for finding in findings
        )

    def mapped(self, concept: str) -> tuple[Mapping, ...]:
        """The mappings of a concept of the list."""
        return tuple(
            mapping for mapping in self.mappings if mapping.concept == concept
        )


@cache
def records() -> tuple[Record, ...]:
    """Every list, the own first, then by day of release, the national rules last."""
    records_read = [record for path in list_files() for record in read(path)]
    return tuple(
        sorted(
            records_read,
            key=lambda edition: (
                edition.kind == "NationalRules",
                edition.id != OWN,
                str(released(edition)),
                edition.id,
            ),
        )
    )


def chosen(names: tuple[str, ...]) -> tuple[Record, ...]:
    """
    The lists of those names, all where none is named; raise
    CallError for one that is not known.
    """
    known = {record.id: record for record in records()}
    for name in names:
        if name not in known:
            raise CallError(
                f"the list {name!r} is not known; choose of {', '.join(known)}"
            )
    return tuple(known[name] for name in names) or records()


def read(path: Path) -> list[Record]:
    """The lists of a file; raise InputError where it is no Turtle or holds no list."""
    try:
        graph = Graph(ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE))
    except (OSError, SyntaxError) as error:
        raise InputError(
            Fault(
                str(path),
                f"cannot be read ({' '.join(str(error).split())})",
                "write it as docs/lists.md describes",
            )
        ) from None
    records_read = [
        _record(graph, iri) for iri in graph.members(QD + "Edition")
    ]
    if not records_read:
        raise InputError(
            Fault(
                str(path),
                "there is no qd:Edition in it",
                "begin with the list: `qd:… a qd:Edition`",
            )
        )
    return records_read


def released(record: Record) -> date | None:
    """
    The day on which a list was made public, as far as it is
    known; where sources differ, by the finding that stands first.
    """
    return next(
        (
            value
            for finding in record.on("ReleasedAspect")
            for value in finding.values
            if isinstance(value, date)
        ),
        None,
    )


def _record(graph: Graph, iri: str) -> Record:
    zone = graph.one(iri, QD + "zone")

    def of(kind: str) -> list[str]:
        return [
            part
            for part in graph.members(QD + kind)
            if graph.one(part, QD + "ofList") == iri
        ]

    return Record(
        iri=iri,
        id=str(graph.one(iri, SKOS + "notation")),
        label=graph.text(iri, RDFS + "label") or law().label(iri),
        kind=_local(graph, iri, "listKind"),
        zone=None if zone is None else local(str(zone)),
        findings=tuple(_finding(graph, part) for part in of("ListFinding")),
        sectors=tuple(_named(graph, part) for part in of("ListedSector")),
        scenarios=tuple(_named(graph, part) for part in of("ListedScenario")),
        classes=tuple(_named(graph, part) for part in of("ListedDataClass")),
        bands=tuple(_band(graph, part) for part in of("Band")),
        mappings=tuple(_mapping(graph, part) for part in of("ConceptMapping")),
        valid_from=_day(graph.one(iri, QD + "validFrom")),
        valid_to=_day(graph.one(iri, QD + "validTo")),
        ends=_local(graph, iri, "validTo"),
    )


def _day(value: object) -> date | None:
    """A day, none where a term stands in its place."""
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def _local(graph: Graph, iri: str, name: str) -> str:
    value = graph.one(iri, QD + name)
    if value is None:
        return ""
    return local(str(value))


def _support(graph: Graph, iri: str) -> Support:
    return Support(
        _local(graph, iri, "evidence"),
        tuple(graph.iris(iri, DCTERMS + "source")),
        graph.text(iri, SKOS + "scopeNote"),
    )


def _finding(graph: Graph, iri: str) -> Finding:
    values = tuple(graph.values(iri, QD + "says"))
    text = graph.text(iri, QD + "says")
    return Finding(
        iri,
        _local(graph, iri, "aspect"),
        _local(graph, iri, "coverage"),
        text,
        values,
        _support(graph, iri),
    )


def _named(graph: Graph, iri: str) -> Named:
    sector = graph.one(iri, QD + "ofSector")
    return Named(
        iri,
        graph.text(iri, RDFS + "label"),
        None if sector is None else str(sector),
        _support(graph, iri),
    )


def _band(graph: Graph, iri: str) -> Band:
    low = graph.one(iri, QD + "bandFrom")
    high = graph.one(iri, QD + "bandBelow")
    return Band(
        iri=iri,
        scope=str(graph.one(iri, QD + "bandScope")),
        measure=_local(graph, iri, "bandMeasure"),
        outcome=_local(graph, iri, "bandOutcome"),
        low=low if isinstance(low, int) else None,
        high=high if isinstance(high, int) else None,
        support=_support(graph, iri),
    )


def _mapping(graph: Graph, iri: str) -> Mapping:
    on = graph.one(iri, QD + "mappedOn")
    ends = [
        str(graph.one(iri, QD + name) or "")
        for name in ("mapped", "match", "mappedTo", "mappedBy")
    ]
    return Mapping(
        ends[0],
        local(ends[1]),
        ends[2],
        ends[3],
        on if isinstance(on, date) else None,
        graph.text(iri, QD + "mappingReason"),
    )


def common(record: Record, concept: str) -> dict[Iri, str]:
    """
    The terms of the common vocabulary that a concept of a
    list corresponds to, each with the kind of match.
    """
    return {
        Iri(mapping.to): mapping.match for mapping in record.mapped(concept)
    }
