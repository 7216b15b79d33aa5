"""
What a duty says of itself in the graph of the law, as a
value: who, to whom, from when, how long.
"""

from __future__ import annotations

from ..rdf.graph import Graph
from ..rdf.names import DCTERMS, QD, RDFS, SKOS, curie, local
from .model import Body, Period, Terms

_LABEL = RDFS + "label"
_SOURCE = DCTERMS + "source"
_NOTATION = SKOS + "notation"


def terms_of(graph: Graph, iri: str) -> Terms:
    """The terms of a duty."""
    kind = graph.one(iri, QD + "ofMechanism")
    day = graph.one(iri, QD + "dueOnDay")
    return Terms(
        owed_by=_bodies(graph, iri, "owedBy"),
        owed_to=_bodies(graph, iri, "owedTo"),
        triggers=tuple(
            local(trigger) for trigger in graph.iris(iri, QD + "trigger")
        ),
        of_mechanism=None if kind is None else local(str(kind)),
        period=_period(graph, iri, "period"),
        recurs=_period(graph, iri, "recurs"),
        on_day=None
        if day is None
        else (int(str(day)[2:4]), int(str(day)[5:7])),
        promptly=graph.one(iri, QD + "promptly") is True,
        forms=tuple(
            graph.text(form, _LABEL) for form in graph.iris(iri, QD + "form")
        ),
        if_missed=tuple(
            (
                graph.text(consequence, _LABEL),
                tuple(map(curie, graph.iris(consequence, _SOURCE))),
            )
            for consequence in graph.iris(iri, QD + "ifMissed")
        ),
    )


def _bodies(graph: Graph, iri: str, name: str) -> tuple[Body, ...]:
    return tuple(
        Body(
            body,
            str(graph.one(body, _NOTATION) or local(body)),
            graph.text(body, _LABEL),
        )
        for body in graph.iris(iri, QD + name)
    )


def _period(graph: Graph, iri: str, name: str) -> Period | None:
    period = graph.one(iri, QD + name)
    if period is None:
        return None
    return period_of(graph, str(period))


def period_of(graph: Graph, iri: str) -> Period:
    """A period by its IRI, with the provisions that fix it and those that say how it is counted."""
    number = graph.one(iri, QD + "value")
    cites = [*graph.iris(iri, _SOURCE), *graph.iris(iri, QD + "countedUnder")]
    return Period(
        number if isinstance(number, int) else 0,
        local(str(graph.one(iri, QD + "unit"))),
        local(str(graph.one(iri, QD + "runs"))),
        graph.text(iri, _LABEL),
        tuple(map(curie, cites)),
    )
