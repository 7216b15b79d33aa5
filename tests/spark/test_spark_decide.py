"""A folder of Parquet decided on Spark gives the rows that the same files give here."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parent.parent))

from qingdan.cli import main
from qingdan.door.on_spark import Asked, decided_on
from qingdan.errors import CallError, InputError
from qingdan.rdf.names import QD

pytest.importorskip("pyspark")
ENGINE = "spark://local[2]"
HANDLERS = f"""
@prefix qd: <{QD}> .
<urn:x:h1> a qd:DataHandler ; qd:zone qd:cq-ftz ; qd:zoneTie qd:OperatingInZone .
<urn:x:h2> a qd:DataHandler ; qd:criticalInfrastructureOperator true .
"""
COLUMNS = {
    "item": "VARCHAR",
    "title": "VARCHAR",
    "heldBy": "VARCHAR",
    "coreData": "BOOLEAN",
    "containsPersonalInformation": "BOOLEAN",
    "secrecy": "VARCHAR",
    "exportDate": "DATE",
}
TITLES = (
    None,
    "",
    " Track ",
    "轨迹",
    "Track; 轨迹",
    "轨迹；track of a car",
    "a\nb",
    "a; b",
)
Rows = list[tuple[object, ...]]


@pytest.fixture(scope="module", autouse=True)
def session() -> Iterator[None]:
    """One Spark for all tests of the module."""
    from pyspark.sql import SparkSession

    started = SparkSession.builder.master("local[2]")
    running = (
        started.config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .getOrCreate()
    )
    yield
    running.stop()


def rows(many: int = 120) -> Rows:
    """Rows of every kind: names with blanks and signs, titles of both languages, empty cells."""
    rng = random.Random(7)
    names = ("urn:x:i-{}", "item {} +*~é", "清单/{}", " {}-x ")
    return [
        (
            names[number % len(names)].format(number),
            TITLES[number % len(TITLES)],
            rng.choice(["urn:x:h1", "urn:x:h2"]),
            rng.choice([None, False, False, True]),
            rng.choice([None, True, False]),
            rng.choice([None, "NotClassified", "StateSecret"]),
            rng.choice([None, date(2026, 3, 1)]),
        )
        for number in range(many)
    ]


def folder_of(path: Path, content: Rows) -> Path:
    """The rows as a folder of three files."""
    path.mkdir()
    columns = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
    with duckdb.connect() as base:
        base.execute(f"CREATE TABLE t ({columns})")
        marks = ", ".join("?" for _ in COLUMNS)
        base.executemany(f"INSERT INTO t VALUES ({marks})", content)
        for part in range(3):
            base.execute(
                f"COPY (FROM t WHERE hash(item) % 3 = {part}) TO '{path}/part-{part}.parquet'"
            )
    (path / "_SUCCESS").touch()
    return path


def table(path: str) -> Rows:
    """The rows of some Parquet files, in order."""
    with duckdb.connect() as base:
        return base.execute(f"FROM '{path}' ORDER BY ALL").fetchall()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_answers_are_those_of_this_machine(
    tmp_path: Path, lang: str
) -> None:
    """Row by row, with titles in both languages and names that are no IRIs; and the sums too."""
    folder = folder_of(tmp_path / "items", rows())
    handlers = tmp_path / "handlers.ttl"
    handlers.write_text(HANDLERS, "utf-8")
    options = ["--as-of", "2026-03-02", "--lang", lang, "--fail-on"]
    options += ["CoreDataRegime", str(handlers)]
    here = tmp_path / "here.parquet"
    there = tmp_path / "there"
    files = [str(path) for path in sorted(folder.glob("*.parquet"))]
    told = [
        CliRunner().invoke(main, ["decide", *options, *call])
        for call in (
            [*files, "-o", str(here)],
            [str(folder), "--engine", ENGINE, "-o", str(there)],
        )
    ]
    assert [each.exit_code for each in told] == [1, 1], told
    assert "CoreDataRegime" in told[0].output
    assert told[0].output == told[1].output, told[1].exception
    assert table(f"{there}/*.parquet") == table(str(here))


def _asked(
    folder: Path, output: Path | None, beside: tuple[Path, ...] = ()
) -> Asked:
    return Asked((folder, *beside), output, None, None, (), "cq-2025", ("en",))


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        (("urn:x:i-0",), "urn:x:i-0 stands in more than one row"),
        (("",), "the name '' of an item is no IRI"),
        (("urn:x:<a>",), "the name 'urn:x:<a>' of an item is no IRI"),
        (("urn:x:h1",), "urn:x:h1 is told of in a file beside"),
        (
            ("urn:x:i-0", None, "urn:x:h1", None, None, "NoSuchTerm"),
            "NoSuchTerm",
        ),
    ],
)
def test_a_fault_names_the_item(
    tmp_path: Path, changed: tuple[object, ...], what: str
) -> None:
    """What DuckDB would unite or refuse is refused, with the item and the way to mend it."""
    content = [*rows(8)]
    if len(changed) > 1:
        content = content[1:]
    content.append((*changed, *content[0][len(changed) :]))
    folder = folder_of(tmp_path / "items", content)
    handlers = tmp_path / "handlers.ttl"
    handlers.write_text(HANDLERS, "utf-8")
    asked = _asked(folder, tmp_path / "out", (handlers,))
    with pytest.raises(InputError) as caught, decided_on(ENGINE, asked):
        pass
    assert what in str(caught.value)
    assert not (tmp_path / "out").exists()


def test_what_spark_is_not_asked_is_refused(tmp_path: Path) -> None:
    """No output, one that is there, two tables, an item beside, a folder without files."""
    folder = folder_of(tmp_path / "items", rows(3))
    beside = tmp_path / "beside.ttl"
    beside.write_text(
        HANDLERS
        + "<urn:x:b> a qd:DataItem .\n"
        + "<urn:x:e> a qd:Export ; qd:exportOf <urn:x:i-0> .\n",
        "utf-8",
    )
    empty = tmp_path / "empty"
    empty.mkdir()
    out = tmp_path / "out"
    for asked, error, what in (
        (_asked(folder, None), CallError, "--output"),
        (_asked(folder, empty), CallError, "is there already"),
        (_asked(folder, out, (folder,)), CallError, "2 are named"),
        (_asked(folder, out, (beside,)), InputError, "is an item"),
        (_asked(empty, out), InputError, "no file of Parquet"),
    ):
        with pytest.raises(error) as caught, decided_on(ENGINE, asked):
            pass
        assert what in str(caught.value)
        assert "\n" not in str(caught.value)
