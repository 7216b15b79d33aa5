"""
Statutes against a corpus: each article cited is there, each
anchor is found at one place, each summary was checked.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache
from hashlib import sha256

import pyoxigraph as ox
import pytest

from corpus import corpus
from qingdan.files import anchor_files, ontology_files, shape_files
from qingdan.rdf.names import CN, DCTERMS, PREFIXES, QD, SH, curie

STATUTES = (
    "pipl",
    "dsl",
    "csl",
    "ecl",
    "foreign-trade-law",
    "secrets-law",
    "surveying-law",
    "civil-code",
)
EARLIEST = date(2024, 3, 22)
# What the corpus does not hold. A later corpus that holds it fails the test and must be used.
NOT_IN_CORPUS = {
    "cn:csl-article-37": "the Cybersecurity Law as adopted on 2016-11-07, in force until 2025-12-31"
}
CITING = (
    QD + "Rule",
    SH + "NodeShape",
    QD + "Duty",
    QD + "Override",
    QD + "Precedence",
    QD + "SensitivePersonalInformationKind",
    "http://www.w3.org/2002/07/owl#Class",
)


@cache
def told() -> ox.Store:
    """The ontology, the shapes and the anchors as they are written."""
    store = ox.Store()
    for path in [*ontology_files(), *shape_files(), *anchor_files()]:
        store.bulk_load(path=str(path), format=ox.RdfFormat.TURTLE)
    return store


def asked(query: str) -> list[dict[str, str]]:
    """The rows of a query over all that, as plain values."""
    found = told().query(query, prefixes=PREFIXES)
    assert isinstance(found, ox.QuerySolutions)
    names = [name.value for name in found.variables]
    return [
        {
            name: "" if (term := row[name]) is None else str(term.value)
            for name in names
        }
        for row in found
    ]


@cache
def provisions() -> dict[str, dict[str, str]]:
    """
    Every article of the eight statutes: number, first and last day, summaries.

    An article without days of its own has those of the term that `qd:daysAs` names, else of its law.
    """
    wanted = " ".join(f"<{CN}{name}>" for name in STATUTES)
    return {
        row["provision"]: row
        for row in asked(f"""
        SELECT ?provision ?law ?name ?number ?from ?to ?zh ?en WHERE {{
            VALUES ?law {{ {wanted} }}
            ?law rdfs:label ?name . FILTER (LANG(?name) = "zh")
            ?provision dcterms:isPartOf ?law .
            OPTIONAL {{ ?provision qd:number ?number }}
            FILTER (BOUND(?number) || ?law = cn:foreign-trade-law)
            OPTIONAL {{ ?provision qd:daysAs?/qd:validFrom ?own }}
            OPTIONAL {{ ?law qd:validFrom ?laws }}
            BIND (COALESCE(?own, ?laws) AS ?from)
            OPTIONAL {{ ?provision qd:daysAs?/qd:validTo ?to FILTER (ISLITERAL(?to)) }}
            OPTIONAL {{ ?provision qd:summary ?zh FILTER (LANG(?zh) = "zh") }}
            OPTIONAL {{ ?provision qd:summary ?en FILTER (LANG(?en) = "en") }} }}""")
    }


@cache
def texts() -> dict[str, dict[str, str]]:
    """The versions that were read: statute, day of adoption, first and last day in force."""
    return {
        row["text"]: row
        for row in asked("""
        SELECT ?text ?law ?name ?adopted ?from ?to WHERE {
            ?text a qd:StatuteText ; qd:textOf ?law ; qd:adoptedOn ?adopted ; qd:validFrom ?from .
            ?law rdfs:label ?name . FILTER (LANG(?name) = "zh")
            OPTIONAL { ?text qd:validTo ?to } }""")
    }


def in_force(provision: dict[str, str]) -> list[dict[str, str]]:
    """The versions read that were in force on every day on which a provision is cited."""
    first = max(
        provision["from"] or EARLIEST.isoformat(), EARLIEST.isoformat()
    )
    last = provision["to"] or "9999-12-31"
    return [
        text
        for text in texts().values()
        if text["law"] == provision["law"]
        and text["from"] <= first
        and last <= (text["to"] or "9999-12-31")
    ]


@cache
def anchors() -> tuple[dict[str, str], ...]:
    """Every text quote with the provision, the version and the article in which it stands."""
    return tuple(
        asked("""
        SELECT ?anchor ?source ?text ?article ?prefix ?exact ?suffix WHERE {
            ?anchor a oa:Annotation ; oa:hasTarget ?target .
            ?target oa:hasSource ?source ; qd:inText ?text ; qd:inArticle ?article ;
                oa:hasSelector ?selector .
            ?selector a oa:TextQuoteSelector ; oa:exact ?exact .
            OPTIONAL { ?selector oa:prefix ?prefix }
            OPTIONAL { ?selector oa:suffix ?suffix } }""")
    )


@pytest.mark.parametrize("iri", sorted(texts()), ids=curie)
def test_a_text_that_was_read_is_in_the_corpus(iri: str) -> None:
    """Under the Chinese name of the statute and the day of its adoption."""
    text = texts()[iri]
    assert text["adopted"] in corpus().versions(text["name"]), (
        corpus().versions(text["name"])
    )


@pytest.mark.parametrize("iri", sorted(provisions()), ids=curie)
def test_an_article_cited_exists_in_the_version_of_its_days(iri: str) -> None:
    """Or the table says that the corpus lacks that version."""
    provision = provisions()[iri]
    found = in_force(provision)
    if curie(iri) in NOT_IN_CORPUS:
        assert found == []
        assert corpus().versions(provision["name"]) <= {
            text["adopted"] for text in texts().values()
        }, "the corpus holds another version now: read it"
        return
    (text,) = found
    articles = corpus().articles(text["name"], text["adopted"])
    assert sorted(articles) == list(range(1, len(articles) + 1))
    numbers = (
        {int(provision["number"])}
        if provision["number"]
        else {
            int(anchor["article"])
            for anchor in anchors()
            if anchor["source"] == iri
        }
    )
    assert numbers, "cited without an article: an anchor must name it"
    assert numbers <= set(articles)


def test_the_table_of_what_is_not_there_names_what_is_cited() -> None:
    """No entry outlives the provision that it was written for."""
    assert set(NOT_IN_CORPUS) <= {curie(iri) for iri in provisions()}


def test_the_provision_has_the_day_of_its_version() -> None:
    """A provision does not begin before, or outlive, the text that it was read in."""
    for anchor in anchors():
        text = texts()[anchor["text"]]
        assert text in in_force(provisions()[anchor["source"]]), anchor[
            "anchor"
        ]


@pytest.mark.parametrize(
    "anchor", anchors(), ids=lambda anchor: curie(anchor["anchor"])
)
def test_an_anchor_is_found_at_exactly_one_place(
    anchor: dict[str, str],
) -> None:
    """Its words with what stands before and after them, in the article and in the whole statute."""
    text = texts()[anchor["text"]]
    articles = corpus().articles(text["name"], text["adopted"])
    words = anchor["prefix"] + anchor["exact"] + anchor["suffix"]
    assert articles[int(anchor["article"])].count(words) == 1
    assert sum(article.count(words) for article in articles.values()) == 1
    assert words.count(anchor["exact"]) == 1
    number = provisions()[anchor["source"]]["number"]
    assert number in ("", anchor["article"])


def test_every_provision_of_a_statute_shows_words() -> None:
    """A click on a citation of a statute leads to words, save where no text could be read."""
    without = set(provisions()) - {anchor["source"] for anchor in anchors()}
    assert {curie(iri) for iri in without} == set(NOT_IN_CORPUS)


def test_whoever_cites_a_statute_says_on_which_words() -> None:
    """
    Each rule, condition, duty, override and class that
    rests on a statute is the body of an anchor of it.
    """
    wanted = {
        (row["citing"], row["source"])
        for row in asked(f"""
        SELECT ?citing ?source WHERE {{
            VALUES ?kind {{ {" ".join(f"<{kind}>" for kind in CITING)} }}
            ?citing a ?kind ; dcterms:source ?source . FILTER (ISIRI(?citing)) }}""")
        if row["source"] in {*provisions(), *(CN + name for name in STATUTES)}
        and curie(row["source"]) not in NOT_IN_CORPUS
    }
    assert len(wanted) > 50
    given = set()
    for row in asked("""SELECT ?body ?source WHERE {
            ?anchor oa:hasBody ?body ; oa:hasTarget/oa:hasSource ?source }"""):
        given.add((row["body"], row["source"]))
        if row["source"] in provisions():
            given.add((row["body"], provisions()[row["source"]]["law"]))
    missing = sorted(
        (curie(citing), curie(source)) for citing, source in wanted - given
    )
    assert missing == [], (
        "add each as oa:hasBody of an anchor in data/anchors/statutes.ttl"
    )


def test_every_body_exists_and_cites_what_it_is_anchored_to() -> None:
    """No anchor outlives the rule or the citation that it was made for."""
    for row in asked("""SELECT ?anchor ?body ?source WHERE {
            ?anchor oa:hasBody ?body ; oa:hasTarget/oa:hasSource ?source }"""):
        cited = {
            quad.object.value
            for quad in told().quads_for_pattern(
                ox.NamedNode(row["body"]),
                ox.NamedNode(DCTERMS + "source"),
                None,
            )
        }
        law = provisions().get(row["source"], {}).get("law", "")
        assert cited & {row["source"], law}, (
            curie(row["anchor"]),
            curie(row["body"]),
        )


@cache
def checks() -> tuple[dict[str, str], ...]:
    """Every check of a summary."""
    return tuple(
        asked("""
        SELECT ?check ?provision ?text ?by ?on ?verdict ?digest ?note WHERE {
            ?check a qd:TextCheck ; qd:checks ?provision ; qd:checkedBy ?by ; qd:checkedOn ?on ;
                qd:verdict ?verdict ; qd:summaryDigest ?digest .
            OPTIONAL { ?check qd:againstText ?text }
            OPTIONAL { ?check skos:scopeNote ?note FILTER (LANG(?note) = "en") } }""")
    )


def test_every_summary_was_checked_once() -> None:
    """One record for each provision of the eight statutes, and none for anything else."""
    counted = Counter(check["provision"] for check in checks())
    assert counted == Counter(list(provisions())), (
        "add the check to data/anchors/checks.ttl"
    )


@pytest.mark.parametrize(
    "check", checks(), ids=lambda check: curie(check["check"])
)
def test_a_check_is_of_the_summary_as_it_stands(check: dict[str, str]) -> None:
    """A summary that changed since must be held against the text again."""
    provision = provisions()[check["provision"]]
    content = f"{provision['zh']}\n{provision['en']}"
    digest = sha256(content.encode()).hexdigest()
    assert check["digest"] == digest, (
        f"the summary of {curie(check['provision'])} changed: read it against the text again, "
        f"then state the new day and the digest {digest}"
    )
    assert date.fromisoformat(check["on"])
    if curie(check["provision"]) in NOT_IN_CORPUS:
        assert check["text"] == ""
        assert check["note"], (
            "a check without a text must say what it rests on"
        )
    else:
        assert texts()[check["text"]] in in_force(provision)
    if check["verdict"] == QD + "SummaryMended":
        assert check["note"], "what was mended is told"


def test_the_reviewer_is_named_for_what_it_is() -> None:
    """No check claims a lawyer who has not read it."""
    assert {check["by"] for check in checks()} == {
        QD + "MachineAssistedReading"
    }
    (label,) = [
        row["label"]
        for row in asked("""SELECT ?label WHERE {
            qd:MachineAssistedReading rdfs:label ?label FILTER (LANG(?label) = "en") }""")
    ]
    assert "no lawyer" in label


def test_statutes_are_no_protected_works() -> None:
    """
    Article 5 of the Copyright Law in the corpus, which the
    documentation names as the reason for quoting.
    """
    (version,) = corpus().versions("中华人民共和国著作权法")
    assert (
        "本法不适用于"
        in corpus().articles("中华人民共和国著作权法", version)[5]
    )


def test_no_anchor_of_a_regulation() -> None:
    """Regulations and departmental rules are not in the corpus, so nothing of them is quoted."""
    quoted = {provisions()[anchor["source"]]["law"] for anchor in anchors()}
    assert quoted <= {CN + name for name in STATUTES}
