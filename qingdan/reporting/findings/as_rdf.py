"""
A validation report as RDF: `sh:ValidationReport`, with each
cause's number of results (SHACL section 3.6).
"""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from ...law.severities import severities
from ...rdf.names import PREFIXES, QD, RDF, SH, XSD, expand
from ...validating.report import Cause, Report, Result
from ..style import Style

_REPORT = ox.BlankNode("report")


def written(report: Report, style: Style) -> Iterator[str]:
    """The report as SHACL has it."""
    yield turtle(report)


def turtle(report: Report) -> str:
    """The report in Turtle."""
    prefixes = {
        prefix: PREFIXES[prefix]
        for prefix in ("qd", "rdf", "sh", "shape", "xsd")
    }
    content = ox.serialize(
        _triples(report),
        format=ox.RdfFormat.TURTLE,
        prefixes=prefixes,
    )
    return (content or b"").decode()


def _triples(report: Report) -> Iterator[ox.Triple]:
    yield _triple(_REPORT, RDF + "type", _iri(SH + "ValidationReport"))
    yield _triple(
        _REPORT,
        SH + "conforms",
        ox.Literal(report.conforms),
    )
    yield _triple(_REPORT, QD + "resultCount", _number(report.total))
    for number, result in enumerate(report.results):
        yield from _result(ox.BlankNode(f"result{number}"), result)
    for number, (cause, count) in enumerate(report.counts):
        node = ox.BlankNode(f"cause{number}")
        yield _triple(_REPORT, QD + "cause", node)
        yield from _cause(node, cause)
        yield _triple(node, QD + "resultCount", _number(count))


def _result(node: ox.BlankNode, result: Result) -> Iterator[ox.Triple]:
    yield _triple(_REPORT, SH + "result", node)
    yield _triple(node, RDF + "type", _iri(SH + "ValidationResult"))
    yield _triple(
        node,
        SH + "focusNode",
        _focus(result.focus),
    )
    yield from _cause(node, result.cause)
    if result.value is not None:
        yield _triple(node, SH + "value", _value(result.value))


def _focus(name: str) -> ox.NamedNode | ox.BlankNode:
    """The focus node of a result."""
    if name.startswith("_:"):
        return ox.BlankNode(name[2:])
    return _iri(name)


def _cause(node: ox.BlankNode, cause: Cause) -> Iterator[ox.Triple]:
    component = SH
    if cause.component == "Levelling":
        component = QD
    yield _triple(
        node,
        SH + "sourceShape",
        _iri(expand(cause.shape)),
    )
    yield _triple(
        node,
        SH + "resultSeverity",
        _iri(severities()[cause.severity].iri),
    )
    yield _triple(
        node,
        SH + "sourceConstraintComponent",
        _iri(component + cause.component),
    )
    if cause.path:
        yield _triple(node, SH + "resultPath", _iri(expand(cause.path)))
    for lang, text in sorted(cause.message.items()):
        message = ox.Literal(
            text,
            language=lang,
        )
        yield _triple(node, SH + "resultMessage", message)


def _triple(
    subject: ox.BlankNode,
    predicate: str,
    value: ox.NamedNode | ox.BlankNode | ox.Literal,
) -> ox.Triple:
    return ox.Triple(
        subject,
        _iri(predicate),
        value,
    )


def _iri(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)


def _number(count: int) -> ox.Literal:
    return ox.Literal(str(count), datatype=_iri(XSD + "nonNegativeInteger"))


def _value(text: str) -> ox.NamedNode | ox.Literal:
    """A value as it was told: terms of the vocabulary by IRI, all else as text."""
    known = expand(text)
    if known != text:
        return _iri(known)
    return ox.Literal(text)
