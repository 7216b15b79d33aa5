"""
House style is executable: our own Turtle against
shapes/house-style.ttl, and prefixes against one table.
"""

from __future__ import annotations

import re

from pyshacl import validate
from rdflib import OWL, RDF, Graph, URIRef

from qingdan.files import (
    folder,
    form_shape_files,
    list_files,
    ontology_files,
    reasoning_files,
    shape_files,
)
from qingdan.law.closure import closed_law
from qingdan.law.days import BY, FIRST, LAST
from qingdan.law.editions import declared
from qingdan.rdf.names import OURS, PREFIXES, QD
from qingdan.version import VERSION
from test_owl import ontology

DAYS = [f"<{name}>".encode() for name in (BY, FIRST, LAST)]


def test_our_turtle_follows_the_house_style() -> None:
    """
    Labels in both languages, definitions, citations, questions, days;
    of editions and zones too, which the lists declare.
    """
    ours = ontology().parse(data=declared(), format="nt")
    for path in reasoning_files():
        ours.parse(path)
    closed = closed_law()[0].splitlines(keepends=True)
    days = [line for line in closed if line.split(b" ")[1] in DAYS]
    ours.parse(data=b"".join(days), format="nt")
    kinds = (URIRef(QD + "Edition"), URIRef(QD + "Zone"))
    for subject in {
        subject for kind in kinds for subject in ours.subjects(RDF.type, kind)
    }:
        ours.add((subject, RDF.type, OWL.NamedIndividual))
    conforms, _, text = validate(
        ours,
        shacl_graph=Graph().parse(folder("shapes") / "house-style.ttl"),
        inference="none",
    )
    assert conforms, text[:3000]


def test_prefixes_are_those_of_the_table() -> None:
    """
    One IRI for a prefix, in every file; those of the lists
    stand in the files of the lists alone.
    """
    lists = [*list_files(), *list_files(".rules.ttl")]
    bases = {
        base
        for path in list_files()
        for base in re.findall(
            rf"<({OURS}{path.stem}/)>", path.read_text("utf-8")
        )
    }
    assert (
        bases
        == {f"{OURS}{path.stem}/" for path in list_files()}
        <= set(PREFIXES.values())
    )
    for path in [
        *ontology_files(),
        *reasoning_files(),
        *shape_files(),
        *form_shape_files(),
        *lists,
    ]:
        for prefix, iri in re.findall(
            r"@prefix (\w+): <([^>]+)>", path.read_text("utf-8")
        ):
            assert PREFIXES.get(prefix, iri) == iri, (path, prefix)


def test_versions_agree() -> None:
    """Every ontology module carries the version of the package."""
    for path in [*ontology_files(), *reasoning_files(), *shape_files()]:
        for version in re.findall(
            r'owl:versionInfo "([^"]+)"', path.read_text("utf-8")
        ):
            assert version == VERSION, path
