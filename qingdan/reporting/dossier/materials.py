"""The materials that a duty asks for in, which are there, missing or stale out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from ...errors import Fault, InputError
from ...inventory.in_memory import Inventory
from ...inventory.subject import Node
from ...language import N_, in_both
from ...law.model import Law
from ...rdf.graph import Text
from ...rdf.names import QD, SKOS, curie, expand, local
from ..duties.listing import Entry

STATES = {
    "there": N_("on file"),
    "missing": N_("missing"),
    "stale": N_("out of date"),
}
_CHANGED = ("MaterialChange", "Relocation")
_LAPSED = N_("its term ended on {day}")
_BEFORE = N_("made before the change of {day}")
_TO_COME = N_("dated {day}, which is in the future")


class Material(NamedTuple):
    """
    One material, whether it is there, and why it is stale.

    `paper` is the name of the paper that can be filled for it, None where it is a copy of a
    document; `kept` is where the handler keeps it.
    """

    provision: str
    number: str
    label: Text
    state: str
    why: Text | None
    kept: str | None
    paper: str | None

    def document(self) -> dict[str, Any]:
        """The material as the manifest keeps it."""
        return {
            "provision": self.provision,
            "state": self.state,
            "why": self.why,
            "kept": self.kept,
            "paper": self.paper,
        }


def materials(
    law: Law, inventory: Inventory, handler: Node, entry: Entry, as_of: date
) -> tuple[Material, ...]:
    """The checklist of a handler, in the order in which the list names the materials."""
    asked = law.graph.iris(expand(entry.duty.duty), QD + "asksFor")
    held = _held(inventory, handler, frozenset(map(str, asked)))
    changes = sorted(_changes(inventory, handler, as_of))
    return tuple(
        _material(
            law, str(provision), held.get(str(provision), []), changes, as_of
        )
        for provision in asked
    )


def _held(
    inventory: Inventory, handler: Node, asked: frozenset[str]
) -> dict[str, list[Node]]:
    """What is ready by the provision that it serves; InputError where that asks for nothing."""
    by_provision: dict[str, list[Node]] = {}
    for iri in handler.facts.get("hasMaterial", ()):
        node = inventory.nodes[str(iri)]
        serves = str(node.one("serves"))
        if serves not in asked:
            names = ", ".join(sorted(map(curie, asked)))
            raise InputError(
                Fault(
                    f"{node.where}, {node.iri}",
                    f"qd:serves {curie(serves)} is no material of the filing",
                    f"name one of {names}",
                )
            )
        by_provision.setdefault(serves, []).append(node)
    return by_provision


def _changes(
    inventory: Inventory, handler: Node, as_of: date
) -> Iterator[date]:
    """The days of changes after which a document has to be made anew."""
    for iri in handler.facts.get("hasEvent", ()):
        event = inventory.nodes[str(iri)]
        kinds = {local(str(kind)) for kind in event.facts.get("eventKind", ())}
        day = event.one("happenedOn")
        if isinstance(day, date) and day <= as_of and kinds & {*_CHANGED}:
            yield day


def _material(
    law: Law,
    provision: str,
    held: list[Node],
    changes: list[date],
    as_of: date,
) -> Material:
    paper = law.graph.one(provision, QD + "filledAs")
    name = None
    if paper:
        name = law.graph.one(str(paper), SKOS + "notation")
    stale = [(node, _stale(node, changes, as_of)) for node in held]
    node, why = min(
        stale, key=lambda pair: pair[1] is not None, default=(None, None)
    )
    kept = None
    if node:
        kept = node.one("kept")
    return Material(
        provision=curie(provision),
        number=str(law.graph.one(provision, QD + "number") or ""),
        label=law.label(provision),
        state="missing" if node is None else "stale" if why else "there",
        why=why,
        kept=None if kept is None else str(kept),
        paper=None if name is None else str(name),
    )


def _stale(node: Node, changes: list[date], as_of: date) -> Text | None:
    """Why a document no longer serves, None where it does."""
    issued = node.one("issuedOn")
    until = node.one("validUntil")
    if isinstance(until, date) and until < as_of:
        return in_both(_LAPSED, day=until)
    if isinstance(issued, date) and issued > as_of:
        return in_both(_TO_COME, day=issued)
    later = [
        day for day in changes if isinstance(issued, date) and issued < day
    ]
    if later:
        return in_both(_BEFORE, day=later[-1])
    return None
