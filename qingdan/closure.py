"""Close the law under OWL 2 RL once (owlrl takes seconds) and keep the closed form on disk by digest."""

from __future__ import annotations

import os
from pathlib import Path

from .resources import ontology_files, rules_digest, shape_files

_KEPT_AS = "closed-1-{digest}.nt"


def kept_folder() -> Path:
    """The user's cache folder for closed rule sets; `QINGDAN_CACHE` names another."""
    named = os.environ.get("QINGDAN_CACHE")
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(named) if named else Path(base) / "qingdan"


def closed_law() -> bytes:
    """The law and its OWL 2 RL closure as N-Triples, from the kept file where its digest fits."""
    kept = kept_folder() / _KEPT_AS.format(digest=rules_digest())
    try:
        return kept.read_bytes()
    except OSError:
        closed = close()
        _keep(kept, closed)
        return closed


def close() -> bytes:
    """Parse every law file and close the whole with owlrl; trivial and ill-formed triples are left out."""
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
    for triple in shapes:
        closed.add(triple)
    return "".join(sorted(closed.serialize(format="nt").splitlines(keepends=True))).encode()


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
