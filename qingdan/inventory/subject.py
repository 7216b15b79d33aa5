"""A subject of an inventory: an item, a handler, an export, a tally, and what is stated of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from ..rdf.graph import Text, Value
from ..rdf.names import Tagged, by_language


@dataclass
class Node:
    """What is stated of one subject."""

    iri: str
    where: str
    kind: str | None = None
    facts: dict[str, list[Value]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def one(self, fact: str) -> Value | None:
        """The first value of a fact, or None."""
        values = self.facts.get(fact)
        if values:
            return values[0]
        return None

    @property
    def title(self) -> Text:
        """Its titles by language, the first of each."""
        titles = reversed(self.facts.get("title", []))
        return by_language(
            {
                title.lang: str(title)
                for title in titles
                if isinstance(title, Tagged)
            }
        )
