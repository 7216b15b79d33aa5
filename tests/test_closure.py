"""
The kept closure of the law: used only where it is of this
law and as it was written, else made anew.
"""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from qingdan.files import folder
from qingdan.law import closure
from qingdan.law.kept import layout
from qingdan.law.load import law
from qingdan.law.model import Law
from qingdan.law.whole import whole_law
from qingdan.rdf.graph import Graph

NAMES = ("law.nt", "shapes.nt", "law.packed", "law.compiled")
READ_FIRST = NAMES[2:]  # what every process reads
DAMAGES: dict[str, Callable[[Path, str], object]] = {
    "edited": lambda kept, name: (kept / name).write_bytes(
        (kept / name).read_bytes() + b" "
    ),
    "cut short": lambda kept, name: (kept / name).write_bytes(
        (kept / name).read_bytes()[:-1]
    ),
    "empty": lambda kept, name: (kept / name).write_bytes(b""),
    "gone": lambda kept, name: (kept / name).unlink(),
    "a folder": lambda kept, name: (
        (kept / name).unlink(),
        (kept / name).mkdir(),
    ),
    "no digests": lambda kept, name: (kept / "digests").unlink(),
    "digests of nothing": lambda kept, name: (kept / "digests").write_bytes(
        b""
    ),
    "digests that are no text": lambda kept, name: (
        kept / "digests"
    ).write_bytes(b"\xff\xfe"),
    "another law": lambda kept, name: (kept / "digests").write_text(
        (kept / "digests")
        .read_text()
        .replace(closure.sources_digest(), "0" * 64)
    ),
    "classes that look otherwise": lambda kept, name: (
        kept / "digests"
    ).write_text((kept / "digests").read_text().replace(layout(), "0" * 16)),
    "edited with the digest of another file": lambda kept, name: (
        kept / name
    ).write_bytes((kept / "law.nt").read_bytes()),
}


@pytest.fixture
def closings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[list[str]]:
    """A kept closure in a folder of its own, and what was closed since; closing is quick here."""
    made: list[str] = []

    def closed() -> dict[str, bytes]:
        made.append("closed")
        return {name: f"{name}\n{len(made)}".encode() for name in NAMES}

    monkeypatch.setattr(closure, "KEPT", tmp_path / "closed")
    monkeypatch.setattr(closure, "close", closed)
    closure.anew.cache_clear()
    closure.keep(tmp_path / "closed")
    yield made
    closure.anew.cache_clear()


def test_what_fits_is_used(closings: list[str]) -> None:
    """Nothing is closed a second time."""
    assert closure.packed_law() == ("law.packed", b"1")
    assert closure.compiled_law() == b"law.compiled\n1"
    assert closure.closed_law() == (b"law.nt\n1", b"shapes.nt\n1")
    assert closings == ["closed"]


@pytest.mark.parametrize("name", READ_FIRST)
@pytest.mark.parametrize("damage", DAMAGES)
def test_what_does_not_fit_is_made_anew(
    damage: str, name: str, closings: list[str], tmp_path: Path
) -> None:
    """Edited, damaged, cut short, or kept of another law: never read, closed again and kept."""
    DAMAGES[damage](tmp_path / "closed", name)
    read = {
        "law.packed": lambda: closure.packed_law()[1],
        "law.compiled": lambda: closure.compiled_law().splitlines()[1],
    }
    assert read[name]() == b"2"
    assert closings == ["closed"] * 2
    if damage != "a folder":
        assert closure.fits(tmp_path / "closed")
        assert closure.compiled_law() == b"law.compiled\n2"
    assert closure.packed_law() == ("law.packed", b"2")
    assert closure.closed_law() == (b"law.nt\n2", b"shapes.nt\n2")


def test_a_folder_that_cannot_be_written_costs_time_alone(
    closings: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The law is closed for this process, once."""
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setattr(closure, "KEPT", tmp_path / "file" / "closed")
    told = closure.packed_law()
    assert told == closure.packed_law() != ("law.packed", b"1")


def test_a_changed_law_is_closed_anew(
    closings: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The digest of the sources is held to as well."""
    monkeypatch.setattr(closure, "sources_digest", lambda: "1" * 64)
    assert closure.packed_law() == ("law.packed", b"2")


def test_a_packed_graph_says_what_the_graph_says() -> None:
    """Every value, text and subject, whatever its kind."""
    content = b"".join(closure.closed_law())
    triples = list(ox.parse(content, format=ox.RdfFormat.N_TRIPLES))
    whole, packed = (
        Graph(triples, closure.PROSE),
        Graph.unpacked(closure.packed_law()[1]),
    )
    pairs = {
        (Graph([t]).packed().split(b"\t")[0].decode(), t.subject)
        for t in triples
    }
    for predicate, node in pairs:
        subject = (
            node.value if isinstance(node, ox.NamedNode) else f"_:{node.value}"
        )
        if predicate in closure.PROSE:
            assert packed.values(subject, predicate) == []
            continue
        found, expected = (
            packed.values(subject, predicate),
            whole.values(subject, predicate),
        )
        assert found == expected
        assert [type(value) for value in found] == [
            type(value) for value in expected
        ]
        assert packed.text(subject, predicate) == whole.text(
            subject, predicate
        )
        for value in expected[:1]:
            assert packed.subjects(predicate, str(value)) == whole.subjects(
                predicate, str(value)
            )


def test_the_compiled_law_is_what_is_compiled_of_the_closure() -> None:
    """Every value and its class, as compiled from the closed graph now."""
    graph = Graph.unpacked(closure.packed_law()[1])
    read, made = law(), whole_law(graph, law().digest)
    for field in dataclasses.fields(Law):
        if field.name != "graph":
            assert classes(getattr(read, field.name)) == classes(
                getattr(made, field.name)
            )


def classes(value: object) -> object:
    """A value with the class of each part of it, as equal values may differ in class."""
    if isinstance(value, dict):
        parts = [(classes(key), classes(own)) for key, own in value.items()]
    elif dataclasses.is_dataclass(value):
        parts = [
            (field.name, classes(getattr(value, field.name)))
            for field in dataclasses.fields(value)
        ]
    elif isinstance(value, frozenset):
        return frozenset(map(classes, value))
    elif isinstance(value, tuple):
        parts = list(map(classes, value))
    else:
        return type(value), value
    return type(value), tuple(parts)


def test_a_proof_imports_no_more_than_it_needs() -> None:
    """A cold `qingdan why` starts no library that it has no use for."""
    closure.compiled_law()  # kept from here on, whatever came before
    maker = folder("data") / "inventories" / "icv-maker.ttl"
    code = (
        "import sys\nfrom qingdan.cli import run\n"
        f"sys.argv = ['qingdan', 'why', {str(maker)!r}, 'crm-customers', '--as-of', '2026-03-02']\n"
        "try: run()\nfinally: print(*sys.modules, file=sys.stderr)"
    )
    found = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
    )
    idle = {
        "rdflib",
        "owlrl",
        "pyshacl",
        "duckdb",
        "flask",
        "jinja2",
        "rich",
        "concurrent",
        "logging",
        "socket",
    }
    idle |= {"tempfile", "shutil", "difflib", "subprocess", "multiprocessing"}
    assert idle & set(found.stderr.split()) == set()


def test_terms_that_are_the_same_are_closed_as_by_owlrl() -> None:
    """Stated, or by a functional property: all that owlrl adds, but that a term is itself."""
    from owlrl import DeductiveClosure, OWLRL_Semantics
    from rdflib import Graph as Statements

    text = """
    @prefix : <urn:x:> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
    @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
    :a owl:sameAs :b . :b owl:sameAs :c . :a :p 1 . :d :p :c . :p owl:sameAs :q .
    :is a owl:FunctionalProperty . :e :is :f , :g . :f :p 2 .
    :all a owl:AllDifferent ; owl:members :few .
    :few rdf:first :a ; rdf:rest :rest . :rest rdf:first :e ; rdf:rest rdf:nil .
    """
    closures = []
    for semantics in (OWLRL_Semantics, closure._semantics()):
        graph = Statements().parse(data=text, format="turtle")
        DeductiveClosure(semantics).expand(graph)
        closures.append({f"{s} {p} {o}" for s, p, o in graph if s != o})
    assert closures[0] == closures[1]
    assert "urn:x:g urn:x:q 2" in closures[1]
