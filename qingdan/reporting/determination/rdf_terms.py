"""Values as terms of RDF."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

import pyoxigraph as ox

from ...law.kleene import Status
from ...rdf.graph import Value
from ...rdf.names import PREFIXES, XSD, Iri, Tagged

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]+")


Object = ox.NamedNode | ox.Literal


def named(who: str) -> Object:
    """A subject or a person as a node where it has an IRI, else as a text."""
    if _IRI.fullmatch(who):
        return ox.NamedNode(who)
    return ox.Literal(who)


def literal(value: Value | Status) -> Object:
    """A value as an RDF term."""
    if isinstance(value, Tagged):
        return ox.Literal(value, language=value.lang)
    if isinstance(value, Iri):
        if not value.startswith("_:"):
            return ox.NamedNode(value)
        return ox.Literal(value)
    if isinstance(value, bool):
        return ox.Literal(
            str(value).lower(), datatype=ox.NamedNode(XSD + "boolean")
        )
    if isinstance(value, int):
        return ox.Literal(str(value), datatype=ox.NamedNode(XSD + "integer"))
    if isinstance(value, date):
        return ox.Literal(
            value.isoformat(), datatype=ox.NamedNode(XSD + "date")
        )
    return ox.Literal(str(value))


def optional(value: Value | None) -> Object | None:
    """A value as an RDF term where there is one."""
    return None if value is None else literal(value)


def serialise(quads: Iterable[ox.Quad], in_graphs: bool) -> str:
    """Turtle of one determination, or TriG with a named graph for each of several."""
    prefixes = {
        prefix: base for prefix, base in PREFIXES.items() if prefix != "shape"
    }
    if in_graphs:
        content = ox.serialize(
            quads, format=ox.RdfFormat.TRIG, prefixes=prefixes
        )
    else:
        content = ox.serialize(
            (quad.triple for quad in quads),
            format=ox.RdfFormat.TURTLE,
            prefixes=prefixes,
        )
    return (content or b"").decode()
