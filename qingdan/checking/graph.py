"""Statements by subject and property, with values of Python for literals."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

QD = "https://w3id.org/qingdan/ns/"
OWL = "http://www.w3.org/2002/07/owl#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SH = "http://www.w3.org/ns/shacl#"
CONTEXT = "https://w3id.org/qingdan/context.jsonld"
SOURCE = "http://purl.org/dc/terms/source"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_NUMBERS = {
    _XSD + "integer",
    _XSD + "nonNegativeInteger",
    _XSD + "positiveInteger",
}


class Text(NamedTuple):
    """A literal that is neither number, Boolean nor day."""

    text: str


Term = str | int | bool | date | Text


def _value(term: ox.Literal) -> Term:
    kind = term.datatype.value
    if kind == _XSD + "boolean":
        return term.value in ("true", "1")
    if kind in _NUMBERS:
        return int(term.value)
    if kind == _XSD + "date":
        return date.fromisoformat(term.value)
    return Text(term.value)


def _term(term: ox.Triple | ox.NamedNode | ox.BlankNode | ox.Literal) -> Term:
    if isinstance(term, ox.NamedNode):
        return term.value
    return _value(term) if isinstance(term, ox.Literal) else str(term)


class Graph:
    """What some files state; a name of the vocabulary is written without its namespace `qd:`."""

    def __init__(self) -> None:
        """Nothing is stated."""
        self.said: dict[str, dict[str, list[Term]]] = {}
        self.prefixes: dict[str, str] = {}

    def read(self, path: Path, context: str = "{}") -> None:
        """Add what a file states, named graphs too; JSON-LD with our own context."""
        parsed = quads(path, context)
        self.add(parsed)
        self.prefixes |= getattr(parsed, "prefixes", {})

    def add(self, parsed: Iterable[ox.Quad]) -> None:
        """Add statements."""
        for quad in parsed:
            values = self.said.setdefault(str(_term(quad.subject)), {})
            known = values.setdefault(quad.predicate.value, [])
            value = _term(quad.object)
            if not any(_same(value, each) for each in known):
                known.append(value)

    def all(self, subject: Term, name: str) -> list[Term]:
        """The values of a property, whose name may be one of the vocabulary."""
        full = name if ":" in name else QD + name
        return self.said.get(str(subject), {}).get(full, [])

    def one(self, subject: Term, name: str) -> Term | None:
        """The value of a property, None where there is none."""
        return next(iter(self.all(subject, name)), None)

    def iris(self, subject: Term, name: str) -> list[str]:
        """The values of a property that are no literals."""
        return [
            value
            for value in self.all(subject, name)
            if isinstance(value, str)
        ]

    def items(self, head: Term | None) -> list[Term]:
        """The members of an RDF list."""
        members = []
        while head is not None and head != RDF + "nil":
            members += self.all(head, RDF + "first")
            head = self.one(head, RDF + "rest")
        return members

    def inverse(self, name: str) -> dict[Term, list[str]]:
        """Who states a property, by its value."""
        result: dict[Term, list[str]] = defaultdict(list)
        for subject, values in self.said.items():
            for value in values.get(name if ":" in name else QD + name, []):
                result[value].append(subject)
        return result

    def classes(self, subject: Term) -> set[str]:
        """The classes that a term is stated to belong to, and what they are under."""
        return self.above(self.iris(subject, RDF + "type"))

    def above(self, classes: Iterable[str]) -> set[str]:
        """Classes, with all that they are under."""
        result: set[str] = set()
        todo = list(classes)
        while todo:
            name = todo.pop()
            if name not in result:
                result.add(name)
                todo += self.iris(name, RDFS + "subClassOf")
        return result

    def short(self, term: Term) -> object:
        """A term as the JSON form writes it."""
        if isinstance(term, date):
            return term.isoformat()
        if isinstance(term, Text):
            return term.text
        if not isinstance(term, str):
            return term
        if term.startswith(QD):
            return term[len(QD) :]
        for prefix, space in self.prefixes.items():
            if (
                prefix
                and term.startswith(space)
                and "/" not in term[len(space) :]
            ):
                return f"{prefix}:{term[len(space) :]}"
        return term


def quads(path: Path, context: str = "{}") -> Iterable[ox.Quad]:
    """The statements of a file; JSON-LD with our own context."""
    content = path.read_bytes()
    form = ox.RdfFormat.from_extension(path.suffix[1:])
    if path.suffix == ".jsonld":
        inner = json.dumps(json.loads(context)["@context"])
        content = content.replace(f'"{CONTEXT}"'.encode(), inner.encode())
    return ox.parse(content, format=form, rename_blank_nodes=True)


def _same(each: Term, other: Term) -> bool:
    return type(each) is type(other) and each == other


def law_files(folders: tuple[Path, Path, Path]) -> Iterator[Path]:
    """The files of `ontology`, `shapes` and `data/lists` that hold the law."""
    ontology, shapes, lists = folders
    form = {
        shapes / f"{name}.ttl"
        for name in (
            "determination",
            "facts",
            "house-style",
            "inventory",
            "lists",
        )
    }
    yield from sorted(ontology.rglob("*.ttl"))
    yield from (
        path for path in sorted(shapes.rglob("*.ttl")) if path not in form
    )
    yield from (
        path
        for path in sorted(lists.glob("*.ttl"))
        if not path.name.endswith(".rules.ttl")
    )
