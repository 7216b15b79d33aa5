"""A kind of term of the vocabulary → its terms in their order, or one of them by its notation."""

from __future__ import annotations

from functools import cache

from ..rdf.graph import Graph, Text
from ..rdf.names import QD, RDFS, SKOS, local

_LABEL = RDFS + "label"
_NOTATION = SKOS + "notation"
_ORDER = QD + "order"


@cache
def ordered(graph: Graph, kind: str) -> tuple[str, ...]:
    """The terms of a class by local name, in the order that the vocabulary gives them."""
    places = {}
    for iri in graph.members(QD + kind):
        name = local(iri)
        place = graph.one(iri, _ORDER)
        places[name] = int(str(place))
    names = sorted(places, key=places.__getitem__)
    return tuple(names)


def position_label(graph: Graph, notation: str) -> Text:
    """A position as people call it; its name alone where the vocabulary has no such position."""
    positions = graph.members(QD + "Position")
    for iri in positions:
        known = graph.one(iri, _NOTATION)
        if known == notation:
            return graph.text(iri, _LABEL)
    return {"en": notation}
