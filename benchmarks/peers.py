"""
One peer on one file, as a process of its own:
`python benchmarks/peers.py PEER DATA SHAPES OUT`; started by bulk.py and beside.py.

OUT gets JSON: what the peer counted, and the results of validation by named shape and component. A
named shape is the nearest shape around the source of a result that has an IRI.

`sql` decides by hand-written SQL (`deciding.sql`) over items and handlers as Parquet; it writes its
answers where SHAPES says. The query knows one list on a day of its life and the facts that `maker.py`
states. Of each item it tells the outcome and nothing else: where facts are missing, not which, nor
which of them decides; no other reading of an open question, no flag, no first step, no duty, no mechanism
in hand; no provision and no proof. Another list, day or fact would need another query.
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


def purrdf(data: Path, shapes: Path) -> dict[str, Any]:
    """The Rust engine of `purrdf`, which needs Python 3.13."""
    from purrdf import shapes as engine

    compiled = engine.Shapes(shapes.read_text("utf-8"))
    start = time.perf_counter()
    report = compiled.validate_nt(data.read_text("utf-8"))
    validated = time.perf_counter() - start
    counts = Counter(
        (_bare(result["source_shape"]), _end(result["component"]))
        for result in report.results
    )
    return _told(counts, validated)


def sql(data: Path, rows: Path) -> dict[str, Any]:
    """DuckDB decides every item by a query written by hand."""
    import duckdb

    database = duckdb.connect()
    database.execute(f"CREATE VIEW items AS FROM '{data}'")
    database.execute(f"CREATE VIEW handlers AS FROM '{_beside(data)}'")
    query = Path(__file__).with_name("deciding.sql").read_text("utf-8")
    database.execute(query.replace("OUT", str(rows)))
    counted = database.execute(f"SELECT count(*) FROM '{rows}'").fetchone()
    return {"counted": counted[0] if counted else 0}


def handlers(data: Path, _: Path) -> dict[str, Any]:
    """Write what handlers and their tallies state as Parquet, a row for each."""
    import duckdb
    import pyoxigraph as ox

    stated: dict[str, dict[str, str]] = {}
    for triple in ox.parse(path=str(_beside(data).with_suffix(".ttl"))):
        own = stated.setdefault(triple.subject.value, {})
        fact, value = (
            term.value if isinstance(term, ox.Literal) else _local(term.value)
            for term in (triple.predicate, triple.object)
        )
        own[fact] = f"{own[fact]};{value}" if fact in own else value
    tallies = {_local(name): facts for name, facts in stated.items()}
    whole = [
        {"handler": name, **facts, **tallies[facts["tally"]]}
        for name, facts in stated.items()
        if "tally" in facts
    ]
    rows = [
        {
            fact: int(value) if value.isdigit() else value
            for fact, value in facts.items()
        }
        for facts in whole
    ]
    lines = data.with_name("handlers.jsonl")
    lines.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    duckdb.sql(
        f"COPY (FROM read_json('{lines}')) TO '{_beside(data)}' (FORMAT parquet)"
    )
    return {"counted": len(rows)}


def agree(ours: Path, theirs: Path) -> dict[str, Any]:
    """Of how many items two files of answers tell the same outcome, and what they tell otherwise."""
    import duckdb

    rows = duckdb.sql(
        "SELECT one.outcome, other.outcome, count(*)"
        f" FROM read_csv('{ours}') AS one FULL JOIN read_csv('{theirs}') AS other"
        " USING (item) GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    same = sum(count for one, other, count in rows if one == other)
    return {
        "counted": same,
        "otherwise": [row for row in rows if row[0] != row[1]],
    }


def _beside(items: Path) -> Path:
    """Where the handlers of a table of items stand, as Parquet."""
    return items.with_name(items.stem + "-handlers.parquet")


def _local(iri: str) -> str:
    return iri.replace("#", "/").rsplit("/", 1)[-1]


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
    every = (
        *(parse, scan, shacl, pyshacl, purrdf),
        *(prepare, handlers, sql, agree),
    )
    named = {run.__name__: run for run in every}
    told = named[peer](Path(data), Path(shapes))
    Path(out).write_text(json.dumps(told), "utf-8")


if __name__ == "__main__":
    main()
