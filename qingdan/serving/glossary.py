"""
The law to read: its parts in the order of their numbers,
and a search in both languages.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import pyoxigraph as ox

from ..language import N_
from ..law.load import law
from ..querying.stored import of_law
from ..rdf.graph import Text
from ..rdf.names import CQ25, DCTERMS, HAN, QD, SKOS, curie
from .synonyms import has, others, widened

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
    "timeline": (),
}
PARTS = {
    "articles": N_("Articles"),
    "catalogue": N_("Catalogue"),
    "list": N_("List"),
    "rules": N_("Rules"),
    "readings": N_("Open questions"),
    "sources": N_("Sources"),
    "timeline": N_("Timeline"),
}
_TEXTS = (
    QD + "summary",
    QD + "question",
    SKOS + "definition",
    SKOS + "scopeNote",
)


_FOUND = 200


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


class Reading(NamedTuple):
    """
    A part of the law, or what a search finds in all of them: the headings
    with their names, what stands under each, and how many are not shown.
    """

    part: str
    words: str
    headings: dict[str, Text]
    under: dict[str, list[Entry]]
    many: int
    shown: int
    others: tuple[str, ...]


def reading_of(store: ox.Store, part: str, words: str) -> Reading:
    """A part by its name, the first where there is none; where words are given, what has them."""
    part = part if part in PARTS else next(iter(PARTS))
    terms = search(store, words) if words else list(entries(store, part))
    shown = terms[:_FOUND] if words else terms
    headings, under = contents(shown)
    return Reading(
        part=part,
        words=words,
        headings=headings,
        under=under,
        many=len(terms),
        shown=len(shown),
        others=others(words),
    )


@lru_cache(len(_KINDS))
def entries(store: ox.Store, part: str) -> tuple[Entry, ...]:
    """The terms of a part: those with a place by their place, then by their numbers."""
    graph = law().graph
    terms = []
    for kind in _KINDS[part]:
        for iri in graph.members(kind):
            whole = str(
                graph.one(iri, DCTERMS + "isPartOf")
                or graph.one(iri, QD + "inRegime")
                or kind
            )
            says = next(
                (text for name in _TEXTS if (text := _text(store, iri, name))),
                {},
            )
            label = law().label(iri)
            folded = "\n".join(
                (*label.values(), *says.values(), curie(iri))
            ).casefold()
            terms.append(
                Entry(
                    iri,
                    whole,
                    label,
                    says,
                    tuple(graph.iris(iri, DCTERMS + "source")),
                    folded,
                )
            )
    return tuple(sorted(terms, key=lambda entry: _place(entry.iri)))


def part_of(store: ox.Store, iri: str) -> str:
    """The name of the part that lists a term, empty where none does."""
    listed = (
        part
        for part in PARTS
        if any(entry.iri == iri for entry in entries(store, part))
    )
    return next(listed, "")


def contents(
    terms: Sequence[Entry],
) -> tuple[dict[str, Text], dict[str, list[Entry]]]:
    """
    A table of contents: the headings with their names, our own and
    the fullest first; and what stands under each heading and entry.
    """
    under = defaultdict(list)
    wholes = {entry.iri: entry.whole for entry in terms}
    sizes = Counter[str]()
    for entry in terms:
        under[entry.whole].append(entry)
        heading = entry.whole
        while heading in wholes:
            heading = wholes[heading]
        sizes[heading] += 1
    headings = sorted(
        sizes,
        key=lambda heading: (
            not heading.startswith(CQ25),
            -sizes[heading],
            heading,
        ),
    )
    return {heading: law().label(heading) for heading in headings}, under


def _text(store: ox.Store, iri: str, name: str) -> Text:
    """What the law says of a term by this property, in each language."""
    texts = [quad.object for quad in of_law(store, iri, name)]
    return {
        text.language: text.value
        for text in texts
        if isinstance(text, ox.Literal) and text.language
    }


def search(store: ox.Store, words: str) -> list[Entry]:
    """
    The terms of all parts that have every word in their
    names or texts, in any order and either language.

    Chinese is written without spaces: a run of it is found as it stands, and
    after that where each of its characters stands beside the next or the one before. Last
    comes what has words that are taken for those of the search, in the other language too.
    """
    wanted = words.casefold().split()
    terms = [entry for part in PARTS for entry in entries(store, part)]
    whole = [
        entry
        for entry in terms
        if all(word in entry.folded for word in wanted)
    ]
    parted = [
        entry
        for entry in terms
        if all(_is_parted(word, entry.folded) for word in wanted)
    ]
    wide = widened(words)
    alike = [entry for entry in terms if has(entry.folded, wide)]
    by_iri = {entry.iri: entry for entry in (*whole, *parted, *alike)}
    return list(by_iri.values())


def _is_parted(word: str, text: str) -> bool:
    """Whether a text has a word, or each character of a run of Chinese in a pair of that run."""
    if len(word) < 3 or not re.fullmatch(f"[{HAN}]+", word):
        return word in text
    pairs = [word[place : place + 2] in text for place in range(len(word) - 1)]
    return all(
        before or after
        for before, after in zip([False, *pairs], [*pairs, False], strict=True)
    )


def _place(iri: str) -> tuple[float, list[tuple[int, str]]]:
    """Where a term stands among others."""
    order = law().graph.one(iri, QD + "order")
    place = math.inf if order is None else int(str(order))
    return place, _numbers(iri)


def _numbers(iri: str) -> list[tuple[int, str]]:
    """Parts of a name, so that Article 9 comes before Article 10."""
    return [
        (int(piece), "") if piece.isdigit() else (-1, piece)
        for piece in re.split(r"(\d+)", iri)
    ]
