"""
Levelling: from what an item, its export, its handler and inventories
state to the facts that hold for the item, with their sources.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from ..errors import Fault, InputError
from ..inventory.faults import KEEP_ONE
from ..inventory.in_memory import Inventory
from ..inventory.subject import Node
from ..law.definitions import derived
from ..law.model import FactType, Law
from ..rdf.graph import Value
from ..rdf.names import QD, curie
from .by_slots import FACTS, by_slots
from .sources import Source, source_of


class Plan(NamedTuple):
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
def plan_of(law: Law) -> Plan:
    """The facts of a law, sorted once."""
    stated = [
        fact for fact in law.facts.values() if not fact.is_a("ComputedFact")
    ]
    homes: dict[str, list[str]] = {
        "Tally": [],
        "DataHandler": [],
        "Export": [],
        "DataItem": [],
    }
    for fact in (
        fact
        for fact in stated
        if not fact.is_a("Annotation") and fact.about != {"Event"}
    ):
        alone = "DataHandler" if fact.about == {"DataHandler"} else "DataItem"
        home = next(
            (home for home in ("Tally", "Export") if home in fact.about), alone
        )
        homes[home].append(fact.name)
    return Plan(
        of_tally=tuple(homes["Tally"]),
        of_handler=tuple(homes["DataHandler"]),
        of_export=tuple(homes["Export"]),
        of_item=tuple(homes["DataItem"]),
        closing=tuple(fact for fact in law.facts.values() if fact.closed_by),
        assumed=tuple(
            fact for fact in stated if fact.if_not_stated is not None
        ),
        acts=tuple(
            fact
            for fact in stated
            if fact.if_not_stated is None and fact.is_a("Claim")
        ),
        dated=tuple(fact for fact in law.facts.values() if fact.true_from),
        picked=tuple(
            fact for fact in law.facts.values() if fact.computed_from
        ),
        added={
            fact.adds_to: fact.name
            for fact in law.facts.values()
            if fact.adds_to
        },
    )


def level(
    law: Law,
    inventory: Inventory,
    item: Node,
    export: Node | None,
    tally: Node | None,
) -> tuple[dict[str, list[Value]], dict[str, Source]]:
    """
    The facts that hold for an item, from all who state them,
    and what follows; raise InputError where they contradict.
    """
    handler = inventory.node(item.one("heldBy"))
    listings = inventory.listed_in.get(item.iri, [])
    plan = plan_of(law)
    gathered: dict[str, tuple[Node, list[Value]]] = {}
    chain = [
        node for node in (export, item, *listings, handler) if node is not None
    ]
    _gather(gathered, plan.of_tally, [tally] if tally else [])
    _gather(gathered, plan.of_handler, [handler] if handler else [])
    _gather(gathered, plan.of_export, chain)
    _gather(gathered, plan.of_item, chain[1:] if export else chain)
    _leave_proof_to_its_ground(gathered)
    if len(listings) > 1:
        _refuse_disagreement(item, gathered, listings)
    stated = {name: values for name, (_, values) in gathered.items()}
    nodes = {id(node): node for node, _ in gathered.values()}
    told_by = {number: source_of(node) for number, node in nodes.items()}
    sources = {name: told_by[id(node)] for name, (node, _) in gathered.items()}
    _derive(law, item, stated, sources)
    _refuse_denied(plan, item, stated)
    if law.pack:
        by_slots(law.pack, gathered, stated, sources)
        _refuse_denied(plan, item, stated)
    return stated, sources


@cache
def contradictable(law: Law) -> tuple[str, ...]:
    """
    The facts that a contradiction can lie in: those that a
    defined class needs or gives, those that are closed or close.
    """
    names = {
        fact
        for definition in law.definitions
        for fact, _ in (*definition.needs, *definition.gives)
    }
    for fact in plan_of(law).closing:
        names |= {fact.name, str(fact.closed_by)}
    if law.pack:
        names |= {*FACTS}
    return tuple(sorted(names))


def _gather(
    gathered: dict[str, tuple[Node, list[Value]]],
    names: tuple[str, ...],
    chain: list[Node],
) -> None:
    """
    The nearest statement of each fact: the export's, the
    item's, an inventory's, the handler's.
    """
    stated = [(node, node.facts) for node in chain if node.facts]
    for name in names:
        for node, facts in stated:
            if name in facts:
                gathered[name] = node, facts[name]
                break


def _leave_proof_to_its_ground(
    gathered: dict[str, tuple[Node, list[Value]]],
) -> None:
    """
    A proof counts for the ground and the export on which
    both are stated (CBDF Provisions, Articles 4 and 5).
    """
    if "groundProven" not in gathered:
        return
    prover, _ = gathered["groundProven"]
    holder, _ = gathered.get("ground", (None, []))
    if prover is not holder or prover.kind != "Export":
        del gathered["groundProven"]


def _refuse_disagreement(
    item: Node,
    gathered: dict[str, tuple[Node, list[Value]]],
    listings: list[Node],
) -> None:
    for name, (holder, values) in gathered.items():
        if holder not in listings:
            continue
        others = [
            node.facts[name] for node in listings if node.facts.get(name)
        ]
        if any(set(other) != set(values) for other in others):
            raise InputError(
                Fault(
                    item.iri,
                    f"two inventories state different values of qd:{name}",
                    "state it on the item itself",
                )
            )


def _derive(
    law: Law,
    item: Node,
    stated: dict[str, list[Value]],
    sources: dict[str, Source],
) -> None:
    """Add what OWL infers; raise InputError where a statement contradicts it."""
    for definition, name, value in derived(law, stated):
        fact = law.facts[name]
        present = stated.get(name, [])
        denied = _denied(law, fact, value, stated)
        if denied:
            short = curie(definition.iri)
            label = law.label(definition.iri).get("en", short)
            inferred = f"qd:{name} {curie(_word(value))}"
            given = f"its other facts make it {label} ({short}), so {inferred}"
            raise InputError(
                Fault(
                    f"{item.where}, {item.iri}",
                    f"states {denied}, but {given}",
                    "correct one of the two statements",
                )
            )
        if not present or fact.is_a("ManyValued"):
            stated[name] = [*present, value]
            sources.setdefault(
                name,
                Source(definition.iri, "inferred", cites=definition.sources),
            )


def _denied(
    law: Law,
    fact: FactType,
    value: Value,
    stated: dict[str, list[Value]],
) -> str | None:
    """The statement that contradicts a value which is inferred, or None."""
    if fact.closed_by and stated.get(fact.closed_by) == [True]:
        return f"qd:{fact.closed_by} true"
    if fact.is_a("ManyValued"):
        return None
    for other in stated.get(fact.name, []):
        if isinstance(other, bool) or _contradicts(law, value, other):
            return f"qd:{fact.name} {curie(_word(other))}"
    return None


def _refuse_denied(
    plan: Plan,
    item: Node,
    stated: dict[str, list[Value]],
) -> None:
    """A value beside the statement that there is none is a contradiction."""
    for fact in plan.closing:
        if stated.get(fact.name) and stated.get(str(fact.closed_by)) == [True]:
            value = curie(_word(stated[fact.name][0]))
            raise InputError(
                Fault(
                    f"{item.where}, {item.iri}",
                    f"states qd:{fact.name} {value} and qd:{fact.closed_by} true",
                    KEEP_ONE,
                )
            )


def _word(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)


def _contradicts(
    law: Law,
    value: Value,
    other: Value,
) -> bool:
    return other in law.graph.iris(str(value), QD + "contradicts")
