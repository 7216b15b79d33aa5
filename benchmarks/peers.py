"""
One peer on one file, as a process of its own:
`python benchmarks/peers.py PEER DATA SHAPES OUT`; started by bulk.py.

OUT gets JSON: what the peer counted, and the results of validation by named shape and component. A
named shape is the nearest shape around the source of a result that has an IRI.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

MOST_MEMORY = 18 * 1024**3
CQ25 = "https://w3id.org/qingdan/cq-2025/"


def parse(data: Path, _: Path) -> dict[str, Any]:
    """Oxigraph reads every triple, and nothing is done with them."""
    import pyoxigraph as ox

    return {
        "counted": sum(
            1 for _ in ox.parse(path=str(data), format=ox.RdfFormat.N_TRIPLES)
        )
    }


def scan(data: Path, _: Path) -> dict[str, Any]:
    """DuckDB reads every column of every row, and nothing is done with them."""
    import duckdb

    row = (
        duckdb.connect()
        .execute(f"SELECT count(*), count(hash(COLUMNS(*))) FROM '{data}'")
        .fetchone()
    )
    return {"counted": row[0] if row else 0}


def shacl(data: Path, shapes: Path) -> dict[str, Any]:
    """
    The Rust engine `shacl`; its data graph is parsed and
    its results are counted in the time taken.
    """
    import shacl as engine

    compiled = engine.Shapes.from_file(str(shapes))
    start = time.perf_counter()
    report = compiled.validate_file(str(data))
    validated = time.perf_counter() - start
    counts = Counter(
        (_bare(result.root_shape), _end(result.component_iri))
        for result in report.results
    )
    return _told(counts, validated)


def pyshacl(data: Path, shapes: Path) -> dict[str, Any]:
    """The reference engine, with rdflib."""
    from pyshacl import validate
    from rdflib import SH, Graph

    shape_graph, graph = Graph().parse(shapes), Graph().parse(data)
    start = time.perf_counter()
    _, report, _ = validate(graph, shacl_graph=shape_graph, inference="none")
    validated = time.perf_counter() - start
    counts: Counter[tuple[str, str]] = Counter()
    around = {
        inner: outer
        for outer, inner in shape_graph.subject_objects(SH.property)
    }
    for result in report.objects(None, SH.result):
        shape = report.value(result, SH.sourceShape)
        while shape in around and not str(shape).startswith("http"):
            shape = around[shape]
        counts[
            str(shape),
            _end(str(report.value(result, SH.sourceConstraintComponent))),
        ] += 1
    return _told(counts, validated)


def _told(
    counts: Counter[tuple[str, str]], validated: float
) -> dict[str, Any]:
    told = [
        {"shape": shape, "component": component, "count": count}
        for (shape, component), count in sorted(counts.items())
    ]
    return {"counted": counts.total(), "validated": validated, "counts": told}


def _bare(iri: str) -> str:
    return iri.strip("<>")


def _end(iri: str) -> str:
    return _bare(iri).rsplit("#", 1)[-1]


def prepare(_: Path, shapes: Path) -> dict[str, Any]:
    """
    Write our shapes as one file, and beside it what shapes
    read of the law: which items the list has.
    """
    import pyoxigraph as ox

    sys.path.insert(0, str(Path(__file__).parent.parent))
    from qingdan.files import ontology_files, shape_files
    from qingdan.law.editions import form_shapes

    shapes.write_text(
        "\n".join(
            [
                *(path.read_text("utf-8") for path in shape_files()),
                form_shapes().decode(),
            ]
        ),
        "utf-8",
    )
    kind, listed = (
        ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
        ox.NamedNode(CQ25 + "ListedItem"),
    )
    quads = [
        quad
        for path in ontology_files()
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)
    ]
    found = sorted(
        f"{quad.subject} {kind} {listed} .\n"
        for quad in quads
        if quad.predicate == kind and quad.object == listed
    )
    shapes.with_suffix(".nt").write_text("".join(found), "utf-8")
    return {"counted": len(found)}


def main() -> None:
    """Run one peer."""
    peer, data, shapes, out = sys.argv[1:]
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    told = {
        run.__name__: run for run in (parse, scan, shacl, pyshacl, prepare)
    }[peer](Path(data), Path(shapes))
    Path(out).write_text(json.dumps(told), "utf-8")


if __name__ == "__main__":
    main()
