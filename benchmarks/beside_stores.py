"""
The group `store` of beside.py: the same why-queries on the
front and on other stores that hold the same.
"""

from __future__ import annotations

import random
import shutil
import socket
import time
from contextlib import suppress
from http.client import HTTPException
from importlib import metadata
from pathlib import Path

from beside_rows import HERE, PYTHON, Bench
from bulk import DAY, OURS, why, written
from measuring import Running, Taken, measured, serving
from stores import Endpoint, rows_of
from stores import why as query_of

ASKED = 400


def store(bench: Bench, items: int, folder: Path) -> None:
    """Why-queries on the front and on other stores that hold the same."""
    clean, quads = folder / "clean.nt", folder / "clean.nq"
    names = folder / "names.txt"
    written(items, clean, 0.0)
    chosen = random.Random(5).sample(range(items), min(ASKED, items))
    iris = [f"urn:x:chuanjiang-auto:item-{n:07}" for n in chosen]
    names.write_text("\n".join(iris), "utf-8")
    front(bench, items, clean, names)
    script = str(HERE / "stores.py")
    command = [PYTHON, script, "write", str(clean), "-", str(quads)]
    taken = measured(command, bench.out, bench.limit)
    if not quads.exists():
        note = f"nothing to load: {why(taken, bench.limit)}"
        for name in ("pyoxigraph", "Oxigraph over HTTP", "rdflib"):
            bench.tell("store", items, name, None, {}, note)
        return
    with open(quads, "rb") as lines:
        held = sum(1 for _ in lines)
    bench.compared.append(f"{items:,} items: {held:,} statements in a store")
    for name in ("pyoxigraph", "rdflib"):
        inside = [PYTHON, script, name, str(quads), str(names)]
        bench.run("store", items, name, [*inside, str(bench.out)])
    oxigraph(bench, items, quads, names)
    compare_rows(bench, items)


def front(bench: Bench, items: int, inventory: Path, names: Path) -> None:
    """Our front over HTTP."""
    name, port = "qingdan serve, over HTTP", free_port()
    command = [
        *(*OURS, "serve", str(inventory), "--as-of", DAY),
        *("--port", str(port)),
    ]
    if name in bench.without:
        bench.run("store", items, name, [])
        return
    served(
        bench, items, name, command, f"http://127.0.0.1:{port}/sparql", names
    )


def oxigraph(bench: Bench, items: int, quads: Path, names: Path) -> None:
    """An Oxigraph server over HTTP, its store on disk."""
    name, port, binary = (
        "Oxigraph over HTTP",
        free_port(),
        binary_of_oxigraph(),
    )
    if binary is None or name in bench.without:
        missing = "not installed: pip install oxigraph"
        bench.run("store", items, name, missing)
        return
    place = ("--location", str(quads.with_suffix(".oxigraph")))
    load = [binary, "load", *place, "--file", str(quads)]
    loaded = measured(load, bench.work / "load", bench.limit)
    if loaded.code != 0:
        note = why(loaded, bench.limit)
        bench.tell("store", items, name, loaded, {}, note)
        return
    command = [
        *(binary, "serve-read-only", *place),
        *("--union-default-graph", "--bind", f"127.0.0.1:{port}"),
    ]
    address = f"http://127.0.0.1:{port}/query"
    served(bench, items, name, command, address, names, loaded)


def served(
    bench: Bench,
    items: int,
    name: str,
    command: list[str],
    address: str,
    names: Path,
    loaded: Taken | None = None,
) -> None:
    """Start a server, wait for its first answer, ask, and end it."""
    script, found, note = str(HERE / "stores.py"), {}, ""
    bench.out.unlink(missing_ok=True)
    with serving(command, bench.work / "server") as running:
        first = names.read_text("utf-8").split()[0]
        ready = answering(running, address, first, bench.limit)
        if ready is not None:
            ask = [PYTHON, script, address, "-", str(names), str(bench.out)]
            asking = measured(ask, bench.out, bench.limit)
            found = bench.found() if asking.code == 0 else {}
            note = "" if found else why(asking, bench.limit)
        gone = running.gone()
        taken = running.end()
    if gone:
        note = why(taken, bench.limit)
    elif ready is None:
        note = f"no answer in {bench.limit:.0f} s"
    before = loaded or Taken(0.0, 0.0, 0, 0, "")
    whole = taken._replace(
        processor=taken.processor + before.processor,
        peak=max(taken.peak, before.peak),
    )
    if found:
        found["loaded"] = (ready or 0.0) + before.seconds
    bench.tell("store", items, name, whole, found, note)


def compare_rows(bench: Bench, items: int) -> None:
    """Whether every store that was asked the same gave as many rows."""
    told = {
        row.name: row.found["rows"]
        for row in bench.rows
        if row.items == items and row.found.get("asked") == min(ASKED, items)
    }
    each = ", ".join(f"{name} {rows:,}" for name, rows in told.items())
    same = "the same rows" if len(set(told.values())) == 1 else "other rows"
    bench.compared.append(f"{items:,} items, {same} in all answers: {each}")


def answering(
    running: Running, address: str, item: str, limit: float
) -> float | None:
    """Seconds until a server gives rows for a first query; none where it does not."""
    while time.perf_counter() - running.start < limit:
        with suppress(OSError, HTTPException, ValueError):
            if rows_of(Endpoint(address)(query_of(item))):
                return time.perf_counter() - running.start
        if running.gone():
            return None
        time.sleep(0.05)
    return None


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def binary_of_oxigraph() -> str | None:
    """The server of the package `oxigraph`, or one that is on the path."""
    with suppress(metadata.PackageNotFoundError):
        for file in metadata.files("oxigraph") or ():
            if file.name == "oxigraph":
                return str(file.locate().resolve())
    return shutil.which("oxigraph")
