"""A count in words, with a line of the year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
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
from ...output import plain
from ..phrases import say

_BARS = "▁▂▃▄▅▆▇█"
_WEEKS = 53
_TOLD = 10
_WORDS = {
    "en": {
        "ordinaryPersons": "persons, information other than sensitive",
        "sensitivePersons": "persons, sensitive information",
        "both": "persons in both",
        "until": "from 1 January to",
        "tier": "the numbers reach tier",
        "none": "the numbers reach no tier",
        "reached": "reached",
        "new": "{new:,} new that day, reached with number {rank:,} of them",
        "known": "in the records only from",
        "low": "what was determined in between rests on a tally that was too low",
        "left": "{left:,} more persons stay below",
        "rate": "at the rate of the last 28 days (a projection)",
        "year": "not in this year",
        "proven": "not counted, ground proven",
        "claimed": "counted, as the ground is claimed and not proven",
        "reading": "under another reading",
        "change": "would change the tier",
        "most": "at most, with what cannot be read or told apart",
        "bad": "rows cannot be counted: the tallies are lower bounds",
        "open": (
            "at least; no maximum is known, as rows that hold an unknown number of persons cannot"
            " be counted"
        ),
        "may": "no maximum is known, so the numbers may reach tier",
        "contradiction": (
            "{rows:,} rows say that they are not sensitive beside a kind that is: they are counted"
            " as sensitive"
        ),
        "frequent": (
            "one identifier stands in {rows:,} of {of:,} rows of {about}: does it name a person, or"
            " stand where none is named?"
        ),
        "clock": "moments in {files}: {clock}",
        "separator": "{files}: cells are parted by {separator}",
        "unread": "{files}: columns not read: {columns}",
        "group": "group, counted as one (a flag against splitting, not the rule)",
        "nothing": "There is nobody to count up to",
    },
    "zh": {
        "ordinaryPersons": "人（不含敏感个人信息）",
        "sensitivePersons": "人（敏感个人信息）",
        "both": "人两类兼有",
        "until": "自1月1日至",
        "tier": "数量达到层级",
        "none": "数量未达到任何层级",
        "reached": "达到",
        "new": "当日新增{new:,}人，第{rank:,}人时达到",
        "known": "记录显示的日期为",
        "low": "其间所作判断依据的累计数偏低",
        "left": "再增加{left:,}人仍低于",
        "rate": "按最近28日的速度推算",
        "year": "本年度内不会",
        "proven": "不计入，情形已证明",
        "claimed": "计入，情形仅主张而未证明",
        "reading": "按另一解释",
        "change": "将改变层级",
        "most": "最多，含无法读取或无法区分的",
        "bad": "行无法计数，累计数为下限",
        "open": "至少；部分行所含人数不明且无法计数，上限未知",
        "may": "上限未知，数量可能达到层级",
        "contradiction": "{rows:,}行陈述为非敏感，但所列种类属于敏感个人信息，已按敏感个人信息计数",
        "frequent": (
            "{about}：同一标识符出现在{of:,}行中的{rows:,}行，请核实其指向自然人，还是用于代替缺失值"
        ),
        "clock": "{files} 的时间：{clock}",
        "separator": "{files}：单元格以 {separator} 分隔",
        "unread": "{files}：未读取的列：{columns}",
        "group": "集团合并计算（防拆分提示，非规则）",
        "nothing": "没有可计数的自然人，截至",
    },
}


def text(count: Count, lang: str) -> Iterator[str]:
    """The count in words; names of a log stay on their line."""
    for line in _told(count, lang):
        yield plain(line.removesuffix("\n")) + "\n"


def _told(count: Count, lang: str) -> Iterator[str]:
    phrases = _WORDS[lang]
    if not count.counted:
        yield f"{phrases['nothing']} {count.as_of}\n"
    for counted in (*count.counted, *count.groups):
        yield from _text(counted, lang)
    yield from (f"! {told_of(notice, lang)}\n" for notice in count.notices)
    for line in _files(count.files, lang):
        yield f"  {line}\n"
    if count.bad:
        yield f"{count.bad:,} {phrases['bad']}\n"
        for row in count.bad_rows[:_TOLD]:
            yield f"  {row.file}:{row.row}: {row.what}\n"


_CLOCKS = {
    "instants in UTC, turned into Beijing time": "UTC 时刻，已换算为北京时间",
    "days": "日期",
    "clock of Beijing, no zone in the file": "文件未注明时区，按北京时间",
    "as each row states, without an offset Beijing": "以各行所述为准，未注明时差的按北京时间",
}


def _files(files: tuple[LogFile, ...], lang: str) -> Iterator[str]:
    """
    How files were read, those alike in one line: clocks,
    separators, columns that were not read.
    """
    phrases = _WORDS[lang]
    for clock, names in _by(files, lambda log: log.clock).items():
        yield phrases["clock"].format(
            files=names, clock=_CLOCKS[clock] if lang == "zh" else clock
        )
    for separator, names in _by(files, lambda log: log.separator or ",").items():
        if separator != ",":
            yield phrases["separator"].format(
                files=names, separator={"\t": "tab"}.get(separator, separator)
            )
    for columns, names in _by(files, lambda log: ", ".join(log.unread)).items():
        if columns:
            yield phrases["unread"].format(files=names, columns=columns)


def told_of(notice: Told, lang: str = "en") -> str:
    """Something to know of the rows, in words."""
    return _WORDS[lang][notice.kind].format(**notice._asdict())


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
    phrases = _WORDS[lang]
    yield (
        f"{counted.handler} · {phrases['until']} {counted.as_of}"
        + (f" · {phrases['group']}" if counted.members else "")
        + "\n"
    )
    yield from _persons(counted, phrases)
    yield from (
        f"  + {line}\n"
        for line in _merged(
            counted.crossed,
            lambda crossed: crossed.crossing.threshold,
            lambda crossed: _crossed(crossed, lang),
        )
    )
    yield from (
        f"  · {line}\n"
        for line in _merged(
            counted.headroom,
            lambda room: room.threshold,
            lambda room: _room(room, lang),
        )
    )
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
        cites = dict.fromkeys(cite for entry in same for cite in threshold(entry).cites)
        yield f"{phrases(same[0])} [{', '.join(cites)}]"


def _goal(threshold: Threshold, lang: str) -> str:
    return (
        f"{threshold.number:,} {_WORDS[lang][threshold.measure]} ({threshold.outcome})"
    )


def _crossed(crossed: Crossed, lang: str) -> str:
    phrases = _WORDS[lang]
    crossing = crossed.crossing
    to = f" → {crossed.recipient}" if crossed.recipient else ""
    what = f" ({crossed.item})" if crossed.item else ""
    line = (
        f"{crossed.moment:%Y-%m-%d %H:%M}{to}{what}: {phrases['reached']}"
        f" {_goal(crossing.threshold, lang)};"
        f" {phrases['new'].format(new=crossing.that_day, rank=crossing.rank)}"
    )
    if crossed.known_on and crossed.known_on > crossing.day:
        line += f"; {phrases['known']} {crossed.known_on}: {phrases['low']}"
    return line


def _room(room: Headroom, lang: str) -> str:
    phrases = _WORDS[lang]
    between = ""
    if room.expected or room.earliest:
        between = f" ({room.earliest or '–'} … {room.latest or '–'})"
    left = phrases["left"].format(left=room.left)
    goal = _goal(room.threshold, lang)
    expected = room.expected or phrases["year"]
    return f"{left} {goal}; {phrases['rate']}: {expected}{between}"


def _excluded(excluded: Excluded, lang: str) -> str:
    proof = _WORDS[lang]["proven" if excluded.proven else "claimed"]
    return f"{excluded.persons:,} {proof}: {excluded.ground} [{excluded.cites}]"


def _reading(other: Alternative, lang: str) -> str:
    phrases = _WORDS[lang]
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
    return say(
        {
            "en": "Natural persons provided abroad, each counted once",
            "zh": "向境外提供个人信息的自然人数（去重）",
        },
        lang,
    )
