"""
A determination as JSON (contract: item, asOf, list,
position, outcome, tier, grounds, defeated, …).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from textwrap import indent
from typing import TYPE_CHECKING

from ...deciding.determination import (
    Answer,
    Assumption,
    Bar,
    Comparison,
    Determination,
    DueDuty,
    Finding,
    MissingFact,
    Proven,
    RaisedFlag,
    TakenReading,
    UsedFact,
)
from ...duties.coverage import Coverage
from ...law.conditions import Known, Trace
from ...rdf.graph import Value
from ...rdf.names import curie, local
from ..duties import phrases as days
from ..grades import weak_grades
from ..style import Style

if TYPE_CHECKING:
    from ...deciding.batch import Decided
    from ..documents import determination as documents

_STATUS: dict[bool | None, documents.Status] = {
    True: "true",
    False: "false",
    None: "unknown",
}


def written(proven: Proven, style: Style) -> Iterator[str]:
    """One determination as an object."""
    yield _text(proven.determination) + "\n"


def inventory(decided: Decided, style: Style) -> Iterator[str]:
    """The determinations of an inventory as one array, one after the other."""
    return array(decided.determinations())


def array(determinations: Iterable[Determination]) -> Iterator[str]:
    """Determinations as one array."""
    between = "[\n"
    for determination in determinations:
        yield between + indent(_text(determination), "  ")
        between = ",\n"
    yield "[]\n" if between == "[\n" else "\n]\n"


def _text(determination: Determination) -> str:
    content = document(determination)
    return json.dumps(content, ensure_ascii=False, indent=2)


def document(determination: Determination) -> documents.Determination:
    """The JSON object of one determination; keys and values in a fixed order."""
    return {
        "item": determination.item,
        "export": determination.export,
        "title": determination.title,
        "asOf": determination.as_of.isoformat(),
        "list": determination.list,
        "position": determination.position,
        "outcome": determination.outcome,
        "outcomeText": determination.outcome_label,
        "tier": determination.tier,
        "firstSteps": [_flag(flag) for flag in determination.first_steps],
        "possibleOutcomes": list(determination.possible),
        "governedBy": finding(determination.governed_by)
        if determination.governed_by
        else None,
        "grounds": [finding(ground) for ground in determination.grounds],
        "alsoApplies": [finding(rule) for rule in determination.also_applies],
        "defeated": [finding(rule) for rule in determination.defeated],
        "failed": [finding(rule) for rule in determination.failed],
        "unknown": [finding(rule) for rule in determination.unknown],
        "missingFacts": [_missing(fact) for fact in determination.missing],
        "readings": [_reading(reading) for reading in determination.readings],
        "assumptions": [
            _assumption(assumption) for assumption in determination.assumptions
        ],
        "facts": [_fact(fact) for fact in determination.facts],
        "flags": [_flag(flag) for flag in determination.flags],
        "duties": [
            _duty(duty, determination.as_of) for duty in determination.duties
        ],
        "coverage": _coverage(determination.coverage),
        "barred": [_bar(bar) for bar in determination.barred],
        "receipt": {
            "rules": determination.receipt.rules,
            "input": determination.receipt.input,
            "version": determination.receipt.version,
            "readings": list(determination.receipt.readings),
        },
    }


def _assumption(assumption: Assumption) -> documents.Assumption:
    return {
        "fact": assumption.fact,
        "value": plain(assumption.value),
        "text": assumption.label,
        "valueText": assumption.value_label,
        "otherOutcomes": list(assumption.lighter),
    }


def _coverage(coverage: Coverage) -> documents.Coverage:
    """What is in hand for what is required; `cites` are the provisions behind the status."""
    return {
        "status": coverage.status,
        "mechanism": coverage.mechanism,
        "until": coverage.until.isoformat() if coverage.until else None,
        "cites": list(coverage.cites),
        "reasons": [
            {
                "reason": reason.reason,
                "text": reason.label,
                "cites": list(reason.cites),
            }
            for reason in coverage.reasons
        ],
        "headroom": coverage.headroom,
    }


def _bar(bar: Bar) -> documents.Bar:
    """An event that bars the export; what follows stands under `duties` by these names."""
    return {
        "bar": bar.bar,
        "kind": bar.kind,
        "event": bar.event,
        "since": bar.since.isoformat(),
        "certain": bar.certain,
        "exports": bar.exports,
        "text": bar.label,
        "ends": bar.ends,
        "duties": list(bar.duties),
        "cites": list(bar.cites),
    }


def _duty(duty: DueDuty, as_of: date) -> documents.Duty:
    return {
        "duty": duty.duty,
        "status": _STATUS[duty.status],
        "phase": duty.phase,
        **days.document(duty, as_of),
        "cites": list(duty.cites),
        "text": duty.label,
    }


def _flag(raised: RaisedFlag) -> documents.Flag:
    return {
        "flag": raised.flag,
        "status": _STATUS[raised.status],
        "cites": list(raised.cites),
        "text": raised.label,
    }


def finding(rule: Finding) -> documents.Finding:
    """One rule with its status, provisions, comparisons and condition tree."""
    shown: documents.Finding = {
        "rule": rule.rule,
        "status": _STATUS[rule.status],
        "default": rule.default,
        "outcome": rule.outcome,
        "cites": list(rule.cites),
        "confidence": rule.confidence,
        "text": rule.label,
        "comparisons": [
            _comparison(comparison) for comparison in rule.comparisons
        ],
        "condition": condition(rule.trace),
    }
    if rule.confidence in weak_grades():
        shown["weakSources"] = list(rule.cites)
    if rule.defeated_by:
        shown["defeatedBy"] = [
            {
                "override": d.override,
                "rules": list(d.by),
                "cites": list(d.cites),
                "text": d.label,
            }
            for d in rule.defeated_by
        ]
    return shown


def condition(
    trace: Trace | None,
) -> documents.Part | documents.Test | None:
    """The tree of a condition, down to the facts it tested."""
    if trace is None:
        return None
    if trace.test is None:
        return {
            "kind": trace.kind,
            "status": _STATUS[trace.status],
            "parts": [condition(part) for part in trace.parts],
        }
    return {
        "kind": "test",
        "status": _STATUS[trace.status],
        "fact": trace.test.fact,
        "operator": trace.test.operator,
        "limit": _limit(trace.test.limit),
        "values": None
        if trace.values is None
        else [plain(value) for value in trace.values],
        "closed": isinstance(trace.values, Known),
    }


def plain(value: Value) -> documents.Plain:
    """A value for JSON: terms of the vocabulary by local name, other IRIs whole."""
    if isinstance(value, (bool, int)):
        return value
    text = str(value)
    if curie(text).startswith("qd:"):
        return local(text)
    return curie(text)


def _limit(
    limit: Value | tuple[Value, ...],
) -> documents.Plain | list[documents.Plain]:
    if isinstance(limit, tuple):
        return [plain(value) for value in limit]
    return plain(limit)


def _comparison(comparison: Comparison) -> documents.Comparison:
    shown: documents.Comparison = {
        "fact": comparison.fact,
        "value": comparison.value,
        "operator": comparison.operator,
        "limit": comparison.limit,
        "margin": comparison.margin,
        "parameter": comparison.parameter,
    }
    if comparison.bounds:
        shown["lowest"], shown["highest"] = comparison.bounds
    return shown


def _missing(fact: MissingFact) -> documents.MissingFact:
    shown: documents.MissingFact = {
        "fact": fact.fact,
        "about": fact.about,
        "question": fact.question,
        "answers": [_answer(answer) for answer in fact.answers],
    }
    if fact.find_out:
        shown["findOut"] = [
            {
                "provision": guide.provision,
                "text": guide.label,
                "address": guide.address,
            }
            for guide in fact.find_out
        ]
    return shown


def _answer(answer: Answer) -> documents.PossibleAnswer:
    return {
        "value": None if answer.value is None else plain(answer.value),
        "text": answer.label,
        "outcome": answer.outcome,
    }


def _reading(reading: TakenReading) -> documents.TakenReading:
    return {
        "question": curie(reading.question),
        "notation": reading.notation,
        "text": reading.text,
        "reading": curie(reading.reading),
        "readingText": reading.reading_label,
        "wouldChange": reading.would_change,
        "actsOn": reading.acts_on or None,
        "others": [
            {"reading": curie(other), "text": label, "outcomes": list(reached)}
            for other, label, reached in reading.others
        ],
    }


def _fact(fact: UsedFact) -> documents.UsedFact:
    return {
        "fact": fact.fact,
        "values": [plain(value) for value in fact.values],
        "how": fact.how,
        "statedOn": fact.stated_on,
        "by": fact.by,
        "on": fact.on.isoformat() if fact.on else None,
        "cites": list(fact.cites),
    }
