"""
Counting against a plain reference, on logs of every kind;
what is broken is refused in one line that names nobody.
"""

from __future__ import annotations

import csv
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections import defaultdict
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calls import call
from qingdan.counting.count import count
from qingdan.counting.pseudonym import Key
from qingdan.counting.thresholds import grounds, kinds, thresholds
from qingdan.files import folder
from qingdan.law.load import law

LAW, KEY = law(), Key(b"a secret of these tests", "test")
AS_OF = date(2026, 3, 31)
BEIJING = timezone(timedelta(hours=8))
COLUMNS = (
    "subject",
    "time",
    "handler",
    "sensitive",
    "kinds",
    "ground",
    "groundProven",
)
MOMENTS = st.datetimes(datetime(2025, 12, 30), datetime(2026, 4, 2)).map(
    lambda moment: moment.replace(microsecond=0)
)
OFFSETS = st.sampled_from([None, 0, 8, -5, 14])


def _written(moment: datetime, offset: int | None) -> str:
    """A moment of Beijing as a log may write it."""
    if offset is None:
        return moment.isoformat(" ")
    return (
        moment.replace(tzinfo=BEIJING)
        .astimezone(timezone(timedelta(hours=offset)))
        .isoformat()
    )


ROWS = st.lists(
    st.tuples(
        st.sampled_from([f"p{n}" for n in range(6)]),
        MOMENTS,
        OFFSETS,
        st.sampled_from(["urn:x:a", "urn:x:b"]),
        st.sampled_from(["true", "false", ""]),
        st.sampled_from(
            ["", "Name", "Name;VehicleTrajectory", "qd:Movements"]
        ),
        st.sampled_from(
            [
                "",
                "NoGround",
                *sorted(grounds(LAW)),
                "CbdfArticle5BelowThreshold",
                "StatutoryDuty",
            ]
        ),
        st.sampled_from(["true", "false", ""]),
    ),
    min_size=1,
    max_size=40,
)


def reference(
    rows: list[tuple[str, datetime, int | None, str, str, str, str, str]],
) -> dict[tuple[str, int], tuple[int, int, int, int, int]]:
    """The tallies by the plainest of means: sets of persons."""
    sensitive_kinds = {
        name for name, sensitive in kinds(LAW).items() if sensitive
    }
    found: dict[tuple[str, int], dict[str, set[str]]] = defaultdict(
        lambda: defaultdict(set)
    )
    for subject, moment, _, handler, sensitive, listed, ground, proven in rows:
        if moment.date() > AS_OF:
            continue
        counted = found[
            handler, moment.year
        ]  # a handler of whom rows were read has a tally, of nobody if all are excluded
        if ground in grounds(LAW) and proven == "true":
            continue
        named = {kind.rpartition(":")[2] for kind in listed.split(";") if kind}
        known = (
            "true"
            if named & sensitive_kinds
            else sensitive or ("false" if named else "")
        )
        counted[known].add(subject)
    return {
        key: (
            len(sets["false"]),
            len(sets["true"]),
            len(sets["true"] & sets["false"]),
            len(sets["false"] | sets[""]),
            len(sets["true"] | sets[""]),
        )
        for key, sets in found.items()
    }


@settings(
    max_examples=int(os.environ.get("QINGDAN_EXAMPLES", "25")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(rows=ROWS, split=st.integers(0, 40))
def test_tallies_are_those_of_the_reference(
    rows: list[tuple[str, datetime, int | None, str, str, str, str, str]],
    split: int,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """
    Duplicates, years, time zones, grounds, kinds, unknown
    kinds; one file or two, in either order.
    """
    folder = tmp_path_factory.mktemp("logs")
    for number, part in enumerate((rows[split:], rows[:split])):
        with open(
            folder / f"{number}.csv", "w", encoding="utf-8", newline=""
        ) as out:
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow(COLUMNS)
            writer.writerows(
                [row[0], _written(row[1], row[2]), *row[3:]] for row in part
            )
    found = count(LAW, [str(folder)], AS_OF, KEY)
    told = {(one.handler, one.year): tuple(one.tally) for one in found.counted}
    assert told == reference(rows)
    assert found.bad == 0
    _crossings_hold(found, rows)


def _crossings_hold(found, rows) -> None:  # type: ignore[no-untyped-def]
    """
    One person's sensitive information is the first crossing:
    its event is the first of them in Beijing time.
    """
    for one in found.counted:
        first = [
            crossed
            for crossed in one.crossed
            if crossed.crossing.threshold.number == 1
        ]
        assert bool(first) == bool(one.tally.sensitive)
        for crossed in first:
            assert crossed.moment.date() == crossed.crossing.day
            assert crossed.crossing.rank == 1
            assert any(
                row[3] == one.handler and row[1] == crossed.moment
                for row in rows
            )


def test_the_key_changes_no_tally_and_no_key_is_told(tmp_path: Path) -> None:
    """Pseudonyms differ by key; numbers do not. The name of a key does not hold it."""
    log = tmp_path / "log.csv"
    log.write_text(
        "subject,time,sensitive\n"
        + "".join(f"p{n % 7},2026-01-0{n % 5 + 1},true\n" for n in range(50)),
        "utf-8",
    )
    told = []
    for secret in ("0123456789abcdef", "fedcba9876543210"):
        (tmp_path / "key").write_text(secret, "utf-8")
        found = call(
            "count",
            log,
            "--as-of",
            "2026-03-31",
            "--format",
            "json",
            "--key-file",
            tmp_path / "key",
        )
        assert secret not in found.out + found.err
        told.append(json.loads(found.out))
    assert told[0]["handlers"] == told[1]["handlers"]
    assert told[0]["provenance"]["key"] != told[1]["provenance"]["key"]
    (tmp_path / "key").write_text("short", "utf-8")
    refused = call("count", log, "--key-file", tmp_path / "key")
    assert (refused.status, "a key has at least 16" in refused.err) == (
        2,
        True,
    )


def test_late_records_are_told_apart(tmp_path: Path) -> None:
    """
    What was recorded later counts on its day; the crossing
    says from when the records showed it.
    """
    log = tmp_path / "log.csv"
    log.write_text(
        "subject,time,recorded,sensitive\np1,2026-01-05,2026-02-20,true\np2,2026-02-01,2026-02-01,false\n",
        "utf-8",
    )
    found = json.loads(
        call("count", log, "--as-of", "2026-03-31", "--format", "json").out
    )["handlers"][0]
    assert {(one["day"], one["knownOn"]) for one in found["crossings"]} == {
        ("2026-01-05", "2026-02-20")
    }
    assert (
        "in the records only from 2026-02-20"
        in call("count", log, "--as-of", "2026-03-31").out
    )


def test_batches_folders_and_mapped_columns(tmp_path: Path) -> None:
    """
    A row may be a batch with a list of persons; a folder is one
    log; foreign columns are mapped; an empty batch is told.
    """
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "a.csv").write_text(
        "who,when\np1;p2；p3,2026-01-05\n,2026-01-06\n", "utf-8"
    )
    duckdb.connect().execute(
        f"COPY (SELECT ['p3', 'p4'] AS who, TIMESTAMP '2026-01-07 10:00:00' AS \"when\") TO '{tmp_path}/logs/b.parquet'"
    )
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(
        '[columns]\nwho = "subjects"\nwhen = "time"\n[always]\nhandler = "urn:x:h"\nsensitive = false\n',
        "utf-8",
    )
    found = json.loads(
        call(
            "count",
            tmp_path / "logs",
            "--as-of",
            "2026-03-31",
            "--log-mapping",
            mapping,
            "--format",
            "json",
        ).out
    )
    assert [
        (one["handler"], one["ordinaryPersons"]) for one in found["handlers"]
    ] == [("urn:x:h", 4)]
    assert [(row["row"], row["what"]) for row in found["bad"]] == [
        (3, "there is no subject in the batch")
    ]
    assert found["handlers"][0]["most"] == {
        "ordinaryPersons": None,
        "sensitivePersons": None,
    }


def test_headroom_and_projection(tmp_path: Path) -> None:
    """
    At a steady rate the day is the quotient, and the
    interval is that day; nobody new, no day.
    """
    log = tmp_path / "log.parquet"
    duckdb.connect().execute(
        "COPY (SELECT 'p' || n AS subject, DATE '2026-01-01' + CAST(n // 100 AS INTEGER) AS time, true AS sensitive FROM range(9000) t(n))"
        f" TO '{log}' (FORMAT parquet)"
    )
    told = json.loads(
        call("count", log, "--as-of", "2026-03-31", "--format", "json").out
    )["handlers"][0]
    rooms = {
        one["number"]: one
        for one in told["headroom"]
        if one["measure"] == "sensitivePersons"
    }
    limit = next(
        one.number
        for one in thresholds(LAW, AS_OF)
        if one.measure == "sensitivePersons" and one.tier == 1
    )
    assert rooms[limit]["persons"] == limit - 1 - 9000
    assert rooms[limit]["projection"] == {
        "expected": "2026-04-10",
        "earliest": "2026-04-10",
        "latest": "2026-04-10",
    }
    later = json.loads(
        call(
            "count",
            log,
            "--as-of",
            "2026-08-31",
            "--complete-through",
            "2026-08-31",
            "--format",
            "json",
        ).out
    )
    later = later["handlers"][0]
    assert all(
        one["projection"]
        == {"expected": None, "earliest": None, "latest": None}
        for one in later["headroom"]
    )


BROKEN = {
    "truncated.parquet": (b"PAR1\x15\x04secret-person", "cannot be read"),
    "text.parquet": (
        b"subject,time\nsecret-person,2026-01-01\n",
        "cannot be read",
    ),
    "utf16.csv": (
        "subject,time\nsecret-person,2026-01-01\n".encode("utf-16"),
        "the heading cannot be read",
    ),
    "ends.csv": (
        b"subject,time\r\nsecret-person,2026-01-01\nsecret-other,2026-01-02\r\n",
        "one kind of line end",
    ),
    "empty.csv": (b"", "the file is empty"),
    "columns.csv": (
        b"name,when\nsecret-person,2026-01-01\n",
        "there is no column 'subject' or 'subjects'",
    ),
    "twice.csv": (
        b"subject,subject\nsecret-person,2026-01-01\n",
        "names a column twice",
    ),
    "log.txt": (b"subject,time\n", "a transfer log is .csv or .parquet"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_log_is_refused(name: str, tmp_path: Path) -> None:
    """One line, exit status 2, no file, nobody named."""
    content, words = BROKEN[name]
    log, out = tmp_path / name, tmp_path / "out.json"
    log.write_bytes(content)
    found = call("count", log, "--as-of", "2026-03-31", "--output", out)
    assert (found.status, found.out, out.exists()) == (2, "", False)
    assert words in found.err
    assert "secret" not in found.err
    assert len(found.err.splitlines()) == 1


def test_lines_in_another_encoding_are_set_aside(tmp_path: Path) -> None:
    """A line that is not UTF-8 is a row that cannot be counted, told by its number."""
    log = tmp_path / "log.csv"
    log.write_bytes(
        b"subject,time,sensitive\np1,2026-01-01,true\n"
        + "秘密,2026-01-01,true\n".encode("gb18030")
    )
    found = json.loads(
        call("count", log, "--as-of", "2026-03-31", "--format", "json").out
    )
    assert [(row["row"], row["what"]) for row in found["bad"]] == [
        (3, "is not UTF-8")
    ]
    assert found["handlers"][0]["most"]["sensitivePersons"] == 2


def test_little_memory_changes_no_tally(tmp_path: Path) -> None:
    """What does not fit spills; nothing is left of it afterwards."""
    log = tmp_path / "log.parquet"
    duckdb.connect().execute(
        f"COPY (SELECT uuid() AS subject, DATE '2026-02-01' AS time, n % 2 = 0 AS sensitive FROM range(400000) t(n)) TO '{log}' (FORMAT parquet)"
    )
    environment = {**os.environ, "TMPDIR": str(tmp_path / "spill")}
    (tmp_path / "spill").mkdir()
    found = subprocess.run(
        [sys.executable, "-m", "qingdan", "count", str(log), "--as-of", "2026-03-31", "--format", "json", "--memory", "96MiB"],
        capture_output=True, text=True, check=True, env=environment,
    )  # fmt: skip
    told = json.loads(found.stdout)["handlers"][0]
    assert (
        told["ordinaryPersons"],
        told["sensitivePersons"],
        told["personsInBoth"],
    ) == (
        200_000,
        200_000,
        0,
    )
    assert list((tmp_path / "spill").iterdir()) == []


@pytest.mark.parametrize("ended", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_count_leaves_nothing(
    ended: signal.Signals, tmp_path: Path
) -> None:
    """No file under the asked name, and no spill."""
    log, out = tmp_path / "log.parquet", tmp_path / "out.json"
    duckdb.connect().execute(
        f"COPY (SELECT 'p' || n AS subject, DATE '2026-02-01' AS time, true AS sensitive FROM range(3000000) t(n)) TO '{log}' (FORMAT parquet)"
    )
    (tmp_path / "spill").mkdir()
    running = subprocess.Popen(
        [sys.executable, "-m", "qingdan", "count", str(log), "--as-of", "2026-03-31", "--output", str(out)],
        stderr=subprocess.PIPE, text=True, env={**os.environ, "TMPDIR": str(tmp_path / "spill")},
    )  # fmt: skip
    while running.poll() is None and not list((tmp_path / "spill").iterdir()):
        time.sleep(0.02)
    time.sleep(0.5)
    running.send_signal(ended)
    _, err = running.communicate(timeout=300)
    assert running.returncode in (130, 143), err
    assert not out.exists()
    assert list((tmp_path / "spill").iterdir()) == []


def test_persons_told_apart_in_parts_are_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    A log of more rows than are told apart at once gives the
    same tallies, crossings and events.
    """
    log = folder("data") / "logs" / "transfers.csv"
    whole = call(
        "count",
        log,
        "--as-of",
        "2026-03-31",
        "--by",
        "recipient",
        "--format",
        "json",
    )
    monkeypatch.setattr("qingdan.counting.firsts._AT_ONCE", 100)
    parts = call(
        "count",
        log,
        "--as-of",
        "2026-03-31",
        "--by",
        "recipient",
        "--format",
        "json",
    )
    assert (
        json.loads(parts.out)["handlers"] == json.loads(whole.out)["handlers"]
    )


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    """
    Where the spill cannot be written: one line that says
    so, nothing under the asked name, no identifier.
    """
    log = tmp_path / "log.csv"
    log.write_text(
        "subject,time,handler\n"
        + "".join(
            f"secret-person-{n},2026-01-02,urn:x:h\n" for n in range(400_000)
        )
    )
    found = subprocess.run(
        [sys.executable, "-m", "qingdan", "count", str(log), "--as-of", "2026-03-31", "--memory", "60MB", "-o", str(tmp_path / "out.json")],
        capture_output=True, text=True, check=False, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20)),
    )  # fmt: skip
    assert found.returncode == 2
    assert "disk" in found.stderr
    assert len(found.stderr.splitlines()) == 1
    assert "secret-person" not in found.stderr
    assert not (tmp_path / "out.json").exists()
