"""
The columns of a table of items: which facts a row may state, in which order and form.

In: the law. Out: facts, and how a cell states a value.
"""

from __future__ import annotations

from typing import NamedTuple

from ..law.model import FactType, Law
from ..rdf.names import XSD, curie, local
from .kinds import MECHANISMS

HOMES = ("DataItem", "Export", "DataHandler", "Tally")
_LINKS = frozenset(
    ["DataItem", "Event", "Filing", "Material", "Mechanism", "Tally"]
)


class Sheet(NamedTuple):
    """A sheet beside that of the items: its columns that name a row, and the classes it tells."""

    name: str
    naming: tuple[str, ...]
    homes: tuple[str, ...]


SHEETS = (
    Sheet("exports", ("export", "item"), ("Export",)),
    Sheet("handlers", ("handler",), ("DataHandler",)),
    Sheet("tallies", ("handler",), ("Tally",)),
    Sheet("mechanisms", ("mechanism", "handler", "kind"), MECHANISMS),
    Sheet("events", ("event", "handler"), ("Event",)),
)


def columns_of_sheet(law: Law, sheet: Sheet) -> list[FactType]:
    """The facts that a row of a sheet beside the items may state, in the order of `columns`."""
    stated = [
        fact
        for fact in law.facts.values()
        if not fact.about.isdisjoint(sheet.homes)
        and not fact.is_a("ComputedFact")
        and not fact.is_a("NamesPerson")
        and local(fact.value_type) not in _LINKS
    ]
    return sorted(stated, key=_order)


def columns(law: Law) -> list[FactType]:
    """
    The facts that a row may state: the title, then in the
    order in which they are asked, then by name.

    Links between a row's own subjects are left out, since the row itself states them; so are facts
    that name a person, as the table asks for none.
    """
    stated = [
        fact
        for fact in law.facts.values()
        if not fact.about.isdisjoint(HOMES) and not fact.is_a("ComputedFact")
    ]
    facts_of_rows = [
        fact
        for fact in stated
        if local(fact.value_type) not in _LINKS
        and not fact.is_a("NamesPerson")
    ]
    return sorted(facts_of_rows, key=_order)


def _order(fact: FactType) -> tuple[bool, bool, int, str]:
    """The title first, then as facts are asked for, then by name."""
    return (
        fact.name != "title",
        fact.ask_order is None,
        fact.ask_order or 0,
        fact.name,
    )


def cell_value(fact: FactType, value: str) -> str:
    """
    How a cell states a value: a term by its local name, or
    by CURIE where two terms of the fact share one.
    """
    alike = [
        member for member in fact.members if local(member) == local(value)
    ]
    if not alike:
        return value.lower()
    if len(alike) == 1:
        return local(value)
    return curie(value)


def form_of(fact: FactType) -> str:
    """The form of a cell by name: `term`, `terms`, `text`, or the type of the value."""
    if fact.members:
        if fact.is_a("ManyValued"):
            return "terms"
        return "term"
    if fact.value_type.startswith(XSD):
        return local(fact.value_type)
    return "text"
