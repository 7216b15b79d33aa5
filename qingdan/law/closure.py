"""
The law closed under OWL 2 RL, which takes owlrl seconds:
closed once, kept, and held to its digests before each use.

A wheel carries it from its build. A checkout keeps its own copy beside the modules. What does not
fit (the law was changed since, a file was edited, damaged or cut short) is closed anew.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from ..files import KEPT, ontology_files, shape_files, sources_digest
from ..output import note
from ..rdf.graph import Graph
from ..rdf.names import QD, SH, SKOS, XSD
from .editions import declared, rules_digest

if TYPE_CHECKING:
    import rdflib

PROSE = frozenset(
    [
        QD + "textStatus",
        SKOS + "definition",
        SKOS + "scopeNote",
        SKOS + "closeMatch",
        SH + "message",
    ]
)
_LAW = "law.nt"
_SHAPES = "shapes.nt"
_PACKED = "law.packed"
_COMPILED = "law.compiled"
_KEPT_FILES = (_LAW, _SHAPES, _PACKED, _COMPILED)
_DIGESTS = "digests"
_NOTE = (
    "qingdan: the law is closed under OWL 2 RL, once; this takes some seconds"
)
_FORM = "5"


def closed_law() -> tuple[bytes, bytes]:
    """The law with its OWL 2 RL closure, and its shapes, both as N-Triples."""
    return _fitting(_LAW), _fitting(_SHAPES)


def packed_law() -> tuple[str, bytes]:
    """
    The digest of the rule set, and the closed law and its
    shapes without prose in one packed graph.
    """
    digest, _, content = _fitting(_PACKED).partition(b"\n")
    return digest.decode("ascii"), content


def compiled_law() -> bytes:
    """The rules, conditions, facts and duties of the closed law as values: see `kept`."""
    return _fitting(_COMPILED)


def keep(folder: Path) -> list[str]:
    """Close the law and write it into a folder; give the names of what was written."""
    return write(folder, close())


def fits(folder: Path) -> bool:
    """Whether what a folder keeps is the closure of the law of this installation."""
    return all(_kept(folder, name) is not None for name in _KEPT_FILES)


def _fitting(name: str) -> bytes:
    """What is kept, where it fits; else what is closed now."""
    content = _kept(KEPT, name)
    if content is None:
        return anew(sources_digest())[name]
    return content


def _kept(folder: Path, name: str) -> bytes | None:
    """
    A file of a folder; None unless it is of this law and
    its content has the digest it was kept with.
    """
    with suppress(OSError, UnicodeDecodeError):
        digests = (folder / _DIGESTS).read_text("ascii").splitlines()
        content = (folder / name).read_bytes()
        if {
            _sources(),
            _line(name, content),
        } <= set(digests):
            return content
    return None


@cache
def anew(sources: str) -> dict[str, bytes]:
    """
    Close the law now and keep it; a folder that cannot be
    written costs time, never an answer.
    """
    with _alone():
        if fits(KEPT):
            return {name: (KEPT / name).read_bytes() for name in _KEPT_FILES}
        note(_NOTE)
        made = close()
        with suppress(OSError):
            write(KEPT, made)
        return made


def write(folder: Path, made: dict[str, bytes]) -> list[str]:
    """Write each file whole or not at all, the digests last."""
    contents = {**made, _DIGESTS: _digests(made)}
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        part = folder / f"{name}.{os.getpid()}"
        part.write_bytes(content)
        part.replace(folder / name)
    return list(contents)


def _digests(made: dict[str, bytes]) -> bytes:
    lines = [
        _sources(),
        *(_line(name, made[name]) for name in made),
    ]
    return "\n".join((*lines, "")).encode()


def _sources() -> str:
    """The law that was closed, and the form in which it is kept."""
    from .kept import layout

    return f"sources {_FORM} {layout()} {sources_digest()}"


def _line(name: str, content: bytes) -> str:
    return f"{name} {sha256(content).hexdigest()}"


@contextmanager
def _alone() -> Iterator[None]:
    """One process closes the law and the others wait for it, where the system has such locks."""
    try:
        import fcntl

        KEPT.mkdir(parents=True, exist_ok=True)
        lock = (KEPT / "lock").open("w")
        fcntl.flock(lock, fcntl.LOCK_EX)
    except (ImportError, OSError):
        yield
        return
    with lock:
        yield


def close() -> dict[str, bytes]:
    """
    Read every law file and what lists declare, close that
    with owlrl; and the shapes as they are.
    """
    from owlrl import DeductiveClosure

    from .kept import packed
    from .whole import whole_law

    ontology = parsed(ontology_files(), "law")
    shapes = parsed(shape_files(), "shape")
    ontology.parse(data=declared(), format="nt")
    DeductiveClosure(_semantics()).expand(ontology)
    law = _dated(_sorted(_proper(ontology)))
    conditions = _sorted(shapes)
    triples = ox.parse(law + conditions, format=ox.RdfFormat.N_TRIPLES)
    graph = Graph(triples, PROSE)
    digest = rules_digest()
    return {
        _LAW: law,
        _SHAPES: conditions,
        _PACKED: digest.encode() + b"\n" + graph.packed(),
        _COMPILED: packed(whole_law(graph, digest)),
    }


def _semantics() -> type:
    """
    The rules of OWL 2 RL, of which those on equality are tried only where two terms are the same.

    That every term is the same as itself would be most of the closure, and is left out of it.
    """
    from owlrl import OWLRL_Semantics
    from rdflib import OWL

    class Semantics(OWLRL_Semantics):  # type: ignore[misc]
        def _equality(self, triple: tuple[Any, Any, Any], cycle: int) -> None:
            subject, name, value = triple
            same = name == OWL.sameAs and subject != value
            if same or value == OWL.AllDifferent:
                super()._equality(triple, cycle)

    return Semantics


def parsed(paths: list[Path], mark: str) -> rdflib.Graph:
    """A graph of Turtle files whose blank nodes are called by their place, the same each time."""
    from rdflib import BNode, Graph, Literal, URIRef

    names: dict[ox.BlankNode, BNode] = {}

    def term(node: Any) -> Any:
        if isinstance(node, ox.BlankNode):
            return names.setdefault(node, BNode(f"{mark}-{len(names)}"))
        if isinstance(node, ox.NamedNode):
            return URIRef(node.value)
        kind = node.datatype.value
        plain = node.language or kind == XSD + "string"
        return Literal(
            node.value,
            lang=node.language,
            datatype=None if plain else URIRef(kind),
        )

    graph = Graph()
    for path in paths:
        for triple in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
            graph.add(
                (
                    term(triple.subject),
                    term(triple.predicate),
                    term(triple.object),
                )
            )
    return graph


def _proper(ontology: rdflib.Graph) -> rdflib.Graph:
    """The closure without what is trivial or ill-formed."""
    from rdflib import OWL, RDF, RDFS, Graph
    from rdflib.term import Literal

    trivial_types = {OWL.Thing, RDFS.Resource}
    closed = Graph()
    for s, p, o in ontology:
        ill_formed = isinstance(s, Literal) or isinstance(p, Literal)
        trivial = s == o or (p == RDF.type and o in trivial_types)
        if not (ill_formed or trivial):
            closed.add((s, p, o))
    return closed


def _dated(law: bytes) -> bytes:
    """The closed law with the days of every term written on it."""
    from .days import statements

    lines = set(law.splitlines(keepends=True))
    return b"".join(sorted(lines | statements(law)))


def _sorted(graph: rdflib.Graph) -> bytes:
    return "".join(
        sorted(graph.serialize(format="nt").splitlines(keepends=True))
    ).encode()
