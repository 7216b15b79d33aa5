"""
Statements in the named graph of one determination.

In: a determination. Out: the IRI of its graph, and quads in it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from enum import IntEnum

import pyoxigraph as ox

from ...deciding.determination import Determination, Receipt
from ...law.model import Law
from ...rdf.graph import Text, Value
from ...rdf.names import GRAPH, OURS, expand
from .rdf_terms import Object, literal

Quads = Iterator[ox.Quad]
Statements = dict[str, Object | str | None]


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


class Writer:
    """Writes into the graph of one determination."""

    def __init__(
        self,
        law: Law,
        determination: Determination,
        extent: Extent = Extent.WHOLE,
    ) -> None:
        self.law = law
        self.extent = extent
        self.whole = extent is Extent.WHOLE
        self.found = determination
        self.base = name_of(determination.receipt)
        self._graph = ox.NamedNode(self.base)

    def quad(
        self, subject: str, predicate: str, value: Object | str
    ) -> ox.Quad:
        """A statement in the graph of the determination."""
        node = ox.NamedNode(value) if isinstance(value, str) else value
        return ox.Quad(
            ox.NamedNode(subject),
            ox.NamedNode(expand(predicate)),
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
