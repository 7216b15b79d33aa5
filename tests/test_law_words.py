"""The words of the law stand in the vocabulary: no module lists them again."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

import qingdan
import qingdan_server
from qingdan.counting.otherwise import WAYS
from qingdan.law.load import OWN, law
from qingdan.rdf.names import QD, SKOS, local

ROOT = Path(qingdan.__file__).parent
MODULES = sorted(
    path
    for folder in (ROOT, Path(qingdan_server.__file__).parent)
    for path in folder.rglob("*.py")
)
NAMED = 3  # so many terms of a kind may a module name that works with them
LISTED = {
    ("qingdan_server/api.py", "Severity"): "the values that OpenAPI names",
    ("counting/otherwise.py", "WayOfCounting"): "how each is counted",
    ("dossier/reported.py", "Position"): "what a filing leaves out, and why",
}


@cache
def _members() -> dict[str, set[str]]:
    """The terms of each kind by local name and by notation."""
    graph = law().graph
    return {
        kind: {
            name
            for iri in graph.members(QD + kind)
            for name in (
                local(iri),
                str(graph.one(iri, SKOS + "notation") or ""),
            )
        }
        for kind in (
            "Aspect",
            "OpenQuestion",
            "Phase",
            "Position",
            "Confidence",
            "Severity",
            "WayOfCounting",
        )
    }


@cache
def _texts(path: Path) -> set[str]:
    return {
        node.value
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_no_module_lists_a_vocabulary() -> None:
    """A list of aspects, phases, positions, questions or grades is read from the law."""
    listed = {
        (str(path.relative_to(path.parents[1])), kind)
        for path in MODULES
        for kind, names in _members().items()
        if len(_texts(path) & names - {""}) > NAMED
    }
    allowed = {
        (f"{Path(name).parent.name}/{Path(name).name}", kind)
        for name, kind in LISTED
    }
    assert listed <= allowed


def test_our_own_edition_is_named_once() -> None:
    """The name of the edition that answers by default."""
    named = [path.name for path in MODULES if OWN in _texts(path)]
    assert named == ["load.py"]


@pytest.mark.parametrize("kind", ["Aspect", "Phase", "Severity", "Confidence"])
def test_what_is_told_in_an_order_has_one(kind: str) -> None:
    """Each term of the kind has a place of its own."""
    graph = law().graph
    places = [graph.one(iri, QD + "order") for iri in graph.members(QD + kind)]
    assert None not in places
    assert len(set(places)) == len(places) == len(law().ordered(kind))


def test_no_module_names_a_reading() -> None:
    """Readings are named in help and in requests, never in what decides or counts."""
    pattern = re.compile(r"Q\d+")
    named = {
        path.name
        for path in MODULES
        if any(pattern.fullmatch(text) for text in _texts(path))
    }
    assert not named


def test_every_way_of_counting_is_counted_and_asked_for() -> None:
    """The ways in the vocabulary are those of the module, and a reading names each of them."""
    graph = law().graph
    ways = {local(iri) for iri in graph.members(QD + "WayOfCounting")}
    asked = {
        local(str(graph.one(reading, QD + "countedBy")))
        for reading in graph.members(QD + "Reading")
        if graph.one(reading, QD + "countedBy")
    }
    assert ways == asked == {*WAYS}
