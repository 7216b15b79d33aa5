"""`qingdan validate` as it is called: exit status, limits, engines, files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from calls import call
from test_findings import SECRECY, lines, told


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An inventory in which eleven items have one fault."""
    made = tmp_path_factory.mktemp("validate") / "items.nt"
    made.write_text("\n".join(lines(*range(3, 14))) + "\n", "utf-8")
    return made


@pytest.mark.parametrize(
    ("severities", "status"),
    [
        (None, 1),
        ("Violation", 1),
        ("Undetermined", 1),
        ("Warning", 0),
        ("Info,Warning", 0),
        ("Info,Violation", 1),
    ],
)
def test_fail_on_names_the_severities_that_fail(
    path: Path, severities: str | None, status: int
) -> None:
    """Any result fails the run, or those of the severities that are named."""
    assert (
        call(
            "validate",
            path,
            *(["--fail-on", severities] if severities else []),
        ).status
        == status
    )


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (
            ["--fail-on", "Error"],
            "the severity 'Error' is not known; choose one of Violation",
        ),
        (["--engine", "fast"], "'fast' is not one of"),
        (["--max-findings", "-1"], "-1 is not in the range"),
        (["--output", "report.pdf"], "the suffix .pdf"),
        (["--format", "yaml"], "'yaml' is not one of"),
        (["--output", "no-such-folder/report.json"], "cannot be written"),
    ],
)
def test_a_wrong_call_has_status_two(
    path: Path, arguments: list[str], says: str
) -> None:
    """What is wrong with the call is told, and no report is given."""
    found = call("validate", path, *arguments)
    assert (found.status, found.out) == (2, "")
    assert says in found.err


@pytest.mark.parametrize("most", [0, 7, 10_000])
def test_max_findings_leaves_every_count(path: Path, most: int) -> None:
    """
    However few results are listed, all are counted, and the
    report says whether some are left out.
    """
    whole, document = (
        json.loads(told(path, "json")),
        json.loads(told(path, "json", "--max-findings", str(most))),
    )
    assert document["counts"] == whole["counts"]
    assert (
        document["truncated"]
        == (len(document["results"]) < whole["total"])
        == (most < whole["total"])
    )


@pytest.mark.parametrize(
    ("engine", "items", "named"),
    [
        ("auto", 30, "each distinct neighbourhood once"),
        ("auto", 3, "pySHACL"),
        ("pyshacl", 30, "pySHACL"),
        ("distinct", 3, "each distinct"),
    ],
)
def test_the_engine_is_chosen_by_size_and_told(
    tmp_path: Path, engine: str, items: int, named: str
) -> None:
    """
    Small inventories go to the reference; the choice can be made
    by hand, and is told on standard error and in the report.
    """
    small = tmp_path / "small.nt"
    small.write_text("\n".join(lines(1)[: 1 + 4 * items]) + "\n", "utf-8")
    found = call("validate", small, "--format", "json", "--engine", engine)
    assert f"judged by {named}" in found.err
    assert named in json.loads(found.out)["engine"]


def test_rows_of_a_table_are_its_lines(tmp_path: Path) -> None:
    """A result of a CSV file stands at the row of its item, the heading counted as the first."""
    table = tmp_path / "items.csv"
    table.write_text(
        "item,secrecy,coreData\na,NotClassified,false\nb,NotClassified,false\nc,TopSecret,false\n",
        "utf-8",
    )
    document = json.loads(call("validate", table, "--format", "json").out)
    (result,) = [one for one in document["results"] if one["shape"] == SECRECY]
    assert (result["focus"], result["line"]) == ("urn:x-item:c", 4)


@pytest.mark.parametrize("suffix", [".txt", ".json", ".ttl", ".sarif", ".xml"])
def test_a_file_of_each_form_is_what_standard_output_holds(
    path: Path, tmp_path: Path, suffix: str
) -> None:
    """
    The suffix names the form; nothing is printed in its
    place, and nothing else is left in the folder.
    """
    out = tmp_path / f"report{suffix}"
    found = call("validate", path, "--output", out)
    assert (found.status, found.out) == (1, "")
    form = {".txt": "text", ".ttl": "turtle", ".xml": "junit"}.get(
        suffix, suffix[1:]
    )
    assert out.read_text("utf-8") == told(path, form)
    assert list(tmp_path.iterdir()) == [out]
