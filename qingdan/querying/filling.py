"""What is put into a store: the files of an inventory, and determinations as they are written."""

from __future__ import annotations

import tempfile
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from itertools import chain, islice
from pathlib import Path

import pyoxigraph as ox

from ..inventory.readers.rdf import BASE, TABLE_FORMATS, read, triples

Meanwhile = Callable[[], object]
Filling = Callable[
    [ox.Store, Sequence[Path], ox.NamedNode, Iterator[str], Meanwhile], None
]
_BATCH = 64
_AHEAD = 64
_READ_BY_THE_STORE = {
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".ttl": ox.RdfFormat.TURTLE,
}


def fill(
    store: ox.Store,
    paths: Sequence[Path],
    graph: ox.NamedNode,
    texts: Iterator[str],
    meanwhile: Meanwhile,
) -> None:
    """
    Load files of RDF that were vetted into a graph, and N-Quads, while the next are written, and
    then do something else meanwhile: the store loads without the lock of the interpreter.
    """
    first = next(texts, "")  # processes are forked before a thread is made
    texts = chain((first,), texts)
    with ThreadPoolExecutor(1) as loader:
        loading: deque[Future[None]] = deque(
            loader.submit(_file, store, path, graph) for path in _files(paths)
        )
        while batch := "".join(islice(texts, _BATCH)):
            loading.append(
                loader.submit(
                    partial(store.bulk_load, format=ox.RdfFormat.N_QUADS),
                    batch.encode(),
                )
            )
            if len(loading) > _AHEAD:
                loading.popleft().result()
        meanwhile()
        for loaded in loading:
            loaded.result()


def fill_at_once(
    store: ox.Store,
    paths: Sequence[Path],
    graph: ox.NamedNode,
    texts: Iterator[str],
    meanwhile: Meanwhile,
) -> None:
    """As `fill`, each in one load: a store on disk makes files of its own of every load."""
    with (
        tempfile.NamedTemporaryFile(
            "w", suffix=".nq", encoding="utf-8"
        ) as gathered,
        ThreadPoolExecutor(1) as loader,
    ):
        gathered.write(next(texts, ""))
        loading = [
            loader.submit(_file, store, path, graph) for path in _files(paths)
        ]
        gathered.writelines(texts)
        gathered.flush()
        loading.append(
            loader.submit(
                store.bulk_load,
                path=gathered.name,
                format=ox.RdfFormat.N_QUADS,
            )
        )
        meanwhile()
        for loaded in loading:
            loaded.result()


def _files(paths: Sequence[Path]) -> list[Path]:
    return [path for path in paths if path.suffix not in TABLE_FORMATS]


def _file(store: ox.Store, path: Path, graph: ox.NamedNode) -> None:
    """Load a file; the store itself reads what asks for no other document."""
    kind = _READ_BY_THE_STORE.get(path.suffix)
    if kind:
        store.bulk_load(
            path=str(path), format=kind, base_iri=BASE, to_graph=graph
        )
        return
    stated = triples(read(path), path.suffix, str(path))
    store.bulk_extend(
        ox.Quad(subject, ox.NamedNode(predicate), term, graph)
        for subject, predicate, term in stated
    )
