"""Tables of answers held against the inventory: what `decide` writes holds, a changed cell is refused."""

from __future__ import annotations

import csv
from pathlib import Path
from random import Random

import pytest

from calls import call
from qingdan.checking.tables import COLUMNS, Tables
from qingdan.files import folder

MAKER = folder("data") / "inventories" / "icv-maker.ttl"
FOLDERS = folder("ontology"), folder("shapes"), folder("data") / "lists"
SPACED = """\
# Three items of which the same is stated, each line spaced in its own way.
<urn:x:h> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/qingdan/ns/DataHandler> .
<urn:x:h>  <https://w3id.org/qingdan/ns/zone>\t<https://w3id.org/qingdan/ns/cq-ftz> .
<urn:x:a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/qingdan/ns/DataItem> .
<urn:x:b> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/qingdan/ns/DataItem> . # b

<urn:x:c><http://www.w3.org/1999/02/22-rdf-syntax-ns#type><https://w3id.org/qingdan/ns/DataItem>.
<urn:x:a> <https://w3id.org/qingdan/ns/heldBy> <urn:x:h> .
<urn:x:b> <https://w3id.org/qingdan/ns/heldBy> <urn:x:h>.
<urn:x:c><https://w3id.org/qingdan/ns/heldBy> <urn:x:h> .
<urn:x:a> <https://w3id.org/qingdan/ns/title> "A . b"@en .
"""


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The answers for the worked inventory as CSV."""
    path = tmp_path_factory.mktemp("table") / "answers.csv"
    assert call("decide", MAKER, "-o", path).status == 0
    return path


@pytest.fixture(scope="module")
def rows(table: Path) -> list[dict[str, str]]:
    """Its rows."""
    with open(table, encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def tables() -> Tables:
    """The checker of tables on the worked inventory, with each item weighed alone."""
    return Tables(FOLDERS, [MAKER], "cq-2025")


def refused(
    tables: Tables, rows: list[dict[str, str]]
) -> list[tuple[str, int, str]]:
    """The items that are refused, with how many are alike, and the reason."""
    asked = [(row["item"], tuple(row[c] for c in COLUMNS)) for row in rows]
    return [
        (item, alike, str(fault))
        for item, alike, fault in tables.refused(asked)
    ]


def test_what_decide_writes_holds(table: Path, tmp_path: Path) -> None:
    """As CSV and as Parquet, from the inventory as Turtle and as N-Triples."""
    import pyoxigraph as ox

    lines = tmp_path / "maker.nt"
    statements = ox.parse(MAKER.read_bytes(), format=ox.RdfFormat.TURTLE)
    ox.serialize(statements, lines, format=ox.RdfFormat.N_TRIPLES)
    parquet = tmp_path / "answers.parquet"
    assert call("decide", MAKER, "-o", parquet).status == 0
    for answers, data in ((table, lines), (parquet, MAKER)):
        checked = call("check", answers, "--data", data)
        assert (checked.status, checked.err) == (0, "")
        assert "89 answers checked in 78 distinct cases, 0" in checked.out


@pytest.mark.parametrize("column", COLUMNS)
def test_a_changed_cell_is_refused(
    column: str, tables: Tables, rows: list[dict[str, str]]
) -> None:
    """Whatever cell of whatever row is changed into that of another row."""
    random = Random(column)
    values = sorted({row[column] for row in rows} | {"2025-12-31"})
    changed = []
    for row in rows:
        others = [v for v in values if v != row[column]]
        changed.append(row | {column: random.choice(others)})
    kept = len(rows) - sum(alike for _, alike, _ in refused(tables, changed))
    if column == "missingFacts":
        waiting = [row for row in rows if row["outcome"] == "NeedsFacts"]
        assert kept <= len(waiting)
    elif column == "asOf":
        assert kept < len(rows) / 2
    else:
        assert not kept


def test_each_item_has_one_row(
    tables: Tables, rows: list[dict[str, str]]
) -> None:
    """An item without a row, a second row and a row of no item are refused by name."""
    odd = [*rows[1:], rows[1], rows[2] | {"item": "urn:x:none"}]
    reasons = refused(tables, odd)
    assert reasons == [
        (rows[1]["item"], 1, "item: the table has two answers for it"),
        ("urn:x:none", 1, "item: the inventory does not have it"),
        (rows[0]["item"], 1, "item: the table has no answer for it"),
    ]


def test_items_that_are_alike_are_weighed_once(tmp_path: Path) -> None:
    """However the lines are spaced; one that is answered otherwise is a case of its own."""
    data, answers = tmp_path / "spaced.nt", tmp_path / "answers.csv"
    data.write_text(SPACED, "utf-8")
    decided = call("decide", data, "-o", answers, "--as-of", "2026-03-02")
    assert decided.status == 0
    checked = call("check", answers, "--data", data)
    assert checked.out == "3 answers checked in 1 distinct cases, 0 refused\n"
    text = answers.read_text("utf-8")
    answers.write_text(
        text.replace("NeedsFacts", "ExemptOutOfList", 2), "utf-8"
    )
    checked = call("check", answers, "--data", data)
    assert checked.status == 1
    assert "urn:x:a and 1 alike: outcome: " in checked.out
    assert "3 answers checked in 2 distinct cases, 2 refused" in checked.out


@pytest.mark.parametrize("content", ["", "a,b\n", "item\n", "\0"])
def test_another_table_is_told(content: str, tmp_path: Path) -> None:
    """Exit status 2 and one line that says how to write one."""
    path = tmp_path / "other.csv"
    path.write_text(content, "utf-8")
    checked = call("check", path, "--data", MAKER)
    assert (checked.status, checked.out) == (2, "")
    assert checked.err.count("\n") == 1
    assert "decide --output" in checked.err
