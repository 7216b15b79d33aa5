"""
Tables as statements: one row per item, columns named as the
facts, or renamed by a mapping file.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from urllib.parse import quote

import pyoxigraph as ox

from ...errors import Fault, InputError
from ...law.model import FactType, Law
from ...rdf.names import PREFIXES, QD, RDF, XSD, expand, part_of
from .cells import canonical, term
from .grid import Heading
from .mapped_row import (
    cell_values,
    fact_named,
    is_listed,
    refuse_unread,
    with_mapped,
)
from .mapping import Mapping

Statement = tuple[str, ox.NamedNode, str, ox.NamedNode | ox.Literal]
Columns = dict[int, tuple[FactType, ...]]
_TYPE = RDF + "type"
_IRI = re.compile(r"[a-z][a-z0-9+.-]*:\S+\Z")
HANDLERS = "urn:x-handler:"
_TOLD = 20
_HOMES = ("DataItem", "Export", "DataHandler", "Tally")


def tell_unread(
    heading: Heading,
    law: Law,
    mapping: Mapping,
    tell: Callable[[str], object],
) -> None:
    """Tell which columns are not read; raise InputError for one that is named as a fact."""
    where = f"{heading.where}, row {heading.row}"
    unread = refuse_unread([*heading.names], where, law, mapping)
    if unread:
        more = ""
        if len(unread) > _TOLD:
            more = f" and {len(unread) - _TOLD} more"
        tell(
            f"{heading.where}: columns not read: {', '.join(unread[:_TOLD])}{more}"
        )


def columns_of(heading: Heading, law: Law, mapping: Mapping) -> Columns:
    """
    The facts of each column that has one, by position; raise
    InputError for a heading that cannot be read.
    """
    where = f"{heading.where}, row {heading.row}"
    header = heading.names
    for column in mapping.item_columns:
        if column not in header:
            what = f"there is no column {column!r}"
            mend = "name the column that identifies the item `item`, or name it in a mapping file"
            raise InputError(Fault(where, what, mend))
    refuse_repeated(heading)
    absent = {*mapping.columns, *mapping.values} - set(header)
    if absent and not mapping.rows:
        what = f"the mapping names a column {min(absent)!r} that is not there"
        mend = "mend [columns] and [values] in the mapping"
        raise InputError(Fault(where, what, mend))
    named = {}
    foreign = mapping.is_foreign
    for index, column in enumerate(header):
        facts = mapping.columns.get(column, () if foreign else (column,))
        if not facts or (column in mapping.item_columns and not foreign):
            continue
        place = f"{heading.where}, {heading.cell(heading.row, index)}"
        named[index] = tuple(fact_named(name, place, law) for name in facts)
    return named


def refuse_repeated(heading: Heading) -> None:
    """Raise InputError where two columns have one name."""
    times = Counter(heading.names)
    for index, column in enumerate(heading.names):
        if times[column] > 1:
            first = heading.names.index(column)
            if index != first:
                shown = heading.cell(heading.row, index)
                what = f"the column {column!r} is there twice"
                place = f"{heading.where}, {shown}"
                mend = "keep one column for each fact"
                raise InputError(Fault(place, what, mend))


def row_statements(
    where: str,
    heading: Heading,
    cells: list[str],
    columns: Columns,
    law: Law,
    mapping: Mapping,
) -> Iterator[Statement]:
    """What one row states, of its item, its export, the handler and the tally."""
    header = heading.names
    if len(cells) != len(header):
        what = f"has {len(cells)} cells where the heading has {len(header)}"
        mend = "give every row as many cells as the heading"
        raise InputError(Fault(where, what, mend))
    named = dict(zip(header, (cell.strip() for cell in cells), strict=True))
    item = name_of_item(named, where, mapping)
    stated = [
        (fact, value)
        for index, facts in columns.items()
        for fact in facts
        for value in cell_values(fact, cells[index])
        if not is_listed(value, mapping.values.get(header[index], {}))
    ]
    stated = with_mapped(stated, named, where, law, mapping)
    subjects = _subjects(as_iri(item, mapping.base), stated)
    yield from _links(where, subjects, stated)
    for fact, value in stated:
        if fact.name != "heldBy":
            home = next(kind for kind in _HOMES if kind in fact.about)
            yield (
                where,
                as_node(subjects[home], where),
                fact.iri,
                term_of(law, fact, value, where),
            )


def name_of_item(named: dict[str, str], where: str, mapping: Mapping) -> str:
    """The name of the item of a row, from one column or several; InputError where it has none."""
    parts = [named[column] for column in mapping.item_columns]
    name = ".".join(part for part in parts if part)
    if not name:
        column = mapping.item_columns[0]
        what = f"the column {column!r} is empty"
        raise InputError(Fault(where, what, "give every item a name"))
    return name


def _subjects(item: str, stated: list[tuple[FactType, str]]) -> dict[str, str]:
    """The IRIs of what a row describes, by class."""
    handlers = [value for fact, value in stated if fact.name == "heldBy"]
    handler = as_iri(
        handlers[0] if handlers else HANDLERS + "unnamed", HANDLERS
    )
    years = [
        canonical(fact, value) for fact, value in stated if fact.name == "year"
    ]
    return {
        "DataItem": item,
        "Export": part_of(item, "export"),
        "DataHandler": handler,
        "Tally": part_of(handler, f"tally-{years[0]}" if years else "tally"),
    }


def _links(
    where: str, subjects: dict[str, str], stated: list[tuple[FactType, str]]
) -> Iterator[Statement]:
    """The classes of the subjects of a row, and how they hang together."""
    used = {
        next(kind for kind in _HOMES if kind in fact.about)
        for fact, _ in stated
    } | {"DataItem"}
    if "Tally" in used or any(fact.name == "heldBy" for fact, _ in stated):
        used.add("DataHandler")
    nodes = {kind: as_node(iri, where) for kind, iri in subjects.items()}
    for kind in _HOMES:
        if kind in used:
            yield where, nodes[kind], _TYPE, ox.NamedNode(QD + kind)
    if "DataHandler" in used:
        yield where, nodes["DataItem"], QD + "heldBy", nodes["DataHandler"]
    if "Export" in used:
        yield where, nodes["Export"], QD + "exportOf", nodes["DataItem"]
    if "Tally" in used:
        yield where, nodes["DataHandler"], QD + "tally", nodes["Tally"]


def as_iri(text: str, base: str) -> str:
    """An IRI as it stands, else a name under a base."""
    if _IRI.match(text):
        return text
    return base + quote(text, safe="")


def as_node(iri: str, where: str) -> ox.NamedNode:
    """The node of an IRI that a cell gives; raise InputError where it is none."""
    try:
        return ox.NamedNode(iri)
    except ValueError:
        what = f"the name {iri!r} is no IRI"
        raise InputError(
            Fault(where, what, "leave out spaces, quotes and brackets")
        ) from None


def term_of(
    law: Law, fact: FactType, value: str, where: str
) -> ox.NamedNode | ox.Literal:
    """The term that a cell states of a fact."""
    if fact.value_type.startswith(XSD):
        return ox.Literal(
            canonical(fact, value), datatype=ox.NamedNode(fact.value_type)
        )
    if fact.value_type.endswith("langString"):
        return ox.Literal(value)
    known = term(law, fact, value)
    if known is not None:
        return ox.NamedNode(known)
    if value.partition(":")[0] in PREFIXES:
        return as_node(expand(value), where)
    if fact.takes_text and not _IRI.match(value):
        return ox.Literal(value)
    return as_node(as_iri(value, QD), where)
