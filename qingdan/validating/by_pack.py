"""What follows from an edition pack for an item that is near, as shapes see it."""

from __future__ import annotations

from collections.abc import Mapping

import pyoxigraph as ox

from ..deciding.by_slots import GIVEN
from ..deciding.levelling import level
from ..errors import InputError
from ..inventory.profiles import Key
from ..inventory.table import Register
from ..rdf.graph import Term, Value
from ..rdf.names import QD, Iri

Statements = Mapping[str, list[Term]]


def by_pack(
    register: Register,
    key: Key,
    levelled: Statements,
) -> Statements:
    """
    The statements of a levelled item with what the slots of the pack say of the list.

    An item whose facts contradict one another stays as it is: that is a finding of its own.
    """
    pack = register.law.pack
    item = register.node(key.sample, key.profile, key.holder)
    inventory = register.case_of(item, [], key.listings)
    try:
        stated, sources = level(register.law, inventory, item, None, None)
    except InputError:
        return levelled
    statements = dict(levelled)
    for name in GIVEN:
        if name not in stated:
            statements.pop(QD + name, None)
        elif pack and sources[name].stated_on == pack.iri:
            statements[QD + name] = [*map(_term, stated[name])]
    return statements


def _term(value: Value) -> Term:
    if isinstance(value, Iri):
        return ox.NamedNode(value)
    return ox.Literal(bool(value))
