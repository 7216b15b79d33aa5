"""
The jobs of the tools: a query whose rows are read only as
far as they are given, a term looked up.
"""

from __future__ import annotations

import resource
from typing import Any, TypedDict

import pyoxigraph as ox

from ..comparing.coverage import Coverage, coverage
from ..comparing.records import chosen
from ..door import calls
from ..door.inventory import opened
from ..law.load import law
from ..querying.stored import add_inventory, of_law
from ..rdf.names import DCTERMS, OWL, PREFIXES, RDF, curie, expand, local
from ..reporting.documents import tools
from ..reporting.lists.as_data import list_document, route_document
from ..serving import results
from ..serving.answer import Answer, Ending, as_object, problem
from ..serving.dataset import asked
from ..serving.jobs import day_of, filed, refusing
from ..serving.pool import Job
from ..serving.requests import Sent
from ..serving.results import kept


class AssistantQuery(Sent):
    """A query, with values of parameters, over the law and an inventory where one is sent."""

    sparql: str
    bindings: dict[str, str]


class AssistantCompare(Sent):
    """The lists to tell in full, and how many items of an inventory have their routes told."""

    lists: list[str]
    most: int


class Lookup(TypedDict):
    """Languages, parted by commas, in which a term is told."""

    lang: str


_ROWS = 200
_CHARACTERS = 1 << 18
_FOUND = 20
_CITING = 50
_LABEL = "rdfs:label"
_SAYING = ("skos:definition", "qd:summary", "qd:question")


def querying(store: ox.Store) -> Job:
    """
    The job that queries the store, with an inventory where
    one is sent; rows are read only as far as they are given.
    """

    @refusing("the inventory cannot be decided")
    def query(options: AssistantQuery, content: bytes) -> Answer:
        if content:
            with filed(content, options["suffix"]) as path:
                add_inventory(store, (path,), day_of(options))
            resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
        return asked(
            store,
            options["sparql"],
            options["bindings"],
            lambda result: as_object(_results(result)),
        )

    return query


@refusing("the lists cannot be compared")
def compare(options: AssistantCompare, content: bytes) -> Answer:
    """What is known of each list; those named in full; routes of items that are sent."""
    named = chosen(tuple(options["lists"])) if options["lists"] else ()
    told_of: tools.Compared = {"lists": [_known(row) for row in coverage()]}
    if named:
        told_of["details"] = [list_document(record) for record in named]
    if content:
        memory = opened(content, suffix=options["suffix"]).in_memory()
        most = options["most"]
        routed = calls.routes(memory, day_of(options), most=most).routes
        told_of["routes"] = [
            {"item": item, "routes": [route_document(way) for way in ways]}
            for item, ways in routed
        ]
        told_of["itemsLeftOut"] = len(memory.items) - len(routed)
    return as_object(told_of)


def _known(row: Coverage) -> tools.KnownList:
    return {
        "id": row.record.id,
        "label": row.record.label,
        "kind": row.record.kind,
        "released": row.released.isoformat() if row.released else None,
        "decidable": row.decidable,
        "whole": row.whole,
        "part": row.part,
        "unknown": row.unknown,
    }


def _results(result: Any) -> dict[str, Any]:
    """SPARQL 1.1 Query Results JSON, or Turtle for a graph, and whether anything was left out."""
    if isinstance(result, ox.QueryBoolean):
        return {"head": {}, "boolean": bool(result)}
    given, more = kept(result, _ROWS, _CHARACTERS)
    document: dict[str, Any] = {"truncated": more}
    if more:
        document["note"] = (
            f"only the first {len(given):,} are given and there are more; narrow the query, or page"
            " with ORDER BY, LIMIT and OFFSET"
        )
    if isinstance(result, ox.QueryTriples):
        return {
            "turtle": (
                ox.serialize(
                    given, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES
                )
                or b""
            ).decode(),
            **document,
        }
    return {
        **results.as_object(
            [variable.value for variable in result.variables], given, more
        ),
        **document,
    }


def looking(store: ox.Store) -> Job:
    """
    The job that looks a term up: by CURIE, IRI or local name,
    else by words of a label, else by words of a definition.
    """
    texts: dict[str, dict[str, list[str]]] = {}
    for quad in of_law(store):
        if (
            isinstance(quad.subject, ox.NamedNode)
            and isinstance(quad.object, ox.Literal)
            and quad.object.language
        ):
            texts.setdefault(quad.subject.value, {}).setdefault(
                curie(quad.predicate.value), []
            ).append(quad.object.value)

    def lookup(options: Lookup, content: bytes) -> Answer:
        asked = content.decode().strip().strip("<>")
        matching = _matching(texts, asked)
        if not matching:
            return problem(
                Ending.NOT_FOUND,
                f"{asked[:80]!r} is no term of the law",
                "give a CURIE such as qd:sector, an IRI, or fewer words of a label",
            )
        shown = [
            _entry(store, iri, tuple(options["lang"].split(",")))
            for iri in matching[:_FOUND]
        ]
        return as_object(
            {
                "found": len(matching),
                "truncated": len(matching) > _FOUND,
                "entries": shown,
            }
        )

    return lookup


def _matching(texts: dict[str, dict[str, list[str]]], asked: str) -> list[str]:
    """
    The terms of that name, else those with a text that has
    all the words, the shortest text first.
    """
    named = [iri for iri in texts if iri == expand(asked)] or sorted(
        iri for iri in texts if local(iri) == asked
    )
    words = asked.casefold().split()
    if named or not words:
        return named
    for predicates in ((_LABEL,), _SAYING):
        fitting: dict[str, int] = {}
        for iri, said in texts.items():
            lengths = [
                len(text)
                for name in predicates
                for text in said.get(name, ())
                if all(word in text.casefold() for word in words)
            ]
            if lengths:
                fitting[iri] = min(lengths)
        if fitting:
            return sorted(fitting, key=lambda iri: (fitting[iri], iri))
    return []


def _entry(store: ox.Store, iri: str, langs: tuple[str, ...]) -> tools.Entry:
    """
    Everything of a term; a text that is not there in the
    languages asked for is given in those that it has.
    """
    said: dict[str, dict[str, str]] = {}
    stated: dict[str, list[str]] = {}
    for quad in of_law(store, iri):
        name = curie(quad.predicate.value)
        value = quad.object
        if isinstance(value, ox.Literal) and value.language:
            said.setdefault(name, {})[value.language] = value.value
        elif (
            isinstance(value, (ox.NamedNode, ox.Literal))
            and value.value != OWL + "NamedIndividual"
        ):
            stated.setdefault(name, []).append(curie(value.value))
    label = said.pop(_LABEL, {})
    entry = {
        name: {lang: texts[lang] for lang in langs if lang in texts} or texts
        for name, texts in sorted(said.items())
    }
    definition = next(
        (entry.pop(name) for name in _SAYING if name in entry), None
    )
    citing = _citing(store, iri)
    return {
        "iri": iri,
        "curie": curie(iri),
        "label": label,
        "definition": definition,
        "texts": entry,
        "statements": {
            name: sorted(values) for name, values in sorted(stated.items())
        },
        "citedBy": citing[:_CITING],
        "citedByTotal": len(citing),
    }


def _citing(store: ox.Store, iri: str) -> list[tools.Citing]:
    """The named terms that cite this one as their source, then those that use it in another way."""
    citers = {
        (
            quad.predicate.value != DCTERMS + "source",
            quad.subject.value,
            curie(quad.predicate.value),
        )
        for quad in of_law(store, value=iri)
        if isinstance(quad.subject, ox.NamedNode)
        and quad.predicate.value != RDF + "type"
    }
    return [
        {"term": curie(citing), "by": name, "label": law().label(citing)}
        for _, citing, name in sorted(citers)
    ]
