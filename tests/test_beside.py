"""
The command that runs peers side by side: the same answers
from each, a missing peer told, and nothing left behind.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"
LEFT_OUT = ("pySHACL", "TopBraid (Java)", "bare parse", "bare scan (DuckDB)")
FACTS = """
<urn:x:d> <{qd}determines> <urn:x:i> <urn:x:g> .
<urn:x:d> <{qd}outcome> <{qd}SecurityAssessment> <urn:x:g> .
<urn:x:d> <{qd}finding> <urn:x:f> <urn:x:g> .
<urn:x:f> <{qd}ofRule> <urn:x:r> <urn:x:g> .
<urn:x:f> <{qd}cites> <urn:x:c> <urn:x:g> .
<urn:x:c> <{qd}summary> "one"@en <urn:x:law> .
<urn:x:c> <{qd}summary> "一"@zh <urn:x:law> .
""".replace("{qd}", "https://w3id.org/qingdan/ns/")


def told(script: str, *words: str | Path, **env: str) -> str:
    """What a script of benchmarks/ prints."""
    done = subprocess.run(
        [sys.executable, BENCHMARKS / script, *words],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        env={**os.environ, **env},
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def test_engines_find_the_same_in_one_run(tmp_path: Path) -> None:
    """
    Forty items: results component by component and outcomes item by item
    are the same; who is not run says why; the folder of the run is gone.
    """
    data, page = tmp_path / "told.json", tmp_path / "page.md"
    mark = "<!-- what follows is written by benchmarks/beside.py -->\n"
    page.write_text(f"before\n{mark}figures of before\n## after\n", "utf-8")
    left_out = [word for name in LEFT_OUT for word in ("--without", name)]
    told(
        "beside.py",
        *("40", "--only", "validation", "--only", "deciding"),
        *("--json", data, "--into", page),
        *("--purrdf", "no-such-python", *left_out),
        TMPDIR=str(tmp_path),
        JENA_HOME="",
    )
    document: dict[str, Any] = json.loads(data.read_text("utf-8"))
    rows = {row["name"]: row for row in document["rows"]}
    assert rows["qingdan validate"]["found"]["counted"] > 0
    assert document["compared"] == [
        "40 items: the same results of each component by qingdan validate, shacl (Rust)",
        "40 items: the query by hand has our outcome for 40",
    ]
    notes = {name: row["note"] for name, row in rows.items() if row["note"]}
    assert {name: note.partition(":")[0] for name, note in notes.items()} == {
        **dict.fromkeys(LEFT_OUT, "left out on demand"),
        "Jena (Java)": "not installed",
        "purrdf (Rust)": "not installed",
    }
    start, text = page.read_text("utf-8").split(mark)
    assert start == "before\n"
    assert text.endswith("\n## after\n")
    assert "figures of before" not in text
    assert all(note in text for note in notes.values())
    assert {path.name for path in tmp_path.iterdir()} == {data.name, page.name}


@pytest.mark.parametrize("store", ["pyoxigraph", "rdflib"])
def test_a_store_tells_why(store: str, tmp_path: Path) -> None:
    """Each store of a process finds the one row, across graphs, in English."""
    facts, names = tmp_path / "facts.nq", tmp_path / "names"
    facts.write_text(FACTS, "utf-8")
    names.write_text("urn:x:i\nurn:x:other", "utf-8")
    out = tmp_path / "out.json"
    told("stores.py", store, facts, names, out)
    found = json.loads(out.read_text("utf-8"))
    assert (found["asked"], found["rows"]) == (2, 1)


def test_a_run_is_stopped_with_all_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After its time a command is told as stopped, and its child is gone."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    import bulk
    import measuring

    child = tmp_path / "child"
    script = f"sleep 60 & echo $! > {child}; wait"
    taken = measuring.measured(["sh", "-c", script], tmp_path / "out", 1)
    assert taken.code is None
    assert bulk.why(taken, 1) == "stopped at 1 s"
    place = Path("/proc", child.read_text("utf-8").strip(), "stat")
    until = time.monotonic() + 60
    while place.exists() and time.monotonic() < until:
        if place.read_text("utf-8").rpartition(")")[2].split()[0] == "Z":
            break
        time.sleep(0.01)
    else:
        assert not place.exists()
