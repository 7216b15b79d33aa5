"""Tallies as facts of an inventory, with what they were generated from (PROV-O)."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from ...counting.results import Count, Counted
from ...inventory.readers.tables import HANDLERS, as_iri, as_node
from ...rdf.names import PREFIXES, QD, RDF, XSD
from ...version import VERSION

_PROV = PREFIXES["prov"]
_DCTERMS = PREFIXES["dcterms"]
_RUN = "urn:x-qingdan:count:"


def turtle(found: Count, provenance: bool = True) -> str:
    """
    Every tally as a `qd:Tally` of its `qd:DataHandler`.

    Where rows could not be read or told apart, the largest number that the tally may be stands in
    it: more persons never lighten an answer. Where no largest number is known, the tally has its
    lower bounds and says so.
    """
    prefixes = {prefix: PREFIXES[prefix] for prefix in ("qd", "prov", "xsd", "dcterms")}
    return (
        ox.serialize(
            _triples(found, provenance),
            format=ox.RdfFormat.TURTLE,
            prefixes=prefixes,
        )
        or b""
    ).decode()


def _triples(found: Count, provenance: bool) -> Iterator[ox.Triple]:
    run = ox.NamedNode(
        _RUN + found.rules.removeprefix("sha256:")[:16] + ":" + found.as_of.isoformat()
    )
    for one in found.counted:
        yield from _tally(one, run)
        if provenance:
            yield ox.Triple(_named_tally(one), _iri(_PROV + "wasGeneratedBy"), run)
    if not provenance:
        return
    yield ox.Triple(run, _iri(RDF + "type"), _iri(_PROV + "Activity"))
    yield ox.Triple(
        run,
        _iri(_DCTERMS + "description"),
        ox.Literal(
            f"qingdan count {VERSION}; key {found.key}; {found.rows} rows, {found.bad} not counted"
        ),
    )
    for file in found.files:
        node = ox.NamedNode("urn:" + file.digest)
        yield ox.Triple(run, _iri(_PROV + "used"), node)
        yield ox.Triple(node, _iri(RDF + "type"), _iri(_PROV + "Entity"))
        yield ox.Triple(node, _iri(_DCTERMS + "title"), ox.Literal(file.name))


def _tally(one: Counted, run: ox.NamedNode) -> Iterator[ox.Triple]:
    handler = _handler(one)
    node = _named_tally(one)
    yield ox.Triple(handler, _iri(RDF + "type"), _iri(QD + "DataHandler"))
    yield ox.Triple(handler, _iri(QD + "tally"), node)
    yield ox.Triple(node, _iri(RDF + "type"), _iri(QD + "Tally"))
    yield ox.Triple(node, _iri(QD + "year"), _typed(str(one.year), "gYear"))
    yield ox.Triple(node, _iri(QD + "asOf"), _typed(one.as_of.isoformat(), "date"))
    found = one.tally
    numbers = {
        "ordinaryPersons": found.ordinary_most,
        "sensitivePersons": found.sensitive_most,
        "personsInBoth": found.both,
    }
    if found.is_open:
        numbers |= {
            "ordinaryPersons": found.ordinary,
            "sensitivePersons": found.sensitive,
        }
        yield ox.Triple(node, _iri(QD + "noKnownMaximum"), _typed("true", "boolean"))
    for name, number in numbers.items():
        yield ox.Triple(
            node, _iri(QD + name), _typed(str(number), "nonNegativeInteger")
        )
    yield ox.Triple(node, _iri(QD + "assertedBy"), run)


def _handler(one: Counted) -> ox.NamedNode:
    """The handler by its IRI; a name that is none is read as tables read it."""
    return as_node(
        as_iri(one.handler, HANDLERS), f"handler {one.handler!r} of the logs"
    )


def _named_tally(one: Counted) -> ox.NamedNode:
    return ox.NamedNode(f"{_handler(one).value}#tally-{one.year}")


def _typed(text: str, kind: str) -> ox.Literal:
    return ox.Literal(text, datatype=_iri(XSD + kind))


def _iri(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)
