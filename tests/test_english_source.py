"""
Locators in the English rendering of the Chongqing papers.

Their form is tested always, their sentences where QINGDAN_SOURCE names a copy.
"""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox
import pytest

from english_source import digest, units
from qingdan.files import anchor_files, ontology_files, shape_files
from qingdan.rdf.names import CQ25, PREFIXES, curie

SOURCE = os.environ.get("QINGDAN_SOURCE", "")


class Locator(NamedTuple):
    """A sentence that a provision stands in: the provision, part, unit, number and digest."""

    provision: str
    part: str
    unit: str
    sentence: int
    digest: str


@cache
def told() -> ox.Store:
    """The ontology, the shapes and the anchors as they are written."""
    store = ox.Store()
    for path in [*ontology_files(), *shape_files(), *anchor_files()]:
        store.bulk_load(path=str(path), format=ox.RdfFormat.TURTLE)
    return store


def rows(query: str) -> list[tuple[str, ...]]:
    """The rows of a query as plain values."""
    found = told().query(query, prefixes=PREFIXES)
    assert isinstance(found, ox.QuerySolutions)
    return [tuple(str(term.value) for term in row) for row in found]


@cache
def locators() -> tuple[Locator, ...]:
    """Every locator of a sentence."""
    found = rows("""
        SELECT ?provision ?part ?unit ?sentence ?digest WHERE {
            ?target oa:hasSource ?provision ; qd:inText cq25:english-rendering ;
                qd:inPart ?part ; qd:inArticle ?unit ; oa:hasSelector ?selector .
            ?selector a qd:SentenceSelector ; qd:inSentence ?sentence ; qd:wordsDigest ?digest }
        ORDER BY ?provision ?sentence""")
    return tuple(
        Locator(one[0], one[1], one[2], int(one[3]), one[4]) for one in found
    )


def test_every_rule_of_the_list_has_a_place_in_the_rendering() -> None:
    """Each rule and condition that cites a provision is the body of its locator; no body else."""
    cited = set(
        rows(f"""
        SELECT ?citing ?provision WHERE {{
            VALUES ?kind {{ qd:Rule sh:NodeShape }}
            ?citing a ?kind ; dcterms:source ?provision . ?provision a qd:Provision .
            FILTER (ISIRI(?citing) && STRSTARTS(STR(?provision), "{CQ25}")) }}""")
    )
    anyone = set(
        rows(
            "SELECT ?citing ?provision WHERE { ?citing dcterms:source ?provision }"
        )
    )
    located = set(
        rows("""SELECT ?body ?provision WHERE { ?anchor oa:hasBody ?body ;
            oa:hasTarget ?target . ?target oa:hasSource ?provision ; oa:hasSelector ?selector .
            ?selector a qd:SentenceSelector }""")
    )
    assert len(cited) > 60
    assert sorted(located - anyone) == []
    missing = [tuple(map(curie, one)) for one in sorted(cited - located)]
    assert missing == [], (
        "add each as oa:hasBody in data/anchors/chongqing-english.ttl"
    )


def test_every_provision_but_headings_has_a_place() -> None:
    """Articles, points, rules, bands and parts of the guide, each once for each sentence."""
    wanted = {
        iri
        for (iri,) in rows(
            f'SELECT ?iri WHERE {{ ?iri a qd:Provision FILTER (STRSTARTS(STR(?iri), "{CQ25}")) }}'
        )
        if "/chapter-" not in iri
    }
    assert {one.provision for one in locators()} == wanted
    places = [
        (one.provision, one.part, one.unit, one.sentence) for one in locators()
    ]
    assert len(places) == len(set(places))


@pytest.mark.parametrize(
    "one", locators(), ids=lambda one: f"{curie(one.provision)}-{one.sentence}"
)
def test_a_locator_is_well_formed(one: Locator) -> None:
    """A part, a unit that agrees with the provision, a sentence from 1, a digest; no words."""
    assert one.part in ("A", "B", "C")
    assert one.sentence >= 1
    assert re.fullmatch(r"[0-9a-f]{16}", one.digest)
    article = re.fullmatch(
        rf"{CQ25}article-(\d+)(?:-point-(\d+))?", one.provision
    )
    rule = re.fullmatch(rf"{CQ25}part-b-rule-(\d)", one.provision)
    if article:
        assert (one.part, one.unit) == (
            "A",
            " ".join(filter(None, article.groups())),
        )
    elif rule:
        assert (one.part, one.unit) == ("B", f"rule {rule[1]}")
    assert len(one.unit) < 30


def test_no_words_of_the_rendering_are_kept() -> None:
    """The file of the locators holds no quote."""
    (path,) = (
        path for path in anchor_files() if path.name == "chongqing-english.ttl"
    )
    text = path.read_text("utf-8")
    assert not re.search(r"oa:(exact|prefix|suffix)|TextQuoteSelector", text)
    strings = set(re.findall(r'"([^"]*)"', text)) - {
        one.digest for one in locators()
    }
    assert all(len(string) <= 45 for string in strings)


@pytest.mark.skipif(
    not SOURCE, reason="QINGDAN_SOURCE names no copy of the rendering"
)
@pytest.mark.parametrize(
    "one", locators(), ids=lambda one: f"{curie(one.provision)}-{one.sentence}"
)
def test_a_locator_leads_to_its_sentence(one: Locator) -> None:
    """In the copy that QINGDAN_SOURCE names, the sentence of that number has that digest."""
    sentences = units(Path(SOURCE).read_text("utf-8"))[one.part, one.unit]
    assert digest(sentences[one.sentence - 1]) == one.digest
