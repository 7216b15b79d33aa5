"""Checks of what a handler has in hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ..errors import Fault
from .subject import Node

_FORWARD = (
    ("issuedOn", "validUntil"),
    ("effectiveOn", "endsOn"),
    ("effectiveOn", "filedOn"),
)


def vet_mechanism(node: Node, place: str) -> Iterator[Fault]:
    """A mechanism ends after it starts, and a contract is filed once it is in effect."""
    for start, end in _FORWARD:
        first = node.one(start)
        last = node.one(end)
        if isinstance(first, date) and isinstance(last, date) and last < first:
            yield Fault(
                place,
                f"qd:{end} {last} is before qd:{start} {first}",
                f"correct qd:{start} or qd:{end}",
            )
