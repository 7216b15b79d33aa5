"""Grades of evidence are told with their meaning, and what rests on a weak source says which."""

from __future__ import annotations

from datetime import date
from html import unescape
from pathlib import Path

import pytest

from qingdan import api
from qingdan.deciding.determination import Determination
from qingdan.language import phrase
from qingdan.law.load import law
from qingdan.rdf.names import CN, CQ25, QD, SKOS, expand
from qingdan.reporting import grades
from qingdan.reporting.determination import as_html, as_json, as_text
from qingdan.reporting.phrases import cited, say

DAY = date(2026, 3, 2)
INVENTORY = Path(__file__).parent / "queries" / "inventory.ttl"
FIRST_RELEASE = frozenset([CQ25 + "question-16-first"])


@pytest.fixture(scope="module")
def found() -> list[Determination]:
    """The determinations of a small inventory."""
    return list(api.decide(api.load([INVENTORY]), DAY))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_grade_has_a_meaning(lang: str) -> None:
    """Of rules and provisions alike, in both languages."""
    graph = law().graph
    used = {rule.confidence for rule in law().rules} | {
        str(graph.one(str(grade), SKOS + "notation"))
        for iri in graph.members(QD + "Provision")
        if (grade := graph.one(iri, QD + "confidence"))
    }
    assert used <= {"A", "B", *grades.weak_grades()}
    for grade in used:
        meaning = say(grades.meaning(law(), grade), lang)
        assert meaning.startswith(grade)
        assert len(meaning) > 4


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_each_ground_tells_its_grade(
    found: list[Determination], lang: str
) -> None:
    """In text and HTML, with its meaning; a weak one with the provisions concerned."""
    for one in found:
        text = as_text.proof(law(), one, (lang,))
        page = unescape(as_html.page(law(), [one], (lang,), "legal"))
        for ground in one.grounds:
            weak = grades.weak_source(law(), ground)
            meaning = say(
                grades.meaning(
                    law(), weak.grade if weak else ground.confidence
                ),
                lang,
            )
            assert f"{phrase('evidence', lang)} {meaning}" in text, one.item
            assert (
                say(grades.meaning(law(), ground.confidence), lang) in page
            ), one.item
            if weak:
                assert cited(law(), weak.cites, lang) in text


def test_the_weak_source_is_named_where_a_reading_rests_on_it() -> None:
    """The first release (Q16) was seen on one re-hosted page, whose address is told."""
    inventory = api.load([INVENTORY])
    one = next(
        api.decide(inventory, DAY, FIRST_RELEASE, ["urn:x:test:training"])
    )
    assert one.governed_by
    assert one.governed_by.confidence == "C"
    text = as_text.proof(law(), one)
    assert (
        "C: one weak source seen · rests on one weak source: Measures, Article 2;"
        in text
    )
    assert "http://www.hsslxd.cn/show/news/119987.html" in text
    page = as_html.page(law(), [one], ("en",), "legal")
    assert "rests on one weak source:" in page
    assert 'href="http://www.hsslxd.cn/show/news/119987.html"' in page
    told = as_json.document(one)["governedBy"]
    assert told["weakSources"] == list(one.governed_by.cites)


def test_what_is_well_founded_claims_no_weakness(
    found: list[Determination],
) -> None:
    """A rule of grade A or B is called weak only if all that it cites is."""
    for one in found:
        for finding in one.findings():
            if finding.confidence in "AB" and grades.weak_source(
                law(), finding
            ):
                kept = [
                    law().graph.one(expand(cite), QD + "confidence")
                    for cite in finding.cites
                ]
                assert all(
                    str(grade).endswith(("C", "M", "Inferred"))
                    for grade in kept
                )


def test_duties_and_flags_on_weak_provisions_alone_say_so(
    found: list[Determination],
) -> None:
    """Each that is told, under its line; a provision of a better grade beside it suffices."""
    for one in found:
        text = as_text.proof(law(), one)
        for told in (*one.duties, *one.flags):
            weak = grades.weak_provisions(law(), told.cites)
            assert not weak or grades.weakness(law(), weak, "en") in text
    remembered = next(
        iri
        for iri in law().graph.members(QD + "Provision")
        if law().graph.one(iri, QD + "confidence") == QD + "ConfidenceM"
    )
    weak = grades.weak_provisions(law(), [remembered])
    assert weak == grades.Weak("M", (remembered,))
    assert "M: from memory · rests on one weak source:" in grades.weakness(
        law(), weak, "en"
    )
    assert (
        grades.weak_provisions(law(), [remembered, CN + "pipl-article-38"])
        is None
    )
    assert (
        grades.weak_provisions(law(), [remembered, CQ25 + "article-10"])
        is None
    )
