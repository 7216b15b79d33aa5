"""The picture of an answer to a query: which tables have bars, and how a graph is laid out."""

from __future__ import annotations

from typing import Any

import pytest

from qingdan.serving.answer import given
from qingdan.serving.drawn import BARS, STATEMENTS, chart_of, drawing_of

XSD = "http://www.w3.org/2001/XMLSchema#"


def cell(value: object, kind: str = "") -> dict[str, str]:
    """A cell of an answer, as SPARQL results in JSON have it."""
    typed = {"type": "literal", "value": str(value)}
    return typed | ({"datatype": XSD + kind} if kind else {})


def counts(*numbers: object, kind: str = "integer") -> list[dict[str, Any]]:
    """Rows of a name and a number."""
    return [
        {"name": cell(f"n{at}"), "many": cell(number, kind)}
        for at, number in enumerate(numbers)
    ]


def test_bars_are_as_long_as_their_numbers() -> None:
    """Of a zero too, and where all are zero; the number is shown as it was answered."""
    chart = chart_of(["name", "many"], counts(4, 1, 0))
    assert chart
    assert (chart.names, chart.measure) == (("name",), "many")
    assert [share for _, _, share in chart.bars] == [100, 25, 0]
    zeros = chart_of(["name", "many"], counts(0, 0))
    assert zeros
    assert [value for _, value, _ in zeros.bars] == ["0", "0"]
    long = chart_of(["name", "many"], counts(*range(BARS + 5)))
    assert long
    assert (len(long.bars), long.rows) == (BARS, BARS + 5)


@pytest.mark.parametrize(
    ("variables", "rows"),
    [
        (["name", "many"], []),
        (["many"], [{"many": cell(1, "integer")}]),
        (["name", "many"], counts(1, -1)),
        (["name", "many"], counts("NaN", kind="double")),
        (["name", "many"], counts("INF", kind="double")),
        (["name", "many"], counts("2026", kind="gYear")),
        (["name", "many"], [*counts(1), {"name": cell("no number")}]),
        (["name", "many"], [*counts(1), {"many": cell(1, "integer")}]),
    ],
)
def test_no_bars_where_a_row_has_no_length_or_no_name(
    variables: list[str], rows: list[dict[str, Any]]
) -> None:
    """A row that is not drawn would be one that is passed over."""
    assert chart_of(variables, rows) is None


def drawn(turtle: str) -> Any:
    """The drawing of Turtle."""
    return drawing_of(given("text/turtle", turtle.encode()))


def test_a_graph_is_a_tree_with_further_edges_across() -> None:
    """Each resource stands once, a circle ends, a literal stands by each statement."""
    drawing = drawn(
        '<urn:x:a> <urn:x:p> <urn:x:b>, <urn:x:c>, "中文" . <urn:x:b> <urn:x:p> <urn:x:c>, <urn:x:a>, "中文" .'
    )
    assert sorted(node.text for node in drawing.nodes) == [
        "urn:x:a", "urn:x:b", "urn:x:c", "中文", "中文",
    ]  # fmt: skip
    edges = [(edge.is_further, edge.text) for edge in drawing.edges]
    assert sorted(edges) == [(False, "urn:x:p")] * 4 + [(True, "urn:x:p")] * 2
    places = {(node.column, node.y) for node in drawing.nodes}
    assert len(places) == len(drawing.nodes)
    assert not drawing.is_cut
    for edge in drawing.edges:
        if not edge.is_further:
            assert drawing.ends(edge.start) < drawing.starts(edge.end)


def test_a_long_graph_and_a_long_text_are_cut_and_say_so() -> None:
    """By number of statements and by width; the whole text is kept for the title."""
    text = "long " * 40
    many = " . ".join(f'<urn:x:{at}> <urn:x:p> "{at}"' for at in range(99))
    drawing = drawn(f'{many} . <urn:x:0> <urn:x:q> "{text}" .')
    assert (drawing.is_cut, len(drawing.edges)) == (True, STATEMENTS)
    (cut,) = (node for node in drawn(f'[] <urn:x:q> "{text}" .').nodes[:1])
    assert cut.text.endswith("…")
    assert cut.whole == text
    assert drawn("") is None
