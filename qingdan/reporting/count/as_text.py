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
from ...output import plain
from ..style import Style
from . import mechanisms

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
    "reached": N_("reached"),
    "new": N_("{new:,} new that day, reached with number {rank:,} of them"),
    "known": N_("in the records only from"),
    "low": N_(
        "what was determined in between rests on a tally that was too low"
    ),
    "left": N_("{left:,} more persons stay below"),
    "rate": N_("at the rate of the last 28 days (a projection)"),
    "year": N_("not in this year"),
    "proven": N_("not counted, ground proven"),
    "claimed": N_("counted, as the ground is claimed and not proven"),
    "reading": N_("under another reading"),
    "change": N_("would change the tier"),
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


_CLOCKS = (
    N_("instants in UTC, turned into Beijing time"),
    N_("days alone"),
    N_("clock of Beijing, no zone in the file"),
    N_("as each row states, without an offset Beijing"),
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
    yield from _persons(counted, phrases)
    for line in _merged(
        counted.crossed,
        lambda crossed: crossed.crossing.threshold,
        lambda crossed: _crossed(crossed, lang),
    ):
        yield f"  + {line}\n"
    for line in _merged(
        counted.headroom,
        lambda room: room.threshold,
        lambda room: _room(room, lang),
    ):
        yield f"  · {line}\n"
    for excluded in counted.excluded:
        yield f"  – {_excluded(excluded, lang)}\n"
    for other in counted.alternatives:
        if other.would_change:
            yield f"  ? {_reading(other, lang)}\n"
    for part in counted.parts:
        yield (
            f"    {part.by} {part.name or '–'}: {part.persons:,} ({part.ordinary:,} /"
            f" {part.sensitive:,})\n"
        )


def _persons(counted: Counted, phrases: dict[str, str]) -> Iterator[str]:
    """How many persons there are of each kind, and the tier that they reach."""
    for measure in MEASURES:
        persons = counted.tally.of(measure)
        largest = counted.tally.most(measure)
        curve = sparkline(counted.days[measure], counted.year)
        most = ""
        if largest is None:
            most = f" ({phrases['open']})"
        elif largest != persons:
            most = f" ({largest:,} {phrases['most']})"
        yield f"  {persons:>12,} {phrases[measure]}{most}  {curve}\n"
    yield f"  {counted.tally.both:>12,} {phrases['both']}\n"
    if counted.tier is None:
        yield f"  {phrases['none']}\n"
        return
    reached = phrases["may" if counted.tally.is_open else "tier"]
    yield f"  {reached} {counted.tier}\n"


def _merged(entries: Any, threshold: Any, phrases: Any) -> Iterator[str]:
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
        yield f"{phrases(same[0])} [{', '.join(cites)}]"


def _goal(threshold: Threshold, lang: str) -> str:
    return f"{threshold.number:,} {_words(lang)[threshold.measure]} ({threshold.outcome})"


def _crossed(crossed: Crossed, lang: str) -> str:
    phrases = _words(lang)
    crossing = crossed.crossing
    to = ""
    if crossed.recipient:
        to = f" → {crossed.recipient}"
    what = ""
    if crossed.item:
        what = f" ({crossed.item})"
    when = f"{crossing.day}"
    if crossed.moment:
        when = f"{crossed.moment:%Y-%m-%d %H:%M}"
    line = (
        f"{when}{to}{what}: {phrases['reached']}"
        f" {_goal(crossing.threshold, lang)};"
        f" {phrases['new'].format(new=crossing.that_day, rank=crossing.rank)}"
    )
    if crossed.known_on and crossed.known_on > crossing.day:
        line += f"; {phrases['known']} {crossed.known_on}: {phrases['low']}"
    return line


def _room(room: Headroom, lang: str) -> str:
    phrases = _words(lang)
    between = ""
    if room.expected or room.earliest:
        between = f" ({room.earliest or '–'} … {room.latest or '–'})"
    left = phrases["left"].format(left=room.left)
    goal = _goal(room.threshold, lang)
    expected = room.expected or phrases["year"]
    return f"{left} {goal}; {phrases['rate']}: {expected}{between}"


def _excluded(excluded: Excluded, lang: str) -> str:
    proof = _words(lang)["proven" if excluded.proven else "claimed"]
    return (
        f"{excluded.persons:,} {proof}: {excluded.ground} [{excluded.cites}]"
    )


def _reading(other: Alternative, lang: str) -> str:
    phrases = _words(lang)
    return (
        f"{other.question} {other.reading}: {other.ordinary:,} / {other.sensitive:,}"
        f" {phrases['reading']}: {other.now or '–'} → {other.tier or '–'}, {phrases['change']}"
    )


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
