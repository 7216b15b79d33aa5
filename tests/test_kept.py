"""
A ledger that grows: equal to one count of all logs, whatever they are
split into; whole at any moment; a person who is erased stays counted.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import qingdan
from calls import call
from qingdan.counting.asked import Asked
from qingdan.counting.count import count
from qingdan.counting.kept import Kept
from qingdan.counting.kept_count import count_kept
from qingdan.counting.pseudonym import Key
from qingdan.counting.results import Count
from qingdan.errors import CallError, InputError
from qingdan.law.load import law
from qingdan.reporting.count.as_data import as_dict

LAW, KEY = law(), Key(b"a secret of these tests", "sha256:of-these-tests")
AS_OF = date(2026, 3, 31)
COLUMNS = ("subject", "time", "handler", "sensitive", "ground", "groundProven")
ROWS = st.lists(
    st.tuples(
        st.sampled_from([f"p{n}" for n in range(6)]),
        st.datetimes(datetime(2025, 12, 29), datetime(2026, 4, 2)).map(
            lambda moment: moment.replace(microsecond=0).isoformat(" ")
        ),
        st.sampled_from(["urn:x:a", "urn:x:b"]),
        st.sampled_from(["true", "false", "", "perhaps"]),
        st.sampled_from(["", "CbdfArticle5Contract"]),
        st.sampled_from(["true", "false"]),
    ),
    min_size=1,
    max_size=20,
)
BATCHES = st.lists(ROWS, min_size=1, max_size=4)


def written(path: Path, rows: list[tuple[str, ...]]) -> str:
    """A log of some rows."""
    with open(path, "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows)
    return str(path)


def told(found: Count) -> list[dict[str, Any]]:
    """What a ledger and a count of the logs have in common: all but what a ledger leaves out."""
    handlers: list[dict[str, Any]] = as_dict(found)["handlers"]
    for handler in handlers:
        handler["excluded"] = []
        for crossed in handler["crossings"]:
            for name in ("at", "recipient", "item", "file", "knownOn"):
                del crossed[name]
    return handlers


@settings(
    max_examples=int(os.environ.get("QINGDAN_EXAMPLES", "6")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(
    batches=BATCHES,
    repeats=st.lists(st.integers(0, 3), max_size=3),
    as_of=st.sampled_from([AS_OF, date(2025, 12, 31), date(2026, 2, 1)]),
    most_files=st.sampled_from([1, 30]),
)
def test_a_ledger_tells_what_a_count_of_all_logs_tells(
    batches: list[list[tuple[str, ...]]],
    repeats: list[int],
    as_of: date,
    most_files: int,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Logs one by one in the order given, late rows and year ends among them, some given again."""
    folder = tmp_path_factory.mktemp("logs")
    logs = [
        written(
            folder / f"{number}.csv",
            [(*rows[0][:3], "true", *rows[0][4:]), *rows],
        )
        for number, rows in enumerate(batches)
    ]
    logs = list({Path(log).read_bytes(): log for log in logs}.values())
    repeated = [logs[number] for number in repeats if number < len(logs)]
    ledger = folder / "kept"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("qingdan.counting.keeping._MANY_FILES", most_files)
        for log in [*logs, *repeated]:
            found = count_kept(LAW, Asked(ledger, [log]), as_of, KEY)
    whole = count(LAW, logs, as_of, KEY)
    assert told(found) == told(whole)
    assert (found.rows, found.later, found.bad) == (
        whole.rows,
        whole.later,
        whole.bad,
    )
    assert sum(notice.kind == "skipped" for notice in found.notices) == bool(
        repeated
    )


def days(count_made: Count) -> dict[str, tuple[int, int]]:
    """The two tallies of each handler."""
    return {
        f"{counted.handler} {counted.year}": counted.tally[:2]
        for counted in count_made.counted
    }


def row(
    person: str, day: str = "2026-02-01", sensitive: str = "true"
) -> tuple[str, ...]:
    """A row of a log."""
    return (person, day, "urn:x:a", sensitive, "", "")


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """A ledger of two persons."""
    log = written(tmp_path / "first.csv", [row("p1"), row("p2")])
    count_kept(LAW, Asked(tmp_path / "kept", [log]), AS_OF, KEY)
    return tmp_path / "kept"


def test_a_log_that_changed_is_refused_or_counted_again(
    ledger: Path, tmp_path: Path
) -> None:
    """It is told, the ledger stays as it was; with `--changed count` nothing is lost."""
    log = written(tmp_path / "first.csv", [row("p2"), row("p3")])
    before = _state(ledger)
    with pytest.raises(InputError, match="has changed since it was counted"):
        count_kept(LAW, Asked(ledger, [log]), AS_OF, KEY)
    assert _state(ledger) == before
    found = count_kept(LAW, Asked(ledger, [log], again=True), AS_OF, KEY)
    assert days(found) == {"urn:x:a 2026": (0, 3)}
    assert [
        notice.about for notice in found.notices if notice.kind == "again"
    ] == [log]
    moved = Path(log).rename(tmp_path / "moved.csv")
    found = count_kept(LAW, Asked(ledger, [str(moved)]), AS_OF, KEY)
    assert [notice.kind for notice in found.notices][:1] == ["skipped"]


def _state(ledger: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in ledger.iterdir()}


def test_an_erased_person_stays_counted(ledger: Path, tmp_path: Path) -> None:
    """The tally is as it was; nothing is kept of who it was, and that it was is told."""
    names = tmp_path / "erase.txt"
    names.write_text("p1\nnobody\n", "utf-8")
    found = count_kept(LAW, Asked(ledger, [], erased=names), AS_OF, KEY)
    assert days(found) == {"urn:x:a 2026": (0, 2)}
    assert [
        notice.rows for notice in found.notices if notice.kind == "erased"
    ] == [1]
    assert [
        (notice.rows, notice.of)
        for notice in found.notices
        if notice.kind == "forgotten"
    ] == [(1, 2)]
    files = [str(path) for path in ledger.glob("persons-*.parquet")]
    persons = duckdb.connect().execute(
        f"SELECT count(*) FROM read_parquet({files})"
    )
    assert persons.fetchall() == [(1,)]
    log = written(tmp_path / "next.csv", [row("p2"), row("p1")])
    found = count_kept(LAW, Asked(ledger, [log]), AS_OF, KEY)
    assert days(found) == {"urn:x:a 2026": (0, 3)}


def test_a_key_that_does_not_fit_is_refused(
    ledger: Path, tmp_path: Path
) -> None:
    """Another key, and one of the run alone; pseudonyms in a log need none."""
    log = written(tmp_path / "next.csv", [row("p3")])
    names = tmp_path / "erase.txt"
    names.write_text("p1", "utf-8")
    before = _state(ledger)
    for key, says in (
        (
            Key(b"another secret, as long", "sha256:another"),
            "the key does not fit",
        ),
        (
            Key(b"of the run, as long as it", "of this run alone"),
            "the same key in every run",
        ),
    ):
        with pytest.raises(CallError, match=says):
            count_kept(LAW, Asked(ledger, [log]), AS_OF, key)
        with pytest.raises(CallError, match=says):
            count_kept(LAW, Asked(ledger, [], erased=names), AS_OF, key)
    assert _state(ledger) == before


def test_a_ledger_that_is_damaged_or_in_use_is_refused(
    ledger: Path, tmp_path: Path
) -> None:
    """One line that names what is wrong; other folders are left alone."""
    held = Kept(ledger)
    with pytest.raises(CallError, match="in use by another count"):
        count_kept(LAW, Asked(ledger, []), AS_OF, KEY)
    held.close()
    with pytest.raises(CallError, match=r"'first.csv', which is no part"):
        count_kept(LAW, Asked(tmp_path, []), AS_OF, KEY)
    kept = json.loads((ledger / "ledger.json").read_text("utf-8"))
    for content, says in (
        ("{", "no ledger that can be read"),
        (json.dumps(kept | {"form": 9}), "a ledger of form 9"),
        (json.dumps(kept | {"seen": "seen-9.parquet"}), "is missing"),
    ):
        (ledger / "ledger.json").write_text(content, "utf-8")
        with pytest.raises(InputError, match=says):
            count_kept(LAW, Asked(ledger, []), AS_OF, KEY)


@pytest.mark.parametrize("erasing", [False, True])
def test_killed_at_any_point_it_holds_the_old_or_the_new_state(
    ledger: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    erasing: bool,
) -> None:
    """A copy of the folder at each step that touches the disk is a whole ledger: old or new."""
    log = written(tmp_path / "next.csv", [row("p2"), row("p3")])
    names = tmp_path / "erase.txt"
    names.write_text("p1\np2\n", "utf-8")
    copies: list[Path] = []

    def copied(function: Callable[..., Any]) -> Callable[..., Any]:
        def step(*given: Any, **named: Any) -> Any:
            _copy(ledger, tmp_path, copies)
            result = function(*given, **named)
            _copy(ledger, tmp_path, copies)
            return result

        return step

    monkeypatch.setattr(os, "replace", copied(os.replace))
    monkeypatch.setattr(Path, "unlink", copied(Path.unlink))
    monkeypatch.setattr(Path, "write_text", copied(Path.write_text))
    monkeypatch.setattr(os, "fsync", copied(os.fsync))
    asked = Asked(
        ledger, [] if erasing else [log], erased=names if erasing else None
    )
    count_kept(LAW, asked, AS_OF, KEY)
    monkeypatch.undo()
    states = [
        _whole(copy, names if erasing else Path(log), erasing)
        for copy in copies
    ]
    assert states == sorted(states)
    assert set(states) == {0, 1}


def _copy(ledger: Path, folder: Path, copies: list[Path]) -> None:
    """The folder as a process that is killed now would leave it."""
    copies.append(
        Path(shutil.copytree(ledger, folder / f"copy-{len(copies)}"))
    )


def _whole(copy: Path, given: Path, erasing: bool) -> int:
    """Whether a copy has the new state; it is whole, and goes on to the same end."""
    opened = Kept(copy)
    number = opened.state.number
    opened.close()
    before = 2 if erasing or number == 1 else 3
    assert days(count_kept(LAW, Asked(copy, []), AS_OF, KEY)) == {
        "urn:x:a 2026": (0, before)
    }
    named = {*opened.state.named, "ledger.json", "lock"}
    assert {path.name for path in copy.iterdir()} == named
    asked = (
        Asked(copy, [], erased=given) if erasing else Asked(copy, [str(given)])
    )
    end = 2 if erasing else 3
    assert days(count_kept(LAW, asked, AS_OF, KEY)) == {
        "urn:x:a 2026": (0, end)
    }
    return number - 1


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the command line: what a ledger does not hold is refused, a log is read once."""
    monkeypatch.setenv("QINGDAN_KEY", "0123456789abcdef")
    log = written(
        tmp_path / "log.csv", [row("p1"), row("p2", sensitive="false")]
    )
    options = ["--as-of", AS_OF, "--ledger", tmp_path / "kept"]
    first = call("count", log, *options, "--format", "json")
    assert first.status == 0, first.err
    again = call("count", log, *options, "--format", "json")
    assert "counted before, and not counted again" in again.err
    assert (
        json.loads(again.out)["handlers"] == json.loads(first.out)["handlers"]
    )
    assert call("count", *options).status == 0
    for more in (
        ["--by", "month"],
        ["--engine", "spark://local"],
        ["--strict"],
    ):
        refused = call("count", log, *options, *more)
        assert refused.status == 2
        assert f"{more[0]} does not go with --ledger" in refused.err
    assert call("count").status == 2
    kept = qingdan.count_from(tmp_path / "kept", log, AS_OF)
    assert kept.to_dict()["handlers"] == json.loads(first.out)["handlers"]
    monkeypatch.delenv("QINGDAN_KEY")
    other = written(tmp_path / "other.csv", [row("p4")])
    refused = call("count", other, *options)
    assert refused.status == 2
    assert "a ledger needs the same key in every run" in refused.err
