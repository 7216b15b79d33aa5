"""
An inventory for engines that only run SHACL: on each item, what
holds for it on a day, whoever states it; as lines of N-Triples.

In: an inventory and a day. Out: for each item and export a `qd:DataItem` with a handler, a tally
and an export of its own. An item with several exports is several, so that what one export
lacks is not taken from another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache

import pyoxigraph as ox

from ..deciding.case import Case, cases
from ..inventory.in_memory import Inventory
from ..law.conditions import Between, Fact
from ..law.model import FactType, Law
from ..rdf.graph import Value
from ..rdf.names import PREFIXES, QD, RDF, XSD, Iri, part_of

_TYPE = ox.NamedNode(RDF + "type")
_OF = ox.NamedNode(PREFIXES["prov"] + "specializationOf")
_PARTS = ("Tally", "DataHandler", "Export")


def lines(law: Law, inventory: Inventory, as_of: date | None) -> Iterator[str]:
    """
    What holds for each item, line by line.

    A number of persons that is known within bounds is stated where no limit of the law lies
    between them, and is left out, as not known, where one does.
    """
    described: set[str] = set()
    for item in inventory.items:
        met = list(cases(law, inventory, item, as_of))
        for number, case in enumerate(met, 1):
            name = (
                item.iri
                if len(met) == 1
                else part_of(item.iri, f"case-{number}")
            )
            for triple in triples(law, case, name, described):
                yield f"{triple} .\n"


@cache
def _limits(law: Law) -> tuple[int, ...]:
    """The numbers that the law compares persons with, and those just above them."""
    numbers = {
        value
        for parameter in law.graph.members(QD + "Parameter")
        if isinstance(value := law.graph.one(parameter, QD + "value"), int)
    }
    return tuple(sorted(numbers | {number + 1 for number in numbers} | {1}))


def triples(
    law: Law, case: Case, name: str, described: set[str]
) -> Iterator[ox.Triple]:
    """A case as an item of a name; `described` are the values whose classes were stated before."""
    item = ox.NamedNode(name)
    at = {
        "DataItem": item,
        "DataHandler": ox.NamedNode(part_of(name, "holds-it")),
        "Tally": ox.NamedNode(part_of(name, "tallied")),
        "Export": ox.NamedNode(part_of(name, "exported")),
    }
    for kind, node in at.items():
        yield ox.Triple(node, _TYPE, ox.NamedNode(QD + kind))
    for node, link, other in (
        (item, "heldBy", "DataHandler"),
        (at["DataHandler"], "tally", "Tally"),
        (at["Export"], "exportOf", "DataItem"),
    ):
        yield ox.Triple(
            node,
            ox.NamedNode(QD + link),
            at[other],
        )
    if name != case.item:
        yield ox.Triple(item, _OF, ox.NamedNode(case.item))
    if case.export:
        yield ox.Triple(
            at["Export"],
            _OF,
            ox.NamedNode(case.export),
        )
    for fact_name, values in case.facts.items():
        fact = law.facts[fact_name]
        predicate = ox.NamedNode(fact.iri)
        for value in known_values(law, values):
            yield ox.Triple(
                at[_home(fact)],
                predicate,
                _term(fact, value),
            )
            if isinstance(value, Iri) and value not in described:
                described.add(value)
                yield from _kinds(law, value)


def known_values(law: Law, values: Fact) -> Iterable[Value]:
    """The values that are stated of a fact; none of a number whose bounds a limit lies between."""
    if not isinstance(values, Between):
        return values
    low, high = values.low, values.high
    if any(
        low < limit and (high is None or limit <= high)
        for limit in _limits(law)
    ):
        return ()
    return (low,)


def _home(fact: FactType) -> str:
    """Whose the fact is where shapes look for it."""
    if "DataItem" in fact.about:
        return "DataItem"
    return next((part for part in _PARTS if part in fact.about), "DataItem")


def _term(fact: FactType, value: Value) -> ox.NamedNode | ox.Literal:
    if isinstance(value, Iri):
        return ox.NamedNode(value)
    if isinstance(value, bool):
        return ox.Literal(value)
    if isinstance(value, date):
        return _typed(value.isoformat(), XSD + "date")
    if isinstance(value, int):
        kind = fact.value_type if fact.value_type == XSD + "gYear" else None
        return _typed(str(value), kind or XSD + "integer")
    return ox.Literal(str(value))


def _typed(text: str, kind: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(kind))


def _kinds(law: Law, value: str) -> Iterator[ox.Triple]:
    """The classes of a value, which shapes ask for."""
    for kind in law.graph.iris(value, RDF + "type"):
        if not kind.startswith("_:"):
            yield ox.Triple(
                ox.NamedNode(value),
                _TYPE,
                ox.NamedNode(kind),
            )
