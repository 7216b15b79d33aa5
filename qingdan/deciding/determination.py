"""
The answer for one item and day, with everything that proves
it; what every rendering is made from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from ..duties.coverage import Coverage
from ..law.conditions import Trace
from ..law.kleene import Status
from ..law.model import Law, Terms
from ..rdf.graph import Text, Value


class Comparison(NamedTuple):
    """
    A number of the case (persons) against a limit of the
    law; the margin is how far it lies on its side.

    A number that is known within bounds has `bounds` (no highest: None), and as value the bound
    that decides; where the limit lies between the bounds the comparison is open: no value, no
    margin.
    """

    fact: str
    value: int | None
    operator: str
    limit: int
    margin: int | None
    parameter: str | None
    label: Text
    unit: Text
    bounds: tuple[int, int | None] | None = None


class Reason(NamedTuple):
    """
    A test that alone makes a condition what it is: the fact
    and its values, or that it is not stated.
    """

    fact: str
    label: Text
    values: tuple[Text, ...] | None


class Defeat(NamedTuple):
    """An override that made a rule give way, by which rules and on which provisions."""

    override: str
    label: Text
    by: tuple[str, ...]
    cites: tuple[str, ...]


class Finding(NamedTuple):
    """One rule against the case: applied, failed or unknown, with its condition laid open."""

    rule: str
    label: Text
    status: Status
    outcome: str | None
    cites: tuple[str, ...]
    confidence: str
    comparisons: tuple[Comparison, ...]
    reasons: tuple[Reason, ...]
    trace: Trace | None
    defeated_by: tuple[Defeat, ...] = ()

    @property
    def default(self) -> bool:
        """
        Whether it has no condition that could be met: it
        applies only while no other rule overrides it.
        """
        return self.trace is None


class Answer(NamedTuple):
    """One answer to a missing fact: the value, how to call it, and the outcome it leads to."""

    value: Value | None
    label: Text
    outcome: str


class FindOut(NamedTuple):
    """
    Where a handler can find out a fact: the provision that
    offers the service, and its address where it has one.
    """

    provision: str
    label: Text
    address: str | None


class MissingFact(NamedTuple):
    """
    A fact whose value decides, with its question, the
    outcome of each answer, and where to find out.
    """

    fact: str
    about: str
    label: Text
    question: Text
    answers: tuple[Answer, ...]
    find_out: tuple[FindOut, ...] = ()


class TakenReading(NamedTuple):
    """
    An open question that the answer touches, the reading
    taken, and whether another would change the outcome.

    A question that changes no outcome says where it acts: what is counted, due, or covered.
    """

    question: str
    notation: str
    label: Text
    text: Text
    reading: str
    reading_label: Text
    would_change: Status
    others: tuple[tuple[str, Text, tuple[str, ...]], ...]
    acts_on: Text


class Assumption(NamedTuple):
    """A fact that was not stated and could only lighten the answer, taken at its stricter value."""

    fact: str
    label: Text
    value: Value
    value_label: Text
    lighter: tuple[str, ...]


class UsedFact(NamedTuple):
    """A fact that a condition read, and who stated it where."""

    fact: str
    label: Text
    values: tuple[Value, ...]
    value_labels: tuple[Text, ...]
    how: str
    stated_on: str
    by: str | None
    on: date | None
    cites: tuple[str, ...]


class RaisedFlag(NamedTuple):
    """
    A warning beside the outcome, unknown where a fact for it is
    not stated; `first` for what comes before anything leaves.
    """

    flag: str
    label: Text
    status: Status
    cites: tuple[str, ...]
    first: bool = False


class DueDuty(NamedTuple):
    """
    A duty that follows; unknown where the fact that calls for it is not stated.

    `trigger` is what starts it, `since` the day of that where it is stated and `stated_on` by
    whom; `done_on` the day on which it was done, where that is stated.
    """

    duty: str
    label: Text
    status: Status
    phase: str
    cites: tuple[str, ...]
    terms: Terms
    trigger: str | None
    since: date | None = None
    stated_on: str | None = None
    done_on: date | None = None


class Bar(NamedTuple):
    """
    An event that bars the export, since when, and what ends that; it changes no outcome.

    `event` is None where the breach is stated as the reason for the end of the use of the list.
    A bar that is not certain depends on a fact or a judgement. `duties` say what follows.
    """

    bar: str
    label: Text
    kind: str
    event: str | None
    since: date
    certain: bool
    exports: str
    ends: Text
    duties: tuple[str, ...]
    cites: tuple[str, ...]


class Receipt(NamedTuple):
    """What produced the answer, so that the same input gives the same bytes again."""

    rules: str
    input: str
    version: str
    readings: tuple[str, ...]


class Determination(NamedTuple):
    """
    The answer of Article 10 for one item on one day, and its proof.

    `others` are the rules of the book that no list of findings holds, with whether each stands:
    those of a regime that is shut, those that raise flags or open a regime beside.
    """

    item: str
    export: str | None
    title: Text
    as_of: date
    list: str | None
    position: str
    outcome: str
    outcome_label: Text
    tier: int | None
    governed_by: Finding | None
    grounds: tuple[Finding, ...]
    also_applies: tuple[Finding, ...]
    defeated: tuple[Finding, ...]
    failed: tuple[Finding, ...]
    unknown: tuple[Finding, ...]
    others: tuple[tuple[str, Status], ...]
    possible: tuple[str, ...]
    missing: tuple[MissingFact, ...]
    readings: tuple[TakenReading, ...]
    assumptions: tuple[Assumption, ...]
    facts: tuple[UsedFact, ...]
    flags: tuple[RaisedFlag, ...]
    duties: tuple[DueDuty, ...]
    coverage: Coverage
    barred: tuple[Bar, ...]
    receipt: Receipt

    @property
    def first_steps(self) -> tuple[RaisedFlag, ...]:
        """What must be done or stopped before anything leaves: told in the headline."""
        return tuple(flag for flag in self.flags if flag.first and flag.status)

    def findings(self) -> Iterator[Finding]:
        """Every rule that was weighed, grounds first."""
        yield from self.grounds
        if self.governed_by:
            yield self.governed_by
        yield from self.also_applies
        yield from self.defeated
        yield from self.unknown
        yield from self.failed


@dataclass(frozen=True)
class Alternative:
    """
    One fact at another value, or its value taken back, and
    the outcomes that would then be left.

    Of a number `value` is the lowest that leads there, `highest` the highest; None has no end.
    """

    fact: str
    value: Value | None
    outcomes: tuple[str, ...]
    withdrawn: bool = False
    highest: int | None = None


class Proven(NamedTuple):
    """
    A determination and the law under which it was made, which its proof is told by;
    `changes` finds the single facts that would change it, where that can be asked.
    """

    law: Law
    determination: Determination
    changes: Callable[[], tuple[Alternative, ...]] = tuple
