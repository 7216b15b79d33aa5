"""A subject of an inventory: an item, a handler, an export, a tally, and what is stated of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from .graph import Text, Value
from .names import Tagged


@dataclass
class Node:
    """What is stated of one subject."""

    iri: str
    where: str
    kind: str | None = None
    facts: dict[str, list[Value]] = field(default_factory=lambda: defaultdict(list))

    def one(self, fact: str) -> Value | None:
        """The first value of a fact, or None."""
        values = self.facts.get(fact)
        return values[0] if values else None

    @property
    def title(self) -> Text:
        """Its titles by language."""
        return {title.lang: str(title) for title in self.facts.get("title", []) if isinstance(title, Tagged)}
