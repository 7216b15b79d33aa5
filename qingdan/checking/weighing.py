"""Conditions and rules weighed against the facts of a case, in strong Kleene logic."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import cached_property
from typing import Any

from .case import Case, Facts, Known
from .conditions import Node, facts_of
from .graph import QD, Term
from .law import Law, Override

Status = bool | None
Tree = dict[str, Any]
_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "<=": lambda each, other: each <= other,
    "<": lambda each, other: each < other,
    ">=": lambda each, other: each >= other,
    ">": lambda each, other: each > other,
}
WORDS = {True: "true", False: "false", None: "unknown"}


def all_of(statuses: Iterable[Status]) -> Status:
    """True where all are, false where one is."""
    result: Status = True
    for status in statuses:
        if status is False:
            return False
        if status is None:
            result = None
    return result


def any_of(statuses: Iterable[Status]) -> Status:
    """True where one is, false where all are."""
    result: Status = False
    for status in statuses:
        if status:
            return True
        if status is None:
            result = None
    return result


def opposite(status: Status) -> Status:
    """Not: unknown stays unknown."""
    return None if status is None else not status


def _alike(each: Term, other: Term) -> bool:
    return type(each) is type(other) and each == other


def test(law: Law, node: Node, known: Known | None) -> Status:
    """What a test of a fact comes to."""
    if known is None:
        return None
    limit, operator = node.limit, node.operator
    if operator in _ORDER:
        return _compared(_ORDER[operator], known, limit)
    if operator.startswith("count"):
        return _counted(operator, known, int(str(limit)))
    if operator == "has":
        result = any(_alike(each, limit) for each in known.values)  # type: ignore[arg-type]
        return True if result else False if known.closed else None
    if operator == "in":
        assert isinstance(limit, tuple)
        fits = [any(_alike(v, each) for each in limit) for v in known.values]
    else:
        wanted = operator == "class"
        fits = [
            (limit in law.graph.classes(v)) is wanted for v in known.values
        ]
    return False if False in fits else True if known.closed else None


def _counted(operator: str, known: Known, limit: int) -> Status:
    number = 1 if known.number else len(known.values)
    if operator == "count >=":
        return True if number >= limit else False if known.closed else None
    return False if number > limit else True if known.closed else None


def _compared(
    order: Callable[[Any, Any], bool], known: Known, limit: Any
) -> Status:
    if not known.number:
        fits = [order(value, limit) for value in known.values]
        return False if False in fits else True if known.closed else None
    low, high = known.bounds
    ends = {
        order(low, limit),
        order(float("inf") if high is None else high, limit),
    }
    return ends.pop() if len(ends) == 1 else None


class Weighing:
    """The rules of a law weighed against a case, under readings."""

    def __init__(
        self, law: Law, facts: Facts, day: date, readings: frozenset[str]
    ):
        """Nothing is weighed before it is asked for."""
        self.law, self.day, self.readings = law, day, readings
        self.facts = self._substituted(facts)
        self.book = law.book(day, readings)
        self._standing: dict[str, Status] = {}

    def _substituted(self, facts: Facts) -> Facts:
        changed = dict(facts)
        for reading in self.readings:
            fact, by = (
                self.law.graph.one(reading, name)
                for name in ("substitutes", "substituteBy")
            )
            if fact is not None:
                changed[str(fact)[len(QD) :]] = facts[str(by)[len(QD) :]]
        return changed

    # Conditions

    def tree(self, term: str) -> Tree | None:
        """The condition of a rule or duty with the status of every part."""
        node = self.law.condition(term)
        if node is None:
            return None
        facts = self._seen(term, node)
        key = (term, *(facts[fact] for fact in sorted(facts_of(node))))
        if key not in self.law.trees:
            self.law.trees[key] = self._told(node, facts)
        return self.law.trees[key]

    def _seen(self, term: str, node: Node | None) -> Facts:
        """The facts as a condition sees them: a review on record may settle a head."""
        settled = self.law.says(term, "settledBy")
        if not settled or self.facts[settled[0][len(QD) :]] is None:
            return self.facts
        head = [
            f
            for f in facts_of(node)
            if self.law.is_a(QD + f, "DescriptiveFact")
        ]
        begun = [f for f in head if self.law.is_a(QD + f, "BeginsHead")]
        if any(self.facts[fact] == Known((True,)) for fact in begun):
            return self.facts
        closed = {f: self._nothing(f) for f in head if self.facts[f] is None}
        return self.facts | closed

    def _nothing(self, fact: str) -> Known:
        kind = str(self.law.fact_says(fact, "valueType"))
        return Known((False,) if kind.endswith("#boolean") else ())

    def _told(self, node: Node, facts: Facts) -> Tree:
        short = self.law.graph.short
        if node.kind == "test":
            known, limit = facts[node.fact], node.limit
            return {
                "kind": "test",
                "status": WORDS[test(self.law, node, known)],
                "fact": node.fact,
                "operator": node.operator,
                "limit": list(map(short, limit))
                if isinstance(limit, tuple)
                else short(limit),
                "values": None
                if known is None
                else [short(v) for v in known.values],
                "closed": known is not None and known.closed,
            }
        parts = [self._told(part, facts) for part in node.parts]
        statuses = [status_of(part) for part in parts]
        if node.kind == "not":
            came_to = opposite(statuses[0])
        else:
            came_to = (all_of if node.kind == "and" else any_of)(statuses)
        status = WORDS[came_to]
        return {"kind": node.kind, "status": status, "parts": parts}

    # Rules

    def opened(self, rule: str) -> Status:
        """Whether the regime or publication is open in which a rule stands."""
        regimes = self.law.says(rule, "inRegime")
        openers = (
            self.law.openers(each, self.day, self.readings) for each in regimes
        )
        return all_of(any_of(map(self.stands, rules)) for rules in openers)

    def meets(self, term: str) -> Status:
        """Whether the condition of a rule or duty holds; true where it has none."""
        tree = self.tree(term)
        return True if tree is None else status_of(tree)

    def applies(self, rule: str) -> Status:
        """Whether a rule is open and its condition holds."""
        condition = self.meets(rule)
        if condition is False:
            return False
        return all_of([condition, self.opened(rule)])

    def stands(self, rule: str) -> Status:
        """Whether a rule applies and nothing that stands defeats it."""
        if rule not in self._standing:
            applies = self.applies(rule)
            defeated: Status = False
            if applies is not False:
                rivals = {other for _, other in self.defeating(rule)}
                defeated = any_of(map(self.stands, rivals))
            self._standing[rule] = all_of([applies, opposite(defeated)])
        return self._standing[rule]

    def defeating(self, rule: str) -> list[tuple[Override, str]]:
        """The overrides that name a rule as giving way, each with a rule that may prevail."""
        return self.law.defeating(rule, self.day, self.readings)

    def standing(
        self, rules: Iterable[str], status: Status = True
    ) -> list[str]:
        """Those of some rules that stand, or may stand."""
        return [rule for rule in rules if self.stands(rule) is status]

    # The answer

    def outcome_of(self, rule: str) -> str | None:
        """The outcome that a rule concludes."""
        return next(iter(self.law.says(rule, "concludes")), None)

    @cached_property
    def concluding(self) -> list[str]:
        """The rules of the book that conclude an outcome."""
        return [rule for rule in self.book if self.outcome_of(rule)]

    def strictness(self, outcome: str) -> int:
        """The rank of an outcome."""
        return int(str(self.law.graph.one(outcome, "strictness")))

    @cached_property
    def settled(self) -> str | None:
        """The outcome, None where what is not known can still change it."""
        standing = self.standing(self.concluding)
        outcomes = {self.outcome_of(rule) or "" for rule in standing}
        maybe = {
            self.outcome_of(r) or ""
            for r in self.standing(self.concluding, None)
        }
        if not outcomes or maybe - outcomes or (len(outcomes) > 1 and maybe):
            return None
        strictest = max(outcomes, key=self.strictness)
        return self._seen_source(strictest, standing)

    def agree(self, outcomes: Iterable[str]) -> bool:
        """Whether outcomes are one, or all clearances of one position."""
        known = {*outcomes}
        positions = {
            self.law.says(each, "positionUnderList") for each in known
        }
        clear = all(self.law.is_a(each, "Clearance") for each in known)
        return len(known) == 1 or (clear and len(positions) == 1)

    def _seen_source(self, outcome: str, standing: list[str]) -> str:
        """A clearance rests on a source that was seen, or needs legal review."""
        if not self.law.is_a(outcome, "Clearance"):
            return outcome
        grades = {
            self.law.graph.one(rule, "confidence")
            for rule in standing
            if self.outcome_of(rule) == outcome
        }
        return outcome if grades & self.law.reliable else QD + "NeedsReview"

    @cached_property
    def governing(self) -> list[str]:
        """The rules that open a regime and stand."""
        opening = [r for r in self.book if self.law.says(r, "opens")]
        return self.standing(opening)

    @property
    def regime(self) -> str | None:
        """The regime that governs, None where that is not known."""
        return next(
            (self.law.says(r, "opens")[0] for r in self.governing), None
        )


def status_of(tree: Tree) -> Status:
    """The status of a part of a proof."""
    return {"true": True, "false": False, "unknown": None}[tree["status"]]


def weighed(case: Case, readings: frozenset[str]) -> Weighing:
    """The rules weighed against a case."""
    return Weighing(case.law, case.facts, case.day, readings)
