"""A duty of a determination and the record of the handler in, the day of its trigger out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from ..duties.calendar import ONE_DAY
from ..duties.coverage import ends
from ..inventory.subject import Node
from ..law.model import Law, Terms
from ..rdf.names import expand, local
from .case import Case
from .determination import DueDuty

_END = "validUntil"  # stated, or by the term of the law


class Start(NamedTuple):
    """What started a duty: the trigger, its day, who states it, and when the duty was done."""

    trigger: str
    since: date
    stated_on: str
    done_on: date | None


def dated(law: Law, duty: DueDuty, case: Case) -> DueDuty:
    """
    A duty with the day of its trigger, where that is stated.

    Of several days that of what is not yet done comes first, then the earliest.
    """
    occasions = sorted(
        starts(law, duty.duty, duty.terms, case),
        key=lambda occasion: (
            occasion.done_on is not None,
            occasion.since,
            occasion.stated_on,
        ),
    )
    if not occasions:
        since = _after_the_last(duty.terms, case.day)
        done = _filed(expand(duty.duty), case.record, since)
        if done:
            return duty._replace(done_on=done)
        return duty
    first = occasions[0]
    return duty._replace(
        trigger=first.trigger,
        since=first.since,
        stated_on=first.stated_on,
        done_on=first.done_on,
    )


def _after_the_last(terms: Terms, day: date) -> date | None:
    """The day after the last that a yearly duty had: what was done before was for that year."""
    if terms.on_day is None:
        return None
    last = date(day.year, *terms.on_day)
    return (
        last if last < day else date(day.year - 1, *terms.on_day)
    ) + ONE_DAY


def starts(law: Law, duty: str, terms: Terms, case: Case) -> Iterator[Start]:
    """Everything on record that starts a duty by the day asked about."""
    for trigger in terms.triggers:
        for value in case.stated.get(trigger, ()):
            if isinstance(value, date) and value <= case.day:
                done = _filed(expand(duty), case.record, value)
                yield Start(
                    trigger=trigger,
                    since=value,
                    stated_on=case.sources[trigger].stated_on,
                    done_on=done,
                )
        for node in case.record:
            since = _day_of(law, node, trigger, terms.of_mechanism)
            if since and (node.kind != "Event" or since <= case.day):
                filed_on = None
                if trigger == "effectiveOn":
                    filed_on = node.one("filedOn")
                done = (
                    filed_on
                    if isinstance(filed_on, date)
                    else _filed(expand(duty), case.record, since)
                )
                yield Start(
                    trigger=trigger,
                    since=since,
                    stated_on=node.iri,
                    done_on=done,
                )


def _day_of(
    law: Law, node: Node, trigger: str, kind: str | None
) -> date | None:
    """The day that a record gives to a trigger: of an event of that kind, or of a mechanism."""
    if node.kind == "Event":
        kinds = {
            local(str(event_kind))
            for event_kind in node.facts.get("eventKind", ())
        }
        day = None
        if trigger in kinds:
            day = node.one("happenedOn")
    else:
        if kind not in (None, node.kind):
            return None
        day = ends(law, node) if trigger == _END else node.one(trigger)
    if isinstance(day, date):
        return day
    return None


def _filed(
    duty: str, record: Iterable[Node], since: date | None
) -> date | None:
    """The first day on which a duty was done, as the filings say, not before its trigger."""
    days = [
        day
        for node in record
        if node.kind == "Filing"
        and duty in map(str, node.facts.get("fulfils", ()))
        for day in node.facts.get("filedOn", ())
        if isinstance(day, date) and (since is None or day >= since)
    ]
    return min(days, default=None)
