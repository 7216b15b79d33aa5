"""
The law clock: each difference between the answers of two neighbouring days is the work of one law.

The cases are named in tests/clock/cases.json; the days are those on which the ontology changes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from calls import call
from cases import all_cases, decided, document, facts_of
from clock_table import HEADING, PAGE, changes, table, written_on
from qingdan.deciding.determination import Determination
from qingdan.law.days import BY, FIRST, LAST
from qingdan.law.load import law
from qingdan.rdf.names import CN, CQ25, QD, RDF, RDFS, curie, expand

CASES = dict(all_cases())
NAMES = json.loads(
    (Path(__file__).parent / "clock" / "cases.json").read_text("utf-8")
)["cases"]
FROM, TO = date(2024, 3, 21), date(2027, 9, 6)
GRAPH = law().graph
NOTICE = timedelta(180)


def days() -> list[date]:
    """
    The first and the last day of the clock, each day of a change, and the day before it.

    The lists of other zones are left out: they do not speak to these cases.
    """
    found = {FROM, TO}
    editions = set(GRAPH.members(QD + "Edition"))
    for day, word, _ in (
        change for change in changes() if change[2] not in editions
    ):
        new = day if word == "begins" else day + timedelta(1)
        found |= {new - timedelta(1), new}
    return sorted(day for day in found if FROM <= day <= TO)


@cache
def on(name: str, day: date) -> Determination:
    """The answer for a case on a day, its tally stated for that day so that the law alone differs."""
    case = CASES[name]
    facts = facts_of(case)
    if facts["tally"]:
        facts["tally"] |= {"year": day.year, "asOf": day.isoformat()}
    return decided(facts, day.isoformat(), case.get("readings"))


Told = dict[tuple[str, str], tuple[str, frozenset[str]]]


def told(found: Determination) -> Told:
    """What an answer says that a law may change, each with the terms and provisions behind it."""
    carrying = (
        *found.grounds,
        *((found.governed_by,) if found.governed_by else ()),
    )
    rules = {one.rule for one in carrying}
    cites = {expand(cite) for one in carrying for cite in one.cites}
    whole = frozenset(rules | cites)
    says: Told = {
        ("outcome", ""): (found.outcome, whole),
        ("position", ""): (found.position, whole),
        ("list", ""): (str(found.list), whole),
    }
    for one in carrying:
        says["rule", one.rule] = (
            " ".join(one.cites),
            frozenset({one.rule, *map(expand, one.cites)}),
        )
    for flag in found.flags:
        behind = frozenset({QD + flag.flag, *map(expand, flag.cites)})
        says["flag", flag.flag] = (
            f"{flag.status} {' '.join(flag.cites)}",
            behind,
        )
    for duty in found.duties:
        behind = frozenset({expand(duty.duty), *map(expand, duty.cites)})
        says["duty", duty.duty] = (
            f"{duty.status} {' '.join(duty.cites)}",
            behind,
        )
    return says


def laws(terms: frozenset[str], day: date) -> set[str]:
    """The laws by which some of the terms end with the day before, or begin on the day."""
    found = set()
    for term in terms:
        for bound, turn in ((FIRST, day), (LAST, day - timedelta(1))):
            if GRAPH.one(term, bound) == turn:
                found |= _by(term, bound)
    return found


def _by(term: str, bound: str) -> set[str]:
    """The provision that sets the day, else the term on which it is written."""
    origin = written_on(term, bound)
    setting = set(map(str, GRAPH.iris(origin, BY)))
    graded = {
        one
        for one in setting
        if QD + "Confidence" in GRAPH.iris(one, RDF + "type")
    }
    return setting - graded or {origin}


def unexplained(
    before: Determination, after: Determination, day: date
) -> Iterator[str]:
    """Each difference that is not the work of exactly one law that the answers rest on."""
    old, new = told(before), told(after)
    whole = old["outcome", ""][1] | new["outcome", ""][1]
    for key in sorted(old.keys() | new.keys()):
        said = [side.get(key, ("", frozenset[str]())) for side in (old, new)]
        if said[0][0] == said[1][0]:
            continue
        by = laws(said[0][1] | said[1][1], day) or laws(whole, day)
        if len(by) != 1:
            yield f"{key}: {said[0][0]!r} -> {said[1][0]!r} by {sorted(map(curie, by))}"


@pytest.mark.parametrize("name", NAMES)
def test_each_difference_is_the_work_of_one_law(name: str) -> None:
    """Outcome, position, list, carrying rules, flags and duties of neighbouring days."""
    clock = days()
    for earlier, later in pairwise(clock):
        faults = list(unexplained(on(name, earlier), on(name, later), later))
        assert not faults, (name, str(earlier), str(later), faults)


@pytest.mark.parametrize("name", NAMES)
def test_an_answer_rests_on_what_is_in_force(name: str) -> None:
    """
    All that carries an answer, its flags and its duties hold on its day, and what they cite too.

    Only the article that sets the first day of the rules is cited for the time before it.
    """
    for day in days():
        allowed = {CN + "cbdf-article-14"} if day == FROM else set()
        for key, (_, terms) in told(on(name, day)).items():
            late = {
                term for term in terms if not law().in_force(term, day)
            } - allowed
            assert not late, (name, str(day), key, sorted(map(curie, late)))


def test_answers_change_on_the_days_on_which_the_law_does() -> None:
    """The clock is heard: these are the days from which some case is answered otherwise."""
    heard = {
        later.isoformat()
        for earlier, later in pairwise(days())
        if any(
            told(on(name, earlier)) != told(on(name, later)) for name in NAMES
        )
    }
    known = {
        "2024-03-22",
        "2024-05-01",
        "2025-01-01",
        "2025-09-05",
        "2025-10-31",
        "2026-01-01",
        "2026-02-03",
        "2026-03-01",
        "2027-03-09",
        "2027-09-06",
    }
    assert known <= heard


def test_a_difference_without_a_law_is_told() -> None:
    """An answer that changes on a day on which nothing changes is found."""
    day = date(2026, 3, 2)
    before = on(NAMES[0], day - timedelta(1))
    after = on(NAMES[0], day)._replace(outcome="SecurityAssessment")
    (fault,) = unexplained(before, after, day)
    assert "'ExemptOutOfList' -> 'SecurityAssessment' by []" in fault


def test_cases_reach_each_outcome_and_each_regime() -> None:
    """Thirty cases; every outcome that the cases of the tests reach, under the list and without."""
    assert len(NAMES) == len(set(NAMES)) == 30
    reached = [on(name, date(2026, 3, 2)) for name in NAMES]
    wanted = {one["expect"].get("outcome") for one in CASES.values()} - {None}
    assert {one.outcome for one in reached} == wanted
    assert {one.list for one in reached} == {None, "cq-2025"}


def test_the_last_180_days_of_the_list_are_told() -> None:
    """From the 180th day before the last one, in every answer under the list and in no other."""
    last = GRAPH.one(CQ25 + "measures", LAST)
    assert isinstance(last, date)
    rule = CQ25 + "rule-flag-list-ends"
    assert (GRAPH.one(rule, FIRST), GRAPH.one(rule, LAST)) == (
        last - NOTICE,
        last,
    )
    before, first, after = (
        last - NOTICE - timedelta(1),
        last - NOTICE,
        last + timedelta(1),
    )
    shown = {
        day: "Cq2025Ends" in {one.flag for one in on(NAMES[0], day).flags}
        for day in (before, first, last, after)
    }
    assert shown == {before: False, first: True, last: True, after: False}
    for name in NAMES:
        found = on(name, last)
        flags = {one.flag for one in found.flags if one.status}
        assert ("Cq2025Ends" in flags) == (found.list == "cq-2025"), name


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("form", ["text", "json", "turtle", "html"])
def test_the_end_of_the_list_is_told_in_every_form(
    form: str, lang: str, tmp_path: Path
) -> None:
    """The last day and the day from which other rules govern; in RDF the flag, whose label says it."""
    facts = facts_of(CASES[NAMES[0]])
    facts["tally"] |= {"year": 2027, "asOf": "2027-09-05"}
    path = tmp_path / "inventory.jsonld"
    path.write_text(json.dumps(document(facts)), "utf-8")
    asked = ("--as-of", "2027-09-05", "--lang", lang, "--format", form)
    found = call("why", str(path), "urn:x:item", *asked)
    assert found.status == 0, found.err
    words = {"en": "ends on 5 September 2027", "zh": "2027年9月5日失效"}[lang]
    label = GRAPH.text(QD + "Cq2025Ends", RDFS + "label")[lang]
    assert words in label
    assert "2027-09-06" in label
    assert ("qd:Cq2025Ends" if form == "turtle" else words) in found.out


def test_the_page_is_up_to_date() -> None:
    """`python tests/support/clock_table.py` writes it anew."""
    assert (
        PAGE.read_text("utf-8").partition(HEADING)[2].strip()
        == table().strip()
    )
