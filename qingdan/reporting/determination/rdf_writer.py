"""
Statements in the named graph of one determination.

In: a determination. Out: the IRI of its graph, and quads in it.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable, Iterable, Iterator
from enum import IntEnum
from functools import lru_cache

import pyoxigraph as ox

from ...deciding.determination import Determination, Receipt, UsedFact
from ...law.model import Law
from ...rdf.graph import Text, Value
from ...rdf.names import GRAPH, OURS, expand
from .rdf_terms import Object, literal

Quads = Iterator[ox.Quad]
Statements = dict[str, Object | str | None]
SHARED = GRAPH + "shared"
_KEPT = 16_384
_PART = "urn:x-qingdan:part"


class Extent(IntEnum):
    """
    How much of a determination is written: the rules that carry, could carry or gave way; every
    rule of the book; each of them as an assertion that is complete by itself, and the origin.
    """

    REASONS = 0
    RULES = 1
    WHOLE = 2


def engine(receipt: Receipt) -> str:
    """The IRI of the program that decided, in its version."""
    return f"{OURS}engine/{receipt.version}"


def name_of(receipt: Receipt) -> str:
    """
    The IRI of a determination and of its graph: the same
    for the same rules, readings, item, day and facts.
    """
    content = "\n".join((receipt.rules, receipt.input, *receipt.readings))
    return f"{GRAPH}determination/{hashlib.sha256(content.encode()).hexdigest()[:32]}"


def content_of_fact(fact: UsedFact) -> tuple[object, ...]:
    """What is written of a fact: no words, as these are the law's."""
    return (
        "fact",
        fact.fact,
        fact.values,
        fact.how,
        fact.stated_on,
        fact.by,
        fact.on,
        fact.cites,
    )


class Parts:
    """
    What determinations have in common: each part is told once, in
    the graph that they share, and its name follows from its content.
    """

    def __init__(self) -> None:
        self.new: list[str] = []
        self._names: dict[bytes, str] = {}
        self._kept: dict[int, object] = {}

    def number_of(self, value: object) -> int:
        """A number that stands for one value among all that were ever asked for."""
        self._kept[id(value)] = value
        return id(value)

    def named(self, content: object) -> str | None:
        """The name of a part that was told before."""
        return self._names.get(pickle.dumps(content))

    def told(
        self, content: object, describe: Callable[[str], Iterable[ox.Quad]]
    ) -> str:
        """The name of a part; what is said of it is new the first time."""
        key = pickle.dumps(content)
        if key not in self._names:
            graph = ox.NamedNode(SHARED)
            quads = [
                ox.Quad(quad.subject, quad.predicate, quad.object, graph)
                for quad in describe(_PART)
            ]
            text = lines_of(quads)
            self._names[key] = f"{GRAPH}part/{digest_of(text)}"
            self.new.append(text.replace(_PART, self._names[key]))
        return self._names[key]


@lru_cache(maxsize=_KEPT)
def _node(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)


@lru_cache(maxsize=_KEPT)
def _predicate(name: str) -> ox.NamedNode:
    return ox.NamedNode(expand(name))


def lines_of(quads: Iterable[ox.Quad]) -> str:
    """N-Quads, a line each."""
    return (ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"").decode()


def digest_of(text: str) -> str:
    """What a name that follows from a content ends with."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


class Writer:
    """
    Writes into the graph of one determination; what it has in common
    with others into parts, where there are any.
    """

    def __init__(
        self,
        law: Law,
        determination: Determination,
        extent: Extent = Extent.WHOLE,
        parts: Parts | None = None,
    ) -> None:
        self.law = law
        self.extent = extent
        self.whole = extent is Extent.WHOLE
        self.found = determination
        self.parts = parts
        self.base = name_of(determination.receipt)
        self._graph = _node(self.base)

    def part(
        self,
        links: tuple[str, ...],
        name: str,
        content: tuple[object, ...],
        describe: Callable[[str], Quads],
    ) -> Quads:
        """A node that the determination leads to, and what is said of it."""
        node = f"{self.base}/{name}"
        if self.parts:
            node = self.parts.told(content, describe)
        for link in links:
            yield self.quad(self.base, link, node)
        if not self.parts:
            yield from describe(node)

    def quad(
        self, subject: str, predicate: str, value: Object | str
    ) -> ox.Quad:
        """A statement in the graph of the determination."""
        node = _node(value) if isinstance(value, str) else value
        return ox.Quad(
            _node(subject),
            _predicate(predicate),
            node,
            self._graph,
        )

    def about(self, subject: str, statements: Statements) -> Quads:
        """Statements about one subject; what is None is not stated."""
        for predicate, value in statements.items():
            if value is not None:
                yield self.quad(subject, predicate, value)

    def many(
        self, subject: str, predicate: str, values: Iterable[str]
    ) -> Quads:
        """The same statement of several terms."""
        for value in values:
            yield self.quad(subject, predicate, expand(value))

    def values(
        self, subject: str, predicate: str, values: Iterable[Value]
    ) -> Quads:
        """The same statement of several values."""
        for value in values:
            yield self.quad(subject, predicate, literal(value))

    def text(self, subject: str, predicate: str, text: Text) -> Quads:
        """A text in each of its languages."""
        for lang, string in text.items():
            yield self.quad(
                subject, predicate, ox.Literal(string, language=lang)
            )
