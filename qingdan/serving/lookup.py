"""The law to read: its parts in the order of their numbers, a search in both languages, and all that is said of a term."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

import pyoxigraph as ox

from ..graph import Text
from ..law import law
from ..names import CQ25, DCTERMS, OWL, PREFIXES, QD, RDF, RDFS, SKOS, curie
from ..queries import LAW
from .answers import GRAPHS

_KINDS = {
    "articles": ("Provision",),
    "catalogue": ("Level1Category", "Level2Category"),
    "list": ("ListedItem", "Scenario", "SensitivePersonalInformationKind"),
    "rules": ("Rule", "Override", "Duty"),
    "readings": ("OpenQuestion",),
    "sources": ("Instrument",),
}
PARTS: dict[str, Text] = {
    "articles": {"en": "Articles", "zh": "条款"},
    "catalogue": {"en": "Catalogue", "zh": "目录"},
    "list": {"en": "List", "zh": "清单"},
    "rules": {"en": "Rules", "zh": "规则"},
    "readings": {"en": "Open questions", "zh": "待决问题"},
    "sources": {"en": "Sources", "zh": "法律文件"},
}
_WORDS: dict[str, Text] = {
    DCTERMS + "isPartOf": {"en": "part of", "zh": "属于"},
    DCTERMS + "license": {"en": "licence", "zh": "许可"},
    DCTERMS + "source": {"en": "source", "zh": "依据"},
    OWL + "equivalentClass": {"en": "same class as", "zh": "等价类"},
    OWL + "imports": {"en": "imports", "zh": "引入"},
    OWL + "versionInfo": {"en": "version", "zh": "版本"},
    RDF + "type": {"en": "kind", "zh": "类型"},
    RDFS + "isDefinedBy": {"en": "defined by", "zh": "定义于"},
    RDFS + "seeAlso": {"en": "see also", "zh": "另见"},
    RDFS + "subClassOf": {"en": "kind of", "zh": "上位类"},
    SKOS + "closeMatch": {"en": "close to", "zh": "近似于"},
    SKOS + "definition": {"en": "definition", "zh": "定义"},
    SKOS + "notation": {"en": "notation", "zh": "编号"},
    SKOS + "relatedMatch": {"en": "related to", "zh": "相关于"},
    SKOS + "scopeNote": {"en": "note", "zh": "说明"},
}
_LABEL, _INDIVIDUAL = RDFS + "label", OWL + "NamedIndividual"


class Entry(NamedTuple):
    """A term of the law: what it is part of, its name, what it says and cites, and all its words for a search."""

    iri: str
    whole: str
    label: Text
    says: Text
    cites: tuple[str, ...]
    folded: str


class Statement(NamedTuple):
    """What is said of a term: the property in words, the value as text or as a link."""

    name: str
    value: str
    lang: str
    link: str


class Term(NamedTuple):
    """All that is said of a term, and the terms of the law that use it (name, property, IRI)."""

    iri: str
    labels: list[tuple[str, str]]
    statements: list[Statement]
    used_by: list[tuple[str, str, str]]


@cache
def entries(part: str) -> tuple[Entry, ...]:
    """The terms of a part, grouped by what they belong to, in the order of their numbers."""
    graph = law().graph
    found = []
    for kind in _KINDS[part]:
        for iri in graph.members(QD + kind):
            whole = str(graph.one(iri, DCTERMS + "isPartOf") or QD + kind)
            says = next(
                (text for name in ("summary", "question") if (text := graph.text(iri, QD + name))), graph.text(iri, SKOS + "definition")
            )
            label = law().label(iri)
            folded = "\n".join((*label.values(), *says.values(), curie(iri))).casefold()
            found.append(Entry(iri, whole, label, says, tuple(graph.iris(iri, DCTERMS + "source")), folded))
    return tuple(sorted(found, key=lambda entry: (not entry.whole.startswith(CQ25), _numbers(entry.whole), _numbers(entry.iri))))


def search(words: str) -> list[Entry]:
    """The terms of all parts that have every word in their names or texts, in any order and either language."""
    wanted = words.casefold().split()
    return [entry for part in PARTS for entry in entries(part) if all(word in entry.folded for word in wanted)]


def _numbers(iri: str) -> list[tuple[int, str]]:
    """Parts of a name, so that Article 9 comes before Article 10."""
    return [(int(piece), "") if piece.isdigit() else (-1, piece) for piece in re.split(r"(\d+)", iri)]


def term(store: ox.Store, iri: str, lang: str) -> Term | None:
    """What the law and the shapes say of a term, and where the law uses it."""
    node = ox.NamedNode(iri)
    out = [quad.triple for quad in store.quads_for_pattern(node, None, None, None)]
    into = store.quads_for_pattern(None, None, node, ox.NamedNode(LAW))
    if not out:
        return None
    used = sorted(
        (_name(quad.subject.value, lang), _name(quad.predicate.value, lang), quad.subject.value)
        for quad in into
        if isinstance(quad.subject, ox.NamedNode)
    )
    told = {_statement(triple.predicate.value, triple.object, lang) for triple in out if triple.predicate.value != _LABEL}
    said = [triple.object for triple in out if triple.predicate.value == _LABEL]
    labels = [(label.value, label.language or "") for label in said if isinstance(label, ox.Literal)]
    return Term(iri, labels, sorted(statement for statement in told if statement), used)


def as_rdf(store: ox.Store, iri: str, kind: str) -> bytes | None:
    """The same in a format of RDF, with the triples of the blank nodes that it leads to."""
    ends: list[ox.NamedNode | ox.BlankNode] = [ox.NamedNode(iri)]
    found: list[ox.Triple] = []
    while ends:
        more = [quad.triple for quad in store.quads_for_pattern(ends.pop(), None, None, None)]
        found += more
        ends += [triple.object for triple in more if isinstance(triple.object, ox.BlankNode)]
    return ox.serialize(found, format=GRAPHS[kind], prefixes=PREFIXES) if found else None


def _statement(predicate: str, value: object, lang: str) -> Statement | None:
    """A statement for a reader; none of a blank node, nor that a term is a named individual."""
    if isinstance(value, ox.NamedNode) and value.value != _INDIVIDUAL:
        return Statement(_name(predicate, lang), _name(value.value, lang), "", value.value)
    if isinstance(value, ox.Literal):
        return Statement(_name(predicate, lang), value.value, value.language or "", "")
    return None


def _name(iri: str, lang: str) -> str:
    """A term as people call it, else by its short name."""
    return (law().label(iri) or _WORDS.get(iri, {})).get(lang) or curie(iri)
