"""One inventory and one log in every format and dialect that is read: rows in, files out."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pyoxigraph as ox
import pytest
import xlsxwriter

from qingdan.inventory.readers.rdf import RDF_FORMATS
from qingdan.law.load import law
from qingdan.rdf.names import CONTEXT, QD, RDF, XSD, local

Row = dict[str, str]
Writer = Callable[[list[Row], Path], Path]
LAW = law()
_HOMES = ("DataItem", "Export", "DataHandler", "Tally")


def iri_of(name: str, value: str) -> str:
    """The IRI of the term of a fact that has this local name."""
    return next(
        (
            member
            for member in LAW.facts[name].members
            if local(member) == value
        ),
        value,
    )


def triples(rows: list[Row]) -> list[ox.Triple]:
    """What rows state, as docs/inventories.md says that tables state it."""
    found: list[ox.Triple] = []

    def state(
        subject: str, predicate: str, term: ox.NamedNode | ox.Literal
    ) -> None:
        found.append(
            ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), term)
        )

    for row in rows:
        item, handler = row["item"], row["heldBy"]
        subjects = {
            "DataItem": item,
            "Export": item + "#export",
            "DataHandler": handler,
            "Tally": f"{handler}#tally-{row.get('year', '')}",
        }
        used = {"DataItem", "DataHandler"}
        for name, cell in row.items():
            if name in ("item", "heldBy") or not cell:
                continue
            fact = LAW.facts[name]
            home = next(kind for kind in _HOMES if kind in fact.about)
            used.add(home)
            for value in (
                cell.split(";") if fact.is_a("ManyValued") else [cell]
            ):
                typed = fact.value_type.startswith(XSD)
                state(
                    subjects[home],
                    fact.iri,
                    ox.Literal(value, datatype=ox.NamedNode(fact.value_type))
                    if typed
                    else ox.NamedNode(iri_of(name, value)),
                )
        for kind in used:
            state(subjects[kind], RDF + "type", ox.NamedNode(QD + kind))
        links = (
            ("DataItem", "heldBy", "DataHandler"),
            ("Export", "exportOf", "DataItem"),
            ("DataHandler", "tally", "Tally"),
        )
        for one, name, other in links:
            if {one, other} <= used:
                state(subjects[one], QD + name, ox.NamedNode(subjects[other]))
    return list(dict.fromkeys(found))


def rdf(suffix: str, prefix: str = QD) -> Writer:
    """A writer of RDF; `prefix` stands for the namespace of ours."""

    def write(rows: list[Row], path: Path) -> Path:
        content = (
            ox.serialize(triples(rows), format=RDF_FORMATS[suffix]) or b""
        )
        (named := path.with_suffix(suffix)).write_bytes(
            content.replace(QD.encode(), prefix.encode())
        )
        return named

    return write


def json_ld(rows: list[Row], path: Path) -> Path:
    """Keys of the context, short names and Booleans of JSON."""
    nodes: dict[str, dict[str, object]] = {}
    for one in triples(rows):
        node = nodes.setdefault(one.subject.value, {"id": one.subject.value})
        name = (
            "type"
            if one.predicate.value == RDF + "type"
            else local(one.predicate.value)
        )
        value: object = one.object.value
        if isinstance(one.object, ox.Literal) and one.object.value in (
            "true",
            "false",
        ):
            value = one.object.value == "true"
        elif name == "type" or str(value).startswith(QD):
            value = local(str(value))
        known = node.get(name)
        node[name] = (
            value
            if known is None
            else [*known, value]
            if isinstance(known, list)
            else [known, value]
        )
    (named := path.with_suffix(".jsonld")).write_text(
        json.dumps({"@context": CONTEXT, "@graph": list(nodes.values())}),
        "utf-8",
    )
    return named


def heading(rows: list[Row]) -> list[str]:
    """The columns of all rows, in their order."""
    return list(dict.fromkeys(name for row in rows for name in row))


def as_csv(
    rows: list[Row],
    separator: str = ",",
    quoted: bool = False,
    ends: str = "\n",
) -> str:
    """Rows as CSV."""
    out = io.StringIO()
    writer = csv.writer(
        out,
        delimiter=separator,
        lineterminator=ends,
        quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL,
    )
    names = heading(rows)
    writer.writerow(names)
    writer.writerows([row.get(name, "") for name in names] for row in rows)
    return out.getvalue()


def delimited(
    separator: str = ",",
    encoding: str = "utf-8",
    quoted: bool = False,
    ends: str = "\n",
    pack: bool = False,
) -> Writer:
    """A writer of CSV."""

    def write(rows: list[Row], path: Path) -> Path:
        content = as_csv(rows, separator, quoted, ends).encode(encoding)
        (named := path.with_suffix(".csv.gz" if pack else ".csv")).write_bytes(
            gzip.compress(content) if pack else content
        )
        return named

    return write


def workbook(rows: list[Row], path: Path) -> Path:
    """A workbook, with Booleans as such."""
    with xlsxwriter.Workbook(str(named := path.with_suffix(".xlsx"))) as book:
        sheet = book.add_worksheet("items")
        sheet.write_row(0, 0, heading(rows))
        for number, row in enumerate(rows, start=1):
            for column, name in enumerate(heading(rows)):
                cell = row.get(name, "")
                if cell in ("true", "false"):
                    sheet.write_boolean(number, column, cell == "true")
                else:
                    sheet.write_string(number, column, cell)
    return named


def parquet(types: dict[str, str] | None = None) -> Writer:
    """
    A writer of Parquet, columns of these types, texts where
    none is named; empty cells are null.
    """

    def write(rows: list[Row], path: Path) -> Path:
        base = duckdb.connect()
        base.execute("SET TimeZone = 'Asia/Shanghai'")
        named = path.with_suffix(".parquet")
        spool = path.with_suffix(".spool")
        spool.write_text(as_csv(rows, quoted=True), "utf-8")
        names = heading(rows)
        if len({name.casefold() for name in names}) < len(names):
            pytest.skip("the database writes no two columns of one name")
        kinds = [(types or {}).get(name, "VARCHAR") for name in names]
        told = enumerate(zip(names, kinds, strict=True))
        columns = ", ".join(
            f"CAST(nullif(c{n}, '') AS {kind}) AS \"{name}\""
            for n, (name, kind) in told
        )
        own = ", ".join(f"'c{n}': 'VARCHAR'" for n in range(len(names)))
        read = f"read_csv('{spool}', header = true, auto_detect = false, quote = '\"', escape = '\"', columns = {{{own}}})"
        base.execute(
            f"COPY (SELECT {columns} FROM {read}) TO '{named}' (FORMAT parquet)"
        )
        spool.unlink()
        return named

    return write


INVENTORIES: dict[str, Writer] = {
    **{
        suffix: rdf(suffix)
        for suffix in (".ttl", ".nt", ".nq", ".trig", ".rdf")
    },
    "JSON-LD": json_ld,
    "CSV": delimited(),
    "CSV with semicolons, in GB18030": delimited(";", "gb18030", ends="\r\n"),
    "CSV with tabs, in UTF-16": delimited("\t", "utf-16", quoted=True),
    "XLSX": workbook,
    "Parquet": parquet(),
}
LOGS: dict[str, Writer] = {
    "CSV": delimited(),
    "CSV in quotes": delimited(quoted=True, ends="\r\n"),
    "CSV with semicolons": delimited(";"),
    "CSV with tabs": delimited("\t"),
    "CSV packed": delimited(pack=True),
    "Parquet of texts": parquet(),
    "Parquet with clocks": parquet(
        {
            "time": "TIMESTAMP",
            "sensitive": "BOOLEAN",
            "groundProven": "BOOLEAN",
        }
    ),
    "Parquet with instants": parquet(
        {"time": "TIMESTAMP WITH TIME ZONE", "sensitive": "BOOLEAN"}
    ),
    "Parquet with nanoseconds": parquet({"time": "TIMESTAMP_NS"}),
}
