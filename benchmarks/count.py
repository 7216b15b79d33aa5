"""
Count transfer logs, beside the bare engine's exact distinct
count of the same file: `python benchmarks/count.py [ROWS...]`.

The Parquet file has a fifth as many persons as rows, as UUIDs, over three months, two handlers, one
row in 37 sensitive, one in 50 on a proven ground. Every run is a process of its own under a memory
limit of 1 GiB with spill. The CSV file has a tenth of the rows (at most ten million) with plain
identifiers; its peer scans and counts the rows. A ledger of as many persons as rows then takes in
a million rows more.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import duckdb

MONTHS = "DATE '2026-01-01' + CAST((n * 89) // {rows} AS INTEGER)"
PERSON = "CAST(md5(CAST(hash(n) % {persons} AS VARCHAR)) AS UUID)"
ROWS = (
    "SELECT {person} AS subject, {day} AS time, CASE n % 5 WHEN 0 THEN 'urn:x:a' ELSE 'urn:x:b' END"
    " AS handler, n % 37 = 0 AS sensitive, CASE n % 50 WHEN 0 THEN 'CbdfArticle5Contract' END AS"
    ' ground, n % 50 = 0 AS "groundProven" FROM range({rows}) t(n)'
)
BARE = (
    "import duckdb, sys; c = duckdb.connect(config={{'memory_limit': '1GiB', 'temp_directory':"
    ' sys.argv[2]}}); print(c.execute("SELECT {what} FROM \'" + sys.argv[1] + "\'").fetchall())'
)


def written(rows: int, path: Path) -> Path:
    """A log of so many rows."""
    person = (
        PERSON
        if path.suffix == ".parquet"
        else "'person-' || (hash(n) % {persons})"
    )
    sql = ROWS.format(
        person=person.format(persons=rows // 5),
        day=MONTHS.format(rows=rows),
        rows=rows,
    )
    form = "parquet" if path.suffix == ".parquet" else "csv, HEADER"
    duckdb.connect().execute(f"COPY ({sql}) TO '{path}' (FORMAT {form})")
    return path


def timed(name: str, command: list[str]) -> None:
    """Run a process; print its seconds, by the clock and of the processor, and its peak memory."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    print(
        f"| {name} | {time.perf_counter() - start:.1f} |"
        f" {used.ru_utime + used.ru_stime:.1f} | {used.ru_maxrss // 1024:,} |"
        f" {process.returncode or ''} |",
        flush=True,
    )


def main() -> None:
    """Every size, the bare engine first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "rows", nargs="*", type=int, default=[1_000_000, 10_000_000]
    )
    parser.add_argument(
        "--work", type=Path, default=Path("/tmp/qingdan-count")
    )
    given = parser.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    print("| run | seconds | of the processor | peak MB | exit |")
    print("| --- | --: | --: | --: | --- |")
    for rows in given.rows:
        for path, what in (
            (
                written(rows, given.work / "log.parquet"),
                "count(DISTINCT subject)",
            ),
            (
                written(min(rows // 10, 10_000_000), given.work / "log.csv"),
                "count(*), min(subject), min(time)",
            ),
        ):
            size = (
                f"{rows if path.suffix == '.parquet' else min(rows // 10, 10_000_000):,} rows,"
                f" {path.suffix}"
            )
            timed(
                f"{size}: bare DuckDB, `{what}`",
                [
                    sys.executable,
                    "-c",
                    BARE.format(what=what),
                    str(path),
                    str(given.work),
                ],
            )
            timed(
                f"{size}: `qingdan count`",
                [
                    sys.executable,
                    "-m",
                    "qingdan",
                    "count",
                    str(path),
                    "--as-of",
                    "2026-03-31",
                    "--format",
                    "json",
                ],
            )
            path.unlink()
        grown(rows, given.work)


def grown(rows: int, work: Path) -> None:
    """A ledger of as many persons as rows, then a million new rows, half of them of new persons."""
    size = f"{rows:,} persons"
    shutil.rmtree(work / "kept", ignore_errors=True)
    logs = [work / "known.parquet", work / "new.parquet"]
    for path, first, last in (
        (logs[0], 0, rows),
        (logs[1], max(0, rows - 500_000), rows + 500_000),
    ):
        person = PERSON.format(persons=2 * rows).replace("hash(n)", "n")
        sql = ROWS.format(
            person=person, day="DATE '2026-03-01'", rows=f"{first}, {last}"
        )
        duckdb.connect().execute(f"COPY ({sql}) TO '{path}' (FORMAT parquet)")
    command = [sys.executable, "-m", "qingdan", "count"]
    options = ["--as-of", "2026-03-31", "--format", "json"]
    kept = ["--ledger", str(work / "kept")]
    for name, named, more in (
        ("first into a ledger", logs[:1], kept),
        ("then a million rows", logs[1:], kept),
        ("the same again", logs[1:], kept),
        ("all without a ledger", logs, []),
    ):
        timed(f"{size}: {name}", [*command, *map(str, named), *options, *more])


if __name__ == "__main__":
    main()
