"""
Why-queries on a store: `python benchmarks/stores.py STORE DATA ITEMS OUT`; started by beside.py.

STORE is `rdflib` or `pyoxigraph`, in this process, or the address of a SPARQL endpoint. ITEMS has the name of an
item on each line; why each of them has its outcome is asked once, one after the other. OUT gets JSON: seconds
of loading, milliseconds of an answer, queries a second, rows. `write` as STORE writes what the front holds of an
inventory to OUT instead, as N-Quads.
"""

from __future__ import annotations

import http.client
import json
import sys
import time
import urllib.parse
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

WHY = """SELECT ?outcome ?rule ?cite ?says WHERE {{ ?d qd:determines <{item}> ; qd:outcome ?outcome ; qd:finding ?f .
 ?f qd:ofRule ?rule ; qd:cites ?cite . ?cite qd:summary ?says FILTER(lang(?says) = "en") }} ORDER BY ?rule ?cite"""
QD = "https://w3id.org/qingdan/ns/"
DAY = date(2026, 3, 2)
ASKING = 60.0  # seconds after which no further query is asked
Ask = Callable[[str], int | bytes]


def rdflib(data: Path) -> Ask:
    """The store in memory of rdflib."""
    from rdflib import Dataset

    dataset = Dataset(default_union=True)
    dataset.parse(data, format="nquads")
    return lambda query: sum(1 for _ in dataset.query(query))


def pyoxigraph(data: Path) -> Ask:
    """Oxigraph in memory, in this process."""
    import pyoxigraph as ox

    store = ox.Store()
    store.bulk_load(path=str(data))
    return lambda query: sum(
        1 for _ in store.query(query, use_default_graph_as_union=True)
    )


class Endpoint:
    """A SPARQL endpoint over HTTP, by one connection that is kept open."""

    def __init__(self, address: str) -> None:
        """Give its address, as `http://127.0.0.1:8080/sparql`."""
        told = urllib.parse.urlsplit(address)
        self._path = told.path
        self._line = http.client.HTTPConnection(told.netloc, timeout=60)

    def __call__(self, query: str) -> bytes:
        """An answer as JSON; raise OSError where there is none."""
        self._line.request(
            "GET",
            f"{self._path}?query={urllib.parse.quote(query)}",
            headers={"Accept": "application/sparql-results+json"},
        )
        answer = self._line.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise OSError(f"{answer.status}: {content[:200]!r}")
        return content


def rows_of(answer: int | bytes) -> int:
    """How many rows an answer has."""
    if isinstance(answer, int):
        return answer
    return len(json.loads(answer)["results"]["bindings"])


def why(item: str) -> str:
    """The query that asks why an item has its outcome."""
    return f"PREFIX qd: <{QD}>\n{WHY.format(item=item)}"


def asked(ask: Ask, items: list[str]) -> dict[str, Any]:
    """How long each answer took, none of them asked before."""
    times: list[float] = []
    rows, begun = 0, time.perf_counter()
    for item in items:
        start = time.perf_counter()
        answer = ask(why(item))
        times.append(1000 * (time.perf_counter() - start))
        rows += rows_of(answer)
        if time.perf_counter() - begun > ASKING:
            break
    times.sort()
    p50, p99 = (times[int((len(times) - 1) * share)] for share in (0.5, 0.99))
    return {
        "asked": len(times),
        "p50": p50,
        "p99": p99,
        "per_second": 1000 * len(times) / sum(times),
        "rows": rows,
    }


def write(inventory: Path, out: Path) -> None:
    """What the front holds of an inventory: the law, the inventory, its determinations."""
    import pyoxigraph as ox

    from qingdan.querying import stored

    store = stored.law_store()
    stored.add_inventory(store, (inventory,), DAY)
    store.dump(str(out), format=ox.RdfFormat.N_QUADS)


def main() -> None:
    """Load, ask, tell."""
    name, data, items, out = sys.argv[1:]
    if name == "write":
        write(Path(data), Path(out))
        return
    start = time.perf_counter()
    stores = {"rdflib": rdflib, "pyoxigraph": pyoxigraph}
    ask = stores[name](Path(data)) if name in stores else Endpoint(name)
    loaded = time.perf_counter() - start
    told = asked(ask, Path(items).read_text("utf-8").split())
    Path(out).write_text(json.dumps({"loaded": loaded, **told}), "utf-8")


if __name__ == "__main__":
    main()
