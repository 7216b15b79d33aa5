"""
The known figures of the lists as an RDF Data Cube (W3C, 2014):
counts and the beginnings of bands, each with its evidence.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from ...comparing.comparison import Comparison
from ...comparing.records import Support
from ...rdf.names import DCTERMS, PREFIXES, QD, RDF, RDFS, XSD
from ..style import Style

_QB = "http://purl.org/linked-data/cube#"
_SET = "https://w3id.org/qingdan/graph/list-figures"
_FORM = "https://w3id.org/qingdan/graph/list-figures-structure"
_PARTS = {
    "ofList": "dimension",
    "aspect": "dimension",
    "bandScope": "dimension",
    "statement": "dimension",
    "value": "measure",
    "evidence": "attribute",
}
_KINDS = {
    "dimension": "DimensionProperty",
    "measure": "MeasureProperty",
    "attribute": "AttributeProperty",
}
_RANGES = {
    "ofList": QD + "Edition",
    "aspect": RDFS + "Resource",
    "bandScope": RDFS + "Resource",
    "statement": RDFS + "Resource",
    "value": XSD + "integer",
    "evidence": RDFS + "Resource",
}
_NOTE = (
    "An observation that is absent stands for a figure that is not known: it is not zero, and no"
    " difference follows from it."
)


def written(comparison: Comparison, style: Style) -> Iterator[str]:
    """The figures as an RDF Data Cube."""
    yield turtle(comparison)


def turtle(comparison: Comparison) -> str:
    """
    A data set with the dimensions list, figure, scope and statement,
    the measure value, and the attribute evidence.
    """
    prefixes = {
        prefix: PREFIXES[prefix] for prefix in ("qd", "xsd", "dcterms", "rdfs")
    } | {"qb": _QB}
    return (
        ox.serialize(
            _triples(comparison), format=ox.RdfFormat.TURTLE, prefixes=prefixes
        )
        or b""
    ).decode()


def _triples(comparison: Comparison) -> Iterator[ox.Triple]:
    yield _link(_SET, RDF + "type", _QB + "DataSet")
    yield _link(_SET, _QB + "structure", _FORM)
    yield ox.Triple(
        ox.NamedNode(_SET),
        ox.NamedNode(RDFS + "comment"),
        ox.Literal(_NOTE, language="en"),
    )
    yield from _structure()
    for record in comparison.records:
        for finding in record.findings:
            for value in finding.values:
                if type(value) is int:
                    yield from _observed(
                        finding.iri,
                        record.iri,
                        QD + finding.aspect,
                        record.iri,
                        value,
                        finding.support,
                    )
        for band in record.bands:
            if band.low is not None:
                yield from _observed(
                    band.iri,
                    record.iri,
                    f"{_SET}/figure/{band.outcome}-{band.measure}",
                    band.scope,
                    band.low,
                    band.support,
                )


def _structure() -> Iterator[ox.Triple]:
    yield _link(_FORM, RDF + "type", _QB + "DataStructureDefinition")
    for name, kind in _PARTS.items():
        component = f"{_FORM}/{name}"
        property_ = QD + name
        yield _link(_FORM, _QB + "component", component)
        yield _link(component, _QB + kind, property_)
        yield _link(property_, RDF + "type", _QB + _KINDS[kind])
        yield _link(property_, RDFS + "range", _RANGES[name])


def _observed(
    iri: str, of: str, figure: str, scope: str, value: int, support: Support
) -> Iterator[ox.Triple]:
    node = f"{_SET}/{iri.rsplit('/', 2)[-2]}/{iri.rsplit('/', 1)[-1]}"
    yield _link(node, RDF + "type", _QB + "Observation")
    for predicate, target in (
        (_QB + "dataSet", _SET),
        (QD + "ofList", of),
        (QD + "aspect", figure),
        (QD + "bandScope", scope),
        (QD + "statement", iri),
    ):
        yield _link(node, predicate, target)
    yield _link(node, QD + "evidence", QD + support.evidence)
    yield ox.Triple(
        ox.NamedNode(node),
        ox.NamedNode(QD + "value"),
        ox.Literal(str(value), datatype=ox.NamedNode(XSD + "integer")),
    )
    for source in support.sources:
        yield _link(node, DCTERMS + "source", source)


def _link(subject: str, predicate: str, target: str) -> ox.Triple:
    return ox.Triple(
        ox.NamedNode(subject), ox.NamedNode(predicate), ox.NamedNode(target)
    )
