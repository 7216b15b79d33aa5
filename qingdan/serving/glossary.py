"""
The law to read: its parts in the order of their numbers, a
search in both languages, and all that is said of a term.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import pyoxigraph as ox

from ..law.load import law
from ..law.quotes import Place, Quote, words
from ..querying.stored import INVENTORY, of_law
from ..rdf.graph import Text
from ..rdf.names import CQ25, DCTERMS, OWL, PREFIXES, QD, RDF, RDFS, SH, SKOS, curie
from .results import GRAPHS

_KINDS = {
    "articles": (QD + "Provision",),
    "catalogue": (QD + "Level1Category", QD + "Level2Category"),
    "list": (
        QD + "ListSection",
        CQ25 + "ListedItem",
        QD + "Activity",
        QD + "Scenario",
        QD + "SensitivePersonalInformationKind",
    ),
    "rules": (QD + "Rule", QD + "Override", QD + "Duty", QD + "Consequence"),
    "readings": (QD + "OpenQuestion",),
    "sources": (QD + "Instrument",),
}
PARTS: dict[str, Text] = {
    "articles": {"en": "Articles", "zh": "条款"},
    "catalogue": {"en": "Catalogue", "zh": "目录"},
    "list": {"en": "List", "zh": "清单"},
    "rules": {"en": "Rules", "zh": "规则"},
    "readings": {"en": "Open questions", "zh": "解释争议"},
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
    SH + "message": {"en": "message", "zh": "提示"},
    SH + "severity": {"en": "severity", "zh": "级别"},
    SH + "targetClass": {"en": "about", "zh": "针对"},
    SKOS + "closeMatch": {"en": "close to", "zh": "近似于"},
    SKOS + "definition": {"en": "definition", "zh": "定义"},
    SKOS + "notation": {"en": "notation", "zh": "编号"},
    SKOS + "relatedMatch": {"en": "related to", "zh": "相关于"},
    SKOS + "scopeNote": {"en": "note", "zh": "说明"},
}
_TEXTS = (QD + "summary", QD + "question", SKOS + "definition", SKOS + "scopeNote")
_LABEL = RDFS + "label"
_INDIVIDUAL = OWL + "NamedIndividual"
_INVENTORY = ox.NamedNode(INVENTORY)


class Entry(NamedTuple):
    """
    A term of the law: what it is part of, its name, what it
    says and cites, and all its words for a search.
    """

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


class Shown(NamedTuple):
    """A quote of the law with the names of those that rest on it (name, IRI)."""

    quote: Quote
    carries: list[tuple[str, str]]


class Checked(NamedTuple):
    """
    That our summary was held against the text: on which
    day, with which verdict, by whom, what was mended.
    """

    on: date
    verdict: str
    by: str
    note: str


class ProvisionText(NamedTuple):
    """
    The text of a provision as far as it may be shown:
    quotes, places in a rendering, the check of our summary.
    """

    quotes: list[Shown]
    places: tuple[Place, ...]
    checked: Checked | None


class Term(NamedTuple):
    """
    All that is said of a term, the terms of the law that
    use it (name, property, IRI); of a provision its text.
    """

    iri: str
    labels: list[tuple[str, str]]
    statements: list[Statement]
    used_by: list[tuple[str, str, str]]
    text: ProvisionText | None


@lru_cache(len(_KINDS))
def entries(store: ox.Store, part: str) -> tuple[Entry, ...]:
    """The terms of a part in the order of their numbers."""
    graph = law().graph
    found = []
    for kind in _KINDS[part]:
        for iri in graph.members(kind):
            whole = str(
                graph.one(iri, DCTERMS + "isPartOf")
                or graph.one(iri, QD + "inRegime")
                or kind
            )
            says = next(
                (text for name in _TEXTS if (text := _text(store, iri, name))), {}
            )
            label = law().label(iri)
            folded = "\n".join((*label.values(), *says.values(), curie(iri))).casefold()
            found.append(
                Entry(
                    iri,
                    whole,
                    label,
                    says,
                    tuple(graph.iris(iri, DCTERMS + "source")),
                    folded,
                )
            )
    return tuple(sorted(found, key=lambda entry: _numbers(entry.iri)))


def contents(found: Sequence[Entry]) -> tuple[dict[str, Text], dict[str, list[Entry]]]:
    """
    A table of contents: the headings with their names, our own and
    the fullest first; and what stands under each heading and entry.
    """
    under = defaultdict(list)
    wholes = {entry.iri: entry.whole for entry in found}
    sizes = Counter[str]()
    for entry in found:
        under[entry.whole].append(entry)
        heading = entry.whole
        while heading in wholes:
            heading = wholes[heading]
        sizes[heading] += 1
    headings = sorted(
        sizes,
        key=lambda heading: (not heading.startswith(CQ25), -sizes[heading], heading),
    )
    return {heading: law().label(heading) for heading in headings}, under


def _text(store: ox.Store, iri: str, name: str) -> Text:
    """What the law says of a term by this property, in each language."""
    told = [quad.object for quad in of_law(store, iri, name)]
    return {
        text.language: text.value
        for text in told
        if isinstance(text, ox.Literal) and text.language
    }


def search(store: ox.Store, words: str) -> list[Entry]:
    """
    The terms of all parts that have every word in their
    names or texts, in any order and either language.
    """
    wanted = words.casefold().split()
    return [
        entry
        for part in PARTS
        for entry in entries(store, part)
        if all(word in entry.folded for word in wanted)
    ]


def _numbers(iri: str) -> list[tuple[int, str]]:
    """Parts of a name, so that Article 9 comes before Article 10."""
    return [
        (int(piece), "") if piece.isdigit() else (-1, piece)
        for piece in re.split(r"(\d+)", iri)
    ]


def term(store: ox.Store, iri: str, lang: str) -> Term | None:
    """What the law and the shapes say of a term, and where the law uses it."""
    out = _said(store, ox.NamedNode(iri))
    if not out:
        return None
    used = sorted(
        (
            _name(quad.subject.value, lang),
            _name(quad.predicate.value, lang),
            quad.subject.value,
        )
        for quad in of_law(store, value=iri)
        if isinstance(quad.subject, ox.NamedNode)
    )
    own = {triple.predicate.value for triple in out if _language(triple) == lang}
    told = [
        triple
        for triple in out
        if _language(triple) in ("", lang) or triple.predicate.value not in own
    ]
    shown = {
        _statement(triple.predicate.value, triple.object, lang)
        for triple in told
        if triple.predicate.value != _LABEL
    }
    labels = [
        (text.value, text.language or "")
        for text in (one.object for one in out if one.predicate.value == _LABEL)
        if isinstance(text, ox.Literal)
    ]
    return Term(
        iri,
        labels,
        sorted(
            filter(None, shown), key=lambda one: (not one.lang, one.name, one.value)
        ),
        used,
        _text_of(iri, lang)
        if QD + "Provision" in law().graph.iris(iri, RDF + "type")
        else None,
    )


def _text_of(iri: str, lang: str) -> ProvisionText:
    """The words of a provision, with those that rest on them by name."""
    found = words(iri)
    quotes = [
        Shown(
            quote,
            [
                (_name(one, lang), one)
                for one in sorted(quote.bodies)
                if law().label(one)
            ],
        )
        for quote in found.quotes
    ]
    check = found.check
    checked = check and Checked(
        check.on,
        _name(check.verdict, lang),
        _name(check.by, lang),
        check.note.get(lang, ""),
    )
    return ProvisionText(quotes, found.places, checked)


def as_rdf(store: ox.Store, iri: str, kind: str) -> bytes | None:
    """
    The same in a format of RDF, with the triples of the
    blank nodes that it leads to; Turtle as people write it.
    """
    try:
        ends: list[ox.NamedNode | ox.BlankNode] = [ox.NamedNode(iri)]
    except ValueError:
        return None
    found: list[ox.Triple] = []
    while ends:
        more = _said(store, ends.pop())
        found += more
        ends += [
            triple.object for triple in more if isinstance(triple.object, ox.BlankNode)
        ]
    if not found:
        return None
    if kind == "text/turtle":
        return _turtle(found)
    return ox.serialize(found, format=GRAPHS[kind], prefixes=PREFIXES)


def _turtle(triples: list[ox.Triple]) -> bytes:
    """Turtle with lists and nodes without a name written in their places."""
    import rdflib

    content = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
    graph = rdflib.Graph(bind_namespaces="none").parse(data=content, format="nt")
    for prefix, base in PREFIXES.items():
        graph.bind(prefix, base)
    return graph.serialize(format="turtle", encoding="utf-8")


def _language(triple: ox.Triple) -> str:
    """The language of what is said, if it has one."""
    if isinstance(triple.object, ox.Literal):
        return triple.object.language or ""
    return ""


def _said(store: ox.Store, node: ox.NamedNode | ox.BlankNode) -> list[ox.Triple]:
    """
    What is said of a node beside the inventory, which may
    say anything of a term and is not the law.
    """
    return [
        quad.triple
        for quad in store.quads_for_pattern(node, None, None, None)
        if quad.graph_name != _INVENTORY
    ]


def _statement(predicate: str, value: object, lang: str) -> Statement | None:
    """A statement for a reader; none of a blank node, nor that a term is a named individual."""
    if isinstance(value, ox.NamedNode) and value.value != _INDIVIDUAL:
        return Statement(
            _name(predicate, lang), _name(value.value, lang), "", value.value
        )
    if isinstance(value, ox.Literal):
        return Statement(_name(predicate, lang), value.value, value.language or "", "")
    return None


def _name(iri: str, lang: str) -> str:
    """A term as people call it, else by its short name."""
    return (law().label(iri) or _WORDS.get(iri, {})).get(lang) or curie(iri)
