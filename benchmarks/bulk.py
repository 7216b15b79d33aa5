"""
Validate and decide large inventories, beside what others
need for it: `python benchmarks/bulk.py [SIZE...]`.

Every run is a process of its own, timed from its start to its end with the peak of its memory; all
runs of a size use the same files. Faulty inventories are validated, faultless ones decided. The
table is Markdown; below it, where engines count the results of a component differently on files in
which each fact stands at home, as only we read facts of a handler as facts of its items. There we
give a whole report too; otherwise ours tells once what several shapes find for one cause. Peers are
stopped at ten minutes (pySHACL: fifteen) or 18 GB.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from itertools import takewhile
from pathlib import Path
from typing import Any, NamedTuple

from measuring import Taken, measured

HERE = Path(__file__).parent
OURS = [sys.executable, "-m", "qingdan"]
EVERY = str(1_000_000_000)
COMPONENT = re.compile(r"sourceConstraintComponent\s+\w+:(\w+)")
DAY, FAULTY = "2026-03-02", 0.03
PYSHACL_UP_TO, COMPARED_UP_TO, AT_HOME = 10_000, 100_000, ".nt at home"
LIMITS = {"pyshacl": 900}
NO_MEMORY = ("memory allocation", "MemoryError", "std::bad_alloc")
NOT_BUILT = ("No such command", "No such option", "is not one of")


class Run(NamedTuple):
    """What one process took, and what it found."""

    items: int
    form: str
    name: str
    seconds: float
    peak: int
    told: dict[str, Any]
    note: str


def written(items: int, out: Path, faulty: float, *options: str) -> None:
    """
    Write an inventory, in a process of its own: what this
    one holds in memory counts for every one that it starts.
    """
    command = [
        sys.executable,
        str(HERE / "inventories.py"),
        str(items),
        str(out),
        "--faulty",
        str(faulty),
        *options,
    ]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=600)


class Bench:
    """The runs of every size, in one folder."""

    def __init__(self, work: Path, repeat: int) -> None:
        self.work, self.repeat = work, repeat
        self.shapes = work / "shapes.ttl"
        self.runs: list[Run] = []
        work.mkdir(parents=True, exist_ok=True)
        self.peer("prepare", Path("-"), 0, "")
        if note := self.runs.pop().note:
            raise SystemExit(f"the shapes could not be written: {note}")

    def peer(self, name: str, data: Path, items: int, form: str) -> None:
        """Run a peer of peers.py."""
        command = [
            sys.executable,
            str(HERE / "peers.py"),
            name,
            str(data),
            str(self.shapes),
            str(self.work / "out.json"),
        ]
        self._run(name, command, items, form, LIMITS.get(name, 600))

    def ours(
        self, name: str, arguments: list[str], items: int, form: str
    ) -> None:
        """Run a command of the package; `OUT` stands for a file that it writes."""
        command = [
            *OURS,
            *[
                argument.replace("OUT", str(self.work / "out"))
                for argument in arguments
            ],
        ]
        self._run(f"qingdan {name}", command, items, form, 600)

    def _run(
        self,
        name: str,
        command: list[str],
        items: int,
        form: str,
        limit: float,
    ) -> None:
        out = self.work / "out.json"
        written = [out, *map(out.with_suffix, (".csv", ".ttl"))]
        taken = []
        for _ in range(
            self.repeat if items <= 100_000 and name != "pyshacl" else 1
        ):
            for path in written:
                path.unlink(missing_ok=True)
            taken.append(measured(command, out, limit))
        median = sorted(taken)[len(taken) // 2]
        seconds, peak = median.seconds, median.peak
        found = any(path.exists() for path in written)
        answered = median.code in (0, 1) and found
        note = "" if answered else why(median, limit)
        told = {}
        if out.exists() and not note:
            told = json.loads(out.read_text("utf-8"))
        elif written[-1].exists() and not note:
            told = {"counts": reported(written[-1])}
        self.runs.append(Run(items, form, name, seconds, peak, told, note))
        print(
            f"{items:9,} {form:12} {name:32} {seconds:8.2f} s {peak:7,} MB  {note}",
            file=sys.stderr,
            flush=True,
        )

    def size(self, items: int) -> None:
        """Every run of a size; its files are removed afterwards."""
        folder = self.work / str(items)
        folder.mkdir(exist_ok=True)
        self._lines(folder, items)
        self._tables(folder, items)
        self._shuffled(folder, items)
        shutil.rmtree(folder)

    def _lines(self, folder: Path, items: int) -> None:
        faulty, clean = folder / "faulty.nt", folder / "clean.nt"
        written(items, faulty, FAULTY)
        self._validated(faulty, items, ".nt")
        if items <= COMPARED_UP_TO:
            written(items, faulty, FAULTY, "--at-home")
            self._validated(faulty, items, AT_HOME)
        faulty.unlink()
        written(items, clean, 0.0)
        self._decided([str(clean)], items, ".nt")
        clean.unlink()

    def _validated(self, faulty: Path, items: int, form: str) -> None:
        """
        By everybody; the peers are told of the law what the
        shapes ask for: the members of the list.
        """
        self.peer("parse", faulty, items, form)
        whole = ["--format", "turtle", "--max-findings", EVERY]
        told = [*whole, "--output", "OUT.ttl"]
        if form != AT_HOME:
            told = ["--format", "json", "--output", "OUT.json"]
        self.ours("validate", ["validate", str(faulty), *told], items, form)
        with open(faulty, "ab") as target:
            target.write(self.shapes.with_suffix(".nt").read_bytes())
        self.peer("shacl", faulty, items, form)
        if items <= PYSHACL_UP_TO:
            self.peer("pyshacl", faulty, items, form)

    def _tables(self, folder: Path, items: int) -> None:
        faulty, clean = folder / "faulty.parquet", folder / "clean.parquet"
        written(items, faulty, FAULTY)
        written(items, clean, 0.0)
        self.peer("scan", clean, items, ".parquet")
        files = [str(faulty), str(folder / "faulty-handlers.ttl")]
        self.ours(
            "validate",
            ["validate", *files, "--format", "json", "--output", "OUT.json"],
            items,
            ".parquet",
        )
        self._decided(
            [str(clean), str(folder / "clean-handlers.ttl")], items, ".parquet"
        )

    def _shuffled(self, folder: Path, items: int) -> None:
        mixed = folder / "shuffled.nt"
        written(items, mixed, FAULTY, "--shuffle")
        self.peer("parse", mixed, items, ".nt shuffled")
        self.ours(
            "validate",
            [
                "validate",
                str(mixed),
                "--format",
                "json",
                "--output",
                "OUT.json",
            ],
            items,
            ".nt shuffled",
        )
        written(items, mixed, 0.0, "--shuffle")
        self._decided([str(mixed)], items, ".nt shuffled")

    def _decided(self, files: list[str], items: int, form: str) -> None:
        call = [
            "decide",
            *files,
            "--as-of",
            DAY,
            "--format",
            "csv",
            "--output",
            "OUT.csv",
        ]
        self.ours("decide", call, items, form)
        self.ours(
            "decide --validation",
            [*call, "--validation", "OUT.json"],
            items,
            form,
        )


def why(taken: Taken, limit: float) -> str:
    """Why a run gave no answer."""
    if taken.code is None:
        return f"stopped at {limit:.0f} s"
    if any(words in taken.errors for words in NOT_BUILT):
        return "not built"
    if any(words in taken.errors for words in NO_MEMORY):
        return "out of memory"
    lines = [line.strip() for line in taken.errors.splitlines()]
    told = next(
        (line for line in lines if line.startswith("qingdan:")),
        next(filter(None, reversed(lines)), ""),
    )
    return f"failed ({taken.code}): {told[:100]}"


def table(runs: list[Run]) -> str:
    """The runs as a Markdown table; the ratio is to the bare reading of the same kind of file."""
    found = [
        "| items | input | run | seconds | of bare reading | peak MB | results | remark |",
        "| --: | --- | --- | --: | --: | --: | --: | --- |",
    ]
    bare = {
        (run.items, run.form): run.seconds
        for run in runs
        if run.name in ("parse", "scan")
    }
    for run in runs:
        base = bare.get((run.items, run.form))
        ratio = f"{run.seconds / base:.1f}" if base and not run.note else ""
        total = f"{results(run).total():,}" if "counts" in run.told else ""
        seconds = "" if run.note == "not built" else f"{run.seconds:.2f}"
        found.append(
            f"| {run.items:,} | {run.form} | {run.name} | {seconds} | {ratio} | {run.peak:,} |"
            f" {total} | {run.note} |"
        )
    return "\n".join(found)


def reported(report: Path) -> list[dict[str, Any]]:
    """How many results of each component a report in Turtle has."""
    with open(report, encoding="utf-8") as lines:
        # Our report tells the causes once more, after all results.
        told = takewhile(lambda line: "qd:cause" not in line, lines)
        named = (COMPONENT.search(line) for line in told)
        counts = Counter(one.group(1) for one in named if one)
    return [
        {"component": component, "count": count}
        for component, count in counts.items()
    ]


def results(run: Run) -> Counter[str]:
    """How many results each constraint component has."""
    counts: Counter[str] = Counter()
    for cause in run.told.get("counts", ()):
        counts[cause["component"]] += cause["count"]
    return counts


def differences(runs: list[Run]) -> list[str]:
    """Where engines that validated the same facts count differently, component by component."""
    found = []
    for items in sorted({run.items for run in runs}):
        counted = {
            run.name: results(run)
            for run in runs
            if run.items == items
            and run.form == AT_HOME
            and "counts" in run.told
        }
        components = sorted(set().union(*counted.values()))
        for component in components:
            told = {
                name: counts[component] for name, counts in counted.items()
            }
            if len(set(told.values())) > 1:
                found.append(
                    f"{items:,} items, {component}: "
                    + ", ".join(
                        f"{name} {count:,}" for name, count in told.items()
                    )
                )
        found.append(
            f"{items:,} items: {len(components)} components with results, compared between"
            f" {', '.join(counted) or 'nobody'}"
        )
    return found


def main() -> None:
    """Run every size and print the table and the differences."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "sizes", nargs="*", type=int, default=[10_000, 100_000, 1_000_000]
    )
    parser.add_argument(
        "--work",
        type=Path,
        default=Path("/tmp/qingdan-bulk"),
        help="folder for files; 5 GB are needed for a million items",
    )
    parser.add_argument(
        "--repeat",
        type=int,
        default=1,
        help="runs of each up to 100,000 items; the median is told",
    )
    given = parser.parse_args()
    bench = Bench(given.work, given.repeat)
    for size in given.sizes:
        bench.size(size)
    print(table(bench.runs), *differences(bench.runs), sep="\n")


if __name__ == "__main__":
    main()
