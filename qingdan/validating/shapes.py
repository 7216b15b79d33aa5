"""
SHACL Core over a small graph: the part of it that our
shapes use, compiled once; anything else is refused.

Results are those of the Recommendation: one for each value node that a constraint finds, or one for
each focus node where the constraint is about their number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

from ..errors import KnowledgeError
from ..rdf.graph import Graph, Term, Text, Value
from ..rdf.names import DCTERMS, QD, RDF, SH, curie, local
from .constraints import CHECKS, Check, Data, each

_TYPE = RDF + "type"
_ABOUT = frozenset(
    [
        "path",
        "severity",
        "message",
        "targetClass",
        "targetSubjectsOf",
        "ignoredProperties",
        "name",
        "description",
        "order",
    ]
)


ANY = ""
CLOSED = "ClosedConstraintComponent"
Found = tuple["Shape", str, Term | None]


class Step(NamedTuple):
    """One step of a property path, forwards or backwards; `ANY` is every predicate."""

    predicate: str
    inverse: bool = False


@dataclass(eq=False)
class Shape:
    """A node or property shape with its constraints; `name` is the nearest IRI around it."""

    name: str
    path: tuple[Step, ...]
    severity: str
    message: Text
    mend: Text
    cites: tuple[str, ...]
    checks: list[tuple[str, Check]] = field(default_factory=list)
    properties: list[Shape] = field(default_factory=list)
    parts: list[Shape] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)

    def units(self) -> list[Shape]:
        """
        The shape taken apart: its own constraints, and each
        property shape, to be judged one by one.
        """
        return [
            *([replace(self, properties=[])] if self.checks else []),
            *self.properties,
        ]

    def within(self) -> Iterator[Shape]:
        """The shape and every shape inside it."""
        yield self
        for inner in (*self.properties, *self.parts):
            yield from inner.within()

    def reads(
        self, start: tuple[Step, ...] = ()
    ) -> Iterator[tuple[Step, ...]]:
        """Every path that is followed from the focus node."""
        values = start + self.path
        yield values
        for predicate in self.beside:
            yield (*start, Step(predicate))
        for inner in (*self.properties, *self.parts):
            yield from inner.reads(values)

    @cached_property
    def idle_without(self) -> str | None:
        """The predicate without which a focus node has no result, where there is one."""
        steps = len(self.path) == 1 and not self.path[0].inverse
        on_none = any(
            component
            in ("MinCountConstraintComponent", "HasValueConstraintComponent")
            for component, _ in self.checks
        )
        if steps and not on_none:
            return self.path[0].predicate
        return None

    def results(self, data: Data, focus: Term) -> Iterator[Found]:
        """The validation results of a focus node."""
        values = follow(data, focus, self.path)
        for component, check in self.checks:
            for value in check(data, focus, values):
                yield self, component, value
        for inner in self.properties:
            for value in values:
                yield from inner.results(data, value)

    def conforms(self, data: Data, node: Term) -> bool:
        """Whether a node has no result."""
        return next(self.results(data, node), None) is None


class Target(NamedTuple):
    """A named shape and what it is aimed at."""

    shape: Shape
    classes: frozenset[str]
    subjects_of: frozenset[str]
    judged_by: str | None


def follow(data: Data, node: Term, path: tuple[Step, ...]) -> list[Term]:
    """The value nodes of a path, each once."""
    nodes = [node]
    for step in path:
        reached = [
            value
            for origin in nodes
            for value in (data.subjects if step.inverse else data.values)(
                origin, step.predicate
            )
        ]
        nodes = list(dict.fromkeys(reached))
    return nodes


def targets(graph: Graph, natives: dict[str, Check]) -> list[Target]:
    """
    Every shape that is aimed at something; raise
    KnowledgeError for a construct that is not read here.
    """
    compiler = _Compiler(graph, natives)
    named = [
        iri
        for kind in ("NodeShape", "PropertyShape")
        for iri in graph.members(SH + kind)
    ]
    targeted = [
        Target(
            compiler.shape(iri, iri),
            frozenset(map(str, graph.iris(iri, SH + "targetClass"))),
            frozenset(map(str, graph.iris(iri, SH + "targetSubjectsOf"))),
            next(
                (local(str(by)) for by in graph.iris(iri, QD + "judgedBy")),
                None,
            ),
        )
        for iri in named
    ]
    return [
        target for target in targeted if target.classes or target.subjects_of
    ]


class _Compiler:
    def __init__(self, graph: Graph, natives: dict[str, Check]) -> None:
        self.graph = graph
        self.natives = natives

    def shape(self, iri: str, name: str, cites: tuple[str, ...] = ()) -> Shape:
        """A shape and all inside it; where it names no source, those of the shape around it."""
        graph = self.graph
        name = name if iri.startswith("_:") else iri
        path = graph.one(iri, SH + "path")
        severity = graph.one(iri, SH + "severity")
        made = Shape(
            name=name,
            path=self._path(str(path)) if path is not None else (),
            severity=local(str(severity)) if severity else "Violation",
            message=graph.text(iri, SH + "message"),
            mend=graph.text(iri, QD + "mend"),
            cites=tuple(
                curie(source) for source in graph.iris(iri, DCTERMS + "source")
            )
            or cites,
        )
        for predicate in graph.predicates(iri, SH):
            if predicate[len(SH) :] not in _ABOUT:
                for value in graph.values(iri, predicate):
                    self._add(made, predicate[len(SH) :], value, iri)
        return made

    def _path(self, path: str) -> tuple[Step, ...]:
        graph = self.graph
        if graph.one(path, RDF + "first") is not None:
            return tuple(
                step
                for part in graph.items(path)
                for step in self._path(str(part))
            )
        inverse = graph.one(path, SH + "inversePath")
        if inverse is None and path.startswith("_:"):
            raise KnowledgeError(
                "only predicates, inverse paths and sequences are read in shapes"
            )
        if inverse is None:
            return (Step(path, False),)
        return (Step(str(inverse), True),)

    def _add(self, made: Shape, name: str, value: Value, iri: str) -> None:
        if name == "property":
            made.properties.append(
                self.shape(str(value), made.name, made.cites)
            )
        elif name == "sparql":
            made.checks.append(
                ("SPARQLConstraintComponent", self.natives[local(made.name)])
            )
        elif name in ("and", "or", "not", "node"):
            members = (
                self.graph.items(str(value))
                if name in ("and", "or")
                else [value]
            )
            parts = [
                self.shape(str(part), made.name, made.cites)
                for part in members
            ]
            made.parts += parts
            made.checks.append(
                (
                    name[:1].upper() + name[1:] + "ConstraintComponent",
                    self._logic(name, parts),
                )
            )
        elif name == "closed":
            made.checks.append((CLOSED, self._closed(iri)))
            made.beside.append(ANY)
        elif name in CHECKS:
            made.checks.append(
                (
                    name[:1].upper() + name[1:] + "ConstraintComponent",
                    CHECKS[name](self.graph, value),
                )
            )
            made.beside += [str(value)] if name == "lessThanOrEquals" else []
        else:
            raise KnowledgeError(f"sh:{name} is not read in shapes")

    def _logic(self, name: str, parts: list[Shape]) -> Check:
        if name == "and":
            return each(
                lambda data, value: all(
                    part.conforms(data, value) for part in parts
                )
            )
        if name == "or":
            return each(
                lambda data, value: any(
                    part.conforms(data, value) for part in parts
                )
            )
        return each(
            lambda data, value: (
                parts[0].conforms(data, value) is (name == "node")
            )
        )

    def _closed(self, iri: str) -> Check:
        graph = self.graph
        allowed = {
            str(graph.one(inner, SH + "path"))
            for inner in graph.iris(iri, SH + "property")
        } | {_TYPE}

        def check(
            data: Data, focus: Term, _: list[Term]
        ) -> Iterator[Term | None]:
            for predicate in data.predicates(focus):
                if predicate not in allowed:
                    yield from data.values(focus, predicate)

        return check
