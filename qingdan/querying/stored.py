"""
Stored questions: one SPARQL file each, headed by the
question; asked over law, inventory and determinations.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from ..deciding.alternatives import alternatives
from ..deciding.batch import Decided, decide
from ..files import anchor_files, folder, list_files
from ..inventory.in_memory import Inventory
from ..inventory.read import ingest
from ..inventory.readers.rdf import TABLE_FORMATS
from ..law.closure import closed_law
from ..law.editions import declared, form_shapes
from ..law.load import law
from ..rdf.names import GRAPH, QD, expand
from ..reporting.determination.as_rdf_batch import stated, written
from ..reporting.determination.as_rdf_shared import Named, shared
from ..reporting.determination.rdf_writer import SHARED, Extent
from .filling import Filling, Meanwhile, fill

LAW = GRAPH + "law"
SHAPES = GRAPH + "shapes"
INVENTORY = GRAPH + "inventory"
ANCHORS = GRAPH + "anchors"
WHOLE = 1_000
MOST = 20_000
Listing = Callable[[Decided, Named], object]
_PARAMETER = re.compile(r"`\?(\w+)`")


@dataclass(frozen=True)
class StoredQuery:
    """
    A question with the query that answers it, the parameters it
    takes, and what an answer without a row says.

    The number is that of the competency question that it
    answers; none for a further question. The group is that of its folder.
    """

    name: str
    group: str
    question: str
    question_zh: str
    answers: str
    parameters: tuple[str, ...]
    number: int | None
    empty: str
    text: str

    @property
    def may_be_empty(self) -> bool:
        """Whether finding nothing is good: the question looks for what must not be there."""
        if self.empty == "good":
            return True
        return self.empty.startswith("good:")


@cache
def stored() -> tuple[StoredQuery, ...]:
    """Every stored question, by name."""
    return tuple(
        sorted(
            (_parse(path) for path in folder("queries").rglob("*.rq")),
            key=lambda query: query.name,
        )
    )


def _parse(path: Path) -> StoredQuery:
    text = path.read_text("utf-8")
    header = [
        line.lstrip("# ").strip()
        for line in text.splitlines()
        if line.startswith("#")
    ]
    fields = dict(re.findall(r"\*\*(\w+):\*\*\s*(.+)", "\n".join(header)))
    parameters = tuple(_PARAMETER.findall(fields.get("Parameter", "")))
    number = fields.get("Number")
    return StoredQuery(
        path.stem,
        path.parent.name,
        header[0],
        header[1],
        fields.get("Answers", ""),
        parameters,
        None if number is None else int(number),
        fields.get("Empty", ""),
        text,
    )


def bound(value: str) -> ox.NamedNode | ox.Literal:
    """
    The value of a parameter: an IRI, whole or as a CURIE,
    where it looks like one; else a text.
    """
    iri = expand(value)
    if re.match(r"[a-z][a-z0-9+.-]*:\S+\Z", iri):
        return ox.NamedNode(iri)
    return ox.Literal(value)


def law_store() -> ox.Store:
    """
    A store with the closed law, the shapes, what is known
    of each list and the words of statutes, in named graphs.

    What a list declares stands in its own graph alone, so
    that a question over all graphs finds it once.
    """
    store, (closed, conditions) = ox.Store(), closed_law()
    store.bulk_load(
        closed, format=ox.RdfFormat.N_TRIPLES, to_graph=ox.NamedNode(LAW)
    )
    for quad in ox.parse(declared(), format=ox.RdfFormat.N_TRIPLES):
        store.remove(
            ox.Quad(
                quad.subject, quad.predicate, quad.object, ox.NamedNode(LAW)
            )
        )
    store.bulk_load(
        conditions,
        format=ox.RdfFormat.N_TRIPLES,
        to_graph=ox.NamedNode(SHAPES),
    )
    store.bulk_load(
        form_shapes(),
        format=ox.RdfFormat.TURTLE,
        to_graph=ox.NamedNode(SHAPES),
    )
    for path in list_files():
        store.bulk_load(
            path.read_bytes(),
            format=ox.RdfFormat.TURTLE,
            to_graph=ox.NamedNode(f"{GRAPH}list/{path.stem}"),
        )
    for path in anchor_files():
        store.bulk_load(
            path.read_bytes(),
            format=ox.RdfFormat.TURTLE,
            to_graph=ox.NamedNode(ANCHORS),
        )
    return store


def of_law(
    store: ox.Store,
    subject: str | None = None,
    predicate: str | None = None,
    value: str | None = None,
) -> Iterator[ox.Quad]:
    """What the law and the shapes state, of IRIs where they are given."""
    s, p, o = (
        ox.NamedNode(iri) if iri else None
        for iri in (subject, predicate, value)
    )
    for graph in (LAW, SHAPES):
        yield from store.quads_for_pattern(s, p, o, ox.NamedNode(graph))


def told_in(
    store: ox.Store, determinations: Iterable[str]
) -> Iterator[ox.Triple]:
    """What a store tells of determinations: in their own graphs, and of their parts, each once."""
    named = dict.fromkeys(determinations)
    shared_graph = ox.NamedNode(SHARED)
    parts = dict[ox.NamedNode, None]()
    for name in named:
        graph = ox.NamedNode(name)
        for quad in store.quads_for_pattern(None, None, None, graph):
            yield quad.triple
            if isinstance(quad.object, ox.NamedNode):
                parts[quad.object] = None
    waiting = list(parts)
    while waiting:
        part = waiting.pop()
        for quad in store.quads_for_pattern(part, None, None, shared_graph):
            yield quad.triple
            inner = quad.object
            if isinstance(inner, ox.NamedNode) and inner not in parts:
                parts[inner] = None
                waiting.append(inner)


def add_inventory(
    store: ox.Store,
    paths: tuple[Path, ...],
    as_of: date | None,
    whole: int = WHOLE,
    most: int = MOST,
    named: Sequence[str] = (),
    load: Filling = fill,
    listing: Listing | None = None,
) -> Inventory:
    """
    Add an inventory and the determination of each of its items, each in a graph of its own; give
    the inventory, of more than `most` items those that are named alone.

    Of more than a thousand items, or so many as are to be told whole, those of a case have one
    determination, without the rules that were not met and without what a change would do.

    Where its items are too many to be in memory, `listing` takes them with the names of their
    determinations, while the store loads.
    """
    register = ingest(law(), list(paths))
    try:
        decided = decide(register, as_of, frozenset())
        is_whole = decided.items <= most
        inventory = register.as_inventory(None if is_whole else [*named])
        graph = ox.NamedNode(INVENTORY)
        if any(path.suffix in TABLE_FORMATS for path in paths):
            every = register.as_inventory(None)
            store.bulk_extend(
                ox.Quad(triple.subject, triple.predicate, triple.object, graph)
                for triple in stated(every)
            )
        names = Named({}, {})
        meanwhile: Meanwhile = tuple
        if listing and not is_whole:
            meanwhile = partial(listing, decided, names)
        if decided.items > whole:
            texts = shared(decided, names)
            load(store, paths, graph, texts, meanwhile)
            return inventory
        changes = partial(alternatives, law())
        texts = written(decided, ox.RdfFormat.N_QUADS, Extent.RULES, changes)
        load(store, paths, graph, texts, tuple)
        names.by_item.update(_determined_in(store))
        meanwhile()
        return inventory
    finally:
        register.close()


def _determined_in(store: ox.Store) -> Iterator[tuple[str, str]]:
    """Each item that a store tells of, with the name of its determination."""
    quads: Iterator[Any] = store.quads_for_pattern(
        None, ox.NamedNode(QD + "determines"), None
    )
    for quad in quads:
        yield quad.object.value, quad.subject.value
