"""
The same counts on Spark: every case, random logs, broken
rows; run by `.ci/spark`, which installs what it needs.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import random
import sys
import tomllib
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

sys.path.insert(0, str(Path(__file__).parent.parent))

from qingdan.counting.count import count
from qingdan.counting.logs import COLUMNS, LogMapping, read_log_mapping
from qingdan.counting.pseudonym import Key
from qingdan.counting.results import Count
from qingdan.counting.thresholds import grounds
from qingdan.errors import CallError, InputError
from qingdan.files import folder
from qingdan.law.load import law
from qingdan.reporting.count.as_data import as_json
from test_counting_cases import CASES, written

pyspark = pytest.importorskip("pyspark")
KEY = Key(b"0123456789abcdef", "of the tests")
ENGINE = "spark://local[2]"
SLOW = "QINGDAN_SLOW" in os.environ
MANY = 250_000  # rows; a log of more is counted in the slow check alone


@pytest.fixture(scope="module", autouse=True)
def session() -> Iterator[None]:
    """One Spark for all tests of the module; each ledger joins it."""
    from pyspark.sql import SparkSession

    started = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
    )
    found = (
        started.config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.ansi.enabled", "false")
        .getOrCreate()
    )
    yield
    found.stop()


def same(
    paths: list[Path],
    day: date,
    mapping: LogMapping | None = None,
    by: tuple[str, ...] = (),
) -> Count:
    """
    The count of both engines, held equal; only DuckDB
    numbers the rows that cannot be counted.
    """
    here, there = (
        count(
            law(),
            [str(path) for path in paths],
            day,
            KEY,
            mapping,
            by,
            engine=engine,
        )
        for engine in ("duckdb", ENGINE)
    )
    assert json.loads(as_json(there._replace(bad_rows=()))) == json.loads(
        as_json(here._replace(bad_rows=()))
    )
    assert sorted((one.file, one.what) for one in there.bad_rows) == sorted(
        (one.file, one.what) for one in here.bad_rows
    )
    return here


def _rows(case: dict[str, Any]) -> int:
    return sum(one["to"] - one["from"] for one in case["transfers"])


@pytest.mark.parametrize(
    "name",
    [name for name, case in CASES.items() if SLOW or _rows(case) <= MANY],
)
def test_case(name: str, tmp_path: Path) -> None:
    """The cases of counting."""
    case = CASES[name]
    mapping = LogMapping(groups=case.get("groups", {}))
    assert same(
        [written(case, tmp_path / "log.parquet")],
        date.fromisoformat(case["asOf"]),
        mapping,
    ).counted


def test_the_worked_log() -> None:
    """By recipient, month and item."""
    found = same(
        [folder("data") / "logs" / "transfers.csv"],
        date(2026, 3, 31),
        by=("recipient", "month", "item"),
    )
    assert found.rows
    assert all(one.parts for one in found.counted)


@pytest.mark.parametrize("seed", range(4))
def test_random_logs(seed: int, tmp_path: Path) -> None:
    """
    Duplicates, year ends, offsets, grounds, kinds, late
    records, access, faulty and malformed rows, two files.
    """
    rng = random.Random(seed)
    known = ["", "NoGround", "StatutoryDuty", *sorted(grounds(law()))]
    offsets = ["", "Z", "+08:00", "-05:00", "+1400", "+08"]
    for number in range(2):
        with open(
            tmp_path / f"{number}.csv", "w", encoding="utf-8", newline=""
        ) as out:
            rows = csv.writer(out, lineterminator="\n")
            left_out = ("subjects", "item", "scenario")
            rows.writerow([name for name in COLUMNS if name not in left_out])
            for _ in range(200):
                moment = datetime(2025, 12, 29) + timedelta(
                    seconds=rng.randrange(90 * 24 * 3600)
                )
                recorded = rng.choice(
                    [
                        "",
                        (moment + timedelta(days=rng.randrange(40)))
                        .date()
                        .isoformat(),
                    ]
                )
                rows.writerow([
                    rng.choice(["", *(f"人{n}" for n in range(40))]), rng.choice([moment.isoformat(" "), moment.isoformat(), "soon"]) + rng.choice(offsets),
                    recorded, rng.choice(["urn:x:a", "urn:x:b", ""]), rng.choice(["urn:x:r", "urn:x:s", ""]), rng.choice(["true", "false", "是", "", "maybe"]),
                    rng.choice(["", "Name", "Name;VehicleTrajectory", "Name；Audio"]), rng.choice(known), rng.choice(["true", "false", ""]),
                    rng.choice(["", "SentAbroad", "AccessibleFromAbroad", "ReadInChinaOnly"]),
                ])  # fmt: skip
            out.write("too,few\n")
    groups = LogMapping(
        groups={"urn:x:a": "urn:x:group", "urn:x:b": "urn:x:group"}
    )
    found = same(
        [tmp_path / "0.csv", tmp_path / "1.csv"],
        date(2026, 3, 20),
        groups,
        ("recipient", "month"),
    )
    assert found.bad
    assert found.counted


def test_batches_and_pseudonyms(tmp_path: Path) -> None:
    """Rows that list several persons; subjects that are UUIDs already."""
    batch, known = tmp_path / "batch.csv", tmp_path / "known.parquet"
    batch.write_text(
        "subjects,time,sensitive\na;b；c,2026-01-05,true\n,2026-01-06,true\nb,2026-01-07T10:00+08:00,false\n",
        "utf-8",
    )
    rows = "SELECT CAST(md5(CAST(n % 70 AS VARCHAR)) AS UUID) AS subject, DATE '2026-01-01' + CAST(n % 60 AS INTEGER) AS time, n % 3 = 0 AS sensitive FROM range(500) t(n)"
    duckdb.connect().execute(f"COPY ({rows}) TO '{known}' (FORMAT parquet)")
    assert same([batch], date(2026, 3, 1)).counted[0].tally.sensitive == 3
    assert same([known], date(2026, 3, 1)).counted


def test_logs_that_are_read_with_care(tmp_path: Path) -> None:
    """
    Instants in INT96, separators, packed files, labels, loose
    moments, stand-ins for nobody, cells over lines: the same.
    """
    logs = Path(__file__).parent.parent / "logs" / "int96.parquet"
    assert same([logs], date(2026, 3, 1)).counted[0].year == 2026
    rows = "subject;time;sensitive;kinds\np1;2026/2/1 8:05;TRUE;姓名\nNULL;2026-02-01;true;\n138****0000;2026-02-01;是;\n"
    rows += 'p2;2026年2月1日;false;"VehicleTrajectory;Name"\np3;2026-02-01;false;urn:evil:Name\np4;2026-02-01;"tr\nue";Name\n'
    (tmp_path / "a.csv").write_text(rows, "utf-8")
    (tmp_path / "b.csv.gz").write_bytes(
        gzip.compress(b"subject,time\np9,2026-02-02\n")
    )
    found = same([tmp_path / "a.csv", tmp_path / "b.csv.gz"], date(2026, 3, 1))
    assert (
        found.counted[0].tally.sensitive,
        found.counted[0].tally.is_open,
        found.bad,
    ) == (
        2,
        True,
        4,
    )


def test_mapped_columns(tmp_path: Path) -> None:
    """A mapping means the same."""
    log, mapping = tmp_path / "log.csv", tmp_path / "mapping.toml"
    log.write_text("who,when\nx,2026-01-05\ny,2026-01-06\n", "utf-8")
    mapping.write_text(
        '[columns]\nwho = "subject"\nwhen = "time"\n[always]\nsensitive = true\nhandler = "urn:x:h"\n',
        "utf-8",
    )
    assert (
        same([log], date(2026, 3, 1), read_log_mapping(mapping))
        .counted[0]
        .tally.sensitive
        == 2
    )


def test_what_cannot_be_read_is_told_without_its_rows(tmp_path: Path) -> None:
    """A truncated Parquet file and a master that is none: one line, no identifier."""
    log = written(CASES["E6"], tmp_path / "log.parquet")
    log.write_bytes(log.read_bytes()[:-200])
    with pytest.raises(InputError) as error:
        count(law(), [str(log)], date(2026, 3, 31), KEY, engine=ENGINE)
    assert "person-" not in str(error.value)
    with pytest.raises(CallError, match="no engine"):
        count(law(), [str(log)], date(2026, 3, 31), KEY, engine="spark:/local")


def test_cases_are_there() -> None:
    """The cases are those of the file."""
    assert (
        tomllib.loads(
            (Path(__file__).parent.parent / "logs" / "cases.toml").read_text(
                "utf-8"
            )
        )
        == CASES
    )
