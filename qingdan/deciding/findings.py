"""
The weighed rules of a case as findings: those that carry the answer,
those that do not, the flags raised and the duties due.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache

from ..law.conditions import Trace
from ..law.kleene import Status, any_of
from ..law.model import Duty, Law, Override, Redating, Rule, holds
from ..rdf.names import curie, local
from .case import Case
from .determination import (
    Defeat,
    DueDuty,
    Finding,
    RaisedFlag,
)
from .reasons import comparisons, reasons
from .rulebook import shared
from .steps import Weighed, read_by

_KEPT = 20_000
_BEYOND_LISTS = ("outside-list-management", "not-an-export")


class Findings:
    """
    The weighed rules as findings, sorted into those that
    carry the answer and those that do not.
    """

    def __init__(
        self,
        law: Law,
        case: Case,
        weighed: Mapping[str, Weighed],
        grounds: tuple[str, ...],
        redated: tuple[Redating, ...],
    ) -> None:
        self.law = law
        self.case = case
        self.weighed = weighed
        self.redated = redated
        self.carrying = grounds
        self._kept = _findings_of(law, case.day, redated)
        self.rules = [w for w in weighed.values() if w.rule.concludes]

    def of(self, w: Weighed, status: Status = True) -> Finding:
        """One weighed rule as a finding."""
        finding = self._without_defeats(w.rule, w.trace, status)
        if not w.defeated_by:
            return finding
        defeats = tuple(self._defeat(override) for override in w.defeated_by)
        return finding._replace(defeated_by=defeats)

    def _without_defeats(
        self,
        rule: Rule,
        trace: Trace | None,
        status: Status,
    ) -> Finding:
        """What is the same in each case for which a condition came to the same."""
        key = (rule.iri, id(trace), status)
        known = self._kept.get(key)
        if known is not None:
            return known
        if len(self._kept) > _KEPT:
            self._kept.clear()
        finding = self._kept[key] = Finding(
            rule=rule.iri,
            label=rule.label,
            status=status,
            outcome=local(rule.concludes) if rule.concludes else None,
            cites=self._cited(rule.sources),
            confidence=rule.confidence,
            comparisons=tuple(comparisons(self.law, trace)),
            reasons=tuple(reasons(self.law, trace)),
            trace=trace,  # kept with the finding, so that its id names no other
        )
        return finding

    def _defeat(self, override: Override) -> Defeat:
        standing = (
            iri
            for iri in override.over
            if iri in self.weighed and self.weighed[iri].stands
        )
        return Defeat(
            override.iri,
            override.label,
            tuple(sorted(standing)),
            self._cited(override.sources),
        )

    def _some(
        self, wanted: list[Weighed], status: Status
    ) -> tuple[Finding, ...]:
        return tuple(
            self.of(w, status)
            for w in sorted(wanted, key=lambda w: w.rule.iri)
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
            [
                w
                for w in self.rules
                if w.applies and w.stands is False and _stays(w)
            ],
            True,
        )

    def defeated(self) -> tuple[Finding, ...]:
        """The rules that apply and give way; a default that gives way did not apply."""
        gave_way = [
            w
            for w in self.rules
            if w.applies and w.stands is False and not _stays(w)
        ]
        return tuple(
            self.of(w, w.trace is not None)
            for w in sorted(gave_way, key=lambda w: w.rule.iri)
        )

    def failed(self) -> tuple[Finding, ...]:
        """The rules that were open to the case and whose condition failed: the why-not."""
        openers = [w for w in self.weighed.values() if w.rule.opens]
        return self._some(
            [
                w
                for w in self.rules + openers
                if w.applies is False and w.trace
            ],
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

    def others(self, listed: frozenset[str]) -> tuple[tuple[str, Status], ...]:
        """The rules of the book beside those listed, each with whether it stands."""
        return tuple(
            (iri, self.weighed[iri].stands)
            for iri in sorted(self.weighed.keys() - listed)
        )

    def flags(self) -> tuple[RaisedFlag, ...]:
        """Each flag once: raised where a rule of it stands; open where one may, remarks aside."""
        raising = defaultdict[str, list[Weighed]](list)
        for w in sorted(self.weighed.values(), key=lambda w: w.rule.iri):
            open_remark = (
                w.stands is None
                and local(w.rule.raises or "") in self.law.remarks
            )
            if w.rule.raises and w.stands is not False and not open_remark:
                raising[w.rule.raises].append(w)
        return tuple(
            self._flag(name, rules) for name, rules in raising.items()
        )

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
            causes |= {
                w.rule.opens for w in weighed if w.stands and w.rule.opens
            }
        causes |= {
            w.rule.raises for w in weighed if w.stands and w.rule.raises
        }
        following = (
            duty for duty in self.law.duties if duty.follows_from & causes
        )
        due = []
        read = _read_by_duties(self.law)
        for duty in (
            duty
            for duty in following
            if holds(duty, self.case.day, self.redated)
        ):
            trace = shared(self.law).trace(
                rule=duty,
                reads=read[duty.iri],
                facts=self.case.facts,
            )
            status = True if trace is None else trace.status
            if status is not False:
                due.append(_due(duty, status, self._cited(duty.sources)))
        phases = self.law.ordered("Phase")
        return tuple(
            sorted(
                due,
                key=lambda due_duty: (
                    phases.index(due_duty.phase),
                    due_duty.duty,
                ),
            )
        )

    def _cited(self, sources: tuple[str, ...]) -> tuple[str, ...]:
        return self.law.cited(sources, self.case.day, self.redated)


@lru_cache(maxsize=64)
def _findings_of(
    law: Law,
    day: date,
    redated: tuple[Redating, ...],
) -> dict[tuple[str, int, Status], Finding]:
    """The findings of a day, each made once for the same trace."""
    return {}


@cache
def _read_by_duties(law: Law) -> dict[str, tuple[str, ...]]:
    """The facts that each duty reads."""
    return {duty.iri: read_by(duty) for duty in law.duties}


def _due(duty: Duty, status: Status, cites: tuple[str, ...]) -> DueDuty:
    trigger = next(iter(duty.terms.triggers), None)
    name = curie(duty.iri)
    return DueDuty(
        duty=name,
        label=duty.label,
        status=status,
        phase=duty.phase,
        cites=cites,
        terms=duty.terms,
        trigger=trigger,
    )


def _stays(w: Weighed) -> bool:
    """Whether a rule gives way only in the order of telling."""
    return all(override.also_applies for override in w.defeated_by)
