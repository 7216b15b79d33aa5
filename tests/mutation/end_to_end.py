"""
Mutants written into the Turtle: a copy of the law is changed, closed anew, every case is run, and
the tables are held against it.

`python tests/mutation/end_to_end.py [--number 50] [--after 0]`: one line for each mutant with the first case
or table that fails; exit status 1 where one survives. A mutant takes the time of closing the law.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
_FOLDERS = ("shapes/cn", "shapes/cq-2025")
_FILES = ("ontology/cn/rules.ttl", "ontology/cq-2025/rules.ttl")
_OTHER = {
    "SecurityAssessment": "StandardContractOrCertification",
    "StandardContractOrCertification": "SecurityAssessment",
    "NeedsReview": "ExemptGround",
    "ExemptGround": "NeedsReview",
}
_SEED = 22


class Change(NamedTuple):
    """Where in a file a change starts and ends, and what stands there instead."""

    path: str
    start: int
    end: int
    instead: str

    def told(self, text: str) -> str:
        """The change in a line: file, line, before and after."""
        line = text.count("\n", 0, self.start) + 1
        return f"{self.path}:{line}: {self.instead!r} for {text[self.start : self.end]!r}"


def changes() -> Iterator[Change]:
    """Every change of the conditions, outcomes and overrides as they are written."""
    for path in _paths():
        text = (ROOT / path).read_text("utf-8")
        for found in re.finditer(
            r"sh:(?:min|max)(?:In|Ex)clusive (\d+)\b(?!-)", text
        ):
            yield Change(path, *found.span(1), str(int(found[1]) + 1))
        for found in re.finditer(r"sh:(or|and) \(", text):
            yield Change(
                path, *found.span(1), "and" if found[1] == "or" else "or"
            )
        for found in re.finditer(r"sh:hasValue (true|false)", text):
            yield Change(
                path, *found.span(1), "false" if found[1] == "true" else "true"
            )
        for found in re.finditer(r"qd:concludes qd:(\w+)", text):
            if found[1] in _OTHER:
                yield Change(path, *found.span(1), _OTHER[found[1]])
        for found in re.finditer(r"qd:(?:over|under) (\S+ , )", text):
            yield Change(path, *found.span(1), "")


def _paths() -> list[str]:
    shapes = [
        path for folder in _FOLDERS for path in (ROOT / folder).glob("*.ttl")
    ]
    return [*sorted(str(path.relative_to(ROOT)) for path in shapes), *_FILES]


def _copied(place: Path) -> None:
    """The package with a law of its own, which nobody has closed yet."""
    kept = shutil.ignore_patterns(
        "closed", "__pycache__", "data", "ontology", "shapes"
    )
    shutil.copytree(ROOT / "qingdan", place / "qingdan", ignore=kept)
    for name in ("ontology", "shapes"):
        shutil.copytree(ROOT / name, place / name)
    for name in ("data", "queries", "tests"):
        (place / name).symlink_to(ROOT / name)


def killer(change: Change) -> str | None:
    """The first case that fails once the change is made, None where all still hold."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        _copied(place)
        path = place / change.path
        text = path.read_text("utf-8")
        path.write_text(
            text[: change.start] + change.instead + text[change.end :], "utf-8"
        )
        support = ROOT / "tests" / "support"
        env = {**os.environ, "PYTHONPATH": f"{place}{os.pathsep}{support}"}
        command = [sys.executable, str(Path(__file__).resolve()), "--cases"]
        done = subprocess.run(
            command, cwd=place, env=env, capture_output=True, text=True
        )
    if done.returncode == 0:
        return None
    return (done.stdout or done.stderr).strip().splitlines()[-1]


def _first_failing() -> str | None:
    """The first case that does not hold under the law of this installation, else the first table."""
    from cases import all_cases
    from expectations import held
    from law_tables import differing
    from qingdan.law.load import law

    for name, case in all_cases():
        try:
            held(case)
        except Exception:
            return name
    return next(differing(law()), None)


def main() -> int:
    """Change, close, run, tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--number", type=int, default=50)
    parser.add_argument(
        "--after", type=int, default=0, help="Leave out so many of them."
    )
    parser.add_argument(
        "--cases", action="store_true", help="Run the cases alone."
    )
    asked = parser.parse_args()
    if asked.cases:
        failing = _first_failing()
        print(failing or "")
        return 1 if failing else 0
    surviving = 0
    drawn = Random(_SEED).sample(list(changes()), asked.number)
    for change in drawn[asked.after :]:
        name = killer(change)
        surviving += name is None
        told = change.told((ROOT / change.path).read_text("utf-8"))
        print(f"{told}: {name or 'survives'}", flush=True)
    return 1 if surviving else 0


if __name__ == "__main__":
    sys.exit(main())
