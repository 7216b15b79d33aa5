"""Tallies as facts of an inventory, with what they were generated from (PROV-O)."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from ...counting.results import Count, Counted
from ...inventory.readers.tables import HANDLERS, as_iri, as_node
from ...rdf.names import PREFIXES, QD, RDF, XSD, part_of
from ...version import VERSION
from ..style import Style

_PROV = PREFIXES["prov"]
_DCTERMS = PREFIXES["dcterms"]
_RUN = "urn:x-qingdan:count:"


def written(count: Count, style: Style) -> Iterator[str]:
    """The tallies as facts, with how they were counted."""
    yield turtle(count)


def turtle(count: Count, provenance: bool = True) -> str:
    """
    Every tally as a `qd:Tally` of its `qd:DataHandler`.

    Where rows could not be read or told apart, the largest number that the tally may be stands in
    it: more persons never lighten an answer. Where no largest number is known, the tally has its
    lower bounds and says so.
    """
    prefixes = {
        prefix: PREFIXES[prefix] for prefix in ("qd", "prov", "xsd", "dcterms")
    }
    return (
        ox.serialize(
            _triples(count, provenance),
            format=ox.RdfFormat.TURTLE,
            prefixes=prefixes,
        )
        or b""
    ).decode()


def _triples(count: Count, provenance: bool) -> Iterator[ox.Triple]:
    run = ox.NamedNode(
        _RUN
        + count.rules.removeprefix("sha256:")[:16]
        + ":"
        + count.as_of.isoformat()
    )
    for counted in count.counted:
        yield from _tally(counted, run)
        if provenance:
            yield ox.Triple(
                _named_tally(counted), _iri(_PROV + "wasGeneratedBy"), run
            )
    if not provenance:
        return
    yield ox.Triple(run, _iri(RDF + "type"), _iri(_PROV + "Activity"))
    yield ox.Triple(
        run,
        _iri(_DCTERMS + "description"),
        ox.Literal(
            f"qingdan count {VERSION}; key {count.key}; {count.rows} rows, {count.bad} not counted"
        ),
    )
    for file in count.files:
        node = ox.NamedNode("urn:" + file.digest)
        yield ox.Triple(run, _iri(_PROV + "used"), node)
        yield ox.Triple(node, _iri(RDF + "type"), _iri(_PROV + "Entity"))
        yield ox.Triple(node, _iri(_DCTERMS + "title"), ox.Literal(file.name))


def _tally(counted: Counted, run: ox.NamedNode) -> Iterator[ox.Triple]:
    handler = _handler(counted)
    node = _named_tally(counted)
    yield ox.Triple(handler, _iri(RDF + "type"), _iri(QD + "DataHandler"))
    yield ox.Triple(handler, _iri(QD + "tally"), node)
    yield ox.Triple(node, _iri(RDF + "type"), _iri(QD + "Tally"))
    yield ox.Triple(
        node, _iri(QD + "year"), _typed(str(counted.year), "gYear")
    )
    yield ox.Triple(
        node, _iri(QD + "asOf"), _typed(counted.as_of.isoformat(), "date")
    )
    tally = counted.tally
    numbers = {
        "ordinaryPersons": tally.ordinary_most,
        "sensitivePersons": tally.sensitive_most,
        "personsInBoth": tally.both,
    }
    if tally.is_open:
        numbers |= {
            "ordinaryPersons": tally.ordinary,
            "sensitivePersons": tally.sensitive,
        }
        yield ox.Triple(
            node, _iri(QD + "noKnownMaximum"), _typed("true", "boolean")
        )
    for name, number in numbers.items():
        yield ox.Triple(
            node, _iri(QD + name), _typed(str(number), "nonNegativeInteger")
        )
    yield ox.Triple(node, _iri(QD + "assertedBy"), run)


def _handler(counted: Counted) -> ox.NamedNode:
    """The handler by its IRI; a name that is none is read as tables read it."""
    return as_node(
        as_iri(counted.handler, HANDLERS),
        f"handler {counted.handler!r} of the logs",
    )


def _named_tally(counted: Counted) -> ox.NamedNode:
    return ox.NamedNode(
        part_of(_handler(counted).value, f"tally-{counted.year}")
    )


def _typed(text: str, kind: str) -> ox.Literal:
    return ox.Literal(text, datatype=_iri(XSD + kind))


def _iri(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)
