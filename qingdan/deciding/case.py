"""
From an inventory to cases: the facts that hold for one item
and one export on one day, and who states them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import cache
from typing import NamedTuple

from ..errors import Fault, InputError
from ..inventory.in_memory import Inventory
from ..inventory.subject import Node
from ..law.conditions import Evidence, Fact, Known
from ..law.definitions import definitions, derived
from ..law.model import FactType, Law
from ..rdf.graph import Value
from ..rdf.names import QD, curie
from .volumes import Days, day_of, exported, sums

BEIJING = timezone(timedelta(hours=8))
_RECORDS = ("hasEvent", "hasMechanism", "hasFiling")


@dataclass(frozen=True, slots=True)
class Source:
    """
    Where a fact comes from: the subject that states it, who
    and when; or the class or rule that gives it.
    """

    stated_on: str
    how: str
    by: str | None = None
    on: date | None = None
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Case:
    """
    One item, one of its exports (or none), one day, and every fact that conditions may read.

    `record` holds the events, the mechanisms in hand and the filings of the handler.
    """

    item: str
    export: str | None
    day: date
    facts: dict[str, Fact]
    sources: dict[str, Source]
    stated: dict[str, tuple[Value, ...]]
    assumed: tuple[str, ...]
    record: tuple[Node, ...] = ()

    def __eq__(self, other: object) -> bool:
        """
        Equal are cases that the law cannot tell apart: same
        day, same facts, the same of them assumed.
        """
        return isinstance(other, Case) and self._key() == other._key()

    def __hash__(self) -> int:
        """Equal cases hash alike."""
        return hash(self._key())

    def _key(self) -> tuple[object, ...]:
        return (
            self.day,
            self.assumed,
            tuple(
                sorted(
                    (name, type(v).__name__, tuple(map(str, v))) for name, v in self.facts.items()
                )
            ),
        )


def cases(law: Law, inventory: Inventory, item: Node, as_of: date | None = None) -> Iterator[Case]:
    """The cases of an item: one for each export, or one without."""
    exports: list[Node | None] = [*inventory.exports.get(item.iri, ())]
    for export in exports or [None]:
        stated = export.one("exportDate") if export else None
        day = (
            as_of or (stated if isinstance(stated, date) else None) or datetime.now(BEIJING).date()
        )
        yield _case(law, inventory, item, export, day)


class _Plan(NamedTuple):
    """The facts of the law sorted by what levelling does with them, once per law."""

    of_tally: tuple[str, ...]
    of_handler: tuple[str, ...]
    of_export: tuple[str, ...]
    of_item: tuple[str, ...]
    closing: tuple[FactType, ...]
    assumed: tuple[FactType, ...]
    acts: tuple[FactType, ...]
    dated: tuple[FactType, ...]
    picked: tuple[FactType, ...]
    added: dict[str, str]


@cache
def _plan(law: Law) -> _Plan:
    stated = [fact for fact in law.facts.values() if not fact.is_a("ComputedFact")]
    homes: dict[str, list[str]] = {"Tally": [], "DataHandler": [], "Export": [], "DataItem": []}
    for fact in (
        fact for fact in stated if not fact.is_a("Annotation") and fact.about != {"Event"}
    ):
        alone = "DataHandler" if fact.about == {"DataHandler"} else "DataItem"
        homes[next((home for home in ("Tally", "Export") if home in fact.about), alone)].append(
            fact.name
        )
    return _Plan(
        of_tally=tuple(homes["Tally"]),
        of_handler=tuple(homes["DataHandler"]),
        of_export=tuple(homes["Export"]),
        of_item=tuple(homes["DataItem"]),
        closing=tuple(fact for fact in law.facts.values() if fact.closed_by),
        assumed=tuple(fact for fact in stated if fact.if_not_stated is not None),
        acts=tuple(fact for fact in stated if fact.if_not_stated is None and fact.is_a("Claim")),
        dated=tuple(fact for fact in law.facts.values() if fact.true_from),
        picked=tuple(fact for fact in law.facts.values() if fact.computed_from),
        added={fact.adds_to: fact.name for fact in law.facts.values() if fact.adds_to},
    )


def _case(law: Law, inventory: Inventory, item: Node, export: Node | None, day: date) -> Case:
    plan, tally = _plan(law), _tally(inventory, inventory.node(item.one("heldBy")), day)
    stated, sources = level(law, inventory, item, export, tally)
    _add_events(stated, sources, inventory, item, day)
    facts: dict[str, Fact] = {
        name: _closed(law.facts[name], values, stated) for name, values in stated.items()
    }
    for fact in plan.closing:
        if fact.name not in facts and stated.get(str(fact.closed_by)) == [True]:
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
    told = {name: tuple(sorted(values, key=str)) for name, values in stated.items()}
    name, record = export.iri if export else None, recorded(inventory, item)
    return Case(item.iri, name, day, facts, sources, told, assumed, record)


def recorded(inventory: Inventory, item: Node) -> tuple[Node, ...]:
    """What is on record of the handler of an item: events, mechanisms in hand, filings; by IRI."""
    handler = inventory.node(item.one("heldBy"))
    named = {
        str(iri): inventory.nodes[str(iri)]
        for link in _RECORDS
        for iri in (handler.facts.get(link, ()) if handler else ())
    }
    return tuple(named[iri] for iri in sorted(named))


def level(
    law: Law, inventory: Inventory, item: Node, export: Node | None, tally: Node | None
) -> tuple[dict[str, list[Value]], dict[str, Source]]:
    """
    The facts that hold for an item, from all who state them,
    and what follows; raise InputError where they contradict.
    """
    handler = inventory.node(item.one("heldBy"))
    listings = inventory.listed_in.get(item.iri, [])
    plan = _plan(law)
    found: dict[str, tuple[Node, list[Value]]] = {}
    chain = [node for node in (export, item, *listings, handler) if node is not None]
    _gather(found, plan.of_tally, [tally] if tally else [])
    _gather(found, plan.of_handler, [handler] if handler else [])
    _gather(found, plan.of_export, chain)
    _gather(found, plan.of_item, chain[1:] if export else chain)
    _leave_proof_to_its_ground(found)
    if len(listings) > 1:
        _refuse_disagreement(item, found, listings)
    stated = {name: values for name, (_, values) in found.items()}
    sources = {name: _source(node) for name, (node, _) in found.items()}
    _derive(law, item, stated, sources)
    _refuse_denied(plan, item, stated)
    return stated, sources


@cache
def contradictable(law: Law) -> tuple[str, ...]:
    """
    The facts that a contradiction can lie in: those that a
    defined class needs or gives, those that are closed or close.
    """
    found = {
        fact
        for definition in definitions(law)
        for fact, _ in (*definition.needs, *definition.gives)
    }
    found |= {name for fact in _plan(law).closing for name in (fact.name, str(fact.closed_by))}
    return tuple(sorted(found))


def _gather(
    found: dict[str, tuple[Node, list[Value]]], names: tuple[str, ...], chain: list[Node]
) -> None:
    """
    The nearest statement of each fact: the export's, the
    item's, an inventory's, the handler's.
    """
    stated = [(node, node.facts) for node in chain if node.facts]
    for name in names:
        for node, facts in stated:
            if name in facts:
                found[name] = node, facts[name]
                break


def _leave_proof_to_its_ground(found: dict[str, tuple[Node, list[Value]]]) -> None:
    """
    A proof counts for the ground and the export on which
    both are stated (CBDF Provisions, Articles 4 and 5).
    """
    proof, ground = found.get("groundProven"), found.get("ground")
    if proof and (ground is None or proof[0] is not ground[0] or proof[0].kind != "Export"):
        del found["groundProven"]


def _refuse_disagreement(
    item: Node, found: dict[str, tuple[Node, list[Value]]], listings: list[Node]
) -> None:
    for name, (holder, values) in found.items():
        others = [node for node in listings if holder in listings and node.facts.get(name)]
        if any(set(other.facts[name]) != set(values) for other in others):
            raise InputError(
                Fault(
                    item.iri,
                    f"two inventories state different values of qd:{name}",
                    "state it on the item itself",
                )
            )


def _tally(inventory: Inventory, handler: Node | None, day: date) -> Node | None:
    """
    The tally of the year asked about; the count starts again
    on 1 January, so that of another year says nothing.
    """
    tallies = (
        []
        if handler is None
        else [inventory.nodes[str(iri)] for iri in handler.facts.get("tally", ())]
    )
    return next((tally for tally in tallies if tally.one("year") == day.year), None)


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
        inventory.nodes[str(iri)] for iri in (handler.facts.get("hasEvent", ()) if handler else ())
    ]
    for event in sorted(named, key=lambda event: (str(event.one("happenedOn")), event.iri)):
        if str(event.one("happenedOn")) <= day.isoformat():
            stated["eventKind"] = list(
                dict.fromkeys([*stated.get("eventKind", ()), *event.facts["eventKind"]])
            )
            sources["eventKind"] = _source(event)


def _source(node: Node) -> Source:
    by, on = node.one("assertedBy"), node.one("assertedOn")
    return Source(
        node.iri, "stated", None if by is None else str(by), on if isinstance(on, date) else None
    )


def _derive(
    law: Law, item: Node, stated: dict[str, list[Value]], sources: dict[str, Source]
) -> None:
    """Add what OWL infers; raise InputError where a statement contradicts it."""
    for definition, name, value in derived(law, stated):
        fact, present = law.facts[name], stated.get(name, [])
        closing = fact.closed_by and stated.get(fact.closed_by) == [True]
        clash = [
            v
            for v in present
            if not fact.is_a("ManyValued") and (isinstance(v, bool) or _contradicts(law, value, v))
        ]
        if clash or closing:
            denied = (
                f"qd:{fact.closed_by} true" if closing else f"qd:{name} {curie(_word(clash[0]))}"
            )
            given = (
                "its other facts make it"
                f" {law.label(definition.iri).get('en', curie(definition.iri))}"
                f" ({curie(definition.iri)}), so qd:{name} {curie(_word(value))}"
            )
            raise InputError(
                Fault(
                    f"{item.where}, {item.iri}",
                    f"states {denied}, but {given}",
                    "correct one of the two statements",
                )
            )
        if not present or fact.is_a("ManyValued"):
            stated[name] = [*present, value]
            sources.setdefault(name, Source(definition.iri, "inferred", cites=definition.sources))


def _refuse_denied(plan: _Plan, item: Node, stated: dict[str, list[Value]]) -> None:
    """A value beside the statement that there is none is a contradiction."""
    for fact in plan.closing:
        if stated.get(fact.name) and stated.get(str(fact.closed_by)) == [True]:
            value = curie(_word(stated[fact.name][0]))
            raise InputError(
                Fault(
                    f"{item.where}, {item.iri}",
                    f"states qd:{fact.name} {value} and qd:{fact.closed_by} true",
                    "keep one of the two",
                )
            )


def _word(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _contradicts(law: Law, value: Value, other: Value) -> bool:
    return other in law.graph.iris(str(value), QD + "contradicts")


def _closed(
    fact: FactType, values: list[Value], stated: dict[str, list[Value]]
) -> Known | Evidence:
    ordered = sorted(values, key=str)
    return (
        Evidence(ordered)
        if fact.closed_by and stated.get(fact.closed_by) != [True]
        else Known(ordered)
    )


def _assume(plan: _Plan, facts: dict[str, Fact]) -> tuple[str, ...]:
    """
    Take the value that the law gives to what is not stated;
    a claim that is not stated is not made.
    """
    begun = [str(fact.true_from) for fact in plan.dated if fact.if_not_stated is True]
    assumed = [name for name in begun if name not in facts]
    for fact in plan.acts:
        facts.setdefault(fact.name, Known())
    for fact in plan.assumed:
        if fact.name not in facts:
            assumed.append(fact.name)
            facts[fact.name] = (
                Known([fact.if_not_stated]) if fact.if_not_stated is not None else Known()
            )
    return tuple(sorted(assumed))


def computed(law: Law, facts: dict[str, Fact], day: date) -> dict[str, Fact]:
    """
    Facts worked out from others and the day: the day itself,
    acts that have begun, values picked out, sums of persons.
    """
    found: dict[str, Fact] = {"evaluationDate": Known([day])}
    plan = _plan(law)
    for fact in plan.dated:
        since = [value for value in facts.get(str(fact.true_from), ()) if isinstance(value, date)]
        begun = bool(since) and since[0] <= day
        found[fact.name] = Known([begun if since else fact.if_not_stated is True])
    for fact in plan.picked:
        found[fact.name] = Known([fact.true_if in facts.get(str(fact.computed_from), ())])
    return found | sums(law, facts)
