"""What an export needs and what its handler has in hand in, what that covers out.

The outcome says what is required, the coverage what is there; neither changes the other. Nothing
is taken as covered that is not stated: an assessment that names no recipient covers none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from ..errors import KnowledgeError
from ..inventory.subject import Node
from ..law.model import Law, Period
from ..law.terms import period_of
from ..rdf.graph import Text
from ..rdf.names import DCTERMS, QD, SKOS, curie
from .calendars import shipped
from .deadlines import deadline

STATUSES = {
    "covered": "covered",
    "renewal-window": "renewal-window",
    "unstated": "unknown",
    "undecided": "unknown",
    "changed": "file-anew",
    "crossed": "file-anew",
    "beyond-scale": "beyond-scale",
    "item": "beyond-scope",
    "recipient": "beyond-scope",
    "purpose": "beyond-scope",
    "expired": "expired",
    "not-in-force": "none",
    "other-kind": "none",
    "outside": "none",
    "none": "none",
    "not-needed": "not-needed",
}
UNCOVERED = (
    "none",
    "beyond-scope",
    "beyond-scale",
    "expired",
    "file-anew",
    "unknown",
)
_ORDER = list(STATUSES)
_ASSESSMENT = "SecurityAssessment"
_TIER_2 = "StandardContractOrCertification"
_ANSWERS = {
    _ASSESSMENT: ("Assessment",),
    _TIER_2: ("Assessment", "StandardContract", "Certification"),
}
_SCOPE = (
    ("item", "coversItem"),
    ("recipient", "coversRecipient"),
    ("purpose", "coversPurpose"),
)
_SCALE = (
    ("ordinaryPersons", "coversOrdinaryPersons"),
    ("sensitivePersons", "coversSensitivePersons"),
)
Known = tuple[int, int | None]


class Wanted(NamedTuple):
    """
    What an export needs: the outcome and what it can still become, the item, who receives it why.

    `persons` holds the lowest and the highest number of each tally after this export, and is empty
    where no personal information leaves; `by_volume` says that the outcome rests on such a number.
    """

    outcome: str
    possible: tuple[str, ...]
    free: frozenset[str]
    by_volume: bool
    item: str
    recipient: str | None
    purpose: str | None
    day: date
    persons: dict[str, Known]


class Why(NamedTuple):
    """A reason by its short name and in words, with the provisions behind it."""

    reason: str
    label: Text
    cites: tuple[str, ...]


class Coverage(NamedTuple):
    """
    What is there: the status, by which mechanism, until
    when, why, and how many persons are left.
    """

    status: str
    mechanism: str | None
    until: date | None
    reasons: tuple[Why, ...]
    headroom: dict[str, int]

    @property
    def cites(self) -> tuple[str, ...]:
        """The provisions behind the first reason, which gives the status."""
        if self.reasons:
            return self.reasons[0].cites
        return ()


def coverage(law: Law, wanted: Wanted, record: Iterable[Node]) -> Coverage:
    """The coverage of an export by the mechanism in hand that comes closest to it."""
    if set(wanted.possible) <= wanted.free:
        return _without(law, "not-needed")
    if wanted.outcome not in _ANSWERS:
        open_yet = len(wanted.possible) > 1 or not _is_outcome(wanted)
        return _without(law, "undecided" if open_yet else "outside")
    nodes = list(record)
    covering_each = [
        _of(law, wanted, node, nodes)
        for node in nodes
        if node.kind in _ANSWERS[_TIER_2]
    ]
    return min(
        covering_each or [_without(law, "none")],
        key=lambda covering: (
            _ORDER.index(covering.reasons[0].reason),
            str(covering.mechanism),
        ),
    )


def _without(law: Law, reason: str) -> Coverage:
    return Coverage(
        status=STATUSES[reason],
        mechanism=None,
        until=None,
        reasons=(told(law, reason),),
        headroom={},
    )


def _is_outcome(wanted: Wanted) -> bool:
    return wanted.outcome not in ("NeedsFacts", "NeedsReview")


def _of(law: Law, wanted: Wanted, node: Node, record: list[Node]) -> Coverage:
    """What one mechanism covers, with the reason that weighs most first."""
    until = ends(law, node)
    reasons = sorted(
        dict.fromkeys(_reasons(law, wanted, node, until, record)),
        key=_ORDER.index,
    )
    failing = [
        reason
        for reason in reasons
        if STATUSES[reason] not in ("covered", "renewal-window")
    ]
    # Of what stands against it the gravest is told first, whatever else is not stated.
    main = sorted(failing, key=_ORDER.index, reverse=True) or reasons
    names = (
        *main,
        *(reason for reason in reasons if reason not in main),
        *_filing(law, node, wanted.day),
    )
    why = tuple(told(law, name) for name in names)
    return Coverage(
        status=STATUSES[names[0]],
        mechanism=node.iri,
        until=until,
        reasons=why,
        headroom=headroom(wanted, node),
    )


def _reasons(
    law: Law,
    wanted: Wanted,
    node: Node,
    until: date | None,
    record: list[Node],
) -> Iterator[str]:
    began = node.one(
        "effectiveOn" if node.kind == "StandardContract" else "issuedOn"
    )
    if not isinstance(began, date):
        yield "unstated"
    elif began > wanted.day:
        yield "not-in-force"
    if until and until < wanted.day:
        yield "expired"
    elif node.kind not in _ANSWERS[wanted.outcome]:
        yield "crossed" if wanted.by_volume else "other-kind"
        return
    yield from _scope(wanted, node)
    yield from _scale(wanted, node)
    if isinstance(began, date) and _changed(node, began, wanted.day, record):
        yield "changed"
    yield (
        "renewal-window"
        if until and _renewing(law, node, until, wanted.day)
        else "covered"
    )


def _scope(wanted: Wanted, node: Node) -> Iterator[str]:
    for name, fact in _SCOPE:
        covered = {str(value) for value in node.facts.get(fact, ())}
        asked = getattr(wanted, name)
        if not covered or asked is None:
            yield "unstated"
        elif asked not in covered:
            yield name


def _scale(wanted: Wanted, node: Node) -> Iterator[str]:
    """
    The number of persons binds an assessment and a
    certificate; a contract names no such change.
    """
    if node.kind == "StandardContract":
        return
    for tally, fact in _SCALE:
        low, high = wanted.persons.get(tally, (0, 0))
        limit = node.one(fact)
        if (low, high) == (0, 0):
            continue
        if not isinstance(limit, int):
            yield "unstated"
        elif low > limit:
            yield "beyond-scale"
        elif high is None or high > limit:
            yield "unstated"


def _changed(node: Node, began: date, day: date, record: list[Node]) -> bool:
    """Whether something material happened since the mechanism began, or was filed anew."""
    filed = node.one("filedOn")
    since = began
    if isinstance(filed, date):
        since = max(began, filed)
    return any(
        since < happened <= day
        for event in record
        if QD + "MaterialChange" in map(str, event.facts.get("eventKind", ()))
        for happened in event.facts.get("happenedOn", ())
        if isinstance(happened, date)
    )


def ends(law: Law, node: Node) -> date | None:
    """The last day of a mechanism: as it says, else by the term of the law."""
    stated = node.one(
        "endsOn" if node.kind == "StandardContract" else "validUntil"
    )
    if isinstance(stated, date):
        return stated
    issued = node.one("issuedOn")
    term = _period(law, node, "term")
    if not isinstance(issued, date) or term is None:
        return None
    return deadline(issued, replace(term, runs="Throughout"), shipped()).due


def _renewing(law: Law, node: Node, until: date, day: date) -> bool:
    period = _period(law, node, "renewal")
    if period is None:
        return False
    renewal = deadline(until, period, shipped())
    opens = renewal.opens if period.runs == "WithinBefore" else renewal.due
    return day >= (
        opens or (renewal.opening.earliest if renewal.opening else until)
    )


def _period(law: Law, node: Node, name: str) -> Period | None:
    iri = law.graph.one(QD + str(node.kind), QD + name)
    if iri is None:
        return None
    return period_of(law.graph, str(iri))


def _filing(law: Law, node: Node, day: date) -> Iterator[str]:
    """A contract that was not filed within the period of the duty to file it."""
    began = node.one("effectiveOn")
    filed = node.one("filedOn")
    if node.kind != "StandardContract" or not isinstance(began, date):
        return
    for duty in law.duties:
        if (
            duty.terms.of_mechanism == node.kind
            and "effectiveOn" in duty.terms.triggers
        ):
            if duty.terms.period is None:
                continue
            due = deadline(began, duty.terms.period, shipped()).due
            if due and isinstance(filed, date) and filed > due:
                yield "filed-late"
            elif due and filed is None and day > due:
                yield "not-filed"


def headroom(wanted: Wanted, node: Node) -> dict[str, int]:
    """How many persons more the mechanism covers, of each tally whose numbers are known."""
    headroom_by_tally = {}
    for tally, fact in _SCALE:
        limit, (low, high) = (
            node.one(fact),
            wanted.persons.get(tally, (0, None)),
        )
        if isinstance(limit, int) and high is not None:
            headroom_by_tally[tally] = limit - high
        elif isinstance(limit, int) and low > limit:
            headroom_by_tally[tally] = limit - low
    return headroom_by_tally


@lru_cache(maxsize=256)
def told(law: Law, reason: str) -> Why:
    """A reason in words, and the provisions behind it."""
    for iri in law.graph.members(QD + "CoverageReason"):
        if law.graph.one(iri, SKOS + "notation") == reason:
            cites = tuple(map(curie, law.graph.iris(iri, DCTERMS + "source")))
            return Why(reason, law.label(iri), cites)
    raise KnowledgeError(
        f"there is no qd:CoverageReason with the notation {reason!r}"
    )
