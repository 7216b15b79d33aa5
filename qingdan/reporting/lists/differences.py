"""
Where two lists, readings or days differ, as text, JSON and a page.

What most regions state alike is told once; a region tells the rules that decide on either side
and the facts on which it turns.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any

from ...comparing.records import records
from ...deciding.missing import range_label, value_label
from ...language import N_, phrase
from ...law.load import combined
from ...rdf.graph import Value
from ...rdf.names import curie, local
from ..phrases import cited, say
from ..punctuation import aside, heading, under
from ..style import Style
from .merged import Merged, merged

if TYPE_CHECKING:
    from ...proving.difference import Decided, Held, Region, Side

_ENDLESS = 10**12
_MOST = 0.6

NONE = N_("The two agree on every inventory.")
REGIONS = N_("{n} regions of facts differ")
TOGETHER = N_(
    "Those that differ in one fact alone are told together: {n} entries"
)
COMMON = N_("Stated in most regions, and not repeated below")
LIMIT = N_("Facts dated between the two days are not told apart.")
_DAYS = {
    "urn:x:by-the-day": N_("a day that has come"),
    "urn:x:later": N_("a day that has not come"),
    "urn:x:other": N_("another value"),
}
_JUDGED = N_("one of them needs legal review")
_GROUNDS = N_("no mechanism under either")


@dataclass(frozen=True)
class Report:
    """The regions in which two sides differ, and how they are told."""

    sides: tuple[Side, Side]
    regions: Sequence[Region]

    @cached_property
    def common(self) -> frozenset[Held]:
        """What most regions state alike."""
        if len(self.regions) < 3:
            return frozenset()
        counts = Counter(
            held for region in self.regions for held in _all(region)
        )
        least = _MOST * len(self.regions)
        return frozenset(
            held for held, times in counts.items() if times >= least
        )

    def name(self, number: int, lang: str) -> str:
        """A side: its list, its day, the readings that are not the default."""
        side = self.sides[number]
        names = {record.id: record.label for record in records()}
        label = say(names[side.edition], lang)
        name = phrase("{name}, as of {day}", lang, name=label, day=side.day)
        if not side.chosen:
            return name
        chosen = ", ".join(sorted(map(local, side.chosen)))
        return name + phrase(", reading {names}", lang, names=chosen)

    def stricter(self, region: Region, lang: str) -> str:
        """Which side is stricter, or why neither is."""
        if region.stricter is not None:
            side = "AB"[region.stricter]
            return phrase("stricter: {side}", lang, side=side)
        known = self._law.outcomes
        clear = all(
            known[decided.outcome].clearance for decided in region.decided
        )
        why_neither = _GROUNDS if clear else _JUDGED
        return phrase(why_neither, lang)

    def outcome(self, decided: Decided, lang: str) -> str:
        """An outcome as people call it."""
        return say(self._law.outcome_label(local(decided.outcome)), lang)

    def rules(self, entry: Merged, side: int, lang: str) -> list[str]:
        """The rules that decide on one side, each with the provisions that it rests on."""
        always, partly = entry.rules(side)
        in_some = [
            phrase("in some of them: {rule}", lang, rule=rule)
            for rule in self._rules(partly, lang)
        ]
        return self._rules(always, lang) + in_some

    def _rules(self, named: set[str], lang: str) -> list[str]:
        """Rules in the order in which they are written."""
        return [self._rule(iri, lang) for iri in self._sources if iri in named]

    def _rule(self, iri: str, lang: str) -> str:
        sources = self._sources[iri]
        name = say(self._law.label(iri), lang)
        provisions = cited(self._law, sources, lang)
        return name + aside(provisions, lang)

    @cached_property
    def _sources(self) -> dict[str, tuple[str, ...]]:
        return {rule.iri: rule.sources for rule in self._law.rules}

    def facts(self, entry: Merged, lang: str) -> list[str]:
        """The facts of a region that are not common to most; of several values one holds."""
        lines = []
        for name in entry.facts:
            values = entry.values(name)
            if len(values) == 1 and values[0] in self.common:
                continue
            label = say(self._law.facts[name].label, lang)
            each = sorted(self._stated(held, lang) for held in values)
            alternatives = phrase("; or ", lang).join(each)
            lines.append(under(label, alternatives, lang))
        return lines

    def _stated(self, held: Held | None, lang: str) -> str:
        if held is None:
            return phrase("not stated", lang)
        return self._value(held, lang)

    def shared(self, lang: str) -> list[str]:
        """The facts that are common to most regions."""
        return sorted(self.fact(held, lang) for held in self.common)

    def fact(self, held: Held, lang: str) -> str:
        """A fact with its values, or with the numbers between which the region lasts."""
        label = say(self._law.facts[held.fact].label, lang)
        return under(label, self._value(held, lang), lang)

    def _value(self, held: Held, lang: str) -> str:
        if held.low is None:
            values = [self._word(value, lang) for value in held.values]
            if lang == "zh":
                return "、".join(values)
            return " and ".join(values)
        endless = held.high is None or held.high >= _ENDLESS
        return say(range_label(held.low, None if endless else held.high), lang)

    def _word(self, value: Value, lang: str) -> str:
        """A value, or when the day that stands for a class of days lies."""
        if str(value) in _DAYS:
            return phrase(_DAYS[str(value)], lang)
        return say(value_label(self._law, value), lang)

    @cached_property
    def _law(self) -> Any:
        return combined(*(side.edition for side in self.sides))

    @cached_property
    def grouped(self) -> list[tuple[int, list[Merged]]]:
        """
        The regions by the two outcomes, those first in which one side is stricter: how many there
        are, and how they are told.
        """
        order = sorted(self.regions, key=_order)
        groups = [
            list(regions) for _, regions in groupby(order, key=_outcomes)
        ]
        return [(len(regions), merged(regions)) for regions in groups]

    @property
    def entries(self) -> int:
        """How many entries tell the regions."""
        return sum(len(entries) for _, entries in self.grouped)


def _order(region: Region) -> tuple[bool, tuple[str, str], int]:
    facts = len(region.turns_on) + len(region.beside)
    return region.stricter is None, _outcomes(region), facts


def _outcomes(region: Region) -> tuple[str, str]:
    first, second = region.decided
    return first.outcome, second.outcome


def _all(region: Region) -> tuple[Held, ...]:
    return region.turns_on + region.beside


def written(report: Report, style: Style) -> Iterator[str]:
    """The regions as lines."""
    return text(report, style.lang)


def json_written(report: Report, style: Style) -> Iterator[str]:
    """The regions as one object."""
    yield as_json(report)


def text(report: Report, lang: str) -> Iterator[str]:
    """The regions as lines."""
    first = report.name(0, lang)
    second = report.name(1, lang)
    yield f"A  {first}\nB  {second}\n\n"
    if not report.regions:
        yield phrase(NONE, lang) + "\n"
        return
    yield phrase(REGIONS, lang, n=len(report.regions)) + "\n"
    if report.entries < len(report.regions):
        yield phrase(TOGETHER, lang, n=report.entries) + "\n"
    if report.sides[0].day != report.sides[1].day:
        yield phrase(LIMIT, lang) + "\n"
    for number, entries in report.grouped:
        yield f"  {number:3}  {_headline(report, entries[0].first, lang)}\n"
    shared = report.shared(lang)
    if shared:
        yield f"\n{heading(phrase(COMMON, lang), lang)}\n"
        for fact in shared:
            yield f"  {fact}\n"
    number = 0
    for _, entries in report.grouped:
        yield f"\n{_headline(report, entries[0].first, lang)}\n"
        for entry in entries:
            number += 1
            yield from _entry(report, entry, number, lang)


def _headline(report: Report, region: Region, lang: str) -> str:
    first, second = (
        report.outcome(decided, lang) for decided in region.decided
    )
    stricter = report.stricter(region, lang)
    if lang == "zh":
        return f"A：{first}  |  B：{second}（{stricter}）"
    return f"A: {first}  |  B: {second}  ({stricter})"


def _entry(
    report: Report, entry: Merged, number: int, lang: str
) -> Iterator[str]:
    yield f"\n  {number}.\n"
    for side, letter in enumerate("AB"):
        for rule in report.rules(entry, side, lang):
            yield f"    {letter}  {rule}\n"
    for fact in report.facts(entry, lang):
        yield f"    -  {fact}\n"


def as_json(report: Report) -> str:
    """The regions as JSON; each with an inventory that `qingdan why` runs."""
    sides = [
        {
            "list": side.edition,
            "asOf": side.day.isoformat(),
            "readings": sorted(map(curie, side.chosen)),
        }
        for side in report.sides
    ]
    regions = [_region_json(region) for region in report.regions]
    content = {"sides": sides, "regions": regions}
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _region_json(region: Region) -> dict[str, Any]:
    return {
        "decided": [
            {
                "outcome": local(side.outcome),
                "rules": list(map(curie, side.rules)),
            }
            for side in region.decided
        ],
        "stricter": region.stricter,
        "turnsOn": list(map(_held_json, region.turns_on)),
        "beside": list(map(_held_json, region.beside)),
        "inventory": region.shown.turtle(),
    }


def _held_json(held: Held) -> dict[str, Any]:
    if held.low is not None:
        endless = held.high is None or held.high >= _ENDLESS
        return {
            "fact": held.fact,
            "from": held.low,
            "to": None if endless else held.high,
        }
    values = [
        curie(value).removeprefix("urn:x:")
        if isinstance(value, str)
        else value
        for value in held.values
    ]
    return {"fact": held.fact, "values": values}


def fragment(report: Report, lang: str) -> str:
    """The regions as the content of a page."""
    from ..determination.as_html import environment

    template = environment().get_template("differences.html.j2")
    return template.render(
        report=report,
        lang=lang,
        zh=lang == "zh",
        NONE=NONE,
        REGIONS=REGIONS,
        COMMON=COMMON,
        LIMIT=LIMIT,
        TOGETHER=TOGETHER,
    )


def page_written(report: Report, style: Style) -> Iterator[str]:
    """The regions as a page of its own."""
    from . import as_html

    lang = style.lang
    title = f"{report.name(0, lang)} / {report.name(1, lang)}"
    yield as_html.page(fragment(report, lang), title, lang)
