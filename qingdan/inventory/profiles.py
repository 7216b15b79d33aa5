"""
What rows of an inventory have in common, and how items are asked for by name.

In: names. Out: profiles, distinct cases, a clause of a query.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ..rdf.graph import Value
from ..rdf.names import expand
from .marks import Token


class Profile(NamedTuple):
    """What some subjects have in common: class and facts, with the tokens they were read from."""

    kind: str | None
    kinds: tuple[str, ...]
    facts: Mapping[str, list[Value]]
    tokens: tuple[Token, ...]


class Key(NamedTuple):
    """
    A distinct case: profiles of the item and its exports,
    handler, inventories; how many items have it, and one of them.
    """

    number: int
    profile: int
    holder: int | None
    exports: tuple[int, ...]
    listings: tuple[str, ...]
    items: int
    sample: str
    where: str


def wanted(named: list[str] | None) -> tuple[str, list[str]]:
    """The clause of a query that asks for items by name, with its values; empty where none is."""
    if named is None:
        return "", []
    if not named:
        return " WHERE false", []
    names = [(expand(name), name) for name in named]
    clause = " OR ".join(
        "(subject = ? OR ends_with(subject, '/' || ?) OR ends_with(subject, ':' || ?))"
        for _ in names
    )
    return f" WHERE {clause}", [
        part for whole, name in names for part in (whole, name, name)
    ]
