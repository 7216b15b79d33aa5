"""
Memory of the front over many requests: `python benchmarks/memory.py [--items 10000] [--requests 20000]`.

An inventory is served by `qingdan serve` in a process of its own. First come 20 requests a second to
`/api/why`, of which the percentiles are told; then four clients send the requests, of five kinds in
turn, as fast as they are answered. The resident memory of the front, and of the keepers that it
forked, is told as it goes; it must not grow once everything was loaded.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from server import ITEM, ask, rate, served, sparql
from stores import WHY

_TOLD = 20


def resident(process: int) -> dict[int, float]:
    """The resident memory in MB of a process and of those that it started, children of jobs aside."""
    parents: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(path.parent.name)] = int(fields[1])
    wanted = [
        process,
        *(p for p, above in parents.items() if above == process),
    ]
    return {number: _megabytes(number) for number in wanted}


def _megabytes(process: int) -> float:
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0.0
    lines = [line for line in status.splitlines() if line.startswith("VmRSS")]
    return int(lines[0].split()[1]) / 1024 if lines else 0.0


def request(base: str, items: int, number: int) -> int:
    """One of five kinds of requests: a proof, an upload, a query, a term, a page."""
    item = f"urn:x:chuanjiang-auto:item-{number % items + 1:07}"
    why = "/api/why?item=urn:x:i&asOf=2026-03-02"
    kinds = (
        lambda: ask(base, why, ITEM.encode()),
        lambda: ask(base, "/api/decide?asOf=2026-03-02", ITEM.encode()),
        lambda: sparql(base, WHY.format(item=item)),
        lambda: ask(base, "/ns/sector"),
        lambda: ask(base, f"/inventory/item?iri={item}"),
    )
    try:
        return kinds[number % len(kinds)]()
    except OSError:
        return 0


def main() -> None:
    """Serve, ask, tell the memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument(
        "--work", type=Path, default=Path("/tmp/qingdan-memory")
    )
    given = parser.parse_args()
    given.work.mkdir(exist_ok=True)
    print(f"load of the machine before: {os.getloadavg()[0]:.1f}", flush=True)
    sys.path.insert(0, str(Path(__file__).parent))
    from inventories import write

    inventory = given.work / "inventory.nt"
    write(given.items, inventory)
    front, base = served(inventory, given.work)
    why = "/api/why?item=urn:x:i&asOf=2026-03-02"
    try:
        rate(
            "/api/why at 20 a second",
            lambda: ask(base, why, ITEM.encode()),
            given.seconds,
        )
        failed, step = 0, max(1, given.requests // _TOLD)
        begun = time.perf_counter()
        with ThreadPoolExecutor(4) as clients:
            for start in range(0, given.requests, step):
                numbers = range(start, start + step)
                states = clients.map(
                    lambda n: request(base, given.items, n), numbers
                )
                failed += sum(state != 200 for state in states)
                memory = resident(front.pid)
                told = ", ".join(f"{size:.0f}" for size in memory.values())
                print(
                    f"{start + step:>7,} requests, {failed} not answered: {told} MB",
                    flush=True,
                )
        print(
            f"{given.requests / (time.perf_counter() - begun):.0f} requests a second; load {os.getloadavg()[0]:.1f}"
        )
    finally:
        front.terminate()


if __name__ == "__main__":
    main()
