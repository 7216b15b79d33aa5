"""The door of programs: what it takes, refuses and gives; its examples run."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas
import polars
import pyarrow
import pytest

import qingdan
import qingdan_server
from qingdan.files import folder

ROOT = Path(__file__).parent.parent
MAKER = folder("data") / "inventories" / "icv-maker.ttl"
DAY = "2026-03-02"
ROW = {"item": "urn:x:crm", "heldBy": "urn:x:maker", "zone": "cq-ftz"}
EXAMPLES = re.findall(
    r"```python\n(.*?)```",
    (ROOT / "docs" / "python.md").read_text("utf-8"),
    re.S,
)
CELLS = [
    "".join(cell["source"])
    for cell in json.loads(
        (ROOT / "docs" / "notebook.ipynb").read_text("utf-8")
    )["cells"]
    if cell["cell_type"] == "code"
]


@pytest.fixture
def beside_the_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to write to, in which the worked data lies."""
    (tmp_path / "data").symlink_to(folder("data"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_the_examples_run(number: int, beside_the_data: Path) -> None:
    """As they stand in docs/python.md."""
    exec(compile(EXAMPLES[number], f"example {number}", "exec"), {})


def test_the_open_questions_are_written_by_a_short_program(
    beside_the_data: Path,
) -> None:
    """The first example: at most twenty lines, and a row for each question."""
    lines = [line for line in EXAMPLES[0].splitlines() if line.strip()]
    assert len(lines) <= 20
    exec(compile(EXAMPLES[0], "example", "exec"), {})
    asked = pandas.read_csv("open-questions.csv")
    assert set(asked["item"]) == {"urn:x-item:crm", "urn:x-item:maps"}
    assert "secrecy" in set(asked["fact"])


def test_the_notebook_runs(beside_the_data: Path) -> None:
    """Each cell after the other; what its last line gives can be shown."""
    names: dict[str, Any] = {}
    for cell in CELLS:
        tree = ast.parse(cell)
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, "cell", "exec"), names)
        if isinstance(last, ast.Expr):
            shown = eval(
                compile(ast.Expression(last.value), "cell", "eval"), names
            )
            assert len(repr(shown)) < 10_000
            assert (
                shown is None
                or not hasattr(shown, "_repr_html_")
                or shown._repr_html_()
            )


@pytest.mark.parametrize(
    "make",
    [pandas.DataFrame, polars.DataFrame, pyarrow.Table.from_pylist, list],
    ids=["pandas", "polars", "arrow", "dicts"],
)
def test_a_table_is_read_as_the_same_table_in_a_file(
    make: Any, tmp_path: Path
) -> None:
    """Truths, days, lists, gaps: the same answers as from CSV."""
    rows = [
        {
            **ROW,
            "containsPersonalInformation": True,
            "exportDate": date(2026, 3, 1),
        },
        {
            **ROW,
            "item": "urn:x:b",
            "containsPersonalInformation": None,
            "exportDate": None,
        },
    ]
    file = tmp_path / "same.csv"
    file.write_text(
        "item,heldBy,zone,containsPersonalInformation,exportDate\n"
        "urn:x:crm,urn:x:maker,cq-ftz,true,2026-03-01\nurn:x:b,urn:x:maker,cq-ftz,,\n",
        "utf-8",
    )
    of_table = qingdan.decide(make(rows), DAY)
    assert of_table.to_dict() == qingdan.decide(file, DAY).to_dict()


def test_counts_with_gaps_are_numbers_and_gaps_not_zero() -> None:
    """A column of pandas that became floats: told, whole numbers whole, gaps not stated."""
    held = pandas.DataFrame(
        [{**ROW, "holdsOrdinaryPersons": 5}, {**ROW, "item": "b"}]
    )
    assert held["holdsOrdinaryPersons"].dtype == float
    found = qingdan.load(held)
    assert any(
        "'holdsOrdinaryPersons' is kept as floats" in one
        for one in found.notes
    )
    facts = qingdan.why(found, "urn:x:crm", DAY).to_json()
    assert "5.0" not in facts


ODD = [
    ("exportDate", datetime(2026, 3, 1, 14), "has a time of day"),
    ("exportDate", datetime(2026, 3, 1, tzinfo=UTC), "moment in a time zone"),
    ("holdsOrdinaryPersons", 2.0**60, "is not exact at this size"),
    ("holdsOrdinaryPersons", float("inf"), "is no number"),
    ("holdsOrdinaryPersons", 1.5, "1.5"),
    ("title", b"x", "a bytes is no value of a table"),
    ("title", {"en": "x"}, "a dict is no value of a table"),
    ("category", ["a;b"], "has a semicolon"),
    ("item", 7.0, "does not tell all items apart"),
]


@pytest.mark.parametrize(("name", "value", "told"), ODD)
def test_a_cell_that_cannot_be_told_is_refused_by_column_and_row(
    name: str, value: Any, told: str
) -> None:
    """Nothing is guessed."""
    with pytest.raises(qingdan.InputError, match="row 2") as refused:
        qingdan.load([{**ROW, name: value}])
    assert told in str(refused.value)


def test_a_category_and_a_day_of_pandas_are_their_values() -> None:
    """Timestamps at midnight are days."""
    frame = pandas.DataFrame([ROW])
    frame["zone"] = frame["zone"].astype("category")
    frame["exportDate"] = pandas.to_datetime(["2026-03-01"])
    assert qingdan.decide(frame)[0].as_of == date(2026, 3, 1)


WRONG = [
    (b"", "bytes do not say their format"),
    ([], "there is nothing to read"),
    (3.5, "a float is no inventory"),
    ({"item": "x"}, "a dict is no inventory"),
    ("a\nb", "a text is the path of a file"),
    ([MAKER, 3], "a int is no inventory"),
    (polars.DataFrame([ROW]).lazy(), "give its .collect()"),
]


@pytest.mark.parametrize(("given", "told"), WRONG)
def test_what_is_no_inventory_is_refused_at_the_call(
    given: Any, told: str
) -> None:
    """With what may be given."""
    with pytest.raises(qingdan.CallError) as refused:
        qingdan.load(given)
    assert told in str(refused.value)


def test_errors_come_at_the_call() -> None:
    """A file that is not there, a day that is none, a reading that is not known."""
    with pytest.raises(qingdan.InputError, match=r"x\.ttl"):
        qingdan.load("x.ttl")
    with pytest.raises(qingdan.CallError, match="no day"):
        qingdan.decide(MAKER, "2 March")
    with pytest.raises(qingdan.CallError, match="a moment is no day"):
        qingdan.decide(MAKER, datetime(2026, 3, 2))
    with pytest.raises(qingdan.CallError, match="is not known"):
        qingdan.decide(MAKER, DAY, readings="Q3=mine")


def test_in_bulk_and_from_memory_are_alike() -> None:
    """The same determinations, rows and sums."""
    few, many = (
        qingdan.decide(MAKER, DAY, in_bulk=bulk) for bulk in (False, True)
    )
    assert few.to_json() == many.to_json()
    assert few.outcomes() == many.outcomes()
    assert len(few) == len(many)
    assert few[3].to_dict() == many[3].to_dict()


def test_results_are_short_to_look_at() -> None:
    """And a whole determination stays out of a list of them."""
    found = qingdan.decide(MAKER, DAY)
    for shown in (
        found,
        found[0],
        qingdan.validate(MAKER),
        qingdan.load(MAKER),
    ):
        assert len(repr(shown)) < 500
        assert "<script" not in shown._repr_html_()
    assert len(found._repr_html_()) < 10_000


def test_the_names_of_the_door_are_there_and_documented() -> None:
    """All of them stand in docs/python.md, or are what its calls give."""
    for name in qingdan.__all__:
        found = getattr(qingdan, name)
        assert name == "__version__" or found.__doc__


def test_importing_imports_little() -> None:
    """No library but our own: what is used is imported when it is used."""
    code = "import sys, qingdan; print(*sorted({m.split('.')[0] for m in sys.modules}))"
    told = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
    )
    heavy = {
        "pyoxigraph",
        "duckdb",
        "jinja2",
        "rdflib",
        "pandas",
        "click",
        "flask",
    }
    assert not heavy & set(told.stdout.split())


CALLING = ("cli", "serving", "mcp_server")
ANSWERING = {
    "api",
    "deciding",
    "validating",
    "counting",
    "comparing",
    "proving",
}
BESIDE = {
    "cli/completion.py": {
        "comparing.records": "which lists there are",
    },
    "cli/compare.py": {"comparing.check": "whether a file is well formed"},
    "cli/export.py": {
        "validating.by_pyshacl": "what is stated, as the engines read it",
        "validating.by_pyshacl.stated": "the same",
    },
    "cli/options.py": {"counting.day": "the day in Beijing"},
    "cli/kinds.py": {"counting.logs": "which files a pattern names"},
    "mcp_server/jobs.py": {
        "comparing.coverage": "what is known of them",
        "comparing.records": "which lists there are",
    },
    "mcp_server/server.py": {"comparing.coverage": "what is known of them"},
    "serving/downloads.py": {"counting.day": "the day in Beijing"},
    "serving/differing.py": {"counting.day": "the day in Beijing"},
    "serving/found.py": {
        "validating.of_items": "what is found of each item",
        "validating.of_items.Judged": "the same",
        "validating.of_items.judged": "the same",
    },
    "serving/interview.py": {
        "counting.day": "the day in Beijing",
        "deciding.determination": "what an answer is",
        "deciding.missing": "how a question may be answered",
    },
    "serving/screens.py": {
        "deciding.determination": "what an answer is",
        "deciding.missing": "how a question may be answered",
    },
    "serving/on_disk.py": {"counting.day": "the day in Beijing"},
    "serving/owing.py": {"counting.day": "the day in Beijing"},
    "qingdan_server/api.py": {"comparing.records": "which lists there are"},
    "qingdan_server/pages.py": {"comparing.coverage": "what is known of them"},
}
PACKAGE = Path(qingdan.__file__).parent
FRONT = Path(qingdan_server.__file__).parent
CALLERS = [
    *(path for room in CALLING for path in (PACKAGE / room).glob("*.py")),
    *FRONT.glob("*.py"),
]


def _imported(path: Path) -> set[str]:
    """The modules of ours that a module imports when it runs, not for its types alone."""
    tree = ast.parse(path.read_text("utf-8"))
    for_types = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If)
        and ast.unparse(block.test) == "TYPE_CHECKING"
        for node in ast.walk(block)
    }
    found: set[str] = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom) or id(node) in for_types:
            continue
        module = node.module or ""
        if node.level == 2:
            found |= {f"{module}.{alias.name}" for alias in node.names}
            found |= {module} if module else set()
        elif module.startswith("qingdan."):
            found.add(module.removeprefix("qingdan."))
    return {name.lstrip(".") for name in found}


@pytest.mark.parametrize(
    "path", CALLERS, ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_commands_and_the_front_answer_through_the_door(path: Path) -> None:
    """What decides, validates, counts, compares or proves is called by the door alone."""
    taken = BESIDE.get(f"{path.parent.name}/{path.name}", {})
    past = {
        name
        for name in _imported(path)
        if name.split(".")[0] in ANSWERING
        and not any(
            name == known or name.startswith(f"{known}.") for known in taken
        )
    }
    assert {name for name in past if name.count(".") or name == "api"} == set()


def test_what_is_imported_past_the_door_is_still_needed() -> None:
    """No exception of the table above outlives its use."""
    names = {f"{path.parent.name}/{path.name}": path for path in CALLERS}
    for name, modules in BESIDE.items():
        assert set(modules) <= _imported(names[name]), name
