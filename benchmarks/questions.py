"""
Time each stored question on an inventory of any size: `python benchmarks/questions.py 10000`.

A question about one item is asked of an item of each outcome, and the slowest counts. Each is asked in a process of its own
that is ended after a minute; those that take more than half a second of the processor are marked. With `--inventory FILE` that one is asked.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox

from qingdan.querying import stored
from qingdan.rdf.names import PREFIXES, QD

DAY = date(2026, 3, 2)
HERE = Path(__file__).parent
EXPECTED = HERE.parent / "tests" / "queries"
PROMISED = 0.5
MOST = 60.0
Values = dict[str, str]


def main() -> int:
    """Ask every question and write a row for each; 1 where one is too slow."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", type=int, nargs="?", default=10_000)
    parser.add_argument("--inventory", type=Path)
    parser.add_argument("--only", default="")
    given = parser.parse_args()
    with TemporaryDirectory() as folder:
        inventory = given.inventory or Path(folder, "items.nt")
        if not given.inventory:
            _write(given.size, inventory)
        start = time.process_time()
        store = stored.law_store()
        stored.add_inventory(store, (inventory,), DAY)
    taken = time.process_time() - start
    print(f"{len(store):,} statements, made ready in {taken:.1f} s")
    items = _items(store)
    slow = 0
    for query in stored.stored():
        if given.only in query.name:
            seconds, rows = _slowest(store, query, items)
            slow += seconds > PROMISED
            mark = "SLOW" if seconds > PROMISED else ""
            print(f"{query.name:45} {rows:>8} {seconds:8.3f} s  {mark}")
            sys.stdout.flush()
    print(f"{slow} over {PROMISED} s")
    return 1 if slow else 0


def _write(size: int, path: Path) -> None:
    command = [sys.executable, HERE / "inventories.py", str(size), path]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def _items(store: ox.Store) -> list[str]:
    """An item of each outcome."""
    answer = store.query(
        f"SELECT (MIN(?item) AS ?first) {{ ?d <{QD}determines> ?item ; <{QD}outcome> ?outcome }}"
        " GROUP BY ?outcome",
        use_default_graph_as_union=True,
    )
    assert isinstance(answer, ox.QuerySolutions)
    return sorted(row["first"].value for row in answer)


def _slowest(
    store: ox.Store, query: stored.StoredQuery, items: list[str]
) -> tuple[float, str]:
    """The most seconds that an answer took, and how many rows it had."""
    timed = [_timed(store, query, bind) for bind in _asked(query, items)]
    return max(timed)


def _asked(query: stored.StoredQuery, items: list[str]) -> Iterator[Values]:
    """The parameters to ask with: each item, and what the tests ask with."""
    cases = json.loads((EXPECTED / f"{query.name}.json").read_text("utf-8"))
    bind = cases["cases"][0]["bind"]
    if "item" not in bind:
        yield bind
        return
    for item in items:
        yield {**bind, "item": item}


def _timed(
    store: ox.Store, query: stored.StoredQuery, bind: Values
) -> tuple[float, str]:
    """The seconds and the rows of one answer, in a process that can be ended."""
    context = multiprocessing.get_context("fork")
    receiving, sending = context.Pipe(duplex=False)
    child = context.Process(target=_ask, args=(store, query, bind, sending))
    child.start()
    sending.close()
    if not receiving.poll(MOST):
        child.kill()
        child.join()
        return MOST, "ended"
    answer: tuple[float, str] = receiving.recv()
    child.join()
    return answer


def _ask(
    store: ox.Store,
    query: stored.StoredQuery,
    bind: Values,
    sending: Connection,
) -> None:
    values = {ox.Variable(k): stored.bound(v) for k, v in bind.items()}
    start = time.process_time()
    answer = store.query(
        query.text,
        prefixes=PREFIXES,
        use_default_graph_as_union=True,
        substitutions=values,
    )
    assert not isinstance(answer, ox.QueryBoolean)
    rows = sum(1 for _ in answer)
    sending.send((time.process_time() - start, f"{rows:,}"))


if __name__ == "__main__":
    sys.exit(main())
