"""A validation report and a comparison of lists in JSON."""

from __future__ import annotations

from typing import NotRequired

from typing_extensions import TypedDict

from .determination import Plain, Text

_From = TypedDict("_From", {"from": int | None})
_One = TypedDict("_One", {"one": str})  # noqa: UP013 (a value may not be called so)


class Supported(TypedDict):
    """How well a statement about a list is evidenced, and by which sources."""

    evidence: str
    sources: list[str]
    note: NotRequired[Text]


class Cause(TypedDict):
    """A cause of findings: the shape, what of it, and how many results it has."""

    shape: str
    component: str
    severity: str
    path: str | None
    count: int
    message: Text
    mend: Text
    cites: list[str]


class Result(TypedDict):
    """One result of a validation, and where it stands."""

    shape: str
    component: str
    severity: str
    path: str | None
    focus: str
    title: Text
    value: str | None
    file: str
    line: int | None


class Ignored(TypedDict):
    """A property outside the vocabulary whose statements were ignored."""

    predicate: str
    count: int


class Validation(TypedDict):
    """A validation report: every cause with its number, the results that are listed."""

    conforms: bool
    failOn: list[str] | None
    failed: bool
    engine: str
    files: list[str]
    nodes: int
    total: int
    counts: list[Cause]
    results: list[Result]
    truncated: bool
    ignored: list[Ignored]
    rules: str


class SubjectFinding(TypedDict):
    """What is found of a subject: how serious, what, how to mend it, the value if it is one."""

    severity: str
    message: Text
    mend: Text
    value: str | None


class SubjectFindings(TypedDict):
    """A data item, or a record beside one, with all that is found of it; the worst first."""

    subject: str
    title: Text
    findings: list[SubjectFinding]


class FindingsBySubject(TypedDict):
    """A page of the subjects with what a validation finds of each, and how many there are."""

    subjects: list[SubjectFindings]
    many: int
    page: int
    pages: int


class ListFinding(Supported):
    """What is known of one aspect of a list."""

    aspect: str
    coverage: str
    says: Text | list[Plain]


class Named(Supported):
    """A sector, a scenario or a class of data that a list names."""

    id: str
    label: Text
    sector: str | None


class Band(Supported, _From):
    """A band of a list: from how many persons on, below how many, which outcome."""

    scope: str
    measure: str
    outcome: str
    below: int | None


class Match(TypedDict):
    """A concept of one list that somebody matched to one of another."""

    concept: str
    match: str
    to: str
    by: str
    on: str
    reason: Text


class ComparedList(TypedDict):
    """A list with every finding, its evidence and its sources."""

    id: str
    label: Text
    kind: str
    zone: str | None
    findings: list[ListFinding]
    sectors: list[Named]
    scenarios: list[Named]
    classes: list[Named]
    bands: list[Band]
    mappings: list[Match]


class SectorRow(TypedDict):
    """A sector, and what is known of it under each list."""

    sector: str
    label: Text
    lists: dict[str, str]


class Release(TypedDict):
    """The day on which a list was made public."""

    day: str
    list: str
    evidence: str


class Difference(_One):
    """Two bands of which somebody found that they differ."""

    other: str


class ListComparison(TypedDict):
    """Lists side by side."""

    lists: list[ComparedList]
    sectors: list[SectorRow]
    timeline: list[Release]
    differences: list[Difference]
