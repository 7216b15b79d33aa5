"""From an inventory to cases: the facts that hold for one item and one export on one day, and who states them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from .conditions import Evidence, Known
from .derivation import derived
from .errors import Fault, InputError
from .graph import Value
from .inventory import Inventory, Node
from .names import QD, curie
from .terms import FactType, Law

BEIJING = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from: the subject that states it, who and when; or the class or rule that gives it."""

    stated_on: str
    how: str
    by: str | None = None
    on: date | None = None
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Case:
    """One item, one of its exports (or none), one day, and every fact that conditions may read."""

    item: str
    export: str | None
    day: date
    facts: dict[str, Known | Evidence]
    sources: dict[str, Source]
    assumed: tuple[str, ...]

    def __eq__(self, other: object) -> bool:
        """Equal are cases that the law cannot tell apart: same day, same facts."""
        return isinstance(other, Case) and self._key() == other._key()

    def __hash__(self) -> int:
        """Equal cases hash alike."""
        return hash(self._key())

    def _key(self) -> tuple[object, ...]:
        return (self.day, tuple(sorted((name, type(v).__name__, tuple(map(str, v))) for name, v in self.facts.items())))


def cases(law: Law, inventory: Inventory, item: Node, as_of: date | None = None) -> Iterator[Case]:
    """The cases of an item: one for each export, or one without."""
    exports: list[Node | None] = [*inventory.exports.get(item.iri, ())]
    for export in exports or [None]:
        stated = export.one("exportDate") if export else None
        day = as_of or (stated if isinstance(stated, date) else None) or datetime.now(BEIJING).date()
        yield _case(law, inventory, item, export, day)


def _case(law: Law, inventory: Inventory, item: Node, export: Node | None, day: date) -> Case:
    handler = inventory.node(item.one("heldBy"))
    tally = _tally(inventory, handler, day)
    listings = inventory.listed_in.get(item.iri, [])
    stated: dict[str, list[Value]] = {}
    sources: dict[str, Source] = {}
    for fact in law.facts.values():
        if fact.is_a("Annotation") or fact.is_a("ComputedFact"):
            continue
        found = _find(fact, item, export, handler, tally, listings)
        if found:
            node, values = found
            stated[fact.name], sources[fact.name] = values, _source(node)
    _derive(law, item, stated, sources)
    _refuse_denied(law, item, stated)
    facts = {name: _closed(law.facts[name], values, stated) for name, values in stated.items()}
    for fact in law.facts.values():
        if fact.closed_by and fact.name not in facts and stated.get(fact.closed_by) == [True]:
            facts[fact.name] = Known()
    assumed = _assume(law, facts)
    facts |= computed(law, facts, day)
    return Case(item.iri, export.iri if export else None, day, facts, sources, assumed)


def _find(
    fact: FactType, item: Node, export: Node | None, handler: Node | None, tally: Node | None, listings: list[Node]
) -> tuple[Node, list[Value]] | None:
    """The nearest statement: the export's, the item's, an inventory's, the handler's; or the fact's own home."""
    chain: list[Node | None] = []
    if "Tally" in fact.about:
        chain = [tally]
    elif fact.about == {"DataHandler"}:
        chain = [handler]
    else:
        chain = [export if "Export" in fact.about else None, item, *listings, handler]
    holders = [node for node in chain if node is not None and node.facts.get(fact.name)]
    if not holders:
        return None
    others = [node for node in holders[1:] if node in listings] if holders[0] in listings else []
    for other in others:
        if set(other.facts[fact.name]) != set(holders[0].facts[fact.name]):
            raise InputError(Fault(item.iri, f"two inventories state different values of qd:{fact.name}", "state it on the item itself"))
    return holders[0], holders[0].facts[fact.name]


def _tally(inventory: Inventory, handler: Node | None, day: date) -> Node | None:
    if handler is None:
        return None
    tallies = [inventory.nodes[str(iri)] for iri in handler.facts.get("tally", ())]
    for tally in tallies:
        if tally.one("year") == day.year:
            return tally
    if tallies:
        years = ", ".join(sorted(str(tally.one("year")) for tally in tallies))
        mend = f"state a qd:Tally with qd:year {day.year}, as the count starts again on 1 January"
        raise InputError(Fault(handler.iri, f"there is a tally of {years}, and none of {day.year}, the year asked about", mend))
    return None


def _source(node: Node) -> Source:
    by, on = node.one("assertedBy"), node.one("assertedOn")
    return Source(node.iri, "stated", None if by is None else str(by), on if isinstance(on, date) else None)


def _derive(law: Law, item: Node, stated: dict[str, list[Value]], sources: dict[str, Source]) -> None:
    """Add what OWL infers; raise InputError where a statement contradicts it."""
    for definition, name, value in derived(law, stated):
        fact, present = law.facts[name], stated.get(name, [])
        closing = fact.closed_by and stated.get(fact.closed_by) == [True]
        clash = [v for v in present if not fact.is_a("ManyValued") and (isinstance(v, bool) or _contradicts(law, value, v))]
        if clash or closing:
            denied = f"qd:{fact.closed_by} true" if closing else f"qd:{name} {curie(_word(clash[0]))}"
            given = f"its other facts make it {law.label(definition.iri).get('en', curie(definition.iri))} ({curie(definition.iri)}), so qd:{name} {curie(_word(value))}"
            raise InputError(Fault(f"{item.where}, {item.iri}", f"states {denied}, but {given}", "correct one of the two statements"))
        if not present or fact.is_a("ManyValued"):
            stated[name] = [*present, value]
            sources.setdefault(name, Source(definition.iri, "inferred", cites=definition.sources))


def _refuse_denied(law: Law, item: Node, stated: dict[str, list[Value]]) -> None:
    """A value beside the statement that there is none is a contradiction."""
    for fact in law.facts.values():
        if fact.closed_by and stated.get(fact.name) and stated.get(fact.closed_by) == [True]:
            value = curie(_word(stated[fact.name][0]))
            raise InputError(
                Fault(f"{item.where}, {item.iri}", f"states qd:{fact.name} {value} and qd:{fact.closed_by} true", "keep one of the two")
            )


def _word(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _contradicts(law: Law, value: Value, other: Value) -> bool:
    return other in law.graph.iris(str(value), QD + "contradicts")


def _closed(fact: FactType, values: list[Value], stated: dict[str, list[Value]]) -> Known | Evidence:
    ordered = sorted(values, key=str)
    return Evidence(ordered) if fact.closed_by and stated.get(fact.closed_by) != [True] else Known(ordered)


def _assume(law: Law, facts: dict[str, Known | Evidence]) -> tuple[str, ...]:
    """Take the stricter value of facts that could only lighten the answer; an act not recorded has not been done."""
    assumed = []
    for fact in law.facts.values():
        if fact.name in facts or fact.is_a("ComputedFact"):
            continue
        if fact.if_not_stated is not None:
            facts[fact.name] = Known([fact.if_not_stated])
            assumed.append(fact.name)
        elif fact.is_a("ActOfHandler"):
            facts[fact.name] = Known()
    return tuple(sorted(assumed))


def computed(law: Law, facts: dict[str, Known | Evidence], day: date) -> dict[str, Known | Evidence]:
    """Facts worked out from others and the day: the day itself, acts that have begun, sums of persons."""
    found: dict[str, Known | Evidence] = {"evaluationDate": Known([day])}
    for fact in law.facts.values():
        if fact.true_from:
            since = [value for value in facts.get(fact.true_from, ()) if isinstance(value, date)]
            begun = bool(since) and since[0] <= day
            found[fact.name] = Known([begun if since else fact.if_not_stated is True])
        elif fact.plus:
            numbers = [_numbers(facts, fact.plus), _numbers(facts, fact.less)]
            if all(number is not None for number in numbers):
                found[fact.name] = Known([sum(numbers[0] or []) - sum(numbers[1] or [])])
    return found


def _numbers(facts: dict[str, Known | Evidence], names: tuple[str, ...]) -> list[int] | None:
    values = [value for name in names for value in facts.get(name, ()) if isinstance(value, int)]
    return values if len(values) == len(names) else None
