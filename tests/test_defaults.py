"""
A default is worded as a default, and never told as met
where another rule overrides it or may.
"""

from __future__ import annotations

import re
from functools import cache

import pyoxigraph as ox
import pytest

from cases import all_cases, decided, facts_of
from qingdan.deciding.determination import Determination
from qingdan.language import phrase
from qingdan.law.load import editions, law
from qingdan.rdf.names import QD
from qingdan.reporting.determination import as_json, as_rdf, as_text
from qingdan.reporting.determination.as_html import fragment
from qingdan.reporting.phrases import say

EARL = "http://www.w3.org/ns/earl#"
DEFAULTS = {rule.iri for rule in law().rules if rule.condition is None}
CASES = {
    name: case for name, case in all_cases() if "error" not in case["expect"]
}


@cache
def _found(name: str) -> Determination:
    case = CASES[name]
    return decided(facts_of(case), case.get("asOf"), case.get("readings"))


@pytest.mark.parametrize("edition", editions())
def test_the_label_of_a_default_says_so(edition: str) -> None:
    """
    What has no condition and can be overridden is no
    statement about the case, in either language.
    """
    applied = law(edition)
    under = {iri for override in applied.overrides for iri in override.under}
    for rule in applied.rules:
        clears = rule.opens or (
            rule.concludes and applied.outcomes[rule.concludes].clearance
        )
        if rule.condition is None and rule.iri in under and clears:
            assert rule.label["en"].startswith("by default, "), rule.label
            assert rule.label["zh"].startswith("兜底："), rule.label


@pytest.mark.parametrize("name", CASES)
def test_a_default_is_met_in_no_case(name: str) -> None:
    """
    In JSON, and in the finding that every rendering is made
    from: it applies only as a ground or as what governs.
    """
    told = as_json.document(_found(name))
    carrying = [
        *told["grounds"],
        *([told["governedBy"]] if told["governedBy"] else []),
    ]
    for finding in (
        *told["defeated"],
        *told["unknown"],
        *told["failed"],
        *carrying,
    ):
        assert finding["default"] is (finding["condition"] is None)
        if finding["default"] and finding not in carrying:
            assert finding["status"] != "true", finding
            assert finding["status"] == "unknown" or finding["defeatedBy"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_rendering_tells_a_default_as_one(lang: str) -> None:
    """Of an item that is in the list, of one outside it, and of one that is still open."""
    seen = set()
    for name in CASES:
        found = _found(name)
        for finding in found.findings():
            kind = (finding.rule, finding.status, bool(finding.defeated_by))
            if finding.default and kind not in seen:
                seen.add(kind)
                _hold(found, finding.rule, finding.status, lang)
    assert {status for _, status, _ in seen} == {True, False, None}
    assert {rule for rule, status, _ in seen if status is False} <= DEFAULTS


def _hold(
    found: Determination, rule: str, status: bool | None, lang: str
) -> None:
    label = say(law().label(rule), lang)
    sign = {True: "+", False: "-", None: "?"}[status]
    for detail in ("legal", "full"):
        text = as_text.proof(law(), found, (lang,), detail)
        assert re.findall(
            rf"^  (.) {re.escape(label)}", text, re.MULTILINE
        ) == [sign]
    html = fragment(law(), [found], (lang,), "legal")
    sentence = re.escape(label[:1].upper() + label[1:])
    (said,) = set(
        re.findall(
            rf'<span class="sr">([^<]+): </span></span>\s*{sentence}', html
        )
    )
    mark = {True: "applies", False: "not applied", None: "not known"}[status]
    assert said == phrase(mark, lang)
    assert (
        _outcomes(found, rule)
        == {True: "passed", False: "inapplicable", None: "cantTell"}[status]
    )


def _outcomes(found: Determination, rule: str) -> str:
    """What EARL says of the one finding about a rule."""
    said: dict[str, dict[str, str]] = {}
    for quad in as_rdf.quads(law(), found):
        if not isinstance(quad.object, ox.Literal | ox.Triple):
            said.setdefault(quad.subject.value, {})[quad.predicate.value] = (
                quad.object.value
            )
    (outcome,) = [
        told[EARL + "outcome"]
        for told in said.values()
        if told.get(QD + "ofRule") == rule and EARL + "outcome" in told
    ]
    return outcome.removeprefix(EARL)
