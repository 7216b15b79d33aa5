"""
Answers of queries in the formats of SPARQL 1.1, cut at a
number of rows or triples; an answer that was cut says so.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple
from xml.sax.saxutils import escape, quoteattr

import pyoxigraph as ox

from ..rdf.names import PREFIXES
from .answer import Answer, Ending, given, problem

JSON = "application/sparql-results+json"
XML = "application/sparql-results+xml"
CSV = "text/csv"
TSV = "text/tab-separated-values"
GRAPHS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
}
NAMED = {
    "json": JSON,
    "xml": XML,
    "csv": CSV,
    "tsv": TSV,
    "turtle": "text/turtle",
    "ntriples": "application/n-triples",
    "rdfxml": "application/rdf+xml",
    "jsonld": "application/ld+json",
}
CUT = "Qingdan-Truncated"
_Row = Sequence[Any]


class Caps(NamedTuple):
    """
    The most that an answer gives: rows of a table, triples
    of a graph, characters of either (0: any number).
    """

    rows: int
    triples: int
    characters: int = 0


FRONT = Caps(10**4, 10**5)


def answered(result: Any, accept: Sequence[str], caps: Caps = FRONT) -> Answer:
    """
    The answer in the first format of `accept` that fits it;
    a note says at how many rows or triples it was cut.
    """
    offered: Iterable[str] = (
        GRAPHS
        if isinstance(result, ox.QueryTriples)
        else _BOOLEANS
        if isinstance(result, ox.QueryBoolean)
        else _TABLES
    )
    best = next((kind for kind in accept if kind in offered), None)
    if best is None:
        return problem(
            Ending.NOT_OFFERED,
            "no format is acceptable",
            f"this query answers as {', '.join(offered)}",
        )
    if isinstance(result, ox.QueryBoolean):
        return given(best, result.serialize(format=_BOOLEANS[best]) or b"")
    if isinstance(result, ox.QueryTriples):
        triples, cut = kept(result, caps.triples, caps.characters)
        content = (
            ox.serialize(triples, format=GRAPHS[best], prefixes=PREFIXES)
            or b""
        )
        return given(
            best, content, {CUT: f"triples={len(triples)}"} if cut else {}
        )
    rows, cut = kept(result, caps.rows, caps.characters)
    text = _TABLES[best](
        [variable.value for variable in result.variables], rows, cut
    )
    return given(
        best, text.encode(), {CUT: f"rows={len(rows)}"} if cut else {}
    )


def kept(
    rows: Iterable[Any], most: int, characters: int = 0
) -> tuple[list[Any], bool]:
    """
    The first rows or triples, read no further than they are
    given, and whether there are more.
    """
    first: list[Any] = []
    size = 0
    for row in rows:
        size += sum(len(str(term)) for term in row) if characters else 0
        if len(first) == most or (characters and size > characters):
            return first, True
        first.append(row)
    return first, False


def as_object(
    names: Sequence[str], rows: Iterable[_Row], cut: bool
) -> dict[str, Any]:
    """SPARQL 1.1 Query Results JSON, with a member of our own where it was cut."""
    bindings = [
        {
            name: _term(term)
            for name, term in zip(names, row, strict=True)
            if term is not None
        }
        for row in rows
    ]
    return {
        "head": {"vars": list(names)},
        "results": {"bindings": bindings},
    } | ({"truncated": True} if cut else {})


def _json(names: Sequence[str], rows: Iterable[_Row], cut: bool) -> str:
    return json.dumps(
        as_object(names, rows, cut), ensure_ascii=False, separators=(",", ":")
    )


def _term(term: Any) -> dict[str, Any]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.Literal):
        if term.language:
            return {
                "type": "literal",
                "value": term.value,
                "xml:lang": term.language,
            }
        datatype = term.datatype.value
        return {"type": "literal", "value": term.value} | (
            {} if datatype == _STRING else {"datatype": datatype}
        )
    if isinstance(term, ox.Triple):
        parts = zip(("subject", "predicate", "object"), term, strict=True)
        return {
            "type": "triple",
            "value": {name: _term(part) for name, part in parts},
        }
    return {"type": "bnode", "value": term.value}


def _xml(names: Sequence[str], rows: Iterable[_Row], cut: bool) -> str:
    """SPARQL Query Results XML Format; where it was cut, a comment at its end says so."""
    head = "".join(f"<variable name={quoteattr(name)}/>" for name in names)
    body = "".join(
        f"<result>{''.join(_bindings(names, row))}</result>" for row in rows
    )
    note = "<!-- truncated -->" if cut else ""
    return (
        '<?xml version="1.0"?><sparql'
        f' xmlns="{_XML}"><head>{head}</head><results>{body}</results>{note}</sparql>'
    )


def _bindings(names: Sequence[str], row: _Row) -> Iterator[str]:
    for name, term in zip(names, row, strict=True):
        if term is not None:
            yield f"<binding name={quoteattr(name)}>{_element(term)}</binding>"


def _element(term: Any) -> str:
    if isinstance(term, ox.NamedNode):
        return f"<uri>{_text(term.value)}</uri>"
    if isinstance(term, ox.Literal):
        if term.language:
            kind = f" xml:lang={quoteattr(term.language)}"
        else:
            kind = f" datatype={quoteattr(term.datatype.value)}"
        if term.datatype.value == _STRING:
            kind = ""
        return f"<literal{kind}>{_text(term.value)}</literal>"
    if isinstance(term, ox.Triple):
        parts = zip(("subject", "predicate", "object"), term, strict=True)
        elements = (
            f"<{name}>{_element(part)}</{name}>" for name, part in parts
        )
        return f"<triple>{''.join(elements)}</triple>"
    return f"<bnode>{term.value}</bnode>"


def _text(text: str) -> str:
    return escape(text, {"\r": "&#13;"})


def _csv(names: Sequence[str], rows: Iterable[_Row], cut: bool) -> str:
    """Values without their kinds (SPARQL 1.1 Query Results CSV, section 3)."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(names)
    writer.writerows([_plain(term) for term in row] for row in rows)
    return out.getvalue()


def _plain(term: Any) -> str:
    if term is None:
        return ""
    if isinstance(term, (ox.NamedNode, ox.Literal)):
        return term.value
    return str(term)


def _tsv(names: Sequence[str], rows: Iterable[_Row], cut: bool) -> str:
    """
    Terms as in Turtle (SPARQL 1.1 Query Results TSV, section
    4); a tab or a line break within a text is escaped.
    """
    lines = ["\t".join(f"?{name}" for name in names)]
    lines += [
        "\t".join(
            "" if term is None else str(term).replace("\t", "\\t")
            for term in row
        )
        for row in rows
    ]
    return "\n".join(lines) + "\n"


_STRING = "http://www.w3.org/2001/XMLSchema#string"
_XML = "http://www.w3.org/2005/sparql-results#"
_BOOLEANS = {JSON: ox.QueryResultsFormat.JSON, XML: ox.QueryResultsFormat.XML}
_TABLES: dict[str, Callable[[Sequence[str], Iterable[_Row], bool], str]] = {
    JSON: _json,
    XML: _xml,
    CSV: _csv,
    TSV: _tsv,
}
