"""
The compiled law as JSON, and back: every distinct value once, each made of values before it.

It holds nothing but texts, numbers, days and the classes named here, so that reading it runs
nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from hashlib import sha256
from itertools import accumulate, chain
from typing import Any

from ..rdf.graph import Graph
from ..rdf.names import Iri
from .conditions import Condition, Definition, Settled, Test
from .model import (
    Body,
    Duty,
    FactType,
    Head,
    Law,
    Outcome,
    Override,
    Period,
    Question,
    Redating,
    Rule,
    Service,
    Terms,
)

_VALUES: tuple[type, ...] = (
    Body,
    Condition,
    Definition,
    Duty,
    FactType,
    Head,
    Outcome,
    Override,
    Period,
    Question,
    Redating,
    Rule,
    Service,
    Terms,
    Test,
)
_OWN = ("graph", "digest", "pack")  # what is not kept with the rest
_Place = tuple[int, int]


def layout() -> str:
    """A digest of the classes that the compiled law is made of; with others it is not read."""
    names = [
        f"{kind.__name__} {' '.join(_names_of(kind))}"
        for kind in (*_VALUES, Law)
    ]
    return sha256("\n".join(names).encode()).hexdigest()[:16]


def _names_of(kind: type) -> tuple[str, ...]:
    if is_dataclass(kind):
        return tuple(field.name for field in fields(kind))
    return getattr(kind, "_fields", ())


def packed(law: Law) -> bytes:
    """The law without its graph and its digest."""
    writer = _Writer()
    return writer.content(
        [writer.place(getattr(law, name)) for name in _kept_fields()]
    )


def unpacked(content: bytes, graph: Graph, digest: str) -> Law:
    """The law that was packed, over its graph."""
    plain, iris, days, nodes, parts = json.loads(content)
    made: list[Any] = [*plain, *map(Iri, iris), *map(date.fromisoformat, days)]
    value = made.__getitem__
    for kind, numbers in nodes:
        made.append(_MAKERS[kind](map(value, numbers)))
    return Law(
        graph=graph,
        digest=digest,
        **dict(zip(_kept_fields(), map(value, parts), strict=True)),
    )


def _kept_fields() -> list[str]:
    return [field.name for field in fields(Law) if field.name not in _OWN]


def _dict(values: Iterator[Any]) -> dict[Any, Any]:
    return dict(zip(values, values, strict=True))


def _maker(kind: type) -> Callable[[Iterator[Any]], Any]:
    return lambda values: kind(*values)


_MAKERS: tuple[Callable[[Iterator[Any]], Any], ...] = (
    tuple,
    frozenset,
    _dict,
    Settled,
    *map(_maker, _VALUES),
)
_KINDS = {tuple: 0, frozenset: 1, dict: 2, Settled: 3} | {
    kind: number for number, kind in enumerate(_VALUES, start=4)
}


class _Writer:
    """Finds each distinct value once: plain ones, IRIs, days, and what is made of others."""

    def __init__(self) -> None:
        self._groups: tuple[dict[Any, int], ...] = ({}, {}, {}, {})

    def place(self, value: Any) -> _Place:
        """The group of a value and its number there."""
        if value is None or type(value) in (bool, int, str):
            return self._in(0, (type(value), value))
        if type(value) is Iri:
            return self._in(1, str(value))
        if type(value) is date:
            return self._in(2, value.isoformat())
        return self._in(
            3, (_KINDS[type(value)], tuple(map(self.place, _parts(value))))
        )

    def _in(self, group: int, key: Any) -> _Place:
        return group, self._groups[group].setdefault(
            key, len(self._groups[group])
        )

    def content(self, parts: list[_Place]) -> bytes:
        """All values by number, and the numbers of the parts."""
        plain, iris, days, nodes = self._groups
        starts = list(accumulate([0, len(plain), len(iris), len(days)]))

        def numbers(places: Iterable[_Place]) -> list[int]:
            return [starts[group] + number for group, number in places]

        made = [[kind, numbers(places)] for kind, places in nodes]
        whole = [
            [value for _, value in plain],
            [*iris],
            [*days],
            made,
            numbers(parts),
        ]
        return json.dumps(
            whole, ensure_ascii=False, separators=(",", ":")
        ).encode()


def _parts(value: Any) -> Iterable[Any]:
    """What a value is made of, in the order in which it is made again."""
    if isinstance(value, dict):
        return chain.from_iterable(value.items())
    if isinstance(value, frozenset):
        return sorted(value, key=str)
    if isinstance(value, tuple):
        return value
    return [getattr(value, field.name) for field in fields(value)]
