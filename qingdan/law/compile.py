"""Compile a SHACL node shape into a condition, inside a documented fragment of SHACL Core.

The fragment: `sh:path` (a predicate, an inverse or a
sequence that ends at a fact) with `sh:minCount`,
`sh:maxCount`, `sh:hasValue`, `sh:in`, `sh:class`, the four
range constraints and `sh:not [ sh:class ]`; and
`sh:property`, `sh:and`, `sh:or`, `sh:not`, `sh:node`. Anything else is refused.
"""

from __future__ import annotations

from ..errors import KnowledgeError
from ..rdf.graph import Graph, Value
from ..rdf.names import DCTERMS, RDF, SH, Iri, local
from .conditions import Condition, Test

_CONSTRAINTS = {
    "minCount": "count >=",
    "maxCount": "count <=",
    "hasValue": "has",
    "minInclusive": ">=",
    "minExclusive": ">",
    "maxInclusive": "<=",
    "maxExclusive": "<",
}
_SILENT = {
    "path",
    "severity",
    "message",
    "targetClass",
    "name",
    "description",
    "order",
}


def compile_shape(graph: Graph, shape: str) -> Condition:
    """Compile a node shape; raise KnowledgeError for a construct outside the fragment."""
    parts: list[Condition] = []
    for predicate in graph.predicates(shape, SH):
        name = predicate[len(SH) :]
        for value in (
            graph.iris(shape, predicate) if name not in _SILENT else ()
        ):
            parts.append(_part(graph, name, value))
    return _joined("and", parts)


def _part(graph: Graph, name: str, value: str) -> Condition:
    if name == "property":
        return _property(graph, value)
    if name == "node":
        return compile_shape(graph, value)
    if name == "not":
        return Condition("not", (compile_shape(graph, value),))
    if name in ("and", "or"):
        return _joined(
            name,
            [
                compile_shape(graph, str(member))
                for member in graph.items(value)
            ],
        )
    raise KnowledgeError(
        f"sh:{name} is outside the fragment of SHACL Core that conditions may use"
    )


def _joined(kind: str, parts: list[Condition]) -> Condition:
    if len(parts) == 1:
        return parts[0]
    return Condition(kind, tuple(parts))


def _property(graph: Graph, shape: str) -> Condition:
    fact = local(path_end(graph, str(graph.one(shape, SH + "path"))))
    source = graph.one(shape, DCTERMS + "source")
    parameter = None if source is None else str(source)
    parts = []
    for predicate in graph.predicates(shape, SH):
        name = predicate[len(SH) :]
        for value in (
            graph.values(shape, predicate) if name not in _SILENT else ()
        ):
            parts.append(
                Condition(
                    "test", test=_test(graph, fact, name, value, parameter)
                )
            )
    return _joined("and", parts)


def _test(
    graph: Graph, fact: str, name: str, value: Value, parameter: str | None
) -> Test:
    if name in _CONSTRAINTS:
        return Test(
            fact=fact,
            operator=_CONSTRAINTS[name],
            limit=value,
            parameter=parameter,
        )
    if name == "in":
        return Test(fact, "in", tuple(graph.items(str(value))))
    if name == "class":
        return Test(
            fact=fact,
            operator="class",
            limit=value,
            members=frozenset(graph.members(str(value))),
        )
    if name == "not" and graph.predicates(str(value), SH) == [SH + "class"]:
        kind = graph.iris(str(value), SH + "class")[0]
        return Test(
            fact=fact,
            operator="not class",
            limit=kind,
            members=frozenset(graph.members(kind)),
        )
    raise KnowledgeError(
        f"sh:{name} on {local(fact)} is outside the fragment that conditions may use"
    )


def path_end(graph: Graph, path: str) -> str:
    """The fact at which a property path ends: the predicate, or the last one of a sequence."""
    if graph.one(path, RDF + "first") is not None:
        return path_end(graph, str(graph.items(path)[-1]))
    inverse = graph.one(path, SH + "inversePath")
    if inverse is not None:
        return str(inverse)
    if path.startswith("_:"):
        raise KnowledgeError(
            "only predicates, inverse paths and sequences are read in conditions"
        )
    return str(Iri(path))
