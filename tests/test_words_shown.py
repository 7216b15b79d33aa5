"""A click on a citation leads to the words, on pages and in proofs; a text reads no anchor."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import fronts
from qingdan import api, why
from qingdan.deciding.determination import Determination
from qingdan.files import folder
from qingdan.law import quotes
from qingdan.law.load import law
from qingdan.law.quotes import words
from qingdan.rdf.names import CN, CQ25, OURS, QD, curie, expand
from qingdan.reporting.determination import as_html, as_json, as_text, view
from qingdan.reporting.determination.as_html import Overview
from qingdan.reporting.determination.changes import changes
from qingdan_server import create_app

DAY = date(2026, 3, 2)
INVENTORY = Path(__file__).parent / "queries" / "inventory.ttl"
MAKER = folder("data") / "inventories" / "icv-maker.ttl"
OVERVIEW = Overview(2, [], [], [])
PROVISIONS = law().graph.members(QD + "Provision")
QUOTED = sorted(iri for iri in PROVISIONS if words(iri).quotes)
PLACED = sorted(iri for iri in PROVISIONS if words(iri).places)


@pytest.fixture(scope="module")
def client() -> Iterator[FlaskClient]:
    """The application over the law alone."""
    app = create_app(fronts.service((), DAY))
    yield app.test_client()
    app.extensions["qingdan"].close()


@pytest.fixture(scope="module")
def controlled() -> Determination:
    """The determination of an item under the Export Control Law."""
    inventory = api.load([INVENTORY])
    return next(api.decide(inventory, DAY, items=["urn:x:test:controlled"]))


def page(client: FlaskClient, iri: str, lang: str) -> str:
    """The page of a term."""
    found = client.get(
        f"/id/{iri.removeprefix(OURS)}?lang={lang}",
        headers={"Accept": "text/html"},
    )
    assert found.status_code == 200, iri
    return unescape(found.text)


@pytest.mark.parametrize("iri", QUOTED, ids=curie)
def test_the_page_of_a_provision_shows_its_words(
    client: FlaskClient, iri: str
) -> None:
    """Marked, in their context; with what rests on them, and who checked our summary."""
    shown = page(client, iri, "en")
    for quote in words(iri).quotes:
        assert (
            f"{quote.before}<mark>{quote.words}</mark>{quote.after}" in shown
        )
        assert f"{quote.text['en']}, Article {quote.article}" in shown
        for body in quote.bodies:
            assert (
                not law().label(body)
                or f'href="/{_path(body)}?lang=en"' in shown
            ), body
    assert "compared by a language model, no lawyer yet" in shown


def _path(iri: str) -> str:
    """Where the front has the page of a term."""
    rest = iri.removeprefix(OURS)
    return rest if rest.startswith("ns/") else f"id/{rest}"


@pytest.mark.parametrize("iri", PLACED, ids=curie)
def test_the_page_of_the_list_shows_the_place(
    client: FlaskClient, iri: str
) -> None:
    """Part, unit and sentence of the English rendering, and no words of it."""
    shown = page(client, iri, "en")
    for place in words(iri).places:
        assert f"{place.text['en']}: Part {place.part}, " in shown
        assert (
            " and ".join(map(str, place.sentences))
            + ". The sentence is not reproduced here."
            in shown
        )
    assert "<mark>" not in shown
    assert "此处不转载原句" in page(client, iri, "zh")


@pytest.mark.parametrize(
    "name", ["cbdf-article-7", "ndsmr-article-37", "csl-article-37"]
)
def test_a_page_without_words_says_so(client: FlaskClient, name: str) -> None:
    """Regulations, and a version that the corpus lacks."""
    assert "No text of this provision can be shown here" in page(
        client, CN + name, "en"
    )
    assert "此处无法展示该条款原文" in page(client, CN + name, "zh")


def test_a_page_of_another_term_speaks_of_no_text(client: FlaskClient) -> None:
    """A rule is no provision."""
    assert 'id="words"' not in page(client, CQ25 + "rule-list-governs", "en")


def test_each_citation_leads_to_the_words_and_back(
    controlled: Determination,
) -> None:
    """
    From each ground and first duty to the provision in the annex, with the words on
    which the ground rests as they stand in the anchors; from there to each place.
    """
    shown = as_html.page(law(), [controlled], ("en", "zh"), "legal")
    places = re.findall(r'class="chip" id="(c\d+)" href="#(p\d+)"', shown)
    annex = shown.partition('class="fold part provisions"')[2]
    assert places
    for place, number in places:
        entry = annex.partition(f'<li id="{number}">')[2].partition("</li>")[0]
        assert f'href="#{place}"' in entry
    told = 0
    for ground in controlled.grounds:
        for cite in ground.cites:
            for quote in words(expand(cite)).carrying(ground.rule):
                marked = (
                    f"{quote.before}<mark>{quote.words}</mark>{quote.after}"
                )
                assert marked in unescape(annex)
                told += 1
    assert told


def test_no_place_of_a_page_is_named_twice(controlled: Determination) -> None:
    """Nor does a link of a page of several proofs lead nowhere."""
    several = [controlled, controlled]
    shown = as_html.page(law(), several, ("en",), "full", OVERVIEW)
    named = re.findall(r' id="([^"]+)"', shown)
    assert len(named) == len(set(named))
    assert set(re.findall(r'href="#([^"]+)"', shown)) <= set(named)


def test_the_smallest_change_comes_first() -> None:
    """Of numbers the nearest, told with what lies between; each leads where it says."""
    answer = why(MAKER, "crm-customers", DAY)
    (nearest, *others) = changes(
        law(), answer.determination, answer.subject.changes()
    )
    assert (nearest.label["en"], nearest.gap, nearest.outcomes) == (
        "persons exported this year, sensitive personal information",
        9_360,
        ("SecurityAssessment",),
    )
    numbers = [line.gap for line in others if line.gap is not None]
    assert numbers == sorted(numbers)
    assert all(
        line.outcomes != ("StandardContractOrCertification",)
        for line in others
    )


def test_a_proof_rests_on_no_words(
    controlled: Determination, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As text and as JSON it is written without the anchors, which are not read."""

    def refused(provision: str) -> None:
        raise AssertionError(f"the words of {provision} are read")

    monkeypatch.setattr(quotes, "words", refused)
    monkeypatch.setattr(view, "words", refused)
    assert as_text.proof(law(), controlled)
    assert as_json.document(controlled)
