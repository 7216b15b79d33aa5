"""
Load on the front, on the loopback: `python benchmarks/server.py [--items 10000] [--seconds 20]`.

An inventory is served by `qingdan serve` in a process of its own. Twenty
requests a second go to `/api/why` (one item with its proof) and to
`/sparql` (why is this item in the list), first alone, then with one hostile query a second beside
them. Then as many queries as fit: each for the first time, then a hundred over and over; and the
same queries on rdflib's own store over the same triples, in the same run.
"""

from __future__ import annotations

import argparse
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pyoxigraph as ox
from rdflib import Dataset

from stores import WHY

ITEM = """
@prefix qd: <https://w3id.org/qingdan/ns/> .
<urn:x:h> a qd:DataHandler ; qd:zone qd:cq-ftz ; qd:zoneTie qd:RegisteredInZone ; qd:sector qd:IntelligentConnectedVehicles ; qd:tally <urn:x:t> .
<urn:x:t> a qd:Tally ; qd:year 2026 ; qd:asOf "2026-03-02"^^<http://www.w3.org/2001/XMLSchema#date> ; qd:ordinaryPersons 60000 ; qd:sensitivePersons 12000 .
<urn:x:i> a qd:DataItem ; qd:heldBy <urn:x:h> ; qd:secrecy qd:NotClassified ; qd:containsPersonalInformation true .
"""
COUNTED = """SELECT ?outcome ?rule (COUNT(DISTINCT ?item) AS ?items) WHERE {{ ?d qd:determines ?item ; qd:outcome ?outcome ; qd:groundFinding ?f .
 ?f qd:ofRule ?rule }} GROUP BY ?outcome ?rule ORDER BY DESC(?items)"""
HOSTILE = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STR(?a) < STR(?i)) }"


def ask(
    base: str,
    path: str,
    content: bytes | None = None,
    kind: str = "text/turtle",
) -> int:
    """The status of one request."""
    call = urllib.request.Request(
        base + path,
        content,
        {
            "Content-Type": kind,
            "Accept": "application/json, application/sparql-results+json",
        },
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


def rate(
    name: str, one: Callable[[], int], seconds: float, per_second: int = 20
) -> None:
    """
    So many requests a second at even distances; print the
    percentiles of their times, and how many were answered.
    """
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
    at = [
        f"{1000 * times[min(len(times) - 1, int(len(times) * share))]:.0f}"
        for share in (0.5, 0.95, 0.99)
    ]
    print(
        f"| {name} | {len(times)} | {sum(state == 200 for state in states)} | {' | '.join(at)} |",
        flush=True,
    )


class Line:
    """
    A connection that is kept open, as light as a client can
    be, so that the server is measured and not the client.
    """

    def __init__(self, base: str) -> None:
        host, port = base.removeprefix("http://").split(":")
        self._socket = socket.create_connection((host, int(port)))
        self._host = host

    def sparql(self, query: str) -> bool:
        """Whether a query was answered."""
        path = "/sparql?query=" + urllib.parse.quote(query)
        self._socket.sendall(
            f"GET {path} HTTP/1.1\r\nHost: {self._host}\r\nAccept:"
            " application/sparql-results+json\r\n\r\n".encode()
        )
        found = self._socket.recv(1 << 16)
        while b"\r\n\r\n" not in found:
            found += self._socket.recv(1 << 16)
        head, _, body = found.partition(b"\r\n\r\n")
        left = int(head.lower().split(b"content-length:")[1].split()[0]) - len(
            body
        )
        while left > 0:
            left -= len(self._socket.recv(1 << 16))
        return head.startswith(b"HTTP/1.1 200")


def _work(told: tuple[str, list[str], float]) -> int:
    base, queries, until = told
    line, done = Line(base), 0
    while time.time() < until:
        done += line.sparql(queries[done % len(queries)])
    return done


def throughput(base: str, queries: list[str], seconds: float) -> float:
    """Queries a second of two clients, each asking its own part, over and over."""
    parts = [queries[::2], queries[1::2] or queries]
    with ProcessPoolExecutor(2) as pool:
        done = pool.map(
            _work, [(base, part, time.time() + seconds) for part in parts]
        )
    return sum(done) / seconds


def on_rdflib(dataset: Dataset, queries: list[str], seconds: float) -> float:
    """Queries a second, one after the other."""
    begun, count = time.perf_counter(), 0
    while time.perf_counter() - begun < seconds:
        list(
            dataset.query(
                queries[count % len(queries)],
                initNs={"qd": "https://w3id.org/qingdan/ns/"},
            )
        )
        count += 1
    return count / (time.perf_counter() - begun)


def loaded(base: str, why: list[str], seconds: float) -> None:
    """
    Twenty requests a second, alone and beside a hostile
    query a second; no query is asked twice.
    """
    fresh = iter(reversed(why))

    def proof() -> int:
        return ask(
            base, "/api/why?item=urn:x:i&asOf=2026-03-02", ITEM.encode()
        )

    def query() -> int:
        return sparql(base, next(fresh))

    print(
        "\n| run | requests | answered | p50 ms | p95 ms | p99 ms |\n| --- | --: | --: | --: | --:"
        " | --: |"
    )
    rate("/api/why at 20 a second", proof, seconds)
    rate("why-query at 20 a second", query, seconds)
    stop = threading.Event()

    def attack() -> None:
        sent = []
        while not stop.wait(1):
            sent.append(threading.Thread(target=sparql, args=(base, HOSTILE)))
            sent[-1].start()
        for thread in sent:
            thread.join()

    hostile = threading.Thread(target=attack)
    hostile.start()
    rate("/api/why beside a hostile query a second", proof, seconds)
    rate("why-query beside a hostile query a second", query, seconds)
    stop.set()
    hostile.join()


def compared(
    inventory: Path,
    questions: dict[str, list[str]],
    ours: dict[str, float],
    seconds: float,
) -> None:
    """The same questions on rdflib's store over the same quads."""
    from qingdan.querying import stored

    store = stored.law_store()
    stored.add_inventory(store, (inventory,), None)
    nquads = inventory.with_suffix(".nq")
    store.dump(str(nquads), format=ox.RdfFormat.N_QUADS)
    dataset = Dataset(default_union=True)
    dataset.parse(nquads, format="nquads")
    for name, asked in questions.items():
        theirs = on_rdflib(dataset, asked, seconds)
        print(
            f"{name}: {ours[name]:.1f} queries a second over HTTP, {theirs:.2f} on rdflib's store,"
            f" {ours[name] / theirs:.0f} times",
            flush=True,
        )


def served(inventory: Path, work: Path) -> tuple[subprocess.Popen[bytes], str]:
    """The front over an inventory, once it is loaded, and its address."""
    command = [sys.executable, "-m", "qingdan", "serve", str(inventory)]
    with open(work / "told", "wb") as told:
        front = subprocess.Popen([*command, "--port", "0"], stderr=told)
    while True:
        for line in (work / "told").read_text().splitlines():
            if line.startswith("serving on"):
                return front, line.split()[2].rstrip("/")
        if front.poll() is not None:
            raise SystemExit((work / "told").read_text())
        time.sleep(0.2)


def main() -> None:
    """Serve, load, compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument(
        "--work", type=Path, default=Path("/tmp/qingdan-server")
    )
    given = parser.parse_args()
    given.work.mkdir(exist_ok=True)
    sys.path.insert(0, str(Path(__file__).parent))
    from inventories import write

    inventory = given.work / "inventory.nt"
    write(given.items, inventory)
    begun = time.perf_counter()
    process, base = served(inventory, given.work)
    print(
        f"serving {given.items:,} items after {time.perf_counter() - begun:.0f} s"
    )
    why = [
        WHY.format(item=f"urn:x:chuanjiang-auto:item-{number:07}")
        for number in range(1, given.items, 97)
    ]
    every = [
        WHY.format(item=f"urn:x:chuanjiang-auto:item-{number:07}")
        for number in range(1, given.items + 1)
    ]
    questions = {"why": why, "counts": [COUNTED.format()]}
    try:
        loaded(base, every, given.seconds)
        print(
            f"\nwhy, never asked before: {throughput(base, every, given.seconds):.0f} queries a"
            " second"
        )
        ours = {
            name: throughput(base, asked, given.seconds)
            for name, asked in questions.items()
        }
    finally:
        process.terminate()
    compared(inventory, questions, ours, given.seconds)


if __name__ == "__main__":
    main()
