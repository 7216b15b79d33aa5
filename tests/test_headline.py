"""
What must be done or stopped before anything leaves stands
with the outcome, in every rendering, and can fail a run.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from calls import call
from qingdan.files import folder
from qingdan.law.load import law
from qingdan.rdf.names import QD

MAKER = folder("data") / "inventories" / "icv-maker.ttl"
DAY = ("--as-of", "2026-03-02")
ROAD_TEST = "urn:x:huashan-auto:barracks-road-test"


def test_steps_are_flags() -> None:
    """Each first step is a flag that some rule raises, with a label in both languages."""
    raised = {rule.raises for rule in law().rules}
    for name in law().first_steps:
        assert QD + name in raised, name
        assert set(law().label(QD + name)) == {"en", "zh"}
    assert {"MapApprovalFirst", "CheckGuidelines2026"} <= law().first_steps


@pytest.mark.parametrize("detail", ["summary", "legal", "full"])
def test_text_tells_them_below_the_answer(detail: str) -> None:
    """Right after the outcome, at every depth, in both languages, with the provisions."""
    told = call(
        "why", MAKER, ROAD_TEST, *DAY, "--detail", detail, "--lang", "en,zh"
    ).out.splitlines()
    heads = [
        number
        for number, line in enumerate(told)
        if re.match("Answer:|结论", line)
    ]
    assert len(heads) == 2
    for head, word in zip(
        heads, ("First: Map review", "先行事项：须先经地图审核"), strict=True
    ):
        following = told[head + 1 : head + 3]
        cited = {
            "First: Map review": "Ministry of Natural Resources",
            "先行事项：须先经地图审核": "自然资源部",
        }[word]
        assert any(
            line.startswith("! " + word) and cited in line
            for line in following
        ), following


def test_data_has_them_as_a_key_and_a_column() -> None:
    """JSON, CSV and RDF."""
    (one,) = [
        one
        for one in json.loads(
            call("decide", MAKER, *DAY, "--format", "json").out
        )
        if one["item"] == ROAD_TEST
    ]
    steps = {step["flag"]: step["cites"] for step in one["firstSteps"]}
    assert set(steps) == {"CheckGuidelines2026", "MapApprovalFirst"}
    assert "cn:mnr-2022" in steps["MapApprovalFirst"]
    rows = call("decide", MAKER, *DAY, "--format", "csv").out.splitlines()
    column = rows[0].split(",").index("firstSteps")
    (row,) = [row for row in rows if row.startswith(ROAD_TEST + ",")]
    assert "CheckGuidelines2026 MapApprovalFirst" in row.split(",")[column:]
    turtle = call("why", MAKER, ROAD_TEST, *DAY, "--format", "turtle").out
    named = re.search(r"qd:firstStep ([^;.]+)", turtle)
    assert named
    assert {name.strip() for name in named[1].split(",")} == {
        f"qd:{step}" for step in steps
    }


def test_pages_and_tables_show_them() -> None:
    """
    In the answer of a proof, in the table of items, and in
    the table of the terminal with its count.
    """
    page = call("why", MAKER, ROAD_TEST, *DAY, "--format", "html").out
    answer = page[page.index('class="verdict"') : page.index('class="meta"')]
    assert "Map review or external-provision approval first" in answer
    overview = call("decide", MAKER, *DAY, "--format", "html").out
    assert overview.count('class="badge first"') > 1
    table = call("decide", MAKER, *DAY).out
    (row,) = [
        line for line in table.splitlines() if line.startswith(ROAD_TEST + " ")
    ]
    step = "Map review or external-provision approval first"
    assert f"! {step}" in row
    assert re.search(
        rf"First:\n +\d+  [^\n]+ \[CheckGuidelines2026\]\n +\d+  {step}", table
    )


def test_a_run_fails_on_outcomes_and_flags(tmp_path: Path) -> None:
    """Either may be named; a name that is neither is refused with those that are."""
    assert (
        call("decide", MAKER, *DAY, "--fail-on", "MapApprovalFirst").status
        == 1
    )
    assert (
        call(
            "decide",
            MAKER,
            *DAY,
            "--fail-on",
            "CoreDataRegime,ListedElsewhere",
        ).status
        == 1
    )
    assert (
        call(
            "decide",
            MAKER,
            "--as-of",
            "2026-01-05",
            "--fail-on",
            "CheckGuidelines2026",
        ).status
        == 0
    )
    found = call("decide", MAKER, *DAY, "--fail-on", "MapApproval")
    assert (
        found.status,
        "the outcome or flag 'MapApproval' is not known" in found.err,
    ) == (
        2,
        True,
    )
    assert (
        call("why", MAKER, ROAD_TEST, *DAY, "--not", "MapApprovalFirst").status
        == 2
    )
