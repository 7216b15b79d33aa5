"""All that is said of one term of the law, as values and as RDF."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import pyoxigraph as ox

from ..language import N_, phrase
from ..law.load import law
from ..law.quotes import Place, Quote, words
from ..querying.stored import INVENTORY, of_law
from ..rdf.names import DCTERMS, OWL, PREFIXES, QD, RDF, RDFS, SH, SKOS, curie
from .glossary import part_of
from .results import GRAPHS

_WORDS = {
    DCTERMS + "isPartOf": N_("part of"),
    DCTERMS + "license": N_("licence"),
    DCTERMS + "source": N_("source"),
    OWL + "equivalentClass": N_("same class as"),
    OWL + "imports": N_("imports"),
    OWL + "versionInfo": N_("version"),
    RDF + "type": N_("kind"),
    RDFS + "isDefinedBy": N_("defined by"),
    RDFS + "seeAlso": N_("see also"),
    RDFS + "subClassOf": N_("kind of"),
    SH + "message": N_("message"),
    SH + "severity": N_("severity"),
    SH + "targetClass": N_("about"),
    SKOS + "closeMatch": N_("close to"),
    SKOS + "definition": N_("definition"),
    SKOS + "notation": N_("notation"),
    SKOS + "relatedMatch": N_("related to"),
    SKOS + "scopeNote": N_("note"),
}


_ENDINGS = {"ttl": "text/turtle", "jsonld": "application/ld+json"}
_DEEPEST = 6


_LABEL = RDFS + "label"


_INDIVIDUAL = OWL + "NamedIndividual"


_INVENTORY = ox.NamedNode(INVENTORY)


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

    `part` names the part of the law that lists it, where one does;
    `trail` has what it is part of (name, IRI), the largest first.
    """

    iri: str
    part: str
    trail: list[tuple[str, str]]
    labels: list[tuple[str, str]]
    statements: list[Statement]
    used_by: list[tuple[str, str, str]]
    text: ProvisionText | None


def _in_language(triples: list[ox.Triple], lang: str) -> list[ox.Triple]:
    """The triples without a language, in the language, or in another where it has none."""
    in_lang = {
        triple.predicate.value
        for triple in triples
        if _language(triple) == lang
    }
    return [
        triple
        for triple in triples
        if _language(triple) in ("", lang)
        or triple.predicate.value not in in_lang
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
    shown = {
        _statement(triple.predicate.value, triple.object, lang)
        for triple in _in_language(out, lang)
        if triple.predicate.value != _LABEL
    }
    labels = [
        (text.value, text.language or "")
        for text in (
            triple.object for triple in out if triple.predicate.value == _LABEL
        )
        if isinstance(text, ox.Literal)
    ]
    return Term(
        iri,
        part_of(store, iri),
        _trail(iri, lang),
        labels,
        sorted(
            filter(None, shown),
            key=lambda statement: (
                not statement.lang,
                statement.name,
                statement.value,
            ),
        ),
        used,
        _text_of(iri, lang)
        if QD + "Provision" in law().graph.iris(iri, RDF + "type")
        else None,
    )


def form_of(name: str) -> tuple[str, str]:
    """The name of a term, and the media type that its ending asks for, or none."""
    stem, _, ending = name.rpartition(".")
    if stem and ending in _ENDINGS:
        return stem, _ENDINGS[ending]
    return name, ""


def _trail(iri: str, lang: str) -> list[tuple[str, str]]:
    """What a term is part of, the largest first."""
    trail: list[tuple[str, str]] = []
    whole = law().graph.one(iri, DCTERMS + "isPartOf")
    while whole and len(trail) < _DEEPEST:
        trail.insert(0, (_name(str(whole), lang), str(whole)))
        whole = law().graph.one(str(whole), DCTERMS + "isPartOf")
    return trail


def _text_of(iri: str, lang: str) -> ProvisionText:
    """The words of a provision, with those that rest on them by name."""
    text_words = words(iri)
    quotes = [
        Shown(
            quote,
            [
                (_name(body, lang), body)
                for body in sorted(quote.bodies)
                if law().label(body)
            ],
        )
        for quote in text_words.quotes
    ]
    check = text_words.check
    checked = check and Checked(
        check.on,
        _name(check.verdict, lang),
        _name(check.by, lang),
        check.note.get(lang, ""),
    )
    return ProvisionText(quotes, text_words.places, checked)


def as_rdf(store: ox.Store, iri: str, kind: str) -> bytes | None:
    """
    The same in a format of RDF, with the triples of the
    blank nodes that it leads to; Turtle as people write it.
    """
    try:
        ends: list[ox.NamedNode | ox.BlankNode] = [ox.NamedNode(iri)]
    except ValueError:
        return None
    triples: list[ox.Triple] = []
    while ends:
        more = _said(store, ends.pop())
        triples += more
        ends += [
            triple.object
            for triple in more
            if isinstance(triple.object, ox.BlankNode)
        ]
    if not triples:
        return None
    if kind == "text/turtle":
        return _turtle(triples)
    return ox.serialize(triples, format=GRAPHS[kind], prefixes=PREFIXES)


def _turtle(triples: list[ox.Triple]) -> bytes:
    """Turtle with lists and nodes without a name written in their places."""
    import rdflib

    content = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
    graph = rdflib.Graph(bind_namespaces="none").parse(
        data=content, format="nt"
    )
    for prefix, base in PREFIXES.items():
        graph.bind(prefix, base)
    return graph.serialize(format="turtle", encoding="utf-8")


def _language(triple: ox.Triple) -> str:
    """The language of what is said, if it has one."""
    if isinstance(triple.object, ox.Literal):
        return triple.object.language or ""
    return ""


def _said(
    store: ox.Store, node: ox.NamedNode | ox.BlankNode
) -> list[ox.Triple]:
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
        return Statement(
            name=_name(predicate, lang),
            value=value.value,
            lang=value.language or "",
            link="",
        )
    return None


def _name(iri: str, lang: str) -> str:
    """A term as people call it, else by its short name."""
    label = law().label(iri).get(lang)
    if not label and iri in _WORDS:
        name = _WORDS[iri]
        return phrase(name, lang)
    return label or curie(iri)
