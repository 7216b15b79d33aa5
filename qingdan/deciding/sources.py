"""Where a fact of a case comes from: who states it where and when, or what gives it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ..inventory.subject import Node


@dataclass(frozen=True, slots=True)
class Source:
    """
    Where a fact comes from: the subject that states it, who
    and when; or the class or rule that gives it.
    """

    stated_on: str
    how: str
    by: str | None = None
    on: date | None = None
    cites: tuple[str, ...] = ()


def source_of(node: Node) -> Source:
    """The subject that states a fact, who asserts it and when."""
    by = node.one("assertedBy")
    on = node.one("assertedOn")
    return Source(
        node.iri,
        "stated",
        by=None if by is None else str(by),
        on=on if isinstance(on, date) else None,
    )
