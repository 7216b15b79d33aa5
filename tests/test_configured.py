"""Defaults of options from a file, and what a shell completes."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.shell_completion import ShellComplete

from calls import call
from qingdan.cli import main
from qingdan.comparing.records import records
from qingdan.law.load import editions, law
from qingdan.querying.stored import stored
from test_inputs import HEAD

BARE = HEAD + ":h a qd:DataHandler . :i a qd:DataItem ; qd:heldBy :h ."


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an inventory; work goes on in a folder below it."""
    (tmp_path / "inventory.ttl").write_text(BARE, "utf-8")
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    return tmp_path


def test_a_file_above_sets_what_the_call_does_not(project: Path) -> None:
    """The call goes first; what was set is told; paths are meant from the file."""
    (project / "w.toml").write_text("")
    path = project / "qingdan.toml"
    path.write_text(
        """
[decide]
as-of = 2026-03-02
format = "csv"
fail-on = ["NeedsReview", "NeedsFacts"]
waivers = "w.toml"
reading = "Q3=literal"

[lists.check]
""",
        "utf-8",
    )
    told = call("decide", "../inventory.ttl")
    assert told.status == 1
    assert told.out.startswith("item,title,asOf")
    assert "2026-03-02" in told.out
    line = f"set by {path}: as-of, reading, format, fail-on, waivers"
    assert line in told.err
    other = call("decide", "../inventory.ttl", "--format", "json")
    assert other.out.startswith("[")
    assert "as-of, reading, fail-on, waivers" in other.err
    empty = project / "empty.toml"
    empty.write_text("")
    named = ("--config", empty, "decide", "../inventory.ttl")
    plain = call(*named, "--as-of", "2026-03-02")
    assert (plain.status, "set by" in plain.err) == (0, False)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("\n[decid]\n", 2, "write [COMMAND] of check, compare"),
        ("decide = 1", 1, "'decide' is no table of a command"),
        ("[decide]\n\nas_of = 2026-03-02", 3, "it has as-of, list"),
        ("[decide]\nlang = 3", 2, "lang is wrong (3 is not one of"),
        ("[decide]\nas-of = 'May'", 2, "'May' is not a day"),
        ("[serve]\nport = 'a'", 2, "port is wrong"),
        ("[lists]\nchek = 1", 2, "'chek' is no table of a command"),
        ("[lists.check]\nx = 1", 2, "no option of qingdan lists check"),
        ("[decide]\nformat = {a = 1}", 2, "format is wrong"),
        ("[decide", None, "write it in TOML"),
    ],
)
def test_what_is_not_known_is_refused(
    project: Path, text: str, line: int | None, words: str
) -> None:
    """In one line, with the file and the line; nothing is decided, but help is given."""
    (project / "qingdan.toml").write_text(text, "utf-8")
    told = call("decide", "../inventory.ttl")
    assert (told.status, told.out) == (2, "")
    assert words in told.err
    assert len(told.err.strip().splitlines()) == 1
    assert line is None or f"qingdan.toml, line {line}: " in told.err
    assert call("--help").status == 0


def completed(*words: str) -> list[str]:
    """What the last of the words is completed to."""
    shell = ShellComplete(main, {}, "qingdan", "_QINGDAN_COMPLETE")
    found = shell.get_completions(list(words[:-1]), words[-1])
    return [item.value for item in found]


def test_names_are_completed() -> None:
    """Lists, outcomes and flags (the last of several), readings, severities, stored questions."""
    assert completed("decide", "--list", "") == list(editions())
    assert completed("compare", "") == [one.id for one in records()]
    assert completed("query", "") == [one.name for one in stored()]
    outcomes = [one.name for one in law().outcomes.values()]
    assert completed("why", "x.ttl", "--not", "") == outcomes
    assert completed("decide", "--fail-on", "NeedsFacts,MapA") == [
        "NeedsFacts,MapApprovalFirst"
    ]
    assert "uncovered" in completed("decide", "--fail-on", "")
    assert completed("validate", "--fail-on", "Vio") == ["Violation"]
    assert "Q3=literal" in completed("decide", "--reading", "Q3=")
    assert completed("lists", "prove", "cq") == ["cq-2025"]
    assert completed("valid") == ["validate"]


def test_what_is_completed_is_taken(project: Path) -> None:
    """Every name that can fail a decision, and every reading, is one that the command knows."""
    names = completed("decide", "--fail-on", "")
    asked = ("decide", "../inventory.ttl", "--as-of", "2026-03-02")
    told = call(*asked, "--fail-on", ",".join(names))
    assert told.status == 1, told.err
    readings = completed("decide", "--reading", "")
    assert len(readings) > 40
    firsts = {one.partition("=")[0]: one for one in readings}.values()
    chosen = [word for one in firsts for word in ("--reading", one)]
    assert call(*asked, *chosen).status == 0
