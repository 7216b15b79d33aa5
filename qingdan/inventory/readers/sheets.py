"""
Tables beside that of the items: handlers with their tallies, exports, mechanisms in hand,
events. A row in, what it states out.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from ...errors import Fault, InputError
from ...law.model import FactType, Law
from ...rdf.names import QD, RDF, part_of
from ..kinds import MECHANISMS, may_state
from .cells import canonical
from .grid import Heading, Layout
from .mapped_row import cell_values, fact_named
from .mapping import Mapping
from .tables import (
    HANDLERS,
    Columns,
    Statement,
    as_iri,
    as_node,
    refuse_repeated,
    term_of,
)

_TYPE = RDF + "type"
# the classes whose facts stand in the columns of a table, by the column that names its rows
_HOMES = {
    "handler": ("DataHandler", "Tally"),
    "export": ("Export",),
    "mechanism": MECHANISMS,
    "event": ("Event",),
}
_NAMING = {
    "handler": ("handler",),
    "export": ("export", "item"),
    "mechanism": ("mechanism", "handler", "kind"),
    "event": ("event", "handler"),
}
_ITEMS = Mapping().base


def columns_of_sheet(heading: Heading, law: Law) -> Columns:
    """
    The fact of each column that has one, by position; raises InputError for a heading that
    cannot be read.
    """
    refuse_repeated(heading)
    naming = _NAMING[heading.key]
    for column in naming:
        if column not in heading.names:
            what = (
                f"there is no column {column!r} in a table of {heading.key}s"
            )
            mend = f"add it; such a table has the columns {', '.join(naming)}"
            place = f"{heading.where}, row {heading.row}"
            raise InputError(Fault(place, what, mend))
    homes = frozenset(_HOMES[heading.key])
    named: Columns = {}
    for index, column in enumerate(heading.names):
        if column not in naming:
            place = f"{heading.where}, {heading.cell(heading.row, index)}"
            fact = fact_named(column, place, law, homes)
            named[index] = (fact,)
    return named


def statements_of_row(
    layout: Layout, number: int, cells: list[str], law: Law
) -> Iterator[Statement]:
    """What one row states, its links to what it belongs to among it."""
    heading = layout.heading
    where = f"{heading.where}, row {number}"
    if len(cells) != len(heading.names):
        what = f"has {len(cells)} cells where the heading has {len(heading.names)}"
        mend = "give every row as many cells as the heading"
        raise InputError(Fault(where, what, mend))
    named = {
        name: cell.strip()
        for name, cell in zip(heading.names, cells, strict=True)
    }
    stated = [
        (fact, value)
        for index, (fact,) in columns_of_sheet(heading, law).items()
        for value in cell_values(fact, cells[index])
    ]
    for column in _NAMING[heading.key]:
        if not named[column] and column not in ("export", "event"):
            place = f"{heading.where}, {heading.cell(number, heading.names.index(column))}"
            what = "the cell is empty"
            raise InputError(Fault(place, what, _empty_mend(column)))
    yield from _ROWS[heading.key](where, number, named, stated, law)


def _empty_mend(column: str) -> str:
    if column == "kind":
        return f"write one of {', '.join(MECHANISMS)}"
    return f"write the name of the {column} that the row tells of"


def _handler(
    where: str,
    number: int,
    named: dict[str, str],
    stated: list[tuple[FactType, str]],
    law: Law,
) -> Iterator[Statement]:
    """A handler, and its tally where the row states one."""
    handler = as_iri(named["handler"], HANDLERS)
    years = [
        canonical(fact, value) for fact, value in stated if fact.name == "year"
    ]
    tally = part_of(handler, f"tally-{years[0]}" if years else "tally")
    counted = [pair for pair in stated if "DataHandler" not in pair[0].about]
    of_handler = [pair for pair in stated if pair not in counted]
    yield from _described(where, handler, "DataHandler", of_handler, law)
    if counted:
        yield from _described(where, tally, "Tally", counted, law)
        yield (
            where,
            as_node(handler, where),
            QD + "tally",
            as_node(tally, where),
        )


def _export(
    where: str,
    number: int,
    named: dict[str, str],
    stated: list[tuple[FactType, str]],
    law: Law,
) -> Iterator[Statement]:
    """One of the exports of an item; a row without a name is one of its own."""
    item = as_iri(named["item"], _ITEMS)
    base = part_of(item, "export-")
    export = as_iri(named["export"] or f"row-{number}", base)
    yield from _described(where, export, "Export", stated, law)
    yield (
        where,
        as_node(export, where),
        QD + "exportOf",
        as_node(item, where),
    )


def _mechanism(
    where: str,
    number: int,
    named: dict[str, str],
    stated: list[tuple[FactType, str]],
    law: Law,
) -> Iterator[Statement]:
    """An assessment, a contract or a certificate of a handler."""
    kind = _kind(named["kind"], law)
    if kind is None:
        known = ", ".join(
            f"{name} ({' / '.join(law.label(QD + name).values())})"
            for name in MECHANISMS
        )
        what = f"{named['kind']!r} is no kind of mechanism"
        raise InputError(Fault(where, what, f"write one of {known}"))
    for fact, _ in stated:
        if not may_state(fact, kind):
            of = " or ".join(sorted(fact.about & {*MECHANISMS}))
            what = f"{fact.name} is stated of a {kind}"
            raise InputError(Fault(where, what, f"state it of a {of}"))
    handler = as_iri(named["handler"], HANDLERS)
    mechanism = as_iri(named["mechanism"], part_of(handler, "mechanism-"))
    covered = [pair for pair in stated if pair[0].name == "coversItem"]
    others = [pair for pair in stated if pair not in covered]
    yield from _described(where, mechanism, kind, others, law)
    subject = as_node(mechanism, where)
    for fact, value in covered:
        yield where, subject, fact.iri, as_node(as_iri(value, _ITEMS), where)
    yield from _owned(where, handler, "hasMechanism", mechanism)


def _kind(text: str, law: Law) -> str | None:
    """The class of a mechanism by its name or its label."""
    wanted = text.casefold()
    for kind in MECHANISMS:
        labels = law.label(QD + kind).values()
        if wanted in {kind.casefold(), *(each.casefold() for each in labels)}:
            return kind
    return None


def _event(
    where: str,
    number: int,
    named: dict[str, str],
    stated: list[tuple[FactType, str]],
    law: Law,
) -> Iterator[Statement]:
    """What happened to a handler; a row without a name is an event of its own."""
    handler = as_iri(named["handler"], HANDLERS)
    event = as_iri(
        named["event"] or f"row-{number}", part_of(handler, "event-")
    )
    yield from _described(where, event, "Event", stated, law)
    yield from _owned(where, handler, "hasEvent", event)


_ROWS = {
    "handler": _handler,
    "export": _export,
    "mechanism": _mechanism,
    "event": _event,
}


def _described(
    where: str,
    iri: str,
    kind: str,
    stated: list[tuple[FactType, str]],
    law: Law,
) -> Iterator[Statement]:
    subject = as_node(iri, where)
    yield where, subject, _TYPE, ox.NamedNode(QD + kind)
    for fact, value in stated:
        yield where, subject, fact.iri, term_of(law, fact, value, where)


def _owned(
    where: str, handler: str, link: str, target: str
) -> Iterator[Statement]:
    owner = as_node(handler, where)
    yield where, owner, _TYPE, ox.NamedNode(QD + "DataHandler")
    yield where, owner, QD + link, as_node(target, where)
