"""The words of a report in English and Chinese, and the small sentences built from them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from ..deciding.determination import Comparison, Reason
from ..deciding.missing import range_label, value_label
from ..law.conditions import Between, Settled, Trace
from ..law.kleene import Status
from ..law.model import Law
from ..output import plain
from ..rdf.graph import Text
from ..rdf.names import expand

_WIDTH = 80
_COLON = re.compile("[:：]")
_NUMBERED = re.compile("[0-9第]")
TURNED = {
    ">=": "<",
    ">": "<=",
    "<=": ">",
    "<": ">=",
    "has": "not has",
    "in": "not in",
    "class": "not class",
    "not class": "class",
} | {f"count {sign}": f"not count {sign}" for sign in (">=", "<=")}
WORDS: dict[str, Text] = {
    "answer": {"en": "Answer", "zh": "结论"},
    "as of": {"en": "as of", "zh": "判断日期"},
    "position": {"en": "Position", "zh": "清单归属"},
    "why": {"en": "Why", "zh": "理由"},
    "open": {"en": "What decides", "zh": "取决于"},
    "not": {"en": "Why not", "zh": "为何不是"},
    "governed": {"en": "Which rules govern", "zh": "适用规则"},
    "acts on": {"en": "acts on", "zh": "作用于"},
    "also applies": {"en": "Also applies", "zh": "同时适用"},
    "by review": {
        "en": "not stated, answered by the review on record",
        "zh": "未陈述，依已记录的审查结论",
    },
    "undecided": {"en": "open", "zh": "未定"},
    "defeated": {"en": "Overridden", "zh": "被优先规则排除"},
    "defaults": {
        "en": "Default that another rule overrides",
        "zh": "因其他规则优先而未适用的兜底规则",
    },
    "by default": {
        "en": "applies, as no other rule overrides it",
        "zh": "因无其他规则优先而适用",
    },
    "default open": {
        "en": "applies only if no other rule overrides it",
        "zh": "仅在无其他规则优先时适用",
    },
    "applies": {"en": "applies", "zh": "适用"},
    "overridden": {"en": "not applied", "zh": "未适用"},
    "failed": {"en": "Conditions not met", "zh": "不符合的条件"},
    "unknown": {"en": "Still open", "zh": "尚未确定的条件"},
    "missing": {
        "en": "Missing facts, most decisive first",
        "zh": "待补充的事实（按影响排序）",
    },
    "facts": {"en": "Facts relied on", "zh": "所依据的事实"},
    "assumptions": {
        "en": "Assumptions (the stricter case)",
        "zh": "未陈述、按较严格情形处理",
    },
    "readings": {
        "en": "Open questions and the reading taken",
        "zh": "解释争议与采用的理解",
    },
    "find out": {"en": "Where to find out", "zh": "查询途径"},
    "first": {"en": "First", "zh": "先行事项"},
    "flags": {"en": "Also check", "zh": "另须注意"},
    "coverage": {"en": "In hand", "zh": "已有机制"},
    "duties": {"en": "What must be done", "zh": "应当履行的义务"},
    "left out": {"en": "and {many} more", "zh": "另有{many}项"},
    "receipt": {"en": "Receipt", "zh": "凭证"},
    "change": {
        "en": "another reading would change the outcome",
        "zh": "其他解释会改变结论",
    },
    "same": {
        "en": "same outcome under every reading",
        "zh": "各种解释下结论相同",
    },
    "untold": {
        "en": "cannot be told from these facts",
        "zh": "依现有事实无法判断",
    },
    "if": {"en": "if it applies", "zh": "如适用"},
    "stated": {"en": "stated on", "zh": "来源"},
    "inferred": {"en": "follows from", "zh": "推导自"},
    "by": {"en": "by", "zh": "陈述人"},
    "left": {"en": "margin", "zh": "余量"},
    "over": {"en": "margin", "zh": "超出"},
    "would be": {"en": "would otherwise allow", "zh": "否则可能为"},
    "national": {"en": "national rules", "zh": "国家规则"},
    "not stated": {"en": "not stated", "zh": "未陈述"},
    "overview": {
        "en": "Which of this data may leave China, and how",
        "zh": "数据出境判断总览",
    },
    "items": {"en": "Items", "zh": "数据项"},
    "item": {"en": "Item", "zh": "数据项"},
    "title": {"en": "Title", "zh": "名称"},
    "no items": {
        "en": "There is no item to decide.",
        "zh": "没有待判断的数据项。",
    },
    "proofs": {"en": "Proofs", "zh": "逐项论证"},
    "outcomes": {"en": "Outcomes", "zh": "结论分布"},
    "outcome": {"en": "Outcome", "zh": "结论"},
    "count": {"en": "Items", "zh": "项数"},
    "words": {"en": "The words", "zh": "原文"},
    "article": {"en": "Article {}", "zh": "第{}条"},
    "rule": {"en": "Deciding rule", "zh": "依据规则"},
    "scenario": {"en": "Scenario", "zh": "业务场景"},
    "scenarios": {"en": "Outcomes by scenario", "zh": "各业务场景的结论"},
    "shown": {
        "en": "items are shown; `qingdan why` proves any other",
        "zh": "个数据项在此列出；其余可用 qingdan why 查证",
    },
    "blocking": {
        "en": "The missing facts that hold back most items",
        "zh": "影响数据项最多的缺失事实",
    },
    "held back": {"en": "items held back", "zh": "项受影响"},
    "first question": {"en": "first to state", "zh": "首先补充"},
    "list": {"en": "List", "zh": "清单"},
    "tier": {"en": "Tier", "zh": "层级"},
    "export": {"en": "Export", "zh": "出境活动"},
    "can become": {"en": "It can still come to", "zh": "仍可能为"},
    "numbers": {
        "en": "The other numbers, each against its limit",
        "zh": "其他数值与限值的比较",
    },
    "value": {"en": "Value", "zh": "数值"},
    "limit": {"en": "limit", "zh": "限值"},
    "log": {"en": "logarithmic scale", "zh": "对数刻度"},
    "tree": {"en": "The condition, part by part", "zh": "条件逐项展开"},
    "met": {"en": "met", "zh": "符合"},
    "unmet": {"en": "not met", "zh": "不符合"},
    "not known": {"en": "not known", "zh": "未知"},
    "gives way": {"en": "Overridden by", "zh": "让位于"},
    "leads to": {"en": "would lead to", "zh": "可导致"},
    "why not": {"en": "Why not another answer", "zh": "为何不是其他结论"},
    "same answer": {
        "en": "Other rules to the same answer, not met",
        "zh": "可得相同结论但不符合的规则",
    },
    "rules": {"en": "rules", "zh": "条规则"},
    "1 rule": {"en": "rule", "zh": "条规则"},
    "evidence": {"en": "evidence", "zh": "证据等级"},
    "inferred alone": {"en": "inferred from", "zh": "仅由以下推断："},
    "one weak source": {"en": "rests on one weak source:", "zh": "仅依据单一弱来源："},
    "if answered": {"en": "If the answer is", "zh": "如回答"},
    "then": {"en": "then", "zh": "则"},
    "about item": {"en": "about the item", "zh": "关于数据项"},
    "about export": {"en": "about the export", "zh": "关于出境活动"},
    "about handler": {"en": "about the handler", "zh": "关于数据处理者"},
    "about tally": {"en": "about the tally", "zh": "关于累计数量"},
    "reading taken": {"en": "Reading taken", "zh": "采用的理解"},
    "other reading": {"en": "Other reading", "zh": "其他解释"},
    "fact": {"en": "Fact", "zh": "事实"},
    "stated value": {"en": "Value", "zh": "取值"},
    "origin": {"en": "Stated on, by whom, when", "zh": "来源、陈述人、日期"},
    "unnamed": {"en": "an unnamed record", "zh": "未命名记录"},
    "taken as": {"en": "Taken as", "zh": "按此处理"},
    "rule set": {"en": "Rule set", "zh": "规则集"},
    "input": {"en": "Input", "zh": "输入"},
    "version": {"en": "Version", "zh": "版本"},
    "chosen readings": {"en": "Readings chosen", "zh": "选用的解释"},
    "not has": {"en": "is not", "zh": "不为"},
    "not in": {"en": "is none of", "zh": "不属于"},
    "not count >=": {
        "en": "number of values, fewer than",
        "zh": "取值个数少于",
    },
    "not count <=": {"en": "number of values, more than", "zh": "取值个数多于"},
    "to items": {"en": "Back to the items", "zh": "返回数据项"},
    "none": {"en": "none", "zh": "无"},
    "disclaimer": {
        "en": (
            "Not legal advice. The Chinese original controls; our source only summarises the list."
        ),
        "zh": "本结果不构成法律意见，以中文原文为准；所依据资料仅为清单摘要。",
    },
    "in-list": {"en": "in the list", "zh": "清单内"},
    "out-of-list": {"en": "outside the list", "zh": "清单外"},
    "national-rules": {"en": "under the national rules", "zh": "适用国家规则"},
    "outside-list-management": {
        "en": "outside list management",
        "zh": "不纳入清单管理",
    },
    "not-an-export": {"en": "not an export", "zh": "不构成出境"},
    "undetermined": {"en": "undetermined", "zh": "尚未确定"},
    "BeforeExport": {"en": "before", "zh": "出境前"},
    "DuringExport": {"en": "during", "zh": "出境中"},
    "AfterExport": {"en": "after", "zh": "出境后"},
    "OnIncident": {"en": "on an incident", "zh": "发生事件时"},
    "Standing": {"en": "always", "zh": "持续"},
    "and": {"en": "all of", "zh": "同时满足"},
    "or": {"en": "any of", "zh": "满足其一"},
    "nor": {"en": "none of these holds", "zh": "以下各项均不符合"},
    "nand": {"en": "not all of these hold", "zh": "以下各项不同时符合"},
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


def cited(law: Law, cites: Iterable[str], lang: str, with_names: bool = False) -> str:
    """Provisions by their legal names, with their identifiers where these are asked for too."""
    names = {cite: short_name(law, cite, lang) for cite in cites}
    if with_names:
        return "; ".join(f"{name} {cite}" for cite, name in names.items())
    return "; ".join(dict.fromkeys(names.values()))


def short_name(law: Law, cite: str, lang: str) -> str:
    """
    The name of a provision, up to its colon where a number
    stands before it: `Measures, Article 10`.
    """
    whole = say(law.label(expand(cite)), lang) or cite
    head = _COLON.split(whole)[0]
    if whole != cite and _NUMBERED.search(head):
        return head
    return whole


def mark(status: Status) -> str:
    """A sign for true, false, unknown that survives any terminal."""
    return {True: "+", False: "-", None: "?"}[status]


def compared(comparison: Comparison, lang: str) -> str:
    """A comparison as one line, for example `10,000 >= 10,000 (margin 0)`."""
    number = (
        say(range_label(*comparison.bounds), lang)
        if comparison.bounds
        else f"{comparison.value:,}"
    )
    return (
        f"{say(comparison.label, lang)}: {number} {comparison.operator} {comparison.limit:,}"
        f" ({margin(comparison, lang)})"
    )


def margin(comparison: Comparison, lang: str) -> str:
    """
    How far a number lies from its limit, on which side;
    open where the limit lies within the bounds.
    """
    if comparison.margin is None or comparison.value is None:
        return word("undecided", lang)
    side = "over" if comparison.value >= comparison.limit else "left"
    return f"{word(side, lang)} {comparison.margin:,}"


def reason(reason_given: Reason, lang: str) -> str:
    """A deciding fact as one line, for example `core data: no`."""
    if reason_given.values is None:
        values = word("not stated", lang)
    else:
        values = ", ".join(say(value, lang) for value in reason_given.values) or word(
            "none", lang
        )
    return f"{say(reason_given.label, lang)}: {values}"


def positive(trace: Trace) -> Trace:
    """
    The same condition told as what holds: a negated test by its
    opposite, a negated group as none or not all of its parts.
    """
    if trace.kind != "not":
        return replace(trace, parts=tuple(positive(part) for part in trace.parts))
    (inner,) = trace.parts
    if inner.kind == "not":
        return positive(inner.parts[0])
    if inner.test is not None:
        opposite = replace(inner.test, operator=TURNED[inner.test.operator])
        return replace(inner, status=trace.status, test=opposite)
    kind = {"or": "nor", "and": "nand"}[inner.kind]
    return Trace(kind, trace.status, tuple(positive(part) for part in inner.parts))


def tested(law: Law, trace: Trace, lang: str) -> str:
    """A leaf of a condition as one line: the fact, its value, what it was held against."""
    if trace.test is None:
        return word(trace.kind, lang)
    fact = say(law.facts[trace.test.fact].label, lang)
    values = say(valued(law, trace), lang)
    limit = (
        trace.test.limit if isinstance(trace.test.limit, tuple) else (trace.test.limit,)
    )
    against = " / ".join(say(value_label(law, value), lang) for value in limit)
    return f"{fact} [{values}] {word(trace.test.operator, lang)} {against}"


def valued(law: Law, trace: Trace) -> Text:
    """
    What is known of the fact that a leaf tests: its values,
    its bounds, or that it is not stated.
    """
    if trace.values is None:
        return _both("not stated")
    if isinstance(trace.values, Settled):
        return _both("by review")
    if isinstance(trace.values, Between):
        return range_label(trace.values.low, trace.values.high)
    labels = [value_label(law, value) for value in trace.values]
    if not labels:
        return _both("none")
    return {
        lang: ", ".join(say(label, lang) for label in labels) for lang in ("en", "zh")
    }


def _both(name: str) -> Text:
    return {lang: word(name, lang) for lang in ("en", "zh")}


def visible(text: str) -> str:
    """A value on one line, not too long, with what does not show made to show."""
    shown = plain(text)
    if len(shown) <= _WIDTH:
        return shown
    return shown[: _WIDTH - 1] + "…"
