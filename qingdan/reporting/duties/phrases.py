"""The day of a duty with its arithmetic, as sentences in English and Chinese and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from ...deciding.determination import DueDuty
from ...duties.calendar import Calendar
from ...duties.calendars import shipped
from ...duties.deadlines import Bounds, Deadline, Span, due
from ...law.model import Body, Law
from ...rdf.graph import Text
from ..phrases import cited, say

_FORMS: dict[str, Text] = {
    "due": {"en": "by {day}", "zh": "截止{day}"},
    "until": {"en": "until {day}", "zh": "至{day}止"},
    "between": {
        "en": "not known; between {earliest} and {latest}",
        "zh": "尚不能确定，最早{earliest}，最晚{latest}",
    },
    "unknown": {"en": "the day is not known", "zh": "日期未知"},
    "window": {"en": "from {opens} to {day}", "zh": "自{opens}起至{day}"},
    "After": {
        "en": "{period} after {trigger}, that day not counted",
        "zh": "自{trigger}起{period}，当日不计入",
    },
    "Before": {
        "en": "{period} before {trigger}, that day not counted",
        "zh": "{trigger}前{period}，当日不计入",
    },
    "skipped": {"en": "not counted", "zh": "不计入"},
    "worked": {"en": "counted, as it is worked", "zh": "调休上班，计入"},
    "promptly": {"en": "promptly", "zh": "及时"},
    "since": {"en": "since {day}", "zh": "自{day}起"},
    "done": {"en": "done on {day}", "zh": "已于{day}完成"},
    "late": {"en": "done late, on {day}", "zh": "已于{day}完成，逾期"},
    "owed to": {"en": "to", "zh": "对象"},
    "form": {"en": "form", "zh": "形式"},
    "if missed": {"en": "if missed", "zh": "未履行后果"},
    "assuming": {"en": "assuming that", "zh": "前提"},
    "yearly": {"en": "each year", "zh": "每年"},
}


def phrase(key: str, lang: str, **names: object) -> str:
    """A phrase about days, with what stands in it."""
    return _FORMS[key][lang].format(**names)


def deadline_of(
    duty: DueDuty, as_of: date, calendar: Calendar | None = None
) -> Deadline | None:
    """By which day a duty is done; calendars are read only here, when a day is asked for."""
    if duty.terms.on_day is None and (duty.terms.period is None or duty.since is None):
        return None
    return due(duty.terms, duty.since, as_of, calendar or shipped())


def told(
    law: Law,
    duty: DueDuty,
    as_of: date,
    lang: str,
    calendar: Calendar | None = None,
) -> Iterator[str]:
    """
    The day of a duty and its arithmetic, a line each; then
    to whom, in which form, what if not.
    """
    deadline = deadline_of(duty, as_of, calendar)
    if deadline:
        yield f"{day_of(deadline, lang)}{_counted(deadline, lang)}"
        for span in deadline.spans:
            if span.notice:
                yield _span(span, lang)
        yield from (
            _named("assuming", say(assumption, lang), lang)
            for assumption in deadline.assumptions
        )
    elif duty.since:
        promptly = f"{phrase('promptly', lang)}, " if duty.terms.promptly else ""
        yield promptly + phrase("since", lang, day=duty.since)
    if duty.done_on:
        late = deadline and deadline.due and duty.done_on > deadline.due
        yield phrase("late" if late else "done", lang, day=duty.done_on)
    if duty.terms.owed_to:
        yield _named("owed to", bodies(duty.terms.owed_to, lang), lang)
    if duty.terms.forms:
        yield _named("form", _and(duty.terms.forms, lang), lang)
    for label, cites in duty.terms.if_missed if deadline else ():
        yield _named(
            "if missed", f"{say(label, lang)} [{cited(law, cites, lang)}]", lang
        )


def bodies(bodies_named: tuple[Body, ...], lang: str) -> str:
    """Bodies by name."""
    return _and([body.label for body in bodies_named], lang)


def _and(texts: Iterable[Text], lang: str) -> str:
    return ("、" if lang == "zh" else ", ").join(say(text, lang) for text in texts)


def _named(key: str, value: str, lang: str) -> str:
    """What is said under a name, with the colon of the language."""
    return f"{phrase(key, lang)}{'：' if lang == 'zh' else ': '}{value}"


def _aside(text: str, lang: str) -> str:
    """What stands in brackets, those of the language."""
    return f"（{text}）" if lang == "zh" else f" ({text})"


def day_of(deadline: Deadline, lang: str) -> str:
    """The day, the window, or what can be told of it."""
    if deadline.due is None:
        return _between(deadline.bounds, lang)
    opens = deadline.opens or (deadline.opening and _between(deadline.opening, lang))
    if deadline.period and deadline.period.runs == "WithinBefore" and opens:
        return phrase("window", lang, opens=opens, day=deadline.due)
    key = "until" if deadline.period and deadline.period.runs == "Throughout" else "due"
    return phrase(key, lang, day=deadline.due)


def _between(bounds: Bounds | None, lang: str) -> str:
    if bounds is None:
        return phrase("unknown", lang)
    return phrase("between", lang, earliest=bounds.earliest, latest=bounds.latest)


def _counted(deadline: Deadline, lang: str) -> str:
    if deadline.period is None:
        return _aside(phrase("yearly", lang), lang)
    runs = "After" if deadline.period.runs in ("After", "Throughout") else "Before"
    label = _bare(deadline.period.number, deadline.period.unit, lang)
    return _aside(phrase(runs, lang, period=label, trigger=deadline.trigger), lang)


_UNITS: dict[str, Text] = {
    "WorkingDays": {"en": "working days", "zh": "个工作日"},
    "Days": {"en": "days", "zh": "日"},
    "Months": {"en": "months", "zh": "个月"},
    "Years": {"en": "years", "zh": "年"},
}


def _bare(number: int, unit: str, lang: str) -> str:
    return f"{number}{' ' if lang == 'en' else ''}{_UNITS[unit][lang]}"


def _span(span: Span, lang: str) -> str:
    days = str(span.first) if span.first == span.last else f"{span.first} – {span.last}"
    how = phrase("worked" if span.worked else "skipped", lang)
    return f"{days} {how}: {say(span.label, lang)} <{span.notice}>"


def document(
    duty: DueDuty, as_of: date, calendar: Calendar | None = None
) -> dict[str, Any]:
    """What is owed, by whom, to whom, from when and by when, as JSON."""
    deadline = deadline_of(duty, as_of, calendar)
    bounds = deadline.bounds if deadline and deadline.due is None else None
    return {
        "owedBy": next((body.notation for body in duty.terms.owed_by), None),
        "owedTo": [body.notation for body in duty.terms.owed_to],
        "trigger": duty.trigger,
        "from": _iso(
            deadline.opens
            if deadline and deadline.opens != deadline.due
            else duty.since
        ),
        "due": _iso(deadline.due if deadline else None),
        "earliest": _iso(bounds.earliest if bounds else None),
        "latest": _iso(bounds.latest if bounds else None),
        "doneOn": _iso(duty.done_on),
        "promptly": duty.terms.promptly,
        "form": list(duty.terms.forms),
        "ifMissed": [
            {"text": label, "cites": list(cites)}
            for label, cites in duty.terms.if_missed
        ],
        "arithmetic": arithmetic(deadline) if deadline else None,
    }


def arithmetic(deadline: Deadline) -> dict[str, Any]:
    """How the day was counted: the start, the period, each span not counted, the assumptions."""
    period = deadline.period
    return {
        "start": _iso(deadline.trigger),
        "startCounted": False,
        "number": period.number if period else None,
        "unit": period.unit if period else None,
        "runs": period.runs if period else None,
        "cites": list(period.cites) if period else [],
        "opensBetween": [_iso(day) for day in deadline.opening]
        if deadline.opening
        else None,
        "spans": [
            {
                "first": _iso(span.first),
                "last": _iso(span.last),
                "counted": span.worked,
                "text": span.label,
                "notice": span.notice,
            }
            for span in deadline.spans
        ],
        "assumptions": list(deadline.assumptions),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
