"""
The command line as a user meets it: output, exit status,
one line for an error, the same bytes twice.
"""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from qingdan.files import folder
from qingdan.rdf.names import QD

MAKER = str(folder("data") / "inventories" / "icv-maker.ttl")
DAY = ("--as-of", "2026-03-02")


def run(*arguments: str, status: int = 0) -> subprocess.CompletedProcess[str]:
    """Run the command, and check its exit status and that no traceback shows."""
    found = subprocess.run(
        [sys.executable, "-m", "qingdan", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == status, found.stderr
    assert "Traceback" not in found.stderr + found.stdout
    return found


@pytest.fixture(scope="module")
def decided() -> list[dict[str, object]]:
    """The worked inventory, decided as JSON."""
    return json.loads(run("decide", MAKER, *DAY, "--format", "json").stdout)


def test_every_outcome_occurs_in_the_worked_inventory(
    decided: list[dict[str, object]],
) -> None:
    """At least 60 items, every scenario and every outcome."""
    assert len(decided) >= 60
    outcomes = {one["outcome"] for one in decided}
    assert outcomes == {
        "StateSecretRegime", "CoreDataRegime", "ApprovalFirst", "RecipientRestricted", "ExportControlRegime", "SecurityAssessment",
        "StandardContractOrCertification", "ExemptOutOfList", "ExemptGround", "ExemptBelowThreshold", "NoRegulatedData", "NotAnExport",
        "NeedsFacts", "NeedsReview",
    }  # fmt: skip
    store = ox.Store()
    store.bulk_load(Path(MAKER).read_bytes(), format=ox.RdfFormat.TURTLE)
    assert (
        len(
            {
                quad.object
                for quad in store.quads_for_pattern(
                    None, ox.NamedNode(QD + "scenario"), None
                )
            }
        )
        == 9
    )


def test_table_and_turtle_of_the_worked_inventory_agree(
    decided: list[dict[str, object]],
) -> None:
    """The same items as a table have the same outcomes."""
    table = json.loads(
        run(
            "decide", MAKER.replace(".ttl", ".csv"), *DAY, "--format", "json"
        ).stdout
    )
    ends = {
        str(one["item"]).rsplit("/", 1)[-1].rsplit(":", 1)[-1]: one["outcome"]
        for one in decided
    }
    assert {
        str(one["item"]).rsplit("/", 1)[-1].rsplit(":", 1)[-1]: one["outcome"]
        for one in table
    } == ends


def test_formats_hold_the_same_answers(
    decided: list[dict[str, object]],
) -> None:
    """JSON Lines, CSV and TriG tell the same outcomes; output is the same bytes twice."""
    lines = run("decide", MAKER, *DAY, "--format", "jsonl").stdout
    assert [json.loads(line) for line in lines.splitlines()] == decided
    assert lines == run("decide", MAKER, *DAY, "--format", "jsonl").stdout
    table = list(
        csv.DictReader(
            io.StringIO(run("decide", MAKER, *DAY, "--format", "csv").stdout)
        )
    )
    assert [row["outcome"] for row in table] == [
        one["outcome"] for one in decided
    ]
    trig = list(
        ox.parse(
            run("decide", MAKER, *DAY, "--format", "turtle").stdout.encode(),
            format=ox.RdfFormat.TRIG,
        )
    )
    graphs = {quad.graph_name for quad in trig}
    assert len(graphs) == len(decided)


@pytest.mark.parametrize("form", ["text", "json", "turtle", "html"])
def test_why_proves_the_decision_of_the_item(
    form: str, decided: list[dict[str, object]]
) -> None:
    """`why` gives the same determination as `decide`, in every format."""
    one = decided[0]
    shown = run("why", MAKER, str(one["item"]), *DAY, "--format", form).stdout
    assert str(one["outcome"]) in shown or one["outcomeText"]["en"] in shown  # type: ignore[index]
    if form == "json":
        assert json.loads(shown) == one


def test_why_in_both_languages_and_why_not(
    decided: list[dict[str, object]],
) -> None:
    """Both languages from one proof; `--not` names the rule that failed, with its numbers."""
    one = next(
        one
        for one in decided
        if one["outcome"] == "StandardContractOrCertification"
    )
    shown = run(
        "why",
        MAKER,
        str(one["item"]),
        *DAY,
        "--lang",
        "en,zh",
        "--not",
        "SecurityAssessment",
    ).stdout
    assert "Answer:" in shown
    assert "结论：" in shown
    assert "Why not" in shown
    assert "1,000,000" in shown


def test_fail_on_sets_exit_status_one() -> None:
    """A pipeline can stop on an outcome."""
    run("decide", MAKER, *DAY, "--fail-on", "CoreDataRegime", status=1)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("decide", "missing.ttl"), "missing.ttl: cannot be read"),
        (("decide", MAKER, "--as-of", "yesterday"), "write it as 2026-03-02"),
        (
            ("decide", MAKER, "--fail-on", "Exempted"),
            "the outcome or flag 'Exempted' is not known",
        ),
        (("decide", MAKER, "--list", "xx-2030"), "the list 'xx-2030'"),
        (("why", MAKER, "no-such-item"), "is not in the inventory"),
        (("why", MAKER, "x", "--not", "Nothing"), "is not known"),
        (("query", "no-such-question"), "is not stored"),
        (("decide",), "Missing argument"),
        (("decide", MAKER, "--reading", "Q3=nonsense"), "choose one of Q3="),
    ],
)
def test_a_wrong_call_is_told_in_one_line(
    arguments: tuple[str, ...], says: str
) -> None:
    """Exit status 2, the cause on standard error, nothing on standard output."""
    found = run(*arguments, status=2)
    assert says in found.stderr
    assert found.stdout == ""


@pytest.mark.parametrize("command", ["decide", "why", "query"])
def test_help_has_an_example(command: str) -> None:
    """Every command shows how it is called."""
    assert f"qingdan {command}" in run(command, "--help").stdout


def test_another_reading_can_be_taken(
    decided: list[dict[str, object]],
) -> None:
    """A reading changes the answer that it is said to change, and the receipt names it."""
    changing = [
        (one, reading)
        for one in decided
        for reading in one["readings"]
        if reading["wouldChange"]
    ]  # type: ignore[attr-defined]
    one, reading = next(
        (one, reading)
        for one, reading in changing
        if reading["notation"] == "Q9"
    )
    name = "Q9=" + reading["others"][0]["reading"].split("question-09-")[1]
    shown = json.loads(
        run(
            "why",
            MAKER,
            one["item"],
            *DAY,
            "--reading",
            name,
            "--format",
            "json",
        ).stdout
    )
    assert shown["outcome"] in reading["others"][0]["outcomes"]
    assert shown["receipt"]["readings"] == [reading["others"][0]["reading"]]
