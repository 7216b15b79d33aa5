"""The severities of validation results, the most serious first, as the vocabulary has them."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from ..rdf.graph import Text
from ..rdf.names import QD, local
from .load import law
from .vocabulary import ordered


class Severity(NamedTuple):
    """
    A severity, its place among all, what it is called, its level and rank in
    SARIF 2.1.0 (0 to 100); whether it is of the data, or of the export.
    """

    iri: str
    name: str
    place: int
    label: Text
    level: str
    rank: float
    of_data: bool


@cache
def severities() -> dict[str, Severity]:
    """
    The severities by local name.

    Example: `next(iter(severities()))` is `Violation`.
    """
    graph = law().graph
    by_name = {local(iri): iri for iri in graph.members(QD + "Severity")}
    of_data = frozenset(graph.members(QD + "DataSeverity"))
    known = {}
    for place, name in enumerate(ordered(graph, "Severity")):
        iri = by_name[name]
        known[name] = Severity(
            iri=iri,
            name=name,
            place=place,
            label=law().label(iri),
            level=str(graph.one(iri, QD + "pipelineLevel")),
            rank=float(str(graph.one(iri, QD + "pipelineRank"))),
            of_data=iri in of_data,
        )
    return known


@cache
def data_severities() -> dict[str, Severity]:
    """The severities of findings on the data alone."""
    return {
        name: severity
        for name, severity in severities().items()
        if severity.of_data
    }
