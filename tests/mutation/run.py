"""
Try every mutant of the law, or a sample, and tell which survive.

`python tests/mutation/run.py [--sample N] [--jobs 2] [--output FILE]`: one line of JSON for each
mutant, then a table; exit status 1 where a mutant survives that is not in `equivalents.json`.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
import time
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "support")]

from law_tables import TABLES  # noqa: E402
from mutation import trials  # noqa: E402
from mutation.mutants import Mutant, mutants  # noqa: E402

_SEED = 22


@cache
def equivalents() -> dict[str, str]:
    """The mutants that no case can tell from the law, each with the reason."""
    told = json.loads((HERE / "equivalents.json").read_text("utf-8"))[
        "mutants"
    ]
    return {key: group["why"] for group in told for key in group["equal"]}


def sampled(number: int | None) -> list[Mutant]:
    """So many mutants, the same each time; all where no number is given."""
    whole = list(mutants())
    if number is None:
        return whole
    return Random(_SEED).sample(whole, number)


def tried(mutant: Mutant) -> dict[str, Any]:
    """A mutant with what kills it: a case, a table, or its place among the equivalents."""
    start = time.process_time()
    if mutant.key in equivalents():
        killer, how = None, "equivalent"
    else:
        killer = trials.killer(mutant)
        trials.forget()
        table = killer is not None and killer.partition("/")[0] in TABLES
        how = "survives" if killer is None else "table" if table else "case"
    seconds = round(time.process_time() - start, 2)
    return {
        "mutant": mutant.key,
        "kind": mutant.kind,
        "how": how,
        "by": killer,
        "seconds": seconds,
    }


def _try(number: int) -> dict[str, Any]:
    return tried(_MUTANTS[number])


_MUTANTS: list[Mutant] = []


def run(number: int | None, jobs: int) -> Iterator[dict[str, Any]]:
    """Every mutant tried, as they come."""
    _MUTANTS[:] = sampled(number)
    trials.records()
    if jobs == 1:
        yield from map(tried, _MUTANTS)
        return
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        yield from pool.imap_unordered(_try, range(len(_MUTANTS)), chunksize=4)


def table(results: list[dict[str, Any]]) -> str:
    """How many mutants of each kind fell to a case, to a table, are equivalent, survive."""
    columns = ("case", "table", "equivalent", "survives")
    counted = Counter((one["kind"], one["how"]) for one in results)
    lines = [
        f"| kind | mutants | {' | '.join(columns)} |",
        "| --- " + "| --: " * 5 + "|",
    ]
    kinds = sorted({one["kind"] for one in results})
    for kind in kinds:
        numbers = [counted[kind, how] for how in columns]
        lines.append(
            f"| {kind} | {sum(numbers)} | {' | '.join(map(str, numbers))} |"
        )
    total = Counter(one["how"] for one in results)
    whole = " | ".join(str(total[how]) for how in columns)
    lines.append(f"| all | {len(results)} | {whole} |")
    return "\n".join(lines)


def main() -> int:
    """Run, write, tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--output", type=Path)
    asked = parser.parse_args()
    start, results = time.monotonic(), []
    with open(asked.output or "/dev/null", "w", encoding="utf-8") as lines:
        for one in run(asked.sample, asked.jobs):
            results.append(one)
            lines.write(json.dumps(one, ensure_ascii=False) + "\n")
            lines.flush()
    surviving = sorted(
        one["mutant"] for one in results if one["how"] == "survives"
    )
    print(table(results))
    print(
        f"{sum(one['seconds'] for one in results):.0f} s of one processor, {time.monotonic() - start:.0f} s in all"
    )
    for key in surviving:
        print(f"survives: {key}")
    return 1 if surviving else 0


if __name__ == "__main__":
    sys.exit(main())
