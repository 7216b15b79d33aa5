"""A determination and the events of the handler in, which of them bar this export out.

The outcome says what is required, whatever has happened; a bar says that the export may not go on.
Neither changes the other. What follows from the event, to whom and by when is said by its duty.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from ..duties.calendar import ONE_DAY
from ..duties.calendars import shipped
from ..duties.coverage import Coverage
from ..duties.deadlines import due
from ..inventory.subject import Node
from ..law.kleene import Status
from ..law.model import Law
from ..rdf.graph import Text
from ..rdf.names import DCTERMS, QD, curie, local
from .case import Case
from .determination import Bar, Determination, DueDuty

_LISTED = "out-of-list"
_NO_EXPORT = "not-an-export"
_COVERED = ("covered", "renewal-window")


class _Rule(NamedTuple):
    """A rule by which a kind of event bars exports, as the law states it."""

    iri: str
    label: Text
    ends: Text
    kinds: tuple[str, ...]
    duty: str
    bars: str
    perhaps: bool
    cites: tuple[str, ...]


@lru_cache(maxsize=64)
def _rules(law: Law) -> tuple[_Rule, ...]:
    return tuple(_rule(law, iri) for iri in law.graph.members(QD + "Bar"))


def _rule(law: Law, iri: str) -> _Rule:
    graph = law.graph
    return _Rule(
        iri=iri,
        label=law.label(iri),
        ends=graph.text(iri, QD + "barEnds"),
        kinds=tuple(map(local, graph.iris(iri, QD + "byEvent"))),
        duty=curie(str(graph.one(iri, QD + "ofDuty"))),
        bars=local(str(graph.one(iri, QD + "bars"))),
        perhaps=graph.one(iri, QD + "perhaps") is True,
        cites=tuple(map(curie, graph.iris(iri, DCTERMS + "source"))),
    )


def barred(
    law: Law, determination: Determination, coverage: Coverage, case: Case
) -> tuple[Bar, ...]:
    """What bars the export of a case, the earliest event first; nothing for what is no export."""
    if determination.position == _NO_EXPORT:
        return ()
    duties = {duty.duty: duty for duty in determination.duties}
    bars = [
        bar
        for rule in _rules(law)
        if rule.duty in duties
        for bar in _by(rule, duties[rule.duty], determination, coverage, case)
    ]
    return tuple(
        sorted(bars, key=lambda bar: (bar.since, bar.bar, bar.event or ""))
    )


def _by(
    rule: _Rule,
    duty: DueDuty,
    determination: Determination,
    coverage: Coverage,
    case: Case,
) -> Iterator[Bar]:
    """What one rule bars, by each event of its kinds."""
    certain = _certain(rule, duty, determination)
    if certain is False:
        return
    for event, kind, day in _events(rule, case):
        since: date | None = day
        if rule.bars == "ExportsAfterThePeriod":
            since = _lapsed(duty, day, case.day)
            if since is None or duty.done_on or coverage.status in _COVERED:
                continue
        if since and since <= case.day:
            yield Bar(
                bar=curie(rule.iri),
                label=rule.label,
                kind=kind,
                event=event,
                since=since,
                certain=certain is True,
                exports=rule.bars,
                ends=rule.ends,
                duties=(rule.duty,),
                cites=rule.cites,
            )


def _certain(
    rule: _Rule, duty: DueDuty, determination: Determination
) -> Status:
    """Whether a rule meets the export, as far as its duty and its position are known."""
    if rule.bars != "ExportsUnderTheList":
        if rule.perhaps:
            return None
        return duty.status
    if determination.position == _LISTED:
        if rule.perhaps:
            return None
        return duty.status
    if determination.position == "undetermined":
        return None
    return False


def _events(rule: _Rule, case: Case) -> Iterator[tuple[str | None, str, date]]:
    """The events of a kind with their days; else the end of the use of the list, stated as one."""
    named = list(_named(rule, case.record))
    yield from named
    ended = case.stated.get("listUseEnded", ())
    if not named and "CommitmentBreach" in rule.kinds:
        for day in ended:
            if isinstance(day, date):
                yield None, "CommitmentBreach", day


def _named(
    rule: _Rule, record: tuple[Node, ...]
) -> Iterator[tuple[str | None, str, date]]:
    for node in record:
        day = node.one("happenedOn")
        kinds = {local(str(kind)) for kind in node.facts.get("eventKind", ())}
        for kind in rule.kinds:
            if (
                node.kind == "Event"
                and kind in kinds
                and isinstance(day, date)
            ):
                yield node.iri, kind, day


def _lapsed(duty: DueDuty, day: date, as_of: date) -> date | None:
    """The day after a period counted from an event, once it has come; None where not known."""
    deadline = due(duty.terms, day, as_of, shipped())
    last = deadline and (
        deadline.due or (deadline.bounds and deadline.bounds.latest)
    )
    if last and last < as_of:
        return last + ONE_DAY
    return None
