"""
From a decided case to its determination: every ground,
failed branch, defeat, fact, reading and duty.
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache

from ..law.conditions import Between, Settled, Test, Trace, bounds
from ..law.kleene import Status, any_of
from ..law.model import Duty, Law, Redating, holds
from ..rdf.graph import Text
from ..rdf.names import QD, curie, local
from . import readings as readings_of
from .case import Case
from .covered import OPEN, covered
from .determination import (
    Comparison,
    Defeat,
    Determination,
    DueDuty,
    Finding,
    RaisedFlag,
    Reason,
    UsedFact,
)
from .missing import guides, value_label
from .owed import dated
from .receipt import receipt_of
from .rulebook import Rulebook, Weighed, reviewed, rulebook
from .verdict import Likeness, assumptions_on, readings_on, verdict_on

_BEYOND_LISTS = ("outside-list-management", "not-an-export")
_BY_REVIEW: Text = {
    "en": "not stated, answered by the review on record",
    "zh": "未陈述，依已记录的审查结论",
}
_PHASES = (
    "BeforeExport",
    "DuringExport",
    "AfterExport",
    "OnIncident",
    "Standing",
)
_REVERSED = {">=": "<", "<": ">=", ">": "<=", "<=": ">"}


def explain(
    law: Law, case: Case, title: Text, chosen: frozenset[str] = frozenset()
) -> Determination:
    """
    The determination of one case under the chosen readings (others at their default).

    Cases that the law cannot tell apart are decided once;
    the names, sources and receipt are the item's own.
    """
    book = rulebook(law, case.day, chosen)
    found = explained(law, case, book)
    return found._replace(
        item=case.item,
        export=case.export,
        title=title,
        facts=_facts(law, case, book),
        duties=tuple(dated(law, duty, case) for duty in found.duties),
        coverage=covered(law, found, case),
        receipt=receipt_of(law, case, book),
    )


@lru_cache(maxsize=65_536)
def explained(law: Law, case: Case, book: Rulebook) -> Determination:
    """The determination of a case before its receipt; found once for all cases that are equal."""
    like = Likeness(law, case, book)
    told = verdict_on(law, like)
    weighed = book.weigh(readings_of.substituted(law, book.readings, case.facts))
    found = law.outcomes[QD + told.outcome]
    redated = law.redated(book.readings)
    findings = _Findings(law, case, weighed, told.grounds, redated)
    return Determination(
        item=case.item,
        export=case.export,
        title={},
        as_of=case.day,
        list=told.list,
        position=told.position,
        outcome=told.outcome,
        outcome_label=found.label,
        tier=found.tier,
        governed_by=_governing(findings, weighed),
        grounds=findings.grounds(),
        also_applies=findings.also_applies(),
        defeated=findings.defeated(),
        failed=findings.failed(),
        unknown=findings.unknown(),
        possible=told.possible,
        missing=tuple(
            fact._replace(
                find_out=(
                    *guides(law, fact.fact, case.facts, case.day),
                    *fact.find_out,
                )
            )
            for fact in told.missing
        ),
        readings=readings_on(law, like),
        assumptions=assumptions_on(law, like),
        facts=(),
        flags=findings.flags(),
        duties=findings.duties(found.iri),
        coverage=OPEN,
        receipt=receipt_of(law, case, book),
    )


def _governing(findings: _Findings, weighed: dict[str, Weighed]) -> Finding | None:
    """
    The rule that opens the regime; of several one with a
    condition, which says more than the default.
    """
    opening = [w for w in weighed.values() if w.stands and w.rule.opens]
    if opening:
        return findings.of(min(opening, key=lambda w: (w.trace is None, w.rule.iri)))
    return None


class _Findings:
    """
    The weighed rules as findings, sorted into those that
    carry the answer and those that do not.
    """

    def __init__(
        self,
        law: Law,
        case: Case,
        weighed: dict[str, Weighed],
        grounds: tuple[str, ...],
        redated: tuple[Redating, ...],
    ) -> None:
        self.law = law
        self.case = case
        self.weighed = weighed
        self.redated = redated
        self.carrying = grounds
        self.rules = [w for w in weighed.values() if w.rule.concludes]

    def of(self, w: Weighed, status: Status = True) -> Finding:
        """One weighed rule as a finding."""
        rule = w.rule
        return Finding(
            rule=rule.iri,
            label=rule.label,
            status=status,
            outcome=local(rule.concludes) if rule.concludes else None,
            cites=self._cited(rule.sources),
            confidence=rule.confidence,
            comparisons=tuple(comparisons(self.law, w.trace)),
            reasons=tuple(reasons(self.law, w.trace)),
            trace=w.trace,
            defeated_by=tuple(
                Defeat(
                    o.iri,
                    o.label,
                    tuple(
                        sorted(
                            iri
                            for iri in o.over
                            if iri in self.weighed and self.weighed[iri].stands
                        )
                    ),
                    self._cited(o.sources),
                )
                for o in w.defeated_by
            ),
        )

    def _some(self, wanted: list[Weighed], status: Status) -> tuple[Finding, ...]:
        return tuple(
            self.of(w, status) for w in sorted(wanted, key=lambda w: w.rule.iri)
        )

    def grounds(self) -> tuple[Finding, ...]:
        """The rules that carry the answer."""
        return tuple(
            self.of(self.weighed[iri], self.weighed[iri].stands)
            for iri in self.carrying
        )

    def also_applies(self) -> tuple[Finding, ...]:
        """The rules that apply and stay in force beside a stricter answer, which is told first."""
        return self._some(
            [w for w in self.rules if w.applies and w.stands is False and _stays(w)],
            True,
        )

    def defeated(self) -> tuple[Finding, ...]:
        """The rules that apply and give way; a default that gives way did not apply."""
        gave_way = [
            w for w in self.rules if w.applies and w.stands is False and not _stays(w)
        ]
        return tuple(
            self.of(w, w.trace is not None)
            for w in sorted(gave_way, key=lambda w: w.rule.iri)
        )

    def failed(self) -> tuple[Finding, ...]:
        """The rules that were open to the case and whose condition failed: the why-not."""
        openers = [w for w in self.weighed.values() if w.rule.opens]
        return self._some(
            [w for w in self.rules + openers if w.applies is False and w.trace],
            False,
        )

    def unknown(self) -> tuple[Finding, ...]:
        """The rules that a missing fact leaves open."""
        return self._some(
            [
                w
                for w in self.rules
                if w.stands is None and w.rule.iri not in self.carrying
            ],
            None,
        )

    def flags(self) -> tuple[RaisedFlag, ...]:
        """Each flag once: raised where a rule of it stands; open where one may, remarks aside."""
        raising = defaultdict[str, list[Weighed]](list)
        for w in sorted(self.weighed.values(), key=lambda w: w.rule.iri):
            open_remark = (
                w.stands is None and local(w.rule.raises or "") in self.law.remarks
            )
            if w.rule.raises and w.stands is not False and not open_remark:
                raising[w.rule.raises].append(w)
        return tuple(self._flag(name, rules) for name, rules in raising.items())

    def _flag(self, name: str, rules: list[Weighed]) -> RaisedFlag:
        status = any_of([w.stands for w in rules])
        telling = [w.rule for w in rules if w.stands is status]
        cites = dict.fromkeys(
            cite for rule in telling for cite in self._cited(rule.sources)
        )
        first = local(name) in self.law.first_steps
        return RaisedFlag(
            local(name), self.law.label(name), status, tuple(cites), first
        )

    def duties(self, outcome: str) -> tuple[DueDuty, ...]:
        """The duties that hold on the day and follow from the outcome, the regime or a flag."""
        causes = {outcome}
        weighed = self.weighed.values()
        if self.law.outcomes[outcome].under_list not in _BEYOND_LISTS:
            causes |= {w.rule.opens for w in weighed if w.stands and w.rule.opens}
        causes |= {w.rule.raises for w in weighed if w.stands and w.rule.raises}
        following = (duty for duty in self.law.duties if duty.follows_from & causes)
        due = []
        for duty in (
            one for one in following if holds(one, self.case.day, self.redated)
        ):
            facts = reviewed(duty, self.case.facts)
            cites = self._cited(duty.sources)
            status = duty.condition.evaluate(facts).status if duty.condition else True
            if status is not False:
                due.append(_due(duty, status, cites))
        return tuple(sorted(due, key=lambda one: (_PHASES.index(one.phase), one.duty)))

    def _cited(self, sources: tuple[str, ...]) -> tuple[str, ...]:
        return self.law.cited(sources, self.case.day, self.redated)


def _due(duty: Duty, status: Status, cites: tuple[str, ...]) -> DueDuty:
    trigger = next(iter(duty.terms.triggers), None)
    name = curie(duty.iri)
    return DueDuty(name, duty.label, status, duty.phase, cites, duty.terms, trigger)


def _stays(w: Weighed) -> bool:
    """Whether a rule gives way only in the order of telling."""
    return all(override.also_applies for override in w.defeated_by)


def comparisons(law: Law, trace: Trace | None) -> list[Comparison]:
    """The numbers of a condition against their limits, each once, as they turned out."""
    found: dict[tuple[str, int], Comparison] = {}
    for leaf in trace.decisive() if trace else ():
        if (
            leaf.test
            and leaf.test.numeric
            and leaf.values
            and isinstance(leaf.test.limit, int)
        ):
            found[leaf.test.fact, leaf.test.limit] = _comparison(
                law, leaf, leaf.test, leaf.test.limit
            )
    return list(found.values())


def _comparison(law: Law, leaf: Trace, test: Test, limit: int) -> Comparison:
    fact = law.facts[test.fact]
    low, high = bounds(leaf.values)
    sign = _REVERSED[test.operator] if leaf.status is False else test.operator
    value = (
        None
        if leaf.status is None
        else low
        if sign.startswith(">") or high is None
        else high
    )
    return Comparison(
        fact=fact.name,
        value=value,
        operator=sign,
        limit=limit,
        margin=None if value is None else abs(value - limit),
        parameter=test.parameter and curie(test.parameter),
        label=fact.label,
        unit=law.label(str(law.graph.one(fact.iri, QD + "unit"))),
        bounds=(low, high) if isinstance(leaf.values, Between) else None,
    )


def reasons(law: Law, trace: Trace | None) -> list[Reason]:
    """The facts that decide a condition and are no numbers, each once."""
    found: dict[str, Reason] = {}
    for leaf in trace.decisive() if trace else ():
        if leaf.test and (leaf.values is None or not leaf.test.numeric):
            if leaf.values is None:
                values = None
            else:
                values = tuple(value_label(law, value) for value in leaf.values)
            if isinstance(leaf.values, Settled):
                values = (_BY_REVIEW,)
            found[leaf.test.fact] = Reason(
                leaf.test.fact, law.facts[leaf.test.fact].label, values
            )
    return list(found.values())


def _facts(law: Law, case: Case, book: Rulebook) -> tuple[UsedFact, ...]:
    weighed = book.weigh(readings_of.substituted(law, book.readings, case.facts))
    read = {
        leaf.test.fact
        for w in weighed.values()
        if w.trace
        for leaf in w.trace.leaves()
        if leaf.test
    }
    used = []
    redated = law.redated(book.readings)
    for name in sorted(_behind(law, read) & set(case.sources)):
        fact = law.facts[name]
        source = case.sources[name]
        values = case.stated[name]
        cites = law.cited(source.cites, case.day, redated) if source.cites else ()
        labels = tuple(value_label(law, value) for value in values)
        used.append(
            UsedFact(
                name,
                fact.label,
                values,
                labels,
                source.how,
                source.stated_on,
                source.by,
                source.on,
                cites,
            )
        )
    return tuple(used)


def _behind(law: Law, read: set[str]) -> set[str]:
    """The facts that conditions read, and those from which these are worked out."""
    found = set(read)
    for name in read:
        fact = law.facts[name]
        found |= {*fact.plus, *fact.less}
        found |= {
            str(other)
            for other in (fact.closed_by, fact.true_from, fact.computed_from)
            if other
        }
    found |= {name for name, fact in law.facts.items() if fact.adds_to in found}
    return found | (
        {"asOf"} if found & {"ordinaryPersons", "sensitivePersons"} else set()
    )
