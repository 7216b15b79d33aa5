"""
Answers of queries: the same in every format as the engine's
own, and never cut without saying so.
"""

from __future__ import annotations

import csv
import io
import json
from typing import Any
from xml.etree.ElementTree import canonicalize

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingdan.serving.answer import Ending
from qingdan.serving.results import (
    CSV,
    CUT,
    GRAPHS,
    JSON,
    TSV,
    XML,
    Caps,
    answered,
)

STORE = ox.Store()
NATIVE = {
    JSON: ox.QueryResultsFormat.JSON,
    XML: ox.QueryResultsFormat.XML,
    TSV: ox.QueryResultsFormat.TSV,
}
TEXTS = st.text(
    st.characters(
        codec="utf-8",
        exclude_characters="\r",
        min_codepoint=32,
        max_codepoint=0x2FFF,
    )
    | st.sampled_from("\n\t\"'<&>\\,")
)
LITERALS = (
    st.builds(ox.Literal, TEXTS)
    | st.builds(lambda text: ox.Literal(text, language="zh"), TEXTS)
    | st.builds(
        lambda number: ox.Literal(
            str(number),
            datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer"),
        ),
        st.integers(),
    )
)
TERMS = (
    st.none()
    | LITERALS
    | st.sampled_from(
        [
            ox.NamedNode("urn:x:a&b"),
            ox.NamedNode("https://w3id.org/qingdan/ns/sector"),
        ]
    )
)
ROWS = st.lists(st.tuples(TERMS, TERMS), max_size=5)


def query(rows: list[tuple[Any, ...]]) -> Any:
    """The result of a query that has these rows."""
    values = " ".join(
        f"({' '.join('UNDEF' if term is None else str(term) for term in row)})"
        for row in rows
    )
    return STORE.query(
        f"SELECT ?a ?b WHERE {{ VALUES (?a ?b) {{ {values} }} }}"
    )


def read(content: bytes, kind: str) -> list[tuple[Any, ...]]:
    """The rows of an answer, as the engine reads them."""
    parsed = ox.parse_query_results(content, format=NATIVE[kind])
    assert isinstance(parsed, ox.QuerySolutions)
    return [(row["a"], row["b"]) for row in parsed]


@given(ROWS)
def test_an_answer_says_what_the_engine_says(
    rows: list[tuple[Any, ...]],
) -> None:
    """
    JSON and XML are the engine's own; TSV is read back;
    nothing is noted of an answer that is whole.
    """
    found = {kind: answered(query(rows), [kind]) for kind in NATIVE}
    native = {
        kind: query(rows).serialize(format=form)
        for kind, form in NATIVE.items()
    }
    assert [(one.ending, one.type, one.notes) for one in found.values()] == [
        (Ending.ANSWERED, kind, {}) for kind in NATIVE
    ]
    assert json.loads(found[JSON].content) == json.loads(native[JSON])
    assert canonicalize(found[XML].content.decode()) == canonicalize(
        native[XML].decode()
    )
    assert read(found[TSV].content, TSV) == rows


@given(ROWS)
def test_a_spreadsheet_has_the_values(rows: list[tuple[Any, ...]]) -> None:
    """CSV has no kinds of terms, only their values."""
    table = list(
        csv.reader(
            io.StringIO(
                answered(query(rows), [CSV]).content.decode(), newline=""
            )
        )
    )
    assert table == [
        ["a", "b"],
        *[
            ["" if term is None else term.value for term in row]
            for row in rows
        ],
    ]


@pytest.mark.parametrize("kind", [JSON, XML, CSV, TSV])
def test_rows_are_cut_at_the_cap_and_it_is_said(kind: str) -> None:
    """Three of three are whole; three of four are cut."""
    rows = [(ox.Literal(str(number)), ox.Literal("x")) for number in range(4)]
    whole, cut = (
        answered(query(rows[:3]), [kind], Caps(3, 3)),
        answered(query(rows), [kind], Caps(3, 3)),
    )
    assert whole.notes == {}
    assert cut.notes == {CUT: "rows=3"}
    assert cut.content.count(b"x") - cut.content.count(
        b"xml"
    ) == whole.content.count(b"x") - whole.content.count(b"xml") + (
        kind == XML and 0
    )
    if kind == JSON:
        assert json.loads(cut.content)["truncated"] is True
    if kind == XML:
        assert b"<!-- truncated -->" in cut.content
        assert read(cut.content, XML) == rows[:3]


@pytest.mark.parametrize("kind", list(GRAPHS))
def test_a_graph_is_cut_at_the_cap_and_it_is_said(kind: str) -> None:
    """On both sides of the cap."""
    asked = "CONSTRUCT { ?a <urn:p> ?b } WHERE { VALUES (?a ?b) { (<urn:a> 1) (<urn:a> 2) (<urn:a> 3) } }"
    assert answered(STORE.query(asked), [kind], Caps(1, 3)).notes == {}
    cut = answered(STORE.query(asked), [kind], Caps(1, 2))
    assert cut.notes == {CUT: "triples=2"}
    assert len(list(ox.parse(cut.content, format=GRAPHS[kind]))) == 2


def test_a_format_that_does_not_fit_is_told() -> None:
    """A table is no graph, a yes or no has no columns."""
    for asked, kind in (
        ("SELECT * WHERE {}", "text/turtle"),
        ("ASK {}", CSV),
        ("CONSTRUCT {} WHERE {}", JSON),
    ):
        assert (
            answered(STORE.query(asked), [kind]).ending is Ending.NOT_OFFERED
        )
    assert (
        json.loads(answered(STORE.query("ASK {}"), [CSV, JSON]).content)[
            "boolean"
        ]
        is True
    )
