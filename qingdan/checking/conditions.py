"""The conditions of rules and duties, as trees of the shapes that they name."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from .graph import QD, SH, SOURCE, Graph, Term

Parts = tuple["Node", ...]
_COMPARED = {
    "maxInclusive": "<=",
    "maxExclusive": "<",
    "minInclusive": ">=",
    "minExclusive": ">",
}
_TOLD = {"path", "message", "severity", "targetClass"}


class Node(NamedTuple):
    """A part of a condition: a test of a fact with what sets its limit, or others joined."""

    kind: str
    fact: str = ""
    operator: str = ""
    limit: Term | tuple[Term, ...] = False
    parts: Parts = ()
    parameter: str | None = None
    source: str | None = None


class Conditions:
    """The shapes of a law, read as conditions."""

    graph: Graph

    @cache  # noqa: B019
    def is_a(self, term: str, kind: str) -> bool:
        """Whether a term of the vocabulary is of a class of it."""
        return QD + kind in self.graph.classes(term)

    @cache  # noqa: B019
    def condition(self, term: str) -> Node | None:
        """The condition of a rule or duty, None where it has none."""
        parts = [self._shape(s) for s in self.graph.iris(term, "firesWhen")]
        parts += [
            Node("not", parts=(self._shape(s),))
            for s in self.graph.iris(term, "firesUnless")
        ]
        return _joined("and", parts) if parts else None

    @cache  # noqa: B019
    def _shape(self, shape: str) -> Node:
        parts: list[Node] = []
        for name, values in self.graph.said[shape].items():
            if name.startswith(SH):
                for value in values:
                    parts += self._constraint(shape, name[len(SH) :], value)
        return _joined("and", parts)

    def _constraint(self, shape: str, name: str, value: Term) -> list[Node]:
        path = self.graph.one(shape, SH + "path")
        if name in _TOLD:
            return []
        if name in ("property", "node"):
            return [self._shape(str(value))]
        if name in ("and", "or"):
            members = [
                self._shape(str(each)) for each in self.graph.items(value)
            ]
            return [_joined(name, members)]
        if name == "not":
            inner = self.graph.one(value, SH + "class")
            if inner is not None and path is not None:
                return [Node("test", self._fact(path), "not class", inner)]
            return [Node("not", parts=(self._shape(str(value)),))]
        fixed = [
            s
            for s in self.graph.iris(shape, SOURCE)
            if self.is_a(s, "Parameter")
        ]
        test = self._test(self._fact(path), name, value)
        source = next(iter(self.graph.iris(shape, SOURCE)), None)
        return [
            test._replace(
                parameter=next(iter(fixed), None),
                source=None if name in ("in", "class") else source,
            )
        ]

    def _test(self, fact: str, name: str, value: Term) -> Node:
        if name == "in":
            return Node("test", fact, "in", tuple(self.graph.items(value)))
        words = {"hasValue": "has", "class": "class", "minCount": "count >="}
        words |= {"maxCount": "count <="} | _COMPARED
        if name not in words:
            raise ValueError(
                f"a condition holds sh:{name}, which is not of the fragment"
            )
        return Node("test", fact, words[name], value)

    def _fact(self, path: Term | None) -> str:
        steps = self.graph.items(path)
        return str(steps[-1] if steps else path)[len(QD) :]


@cache
def facts_of(node: Node | None) -> frozenset[str]:
    """The facts that a condition reads."""
    if node is None:
        return frozenset()
    inner = [facts_of(part) for part in node.parts]
    return frozenset({node.fact} if node.fact else ()).union(*inner)


def _joined(kind: str, parts: list[Node]) -> Node:
    return parts[0] if len(parts) == 1 else Node(kind, parts=tuple(parts))
