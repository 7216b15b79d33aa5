"""A count in words, with a line of the year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Any

from ..counting.results import Alternative, Count, Counted, Crossed, Excluded
from ..counting.tallies import Headroom
from ..counting.thresholds import MEASURES, Threshold
from .words import say

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
        "group": "集团合并计算（防拆分提示，非规则）",
        "nothing": "没有可计数的自然人，截至",
    },
}


def text(found: Count, lang: str) -> Iterator[str]:
    """The count in words."""
    told = _WORDS[lang]
    if not found.counted:
        yield f"{told['nothing']} {found.as_of}\n"
    for one in (*found.counted, *found.groups):
        yield from _text(one, lang)
    if found.bad:
        yield f"{found.bad:,} {told['bad']}\n"
        yield from (f"  {row.file}:{row.row}: {row.what}\n" for row in found.bad_rows[:_TOLD])


def _text(one: Counted, lang: str) -> Iterator[str]:
    told = _WORDS[lang]
    yield f"{one.handler} · {told['until']} {one.as_of}" + (f" · {told['group']}" if one.members else "") + "\n"
    for measure in MEASURES:
        most = f" ({one.tally.most(measure):,} {told['most']})" if one.tally.most(measure) != one.tally.of(measure) else ""
        yield f"  {one.tally.of(measure):>12,} {told[measure]}{most}  {sparkline(one.days[measure], one.year)}\n"
    yield f"  {one.tally.both:>12,} {told['both']}\n"
    yield "  " + (told["none"] if one.tier is None else f"{told['tier']} {one.tier}") + "\n"
    yield from (
        f"  + {line}\n"
        for line in _merged(one.crossed, lambda crossed: crossed.crossing.threshold, lambda crossed: _crossed(crossed, lang))
    )
    yield from (f"  · {line}\n" for line in _merged(one.headroom, lambda room: room.threshold, lambda room: _room(room, lang)))
    yield from (f"  – {_excluded(excluded, lang)}\n" for excluded in one.excluded)
    yield from (f"  ? {_reading(other, lang)}\n" for other in one.alternatives if other.would_change)
    yield from (f"    {part.by} {part.name or '–'}: {part.persons:,} ({part.ordinary:,} / {part.sensitive:,})\n" for part in one.parts)


def _merged(entries: Any, threshold: Any, told: Any) -> Iterator[str]:
    """Entries on the same number under several lists as one line with the provisions of all."""
    ordered = sorted(entries, key=lambda entry: (threshold(entry).measure, threshold(entry).number))
    for _, alike in groupby(ordered, key=lambda entry: (threshold(entry).measure, threshold(entry).number, threshold(entry).outcome)):
        same = list(alike)
        yield f"{told(same[0])} [{', '.join(dict.fromkeys(cite for entry in same for cite in threshold(entry).cites))}]"


def _goal(threshold: Threshold, lang: str) -> str:
    return f"{threshold.number:,} {_WORDS[lang][threshold.measure]} ({threshold.outcome})"


def _crossed(crossed: Crossed, lang: str) -> str:
    told, crossing = _WORDS[lang], crossed.crossing
    to = f" → {crossed.recipient}" if crossed.recipient else ""
    what = f" ({crossed.item})" if crossed.item else ""
    line = (
        f"{crossed.moment:%Y-%m-%d %H:%M}{to}{what}: {told['reached']} {_goal(crossing.threshold, lang)};"
        f" {told['new'].format(new=crossing.that_day, rank=crossing.rank)}"
    )
    if crossed.known_on and crossed.known_on > crossing.day:
        line += f"; {told['known']} {crossed.known_on}: {told['low']}"
    return line


def _room(room: Headroom, lang: str) -> str:
    told = _WORDS[lang]
    between = f" ({room.earliest or '–'} … {room.latest or '–'})" if room.expected or room.earliest else ""
    return f"{told['left'].format(left=room.left)} {_goal(room.threshold, lang)}; {told['rate']}: {room.expected or told['year']}{between}"


def _excluded(excluded: Excluded, lang: str) -> str:
    told = _WORDS[lang]["proven" if excluded.proven else "claimed"]
    return f"{excluded.persons:,} {told}: {excluded.ground} [{excluded.cites}]"


def _reading(other: Alternative, lang: str) -> str:
    told = _WORDS[lang]
    return f"{other.question} {other.reading}: {other.ordinary:,} / {other.sensitive:,} {told['reading']}: {other.now or '–'} → {other.tier or '–'}, {told['change']}"


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
    return "".join(_BARS[min(7, weeks[index] * 8 // (days[-1][1] + 1))] for index in range(last + 1))


def title(lang: str) -> str:
    """The title of a page."""
    return say({"en": "Natural persons provided abroad, each counted once", "zh": "向境外提供个人信息的自然人数（去重）"}, lang)
