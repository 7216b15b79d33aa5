"""
Serve a large inventory: `python benchmarks/serving.py [--store] [ITEMS...]`.

For each size an inventory of a carmaker is written and served by `qingdan serve`; with `--store`
twice, from a store on disk that the first run makes and the second opens. Told are the seconds by
the clock and of the processor until it is ready, what all its processes have in memory, the times
of pages of the inventory, of proofs of items and of why-queries, none of them twice.
"""

from __future__ import annotations

import argparse
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Iterable
from pathlib import Path

from inventories import write
from measuring import used

WHY = (
    "SELECT ?rule ?outcome ?why WHERE { ?d qd:determines <%s> ; qd:outcome ?outcome ;"
    " qd:why ?why ; qd:finding ?f . ?f qd:ofRule ?rule }"
)
PAGES = ("", "?sort=missing", "?q=track", "?sort=item&page=300")
PORT = 18_080
ASKED = 400
PROVEN = 40


def ask(path: str) -> float:
    """The milliseconds of one answer."""
    request = urllib.request.Request(f"http://127.0.0.1:{PORT}{path}")
    if path.startswith("/sparql"):
        request.add_header("Accept", "application/sparql-results+json")
    begun = time.perf_counter()
    with urllib.request.urlopen(request, timeout=120) as answer:
        answer.read()
    return 1000 * (time.perf_counter() - begun)


def tell(name: str, paths: Iterable[str]) -> None:
    """Percentiles of the times of some answers."""
    times = sorted(map(ask, paths))
    at = [
        f"{times[min(len(times) - 1, int(len(times) * share))]:.0f}"
        for share in (0.5, 0.95, 0.99)
    ]
    print(f"  {name}: p50, p95, p99 {', '.join(at)} ms", flush=True)


def serve(items: int, work: Path, on_disk: bool) -> None:
    """One size."""
    inventory = work / f"inventory-{items}.nt"
    store = work / f"store-{items}"
    shutil.rmtree(store, ignore_errors=True)
    write(items, inventory)
    try:
        if not on_disk:
            ask_all(items, inventory)
            return
        for _ in ("made", "opened"):
            ask_all(items, inventory, "--store", str(store))
    finally:
        inventory.unlink()
        shutil.rmtree(store, ignore_errors=True)


def ask_all(items: int, inventory: Path, *more: str) -> None:
    """One front over an inventory, asked until its times are told."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "qingdan", "serve", str(inventory)),
            *("--as-of", "2026-03-02", "--port", str(PORT), *more),
        ],
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr
    try:
        for line in process.stderr:
            if "serving on" in line:
                break
        ready = time.perf_counter() - begun
        threading.Thread(
            target=process.stderr.read, daemon=True
        ).start()  # what is told must not fill the pipe
        seconds, memory = used(process.pid)
        print(
            f"{items:,} items: ready in {ready:.1f} s, {seconds:.1f} s of the processor,"
            f" {memory:,} MB",
            flush=True,
        )
        named = [
            f"urn:x:chuanjiang-auto:item-{number:07}"
            for number in random.Random(5).sample(range(items), ASKED)
        ]
        for page in PAGES:
            print(f"  /inventory{page}: {ask('/inventory' + page):.0f} ms")
        quoted = urllib.parse.quote
        tell(
            "why-query",
            (f"/sparql?query={quoted(WHY % one)}" for one in named),
        )
        tell(
            "proof of an item",
            (f"/inventory/item?iri={quoted(one)}" for one in named[:PROVEN]),
        )
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def main() -> None:
    """Every size, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "items", nargs="*", type=int, default=[10_000, 100_000]
    )
    parser.add_argument(
        "--work", type=Path, default=Path("/tmp/qingdan-serving")
    )
    parser.add_argument(
        "--store", action="store_true", help="from a store on disk, twice"
    )
    given = parser.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    for items in given.items:
        serve(items, given.work, given.store)


if __name__ == "__main__":
    main()
