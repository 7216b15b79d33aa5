"""A count in words, with a line of the year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from itertools import groupby
from typing import Any

from ...counting.results import (
    Alternative,
    Count,
    Counted,
    Crossed,
    Excluded,
    LogFile,
    Told,
)
from ...counting.tallies import Headroom
from ...counting.thresholds import MEASURES, Threshold
from ...language import N_, phrase
from ...law.load import law
from ...output import plain
from ...rdf.graph import Text
from ...rdf.names import QD, SKOS
from ..phrases import cited, say
from ..punctuation import aside, in_turn, under
from ..style import Style
from . import mechanisms
from .mechanisms import MEASURED

_BARS = "▁▂▃▄▅▆▇█"
_WEEKS = 53
_TOLD = 10
_WORDS = {
    "ordinaryPersons": N_("persons, information other than sensitive"),
    "sensitivePersons": N_("persons, sensitive information"),
    "both": N_("persons in both"),
    "until": N_("from 1 January to"),
    "tier": N_("the numbers reach tier"),
    "none": N_("the numbers reach no tier"),
    "reached": N_("{goal} reached"),
    "persons": N_("the threshold of {number:,} persons"),
    "person": N_("the threshold of one person"),
    "to": N_("{when}, to {recipient}"),
    "new": N_("{new:,} new that day, reached with number {rank:,} of them"),
    "known": N_("in the records only from"),
    "low": N_(
        "what was determined in between rests on a tally that was too low"
    ),
    "left": N_("{left:,} more persons stay below {goal}"),
    "rate": N_("at the rate of the last 28 days (a projection)"),
    "year": N_("not in this year"),
    "proven": N_("not counted, ground proven"),
    "claimed": N_("counted, as the ground is claimed and not proven"),
    "reading": N_(
        "{question}, if the answer were “{reading}”: {ordinary:,} persons with other"
        " than sensitive information, {sensitive:,} with sensitive information;"
        " tier {tier} in place of {now}"
    ),
    "part": N_(
        "{persons:,} persons, {ordinary:,} with other than sensitive information,"
        " {sensitive:,} with sensitive information"
    ),
    "most": N_("at most, with what cannot be read or told apart"),
    "bad": N_("rows cannot be counted: the tallies are lower bounds"),
    "open": N_(
        "at least; no maximum is known, as rows that hold an unknown number of"
        " persons cannot be counted"
    ),
    "may": N_("no maximum is known, so the numbers may reach tier"),
    "contradiction": N_(
        "{rows:,} rows say that they are not sensitive beside a kind that is:"
        " they are counted as sensitive"
    ),
    "frequent": N_(
        "one identifier stands in {rows:,} of {of:,} rows of {about}: does it"
        " name a person, or stand where none is named?"
    ),
    "skipped": N_("{about}: counted before, and not counted again"),
    "again": N_(
        "{about}: changed since it was counted, and counted again; what it held"
        " before stays counted"
    ),
    "otherwise": N_(
        "{rows:,} of {of:,} runs of the ledger were made under other rules or"
        " another mapping"
    ),
    "forgotten": N_(
        "{rows:,} of {of:,} persons who were to be erased were in the ledger, and"
        " are erased"
    ),
    "erased": N_(
        "{rows:,} persons were erased from the ledger and stay counted; one who"
        " comes again is counted anew"
    ),
    "days": N_(
        "a ledger keeps days alone: events behind crossings, grounds, days of"
        " recording and other accesses are told by a count of the logs"
    ),
    "clock": N_("moments in {files}: {clock}"),
    "separator": N_("{files}: cells are parted by {separator}"),
    "unread": N_("{files}: columns not read: {columns}"),
    "group": N_(
        "group, counted as one (a flag against splitting, not the rule)"
    ),
    "nothing": N_("There is nobody to count up to"),
}


def written(count: Count, style: Style) -> Iterator[str]:
    """The count in words, in each language."""
    for lang in style.langs:
        yield from text(count, lang)


@cache
def _words(lang: str) -> dict[str, str]:
    return {key: phrase(message, lang) for key, message in _WORDS.items()}


def text(count: Count, lang: str) -> Iterator[str]:
    """The count in words; names of a log stay on their line."""
    for line in _told(count, lang):
        yield plain(line.removesuffix("\n")) + "\n"


def _told(count: Count, lang: str) -> Iterator[str]:
    phrases = _words(lang)
    if not count.counted:
        yield f"{phrases['nothing']} {count.as_of}\n"
    for counted in (*count.counted, *count.groups):
        yield from _text(counted, lang)
    yield from mechanisms.lines(count, lang)
    for notice in count.notices:
        yield f"! {told_of(notice, lang)}\n"
    for line in _files(count.files, lang):
        yield f"  {line}\n"
    if count.bad:
        yield f"{count.bad:,} {phrases['bad']}\n"
        for row in count.bad_rows[:_TOLD]:
            yield f"  {row.file}:{row.row}: {row.what}\n"


_PARTS = {
    "recipient": N_("recipient"),
    "month": N_("month"),
    "scenario": N_("scenario"),
    "item": N_("item"),
}
_CLOCKS = (
    N_("instants in UTC, turned into Beijing time"),
    N_("days alone"),
    N_("clock of Beijing, no zone in the file"),
    N_("as each row states; rows without an offset are in Beijing time"),
)


def _files(files: tuple[LogFile, ...], lang: str) -> Iterator[str]:
    """
    How files were read, those alike in one line: clocks,
    separators, columns that were not read.
    """
    phrases = _words(lang)
    for clock, names in _by(files, lambda log: log.clock).items():
        yield phrases["clock"].format(files=names, clock=phrase(clock, lang))
    for separator, names in _by(
        files, lambda log: log.separator or ","
    ).items():
        if separator != ",":
            yield phrases["separator"].format(
                files=names, separator={"\t": "tab"}.get(separator, separator)
            )
    for columns, names in _by(
        files, lambda log: ", ".join(log.unread)
    ).items():
        if columns:
            yield phrases["unread"].format(files=names, columns=columns)


def told_of(notice: Told, lang: str = "en") -> str:
    """Something to know of the rows, in words."""
    return _words(lang)[notice.kind].format(**notice._asdict())


def _by(
    files: tuple[LogFile, ...], value_of: Callable[[LogFile], str]
) -> dict[str, str]:
    """The names of the files that are told alike."""
    names_by_value: dict[str, list[str]] = defaultdict(list)
    for log in files:
        names_by_value[value_of(log)].append(log.name)
    return {
        what: names[0] + (f" + {len(names) - 1}" if len(names) > 1 else "")
        for what, names in names_by_value.items()
    }


def _text(counted: Counted, lang: str) -> Iterator[str]:
    phrases = _words(lang)
    yield (
        f"{counted.handler} · {phrases['until']} {counted.as_of}"
        + (f" · {phrases['group']}" if counted.members else "")
        + "\n"
    )
    yield from _persons(counted, lang)
    for line in _merged(
        counted.crossed,
        lambda crossed: crossed.crossing.threshold,
        lambda crossed: _crossed(crossed, lang),
        lang,
    ):
        yield f"  + {line}\n"
    for line in _merged(
        counted.headroom,
        lambda room: room.threshold,
        lambda room: _room(room, lang),
        lang,
    ):
        yield f"  · {line}\n"
    for excluded in counted.excluded:
        yield f"  – {_excluded(excluded, lang)}\n"
    for other in counted.alternatives:
        if other.would_change:
            yield f"  ? {_reading(other, lang)}\n"
    for part in counted.parts:
        name = f"{phrase(_PARTS[part.by], lang)} {part.name or '–'}"
        persons = phrases["part"].format(**part._asdict())
        yield f"    {under(name, persons, lang)}\n"


def _persons(counted: Counted, lang: str) -> Iterator[str]:
    """How many persons there are of each kind, and the tier that they reach."""
    phrases = _words(lang)
    for measure in MEASURES:
        persons = counted.tally.of(measure)
        largest = counted.tally.most(measure)
        curve = sparkline(counted.days[measure], counted.year)
        most = ""
        if largest is None:
            most = aside(phrases["open"], lang)
        elif largest != persons:
            most = aside(f"{largest:,} {phrases['most']}", lang)
        yield f"  {persons:>12,} {phrases[measure]}{most}  {curve}\n"
    yield f"  {counted.tally.both:>12,} {phrases['both']}\n"
    if counted.tier is None:
        yield f"  {phrases['none']}\n"
        return
    reached = phrases["may" if counted.tally.is_open else "tier"]
    yield f"  {reached} {counted.tier}\n"


def _merged(
    entries: Any, threshold: Any, phrases: Any, lang: str
) -> Iterator[str]:
    """Entries on the same number under several lists as one line with the provisions of all."""
    ordered = sorted(
        entries,
        key=lambda entry: (threshold(entry).measure, threshold(entry).number),
    )
    for _, alike in groupby(
        ordered,
        key=lambda entry: (
            threshold(entry).measure,
            threshold(entry).number,
            threshold(entry).outcome,
        ),
    ):
        same = list(alike)
        cites = dict.fromkeys(
            cite for entry in same for cite in threshold(entry).cites
        )
        yield f"{phrases(same[0])} [{cited(law(), cites, lang)}]"


def _goal(threshold: Threshold, lang: str) -> str:
    """A threshold with the information that it is about and what follows from it."""
    words = _words(lang)["person" if threshold.number == 1 else "persons"]
    outcome = say(law().outcome_label(threshold.outcome), lang)
    about = phrase(MEASURED[threshold.measure], lang)
    return words.format(number=threshold.number) + aside(
        in_turn((about, outcome), lang), lang
    )


def _crossed(crossed: Crossed, lang: str) -> str:
    phrases = _words(lang)
    crossing = crossed.crossing
    event = f"{crossing.day}"
    if crossed.moment:
        event = f"{crossed.moment:%Y-%m-%d %H:%M}"
    if crossed.recipient:
        event = phrases["to"].format(when=event, recipient=crossed.recipient)
    if crossed.item:
        event += aside(crossed.item, lang)
    goal = _goal(crossing.threshold, lang)
    parts = [
        phrases["reached"].format(goal=goal),
        phrases["new"].format(new=crossing.that_day, rank=crossing.rank),
    ]
    if crossed.known_on and crossed.known_on > crossing.day:
        known = f"{phrases['known']} {crossed.known_on}"
        parts.append(under(known, phrases["low"], lang))
    return under(event, in_turn(parts, lang), lang)


def _room(room: Headroom, lang: str) -> str:
    phrases = _words(lang)
    goal = _goal(room.threshold, lang)
    expected = str(room.expected or phrases["year"])
    if room.expected or room.earliest:
        between = f"{room.earliest or '–'} … {room.latest or '–'}"
        expected += aside(between, lang)
    parts = (
        phrases["left"].format(left=room.left, goal=goal),
        under(phrases["rate"], expected, lang),
    )
    return in_turn(parts, lang)


def _excluded(excluded: Excluded, lang: str) -> str:
    proof = _words(lang)["proven" if excluded.proven else "claimed"]
    ground = say(law().label(QD + excluded.ground), lang) or excluded.ground
    cites = cited(law(), [excluded.cites], lang)
    told = under(f"{excluded.persons:,} {proof}", ground, lang)
    return f"{told} [{cites}]"


def _reading(other: Alternative, lang: str) -> str:
    """A tally under another reading, in the words of the law's question."""
    return _words(lang)["reading"].format(
        question=other.question,
        reading=say(_answers()[other.question, other.reading], lang),
        ordinary=other.ordinary,
        sensitive=other.sensitive,
        tier=other.tier or "–",
        now=other.now or "–",
    )


@cache
def _answers() -> dict[tuple[str, str], Text]:
    """The label of each reading by the notations of its question and of itself."""
    graph = law().graph
    return {
        (
            question.notation,
            str(graph.one(reading, SKOS + "notation")),
        ): law().label(reading)
        for question in law().questions
        for reading in question.readings
    }


def sparkline(days: list[tuple[date, int]], year: int) -> str:
    """The tally at the end of each week, as one line of bars."""
    if not days:
        return ""
    weeks = [0] * _WEEKS
    last = (days[-1][0] - date(year, 1, 1)).days // 7
    for day, total in days:
        weeks[(day - date(year, 1, 1)).days // 7] = total
    for index in range(1, last + 1):
        weeks[index] = max(weeks[index], weeks[index - 1])
    return "".join(
        _BARS[min(7, weeks[index] * 8 // (days[-1][1] + 1))]
        for index in range(last + 1)
    )


def title(lang: str) -> str:
    """The title of a page."""
    return phrase("Natural persons provided abroad, each counted once", lang)
