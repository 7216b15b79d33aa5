"""
Inventories from which a reader could lose a fact: read as they
are meant, or refused with the mend; never past in silence.
"""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
import xlsxwriter

import qingdan
from calls import call
from qingdan import api
from qingdan.inventory.readers.cells import boolean, canonical, day, nearest
from qingdan.law.load import law
from qingdan.rdf.names import QD

LAW = law()
DAY = ("--as-of", "2026-03-02")
HEADING = [
    "item",
    "heldBy",
    "secrecy",
    "coreData",
    "exportDate",
    "personalInformationKind",
]
ROW = ["a", "urn:x:h", "NotClassified", "false", "2026-03-02", "Name"]
HEAD = "@prefix qd: <https://w3id.org/qingdan/ns/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix : <urn:x:> .\n"
HEAD += ":h a qd:DataHandler . :i a qd:DataItem ; qd:heldBy :h .\n"


def text(*rows: list[str], separator: str = ",") -> str:
    """Rows as CSV."""
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def table(path: Path, *rows: list[str]) -> Path:
    """Rows as the table that a suffix names; in Parquet and XLSX every cell a text."""
    if path.suffix == ".csv":
        path.write_text(text(*rows), "utf-8")
    elif path.suffix == ".xlsx":
        with xlsxwriter.Workbook(str(path)) as book:
            sheet = book.add_worksheet("items")
            for number, cells in enumerate(rows):
                sheet.write_row(number, 0, cells)
    else:
        listed = ", ".join(
            "("
            + ", ".join("'" + cell.replace("'", "''") + "'" for cell in cells)
            + ")"
            for cells in rows[1:]
        )
        names = ", ".join(f'"{name}"' for name in rows[0])
        duckdb.connect().execute(
            f"COPY (SELECT * FROM (VALUES {listed}) t({names})) TO '{path}' (FORMAT parquet)"
        )
    return path


def facts(
    *paths: Path, options: tuple[str | Path, ...] = ()
) -> dict[str, Any]:
    """The first determination as JSON."""
    found = call("decide", *paths, *DAY, *options, "--format", "json")
    assert found.status == 0, found.err
    told: dict[str, Any] = json.loads(found.out)[0]
    return told


def stated(path: Path) -> dict[str, list[Any]]:
    """What is stated of the first item and its export."""
    found = api.load([path])
    (item,) = found.items
    facts = {name: values for name, values in item.facts.items() if values}
    for export in found.exports[item.iri]:
        facts |= {
            name: values for name, values in export.facts.items() if values
        }
    return facts


def refused(*arguments: str | Path) -> str:
    """
    What `decide` says of an inventory that it refuses;
    `validate` calls it a fault or refuses it as well.
    """
    found = call("decide", *arguments, *DAY)
    assert (found.status, found.out) == (2, ""), found
    assert all(
        "; " in line
        for line in found.err.splitlines()
        if line.startswith("qingdan: ")
    ), found.err
    return found.err


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".parquet"])
@pytest.mark.parametrize(
    ("truth", "when", "kind", "secrecy"),
    [
        ("FALSE", "2026/3/2", "姓名", "notclassified"),
        ("False", "2026-3-2", "qd:Name", "qd:NotClassified"),
        (
            "否",
            "2026年3月2日",
            " Name ",
            "https://w3id.org/qingdan/ns/NotClassified",
        ),
        ("no", "2026-03-02 00:00:00", "name", "NotClassified"),
        ("0", "2026.3.2", "Name；", " NotClassified"),
    ],
)
def test_one_reader_of_values(
    suffix: str, truth: str, when: str, kind: str, secrecy: str, tmp_path: Path
) -> None:
    """
    Truths, days and terms as spreadsheets of both languages
    write them, at every door for tables.
    """
    path = table(
        tmp_path / f"i{suffix}",
        HEADING,
        ["a", "urn:x:h", secrecy, truth, when, kind],
    )
    found = stated(path)
    assert found["coreData"] == [False]
    assert found["exportDate"] == [date(2026, 3, 2)]
    assert found["personalInformationKind"] == [QD + "Name"]
    assert found["secrecy"] == [QD + "NotClassified"]


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("coreData", "perhaps"),
        ("exportDate", "1/2/2026"),
        ("exportDate", "46083"),
        ("secrecy", "urn:evil:NotClassified"),
    ],
)
def test_what_is_none_is_refused(
    column: str, cell: str, tmp_path: Path
) -> None:
    """Neither guessed at nor passed over."""
    row = [
        cell if name == column else value
        for name, value in zip(HEADING, ROW, strict=True)
    ]
    for suffix in (".csv", ".xlsx", ".parquet"):
        address = f"{'ABCDEF'[HEADING.index(column)]}2"
        cell_told = (
            f"row 1, column '{column}'"
            if suffix == ".parquet"
            else f"row 2, cell {address} ({column})"
        )
        assert f"{cell_told}: the value '{cell}'" in refused(
            table(tmp_path / f"i{suffix}", HEADING, row)
        )


def test_labels_of_the_template_name_terms() -> None:
    """
    Every label that the template shows is read as the term
    that it stands beside, unless two terms share it.
    """
    from qingdan.inventory.readers.cells import term

    for fact in LAW.facts.values():
        for member in fact.members:
            for label in LAW.label(member).values():
                assert term(LAW, fact, label) in (member, None)
    assert boolean("ＴＲＵＥ") is None
    assert day("２０２６-03-02") is None
    assert canonical(LAW.facts["ordinaryPersons"], "1,000") == "1,000"


def test_our_own_table_saved_by_a_spreadsheet_is_read(tmp_path: Path) -> None:
    """
    The worked table with truths and days as a spreadsheet writes
    them, parted by semicolons, in GB18030: the same answers.
    """
    from qingdan.files import folder

    source = folder("data") / "inventories" / "icv-maker.csv"
    rows = list(csv.reader(source.read_text("utf-8-sig").splitlines()))
    spelt = {"true": "TRUE", "false": "FALSE", "2026-03-02": "2026/3/2"}
    again = [[spelt.get(cell, cell) for cell in row] for row in rows]
    path = tmp_path / "again.csv"
    path.write_bytes(text(*again, separator=";").encode("gb18030"))
    found = call("decide", path, *DAY, "--format", "csv")
    assert found.status == 0, found.err
    assert found.out == call("decide", source, *DAY, "--format", "csv").out
    assert "read as GB18030" in found.err
    assert "cells are parted by ;" in found.err


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"]
)
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_encodings_and_separators(
    encoding: str, separator: str, tmp_path: Path
) -> None:
    """Every pair of them is the same table."""
    path = tmp_path / "i.csv"
    path.write_bytes(
        text(
            [*HEADING, "title"], [*ROW, "车主；资料"], separator=separator
        ).encode(encoding)
    )
    assert stated(path)["coreData"] == [False]
    assert str(stated(path)["title"][0]) == "车主；资料"


def test_like_faults_share_a_line(tmp_path: Path) -> None:
    """Four hundred cells with one mistake are one line with the number of places."""
    rows = [
        [
            "a" + str(n),
            "urn:x:h",
            "NotClassified",
            "perhaps",
            "2026-03-02",
            "Name",
        ]
        for n in range(400)
    ]
    told = refused(table(tmp_path / "i.csv", HEADING, *rows)).splitlines()
    assert len(told) == 1
    assert (
        "and 399 more: the value 'perhaps' is neither true nor false"
        in told[0]
    )


def test_an_open_quote_swallows_no_rows(tmp_path: Path) -> None:
    """A title that runs over whole rows is refused; one of two lines is a title."""
    heading = "item,heldBy,title,coreData\n"
    path = tmp_path / "i.csv"
    path.write_text(
        heading + 'a,urn:x:h,"x\nb,urn:x:h,y,true\nc,urn:x:h,z",true\n',
        "utf-8",
    )
    assert "looks like whole rows" in refused(path)
    path.write_text(heading + 'a,urn:x:h,"two\nlines",true\n', "utf-8")
    assert str(stated(path)["title"][0]) == "two\nlines"


def mapped(folder: Path, mapping: str) -> tuple[str, Path]:
    """The option for a mapping."""
    (folder / "m.toml").write_text(mapping, "utf-8")
    return "--mapping", folder / "m.toml"


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".parquet"])
def test_columns_that_a_mapping_leaves_out(
    suffix: str, tmp_path: Path
) -> None:
    """
    One named as a fact, or almost, is refused; one that is
    ignored by name is not; others are listed.
    """
    columns = '[columns]\nwho = "heldBy"\n'
    for name in ("secrecy", "secrcy", "Secrecy", "core_data"):
        path = table(
            tmp_path / f"i{suffix}",
            ["item", "who", name, "colour"],
            ["a", "urn:x:h", "StateSecret", "red"],
        )
        assert (
            f"leaves out the column {name!r}, which is named as a fact"
            in refused(path, *mapped(tmp_path, columns))
        )
        found = call(
            "decide",
            path,
            *DAY,
            *mapped(tmp_path, f'ignore = ["{name}"]\n' + columns),
        )
        assert found.status == 0, found.err
        assert "columns not read: colour" in found.err


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".parquet"])
def test_values_for_every_row_and_values_where_none_is_stated(
    suffix: str, tmp_path: Path
) -> None:
    """
    [always] that contradicts a row is refused, [default]
    yields to it; both hold where the row is silent.
    """
    columns = '[columns]\nheldBy = "heldBy"\nsecrecy = "secrecy"\n'
    path = table(
        tmp_path / f"i{suffix}",
        ["item", "heldBy", "secrecy"],
        ["a", "urn:x:h", "StateSecret"],
        ["b", "urn:x:h", ""],
    )
    told = refused(
        path,
        *mapped(tmp_path, columns + '[always]\nsecrecy = "NotClassified"\n'),
    )
    assert (
        "the mapping gives secrecy 'NotClassified', and the row states 'StateSecret'; use [default]"
        in told
    )
    found = call(
        "decide",
        path,
        *DAY,
        *mapped(tmp_path, columns + '[default]\nsecrecy = "NotClassified"\n'),
        "--format",
        "json",
    )
    outcomes = {one["item"]: one["outcome"] for one in json.loads(found.out)}
    assert outcomes["urn:x-item:a"] == "StateSecretRegime"
    assert outcomes["urn:x-item:b"] != "StateSecretRegime"
    agreed = call(
        "decide",
        path,
        *DAY,
        *mapped(tmp_path, columns + '[always]\nheldBy = "urn:x:h"\n'),
    )
    assert agreed.status == 0, agreed.err
    assert "the row states 'urn:x:h'" in refused(
        path, *mapped(tmp_path, columns + '[always]\nheldBy = "urn:x:other"\n')
    )


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".parquet"])
@pytest.mark.parametrize("cell", ["TRUE", "true", "Yes", "是", "1"])
def test_a_clause_matches_a_truth_however_it_is_written(
    suffix: str, cell: str, tmp_path: Path
) -> None:
    """`matches = "true"` is no matter of letters."""
    clause = '[columns]\nwho = "heldBy"\n[[when]]\ncolumn = "secret"\nmatches = "true"\nset = { secrecy = "StateSecret" }\n'
    path = table(
        tmp_path / f"i{suffix}",
        ["item", "who", "secret"],
        ["a", "urn:x:h", cell],
    )
    assert (
        facts(path, options=mapped(tmp_path, clause))["outcome"]
        == "StateSecretRegime"
    )


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("[colums]\na = 'heldBy'\n", "did you mean 'columns'?"),
        ("[columns]\nwho = 'heldby'\n", "did you mean qd:heldBy?"),
        (
            "[default]\ncoreDta = true\n[columns]\nwho = 'heldBy'\n",
            "did you mean qd:coreData?",
        ),
        ("ignore = [1]\n", "stands where a name is needed"),
        ("\x00", "the mapping cannot be read"),
    ],
)
def test_mappings_that_are_refused(
    content: str, says: str, tmp_path: Path
) -> None:
    """One line with the nearest name."""
    path = table(tmp_path / "i.csv", ["item", "who"], ["a", "urn:x:h"])
    assert says in refused(path, *mapped(tmp_path, content))


@pytest.mark.parametrize(
    "statement",
    [
        ":i <http://w3id.org/qingdan/ns/coreData> true .",
        ":i <https://www.w3id.org/qingdan/ns/coreData> true .",
        ":i <https://w3id.org/qingdan/ns#coreData> true .",
        ":i <https://w3id.org/qingdan/cq-2025/coreData> true .",
        ":i <https://w3id.org/qingdan/coreData> true .",
        ":i <https://w3id.org/qindgan/ns/coreData> true .",
        ":i <https://W3ID.org/Qingdan/ns/coreData> true .",
        ":j a <http://w3id.org/qingdan/ns/DataItem> .",
        ":j a <https://w3id.org/qingdan/ns#DataItem> .",
        ":j a <https://w3id.org/qingdan/cq-2025/DataItem> .",
        ":h qd:sector <http://w3id.org/qingdan/ns/IntelligentConnectedVehicles> .",
        ":h qd:sector <https://w3id.org/qingdan/ns#IntelligentConnectedVehicles> .",
    ],
)
@pytest.mark.parametrize("suffix", [".ttl", ".nt", ".nq", ".jsonld", ".rdf"])
def test_namespaces_near_ours(
    statement: str, suffix: str, tmp_path: Path
) -> None:
    """
    A slip in the namespace does not make a fact or an item
    vanish: `decide` refuses it, `validate` calls it a violation.
    """
    import pyoxigraph as ox

    from qingdan.inventory.readers.rdf import RDF_FORMATS

    path = tmp_path / f"i{suffix}"
    triples = [
        quad.triple
        for quad in ox.parse(
            (HEAD + statement).encode(), format=ox.RdfFormat.TURTLE
        )
    ]
    path.write_bytes(ox.serialize(triples, format=RDF_FORMATS[suffix]) or b"")
    assert "did you mean" in refused(path)
    for engine in ("distinct", "pyshacl"):
        found = call(
            "validate", path, "--engine", engine, "--fail-on", "Violation"
        )
        assert found.status == 1, (engine, found)
    with pytest.raises(qingdan.InputError, match="did you mean"):
        api.loads(path.read_bytes(), suffix)


def test_two_names_are_two_subjects() -> None:
    """owl:sameAs is neither taken nor passed over."""
    with pytest.raises(
        qingdan.InputError, match=r"owl:sameAs is not taken.*use one IRI"
    ):
        api.loads(
            (HEAD + ":i <http://www.w3.org/2002/07/owl#sameAs> :j .").encode()
        )


@pytest.mark.parametrize(
    "statement",
    [
        ":h qd:zoneTie qd:NoTie , qd:RegisteredInZone .",
        ":h qd:zone qd:none ; qd:zoneTie qd:OperatingInZone .",
        ":i qd:depicts qd:NothingIdentifying , qd:Face .",
        ":h qd:depicts qd:NothingIdentifying , qd:LicencePlate .",
    ],
)
def test_what_denies_stands_alone(statement: str) -> None:
    """No tie beside a tie, no zone beside a tie, nothing identifying beside a face."""
    with pytest.raises(qingdan.InputError, match="beside"):
        api.loads((HEAD + statement).encode())


def test_a_term_of_ours_set_to_null_is_refused() -> None:
    """
    A context of the document that unmaps a fact would drop
    it; a key of others may be mapped to null.
    """
    ours = "https://w3id.org/qingdan/context.jsonld"
    item = {
        "id": "urn:x:i",
        "type": "DataItem",
        "heldBy": {"id": "urn:x:h", "type": "DataHandler"},
        "secrecy": "StateSecret",
    }
    for context in (
        [ours, {"secrecy": None}],
        [ours, {"secrecy": {"@id": None}}],
        [ours, {"secrecy": "urn:x:other"}],
        [ours, None, {"secrecy": None}],
    ):
        with pytest.raises(qingdan.InputError, match="secrecy"):
            api.loads(
                json.dumps({"@context": context, **item}).encode(), ".jsonld"
            )


def test_what_is_ignored_is_told_by_namespace(tmp_path: Path) -> None:
    """The number of statements, and of which predicates."""
    path = tmp_path / "i.ttl"
    path.write_text(
        HEAD + ":i <urn:y#colour> 'red' ; <urn:y#size> 1 , 2 .", "utf-8"
    )
    for command in (("decide", path), ("why", path, "urn:x:i")):
        told = call(*command, *DAY).err
        assert "3 statements outside the vocabulary were ignored" in told
        assert "urn:y#: size 2, colour 1" in told


def test_packed_inventories_are_refused_by_name(tmp_path: Path) -> None:
    """The format is not guessed from what stands before .gz."""
    path = tmp_path / "i.csv.gz"
    path.write_bytes(b"\x1f\x8b")
    assert "the format .gz is not known" in refused(path)


@pytest.mark.parametrize(
    ("name", "close"),
    [
        ("sensitve", "sensitive"),
        ("Core_Data", "coreData"),
        ("tme", "time"),
        ("colour", None),
        ("items", "item"),
    ],
)
def test_names_with_one_slip(name: str, close: str | None) -> None:
    """Other letters, a letter more, less or other."""
    assert (
        nearest(name, frozenset(["sensitive", "coreData", "time", "item"]))
        == close
    )
