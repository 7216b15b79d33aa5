"""Tables as statements: one row per item, columns named as the facts, or renamed by a mapping file."""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pyoxigraph as ox

from .errors import Fault, InputError
from .names import PREFIXES, QD, RDF, XSD, expand, local
from .terms import FactType, Law
from .vetting import unknown_property

if TYPE_CHECKING:
    from .foreign import Vocabulary

Statement = tuple[str, ox.NamedNode, str, ox.NamedNode | ox.Literal]
_TYPE = RDF + "type"
_MEND = "write it as docs/inventories.md describes"
_IRI = re.compile(r"[a-z][a-z0-9+.-]*:\S+\Z")
_HOMES = ("DataItem", "Export", "DataHandler", "Tally")


@dataclass(frozen=True)
class Mapping:
    """How foreign columns become facts: renamed columns, facts for every row, facts for rows that match."""

    item: str = "item"
    base: str = "urn:x-item:"
    columns: dict[str, str] = field(default_factory=dict)
    always: dict[str, object] = field(default_factory=dict)
    when: tuple[dict[str, object], ...] = ()
    vocabulary: Vocabulary | None = None


def read_mapping(path: Path) -> Mapping:
    """A mapping from TOML: `item`, `base`, `[columns]`, `[always]` and any number of `[[when]]`."""
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(Fault(str(path), f"the mapping cannot be read ({error})", _MEND)) from None
    if set(raw) & {"prefixes", "classes", "properties", "values"}:
        from .foreign import read_vocabulary

        return Mapping(vocabulary=read_vocabulary(raw, str(path)))
    shapes = {"item": str, "base": str, "columns": dict, "always": dict, "when": list}
    for key, value in raw.items():
        if key not in shapes or not isinstance(value, shapes[key]):
            raise InputError(Fault(str(path), f"{key!r} is no part of a mapping, or not in its form", _MEND))
    for clause in raw.get("when", []):
        if not isinstance(clause, dict) or set(clause) != {"column", "matches", "set"} or not isinstance(clause["set"], dict):
            raise InputError(Fault(str(path), "a [[when]] needs column, matches and set, and nothing else", _MEND))
    return Mapping(
        raw.get("item", "item"), raw.get("base", "urn:x-item:"), raw.get("columns", {}), raw.get("always", {}), tuple(raw.get("when", ()))
    )


def rows(content: bytes, where: str, law: Law, mapping: Mapping | None = None) -> Iterator[Statement]:
    """Statements of a CSV file with the row each comes from; raise InputError on a malformed table."""
    mapping = mapping or Mapping()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(Fault(where, f"byte {error.start} is not UTF-8", "save the table as UTF-8")) from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header = next(reader, [])
    columns = columns_of(header, where, law, mapping)
    try:
        for number, cells in enumerate(reader, start=2):
            if any(cell.strip() for cell in cells):
                yield from row_statements(f"{where}, row {number}", header, cells, columns, law, mapping)
    except csv.Error as error:
        raise InputError(Fault(f"{where}, line {reader.line_num}", f"not well-formed CSV ({error})", "mend the quoting")) from None


def columns_of(header: list[str], where: str, law: Law, mapping: Mapping) -> dict[int, FactType]:
    """The fact of each column that has one, by position; raise InputError for a heading that cannot be read."""
    if mapping.item not in header:
        raise InputError(
            Fault(
                f"{where}, row 1",
                f"there is no column {mapping.item!r}",
                "name the column that identifies the item `item`, or name it in a mapping file",
            )
        )
    repeated = next((column for column, many in Counter(header).items() if many > 1), None)
    if repeated is not None:
        what = f"the column {repeated!r} is there twice"
        raise InputError(Fault(f"{where}, row 1", what, "keep one column for each fact"))
    absent = set(mapping.columns) - set(header)
    if absent:
        raise InputError(
            Fault(f"{where}, row 1", f"the mapping names a column {min(absent)!r} that is not there", "mend [columns] in the mapping")
        )
    named = {}
    mapped = mapping != Mapping()
    for index, column in enumerate(header):
        name = mapping.columns.get(column, column)
        if column == mapping.item or (mapped and column not in mapping.columns):
            continue
        named[index] = _fact(name, f"{where}, row 1", law)
    return named


def _fact(name: str, where: str, law: Law) -> FactType:
    fact = law.facts.get(name)
    if fact is None or fact.is_a("ComputedFact"):
        raise InputError(unknown_property(law, where, QD + name))
    return fact


def row_statements(
    where: str, header: list[str], cells: list[str], columns: dict[int, FactType], law: Law, mapping: Mapping
) -> Iterator[Statement]:
    """What one row states, of its item, its export, the handler and the tally."""
    if len(cells) != len(header):
        raise InputError(
            Fault(where, f"has {len(cells)} cells where the heading has {len(header)}", "give every row as many cells as the heading")
        )
    named = dict(zip(header, (cell.strip() for cell in cells), strict=True))
    item = as_iri(named[mapping.item], mapping.base)
    if not named[mapping.item]:
        raise InputError(Fault(where, f"the column {mapping.item!r} is empty", "give every item a name"))
    stated = _mapped(named, where, law, mapping)
    stated += [(fact, value) for index, fact in columns.items() for value in _cell(fact, cells[index])]
    handler = next((value for fact, value in stated if fact.name == "heldBy"), "urn:x-handler:unnamed")
    subjects = {"DataItem": item, "Export": item + "#export", "DataHandler": as_iri(handler, "urn:x-handler:")}
    years = [value for fact, value in stated if fact.name == "year"]
    subjects["Tally"] = f"{subjects['DataHandler']}#tally-{years[0]}" if years else subjects["DataHandler"] + "#tally"
    yield from _links(where, subjects, stated)
    for fact, value in stated:
        if fact.name != "heldBy":
            home = next(kind for kind in _HOMES if kind in fact.about)
            yield where, ox.NamedNode(subjects[home]), fact.iri, _term(fact, value)


def _links(where: str, subjects: dict[str, str], stated: list[tuple[FactType, str]]) -> Iterator[Statement]:
    """The classes of the subjects of a row, and how they hang together."""
    used = {next(kind for kind in _HOMES if kind in fact.about) for fact, _ in stated} | {"DataItem"}
    if "Tally" in used or any(fact.name == "heldBy" for fact, _ in stated):
        used.add("DataHandler")
    nodes = {kind: ox.NamedNode(iri) for kind, iri in subjects.items()}
    for kind in _HOMES:
        if kind in used:
            yield where, nodes[kind], _TYPE, ox.NamedNode(QD + kind)
    if "DataHandler" in used:
        yield where, nodes["DataItem"], QD + "heldBy", nodes["DataHandler"]
    if "Export" in used:
        yield where, nodes["Export"], QD + "exportOf", nodes["DataItem"]
    if "Tally" in used:
        yield where, nodes["DataHandler"], QD + "tally", nodes["Tally"]


def _mapped(named: dict[str, str], where: str, law: Law, mapping: Mapping) -> list[tuple[FactType, str]]:
    """Facts that the mapping adds to a row; a later `when` that matches wins over an earlier one."""
    found = dict(mapping.always)
    for clause in mapping.when:
        column = str(clause["column"])
        if column not in named:
            raise InputError(Fault(where, f"the mapping asks for a column {column!r} that is not there", "mend [[when]] in the mapping"))
        if fnmatchcase(named[column], str(clause["matches"])):
            found.update(dict(clause["set"]))  # type: ignore[call-overload]
    return [(_fact(name, where, law), text) for name, value in found.items() for text in _given(_fact(name, where, law), value)]


def _given(fact: FactType, value: object) -> list[str]:
    """The values that a mapping gives: a list, one value, or a text as it would stand in a cell."""
    if isinstance(value, list):
        return [text for member in value for text in _given(fact, member)]
    return _cell(fact, str(value).lower() if isinstance(value, bool) else str(value))


def _cell(fact: FactType, cell: str) -> list[str]:
    """The values in a cell: terms of many-valued facts are parted by semicolons, ; or ；; an empty cell states nothing."""
    several = fact.is_a("ManyValued") and not fact.value_type.endswith("langString")
    parts = re.split("[;；]", cell) if several else [cell]
    return [part.strip() for part in parts if part.strip()]


def as_iri(text: str, base: str) -> str:
    """An IRI as it stands, else a name under a base."""
    return text if _IRI.match(text) else base + quote(text, safe="")


@cache
def _named(members: frozenset[str]) -> dict[str, str]:
    return {local(member): member for member in members}


def _term(fact: FactType, value: str) -> ox.NamedNode | ox.Literal:
    if fact.value_type.startswith(XSD):
        return ox.Literal(value, datatype=ox.NamedNode(fact.value_type))
    if fact.value_type.endswith("langString"):
        return ox.Literal(value)
    if value.partition(":")[0] in PREFIXES:
        return ox.NamedNode(expand(value))
    members = _named(fact.members)
    if value not in members and fact.is_a("OpenValued") and fact.is_a("Annotation") and not _IRI.match(value):
        return ox.Literal(value)
    return ox.NamedNode(members.get(value) or as_iri(value, QD))
