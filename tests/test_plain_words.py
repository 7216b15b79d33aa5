"""Text reports name things as people do, with the punctuation of their language."""

from __future__ import annotations

import re
from functools import cache

import pytest

from calls import call
from qingdan.files import folder
from qingdan.law.load import law
from qingdan.rdf.names import QD, local

DATA = folder("data")
MAKER = DATA / "inventories" / "icv-maker.ttl"
FILING = DATA / "inventories" / "icv-filing.ttl"
LOG = DATA / "logs" / "transfers.csv"
LOGGED = DATA / "logs" / "inventory.ttl"
DAY = ("--as-of", "2026-03-31")
REPORTS = {
    "why": ("why", MAKER, "crm-customers", *DAY),
    "why, legal": ("why", MAKER, "crm-customers", *DAY, "--detail", "legal"),
    "why, full": ("why", MAKER, "vehicle-tracks", *DAY, "--detail", "full"),
    "why, open": ("why", MAKER, "dealer-leads", *DAY, "--detail", "legal"),
    "why not": (
        "why",
        MAKER,
        "hr-export",
        *DAY,
        "--not",
        "SecurityAssessment",
    ),
    "decide": ("decide", MAKER, *DAY),
    "validate": ("validate", MAKER),
    "count": ("count", LOG, *DAY, "--by", "recipient,month"),
    "duties": ("duties", FILING, *DAY),
    "compare": ("compare",),
    "routes": ("compare", "--item", LOGGED, *DAY),
}
# the plain lines of `decide` have the codes of outcome and position in columns of their own
ROWS = re.compile(r"^urn:\S+ .*", re.M)
BESIDE = re.compile(r"\[[^\]]*\]|<[^>]*>|\bqd:\w+|\b(?:urn|https?|shape):\S+")
HALF = re.compile(
    r"[\u4e00-\u9fff》）][:;,]\s|[\u4e00-\u9fff》] \([\u4e00-\u9fff]"
)


@cache
def report(name: str, lang: str) -> str:
    """A report as it is printed."""
    return call(*REPORTS[name], "--lang", lang).out


@cache
def codes() -> frozenset[str]:
    """The names of terms that no reader would write: those with a capital inside."""
    names = {
        local(iri)
        for kind in ("Outcome", "Flag", "Regime", "Severity", "Phase")
        for iri in law().graph.members(QD + kind)
    } | {*law().facts}
    return frozenset(name for name in names if re.search("[a-z][A-Z]", name))


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", REPORTS)
def test_sentences_hold_no_code_names(name: str, lang: str) -> None:
    """Codes stand in brackets or as names of the vocabulary, never as words of a sentence."""
    text = report(name, lang)
    if name == "decide":
        text = ROWS.sub("", text)
    assert len(text) > 200
    words = set(re.findall(r"\w+", BESIDE.sub("", text), re.ASCII))
    assert not words & codes()


@pytest.mark.parametrize("name", REPORTS)
def test_chinese_has_chinese_punctuation(name: str) -> None:
    """Colons, semicolons, commas and brackets beside Chinese words are full-width."""
    found_marks = [
        line for line in report(name, "zh").splitlines() if HALF.search(line)
    ]
    assert not found_marks


def test_the_hunt_finds_what_it_hunts() -> None:
    """A sentence of each kind that was mended."""
    assert {"containsPersonalInformation", "CheckGuidelines2026"} <= codes()
    assert HALF.search("结论: 申报")
    assert HALF.search("《办法》第十条; 《办法》")
    assert HALF.search("须先经审批 (如适用)")
    assert not HALF.search("结论：申报（如适用）")
