"""
The anchors in, by provision the words of the law behind it:
quotes, places in a rendering, the check of our summary.

Read when a page shows them, or a front starts; no answer rests on them.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from functools import cache
from typing import NamedTuple

import pyoxigraph as ox

from ..files import anchor_files
from ..rdf.graph import Graph, Text
from ..rdf.names import OA, QD, RDFS, SKOS


class Quote(NamedTuple):
    """
    Words of an article, with those before and after them;
    the text they were read in; who rests on them (IRIs).
    """

    anchor: str
    bodies: frozenset[str]
    text: Text
    article: str
    before: str
    words: str
    after: str


class Place(NamedTuple):
    """
    Where a provision stands in a text that is not
    reproduced: part, unit, numbers of the sentences.
    """

    text: Text
    part: str
    unit: str
    sentences: tuple[int, ...]


class Check(NamedTuple):
    """
    That a summary was held against the text: by whom (IRI),
    on which day, with which verdict (IRI).
    """

    by: str
    on: date
    verdict: str
    note: Text


class Words(NamedTuple):
    """What is known of the text of a provision."""

    quotes: tuple[Quote, ...] = ()
    places: tuple[Place, ...] = ()
    check: Check | None = None

    def carrying(self, rule: str) -> tuple[Quote, ...]:
        """The quotes on which a rule rests."""
        return tuple(quote for quote in self.quotes if rule in quote.bodies)


def words(provision: str) -> Words:
    """What is known of the text of a provision; nothing where no anchor and no check names it."""
    return by_provision().get(provision, Words())


@cache
def by_provision() -> dict[str, Words]:
    """Every provision that an anchor or a check names."""
    triples = (
        triple
        for path in anchor_files()
        for triple in ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE)
    )
    graph = Graph(triples)
    quotes = defaultdict[str, list[Quote]](list)
    places = defaultdict[str, list[Place]](list)
    for anchor in graph.members(OA + "Annotation"):
        by_provision = defaultdict[tuple[str, ...], list[int]](list)
        for target in graph.iris(anchor, OA + "hasTarget"):
            source = str(graph.one(target, OA + "hasSource"))
            for selector in graph.iris(target, OA + "hasSelector"):
                if graph.one(selector, OA + "exact"):
                    quotes[source].append(
                        _quote(graph, anchor, target, selector)
                    )
                else:
                    place = _said(
                        graph, target, "inText", "inPart", "inArticle"
                    )
                    by_provision[source, *place].append(
                        int(_said(graph, selector, "inSentence")[0])
                    )
        for (source, text, part, unit), sentences in by_provision.items():
            label = graph.text(text, RDFS + "label")
            places[source].append(
                Place(
                    text=label,
                    part=part,
                    unit=unit,
                    sentences=tuple(sorted(sentences)),
                )
            )
    checks = {
        str(graph.one(check, QD + "checks")): _check(graph, check)
        for check in graph.members(QD + "TextCheck")
    }
    return {
        source: Words(
            _in_order(quotes[source]),
            tuple(places[source]),
            checks.get(source),
        )
        for source in sorted({*quotes, *places, *checks})
    }


def _in_order(quotes: list[Quote]) -> tuple[Quote, ...]:
    """By article, then by how far into its sentence each begins."""
    return tuple(
        sorted(
            quotes,
            key=lambda quote: (
                int(quote.article),
                len(quote.before),
                quote.anchor,
            ),
        )
    )


def _said(graph: Graph, subject: str, *names: str) -> tuple[str, ...]:
    """The single values of some properties of ours."""
    return tuple(str(graph.one(subject, QD + name)) for name in names)


def _quote(graph: Graph, anchor: str, target: str, selector: str) -> Quote:
    text, article = _said(graph, target, "inText", "inArticle")
    before, exact, after = (
        str(graph.one(selector, OA + name) or "")
        for name in ("prefix", "exact", "suffix")
    )
    bodies = frozenset(map(str, graph.iris(anchor, OA + "hasBody")))
    return Quote(
        anchor,
        bodies,
        graph.text(text, RDFS + "label"),
        article,
        before,
        exact,
        after,
    )


def _check(graph: Graph, check: str) -> Check:
    day = graph.one(check, QD + "checkedOn")
    assert isinstance(day, date)
    by, verdict = _said(graph, check, "checkedBy", "verdict")
    return Check(
        by=by,
        on=day,
        verdict=verdict,
        note=graph.text(check, SKOS + "scopeNote"),
    )
