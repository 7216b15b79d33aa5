"""
From an inventory to cases: the facts that hold for one item
and one export on one day, and who states them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from ..inventory.in_memory import Inventory
from ..inventory.subject import Node
from ..law.conditions import Evidence, Fact, Known
from ..law.definitions import picked
from ..law.model import FactType, Law
from ..rdf.graph import Value
from .levelling import Plan, level, plan_of
from .sources import Source, source_of
from .volumes import Days, day_of, exported, sums

BEIJING = timezone(timedelta(hours=8))
_RECORDS = ("hasEvent", "hasMechanism", "hasFiling")


@dataclass(frozen=True, eq=False)
class Case:
    """
    One item, one of its exports (or none), one day, and every fact that conditions may read.

    `record` holds the events, the mechanisms in hand and the filings of the handler;
    `recipient` is who receives the export.
    """

    item: str
    export: str | None
    day: date
    facts: dict[str, Fact]
    sources: dict[str, Source]
    stated: dict[str, tuple[Value, ...]]
    assumed: tuple[str, ...]
    record: tuple[Node, ...] = ()
    recipient: str | None = None

    def __eq__(self, other: object) -> bool:
        """
        Equal are cases that the law cannot tell apart: same
        day, same facts, the same of them assumed.
        """
        if not isinstance(other, Case):
            return False
        return self._key() == other._key()

    def __hash__(self) -> int:
        """Equal cases hash alike."""
        return hash(self._key())

    def _key(self) -> tuple[object, ...]:
        facts = [
            (name, type(values).__name__, tuple(map(str, values)))
            for name, values in self.facts.items()
        ]
        return (
            self.day,
            self.assumed,
            tuple(sorted(facts)),
        )


def cases(
    law: Law, inventory: Inventory, item: Node, as_of: date | None = None
) -> Iterator[Case]:
    """The cases of an item: one for each export, or one without."""
    exports: list[Node | None] = [*inventory.exports.get(item.iri, ())]
    for export in exports or [None]:
        day = (
            as_of
            or day_of(export, "exportDate")
            or datetime.now(BEIJING).date()
        )
        yield _case(law, inventory, item, export, day)


def _case(
    law: Law, inventory: Inventory, item: Node, export: Node | None, day: date
) -> Case:
    plan = plan_of(law)
    tally = _tally(inventory, inventory.node(item.one("heldBy")), day)
    stated, sources = level(law, inventory, item, export, tally)
    _add_events(stated, sources, inventory, item, day)
    facts: dict[str, Fact] = {
        name: _closed(law.facts[name], values, stated)
        for name, values in stated.items()
    }
    for fact in plan.closing:
        if fact.name not in facts and stated.get(str(fact.closed_by)) == [
            True
        ]:
            facts[fact.name] = Known()
        elif facts.get(fact.name) and fact.closed_by:
            facts.setdefault(fact.closed_by, Known([False]))
    assumed = _assume(plan, facts)
    facts |= exported(
        plan.added,
        facts,
        tally,
        Days(day, day_of(export, "exportDate") or day, day_of(tally, "asOf")),
        item,
    )
    facts |= computed(law, facts, day)
    stated_values = {
        name: tuple(sorted(values, key=str)) for name, values in stated.items()
    }
    name = export.iri if export else None
    record = recorded(inventory, item)
    recipient = None
    if export:
        recipient = export.one("recipient")
    to = None if recipient is None else str(recipient)
    return Case(
        item.iri, name, day, facts, sources, stated_values, assumed, record, to
    )


def recorded(inventory: Inventory, item: Node) -> tuple[Node, ...]:
    """What is on record of the handler of an item: events, mechanisms in hand, filings; by IRI."""
    handler = inventory.node(item.one("heldBy"))
    if handler is None:
        return ()
    named = {
        str(iri) for link in _RECORDS for iri in handler.facts.get(link, ())
    }
    return tuple(inventory.nodes[iri] for iri in sorted(named))


def _tally(
    inventory: Inventory, handler: Node | None, day: date
) -> Node | None:
    """
    The tally of the year asked about; the count starts again
    on 1 January, so that of another year says nothing.
    """
    tallies = (
        []
        if handler is None
        else [
            inventory.nodes[str(iri)] for iri in handler.facts.get("tally", ())
        ]
    )
    return next(
        (tally for tally in tallies if tally.one("year") == day.year), None
    )


def _add_events(
    stated: dict[str, list[Value]],
    sources: dict[str, Source],
    inventory: Inventory,
    item: Node,
    day: date,
) -> None:
    """
    Add the kinds of the events of the handler that had
    happened by the day; the source is the latest.
    """
    handler = inventory.node(item.one("heldBy"))
    named = [
        inventory.nodes[str(iri)]
        for iri in (handler.facts.get("hasEvent", ()) if handler else ())
    ]
    for event in sorted(
        named, key=lambda event: (str(event.one("happenedOn")), event.iri)
    ):
        if str(event.one("happenedOn")) <= day.isoformat():
            stated["eventKind"] = list(
                dict.fromkeys(
                    [*stated.get("eventKind", ()), *event.facts["eventKind"]]
                )
            )
            sources["eventKind"] = source_of(event)


def _closed(
    fact: FactType, values: list[Value], stated: dict[str, list[Value]]
) -> Known | Evidence:
    ordered = sorted(values, key=str)
    if fact.closed_by and stated.get(fact.closed_by) != [True]:
        return Evidence(ordered)
    return Known(ordered)


def _assume(plan: Plan, facts: dict[str, Fact]) -> tuple[str, ...]:
    """
    Take the value that the law gives to what is not stated;
    a claim that is not stated is not made.
    """
    begun = [
        str(fact.true_from)
        for fact in plan.dated
        if fact.if_not_stated is True
    ]
    assumed = [name for name in begun if name not in facts]
    for fact in plan.acts:
        facts.setdefault(fact.name, Known())
    for fact in plan.assumed:
        if fact.name not in facts:
            assumed.append(fact.name)
            facts[fact.name] = (
                Known([fact.if_not_stated])
                if fact.if_not_stated is not None
                else Known()
            )
    return tuple(sorted(assumed))


def computed(law: Law, facts: dict[str, Fact], day: date) -> dict[str, Fact]:
    """
    Facts worked out from others and the day: the day itself,
    acts that have begun, values picked out, sums of persons.
    """
    facts_computed: dict[str, Fact] = {"evaluationDate": Known([day])}
    plan = plan_of(law)
    for fact in plan.dated:
        since = [
            value
            for value in facts.get(str(fact.true_from), ())
            if isinstance(value, date)
        ]
        begun = bool(since) and since[0] <= day
        facts_computed[fact.name] = Known(
            [begun if since else fact.if_not_stated is True]
        )
    for fact in plan.picked:
        facts_computed[fact.name] = picked(fact, facts)
    return facts_computed | sums(law, facts)
