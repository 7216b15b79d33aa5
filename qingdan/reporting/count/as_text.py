"""A count in words, with a line of the year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from itertools import groupby
from typing import Any

from ...counting.results import (
    Count,
    Counted,
    LogFile,
    Told,
)
from ...counting.thresholds import MEASURES
from ...language import N_, phrase
from ...law.load import law
from ...output import plain
from ..phrases import cited
from ..punctuation import aside, under
from ..style import Style
from . import mechanisms, sentences

_BARS = "▁▂▃▄▅▆▇█"
_WEEKS = 53
_TOLD = 10


def written(count: Count, style: Style) -> Iterator[str]:
    """The count in words, in each language."""
    for lang in style.langs:
        yield from text(count, lang)


def text(count: Count, lang: str) -> Iterator[str]:
    """The count in words; names of a log stay on their line."""
    for line in _told(count, lang):
        yield plain(line.removesuffix("\n")) + "\n"


def _told(count: Count, lang: str) -> Iterator[str]:
    phrases = sentences.words(lang)
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
    phrases = sentences.words(lang)
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
    return sentences.words(lang)[notice.kind].format(**notice._asdict())


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
    phrases = sentences.words(lang)
    yield (
        f"{counted.handler} · {phrases['until']} {counted.as_of}"
        + (f" · {phrases['group']}" if counted.members else "")
        + "\n"
    )
    yield from _persons(counted, lang)
    for line in _merged(
        counted.crossed,
        lambda crossed: crossed.crossing.threshold,
        lambda crossed: sentences.crossing_of(crossed, lang),
        lang,
    ):
        yield f"  + {line}\n"
    for line in _merged(
        counted.headroom,
        lambda room: room.threshold,
        lambda room: sentences.room_of(room, lang),
        lang,
    ):
        yield f"  · {line}\n"
    for excluded in counted.excluded:
        yield f"  – {sentences.exclusion_of(excluded, lang)}\n"
    for other in counted.alternatives:
        if other.would_change:
            yield f"  ? {sentences.reading_of(other, lang)}\n"
    for part in counted.parts:
        name = f"{phrase(_PARTS[part.by], lang)} {part.name or '–'}"
        persons = phrases["part"].format(**part._asdict())
        yield f"    {under(name, persons, lang)}\n"


def _persons(counted: Counted, lang: str) -> Iterator[str]:
    """How many persons there are of each kind, and the tier that they reach."""
    phrases = sentences.words(lang)
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
