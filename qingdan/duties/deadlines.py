"""A day and a period in, the day by which to act out, with the arithmetic that shows it.

The day that starts a period is not counted (Civil Code, Article 201). Working days are counted by
a calendar; a period of days, months or years that ends on a day of rest runs to the next working
day (Article 203, by analogy). Where the calendar does not reach, nothing is guessed: the day is
not known, and two bounds say between which days it lies, on assumptions that are told.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from ..language import LANGUAGES, N_, in_both, phrase
from ..law.model import Period, Terms
from ..rdf.graph import Text
from .calendar import ONE_DAY, Calendar, days_between, statutory
from .spans import Bounds, Span

_SHIFTED = timedelta(
    days=4
)  # a holiday on a weekend is made up on a day as near as this
_FURTHEST = 9_000
_YEARS = range(1949, 9_901)  # outside these nothing is told


class Deadline(NamedTuple):
    """
    By which day to act. A window opens on `opens`; elsewhere that is the day of the trigger.

    `due` is None where the calendar does not reach; then `bounds`, where they can be told, hold it.
    In the same way `opens` may be None and `opening` hold it.
    """

    trigger: date
    period: Period | None
    opens: date | None
    due: date | None
    bounds: Bounds | None
    opening: Bounds | None
    spans: tuple[Span, ...]
    assumptions: tuple[Text, ...]


def deadline(trigger: date, period: Period, calendar: Calendar) -> Deadline:
    """
    The day by which to act, counted from the day of the trigger.

    >>> from qingdan.duties.calendars import shipped
    >>> from qingdan.law.model import Period
    >>> fifteen = Period(15, "WorkingDays", "After", {})
    >>> deadline(date(2026, 2, 9), fifteen, shipped()).due
    datetime.date(2026, 3, 6)
    """
    forward = period.runs in ("After", "Throughout")
    end = _end(trigger, period, calendar, forward)
    day, bounds = (end, None) if isinstance(end, date) else (None, end)
    spans: tuple[Span, ...] = ()
    if day and (
        period.unit == "WorkingDays" or day != _plain(trigger, period, forward)
    ):
        step = ONE_DAY
        if not forward:
            step = -ONE_DAY
        spans = tuple(_spans(calendar, *sorted((trigger + step, day))))
    assumed = () if day or bounds is None else _assumed(calendar)
    if period.runs != "WithinBefore":
        return Deadline(
            trigger=trigger,
            period=period,
            opens=trigger,
            due=day,
            bounds=bounds,
            opening=None,
            spans=spans,
            assumptions=assumed,
        )
    return Deadline(
        trigger=trigger,
        period=period,
        opens=day,
        due=trigger,
        bounds=None,
        opening=bounds,
        spans=spans,
        assumptions=assumed,
    )


def due(
    terms: Terms, since: date | None, as_of: date, calendar: Calendar
) -> Deadline | None:
    """
    By which day a duty is done: counted from the day of its trigger, or the next of its days.

    A day of each year does not move where it is a day of rest. None where the duty has no period,
    or the day of its trigger is not known.
    """
    if terms.on_day:
        day = date(as_of.year, *terms.on_day)
        if day < as_of:
            day = date(as_of.year + 1, *terms.on_day)
        return Deadline(
            trigger=day,
            period=None,
            opens=None,
            due=day,
            bounds=None,
            opening=None,
            spans=(),
            assumptions=(),
        )
    if terms.period is None or since is None:
        return None
    return deadline(since, terms.period, calendar)


def _end(
    trigger: date, period: Period, calendar: Calendar, forward: bool
) -> date | Bounds | None:
    """
    The day at the other end of a period; bounds where it is
    not known, None where not even they.
    """
    step = ONE_DAY
    if not forward:
        step = -ONE_DAY
    if trigger.year not in _YEARS:
        return None
    if period.unit == "WorkingDays":
        known = _counted(
            start=trigger, number=period.number, step=step, calendar=calendar
        )
        if known:
            return known
        return _bounds(
            calendar,
            trigger,
            lambda works: _count(
                start=trigger, number=period.number, step=step, works=works
            ),
        )
    plain = _plain(trigger, period, forward)
    if plain is None or period.runs != "After":
        return plain
    known = _counted(plain - ONE_DAY, 1, ONE_DAY, calendar)
    if known:
        return known
    return _bounds(
        calendar,
        plain,
        lambda works: _count(
            start=plain - ONE_DAY, number=1, step=ONE_DAY, works=works
        ),
    )


def _plain(trigger: date, period: Period, forward: bool) -> date | None:
    """The corresponding day of a period of days, months or years (Civil Code, Article 202)."""
    number = period.number if forward else -period.number
    try:
        if period.unit == "Days":
            return trigger + timedelta(days=number)
        months = number * (12 if period.unit == "Years" else 1)
        year, month = divmod(
            trigger.year * 12 + trigger.month - 1 + months, 12
        )
        return date(
            year, month + 1, min(trigger.day, monthrange(year, month + 1)[1])
        )
    except (OverflowError, ValueError):
        return None


def _counted(
    start: date, number: int, step: timedelta, calendar: Calendar
) -> date | None:
    """The day on which so many working days are reached; None where the calendar does not reach."""
    day = start
    left = number
    while left:
        day += step
        if not calendar.knows(day):
            return None
        left -= calendar.works(day)
    return day


def _count(
    start: date, number: int, step: timedelta, works: Callable[[date], bool]
) -> date | None:
    day = start
    left = number
    for _ in range(_FURTHEST):
        if not left:
            return day
        day += step
        left -= works(day)
    return None


def _bounds(
    calendar: Calendar,
    start: date,
    count: Callable[[Callable[[date], bool]], date | None],
) -> Bounds | None:
    """Count once with as few days of rest as can be, once with as many; nothing before the law."""
    if start < statutory().since or start.year < min(calendar.years):
        return None
    ends = [
        count(guess)
        for guess in (_Fewest(calendar).works, _Most(calendar).works)
    ]
    known = sorted(end for end in ends if end)
    if len(known) == 2:
        return Bounds(known[0], known[1])
    return None


@dataclass
class _Fewest:
    """As few days of rest as an unknown year can have: those fixed by law, and all make-up days."""

    calendar: Calendar
    made_up: dict[int, int] = field(default_factory=dict)

    def works(self, day: date) -> bool:
        """Whether a day is worked where as much as possible is."""
        if self.calendar.knows(day):
            return self.calendar.works(day)
        if any(day in window for window in _windows(day, fixed_only=True)):
            return False
        if day.weekday() < 5:
            return True
        left = self.made_up.setdefault(day.year, self.calendar.make_up_days())
        self.made_up[day.year] = left - 1
        return left > 0


@dataclass
class _Most:
    """
    As many days of rest as an unknown year can have: no
    make-up day, all bridges, all holidays.
    """

    calendar: Calendar
    bridges: dict[int, int] = field(default_factory=dict)
    holidays: dict[tuple[int, int], int] = field(default_factory=dict)

    def works(self, day: date) -> bool:
        """Whether a day is worked where as little as possible is."""
        if self.calendar.knows(day):
            return self.calendar.works(day)
        if day.weekday() > 4:
            return False
        for number, window in enumerate(_windows(day)):
            key = (window[0].year, number)
            left = self.holidays.setdefault(
                key, statutory().holidays[number].days
            )
            if day in window and left:
                self.holidays[key] = left - 1
                return False
        left = self.bridges.setdefault(day.year, self.calendar.make_up_days())
        self.bridges[day.year] = left - 1
        return left <= 0


def _windows(day: date, fixed_only: bool = False) -> list[list[date]]:
    """The days on which each holiday by law can be taken near a day, or those that are certain."""
    windows = []
    for holiday in statutory().holidays:
        first = date(day.year, *holiday.first)
        last = date(day.year, *holiday.last)
        certain = len(days_between(first, last)) == holiday.days
        if not fixed_only:
            first = first - _SHIFTED
            last = last + _SHIFTED
            if last.year == day.year and first.year < day.year and day > last:
                first = date(day.year + 1, *holiday.first) - _SHIFTED
                last = date(day.year + 1, *holiday.last) + _SHIFTED
            windows.append(days_between(first, last))
        elif certain:
            windows.append(days_between(first, last))
    return windows


def _spans(calendar: Calendar, first: date, last: date) -> list[Span]:
    """Why days between two were skipped, and which weekend days were worked, days on end as one."""
    spans: list[Span] = []
    for day in days_between(first, last):
        works = calendar.works(day)
        why = calendar.worked.get(day) or calendar.rest.get(day)
        if works and day not in calendar.worked:
            continue
        label, notice = (
            (why.label, why.notice) if why else (in_both("weekend"), None)
        )
        span = Span(day, day, works, label, notice)
        before = None
        if spans:
            before = spans[-1]
        if before and before.last == day - ONE_DAY and before[2:] == span[2:]:
            spans[-1] = before._replace(last=day)
        else:
            spans.append(span)
    return spans


def _assumed(calendar: Calendar) -> tuple[Text, ...]:
    """What the bounds rest on."""
    law = statutory()
    most = calendar.make_up_days()
    last = max(calendar.years)
    days = sum(holiday.days for holiday in law.holidays)
    loaded = N_(
        "no calendar after {last} is loaded; each later year has the {days} days of rest"
        " of the law ({law})"
    )
    densest = N_(
        "a later year has at most {most} make-up days and as many bridge days,"
        " as the densest loaded year has"
    )
    return (
        {
            lang: phrase(
                loaded, lang, last=last, days=days, law=law.label.get(lang, "")
            )
            for lang in LANGUAGES
        },
        in_both(densest, most=most),
    )
