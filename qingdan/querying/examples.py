"""
The stored questions in, RDF of them out, as other tools read examples of queries: each an
`sh:SPARQLExecutable` with its question in both languages, its query, prefixes and parameters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyoxigraph as ox

from ..rdf.names import DCTERMS, OURS, RDF, RDFS, SH, XSD
from .stored import StoredQuery, stored

QUESTION = f"{OURS}question/"
_PARAMETER = f"{OURS}parameter/"
_TARGET = "https://schema.org/target"
_KEYWORDS = "https://schema.org/keywords"
_PREFIX = re.compile(r"^PREFIX\s+(\w*):\s*<([^>]*)>\s*$", re.M)
_NAMESPACES = ox.NamedNode(f"{QUESTION}prefixes")
_FORMS = {
    "SELECT": ("SPARQLSelectExecutable", "select"),
    "ASK": ("SPARQLAskExecutable", "ask"),
    "CONSTRUCT": ("SPARQLConstructExecutable", "construct"),
}


def examples(kind: ox.RdfFormat, endpoint: str, name: str = "") -> bytes:
    """Every question that is asked of an endpoint, or the one of a name; empty where none is."""
    questions = [each for each in stored() if name in ("", each.name)]
    if not questions:
        return b""
    triples = [
        triple
        for question in questions
        for triple in _question(question, endpoint)
    ]
    triples += _prefixes()
    prefixes = {
        "question": QUESTION,
        "schema": "https://schema.org/",
        "sh": SH,
        "dcterms": DCTERMS,
        "rdfs": RDFS,
    }
    return ox.serialize(triples, format=kind, prefixes=prefixes) or b""


def body(text: str) -> str:
    """A query without its comment and its prefixes, which stand in the description."""
    lines = [
        line
        for line in text.splitlines()
        if not line.startswith("#") and not _PREFIX.match(line)
    ]
    return "\n".join(lines).strip() + "\n"


def _question(question: StoredQuery, endpoint: str) -> Iterator[ox.Triple]:
    node = ox.NamedNode(QUESTION + question.name)
    query = body(question.text)
    form = query.split(maxsplit=1)[0].upper()
    executable, told_by = _FORMS[form]
    for kind in ("SPARQLExecutable", executable):
        yield _of(node, RDF + "type", ox.NamedNode(SH + kind))
    for lang, text in (
        ("en", question.question),
        ("zh", question.question_zh),
    ):
        label = ox.Literal(text.lstrip("# "), language=lang)
        yield _of(node, RDFS + "label", label)
    if question.answers:
        answers = ox.Literal(question.answers, language="en")
        yield _of(node, RDFS + "comment", answers)
    yield _of(node, _KEYWORDS, ox.Literal(question.group))
    yield _of(node, _TARGET, ox.NamedNode(endpoint))
    yield _of(node, SH + "prefixes", _NAMESPACES)
    yield _of(node, SH + told_by, ox.Literal(query))
    if question.parameters:
        yield _of(node, RDF + "type", ox.NamedNode(SH + "Parameterizable"))
    for name in question.parameters:
        yield from _parameter(node, name)


def _parameter(node: ox.NamedNode, name: str) -> Iterator[ox.Triple]:
    """A parameter, which is a variable of the query by the end of its path."""
    parameter = ox.BlankNode(f"{node.value.rpartition('/')[2]}-{name}")
    yield _of(node, SH + "parameter", parameter)
    yield _of(parameter, RDF + "type", ox.NamedNode(SH + "Parameter"))
    yield _of(parameter, SH + "path", ox.NamedNode(_PARAMETER + name))
    yield _of(
        parameter,
        SH + "nodeKind",
        ox.NamedNode(SH + "IRIOrLiteral"),
    )


def _prefixes() -> Iterator[ox.Triple]:
    """The prefixes of all questions, each once."""
    pairs = {pair for each in stored() for pair in _PREFIX.findall(each.text)}
    for prefix, namespace in sorted(pairs):
        declared = ox.BlankNode(f"prefix-{prefix}")
        address = ox.Literal(
            namespace,
            datatype=ox.NamedNode(XSD + "anyURI"),
        )
        yield _of(_NAMESPACES, SH + "declare", declared)
        yield _of(declared, SH + "prefix", ox.Literal(prefix))
        yield _of(declared, SH + "namespace", address)


def _of(
    subject: ox.NamedNode | ox.BlankNode,
    predicate: str,
    value: ox.NamedNode | ox.BlankNode | ox.Literal,
) -> ox.Triple:
    return ox.Triple(subject, ox.NamedNode(predicate), value)
