"""The day of a duty with its arithmetic, as sentences in English and Chinese and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from ...deciding.determination import DueDuty
from ...duties.calendar import Calendar
from ...duties.calendars import shipped
from ...duties.deadlines import Deadline, due
from ...duties.spans import Bounds, Span
from ...language import N_, phrase
from ...law.model import Body, Law
from ...rdf.graph import Text
from ..phrases import cited, say
from ..punctuation import aside, listed, under

if TYPE_CHECKING:
    from ..documents import determination as documents


def deadline_of(
    duty: DueDuty, as_of: date, calendar: Calendar | None = None
) -> Deadline | None:
    """By which day a duty is done; calendars are read only here, when a day is asked for."""
    if duty.terms.on_day is None and (
        duty.terms.period is None or duty.since is None
    ):
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
        for assumption in deadline.assumptions:
            yield _named(N_("assuming that"), say(assumption, lang), lang)
    elif duty.since:
        promptly = ""
        if duty.terms.promptly:
            promptly = f"{phrase('promptly', lang)}, "
        yield promptly + phrase("since {day}", lang, day=duty.since)
    if duty.done_on:
        late = deadline and deadline.due and duty.done_on > deadline.due
        if late:
            yield phrase("done late, on {day}", lang, day=duty.done_on)
        else:
            yield phrase("done on {day}", lang, day=duty.done_on)
    if duty.terms.owed_to:
        yield _named(N_("to"), bodies(duty.terms.owed_to, lang), lang)
    if duty.terms.forms:
        yield _named(N_("form"), _and(duty.terms.forms, lang), lang)
    for label, cites in duty.terms.if_missed if deadline else ():
        yield _named(
            N_("if missed"),
            f"{say(label, lang)} [{cited(law, cites, lang)}]",
            lang,
        )


def bodies(bodies_named: tuple[Body, ...], lang: str) -> str:
    """Bodies by name."""
    return _and([body.label for body in bodies_named], lang)


def _and(texts: Iterable[Text], lang: str) -> str:
    return listed((say(text, lang) for text in texts), lang)


def _named(name: str, value: str, lang: str) -> str:
    """What is said under a name of the catalogue."""
    return under(phrase(name, lang), value, lang)


def day_of(deadline: Deadline, lang: str) -> str:
    """The day, the window, or what can be told of it."""
    if deadline.due is None:
        return _between(deadline.bounds, lang)
    opens = str(deadline.opens or "")
    if deadline.opening and not opens:
        opens = phrase(
            "a day not known yet (between {earliest} and {latest})",
            lang,
            earliest=deadline.opening.earliest,
            latest=deadline.opening.latest,
        )
    if deadline.period and deadline.period.runs == "WithinBefore" and opens:
        return phrase(
            "from {opens} to {day}", lang, opens=opens, day=deadline.due
        )
    if deadline.period and deadline.period.runs == "Throughout":
        return phrase("until {day}", lang, day=deadline.due)
    return phrase("by {day}", lang, day=deadline.due)


def _between(bounds: Bounds | None, lang: str) -> str:
    if bounds is None:
        return phrase("the day is not known", lang)
    return phrase(
        "not known; between {earliest} and {latest}",
        lang,
        earliest=bounds.earliest,
        latest=bounds.latest,
    )


def _counted(deadline: Deadline, lang: str) -> str:
    if deadline.period is None:
        return aside(phrase("each year", lang), lang)
    label = _bare(deadline.period.number, deadline.period.unit, lang)
    if deadline.period.runs in ("After", "Throughout"):
        counted = N_("{period} after {trigger}, that day not counted")
    else:
        counted = N_("{period} before {trigger}, that day not counted")
    return aside(
        phrase(counted, lang, period=label, trigger=deadline.trigger), lang
    )


_UNITS = {
    "WorkingDays": N_("working days"),
    "Days": N_("days"),
    "Months": N_("months"),
    "Years": N_("years"),
}


def _bare(number: int, unit: str, lang: str) -> str:
    return f"{number}{' ' if lang == 'en' else ''}{phrase(_UNITS[unit], lang)}"


def _span(span: Span, lang: str) -> str:
    days = (
        str(span.first)
        if span.first == span.last
        else f"{span.first} – {span.last}"
    )
    how = (
        N_("counted, as it is a working day")
        if span.worked
        else N_("not counted")
    )
    counted = under(f"{days} {phrase(how, lang)}", say(span.label, lang), lang)
    return f"{counted} <{span.notice}>"


def document(
    duty: DueDuty, as_of: date, calendar: Calendar | None = None
) -> documents.Owed:
    """What is owed, by whom, to whom, from when and by when, as JSON."""
    deadline = deadline_of(duty, as_of, calendar)
    bounds = None
    if deadline and deadline.due is None:
        bounds = deadline.bounds
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


def arithmetic(deadline: Deadline) -> documents.Arithmetic:
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
    if day:
        return day.isoformat()
    return None
