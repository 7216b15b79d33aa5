"""
A foreign table, document or catalogue in, a proposed mapping out: a mapping of the package
where one fits, else one by the headings and the values.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

from ..errors import CallError, Fault, InputError
from ..files import folder
from ..law.model import Law
from .proposal_table import (
    Proposal,
    by_heading,
    heading_row,
    item_column,
    proposed,
    quoted,
    unread,
)
from .readers.csv_text import csv_rows
from .readers.document import DOCUMENTS, parsed, rows_of
from .readers.grid import KEYS, Grid, Row, laid_out
from .readers.mapping import Mapping
from .readers.rdf import RDF_FORMATS, read, triples

_LOOKED_AT = 30
_ROWS = 8_192  # of a Parquet file, which may have any number
_DATA = ("classes", "properties")
_MEND = "give a table, a document in YAML or JSON, or RDF"


def propose(
    path: Path, law: Law, sheet: str = "", heading: int | None = None
) -> Proposal:
    """
    A mapping for a file; `sheet` and `heading` say where the table is, where it is not found.

    Raises InputError where the file cannot be read, CallError for a format that needs none.
    """
    suffix = path.suffix.lower()
    content = read(path)
    if suffix in DOCUMENTS and not (
        suffix == ".json" and _is_json_ld(content)
    ):
        return _of_document(
            parsed(content, suffix, str(path)),
            path,
            law,
        )
    if suffix in RDF_FORMATS:
        return _of_rdf(content, path)
    if suffix == ".csv":
        rows = _csv(path)
    elif suffix == ".parquet":
        from .readers.parquet import first_rows

        rows = first_rows(path, str(path), _ROWS)
    elif suffix == ".xlsx":
        from .readers.xlsx import names_of_sheets

        names = names_of_sheets(content, str(path))
        sheets = {name: _xlsx(content, path, name) for name in names}
        if sheet and sheet not in sheets:
            raise CallError(
                f"there is no sheet {sheet!r}; there are {', '.join(names)}"
            )
        sheet = sheet or max(names, key=lambda name: _size(sheets[name]))
        rows = sheets[sheet]
        sheet = sheet if len(names) > 1 else ""
    else:
        raise CallError(f"a mapping is not proposed for {suffix}; {_MEND}")
    return _of_table(rows, path, law, sheet, heading)


def _is_json_ld(content: bytes) -> bool:
    return b'"@context"' in content or b'"@id"' in content


def _csv(path: Path) -> list[Row]:
    """The rows of CSV, cells parted by whichever sign gives the widest table."""
    known = frozenset[str]()
    with open(path, "rb") as content:
        rows = [*csv_rows(content, str(path), known)]
    start = path.read_bytes()[: 1 << 16].decode("gb18030", "replace")
    line = max(start.splitlines()[:_LOOKED_AT], key=len, default="")
    sign = max(",;\t|", key=line.count)
    if sign == ",":
        return rows
    known = frozenset(cell.strip('" ') for cell in line.split(sign))
    first = start.splitlines()[0] if start else ""
    known |= frozenset(cell.strip('"\ufeff ') for cell in first.split(sign))
    with open(path, "rb") as content:
        return [*csv_rows(content, str(path), known)]


def _xlsx(content: bytes, path: Path, sheet: str) -> list[Row]:
    from .readers.xlsx import grids

    (grid,) = grids(content, str(path), Mapping(sheet=sheet))
    return [*grid.rows]


def _size(rows: list[Row]) -> int:
    return sum(1 for _, cells in rows for cell in cells if cell.strip())


def _kept(kind: str) -> list[tuple[str, str, dict[str, Any]]]:
    """The mappings of the package of one kind: name, text, what it says."""
    kept = []
    for file in sorted((folder("data") / "mappings").glob("*.toml")):
        text = file.read_text("utf-8")
        raw = tomllib.loads(text)
        of = "rdf" if set(raw) & {*_DATA} else "table"
        if "rows" in raw:
            of = "document"
        if of == kind:
            kept.append((file.stem, text, raw))
    return kept


def _of_rdf(content: bytes, path: Path) -> Proposal:
    """The mapping whose classes the file has most of."""
    contexts: dict[str, Path] = {}
    classes: Counter[str] = Counter()
    predicates: Counter[str] = Counter()
    type_iri = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    for _, predicate, term in triples(
        content, path.suffix, str(path), contexts
    ):
        predicates[predicate] += 1
        if predicate == type_iri:
            classes[term.value] += 1
    best: tuple[int, Proposal] | None = None
    for name, text, _ in _kept("rdf"):
        proposal = Proposal(text, name)
        vocabulary = proposal.mapping.vocabulary
        assert vocabulary
        many = sum(
            classes[iri]
            for iri, kind in vocabulary.classes.items()
            if kind == "DataItem"
        )
        read_here = {*vocabulary.properties, *vocabulary.values, type_iri}
        proposal.left_out = [
            (iri, f"{count:,} statements")
            for iri, count in predicates.most_common()
            if iri not in read_here
        ]
        if many and (best is None or many > best[0]):
            best = (many, proposal)
    if best is None:
        listed = ", ".join(iri for iri, _ in classes.most_common(5))
        what = (
            f"no mapping of the package reads its classes ({listed or 'none'})"
        )
        mend = (
            "write a mapping with [classes], as docs/catalogues.md describes"
        )
        raise InputError(Fault(str(path), what, mend))
    return best[1]


def _of_document(document: Any, path: Path, law: Law) -> Proposal:
    """The mapping whose rows the document has most of, else its longest list as a table."""
    best: tuple[int, Proposal, list[tuple[str, dict[str, str]]]] | None = None
    for name, text, _ in _kept("document"):
        proposal = Proposal(text, name)
        parts = [*rows_of(document, proposal.mapping.rows)]
        if parts and (best is None or len(parts) > best[0]):
            best = (len(parts), proposal, parts)
    if best:
        _, proposal, parts = best
        proposal.left_out = unread(
            _columns(parts),
            proposal.mapping,
        )
        return proposal
    lists = [*_lists(document, "")]
    if not lists:
        what = "there is no list of parts in the document"
        raise InputError(Fault(str(path), what, _MEND))
    rows = max(lists, key=lambda some: len([*rows_of(document, (some,))]))
    columns = _columns([*rows_of(document, (rows,))])
    return proposed(
        columns,
        law,
        [f"rows = {quoted(rows)}"],
        "@path",
    )


def _lists(node: Any, path: str, depth: int = 0) -> list[str]:
    """The paths of lists of tables, in tables and in such lists."""
    paths = []
    if isinstance(node, list) and any(isinstance(each, dict) for each in node):
        here = f"{path}[]"
        paths.append(here)
        for each in node[:3]:
            if isinstance(each, dict) and depth < 3:
                paths += _lists_within(each, f"{here}.", depth)
    elif isinstance(node, dict) and depth < 3:
        paths += _lists_within(node, f"{path}." if path else "", depth)
    return list(dict.fromkeys(paths))


def _lists_within(node: dict[str, Any], path: str, depth: int) -> list[str]:
    return [
        each
        for key, value in node.items()
        if not set(key) & {*".[]{}"}
        for each in _lists(value, f"{path}{key}", depth + 1)
    ]


def _columns(parts: list[tuple[str, dict[str, str]]]) -> dict[str, list[str]]:
    """The values of each column of the parts of a document."""
    columns: dict[str, list[str]] = {}
    for _, cells in parts:
        for name, cell in cells.items():
            columns.setdefault(name, []).append(cell)
    return columns


def _of_table(
    rows: list[Row],
    path: Path,
    law: Law,
    sheet: str,
    heading: int | None,
) -> Proposal:
    """The mapping of the package whose columns the table has, else one by its headings."""
    if not rows:
        raise InputError(
            Fault(str(path), "there is nothing in it", _MEND),
        )
    for name, text, _ in _kept("table"):
        proposal = Proposal(text, name)
        for number, cells in rows[:_LOOKED_AT]:
            shown = [" ".join(cell.split()) for cell in cells]
            wanted = proposal.mapping.heading or 1
            if proposal.mapping.fits(shown) and number == wanted:
                table = by_heading(rows, number)
                proposal.left_out = unread(
                    table,
                    proposal.mapping,
                )
                return proposal
    row = heading or heading_row(rows)
    _refuse_ours(rows, row, path, law)
    head = [f"sheet = {quoted(sheet)}"] if sheet else []
    if row != 1:
        head.append(f"heading = {row}")
    table = by_heading(rows, row)
    return proposed(table, law, head, item_column(table))


def _refuse_ours(rows: list[Row], row: int, path: Path, law: Law) -> None:
    """Raise CallError for a table that is read as it is."""
    shown = dict(rows).get(row, [])
    layout = laid_out(
        Grid(str(path), "", [(row, shown)]),
        law,
        Mapping(),
    )
    names = layout.heading.names
    own_names = {*law.facts, *KEYS}
    if layout.heading.key in names and own_names.issuperset(names):
        raise CallError(
            f"{path} has the headings of our own tables and needs no mapping"
        )
