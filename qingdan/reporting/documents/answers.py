"""What the front answers of itself, and the results of queries."""

from __future__ import annotations

from typing import Literal, NotRequired

from typing_extensions import TypedDict

from .determination import Text

_Language = TypedDict("_Language", {"xml:lang": NotRequired[str]})


class ListEntry(TypedDict):
    """A list, and whether it can be decided under."""

    id: str
    label: Text
    kind: str
    decidable: bool


class Lists(TypedDict):
    """Every list of which something is known."""

    lists: list[ListEntry]


class Health(TypedDict):
    """Whether the service answers, in which version, by which rules."""

    status: Literal["ok", "loading"]
    version: str
    rules: NotRequired[str]


class Served(TypedDict):
    """The inventory that is served: how many items it has, and how they are kept."""

    items: int
    determinations: int
    kept: Literal["memory", "database"]
    findings: bool
    asOf: str | None


class Memory(TypedDict):
    """Bytes of the front, and of all its processes with each page counted once."""

    front: int | None
    together: int | None


class Requests(TypedDict):
    """Requests since the start: how many, refused (4xx), failed (5xx)."""

    all: int
    refused: int
    failed: int


class Failure(TypedDict):
    """A failure: when, of which job or page, why."""

    at: str
    what: str
    why: str


class Workers(TypedDict):
    """A process that works: on what, and whether it is there."""

    on: str
    alive: bool


class State(TypedDict):
    """What an operator asks of a front: what it serves, since when, what failed last."""

    version: str
    rules: str
    edition: str
    lists: list[str]
    inventory: Served | None
    readySince: str
    memory: Memory
    requests: Requests
    workers: list[Workers]
    failures: list[Failure]


class Term(_Language):
    """A term of a result: an IRI, a literal, a blank node, or a triple."""

    type: Literal["uri", "literal", "bnode", "triple"]
    value: str | TripleTerm
    datatype: NotRequired[str]


class TripleTerm(TypedDict):
    """The parts of a triple that is a term."""

    subject: Term
    predicate: Term
    object: Term


class Head(TypedDict):
    """The variables of a result, in the order asked."""

    vars: NotRequired[list[str]]


class Rows(TypedDict):
    """The rows of a result."""

    bindings: list[dict[str, Term]]


class SparqlResults(TypedDict):
    """SPARQL 1.1 Query Results JSON: rows, or a yes or no; `truncated` where it was cut."""

    head: Head
    results: NotRequired[Rows]
    boolean: NotRequired[bool]
    truncated: NotRequired[bool]


NodeValue = TypedDict(
    "NodeValue",
    {
        "@id": NotRequired[str],
        "@value": NotRequired[str],
        "@type": NotRequired[str],
        "@language": NotRequired[str],
    },
)
