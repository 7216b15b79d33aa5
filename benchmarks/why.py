"""
Time one proof: cold from the command line, and per item in
one process beside pySHACL asked the same question.

Run as `python benchmarks/why.py`; the figures of one run are kept in docs/benchmarks.md.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

DAY = date(2026, 3, 2)
INVENTORY = (
    Path(__file__).parent.parent / "data" / "inventories" / "icv-maker.ttl"
)


def cold(runs: int = 15) -> tuple[float, float]:
    """
    Median wall seconds of a whole `qingdan why` process, and
    by how much it exceeds `import rdflib` run beside it.
    """
    proof = [
        sys.executable,
        "-m",
        "qingdan",
        "why",
        str(INVENTORY),
        "crm-customers",
        "--as-of",
        DAY.isoformat(),
    ]
    taken, ratios = [], []
    for _ in range(runs + 1):
        ours, theirs = (
            _seconds(proof),
            _seconds([sys.executable, "-c", "import rdflib"]),
        )
        taken.append(ours)
        ratios.append(ours / theirs)
    return statistics.median(taken[1:]), statistics.median(ratios[1:])


def _seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, capture_output=True, check=True)
    return time.perf_counter() - start


def in_process() -> tuple[float, float, float, int]:
    """
    Seconds for an item of the inventory: median and mean on
    first sight, mean when its case was seen before.
    """
    from qingdan import api
    from qingdan.law.load import law

    inventory = api.load([INVENTORY])
    next(api.decide(inventory, DAY))
    taken = []
    for item in inventory.items:
        start = time.perf_counter()
        next(api.decide(inventory, DAY, items=[item.iri]))
        taken.append(time.perf_counter() - start)
    start = time.perf_counter()
    count = len(list(api.decide(inventory, DAY)))
    again = (time.perf_counter() - start) / count
    assert law().rules
    return statistics.median(taken), statistics.mean(taken), again, count


def pyshacl_per_item() -> float:
    """Mean seconds for each item when pySHACL runs the same shapes over the same inventory."""
    from pyshacl import validate
    from rdflib import RDF, Graph, URIRef

    from qingdan.files import shape_files
    from qingdan.rdf.names import QD

    shapes = Graph()
    for path in shape_files():
        shapes.parse(path)
    inventory = Graph().parse(INVENTORY)
    count = len(set(inventory.subjects(RDF.type, URIRef(QD + "DataItem"))))
    start = time.perf_counter()
    validate(inventory, shacl_graph=shapes, inference="none")
    return (time.perf_counter() - start) / count


def main() -> None:
    """Print the figures."""
    median, mean, again, count = in_process()
    reference = pyshacl_per_item()
    seconds, ratio = cold()
    print(
        f"cold `qingdan why`, whole process   {seconds * 1000:8.1f} ms ({ratio:.2f} times `import"
        " rdflib`)"
    )
    print(
        f"a further item, first sight         {median * 1000:8.2f} ms (median of {count}; mean"
        f" {mean * 1000:.2f} ms)"
    )
    print(f"a further item, case seen before    {again * 1000:8.2f} ms")
    print(
        f"pySHACL, same shapes, an item       {reference * 1000:8.2f} ms (report only, no proof)"
    )


if __name__ == "__main__":
    main()
