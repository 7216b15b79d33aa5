"""The figures of the lists for researchers: a tidy table with its metadata, and a Data Cube."""

from __future__ import annotations

import csv
import io
import json
from functools import cache

import pyoxigraph as ox
import pytest

from qingdan.comparing.comparison import compare
from qingdan.comparing.records import chosen
from qingdan.files import folder
from qingdan.reporting.lists.as_rdf import turtle
from qingdan.reporting.lists.tidy import Figure, as_csv
from qingdan.version import VERSION

TABLE = folder("data") / "lists" / "figures.csv"
METADATA = json.loads(
    (TABLE.parent / "figures.csv-metadata.json").read_text("utf-8")
)
PREFIXES = {
    "qb": "http://purl.org/linked-data/cube#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
}


def test_the_table_of_the_release_is_that_of_the_lists() -> None:
    """`qingdan compare --format csv --output data/lists/figures.csv` writes it anew."""
    assert TABLE.read_text("utf-8") == as_csv(compare(chosen(())))


def test_the_metadata_describe_the_columns() -> None:
    """Each column by its name and in its order, described in both languages; of this version."""
    rows = list(csv.reader(io.StringIO(TABLE.read_text("utf-8"))))
    columns = METADATA["tableSchema"]["columns"]
    assert [column["name"] for column in columns] == rows[0]
    assert len(rows[0]) == len(Figure._fields)
    for column in columns:
        described = {text["@language"] for text in column["dc:description"]}
        assert described == {"en", "zh"}
    assert METADATA["schema:version"] == VERSION


def test_what_the_metadata_require_is_there() -> None:
    """No required cell is empty, the primary key is one, and what is not known has no figure."""
    rows = list(csv.DictReader(io.StringIO(TABLE.read_text("utf-8"))))
    schema = METADATA["tableSchema"]
    for column in schema["columns"]:
        if column.get("required"):
            assert all(row[column["name"]] for row in rows), column["name"]
    keys = [tuple(row[name] for name in schema["primaryKey"]) for row in rows]
    assert len(set(keys)) == len(keys)
    for row in rows:
        assert bool(row["from"]) <= (row["evidence"] != "X"), row


@cache
def cube() -> ox.Store:
    """The Data Cube of all lists."""
    store = ox.Store()
    store.load(
        turtle(compare(chosen(()))).encode(), format=ox.RdfFormat.TURTLE
    )
    return store


# The integrity constraints of the Data Cube vocabulary (W3C, 2014, section 11) that bear on a cube
# without slices and with one measure; each asks for what breaks it.
BROKEN = {
    "IC-1 one data set": """
        { ?o a qb:Observation . FILTER NOT EXISTS { ?o qb:dataSet ?s } }
        UNION { ?o a qb:Observation ; qb:dataSet ?s1 , ?s2 . FILTER (?s1 != ?s2) }""",
    "IC-2 one structure": """
        { ?s a qb:DataSet . FILTER NOT EXISTS { ?s qb:structure ?d } }
        UNION { ?s a qb:DataSet ; qb:structure ?d1 , ?d2 . FILTER (?d1 != ?d2) }""",
    "IC-3 a measure": """
        ?d a qb:DataStructureDefinition .
        FILTER NOT EXISTS { ?d qb:component ?c . ?c qb:measure ?m . ?m a qb:MeasureProperty }""",
    "IC-4 dimensions have a range": """
        ?d a qb:DimensionProperty . FILTER NOT EXISTS { ?d rdfs:range ?r }""",
    "IC-5 concepts have a code list": """
        ?d a qb:DimensionProperty ; rdfs:range skos:Concept .
        FILTER NOT EXISTS { ?d qb:codeList ?l }""",
    "IC-6 only attributes are optional": """
        ?d qb:component ?c . ?c qb:componentRequired false ; qb:dimension|qb:measure ?p .""",
    "IC-11 all dimensions": """
        ?o qb:dataSet/qb:structure/qb:component/qb:dimension ?d .
        FILTER NOT EXISTS { ?o ?d ?value }""",
    "IC-12 no observation twice": """
        FILTER EXISTS {
            ?o1 qb:dataSet ?s . ?o2 qb:dataSet ?s . FILTER (STR(?o1) < STR(?o2))
            FILTER NOT EXISTS {
                ?s qb:structure/qb:component/qb:dimension ?d . ?o1 ?d ?v1 . ?o2 ?d ?v2 .
                FILTER (?v1 != ?v2)
            }
        }""",
    "IC-13 required attributes": """
        ?o qb:dataSet/qb:structure/qb:component ?c .
        ?c qb:componentRequired true ; qb:attribute ?a . FILTER NOT EXISTS { ?o ?a ?value }""",
    "IC-14 all measures": """
        ?o qb:dataSet/qb:structure/qb:component/qb:measure ?m .
        FILTER NOT EXISTS { ?o ?m ?value }""",
}


@pytest.mark.parametrize("constraint", BROKEN)
def test_the_cube_keeps_the_integrity_constraints(constraint: str) -> None:
    """Nothing breaks it, and there is something to break."""
    store = cube()
    assert store.query("ASK { ?o a qb:Observation }", prefixes=PREFIXES)
    assert not store.query(
        f"ASK {{ {BROKEN[constraint]} }}", prefixes=PREFIXES
    )
