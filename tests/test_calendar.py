"""
Working days: dated vectors, agreement with other calendars,
bounds where none reaches, bad files.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import chinese_calendar
import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from qingdan.duties.calendar import Calendar, days_between, statutory
from qingdan.duties.calendars import shipped, with_files
from qingdan.duties.deadlines import Deadline, deadline
from qingdan.errors import InputError
from qingdan.law.model import Period

DAY = date.fromisoformat
OF_THE_LAW = [
    ("2025-09-05", 15, "After", "2025-09-26"),
    ("2025-09-15", 15, "After", "2025-10-11"),
    ("2025-09-22", 15, "After", "2025-10-17"),
    ("2025-12-15", 15, "After", "2026-01-06"),
    ("2026-01-26", 15, "After", "2026-02-14"),
    ("2026-02-02", 15, "After", "2026-02-28"),
    ("2026-02-09", 15, "After", "2026-03-06"),
    ("2026-09-18", 15, "After", "2026-10-15"),
    ("2026-11-23", 15, "After", "2026-12-14"),
    ("2026-12-10", 15, "After", "2026-12-31"),
    ("2026-12-11", 15, "After", None),
    ("2026-09-21", 10, "After", "2026-10-12"),
    ("2026-12-31", 60, "Before", "2026-10-09"),
]
MORE = [
    ("2024-01-01", 15, "After", "2024-01-22"),
    ("2024-01-26", 15, "After", "2024-02-21"),
    ("2024-02-03", 15, "After", "2024-02-28"),
    ("2024-02-05", 15, "After", "2024-03-01"),
    ("2024-02-08", 15, "After", "2024-03-06"),
    ("2024-02-18", 15, "After", "2024-03-08"),
    ("2024-03-29", 15, "After", "2024-04-22"),
    ("2024-04-06", 15, "After", "2024-04-25"),
    ("2024-04-20", 15, "After", "2024-05-13"),
    ("2024-04-27", 15, "After", "2024-05-20"),
    ("2024-05-06", 15, "After", "2024-05-24"),
    ("2024-06-07", 15, "After", "2024-07-01"),
    ("2024-09-06", 15, "After", "2024-09-29"),
    ("2024-09-13", 15, "After", "2024-10-11"),
    ("2024-09-28", 15, "After", "2024-10-23"),
    ("2024-10-08", 15, "After", "2024-10-28"),
    ("2024-12-12", 15, "After", "2025-01-03"),
    ("2024-12-20", 15, "After", "2025-01-13"),
    ("2024-12-31", 15, "After", "2025-01-22"),
    ("2025-01-06", 15, "After", "2025-01-26"),
    ("2025-01-25", 15, "After", "2025-02-20"),
    ("2025-01-27", 15, "After", "2025-02-24"),
    ("2025-02-05", 15, "After", "2025-02-25"),
    ("2025-03-25", 15, "After", "2025-04-16"),
    ("2025-04-26", 15, "After", "2025-05-20"),
    ("2025-05-09", 15, "After", "2025-05-30"),
    ("2025-09-27", 15, "After", "2025-10-23"),
    ("2025-09-30", 15, "After", "2025-10-28"),
    ("2025-10-08", 15, "After", "2025-10-28"),
    ("2025-12-12", 15, "After", "2026-01-05"),
    ("2026-01-02", 10, "After", "2026-01-15"),
    ("2026-04-24", 10, "After", "2026-05-12"),
    ("2026-09-19", 10, "After", "2026-10-09"),
    ("2026-10-07", 1, "After", "2026-10-08"),
    ("2025-12-31", 1, "After", "2026-01-04"),
    ("2026-02-24", 60, "Before", "2025-11-24"),
    ("2026-05-10", 60, "Before", "2026-02-05"),
    ("2025-10-09", 60, "Before", "2025-07-10"),
    ("2024-10-12", 60, "Before", "2024-07-15"),
    ("2026-10-31", 60, "Before", "2026-08-04"),
]
EVERY = days_between(date(2024, 1, 1), date(2026, 12, 31))


def told(
    start: str | date,
    number: int,
    runs: str = "After",
    unit: str = "WorkingDays",
) -> Deadline:
    """The deadline by the shipped calendars."""
    day = DAY(start) if isinstance(start, str) else start
    return deadline(day, Period(number, unit, runs, {}), shipped())


@pytest.mark.parametrize(("start", "number", "runs", "due"), OF_THE_LAW + MORE)
def test_dated_vectors(
    start: str, number: int, runs: str, due: str | None
) -> None:
    """Make-up days, bridges and the turn of a year; the start is not counted."""
    assert told(start, number, runs).due == (DAY(due) if due else None)


def test_agreement_with_other_calendars() -> None:
    """On each of the 1,096 days that all three hold; 251, 248 and 248 working days."""
    china = holidays.country_holidays("CN", years=range(2024, 2027))
    ours = shipped()
    assert sorted(ours.years) == [2024, 2025, 2026]
    for day in EVERY:
        assert ours.works(day) == chinese_calendar.is_workday(day), day
        assert ours.works(day) == china.is_working_day(day), day
    counts = [
        sum(ours.works(day) for day in EVERY if day.year == year)
        for year in (2024, 2025, 2026)
    ]
    assert counts == [251, 248, 248]


@given(some.dates(date(2024, 1, 1), date(2026, 12, 31)), some.integers(1, 90))
def test_never_later_than_a_plain_count(start: date, number: int) -> None:
    """A count from day to day with another calendar ends on the same day, or nothing is told."""
    due, day, left = told(start, number).due, start, number
    while left and day < date(2026, 12, 31):
        day += timedelta(days=1)
        left -= chinese_calendar.is_workday(day)
    assert due == (None if left else day)


@given(some.dates(date(2024, 1, 1), date(2026, 9, 30)), some.integers(1, 40))
def test_the_arithmetic_says_every_day(start: date, number: int) -> None:
    """The days between less the spans skipped are the days counted."""
    found = told(start, number)
    assert found.due is not None
    between = days_between(start + timedelta(days=1), found.due)
    skipped = [
        day
        for span in found.spans
        if not span.worked
        for day in days_between(*span[:2])
    ]
    worked = [
        day
        for span in found.spans
        if span.worked
        for day in days_between(*span[:2])
    ]
    assert len(between) - len(skipped) == number
    assert all(day.weekday() > 4 for day in worked)
    assert all(
        span.notice or span.label["en"] == "weekend" for span in found.spans
    )


@some.composite
def years_to_come(draw: some.DrawFn) -> Calendar:
    """A calendar for 2027 and 2028 that the law and the densest loaded year allow."""
    rest: dict[date, Any] = dict(shipped().rest)
    worked: dict[date, Any] = dict(shipped().worked)
    for year in (2027, 2028):
        free = set(days_between(date(year, 1, 1), date(year, 12, 31)))
        for holiday in statutory().holidays:
            first, last = date(year, *holiday.first), date(year, *holiday.last)
            start = draw(
                some.dates(first, last - timedelta(days=holiday.days - 1))
            )
            days = days_between(
                start, start + timedelta(days=holiday.days - 1)
            )
            rest |= dict.fromkeys(days)
            weekend = sum(1 for day in days if day.weekday() > 4)
            after = [start + timedelta(days=n) for n in range(holiday.days, 9)]
            rest |= dict.fromkeys(
                [d for d in after if d.weekday() < 5 and d not in rest][
                    :weekend
                ]
            )
        bridges = draw(some.integers(0, shipped().make_up_days()))
        weekdays = sorted(
            day for day in free if day.weekday() < 5 and day not in rest
        )
        weekends = sorted(
            day for day in free if day.weekday() > 4 and day not in rest
        )
        pick = some.lists(
            some.sampled_from(weekdays), max_size=bridges, unique=True
        )
        rest |= dict.fromkeys(draw(pick))
        pick = some.lists(
            some.sampled_from(weekends), max_size=bridges, unique=True
        )
        worked |= dict.fromkeys(draw(pick))
    return Calendar(frozenset(range(2024, 2029)), rest, worked)


@settings(max_examples=150, deadline=None)
@given(
    some.dates(date(2026, 6, 1), date(2028, 3, 1)),
    some.integers(1, 40),
    some.sampled_from(["After", "Before", "WithinBefore"]),
    some.sampled_from(["WorkingDays", "Months", "Days"]),
    years_to_come(),
)
def test_bounds_hold_what_comes(
    start: date, number: int, runs: str, unit: str, later: Calendar
) -> None:
    """
    Whatever the notices to come arrange within the
    assumptions, the day lies within the bounds.
    """
    period = Period(
        min(number, 8) if unit == "Months" else number, unit, runs, {}
    )
    now, then = (
        deadline(start, period, shipped()),
        deadline(start, period, later),
    )
    for known, bounds, true in (
        (now.due, now.bounds, then.due),
        (now.opens, now.opening, then.opens),
    ):
        assert known in (true, None)
        if known is None and bounds and true:
            assert bounds.earliest <= true <= bounds.latest


def test_use_begun_in_december() -> None:
    """E42: the day is not known until the notice is loaded; then it is."""
    found = told("2026-12-15", 15)
    assert found.due is None
    assert found.bounds == (date(2027, 1, 4), date(2027, 1, 22))
    assert "13 days of rest" in found.assumptions[0]["en"]


def test_e45_two_months_after_publication() -> None:
    """E45: published on 2025-09-05, file by 2025-11-05."""
    assert told("2025-09-05", 2, unit="Months").due == date(2025, 11, 5)


def test_months_end_on_the_last_day_and_run_on() -> None:
    """Civil Code 202 and 203: no corresponding day, and a day of rest at the end."""
    assert told("2025-12-31", 2, unit="Months").due == date(2026, 2, 28)
    assert told("2026-08-03", 2, unit="Months").due == date(2026, 10, 8)
    assert told("2026-11-01", 6, "Before", "Months").due == date(2026, 5, 1)


def test_far_days_say_nothing_or_bounds() -> None:
    """Before the law that the bounds rest on nothing is said; at the end of time nothing breaks."""
    assert told("2023-12-01", 15)[3:5] == (None, None)
    assert told("9999-12-31", 15)[3:5] == (None, None)
    assert told("9999-12-31", 3, unit="Years")[3:5] == (None, None)


def holiday_cn(year: int, *days: tuple[str, bool]) -> bytes:
    """A file as holiday-cn publishes it."""
    listed = [
        {"name": "节", "date": day, "isOffDay": off} for day, off in days
    ]
    return json.dumps(
        {"year": year, "papers": ["https://x.test/notice"], "days": listed}
    ).encode()


LAW_2027 = [
    (f"2027-{day}", True)
    for day in ("01-01", "05-01", "05-02", "10-01", "10-02", "10-03")
]


def test_a_further_year_is_loaded(tmp_path: Path) -> None:
    """E42 again: with the notice of 2027 there is a day, and the proof names the notice."""
    file = tmp_path / "2027.json"
    file.write_bytes(
        holiday_cn(
            2027, *LAW_2027, ("2027-01-03", False), ("2027-01-04", True)
        )
    )
    found = deadline(
        date(2026, 12, 15),
        Period(15, "WorkingDays", "After", {}),
        with_files([file]),
    )
    assert found.due == date(2027, 1, 6)
    assert {span.notice for span in found.spans} == {
        None,
        "https://x.test/notice",
    }


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("2027.json", holiday_cn(2027), "the year 2027 is empty"),
        (
            "2027.json",
            holiday_cn(2027, *LAW_2027[:2]),
            "2027-10-01 is not a day of rest in it",
        ),
        (
            "2026.json",
            holiday_cn(2026, *[(f"2026-{d[5:]}", o) for d, o in LAW_2027]),
            "differs on",
        ),
        (
            "2027.json",
            holiday_cn(2027, *LAW_2027, ("2027-02-03", False)),
            "is a weekday anyway",
        ),
        (
            "2027.json",
            holiday_cn(2027, ("2028-01-01", True)),
            "is not of the year 2027",
        ),
        ("2027.json", b"[", "is no JSON"),
        ("2027.json", b'{"year": "2027", "days": []}', "states no year"),
        (
            "2027.json",
            b'{"year": 2027, "days": [{"date": "soon"}]}',
            "has no date",
        ),
        (
            "2027.json",
            b'{"year": 2027, "days": [{"date": "2027-01-01"}]}',
            "whether it is a day off",
        ),
        ("2027.ttl", b"@prefix", "is no Turtle"),
        ("2027.ttl", b"", "names no year"),
    ],
)
def test_bad_calendars(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    """One line: what, where, how to mend it."""
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(InputError, match=message) as caught:
        with_files([file])
    assert str(caught.value).startswith(str(file))
    assert "\n" not in str(caught.value)
