"""A determination in JSON."""

from __future__ import annotations

from typing import Literal, NotRequired

from typing_extensions import TypedDict

Text = dict[str, str]
Plain = str | int | bool
Status = Literal["true", "false", "unknown"]

# A member whose name is a word of Python needs this form.
_Within = TypedDict("_Within", {"from": str | None})


class _Under(TypedDict):
    list: str | None  # it hides the type


class Receipt(TypedDict):
    """What produced an answer: digests of rules and input, version, readings."""

    rules: str
    input: str
    version: str
    readings: list[str]


class Comparison(TypedDict):
    """A number of persons against a limit; an open one has no value and no margin."""

    fact: str
    value: int | None
    operator: str
    limit: int
    margin: int | None
    parameter: str | None
    lowest: NotRequired[int]
    highest: NotRequired[int | None]


class Part(TypedDict):
    """A part of a condition that joins others: all, some, none or just one of them holds."""

    kind: str
    status: Status
    parts: list[Part | Test | None]


class Test(TypedDict):
    """A test of one fact: its values (null where it is not stated) against a limit."""

    kind: Literal["test"]
    status: Status
    fact: str
    operator: str
    limit: Plain | list[Plain]
    values: list[Plain] | None
    closed: bool


class Defeat(TypedDict):
    """An override by which a rule gave way."""

    override: str
    rules: list[str]
    cites: list[str]
    text: Text


class Finding(TypedDict):
    """One rule with its status, provisions, comparisons and condition."""

    rule: str
    status: Status
    default: bool
    outcome: str | None
    cites: list[str]
    confidence: str
    text: Text
    comparisons: list[Comparison]
    condition: Part | Test | None
    weakSources: NotRequired[list[str]]
    defeatedBy: NotRequired[list[Defeat]]


class FindOut(TypedDict):
    """Where a fact can be found out."""

    provision: str
    text: Text
    address: str | None


class PossibleAnswer(TypedDict):
    """An answer to a question, and the outcome it leads to."""

    value: Plain | None
    text: Text
    outcome: str


class MissingFact(TypedDict):
    """A fact that decides and is not stated, with its question."""

    fact: str
    about: str
    question: Text
    answers: list[PossibleAnswer]
    findOut: NotRequired[list[FindOut]]


class OtherReading(TypedDict):
    """Another reading of an open question, and the outcomes under it."""

    reading: str
    text: Text
    outcomes: list[str]


class TakenReading(TypedDict):
    """The reading taken of an open question; `wouldChange` is null where it acts elsewhere."""

    question: str
    notation: str
    text: Text
    reading: str
    readingText: Text
    wouldChange: bool | None
    actsOn: Text | None
    others: list[OtherReading]


class Assumption(TypedDict):
    """A fact that is not stated and was taken at its stricter value."""

    fact: str
    value: Plain
    text: Text
    valueText: Text
    otherOutcomes: list[str]


class UsedFact(TypedDict):
    """A fact that a condition read, and who stated it where."""

    fact: str
    values: list[Plain]
    how: str
    statedOn: str
    by: str | None
    on: str | None
    cites: list[str]


class Flag(TypedDict):
    """A warning beside the outcome."""

    flag: str
    status: Status
    cites: list[str]
    text: Text


class Missed(TypedDict):
    """What follows where a day is missed."""

    text: Text
    cites: list[str]


class SkippedDays(TypedDict):
    """Days that were counted otherwise than their weekday says, and the notice of it."""

    first: str | None
    last: str | None
    counted: bool
    text: Text
    notice: str | None


class Arithmetic(TypedDict):
    """How a day was counted."""

    start: str | None
    startCounted: bool
    number: int | None
    unit: str | None
    runs: str | None
    cites: list[str]
    opensBetween: list[str | None] | None
    spans: list[SkippedDays]
    assumptions: list[Text]


class Owed(_Within):
    """What is owed, by whom, to whom, from when and by when."""

    owedBy: str | None
    owedTo: list[str]
    trigger: str | None
    due: str | None
    earliest: str | None
    latest: str | None
    doneOn: str | None
    promptly: bool
    form: list[Text]
    ifMissed: list[Missed]
    arithmetic: Arithmetic | None


class Duty(Owed):
    """A duty of a determination."""

    duty: str
    status: Status
    phase: str
    cites: list[str]
    text: Text


class CoverageReason(TypedDict):
    """Why a mechanism covers an export, or does not."""

    reason: str
    text: Text
    cites: list[str]


class Coverage(TypedDict):
    """What is in hand for what is required."""

    status: str
    mechanism: str | None
    until: str | None
    cites: list[str]
    reasons: list[CoverageReason]
    headroom: dict[str, int]


class Bar(TypedDict):
    """An event that bars the export."""

    bar: str
    kind: str
    event: str | None
    since: str
    certain: bool
    exports: str
    text: Text
    ends: Text
    duties: list[str]
    cites: list[str]


class Determination(_Under):
    """The answer for one item on one day, with its proof."""

    item: str
    export: str | None
    title: Text
    asOf: str
    position: str
    outcome: str
    outcomeText: Text
    tier: int | None
    firstSteps: list[Flag]
    possibleOutcomes: list[str]
    governedBy: Finding | None
    grounds: list[Finding]
    alsoApplies: list[Finding]
    defeated: list[Finding]
    failed: list[Finding]
    unknown: list[Finding]
    missingFacts: list[MissingFact]
    readings: list[TakenReading]
    assumptions: list[Assumption]
    facts: list[UsedFact]
    flags: list[Flag]
    duties: list[Duty]
    coverage: Coverage
    barred: list[Bar]
    receipt: Receipt
