"""
Untrusted bytes to RDF terms: format by file name, limits,
no network, the line in every error.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pyoxigraph as ox

from ...errors import Fault, InputError, unreadable
from ...rdf.graph import Term
from ..faults import triple_term
from .jsonld import self_contained

RDF_FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".json": ox.RdfFormat.JSON_LD,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".xml": ox.RdfFormat.RDF_XML,
}
TABLE_FORMATS = {".csv", ".parquet", ".xlsx"}
_YAML = {".yaml", ".yml"}
BASE = "urn:x-inventory:"
Contexts = Mapping[str, Path] | None


def read(path: Path, where: str | None = None) -> bytes:
    """
    The bytes of a file; raise InputError, which calls it
    `where`, if it is absent, empty or not a file.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _unreadable(where or str(path), error) from None
    if not content.strip():
        raise _empty(where or str(path))
    return content


def checked(path: Path, where: str | None = None) -> None:
    """Raise InputError where a file is absent, empty, or of a format that is not known."""
    try:
        with open(path, "rb") as opened:
            start = opened.read(4096)
    except OSError as error:
        raise _unreadable(where or str(path), error) from None
    if not start.strip():
        raise _empty(where or str(path))
    if path.suffix.lower() in _YAML:
        return
    if path.suffix.lower() not in TABLE_FORMATS:
        _format(path.suffix, where or str(path))


def _unreadable(where: str, error: OSError) -> InputError:
    return unreadable(where, error, "name a file that exists and can be read")


def _empty(where: str) -> InputError:
    return InputError(
        Fault(
            where,
            "the file is empty",
            "give an inventory with at least one qd:DataItem",
        )
    )


def _format(suffix: str, where: str) -> ox.RdfFormat:
    if suffix.lower() in _YAML:
        mend = "name one with --mapping, or let `qingdan map` propose one"
        raise InputError(
            Fault(where, "YAML is read through a mapping alone", mend)
        )
    if suffix.lower() not in RDF_FORMATS:
        known = ", ".join(sorted([*RDF_FORMATS, *TABLE_FORMATS]))
        raise InputError(
            Fault(
                where,
                f"the format {suffix or '(no suffix)'} is not known",
                f"use one of {known}",
            )
        )
    return RDF_FORMATS[suffix.lower()]


def triples(
    content: bytes, suffix: str, where: str, contexts: Contexts = None
) -> Iterator[tuple[ox.NamedNode | ox.BlankNode, str, Term]]:
    """
    Parse RDF to subject, predicate and object; raise
    InputError with the line of the first syntax error.
    """
    kind = _format(suffix, where)
    for quad in _told(
        ox.parse(
            _guarded(content, kind, where, contexts),
            format=kind,
            base_iri=BASE,
            rename_blank_nodes=True,
        ),
        suffix,
        where,
    ):
        subject = quad.subject
        term = quad.object
        if isinstance(subject, ox.Triple) or isinstance(term, ox.Triple):
            raise InputError(triple_term(where))
        yield subject, quad.predicate.value, term


def quads(
    path: Path, where: str, contexts: Contexts = None
) -> Iterator[ox.Quad]:
    """
    The quads of a file as they are parsed; JSON-LD and
    RDF/XML are read whole, to be looked at first.
    """
    kind = _format(path.suffix, where)
    if kind in (ox.RdfFormat.JSON_LD, ox.RdfFormat.RDF_XML):
        content = _guarded(read(path, where), kind, where, contexts)
        return _told(
            ox.parse(
                content, format=kind, base_iri=BASE, rename_blank_nodes=True
            ),
            path.suffix,
            where,
        )
    return _told(
        ox.parse(
            path=str(path),
            format=kind,
            base_iri=BASE,
            rename_blank_nodes=True,
        ),
        path.suffix,
        where,
    )


def _guarded(
    content: bytes, kind: ox.RdfFormat, where: str, contexts: Contexts
) -> bytes:
    """The content once nothing in it asks for another document."""
    if kind == ox.RdfFormat.RDF_XML and b"<!DOCTYPE" in content:
        raise InputError(
            Fault(
                where,
                "RDF/XML with a DOCTYPE is refused",
                "remove the DOCTYPE and its entities",
            )
        )
    if kind == ox.RdfFormat.JSON_LD:
        return self_contained(content, where, contexts)
    return content


def _told(
    quads: Iterable[ox.Quad], suffix: str, where: str
) -> Iterator[ox.Quad]:
    """The same quads; a syntax error is told as ours, with its line."""
    try:
        yield from quads
    except (SyntaxError, ValueError, OSError) as error:
        line = getattr(error, "lineno", None)
        place = where
        if line:
            place = f"{where}, line {line}"
        text = " ".join(str(getattr(error, "msg", None) or error).split())
        raise InputError(
            Fault(
                place,
                f"not well-formed: {text}",
                f"mend the syntax, or rename the file if it is not {suffix}",
            )
        ) from None
    except MemoryError:
        raise too_long(where) from None


def too_long(where: str) -> InputError:
    """The fault of a file with a text or a name that is too long for the parser."""
    return InputError(
        Fault(where, "a text or a name is longer than 16 MiB", "shorten it")
    )
