"""
An inventory as a value: who states what of which item,
handler, export and tally; vetted before use.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from ..errors import Fault, InputError
from ..law.model import Law
from ..rdf.graph import Term, Value
from ..rdf.names import QD, RDF, part_of
from .cell_faults import Agreement, of_cell
from .checks import vet_structure
from .faults import two_classes
from .notes import past
from .readers.frames import Table
from .readers.rdf import TABLE_FORMATS, read, triples
from .subject import Node
from .term_checks import is_taken, vet_term, vet_type

if TYPE_CHECKING:
    from .readers.mapping import Mapping


@dataclass
class Inventory:
    """Every subject by IRI, with the look-ups that levelling needs, and what was ignored."""

    nodes: dict[str, Node]
    ignored: int = 0
    exports: dict[str, list[Node]] = field(
        default_factory=lambda: defaultdict(list)
    )
    listed_in: dict[str, list[Node]] = field(
        default_factory=lambda: defaultdict(list)
    )
    past: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    @property
    def told(self) -> list[str]:
        """How files were read, where not as the format has it, and what was ignored."""
        return [*self.notes, *past(self.past)]

    @property
    def items(self) -> list[Node]:
        """The data items, by IRI."""
        return sorted(
            (node for node in self.nodes.values() if node.kind == "DataItem"),
            key=lambda node: node.iri,
        )

    def node(self, iri: Value | None) -> Node | None:
        """The subject of that IRI, where it is described."""
        if iri is None:
            return None
        return self.nodes.get(str(iri))


class _Reader:
    """Collects statements and their faults; nothing is used unless there is no fault."""

    def __init__(self, law: Law) -> None:
        self.law = law
        self.nodes: dict[str, Node] = {}
        self.faults: list[Fault] = []
        self.ignored: Counter[str] = Counter()
        self.notes: list[str] = []
        self.agreement = Agreement(law)

    def add(
        self,
        subject: Term,
        predicate: str,
        term: Term,
        where: str,
        cell: str = "",
    ) -> None:
        """
        Take one statement in: a fact, a class, or something that is ignored; of a table, the
        place of its cell is told where it is faulty.
        """
        iri = (
            subject.value
            if isinstance(subject, ox.NamedNode)
            else "_:" + subject.value
        )
        if predicate == RDF + "type":
            self._add_type(iri, term, where)
        elif is_taken(predicate):
            node = self.nodes.setdefault(iri, Node(iri, where))
            value, fault = vet_term(
                law=self.law,
                where=f"{where}, {iri}",
                predicate=predicate,
                term=term,
            )
            if cell:
                other = self.agreement.fault(cell, iri, predicate, term)
                self.faults += [other] if other else []
            if fault:
                self.faults.append(
                    of_cell(self.law, cell, predicate, term) if cell else fault
                )
            elif (
                value is not None
                and value not in node.facts[predicate[len(QD) :]]
            ):
                node.facts[predicate[len(QD) :]].append(value)
        else:
            self.ignored[predicate] += 1

    def _add_type(self, iri: str, term: Term, where: str) -> None:
        kind, fault = vet_type(f"{where}, {iri}", term)
        if fault:
            self.faults.append(fault)
        elif kind:
            node = self.nodes.setdefault(iri, Node(iri, where))
            if node.kind not in (None, kind):
                self.faults.append(
                    two_classes(f"{where}, {iri}", node.kind, kind)
                )
            node.kind = kind
        else:
            self.ignored[RDF + "type"] += 1


def load(
    paths: Sequence[Path | Table], law: Law, mapping: Mapping | None = None
) -> Inventory:
    """
    Read several files as one inventory; raise InputError
    with every fault, or return it whole.
    """
    reader = _Reader(law)
    for path in paths:
        if isinstance(path, Table):
            _read_table(reader, path, mapping)
            continue
        _read(
            reader=reader,
            content=read(path),
            suffix=path.suffix,
            where=str(path),
            mapping=mapping,
        )
    names = (
        path.where if isinstance(path, Table) else str(path) for path in paths
    )
    return _finish(reader, ", ".join(names))


def _read_table(
    reader: _Reader, table: Table, mapping: Mapping | None
) -> None:
    from .readers.cell_statements import of_grid
    from .readers.grid import Grid
    from .readers.mapping import Mapping

    reader.notes += table.notes
    grid = Grid(table.where, "", table.rows)
    for cell in of_grid(
        grid, reader.law, mapping or Mapping(), reader.notes.append
    ):
        reader.add(
            cell.subject, cell.predicate, cell.term, cell.where, cell.place
        )


def loads(
    content: bytes, suffix: str, law: Law, where: str = "input"
) -> Inventory:
    """Read one document in memory; as `load`."""
    reader = _Reader(law)
    _read(reader, content, suffix, where, None)
    return _finish(reader, where)


def gathered(
    statements: Iterable[tuple[Term, str, Term]], law: Law, where: str
) -> Inventory:
    """An inventory of statements; as `load`."""
    reader = _Reader(law)
    for subject, predicate, term in statements:
        reader.add(subject, predicate, term, where)
    return _finish(reader, where)


def _read(
    reader: _Reader,
    content: bytes,
    suffix: str,
    where: str,
    mapping: Mapping | None,
) -> None:
    if suffix in TABLE_FORMATS:
        from .readers.cell_statements import rows

        for cell in rows(
            content, where, reader.law, mapping, reader.notes.append
        ):
            reader.add(
                cell.subject, cell.predicate, cell.term, cell.where, cell.place
            )
        return
    if mapping and mapping.rows:
        from .readers.cell_statements import of_grid
        from .readers.document import DOCUMENTS, grid_of
    if mapping and mapping.rows and suffix in DOCUMENTS:
        grid = grid_of(content, suffix, where, mapping)
        for cell in of_grid(grid, reader.law, mapping, reader.notes.append):
            reader.add(
                cell.subject, cell.predicate, cell.term, cell.where, cell.place
            )
        return
    for subject, predicate, term in triples(content, suffix, where):
        reader.add(subject, predicate, term, where)


def _finish(reader: _Reader, where: str) -> Inventory:
    inventory = Inventory(
        reader.nodes,
        reader.ignored.total(),
        past=reader.ignored,
        notes=reader.notes,
    )
    faults = reader.faults or list(
        vet_structure(reader.law, inventory.nodes, where)
    )
    if faults:
        raise InputError(*sorted(set(faults), key=str))
    name_blank_nodes(inventory.nodes)
    for node in sorted(inventory.nodes.values(), key=lambda node: node.iri):
        for item in node.facts.get("exportOf", ()):
            inventory.exports[str(item)].append(node)
        for item in node.facts.get("lists", ()):
            inventory.listed_in[str(item)].append(node)
    return inventory


def name_blank_nodes(nodes: dict[str, Node]) -> None:
    """
    Call a blank tally, event, export or inventory by what
    it belongs to, as labels of blank nodes mean nothing.
    """
    owned = {
        "tally": "tally",
        "hasEvent": "event",
        "hasMechanism": "mechanism",
        "hasFiling": "filing",
        "hasMaterial": "material",
    }
    owners = {
        str(target): part_of(node.iri, name)
        for node in nodes.values()
        for link, name in owned.items()
        for target in node.facts.get(link, ())
    }
    blank = [node for node in nodes.values() if node.iri.startswith("_:")]
    taken: dict[str, int] = {}
    for node in sorted(
        blank,
        key=lambda node: sorted(
            (name, sorted(map(str, values)))
            for name, values in node.facts.items()
            if name not in owned
        ),
    ):
        base = owners.get(node.iri) or part_of(
            str(node.one("exportOf") or "inventory"), str(node.kind).lower()
        )
        name = f"{base}-{node.one('year')}" if node.kind == "Tally" else base
        taken[name] = taken.get(name, 0) + 1
        node.iri = name if taken[name] == 1 else f"{name}-{taken[name]}"
