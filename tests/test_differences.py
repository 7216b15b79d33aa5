"""Where two laws differ: the regions hold by the engine, end where they say, and leave nothing out."""

from __future__ import annotations

import json
from datetime import date
from functools import cache

import pytest
from hypothesis import note, reject

from calls import call
from cases import loaded
from guard import Ledger, guarded
from inventories import Facts, inventories, turtle
from qingdan.deciding.case import cases
from qingdan.deciding.rulebook import rulebook
from qingdan.deciding.verdict import Verdict, verdict
from qingdan.errors import InputError
from qingdan.law.load import law
from qingdan.proving.difference import Held, Region, Side, differences
from qingdan.proving.witness import Witness
from qingdan.rdf.names import QD
from qingdan.reporting.lists.differences import Report, fragment, text

DAY = date(2026, 11, 26)
SIDES = Side("cq-2025", DAY), Side("cn", DAY)


@cache
def regions() -> tuple[Region, ...]:
    """Where the Chongqing list and the national rules differ, clearances on other grounds too."""
    return tuple(differences(*SIDES, both_clear=True))


def _under(side: Side, shown: Witness) -> Verdict:
    """What the engine decides of an inventory under one side."""
    known = law(side.edition)
    book = rulebook(known, side.day, side.chosen)
    return verdict(known, shown._replace(day=side.day).case(known), book)


def _outcomes(region: Region) -> tuple[str, str]:
    first, second = region.decided
    return first.outcome.removeprefix(QD), second.outcome.removeprefix(QD)


def _decided(region: Region, shown: Witness, by_rules: bool = True) -> bool:
    """Whether the engine comes to the outcomes of a region, and by its rules."""
    for side, decided in zip(SIDES, region.decided, strict=True):
        answer = _under(side, shown)
        if not answer.settled or QD + answer.outcome != decided.outcome:
            return False
        if by_rules and not set(decided.rules) & set(answer.grounds):
            return False
    return True


def test_every_region_is_decided_so_by_the_engine() -> None:
    """Read back from its Turtle and decided under both lists, each region gives its two outcomes."""
    assert len(regions()) > 50
    assert [
        region.shown.turtle()
        for region in regions()
        if not _decided(region, region.shown)
    ] == []


def test_regions_end_where_they_say() -> None:
    """At both ends of each number the outcomes last; one person beyond they do not."""
    ends = 0
    for region in regions():
        for held in (*region.turns_on, *region.beside):
            for number, within in _around(held):
                ends += not within
                moved = _with(region.shown, held.fact, number)
                assert _lasts(region, moved) is within, (
                    held,
                    number,
                    region.shown.turtle(),
                )
    assert ends > 30


def _around(held: Held) -> list[tuple[int, bool]]:
    if held.low is None:
        return []
    around = [(held.low, True)] + ([(held.low - 1, False)] if held.low else [])
    if held.high is not None and held.high < 10**12:
        around += [(held.high, True), (held.high + 1, False)]
    return around


def _with(shown: Witness, fact: str, number: int) -> Witness:
    parts = {
        part: facts | ({fact: [number]} if fact in facts else {})
        for part, facts in shown.parts.items()
    }
    return shown._replace(parts=parts)


def _lasts(region: Region, shown: Witness) -> bool:
    try:
        return _decided(region, shown, by_rules=False)
    except InputError:
        return False


def test_known_regions() -> None:
    """What a researcher expects of Chongqing beside the national rules, with the numbers of the law."""
    listed = _region(
        "SecurityAssessment",
        "ExemptBelowThreshold",
        "cq25:rule-t1-listed-item",
    )
    assert listed.stricter == 0
    assert _held(listed, "ordinaryPersons")[2:] == (0, 99_999)
    held = _region(
        "SecurityAssessment",
        "ExemptGround",
        "cq25:rule-t1-held-by-infrastructure-operator",
    )
    assert _held(held, "holdsOrdinaryPersons").low == 100_000


def _region(first: str, second: str, rule: str) -> Region:
    short = rule.replace("cq25:", "https://w3id.org/qingdan/cq-2025/")
    return next(
        region
        for region in regions()
        if _outcomes(region) == (first, second)
        and short in region.decided[0].rules
    )


def _held(region: Region, fact: str) -> Held:
    return next(
        held
        for held in (*region.turns_on, *region.beside)
        if held.fact == fact
    )


@guarded(inventories())
def test_no_difference_lies_outside_the_regions(
    ledger: Ledger, drawn: tuple[Facts, str]
) -> None:
    """Where the engine decides a random inventory differently under the two, there is a region for it."""
    facts, _ = drawn
    note(turtle(facts))
    answers = []
    try:
        for side in SIDES:
            known = law(side.edition)
            inventory = loaded(facts)
            case = next(cases(known, inventory, inventory.items[0], side.day))
            answers.append(
                verdict(known, case, rulebook(known, side.day, side.chosen))
            )
    except InputError:
        ledger.refused += 1
        reject()
    ledger.decided_ones += 1
    outcomes = answers[0].outcome, answers[1].outcome
    if outcomes[0] != outcomes[1] and all(
        answer.settled for answer in answers
    ):
        assert outcomes in {_outcomes(region) for region in regions()}


@pytest.mark.parametrize("edition", ["cq-2025", "cn"])
def test_a_list_does_not_differ_from_itself(edition: str) -> None:
    """The same list on the same day has no region."""
    side = Side(edition, DAY)
    assert list(differences(side, side, both_clear=True)) == []


def test_two_days_and_readings_differ() -> None:
    """On 22 March 2024 the Provisions came into force: before it a person had to judge."""
    found = call(
        "lists", "diff", "cn@2024-03-21", "cn@2024-03-22", "--format", "json"
    )
    told = json.loads(found.out)
    assert [side["asOf"] for side in told["sides"]] == [
        "2024-03-21",
        "2024-03-22",
    ]
    assert {region["decided"][0]["outcome"] for region in told["regions"]} == {
        "NeedsReview"
    }
    read = call("lists", "diff", "cn", "cn+Q3=literal", "--format", "json")
    starts = {
        held.get("from")
        for region in json.loads(read.out)["regions"]
        for held in region["turnsOn"]
        if held["fact"] == "ordinaryPersons"
    }
    assert 100_001 in starts


def test_regions_are_told_in_both_languages() -> None:
    """Text and page name the lists, the outcomes, the rules with their provisions, the numbers."""
    report = Report(SIDES, regions())
    english, chinese = ("".join(text(report, lang)) for lang in ("en", "zh"))
    assert (
        "(Reference rules, rule 3; List: tier 1(a), important data)" in english
    )
    assert (
        "persons held, ordinary personal information: 100,000 or more"
        in english
    )
    assert "《参考规则》第三项" in chinese
    assert "持有的个人信息人数（不含敏感个人信息）：100,000及以上" in chinese
    assert "urn:x:" not in english + chinese
    assert "qd:DataItem" in fragment(report, "en")


def test_regions_that_differ_in_one_fact_are_told_together() -> None:
    """Each region stands in one entry; the four grounds that are proven alike are one."""
    report = Report(SIDES, regions())
    told = [entry for _, entries in report.grouped for entry in entries]
    each = [region for entry in told for region in entry.regions]
    assert sorted(map(repr, each)) == sorted(map(repr, regions()))
    assert len(told) == report.entries < len(regions())
    four = max(told, key=lambda entry: len(entry.values("ground")))
    assert four.varying == "ground"
    assert len(four.values("ground")) >= 4
    always, partly = four.rules(1)
    assert always.isdisjoint(partly)
    for entry in told:
        for fact in entry.facts:
            lows = [held.low for held in entry.values(fact) if held]
            assert len(lows) == len(set(lows)) or None in lows


@pytest.mark.parametrize(
    ("side", "told"),
    [
        ("xx-2025", "the list 'xx-2025' is not known"),
        (
            "cn@2026-13-01",
            "the day '2026-13-01' in 'cn@2026-13-01' is no date",
        ),
        ("cn+Q3=nothing", "the reading 'Q3=nothing' is not known"),
    ],
)
def test_sides_that_are_not_known_are_refused(side: str, told: str) -> None:
    """One line, exit status 2."""
    found = call("lists", "diff", "cn", side)
    assert (found.status, told in found.err) == (2, True)
