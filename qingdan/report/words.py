"""The words of a report in English and Chinese, and the small sentences built from them."""

from __future__ import annotations

from ..conditions import Trace
from ..determination import Comparison
from ..graph import Text
from ..kleene import Status
from ..missing import value_label
from ..terms import Law

WORDS: dict[str, Text] = {
    "answer": {"en": "Answer", "zh": "结论"},
    "as of": {"en": "as of", "zh": "判断日期"},
    "position": {"en": "Position", "zh": "位置"},
    "why": {"en": "Why", "zh": "理由"},
    "open": {"en": "What decides", "zh": "取决于"},
    "not": {"en": "Why not", "zh": "为何不是"},
    "governed": {"en": "Which rules govern", "zh": "适用规则"},
    "defeated": {"en": "Applies, but gives way", "zh": "符合但被优先规则排除"},
    "failed": {"en": "Conditions not met", "zh": "不符合的条件"},
    "unknown": {"en": "Still open", "zh": "尚未确定的条件"},
    "missing": {"en": "Facts to state, the most telling first", "zh": "待补充的事实（按影响排序）"},
    "facts": {"en": "Facts relied on", "zh": "所依据的事实"},
    "assumptions": {"en": "Not stated, taken at the stricter value", "zh": "未陈述、按较严格情形处理"},
    "readings": {"en": "Open questions and the reading taken", "zh": "待决问题与所采解释"},
    "flags": {"en": "Mind as well", "zh": "另须注意"},
    "duties": {"en": "What must be done", "zh": "应当履行的义务"},
    "receipt": {"en": "Receipt", "zh": "凭证"},
    "change": {"en": "another reading would change the outcome", "zh": "其他解释会改变结论"},
    "same": {"en": "same outcome under every reading", "zh": "各种解释下结论相同"},
    "untold": {"en": "cannot be told from these facts", "zh": "依现有事实无法判断"},
    "if": {"en": "if it applies", "zh": "如适用"},
    "stated": {"en": "stated on", "zh": "陈述于"},
    "inferred": {"en": "follows from", "zh": "推导自"},
    "by": {"en": "by", "zh": "陈述人"},
    "margin": {"en": "margin", "zh": "差额"},
    "would be": {"en": "would otherwise allow", "zh": "否则可能为"},
    "national": {"en": "national rules", "zh": "国家规则"},
    "not stated": {"en": "not stated", "zh": "未陈述"},
    "disclaimer": {
        "en": "Not legal advice. The Chinese original controls; our source only summarises the list.",
        "zh": "本结果不构成法律意见，以中文原文为准；所依据资料仅为清单摘要。",
    },
    "in-list": {"en": "in the list", "zh": "清单内"},
    "out-of-list": {"en": "outside the list", "zh": "清单外"},
    "national-rules": {"en": "under the national rules", "zh": "适用国家规则"},
    "outside-list-management": {"en": "outside list management", "zh": "不纳入清单管理"},
    "not-an-export": {"en": "not an export", "zh": "不构成出境"},
    "undetermined": {"en": "undetermined", "zh": "尚未确定"},
    "BeforeExport": {"en": "before", "zh": "出境前"},
    "DuringExport": {"en": "during", "zh": "出境中"},
    "AfterExport": {"en": "after", "zh": "出境后"},
    "OnIncident": {"en": "on an incident", "zh": "发生事件时"},
    "Standing": {"en": "always", "zh": "持续"},
    "and": {"en": "all of", "zh": "同时满足"},
    "or": {"en": "any of", "zh": "满足其一"},
    "negated": {"en": "not the case that", "zh": "并非"},
    "has": {"en": "is", "zh": "为"},
    "in": {"en": "is one of", "zh": "属于"},
    "class": {"en": "is of the kind", "zh": "属于类别"},
    "not class": {"en": "is none of the kind", "zh": "不属于类别"},
    "count >=": {"en": "number of values, at least", "zh": "取值个数不少于"},
    "count <=": {"en": "number of values, at most", "zh": "取值个数不多于"},
}


def word(key: str, lang: str) -> str:
    """A word of the report."""
    return WORDS.get(key, {"en": key, "zh": key})[lang]


def say(text: Text, lang: str) -> str:
    """A text in a language, or in any language rather than none."""
    return text.get(lang) or next(iter(text.values()), "")


def mark(status: Status) -> str:
    """A sign for true, false, unknown that survives any terminal."""
    return {True: "+", False: "-", None: "?"}[status]


def compared(found: Comparison, lang: str) -> str:
    """A comparison as one line, for example `10,000 >= 10,000 (margin 0)`."""
    return f"{say(found.label, lang)}: {found.value:,} {found.operator} {found.limit:,} ({word('margin', lang)} {found.margin:,})"


def tested(law: Law, trace: Trace, lang: str) -> str:
    """A leaf of a condition as one line: the fact, its value, what it was held against."""
    if trace.test is None:
        return word({"not": "negated"}.get(trace.kind, trace.kind), lang)
    fact = say(law.facts[trace.test.fact].label, lang)
    values = word("not stated", lang) if trace.values is None else ", ".join(say(value_label(law, v), lang) for v in trace.values) or "0"
    limit = trace.test.limit if isinstance(trace.test.limit, tuple) else (trace.test.limit,)
    against = " / ".join(say(value_label(law, value), lang) for value in limit)
    return f"{fact} [{values}] {word(trace.test.operator, lang)} {against}"
