"""Nothing of the law is unmapped, and nothing that is mapped is uncited."""

from __future__ import annotations

import re

import pytest

from qingdan.law.load import law
from qingdan.rdf.names import CN, CQ25, DCTERMS, QD, RDFS, curie

GRAPH = law().graph
PROVISIONS = [
    iri for iri in GRAPH.members(QD + "Provision") if iri.startswith(CQ25)
]
CITED = {
    source
    for kind in (
        "Rule",
        "Override",
        "Duty",
        "Consequence",
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
} | {
    source
    for iri in GRAPH.members("http://www.w3.org/2002/07/owl#Class")
    for source in GRAPH.iris(iri, DCTERMS + "source")
}
CITED |= {
    source
    for iri in GRAPH.members(CQ25 + "ListedItem")
    for source in GRAPH.iris(iri, DCTERMS + "source")
}
CITED |= {
    source
    for iri in GRAPH.members(QD + "PersonalInformationKind")
    for source in GRAPH.iris(iri, DCTERMS + "source")
}

CITED |= {
    iri
    for iri in GRAPH.members(QD + "Provision")
    if GRAPH.iris(iri, QD + "tellsOf")
}


def _numbered(pattern: str) -> list[str]:
    return [
        iri
        for iri in GRAPH.members(QD + "Provision")
        if re.fullmatch(CQ25 + pattern, iri)
    ]


def test_the_whole_law_is_there() -> None:
    """
    6 chapters, 23 articles, 5 reference rules, 13 and 40 categories,
    4 activities, 9 scenarios, 6 filing materials, 3 bands.
    """
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
    """
    Operative means that a rule, duty, parameter, definition or body cites it, or
    that it tells of a fact; anything else gives its reason, in both languages.
    """
    operation = GRAPH.one(iri, QD + "operation")
    if operation == QD + "Operative":
        parts = [
            part
            for part in PROVISIONS
            if iri in GRAPH.iris(part, DCTERMS + "isPartOf")
        ]
        assert iri in CITED or any(part in CITED for part in parts), (
            "operative, yet nothing cites it"
        )
    else:
        assert operation == QD + "NonOperative"
        assert set(GRAPH.text(iri, QD + "nonOperativeReason")) == {"en", "zh"}


def test_every_citation_leads_to_a_described_term() -> None:
    """No rule, override, duty or parameter cites what is not there."""
    for source in CITED:
        assert GRAPH.text(source, RDFS + "label"), source


def test_every_rule_override_and_duty_cites_a_provision() -> None:
    """Nothing is concluded, defeated or asked for without a provision."""
    assert all(
        term.sources
        for term in (*law().rules, *law().overrides, *law().duties)
    )


def test_list_is_marked_as_summarised() -> None:
    """
    The official counts stand beside what is represented,
    and the sections say that they are summaries.
    """
    section = CQ25 + "section-important-data"
    assert GRAPH.one(section, QD + "officialCount") == 31
    assert GRAPH.one(section, QD + "representedCount") == len(
        GRAPH.members(CQ25 + "ListedItem")
    )
    assert GRAPH.one(section, QD + "completeness") == QD + "Summarised"
    assert GRAPH.one(CQ25 + "section-all", QD + "officialCount") == 110


def test_what_a_person_judges_is_marked_and_told() -> None:
    """
    The words of a listed item that are open stand with it,
    and such an item is of the class that the flag asks for.
    """
    marked = {
        iri
        for iri in GRAPH.members(CQ25 + "ListedItem")
        if set(GRAPH.text(iri, QD + "openTextured")) == {"en", "zh"}
    }
    assert marked == set(GRAPH.members(CQ25 + "OpenTexturedItem"))
    groups = "after-sales-data vehicle-condition-data online-upgrade-data static-map vector-data remote-control-data customer-list"
    assert {f"{CQ25}item-{name}" for name in groups.split()} <= marked


def test_duties_stand_in_the_file_of_their_regime() -> None:
    """
    A national duty cites national law alone; a duty of a list arises
    while the list governs, or from a flag, or is an authority's.
    """
    flags = set(GRAPH.members(QD + "Flag"))
    for duty in law().duties:
        if duty.iri.startswith(CN):
            assert all(source.startswith(CN) for source in duty.sources), (
                duty.iri
            )
            assert not any(
                cause.startswith(CQ25) for cause in duty.follows_from
            ), duty.iri
        else:
            assert duty.follows_from <= {CQ25 + "regime"} | flags, duty.iri
            assert all(source.startswith(CQ25) for source in duty.sources), (
                duty.iri
            )


def test_national_law_cites_no_list() -> None:
    """What stands under the national rules cites national law alone, whoever asks and wherever."""
    for term in (*law().rules, *law().overrides):
        if term.iri.startswith(CN):
            assert [
                source for source in term.sources if not source.startswith(CN)
            ] == [], term.iri


def test_a_consequence_is_no_duty() -> None:
    """Article 14 attaches liability to a breach; nobody is asked to bear it."""
    assert CQ25 + "article-14" not in {
        source for duty in law().duties for source in duty.sources
    }
    (liability,) = [
        iri
        for iri in GRAPH.members(QD + "Consequence")
        if CQ25 + "article-14" in GRAPH.iris(iri, DCTERMS + "source")
    ]
    assert GRAPH.text(liability, RDFS + "label")


def test_race_is_called_race() -> None:
    """Category 27 speaks of race (种族), in both languages alike."""
    (text,) = [
        GRAPH.text(iri, QD + "summary")
        for iri in GRAPH.members(QD + "Level2Category")
        if iri.endswith("subcategory-27")
    ]
    assert (
        text["en"].count("race"),
        "ethnic" in text["en"],
        text["zh"].count("种族"),
    ) == (
        2,
        False,
        2,
    )


def test_weak_sources_never_clear_alone() -> None:
    """No rule whose source was not seen leads to an exemption under the default readings."""
    defaults = {question.readings[0] for question in law().questions}
    for rule in law().rules:
        clearing = rule.concludes and law().outcomes[rule.concludes].clearance
        if clearing and rule.readings <= defaults:
            assert rule.confidence in "AB", rule.iri


def test_remarks_and_destinations_decide_nothing() -> None:
    """A rule that raises a remark, or reads where data goes, concludes, opens and overrides nothing."""
    remarks = set(GRAPH.members(QD + "Remark"))
    overriding = {iri for override in law().overrides for iri in override.over}
    reading = {
        rule.iri: {test.fact for test in rule.condition.tests()}
        if rule.condition
        else set()
        for rule in law().rules
    }
    told = [
        rule
        for rule in law().rules
        if rule.raises in remarks or "destinationCountry" in reading[rule.iri]
    ]
    assert remarks
    assert {"destinationCountry"} <= set().union(*reading.values())
    for rule in told:
        assert [rule.concludes, rule.opens, rule.binds] == [
            None,
            None,
            None,
        ], rule.iri
        assert rule.iri not in overriding, rule.iri
    assert remarks <= {rule.raises for rule in told}


def test_a_draft_carries_nothing_but_a_remark() -> None:
    """What is no law yet is cited by rules that raise a remark, by no duty and by no override."""
    drafts = {
        iri
        for iri in GRAPH.members(QD + "Instrument")
        if "draft" in GRAPH.text(iri, RDFS + "label")["en"]
    }
    remarks = set(GRAPH.members(QD + "Remark"))
    assert drafts
    for term in (*law().overrides, *law().duties):
        assert drafts.isdisjoint(term.sources), term.iri
    citing = [rule for rule in law().rules if drafts & set(rule.sources)]
    assert {rule.raises in remarks for rule in citing} == {True}


def test_criteria_of_an_industry_are_dated_and_say_that_they_were_not_read() -> (
    None
):
    """Each has a first day and words beside the question in both languages."""
    named = {
        subject: GRAPH.iris(subject, QD + "identifiedFirstBy")
        for kind in ("Sector", "Level2Category", "AutomotiveSector")
        for subject in GRAPH.members(QD + kind)
    }
    criteria = {one for found in named.values() for one in found}
    own = {
        CN + name
        for name in ("criteria-finance", "criteria-energy", "criteria-water")
    }
    assert own | {CN + "yd-t-4981-2024", CN + "yd-t-3867-2024"} <= criteria
    for one in criteria:
        assert GRAPH.one(one, QD + "validFrom") is not None, one
        assert set(GRAPH.text(one, RDFS + "label")) == {"en", "zh"}, one
    for one in own:
        assert set(GRAPH.text(one, QD + "hintText")) == {"en", "zh"}
        assert "not read" in GRAPH.text(one, QD + "hintText")["en"]
