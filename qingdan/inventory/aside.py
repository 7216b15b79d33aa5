"""
Statements that no rule reads, and that are let go: are they at their place?

In: the block beside which they stand. Out: a row for each that is not known to be stated of a
class that may state it, so that memory and disk hold only what is looked at again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..law.model import Law
from ..rdf.names import RDF
from .kinds import may_state
from .marks import Token

_TYPE = RDF + "type"
_KEPT = 1 << 17


class Aside:
    """What is known of the fragments beside which such statements stand."""

    def __init__(
        self,
        law: Law,
        tokens: Sequence[Token],
        fragments: Sequence[tuple[int, ...]],
        write: Callable[[tuple[Any, ...]], object],
    ) -> None:
        self._law = law
        self._tokens = tokens
        self._fragments = fragments
        self._write = write
        self._strange: dict[tuple[int, frozenset[str]], list[str]] = {}

    def note(
        self,
        subject: str,
        fragment: int,
        names: set[str],
        file: int,
        line: int | None,
    ) -> None:
        """Write a row for each fact that the class of the fragment is not known to state."""
        key = fragment, frozenset(names)
        strange = self._strange.get(key)
        if strange is None:
            if len(self._strange) > _KEPT:
                self._strange.clear()
            strange = self._strange[key] = self._of(fragment, names)
        for name in strange:
            self._write((subject, name, file, line))

    def _of(self, fragment: int, names: set[str]) -> list[str]:
        tokens = (self._tokens[number] for number in self._fragments[fragment])
        kinds = [
            str(token.value) for token in tokens if token.predicate == _TYPE
        ]
        return sorted(
            name
            for name in names
            if not kinds
            or not all(
                may_state(self._law.facts[name], kind) for kind in kinds
            )
        )
