"""
A determination as JSON (contract: item, asOf, list,
position, outcome, tier, grounds, defeated, …).
"""

from __future__ import annotations

from datetime import date
from typing import Any

from ...deciding.determination import (
    Answer,
    Assumption,
    Comparison,
    Determination,
    DueDuty,
    Finding,
    MissingFact,
    RaisedFlag,
    TakenReading,
    UsedFact,
)
from ...duties.coverage import Coverage
from ...law.conditions import Known, Trace
from ...rdf.graph import Value
from ...rdf.names import curie, local
from ..duties import phrases as days
from ..grades import WEAK

_STATUS = {True: "true", False: "false", None: "unknown"}


def document(found: Determination) -> dict[str, Any]:
    """The JSON object of one determination; keys and values in a fixed order."""
    return {
        "item": found.item,
        "export": found.export,
        "title": found.title,
        "asOf": found.as_of.isoformat(),
        "list": found.list,
        "position": found.position,
        "outcome": found.outcome,
        "outcomeText": found.outcome_label,
        "tier": found.tier,
        "firstSteps": [_flag(flag) for flag in found.first_steps],
        "possibleOutcomes": list(found.possible),
        "governedBy": finding(found.governed_by) if found.governed_by else None,
        "grounds": [finding(ground) for ground in found.grounds],
        "alsoApplies": [finding(rule) for rule in found.also_applies],
        "defeated": [finding(rule) for rule in found.defeated],
        "failed": [finding(rule) for rule in found.failed],
        "unknown": [finding(rule) for rule in found.unknown],
        "missingFacts": [_missing(fact) for fact in found.missing],
        "readings": [_reading(reading) for reading in found.readings],
        "assumptions": [_assumption(assumption) for assumption in found.assumptions],
        "facts": [_fact(fact) for fact in found.facts],
        "flags": [_flag(flag) for flag in found.flags],
        "duties": [_duty(duty, found.as_of) for duty in found.duties],
        "coverage": _coverage(found.coverage),
        "receipt": {
            "rules": found.receipt.rules,
            "input": found.receipt.input,
            "version": found.receipt.version,
            "readings": list(found.receipt.readings),
        },
    }


def _assumption(found: Assumption) -> dict[str, Any]:
    return {
        "fact": found.fact,
        "value": plain(found.value),
        "text": found.label,
        "valueText": found.value_label,
        "otherOutcomes": list(found.lighter),
    }


def _coverage(found: Coverage) -> dict[str, Any]:
    """What is in hand for what is required; `cites` are the provisions behind the status."""
    return {
        "status": found.status,
        "mechanism": found.mechanism,
        "until": found.until.isoformat() if found.until else None,
        "cites": list(found.cites),
        "reasons": [
            {"reason": one.reason, "text": one.label, "cites": list(one.cites)}
            for one in found.reasons
        ],
        "headroom": found.headroom,
    }


def _duty(found: DueDuty, as_of: date) -> dict[str, Any]:
    return {
        "duty": found.duty,
        "status": _STATUS[found.status],
        "phase": found.phase,
        **days.document(found, as_of),
        "cites": list(found.cites),
        "text": found.label,
    }


def _flag(raised: RaisedFlag) -> dict[str, Any]:
    return {
        "flag": raised.flag,
        "status": _STATUS[raised.status],
        "cites": list(raised.cites),
        "text": raised.label,
    }


def finding(rule: Finding) -> dict[str, Any]:
    """One rule with its status, provisions, comparisons and condition tree."""
    shown: dict[str, Any] = {
        "rule": rule.rule,
        "status": _STATUS[rule.status],
        "default": rule.default,
        "outcome": rule.outcome,
        "cites": list(rule.cites),
        "confidence": rule.confidence,
        "text": rule.label,
        "comparisons": [_comparison(comparison) for comparison in rule.comparisons],
        "condition": condition(rule.trace),
    }
    if rule.confidence in WEAK:
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


def condition(trace: Trace | None) -> dict[str, Any] | None:
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


def plain(value: Value) -> str | int | bool:
    """A value for JSON: terms of the vocabulary by local name, other IRIs whole."""
    if isinstance(value, (bool, int)):
        return value
    text = str(value)
    if curie(text).startswith("qd:"):
        return local(text)
    return curie(text)


def _limit(limit: Value | tuple[Value, ...]) -> Any:
    if isinstance(limit, tuple):
        return [plain(value) for value in limit]
    return plain(limit)


def _comparison(found: Comparison) -> dict[str, Any]:
    within = (
        {"lowest": found.bounds[0], "highest": found.bounds[1]} if found.bounds else {}
    )
    return {
        "fact": found.fact,
        "value": found.value,
        "operator": found.operator,
        "limit": found.limit,
        "margin": found.margin,
        "parameter": found.parameter,
        **within,
    }


def _missing(fact: MissingFact) -> dict[str, Any]:
    return {
        "fact": fact.fact,
        "about": fact.about,
        "question": fact.question,
        "answers": [_answer(answer) for answer in fact.answers],
        **_find_out(fact),
    }


def _find_out(fact: MissingFact) -> dict[str, Any]:
    """Where the fact can be found out, where some authority offers that."""
    told = [
        {"provision": one.provision, "text": one.label, "address": one.address}
        for one in fact.find_out
    ]
    return {"findOut": told} if told else {}


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "value": None if answer.value is None else plain(answer.value),
        "text": answer.label,
        "outcome": answer.outcome,
    }


def _reading(found: TakenReading) -> dict[str, Any]:
    return {
        "question": curie(found.question),
        "notation": found.notation,
        "text": found.text,
        "reading": curie(found.reading),
        "readingText": found.reading_label,
        "wouldChange": found.would_change,
        "actsOn": found.acts_on or None,
        "others": [
            {"reading": curie(other), "text": label, "outcomes": list(reached)}
            for other, label, reached in found.others
        ],
    }


def _fact(fact: UsedFact) -> dict[str, Any]:
    return {
        "fact": fact.fact,
        "values": [plain(value) for value in fact.values],
        "how": fact.how,
        "statedOn": fact.stated_on,
        "by": fact.by,
        "on": fact.on.isoformat() if fact.on else None,
        "cites": list(fact.cites),
    }
