"""An inventory and a day in, what each handler owes out: every duty once, with all that starts it.

A duty that several items call for stands once, with their names. Duties of authorities follow
where a list governs an item; they have no day, as no provision says from when they run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from ..errors import Fault, InputError
from ..inventory.in_memory import Inventory
from ..inventory.subject import Node
from ..law.model import Duty, Law
from ..rdf.graph import Text
from ..rdf.names import Tagged, by_language, curie, expand
from .case import BEIJING, Case, cases
from .determination import Determination, DueDuty
from .explain import explain
from .owed import Start, starts

EACH_EXPORT = "EachExport"


@dataclass
class Owed:
    """
    One duty of one debtor from one start: the items that call for it, and what is stated of it.

    `exported` is the day of an export that the duty comes before or follows, where that is stated.
    """

    debtor: str
    name: Text
    duty: DueDuty
    items: list[str] = field(default_factory=list)
    exported: date | None = None


def agenda(
    law: Law,
    inventory: Inventory,
    as_of: date,
    chosen: frozenset[str] = frozenset(),
) -> list[Owed]:
    """
    What is owed by each handler of an inventory on a day,
    and by the authorities of its lists.
    """
    refuse_to_come(inventory, as_of)
    _refuse_no_duties(law, inventory)
    owed_by_key: dict[tuple[object, ...], Owed] = {}
    lists: set[str] = set()
    for item in inventory.items:
        handler = inventory.node(item.one("heldBy"))
        if handler is None:
            continue
        for case in cases(law, inventory, item, as_of):
            determination = explain(law, case, item.title, chosen)
            lists |= {determination.list} if determination.list else set()
            for duty_owed in _of_case(
                law, handler, determination, case, _exported(inventory, case)
            ):
                _refuse_early(law, duty_owed, case)
                key = (
                    duty_owed.debtor,
                    duty_owed.duty.duty,
                    duty_owed.duty.since,
                    duty_owed.duty.stated_on,
                    duty_owed.exported,
                )
                known = owed_by_key.setdefault(key, duty_owed)
                known.duty = _surer(known.duty, duty_owed.duty)
                if item.iri not in known.items:
                    known.items.append(item.iri)
    return [*owed_by_key.values(), *_of_authorities(law, lists, as_of)]


def _name(handler: Node) -> Text:
    """The registered name of a handler, in the languages in which it is stated."""
    names = handler.facts.get("registeredName", ())
    stated = {
        name.lang: str(name) for name in names if isinstance(name, Tagged)
    }
    return by_language(stated)


def refuse_to_come(inventory: Inventory, as_of: date) -> None:
    """Raise InputError for an event that is stated as having happened and has not."""
    latest = max(as_of, datetime.now(BEIJING).date())
    faults = [
        Fault(
            f"{node.where}, {node.iri}",
            f"the event happens on {day}, which is still to come",
            "state events that have happened, with the day on which they did",
        )
        for node in inventory.nodes.values()
        if node.kind == "Event"
        for day in node.facts.get("happenedOn", ())
        if isinstance(day, date) and day > latest
    ]
    if faults:
        raise InputError(*faults)


def _refuse_no_duties(law: Law, inventory: Inventory) -> None:
    """Raise InputError for a filing that names something which is no duty."""
    known = {duty.iri for duty in law.duties}
    faults = [
        Fault(
            f"{node.where}, {node.iri}",
            f"qd:fulfils {curie(str(duty))} is no duty",
            "name a duty as `qingdan duties --format json` calls it, such as cq25:duty-report-use",
        )
        for node in inventory.nodes.values()
        if node.kind == "Filing"
        for duty in node.facts.get("fulfils", ())
        if str(duty) not in known
    ]
    if faults:
        raise InputError(*faults)


def _refuse_early(law: Law, duty_owed: Owed, case: Case) -> None:
    """Raise InputError where every filing of a duty lies before what starts it."""
    since = duty_owed.duty.since
    duty = expand(duty_owed.duty.duty)
    if (
        since is None
        or duty_owed.duty.done_on
        or duty_owed.duty.terms.period is None
    ):
        return
    if (
        len(set(starts(law, duty_owed.duty.duty, duty_owed.duty.terms, case)))
        > 1
    ):
        return
    for node in case.record:
        filed = node.one("filedOn")
        named = node.kind == "Filing" and duty in map(
            str, node.facts.get("fulfils", ())
        )
        if named and isinstance(filed, date) and filed < since:
            raise InputError(
                Fault(
                    f"{node.where}, {node.iri}",
                    f"{duty_owed.duty.duty} was filed on {filed}, before what starts it on {since}",
                    "correct qd:filedOn, or the day of the trigger",
                )
            )


def _of_case(
    law: Law,
    handler: Node,
    determination: Determination,
    case: Case,
    day: date | None,
) -> Iterator[Owed]:
    for duty in determination.duties:
        for start in _starts(law, duty, case):
            whole = duty
            if start:
                whole = duty._replace(
                    trigger=start.trigger,
                    since=start.since,
                    stated_on=start.stated_on,
                    done_on=start.done_on,
                )
            yield Owed(
                handler.iri,
                _name(handler),
                whole,
                exported=_own_day(duty, start, case, day),
            )


def _own_day(
    duty: DueDuty, start: Start | None, case: Case, day: date | None
) -> date | None:
    """The day of the export, where the duty has a period from it or comes before it."""
    if start or day is None or EACH_EXPORT not in duty.terms.triggers:
        return None
    ahead = duty.phase == "BeforeExport" and day >= case.day
    if ahead or (duty.terms.period and day <= case.day):
        return day
    return None


def _starts(law: Law, duty: DueDuty, case: Case) -> list[Start | None]:
    return [*starts(law, duty.duty, duty.terms, case)] or [None]


def _exported(inventory: Inventory, case: Case) -> date | None:
    export = inventory.node(case.export)
    day = None
    if export:
        day = export.one("exportDate")
    if isinstance(day, date):
        return day
    return None


def _surer(first: DueDuty, other: DueDuty) -> DueDuty:
    """Of two tellings of a duty the one that is certain."""
    if first.status or not other.status:
        return first
    return other


def _of_authorities(law: Law, lists: set[str], as_of: date) -> Iterator[Owed]:
    for duty in law.duties:
        governed = any(duty.iri.rsplit("/", 2)[-2] == name for name in lists)
        if governed and not duty.follows_from:
            for body in duty.terms.owed_by:
                yield Owed(
                    debtor=body.iri,
                    name=body.label,
                    duty=_told(law, duty, as_of),
                )


def _told(law: Law, duty: Duty, as_of: date) -> DueDuty:
    trigger = next(iter(duty.terms.triggers), None)
    cites = law.cited(duty.sources, as_of)
    return DueDuty(
        curie(duty.iri),
        duty.label,
        True,
        duty.phase,
        cites,
        duty.terms,
        trigger,
    )
