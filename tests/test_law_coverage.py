"""Nothing of the law is unmapped, and nothing that is mapped is uncited."""

from __future__ import annotations

import re

import pytest

from qingdan.law import law
from qingdan.names import CQ25, DCTERMS, QD, RDFS, curie

GRAPH = law().graph
PROVISIONS = [iri for iri in GRAPH.members(QD + "Provision") if iri.startswith(CQ25)]
CITED = {
    source
    for kind in (
        "Rule",
        "Override",
        "Duty",
        "Parameter",
        "OpenQuestion",
        "Body",
        "Edition",
        "Regime",
        "Level1Category",
        "Level2Category",
        "Scenario",
        "Activity",
    )
    for iri in GRAPH.members(QD + kind)
    for source in GRAPH.iris(iri, DCTERMS + "source")
} | {source for iri in GRAPH.members("http://www.w3.org/2002/07/owl#Class") for source in GRAPH.iris(iri, DCTERMS + "source")}
CITED |= {source for iri in GRAPH.members(CQ25 + "ListedItem") for source in GRAPH.iris(iri, DCTERMS + "source")}
CITED |= {source for iri in GRAPH.members(QD + "PersonalInformationKind") for source in GRAPH.iris(iri, DCTERMS + "source")}


def _numbered(pattern: str) -> list[str]:
    return [iri for iri in GRAPH.members(QD + "Provision") if re.fullmatch(CQ25 + pattern, iri)]


def test_the_whole_law_is_there() -> None:
    """6 chapters, 23 articles, 5 reference rules, 13 and 40 categories, 4 activities, 9 scenarios, 6 filing materials, 3 bands."""
    assert len(_numbered(r"chapter-\d+")) == 6
    assert len(_numbered(r"article-\d+")) == 23
    assert len(_numbered(r"part-b-rule-\d")) == 5
    assert len(_numbered(r"guide-filing-material-\d")) == 6
    assert len(GRAPH.members(QD + "Level1Category")) == 13
    assert len(GRAPH.members(QD + "Level2Category")) == 40
    assert len(GRAPH.members(QD + "Activity")) == 4
    assert len(GRAPH.members(QD + "Scenario")) == 9
    assert len(_numbered(r"part-c-tier-(1-a|1-b|2)")) == 3


@pytest.mark.parametrize("iri", PROVISIONS, ids=curie)
def test_provision_is_operative_and_cited_or_says_why_not(iri: str) -> None:
    """Operative means that a rule, duty, parameter, definition or body cites it; anything else gives its reason, in both languages."""
    operation = GRAPH.one(iri, QD + "operation")
    if operation == QD + "Operative":
        parts = [part for part in PROVISIONS if iri in GRAPH.iris(part, DCTERMS + "isPartOf")]
        assert iri in CITED or any(part in CITED for part in parts), "operative, yet nothing cites it"
    else:
        assert operation == QD + "NonOperative"
        assert set(GRAPH.text(iri, QD + "nonOperativeReason")) == {"en", "zh"}


def test_every_citation_leads_to_a_described_term() -> None:
    """No rule, override, duty or parameter cites what is not there."""
    for source in CITED:
        assert GRAPH.text(source, RDFS + "label"), source


def test_every_rule_override_and_duty_cites_a_provision() -> None:
    """Nothing is concluded, defeated or asked for without a provision."""
    assert all(term.sources for term in (*law().rules, *law().overrides, *law().duties))


def test_list_is_marked_as_summarised() -> None:
    """The official counts stand beside what is represented, and the sections say that they are summaries."""
    section = CQ25 + "section-important-data"
    assert GRAPH.one(section, QD + "officialCount") == 31
    assert GRAPH.one(section, QD + "representedCount") == len(GRAPH.members(CQ25 + "ListedItem"))
    assert GRAPH.one(section, QD + "completeness") == QD + "Summarised"
    assert GRAPH.one(CQ25 + "section-all", QD + "officialCount") == 110


def test_weak_sources_never_clear_alone() -> None:
    """No rule whose source was not seen leads to an exemption under the default readings."""
    defaults = {question.readings[0] for question in law().questions}
    for rule in law().rules:
        clearing = rule.concludes and law().outcomes[rule.concludes].clearance
        if clearing and rule.readings <= defaults:
            assert rule.confidence in "AB", rule.iri
