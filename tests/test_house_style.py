"""House style is executable: our own Turtle against shapes/house-style.ttl, and prefixes against one table."""

from __future__ import annotations

import re

from pyshacl import validate
from rdflib import Graph

from qingdan.names import PREFIXES
from qingdan.resources import folder, inventory_shapes, ontology_files, shape_files
from qingdan.version import VERSION
from test_owl import ontology


def test_our_turtle_follows_the_house_style() -> None:
    """Labels in both languages, definitions, citations, questions."""
    conforms, _, text = validate(ontology(), shacl_graph=Graph().parse(folder("shapes") / "house-style.ttl"), inference="none")
    assert conforms, text[:3000]


def test_prefixes_are_those_of_the_table() -> None:
    """One IRI for a prefix, in every file."""
    for path in [*ontology_files(), *shape_files(), inventory_shapes()]:
        for prefix, iri in re.findall(r"@prefix (\w+): <([^>]+)>", path.read_text("utf-8")):
            assert PREFIXES.get(prefix, iri) == iri, (path, prefix)


def test_versions_agree() -> None:
    """Every ontology module carries the version of the package."""
    for path in ontology_files() + shape_files():
        for version in re.findall(r'owl:versionInfo "([^"]+)"', path.read_text("utf-8")):
            assert version == VERSION, path
