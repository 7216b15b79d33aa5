"""
Tables as statements: one row per item, columns named as the
facts, or renamed by a mapping file.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from urllib.parse import quote

import pyoxigraph as ox

from ...errors import Fault, InputError
from ...law.model import FactType, Law
from ...rdf.names import PREFIXES, QD, RDF, XSD, expand
from .cells import canonical, term
from .csv_text import csv_rows
from .mapping import (
    Mapping,
    cell_values,
    fact_named,
    refuse_unread,
    with_mapped,
)

Statement = tuple[str, ox.NamedNode, str, ox.NamedNode | ox.Literal]
_TYPE = RDF + "type"
_IRI = re.compile(r"[a-z][a-z0-9+.-]*:\S+\Z")
HANDLERS = "urn:x-handler:"
_TOLD = 20
_HOMES = ("DataItem", "Export", "DataHandler", "Tally")


def rows(
    content: bytes,
    where: str,
    law: Law,
    mapping: Mapping | None = None,
    tell: Callable[[str], object] = lambda _: None,
) -> Iterator[Statement]:
    """
    Statements of a CSV file with the row each comes from;
    raise InputError on a malformed table.

    `tell` is given how it was read, and which columns were not.
    """
    mapping = mapping or Mapping()
    lines = csv_rows(
        content=io.BytesIO(content),
        where=where,
        known=heading_names(law, mapping),
        tell=tell,
    )
    yield from of_lines(lines, where, law, mapping, tell)


def of_lines(
    lines: Iterator[tuple[int, list[str]]],
    where: str,
    law: Law,
    mapping: Mapping,
    tell: Callable[[str], object],
) -> Iterator[Statement]:
    """Statements of the rows of a table, its heading first."""
    _, header = next(lines, (1, []))
    columns = columns_of(header, where, law, mapping)
    tell_unread(header, where, law, mapping, tell)
    for number, cells in lines:
        yield from row_statements(
            f"{where}, row {number}", header, cells, columns, law, mapping
        )


def tell_unread(
    header: list[str],
    where: str,
    law: Law,
    mapping: Mapping,
    tell: Callable[[str], object],
) -> None:
    """Tell which columns are not read; raise InputError for one that is named as a fact."""
    unread = refuse_unread(header, where, law, mapping)
    if unread:
        more = ""
        if len(unread) > _TOLD:
            more = f" and {len(unread) - _TOLD} more"
        tell(f"{where}: columns not read: {', '.join(unread[:_TOLD])}{more}")


def heading_names(law: Law, mapping: Mapping) -> frozenset[str]:
    """The names by which a heading is known, whatever parts its cells."""
    return mapping.reads | frozenset(law.facts)


def columns_of(
    header: list[str], where: str, law: Law, mapping: Mapping
) -> dict[int, FactType]:
    """
    The fact of each column that has one, by position; raise
    InputError for a heading that cannot be read.
    """
    if mapping.item not in header:
        raise InputError(
            Fault(
                f"{where}, row 1",
                f"there is no column {mapping.item!r}",
                "name the column that identifies the item `item`, or name it in a mapping file",
            )
        )
    repeated = next(
        (column for column, many in Counter(header).items() if many > 1), None
    )
    if repeated is not None:
        what = f"the column {repeated!r} is there twice"
        raise InputError(
            Fault(f"{where}, row 1", what, "keep one column for each fact")
        )
    absent = set(mapping.columns) - set(header)
    if absent:
        raise InputError(
            Fault(
                f"{where}, row 1",
                f"the mapping names a column {min(absent)!r} that is not there",
                "mend [columns] in the mapping",
            )
        )
    named = {}
    mapped = mapping != Mapping()
    for index, column in enumerate(header):
        name = mapping.columns.get(column, column)
        if column == mapping.item or (
            mapped and column not in mapping.columns
        ):
            continue
        named[index] = fact_named(name, f"{where}, row 1", law)
    return named


def row_statements(
    where: str,
    header: list[str],
    cells: list[str],
    columns: dict[int, FactType],
    law: Law,
    mapping: Mapping,
) -> Iterator[Statement]:
    """What one row states, of its item, its export, the handler and the tally."""
    if len(cells) != len(header):
        what = f"has {len(cells)} cells where the heading has {len(header)}"
        mend = "give every row as many cells as the heading"
        raise InputError(Fault(where, what, mend))
    named = dict(zip(header, (cell.strip() for cell in cells), strict=True))
    item = named[mapping.item]
    if not item:
        what = f"the column {mapping.item!r} is empty"
        raise InputError(Fault(where, what, "give every item a name"))
    stated = [
        (fact, value)
        for index, fact in columns.items()
        for value in cell_values(fact, cells[index])
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
                _term(law, fact, value, where),
            )


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
        "Export": item + "#export",
        "DataHandler": handler,
        "Tally": f"{handler}#tally-{years[0]}"
        if years
        else handler + "#tally",
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


def _term(
    law: Law, fact: FactType, value: str, where: str
) -> ox.NamedNode | ox.Literal:
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
