"""The runs of beside.py: a command beside others of its kind, what it took and what it found."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from bulk import reported, why
from measuring import Taken, measured

HERE = Path(__file__).parent
PYTHON = sys.executable


class Row(NamedTuple):
    """What one engine took of one size, and what it found."""

    group: str
    items: int
    name: str
    taken: Taken | None
    found: dict[str, Any]
    note: str
    load: float


class Bench:
    """The runs of every size, in one folder."""

    def __init__(
        self, work: Path, limit: float, without: list[str], purrdf: str
    ) -> None:
        """Write the shapes that every engine gets."""
        self.work, self.limit, self.without = work, limit, without
        self.purrdf = purrdf
        self.rows: list[Row] = []
        self.compared: list[str] = []
        self.out, self.shapes = work / "out.json", work / "shapes.ttl"
        self.prepared("prepare", Path("-"), self.shapes)

    def prepared(self, name: str, data: Path, other: Path) -> dict[str, Any]:
        """What a step of peers.py tells that is no peer: it must come off."""
        self.out.unlink(missing_ok=True)
        command = self.command(name, data, other)
        taken = measured(command, self.out, self.limit)
        if taken.code != 0:
            raise SystemExit(f"{name}: {why(taken, self.limit)}")
        told: dict[str, Any] = json.loads(self.out.read_text("utf-8"))
        return told

    def command(
        self, peer: str, data: Path, other: Path, python: str = PYTHON
    ) -> list[str]:
        """The command of a peer of peers.py."""
        script = str(HERE / "peers.py")
        return [python, script, peer, str(data), str(other), str(self.out)]

    def run(
        self, group: str, items: int, name: str, command: list[str] | str
    ) -> None:
        """Run a command, or tell why there is none."""
        if name in self.without:
            command = "left out on demand"
        if isinstance(command, str):
            self.tell(group, items, name, None, {}, command)
            return
        for left in self.work.glob("out.*"):
            left.unlink()
        taken = measured(command, self.out, self.limit)
        # Java ends with 1 as well where it broke off, its report half written.
        whole = taken.code in (0, 1) and "Exception in" not in taken.errors
        found = self.found() if whole else {}
        note = "" if found else why(taken, self.limit)
        self.tell(group, items, name, taken, found, note)

    def found(self) -> dict[str, Any]:
        """What a run told: JSON, rows, or a report as Turtle."""
        if self.out.exists():
            told: dict[str, Any] = json.loads(self.out.read_text("utf-8"))
            counts = told.pop("counts", ())
            return {**told, **_summed(counts)}
        rows = self.out.with_suffix(".csv")
        if rows.exists():
            with open(rows, encoding="utf-8") as lines:
                return {"counted": sum(1 for _ in lines) - 1}
        report = self.out.with_suffix(".ttl")
        if not report.exists():
            report = self.out.with_suffix(".out")
        return _summed(reported(report))

    def tell(
        self,
        group: str,
        items: int,
        name: str,
        taken: Taken | None,
        found: dict[str, Any],
        note: str,
    ) -> None:
        """Keep a row, and show that it is done."""
        load = os.getloadavg()[0]
        self.rows.append(Row(group, items, name, taken, found, note, load))
        took = (
            f"{taken.seconds:8.2f} s {taken.processor:8.2f} s {taken.peak:7,} MB"
            if taken
            else " " * 33
        )
        print(
            f"{items:9,} {group:10} {name:28} {took}  {note}",
            file=sys.stderr,
            flush=True,
        )


def _summed(counts: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """The results of a report, by component; nothing where it has none."""
    summed: Counter[str] = Counter()
    for cause in counts:
        summed[cause["component"]] += cause["count"]
    if not summed:
        return {}
    return {"counted": summed.total(), "components": summed}
