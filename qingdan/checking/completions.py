"""
An answer that the rules do not settle, tried with all that could still become known.

What is not known is tried both ways, test by test, so that no completion is left out. Some are
tried that no facts can have; they may only make an answer be refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from .case import Facts, Known, between
from .conditions import Node
from .weighing import Status, Weighing, all_of, any_of, opposite, test

_ENDLESS = 10**12
Assumed = dict[Node, bool]
Statuses = dict[str, Status]


class Completed(Weighing):
    """The rules weighed with some facts or tests taken as known."""

    def __init__(
        self,
        before: Weighing,
        facts: Facts,
        assumed: Assumed,
        known: Statuses,
    ) -> None:
        """As before, with further facts and tests, and the conditions that are decided."""
        self.law, self.day, self.book = before.law, before.day, before.book
        self.readings, self.facts = before.readings, facts
        self.assumed, self.conditions = assumed, known
        self._standing: Statuses = {}

    def meets(self, term: str) -> Status:
        """Whether the condition of a rule holds; it is not kept for other cases."""
        if term not in self.conditions:
            node = self.law.condition(term)
            facts = self._seen(term, node)
            status = True if node is None else self._status(node, facts)
            self.conditions[term] = status
        return self.conditions[term]

    def _status(self, node: Node, facts: Facts) -> Status:
        if node.kind == "test":
            status = test(self.law, node, facts[node.fact])
            return self.assumed.get(_bare(node)) if status is None else status
        statuses = (self._status(part, facts) for part in node.parts)
        if node.kind == "not":
            return opposite(next(statuses))
        return (all_of if node.kind == "and" else any_of)(statuses)

    def undecided(self) -> Node | None:
        """A test that is not known, of a rule on which the outcome may hang."""
        seen: set[str] = set()
        todo = self.standing(self.concluding, None)
        while todo:
            rule = todo.pop()
            if rule in seen or self.stands(rule) is not None:
                continue
            seen.add(rule)
            node = self.law.condition(rule)
            if node is not None and self.meets(rule) is None:
                return self._unknown(node, self._seen(rule, node))
            for regime in self.law.says(rule, "inRegime"):
                todo += self.law.openers(regime, self.day, self.readings)
            todo += [other for _, other in self.defeating(rule)]
        return None

    def _unknown(self, node: Node, facts: Facts) -> Node:
        while node.parts:
            node = next(
                part
                for part in node.parts
                if self._status(part, facts) is None
            )
        return node

    def both_ways(self, node: Node) -> Iterator[Completed]:
        """The completions in which a test is true, and those in which it is false."""
        known, limit = self.facts[node.fact], node.limit
        if node.operator == "has" and isinstance(limit, bool):
            for value in (True, False):
                yield self._with({node.fact: Known((value,))}, node.fact)
        elif node.operator[:1] in "<>" and not isinstance(limit, date):
            cut = int(str(limit)) + (node.operator in ("<=", ">"))
            low, high = (0, None) if known is None else known.bounds
            parts = [(low, cut - 1), (cut, _ENDLESS if high is None else high)]
            for part in parts:
                yield self._with({node.fact: between(*part)})
        else:
            for status in (True, False):
                tests = self.assumed | {_bare(node): status}
                yield Completed(self, self.facts, tests, self._decided())

    def _with(self, facts: Facts, closing: str = "") -> Completed:
        """With a fact known; one that closes another leaves no value of it."""
        changed = self.facts | facts
        for fact in self.law.closed_by(closing) if closing else ():
            if facts[closing] == Known((True,)):
                changed[fact] = Known(())
        return Completed(self, changed, self.assumed, self._decided())

    def _decided(self) -> Statuses:
        """The conditions that stay as they are, whatever more is known."""
        return {
            rule: status
            for rule, status in self.conditions.items()
            if status is not None and not self.law.says(rule, "settledBy")
        }


def outcomes(
    weighing: Weighing, enough: Callable[[set[str]], bool], most: int
) -> set[str] | None:
    """
    The outcomes that completions come to; None where there are more than `most` to try.

    No more are tried once those reached are `enough`.
    """
    todo = [Completed(weighing, weighing.facts, {}, {})]
    result: set[str] = set()
    for _ in range(most):
        if not todo or enough(result):
            return result
        weighed = todo.pop()
        node = None if weighed.settled else weighed.undecided()
        if node is not None:
            todo += weighed.both_ways(node)
        else:
            result.add(weighed.settled or "")
    return None


def _bare(node: Node) -> Node:
    return node._replace(parameter=None)
