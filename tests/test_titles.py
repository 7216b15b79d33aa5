"""
Items are called by their titles in the language asked for,
whatever the form of the inventory and of the answer.
"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import duckdb
import pytest

from calls import call
from qingdan import api
from qingdan.files import folder
from qingdan.rdf.names import by_language

INVENTORIES = folder("data") / "inventories"
TITLES = {
    item.iri: item.title
    for item in api.load([INVENTORIES / "icv-maker.ttl"]).items
}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("clips", {"en": "clips"}),
        ("clips; kept", {"en": "clips; kept"}),
        ("片段", {"zh": "片段"}),
        ("ADAS事件片段；未处理", {"zh": "ADAS事件片段；未处理"}),
        ("clips; ADAS片段", {"en": "clips", "zh": "ADAS片段"}),
        ("clips ；ADAS片段", {"en": "clips", "zh": "ADAS片段"}),
        ("片段; clips of ADAS", {"en": "clips of ADAS", "zh": "片段"}),
        ("clips; 片段; more", {"zh": "clips; 片段; more"}),
        ("; 片段", {"zh": "; 片段"}),
    ],
)
def test_a_title_without_a_language_is_told_by_its_script(
    tmp_path: Path, text: str, told: dict[str, str]
) -> None:
    """
    English, Chinese, or both parted by one semicolon; nothing
    of it is lost, in memory and in the database alike.
    """
    assert by_language({"en": text}) == told
    assert by_language({"en": text, "zh": "片"}) == {"en": text, "zh": "片"}
    table, answers = tmp_path / "t.csv", tmp_path / "a.parquet"
    table.write_text(f'item,title,heldBy\nurn:x:i,"{text}",urn:x:h\n', "utf-8")
    for lang in ("en", "zh"):
        assert (
            call(
                "decide",
                table,
                "--format",
                "parquet",
                "--output",
                answers,
                "--lang",
                lang,
            ).status
            == 0
        )
        ((title,),) = duckdb.sql(f"SELECT title FROM '{answers}'").fetchall()
        assert title == told.get(lang, next(iter(told.values())))


@pytest.mark.parametrize("form", ["ttl", "csv"])
def test_every_answer_calls_an_item_by_its_title(
    form: str, tmp_path: Path
) -> None:
    """
    Both languages each in their place in JSON and JSON Lines,
    one of them in CSV and Parquet, for RDF and for a table.
    """
    path, day = INVENTORIES / f"icv-maker.{form}", ("--as-of", "2026-03-02")
    found = json.loads(call("decide", path, *day, "--format", "json").out)
    assert {one["item"]: one["title"] for one in found} == TITLES
    lines = call("decide", path, *day, "--format", "jsonl").out.splitlines()
    assert {
        one["item"]: one["title"] for one in map(json.loads, lines)
    } == TITLES
    for lang in ("en", "zh"):
        rows = csv.DictReader(
            io.StringIO(
                call(
                    "decide", path, *day, "--format", "csv", "--lang", lang
                ).out
            )
        )
        assert {row["item"]: row["title"] for row in rows} == {
            item: title[lang] for item, title in TITLES.items()
        }
        answers = tmp_path / "answers.parquet"
        call(
            "decide",
            path,
            *day,
            "--format",
            "parquet",
            "--output",
            answers,
            "--lang",
            lang,
        )
        kept = duckdb.sql(f"SELECT item, title FROM '{answers}'").fetchall()
        assert dict(kept) == {
            item: title[lang] for item, title in TITLES.items()
        }
