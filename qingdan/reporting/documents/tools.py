"""What the tools of an assistant answer, and the routes of items under every list."""

from __future__ import annotations

from typing import NotRequired

from typing_extensions import TypedDict

from .answers import Head, Rows
from .determination import (
    Bar,
    Coverage,
    Determination,
    Duty,
    Flag,
    MissingFact,
    Status,
    Text,
)
from .reports import ComparedList, Supported


class _Under(TypedDict):
    list: str | None  # it hides the type


class _OfList(TypedDict):
    list: str  # it hides the type


class Summary(_Under):
    """The answer for one item, without its proof."""

    item: str
    title: Text
    asOf: str
    position: str
    outcome: str
    outcomeText: Text
    tier: int | None
    firstSteps: list[Flag]
    possibleOutcomes: list[str]
    missingFacts: list[MissingFact]


class Decided(TypedDict):
    """The answers for an inventory: whole, or in summary."""

    determinations: NotRequired[list[Determination]]
    summaries: NotRequired[list[Summary]]


class Proof(TypedDict):
    """The answer for one item with its proof, and the same as a text to read."""

    determination: Determination
    text: str


class Covered(TypedDict):
    """Of one item: what is in hand for it, what bars it, what is owed and by which day."""

    item: str
    title: Text
    asOf: str
    outcome: str
    coverage: Coverage
    barred: list[Bar]
    duties: list[Duty]


class CoveredItems(TypedDict):
    """What is in hand for each item, and what is owed."""

    items: list[Covered]


class RouteCondition(Supported):
    """A condition under which the list of another zone may be used."""

    aspect: str
    says: Text


class Route(_OfList):
    """The route of an item under one list, without the proof."""

    label: Text
    applies: Status
    outcome: str | None
    possible: list[str]
    missingFacts: list[str]
    conditions: list[RouteCondition]
    notKnown: list[str]
    provisional: bool


class WholeRoute(Route):
    """The route of an item under one list, with its proof."""

    determination: Determination | None


class ItemRoutes(TypedDict):
    """The routes of one item."""

    item: str
    routes: list[Route]


class KnownList(TypedDict):
    """A list, and of how many of its aspects the whole, a part, or nothing is known."""

    id: str
    label: Text
    kind: str
    released: str | None
    decidable: bool
    whole: int
    part: int
    unknown: int


class Compared(TypedDict):
    """Lists side by side: what is known of each, those named in full, routes of items."""

    lists: list[KnownList]
    details: NotRequired[list[ComparedList]]
    routes: NotRequired[list[ItemRoutes]]
    itemsLeftOut: NotRequired[int]


class Citing(TypedDict):
    """A term that names another, and by which property."""

    term: str
    by: str
    label: Text


class Entry(TypedDict):
    """A term of the law."""

    iri: str
    curie: str
    label: Text
    definition: Text | None
    texts: dict[str, Text]
    statements: dict[str, list[str]]
    citedBy: list[Citing]
    citedByTotal: int


_Found = TypedDict("_Found", {"found": int})  # noqa: UP013 (a value may not be called so)


class Entries(_Found):
    """The terms that a search found."""

    truncated: bool
    entries: list[Entry]


class StoredQuestion(TypedDict):
    """A stored question, and what it asks about."""

    name: str
    question: Text
    bindings: list[str]


class Queried(TypedDict):
    """The answer of a query, a graph as Turtle, or the list of stored questions."""

    head: NotRequired[Head]
    results: NotRequired[Rows]
    boolean: NotRequired[bool]
    truncated: NotRequired[bool]
    turtle: NotRequired[str]
    note: NotRequired[str]
    questions: NotRequired[list[StoredQuestion]]
