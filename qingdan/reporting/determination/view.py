"""
What the templates ask of the law and of a determination: texts,
links, colours, numbers in a language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup, escape

from ...deciding.determination import (
    Bar,
    Comparison,
    Determination,
    DueDuty,
    Finding,
)
from ...deciding.missing import range_label, value_label
from ...language import phrase
from ...law.conditions import Trace
from ...law.model import Law
from ...law.quotes import Quote, words
from ...rdf.graph import Text
from ...rdf.names import QD, curie, expand, readable
from .. import grades
from ..conditions import (
    limits_of,
    operator_of,
    opposite,
    positive,
    related,
    valued,
)
from ..duties import bars, coverages, phrases
from ..phrases import margin, say, tone
from .gauges import Gauge, gauge

TAGS = {"en": "en", "zh": "zh-Hans"}


_LINKED = re.compile(r"(?:https?://|urn:)[^\s<>\"'\\]+", re.IGNORECASE)


_SIGNS = {">=": "≥", "<=": "≤"}


_HAN = re.compile("[\u3400-\u9fff]")


_PLACE = re.compile(
    "(.*?(?:, |》|（[^）]*）))((?:Article [0-9]|第.+?条)[^:：]*)(.*)"
)
_PAPER = re.compile("(.*?[:：] ?)()(.*)")
_CHIP = 56  # a longer name of a provision is cut at its colon


@dataclass(frozen=True)
class Leaf:
    """
    One test of a condition in words: the fact, the
    relation, what it was held against, the value found.
    """

    fact: str
    relation: str
    against: str
    value: str


@dataclass(frozen=True)
class View:
    """What the template asks of the law and of a determination."""

    law: Law

    def told(self, text: Text, lang: str) -> Markup:
        """A text in a language; where only another language has it, marked as being in that one."""
        if lang in text or not text:
            return escape(text.get(lang, ""))
        other = next(iter(text))
        return Markup('<span lang="{}">{}</span>').format(
            TAGS.get(other, other), text[other]
        )

    def sentence(self, text: Text, lang: str) -> Markup:
        """A label as a sentence: a capital and a full stop, as the language has it."""
        whole = {
            key: (value[:1].upper() + value[1:]).rstrip(".。")
            + ("。" if key == "zh" else ".")
            for key, value in text.items()
            if value
        }
        return self.told(whole, lang)

    def days(self, duty: DueDuty, as_of: date, lang: str) -> list[str]:
        """By which day a duty is done, with the arithmetic, a line each."""
        return list(phrases.told(self.law, duty, as_of, lang))

    def held(self, determination: Determination, lang: str) -> list[str]:
        """
        What is in hand for what is required, a line each:
        the status, the reasons, the headroom.
        """
        return list(coverages.lines(self.law, determination.coverage, lang))

    def barred(self, bar: Bar, lang: str) -> list[str]:
        """An event that bars the export, a line each: what, since when, what ends it."""
        return list(bars.lines(bar, lang))

    def name(
        self, determination: Determination, langs: tuple[str, ...]
    ) -> Markup:
        """
        The titles of an item in the languages wanted, else any,
        else its IRI; kept apart from the text around them.
        """
        titles = [
            (lang, determination.title[lang])
            for lang in langs
            if lang in determination.title
        ] or list(determination.title.items())[:1]
        shown = [
            Markup('<bdi class="alt" lang="{}">{}</bdi>').format(
                TAGS["zh"] if _HAN.search(title) else TAGS.get(lang, lang),
                title,
            )
            for lang, title in titles
            or [("", readable(curie(determination.item)))]
        ]
        return Markup(" ").join(shown)

    def link(self, iri: str) -> Markup:
        """An IRI or CURIE, linked where it may be."""
        shown = readable(curie(iri))
        return _linked(iri, shown, "code", expand(iri))

    def chip(self, cite: str, lang: str, before: str = "") -> Markup:
        """
        A provision as a chip: its short name, in full on hover, linked where it may be.

        A phone shows an article by its number alone, and not again the paper of the one before.
        """
        whole = say(self.law.label(expand(cite)), lang) or cite
        head = re.split("[:：]", whole)[0] if whole != cite else cite
        short = head if len(whole) > _CHIP and len(head) * 5 > _CHIP else whole
        paper, place, gist = _parted(short)
        name = Markup("{}{}{}").format(
            _hidden("again", paper)
            if paper and self._paper(before, lang) == paper
            else paper,
            place,
            _hidden("gist", gist) if place else gist,
        )
        return _linked(cite, name, "chip", f"{whole} · {cite}")

    def _paper(self, cite: str, lang: str) -> str:
        """The name of the paper in which a provision stands, as its own name begins."""
        return _parted(say(self.law.label(expand(cite)), lang) or cite)[0]

    def summary(self, cite: str) -> Text:
        """What a provision says, in a sentence or two."""
        return self.law.graph.text(expand(cite), QD + "summary")

    def words(self, cites: tuple[str, ...], rule: str) -> list[Quote]:
        """The words of some provisions on which a rule or duty rests, where they may be shown."""
        return [
            quote
            for cite in cites
            for quote in words(expand(cite)).carrying(expand(rule))
        ]

    def outcome(self, name: str) -> Text:
        """An outcome as people call it."""
        return self.law.outcome_label(name)

    def positive(self, trace: Trace) -> Trace:
        """A condition told as what holds."""
        return positive(trace)

    def margin(self, comparison: Comparison, lang: str) -> str:
        """How far a number lies from its limit."""
        return margin(comparison, lang)

    def tone(self, name: str) -> str:
        """The colour of an outcome: clear, route, open or stop."""
        return tone(self.law, name)

    def day(self, day: date, lang: str) -> Markup:
        """A day as the language writes it."""
        shown = (
            f"{day.year}年{day.month}月{day.day}日"
            if lang == "zh"
            else f"{day.day} {day:%B %Y}"
        )
        return Markup('<time datetime="{}">{}</time>').format(
            day.isoformat(), shown
        )

    def leaf(self, trace: Trace, lang: str, turned: bool = False) -> Leaf:
        """
        A test in words; `turned` tells a failed test by what
        is true instead. Only for a trace that is a test.
        """
        assert trace.test is not None
        test = trace.test
        if turned and trace.status is False:
            test = opposite(test)
        values = (
            None
            if trace.values is None
            else say(valued(self.law, trace), lang)
        )
        against = " / ".join(
            say(value_label(self.law, value), lang)
            for value in limits_of(test)
        )
        operator = operator_of(test)
        relation = _SIGNS.get(operator) or related(operator, lang)
        return Leaf(
            say(self.law.facts[trace.test.fact].label, lang),
            relation,
            against,
            values or phrase("not stated", lang),
        )

    def because(self, trace: Trace | None) -> list[Trace]:
        """The tests that made a condition come out as it did, each once."""
        return list(
            {
                (leaf.test, leaf.status): leaf
                for leaf in (_deciding(trace) if trace else ())
            }.values()
        )

    def number(self, comparison: Comparison) -> Text:
        """The number compared, or the bounds within which it is known."""
        if comparison.bounds:
            return range_label(*comparison.bounds)
        return value_label(self.law, comparison.value or 0)

    def gauge(self, comparison: Comparison) -> Gauge:
        """The scale for a comparison."""
        return gauge(comparison)

    def grade(self, finding: Finding, lang: str) -> Markup:
        """The grade of a rule and its meaning."""
        return self.told(grades.meaning(self.law, finding.confidence), lang)

    def weak(self, finding: Finding) -> grades.Weak | None:
        """The weak source on which a rule rests, None where it does not."""
        return grades.weak_source(self.law, finding)

    def weak_cites(self, cites: tuple[str, ...], lang: str) -> str:
        """That a flag or duty rests on weak sources alone, empty where it does not."""
        weak = grades.weak_provisions(self.law, cites)
        if weak:
            return grades.weakness(self.law, weak, lang)
        return ""

    def numbers(self, determination: Determination) -> list[Comparison]:
        """Every comparison outside the grounds, each once."""
        by_limit = {
            (c.fact, c.operator, c.limit): c
            for finding in determination.findings()
            for c in finding.comparisons
        }
        carried = {
            (c.fact, c.operator, c.limit)
            for ground in determination.grounds
            for c in ground.comparisons
        }
        return [
            comparison
            for key, comparison in by_limit.items()
            if key not in carried
        ]

    def why_not(
        self, determination: Determination
    ) -> list[tuple[str, list[Finding]]]:
        """
        The rules that failed by the outcome they would have
        led to, the strictest outcome first.
        """
        names = sorted(
            {f.outcome for f in determination.failed if f.outcome},
            key=self.strictness,
            reverse=True,
        )
        return [
            (name, [f for f in determination.failed if f.outcome == name])
            for name in names
        ]

    def strictness(self, name: str) -> int:
        """The rank of an outcome."""
        known = self.law.outcomes.get(QD + name)
        if known:
            return known.strictness
        return 0


def _parted(name: str) -> tuple[str, str, str]:
    """The name of a provision in three: its paper, its article if it has one, its gist."""
    parts = _PLACE.fullmatch(name) or _PAPER.fullmatch(name)
    return (parts[1], parts[2], parts[3]) if parts else ("", name, "")


def _hidden(kind: str, text: str) -> Markup:
    """Words that a phone leaves out."""
    return Markup('<span class="{}">{}</span>').format(kind, text)


def _linked(iri: str, text: str, kind: str, title: str) -> Markup:
    """A link where the scheme is http, https or urn; else plain text."""
    target = expand(iri)
    if not _LINKED.fullmatch(target):
        return Markup('<span class="{}" title="{}">{}</span>').format(
            kind, title, text
        )
    return Markup('<a class="{}" href="{}" title="{}">{}</a>').format(
        kind, target, title, text
    )


def _deciding(trace: Trace) -> Iterator[Trace]:
    if trace.test is not None:
        yield trace
    for part in trace.parts:
        if trace.kind == "not" or part.status is trace.status:
            yield from _deciding(part)
