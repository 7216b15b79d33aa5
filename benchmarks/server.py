"""
Load on the front, on the loopback: `python benchmarks/server.py [--items 10000] [--seconds 20]`.

An inventory is served by `qingdan serve` in a process of its own. Twenty requests a second go to `/api/why` (one item with its proof) and to
`/sparql` (why is this item in the list), first alone, then with one hostile query a second beside them. Then as many queries as fit, one
after the other, and the same queries on rdflib's own store over the same triples, in the same run.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
from rdflib import Dataset

ITEM = """
@prefix qd: <https://w3id.org/qingdan/ns/> .
<urn:x:h> a qd:DataHandler ; qd:zone qd:cq-ftz ; qd:zoneTie qd:RegisteredInZone ; qd:sector qd:IntelligentConnectedVehicles ; qd:tally <urn:x:t> .
<urn:x:t> a qd:Tally ; qd:year 2026 ; qd:ordinaryPersons 60000 ; qd:sensitivePersons 12000 .
<urn:x:i> a qd:DataItem ; qd:heldBy <urn:x:h> ; qd:secrecy qd:NotClassified ; qd:containsPersonalInformation true .
"""
WHY = """SELECT ?outcome ?rule ?cite ?says WHERE {{ ?d qd:determines <{item}> ; qd:outcome ?outcome ; qd:finding ?f .
 ?f qd:ofRule ?rule ; qd:cites ?cite . ?cite qd:summary ?says FILTER(lang(?says) = "en") }} ORDER BY ?rule ?cite"""
COUNTED = """SELECT ?outcome ?rule (COUNT(DISTINCT ?item) AS ?items) WHERE {{ ?d qd:determines ?item ; qd:outcome ?outcome ; qd:groundFinding ?f .
 ?f qd:ofRule ?rule }} GROUP BY ?outcome ?rule ORDER BY DESC(?items)"""
HOSTILE = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STR(?a) < STR(?i)) }"


def ask(base: str, path: str, content: bytes | None = None, kind: str = "text/turtle") -> int:
    """The status of one request."""
    call = urllib.request.Request(
        base + path, content, {"Content-Type": kind, "Accept": "application/json, application/sparql-results+json"}
    )
    try:
        with urllib.request.urlopen(call, timeout=60) as answer:
            answer.read()
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def sparql(base: str, query: str) -> int:
    """The status of one query."""
    return ask(base, "/sparql?query=" + urllib.parse.quote(query))


def rate(name: str, one: Callable[[], int], seconds: float, per_second: int = 20) -> None:
    """So many requests a second at even distances; print the percentiles of their times, and how many were answered."""
    times: list[float] = []
    states: list[int] = []

    def timed() -> None:
        begun = time.perf_counter()
        states.append(one())
        times.append(time.perf_counter() - begun)

    threads = []
    start = time.perf_counter()
    for number in range(int(seconds * per_second)):
        time.sleep(max(0.0, start + number / per_second - time.perf_counter()))
        threads.append(threading.Thread(target=timed))
        threads[-1].start()
    for thread in threads:
        thread.join()
    times.sort()
    at = [f"{1000 * times[min(len(times) - 1, int(len(times) * share))]:.0f}" for share in (0.5, 0.95, 0.99)]
    print(f"| {name} | {len(times)} | {sum(state == 200 for state in states)} | {' | '.join(at)} |", flush=True)


def throughput(base: str, queries: list[str], seconds: float) -> float:
    """Queries a second, four at a time."""
    done = [0] * 4
    until = time.perf_counter() + seconds

    def work(own: int) -> None:
        number = own * 17
        while time.perf_counter() < until:
            answered = sparql(base, queries[number % len(queries)]) == 200
            done[own] += answered
            number += 1

    threads = [threading.Thread(target=work, args=(own,)) for own in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / seconds


def on_rdflib(dataset: Dataset, queries: list[str], seconds: float) -> float:
    """Queries a second, one after the other."""
    begun, count = time.perf_counter(), 0
    while time.perf_counter() - begun < seconds:
        list(dataset.query(queries[count % len(queries)], initNs={"qd": "https://w3id.org/qingdan/ns/"}))
        count += 1
    return count / (time.perf_counter() - begun)


def loaded(base: str, why: str, seconds: float) -> None:
    """Twenty requests a second, alone and beside a hostile query a second."""

    def proof() -> int:
        return ask(base, "/api/why?item=urn:x:i&asOf=2026-03-02", ITEM.encode())

    def query() -> int:
        return sparql(base, why)

    print("\n| run | requests | answered | p50 ms | p95 ms | p99 ms |\n| --- | --: | --: | --: | --: | --: |")
    rate("/api/why at 20 a second", proof, seconds)
    rate("why-query at 20 a second", query, seconds)
    stop = threading.Event()
    hostile = threading.Thread(target=lambda: [sparql(base, HOSTILE) for _ in iter(lambda: stop.wait(1), True)])
    hostile.start()
    rate("/api/why beside a hostile query a second", proof, seconds)
    rate("why-query beside a hostile query a second", query, seconds)
    stop.set()
    hostile.join()


def compared(inventory: Path, questions: dict[str, list[str]], ours: dict[str, float], seconds: float) -> None:
    """The same questions on rdflib's store over the same quads."""
    from qingdan import queries

    store = queries.law_store()
    queries.add_inventory(store, (inventory,), None)
    nquads = inventory.with_suffix(".nq")
    store.dump(str(nquads), format=ox.RdfFormat.N_QUADS)
    dataset = Dataset(default_union=True)
    dataset.parse(nquads, format="nquads")
    for name, asked in questions.items():
        theirs = on_rdflib(dataset, asked, seconds)
        print(
            f"{name}: {ours[name]:.1f} queries a second over HTTP, {theirs:.2f} on rdflib's store, {ours[name] / theirs:.0f} times",
            flush=True,
        )


def main() -> None:
    """Serve, load, compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--work", type=Path, default=Path("/tmp/qingdan-server"))
    given = parser.parse_args()
    given.work.mkdir(exist_ok=True)
    sys.path.insert(0, str(Path(__file__).parent))
    from inventories import write

    inventory = given.work / "inventory.nt"
    write(given.items, inventory)
    begun = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "qingdan", "serve", str(inventory), "--port", "0"], stderr=subprocess.PIPE, text=True)
    assert process.stderr
    base = process.stderr.readline().split()[-1].rstrip("/")
    print(f"serving {given.items:,} items after {time.perf_counter() - begun:.0f} s")
    why = [WHY.format(item=f"urn:x:chuanjiang-auto:item-{number:07}") for number in range(1, given.items, 97)]
    questions = {"why": why, "counts": [COUNTED.format()]}
    try:
        loaded(base, why[0], given.seconds)
        ours = {name: throughput(base, asked, given.seconds) for name, asked in questions.items()}
    finally:
        process.terminate()
    compared(inventory, questions, ours, given.seconds)


if __name__ == "__main__":
    main()
