"""
A fact is told once, in ontology/facts.ttl: what is made from it is up to date,
and an invented fact is known wherever facts are.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import facts
from qingdan.inventory.kinds import KINDS
from qingdan.law.load import law

ROOT = facts.ROOT
MADE = facts.made(law())
BLOCK = re.search(
    r"```turtle\n(qd:.*?)```",
    (ROOT / "CONTRIBUTING.md").read_text("utf-8"),
    re.S,
)
DAY = """
qd:flownOn
    a owl:DatatypeProperty , qd:FactType ;
    rdfs:label "flown on"@en , "飞行日期"@zh ;
    skos:definition "day on which the drone flew"@en ;
    qd:about qd:DataItem ;
    qd:valueType xsd:date ;
    qd:notBefore qd:confirmedOn ;
    qd:question "On which day did the drone fly?"@en , "无人机于何日飞行？"@zh ;
    .
"""
LOOK = """
import io, json
import openpyxl
from qingdan.inventory.readers.jsonld import _own_context
from qingdan.inventory.schema import schemas
from qingdan.inventory.template import write
from qingdan.inventory.template_columns import columns
from qingdan.law.editions import form_shapes
from qingdan.law.load import law
from qingdan.proving.monotone import directions
from qingdan.serving import interview

page = json.loads(interview.ask(
    {"lang": "zh", "facts": {"madeByDrone": "true"}, "as_of": "", "skipped": [], "asked": "flownOn", "find": ""}, b""
).content)
book = openpyxl.load_workbook(io.BytesIO(write(".xlsx", law())))
print(json.dumps({
    "columns": [fact.name for fact in columns(law())],
    "headings": [cell.value for row in book["items"].iter_rows(max_row=2) for cell in row],
    "context": _own_context().get("madeByDrone"),
    "schema": schemas(law())["DataItem"]["properties"]["madeByDrone"],
    "shapes": form_shapes().decode(),
    "direction": directions(law())["madeByDrone"],
    "question": page["question"],
    "answered": page["answered"],
}))
"""


@pytest.mark.parametrize("path", MADE, ids=lambda path: str(path.name))
def test_what_is_made_from_the_facts_is_up_to_date(path: Path) -> None:
    """`nox -s facts` has nothing to write."""
    assert path.read_text("utf-8") == MADE[path]


def test_the_classes_are_those_that_facts_are_about() -> None:
    """Each class of subjects has a fact, and each fact a class of subjects."""
    about = {
        kind
        for fact in law().facts.values()
        if not fact.is_a("ComputedFact")
        for kind in fact.about
    }
    assert about == set(KINDS)


def tree(place: Path) -> dict[str, bytes]:
    """The files that people write, by name."""
    return {
        str(path.relative_to(place)): path.read_bytes()
        for folder in ("data", "docs", "ontology", "queries", "shapes")
        for path in (place / folder).rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def touched(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, set[str]]:
    """
    A copy of the tree with two facts more, made anew by the
    command; and the files that differ from ours.
    """
    assert BLOCK
    place = tmp_path_factory.mktemp("tree")
    for name in (
        "data",
        "docs",
        "ontology",
        "queries",
        "shapes",
        "tools",
        "qingdan",
    ):
        ignored = shutil.ignore_patterns("closed", "__pycache__")
        shutil.copytree(ROOT / name, place / name, ignore=ignored)
    before = tree(place)
    with (place / "ontology" / "facts.ttl").open(
        "a", encoding="utf-8"
    ) as file:
        file.write("\n" + BLOCK[1] + DAY)
    run(place, "tools/facts.py")
    after = tree(place)
    return place, {name for name in after if after[name] != before.get(name)}


def run(place: Path, *arguments: str) -> str:
    """Python in the copy; what it prints."""
    env = {**os.environ, "PYTHONPATH": str(place)}
    command = [sys.executable, *arguments]
    done = subprocess.run(
        command,
        cwd=place,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout


def test_a_fact_touches_one_block(touched: tuple[Path, set[str]]) -> None:
    """By hand facts.ttl alone; the command writes the files that are made from it."""
    assert touched[1] == {
        "ontology/facts.ttl",
        "ontology/context.jsonld",
        "ontology/dl/facts.ttl",
        "shapes/facts.ttl",
        "docs/inventories.md",
    }


def test_an_invented_fact_is_known_everywhere(
    touched: tuple[Path, set[str]],
) -> None:
    """In shapes, columns, template, context, tables, interview, schema and direction."""
    place, _ = touched
    found: dict[str, Any] = json.loads(run(place, "-c", LOOK))
    assert {"madeByDrone", "flownOn"} <= set(found["columns"])
    assert {"madeByDrone", "made by a drone / 由无人机采集"} <= set(
        found["headings"]
    )
    assert found["context"] == {
        "@id": "qd:madeByDrone",
        "@type": "xsd:boolean",
    }
    assert found["schema"]["type"] == "boolean"
    assert found["schema"]["description"].startswith(
        "Was the data collected by"
    )
    for name in ("Value", "Once"):
        assert f"\nshape:{name}-madeByDrone\n" in found["shapes"]
    assert "\nshape:NotBefore-flownOn-confirmedOn\n" in found["shapes"]
    assert found["direction"] == [False, True]
    (asked,) = found["question"]["fields"]
    assert (asked["text"], asked["kind"]) == ("无人机于何日飞行？", "day")
    assert [one["label"] for one in found["answered"]] == ["由无人机采集"]
    page = (place / "docs" / "inventories.md").read_text("utf-8")
    assert (
        "| `madeByDrone` | true, false | whether the data was collected"
        in page
    )


def test_an_invented_fact_is_judged(touched: tuple[Path, set[str]]) -> None:
    """Stated in a table and in RDF it is read; a wrong value and a wrong place are refused."""
    place, _ = touched
    table = place / "drone.csv"
    table.write_text("item,heldBy,madeByDrone\na,h,true\n", "utf-8")
    report = run(
        place, "-m", "qingdan", "validate", str(table), "--format", "json"
    )
    severities = {one["severity"] for one in json.loads(report)["results"]}
    assert "Violation" not in severities
    wrong = place / "wrong.ttl"
    wrong.write_text(
        "@prefix qd: <https://w3id.org/qingdan/ns/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
        "<urn:x:h> a qd:DataHandler . <urn:x:i> a qd:DataItem ; qd:heldBy <urn:x:h> ; qd:madeByDrone 7 ;"
        " qd:flownOn '2026-01-01'^^xsd:date ; qd:confirmedOn '2026-02-02'^^xsd:date .",
        "utf-8",
    )
    report = run(
        place, "-m", "qingdan", "validate", str(wrong), "--format", "json"
    )
    shapes = {result["shape"] for result in json.loads(report)["results"]}
    assert {
        "shape:Value-madeByDrone",
        "shape:NotBefore-flownOn-confirmedOn",
    } <= shapes
