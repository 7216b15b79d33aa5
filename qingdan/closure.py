"""Close the law under OWL 2 RL once (owlrl takes seconds) and keep the closed form on disk by digest."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from .resources import ontology_files, rules_digest, shape_files

if TYPE_CHECKING:
    from rdflib import Graph

_KEPT_AS, _BETWEEN = "closed-2-{digest}.nt", b"# Shapes\n"


def kept_folder() -> Path:
    """The user's cache folder for closed rule sets; `QINGDAN_CACHE` names another."""
    named = os.environ.get("QINGDAN_CACHE")
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(named) if named else Path(base) / "qingdan"


def closed_law() -> tuple[bytes, bytes]:
    """The law with its OWL 2 RL closure, and its shapes, both as N-Triples; from the kept file where its digest fits."""
    kept = kept_folder() / _KEPT_AS.format(digest=rules_digest())
    try:
        content = kept.read_bytes()
    except OSError:
        content = _BETWEEN.join(close())
        _keep(kept, content)
    closed, _, shapes = content.partition(_BETWEEN)
    return closed, shapes


def close() -> tuple[bytes, bytes]:
    """Parse every law file and close the ontology with owlrl, trivial and ill-formed triples left out; and the shapes as they are."""
    from owlrl import DeductiveClosure, OWLRL_Semantics
    from rdflib import OWL, RDF, RDFS, Graph
    from rdflib.term import Literal

    ontology, shapes = Graph(), Graph()
    for graph, paths in ((ontology, ontology_files()), (shapes, shape_files())):
        for path in paths:
            graph.parse(path, format="turtle")
    DeductiveClosure(OWLRL_Semantics).expand(ontology)
    trivial_types = {OWL.Thing, RDFS.Resource}
    closed = Graph()
    for s, p, o in ontology:
        ill_formed = isinstance(s, Literal) or isinstance(p, Literal)
        trivial = s == o or (p == RDF.type and o in trivial_types)
        if not (ill_formed or trivial):
            closed.add((s, p, o))
    return _sorted(closed), _sorted(shapes)


def _sorted(graph: Graph) -> bytes:
    return "".join(sorted(graph.serialize(format="nt").splitlines(keepends=True))).encode()


def _keep(path: Path, content: bytes) -> None:
    """Write atomically; a folder that cannot be written costs time, never an answer."""
    import tempfile

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as handle:
            handle.write(content)
        os.replace(handle.name, path)
    except OSError:
        return
