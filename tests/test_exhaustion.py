"""When what a handler has in hand is used up: from the curve of the log, or projected within bounds."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from calls import call

HELD = """
@prefix h: <urn:x:h:> .
@prefix qd: <https://w3id.org/qingdan/ns/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
h:maker a qd:DataHandler ; qd:hasMechanism h:held .
h:held a {held} .
h:item a qd:DataItem ; qd:heldBy h:maker .
"""
ASSESSMENT = """qd:Assessment ; qd:issuedOn "2025-06-02"^^xsd:date ;
    qd:coversOrdinaryPersons {covers} ; qd:coversSensitivePersons 0"""
FIRST = date(2026, 1, 1)


def log(folder: Path, days: int, each: int = 10, more: str = "") -> Path:
    """A log in which so many new persons come in on each day from 1 January."""
    rows = [
        f"P{day}-{person},{FIRST + timedelta(days=day)},urn:x:h:maker,false"
        for day in range(days)
        for person in range(each)
    ]
    path = folder / "log.csv"
    path.write_text(
        "\n".join(["subject,time,handler,sensitive", *rows, more]), "utf-8"
    )
    return path


def state(
    folder: Path,
    log_path: Path,
    held: str,
    day: str,
    measure: str = "ordinaryPersons",
) -> dict[str, Any]:
    """What is told of the mechanism by one tally."""
    path = folder / "held.ttl"
    path.write_text(HELD.format(held=held), "utf-8")
    counted = call(
        *("count", log_path, "--as-of", day, "--complete-through", day),
        *("--mechanisms", path, "--format", "json"),
    )
    assert counted.status == 0, counted.err
    document = json.loads(counted.out)
    assert len(document["projectionAssumes"]) == 3
    (state,) = [
        state
        for state in document["mechanisms"]
        if state["measure"] == measure
    ]
    return dict(state)


def test_an_even_curve_is_projected_to_the_day(tmp_path: Path) -> None:
    """Ten a day, 310 by 31 January: the person 1,001 comes on the hundred and first day."""
    found = state(
        tmp_path,
        log(tmp_path, 31),
        ASSESSMENT.format(covers=1000),
        "2026-01-31",
    )
    assert (found["persons"], found["left"]) == (310, 690)
    day = (FIRST + timedelta(days=100)).isoformat()
    assert (found["expected"], found["earliest"], found["latest"]) == (
        day,
        day,
        day,
    )
    assert found["usedUpSince"] is None
    assert found["notProjected"] is None
    assert found["until"] == "2028-06-02"
    assert found["cites"] == ["cn:ndsmr-article-38"]


def test_an_uneven_curve_has_bounds(tmp_path: Path) -> None:
    """Forty persons more on one day: the projection lies between an earlier and a later day."""
    more = "\n".join(f"Q{n},2026-01-20,urn:x:h:maker,false" for n in range(40))
    found = state(
        tmp_path,
        log(tmp_path, 31, 10, more),
        ASSESSMENT.format(covers=1000),
        "2026-01-31",
    )
    assert found["earliest"] < found["expected"] < found["latest"]


@pytest.mark.parametrize(
    ("covers", "since"), [(305, "2026-01-31"), (99, "2026-01-10")]
)
def test_the_day_is_read_from_the_log_once_it_has_come(
    tmp_path: Path, covers: int, since: str
) -> None:
    """The day of the first person beyond the number, and how many are beyond it."""
    found = state(
        tmp_path,
        log(tmp_path, 31),
        ASSESSMENT.format(covers=covers),
        "2026-01-31",
    )
    assert (found["usedUpSince"], found["left"]) == (since, covers - 310)
    assert found["expected"] is None


def test_on_the_last_person_it_is_not_used_up(tmp_path: Path) -> None:
    """As many as are covered are covered; the next day brings the first beyond."""
    found = state(
        tmp_path,
        log(tmp_path, 31),
        ASSESSMENT.format(covers=310),
        "2026-01-31",
    )
    assert (found["usedUpSince"], found["left"]) == (None, 0)
    assert found["expected"] == "2026-02-01"


NOTHING = [
    (
        "no number",
        'qd:Assessment ; qd:issuedOn "2025-06-02"^^xsd:date',
        31,
        "not stated",
    ),
    (
        "a contract",
        'qd:StandardContract ; qd:effectiveOn "2026-01-01"^^xsd:date',
        31,
        "not bound",
    ),
    (
        "ended",
        ASSESSMENT.format(covers=900).replace("2025-06-02", "2022-06-02"),
        31,
        "has ended",
    ),
    (
        "not yet issued",
        ASSESSMENT.format(covers=900).replace("2025-06-02", "2026-06-02"),
        31,
        "not in force",
    ),
    ("six days", ASSESSMENT.format(covers=900), 6, "fewer than seven days"),
    (
        "far off",
        ASSESSMENT.format(covers=900_000),
        31,
        "not within this calendar year",
    ),
]


@pytest.mark.parametrize(
    ("held", "days", "why"),
    [case[1:] for case in NOTHING],
    ids=[case[0] for case in NOTHING],
)
def test_nothing_is_guessed(
    tmp_path: Path, held: str, days: int, why: str
) -> None:
    """No day where there is no ground for one, and the reason why."""
    day = (FIRST + timedelta(days=days - 1)).isoformat()
    found = state(tmp_path, log(tmp_path, days), held, day)
    assert why in found["notProjected"]["en"]
    assert found["notProjected"]["zh"] != found["notProjected"]["en"]
    assert [
        found[name]
        for name in ("usedUpSince", "expected", "earliest", "latest")
    ] == [None] * 4


def test_nobody_new_for_a_month(tmp_path: Path) -> None:
    """A curve that has stopped is not prolonged."""
    found = state(
        tmp_path,
        log(tmp_path, 31),
        ASSESSMENT.format(covers=1000),
        "2026-03-15",
    )
    assert "nobody new" in found["notProjected"]["en"]


def test_rows_that_cannot_be_counted_bring_the_earliest_day_nearer(
    tmp_path: Path,
) -> None:
    """Ten persons more may be there: the earliest day is a day sooner, the expected stays."""
    more = "\n".join(
        f"NULL,2026-01-20T0{n}:00,urn:x:h:maker,false" for n in range(10)
    )
    found = state(
        tmp_path,
        log(tmp_path, 31, 10, more),
        ASSESSMENT.format(covers=1000),
        "2026-01-31",
    )
    day = FIRST + timedelta(days=100)
    assert found["expected"] == day.isoformat()
    assert found["earliest"] == (day - timedelta(days=1)).isoformat()


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        (
            "en",
            "690 of 1,000 left; used up about 2026-04-11, between 2026-04-11 and 2026-04-11",
        ),
        (
            "zh",
            "覆盖1,000人，尚余690人；预计2026-04-11用尽，最早2026-04-11，最晚2026-04-11",
        ),
    ],
)
def test_text_and_page_tell_it(tmp_path: Path, lang: str, line: str) -> None:
    """With the assumptions, in both languages."""
    path = tmp_path / "held.ttl"
    path.write_text(HELD.format(held=ASSESSMENT.format(covers=1000)), "utf-8")
    asked = (
        "count",
        log(tmp_path, 31),
        "--as-of",
        "2026-01-31",
        "--mechanisms",
        path,
    )
    for form in ("text", "html"):
        shown = call(*asked, "--lang", lang, "--format", form).out
        assert line in shown
        assert shown.count("assuming: " if lang == "en" else "前提：") == 3


def test_an_inventory_of_others_is_refused(tmp_path: Path) -> None:
    """One line where no handler of the logs has anything in hand."""
    path = tmp_path / "held.ttl"
    held = HELD.replace("h:maker", "h:other")
    path.write_text(held.format(held=ASSESSMENT.format(covers=1000)), "utf-8")
    counted = call(
        "count",
        log(tmp_path, 3),
        "--as-of",
        "2026-01-31",
        "--mechanisms",
        path,
    )
    assert counted.status == 2
    assert "no handler of the logs has a mechanism" in counted.err
    assert counted.err.count("\n") == 1
