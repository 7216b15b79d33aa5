"""
Answers of a query in, what a picture of them shows out: bars of a
number by a name, and the statements of a graph as a tree of nodes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate, islice
from typing import Any, NamedTuple
from unicodedata import east_asian_width

import pyoxigraph as ox

from ..rdf.names import curie, readable
from .answer import Answer
from .results import GRAPHS

BARS = 60
STATEMENTS = 60
_NUMBERS = ("integer", "decimal", "double", "float", "long", "int")
_WIDEST = 290
_ROW, _PREDICATE = 28, 200
_Cell = Mapping[str, str]


class Chart(NamedTuple):
    """A bar for each row: which columns name it, which one measures it, how long it is."""

    names: tuple[str, ...]
    measure: str
    bars: list[tuple[tuple[_Cell, ...], str, float]]
    rows: int


class Node(NamedTuple):
    """A subject or value: where it stands, how wide, as it is shown, whole, its IRI if any."""

    column: int
    y: int
    width: int
    text: str
    whole: str
    iri: str


class Edge(NamedTuple):
    """A predicate from one node to another; further ones close a circle or a second way."""

    start: Node
    end: Node
    text: str
    is_further: bool


class Drawing(NamedTuple):
    """A graph as it is drawn: where its columns begin, how high it is, whether it goes on."""

    nodes: list[Node]
    edges: list[Edge]
    columns: list[int]
    height: int
    is_cut: bool

    def starts(self, node: Node) -> int:
        """Where the text of a node begins."""
        return self.columns[node.column]

    def ends(self, node: Node) -> int:
        """Where an edge may leave it."""
        return self.columns[node.column] + node.width


def chart_of(
    variables: Sequence[str], rows: Sequence[Mapping[str, Any]]
) -> Chart | None:
    """The bars of a table whose last column of numbers goes with names; none of any other."""
    numeric = [name for name in variables if _measures(name, rows)]
    if not rows or not numeric:
        return None
    measure = numeric[-1]
    names = tuple(name for name in variables if name not in numeric)[:2]
    if not names or not all(names[0] in row for row in rows):
        return None
    shown = rows[:BARS]
    top = max(float(row[measure]["value"]) for row in shown) or 1.0
    bars = [
        (
            tuple(row[name] for name in names if name in row),
            row[measure]["value"],
            100 * float(row[measure]["value"]) / top,
        )
        for row in shown
    ]
    return Chart(
        names=names,
        measure=measure,
        bars=bars,
        rows=len(rows),
    )


def _measures(name: str, rows: Sequence[Mapping[str, Any]]) -> bool:
    """Whether every row has a number under this name, none below zero."""
    for row in rows:
        cell = row.get(name, {})
        kind = cell.get("datatype", "").rpartition("#")[2]
        if kind not in _NUMBERS or not 0 <= float(cell["value"]) < 1e300:
            return False
    return True


def drawing_of(answer: Answer) -> Drawing | None:
    """The first statements of a graph as a tree from the left to the right, others across it."""
    read = ox.parse(answer.content, format=GRAPHS[answer.type])
    first = list(islice(read, STATEMENTS + 1))
    if not first:
        return None
    tree = _Tree([quad.triple for quad in first[:STATEMENTS]])
    return tree.drawn(len(first) > STATEMENTS)


class _Tree:
    """Each resource once, under the statement that names it first; each literal by itself."""

    def __init__(self, triples: list[ox.Triple]) -> None:
        self._by_subject: dict[Any, list[ox.Triple]] = {}
        for triple in triples:
            self._by_subject.setdefault(triple.subject, []).append(triple)
        self._placed: dict[Any, Node] = {}
        self._nodes: list[Node] = []
        self._edges: list[Edge] = []
        self._across: list[ox.Triple] = []
        self._rows = 0
        values = {triple.object for triple in triples}
        roots = [name for name in self._by_subject if name not in values]
        self._begun: set[Any] = set()
        for name in [*roots, *self._by_subject]:
            if name not in self._begun:
                self._place(name, 0)

    def drawn(self, is_cut: bool) -> Drawing:
        """The nodes where they were placed, and every edge."""
        for triple in self._across:
            start = self._placed[triple.subject]
            end = self._placed[triple.object]
            edge = Edge(
                start=start,
                end=end,
                text=_name(triple.predicate),
                is_further=True,
            )
            self._edges.append(edge)
        return Drawing(
            nodes=self._nodes,
            edges=self._edges,
            columns=self._columns(),
            height=self._rows * _ROW + 8,
            is_cut=is_cut,
        )

    def _columns(self) -> list[int]:
        """Where each column begins, and the last one ends: as wide as its widest node asks."""
        widest = [0] * (1 + max(node.column for node in self._nodes))
        for node in self._nodes:
            widest[node.column] = max(widest[node.column], node.width)
        return [0, *accumulate(width + _PREDICATE for width in widest)]

    def _place(self, term: Any, depth: int) -> Node:
        """Place what stands under a term, each in a row of its own, then the term beside them."""
        self._begun.add(term)
        below: list[tuple[ox.Triple, Node]] = []
        top = self._rows
        for triple in self._by_subject.get(term, ()):
            if triple.object in self._begun:
                self._across.append(triple)
            elif isinstance(triple.object, ox.Literal):
                below.append((triple, self._leaf(triple.object, depth + 1)))
            else:
                below.append((triple, self._place(triple.object, depth + 1)))
        if not below:
            node = self._leaf(term, depth)
        else:
            node = self._node(term, depth, (top + self._rows - 1) / 2)
        self._placed[term] = node
        self._edges += [
            Edge(
                start=node,
                end=end,
                text=_name(triple.predicate),
                is_further=False,
            )
            for triple, end in below
        ]
        return node

    def _leaf(self, term: Any, depth: int) -> Node:
        self._rows += 1
        return self._node(term, depth, self._rows - 1)

    def _node(self, term: Any, depth: int, row: float) -> Node:
        iri = term.value if isinstance(term, ox.NamedNode) else ""
        whole = _name(term)
        text = ""
        for letter in whole:
            if _wide(text + letter) > _WIDEST:
                text = f"{text}…"
                break
            text += letter
        y = round((row + 0.5) * _ROW)
        node = Node(
            column=depth,
            y=y,
            width=_wide(text),
            text=text,
            whole=iri or whole,
            iri=iri,
        )
        self._nodes.append(node)
        return node


def _name(term: Any) -> str:
    if isinstance(term, ox.NamedNode):
        return readable(curie(term.value))
    return term.value if isinstance(term, ox.Literal) else str(term)


def _wide(text: str) -> int:
    """About how many pixels a text takes: a Chinese letter about two others."""
    return sum(
        13 if east_asian_width(letter) in "WF" else 8 for letter in text
    )
