"""
What the rules of a book came to for a case.

A set of rules is a number with a bit for each of them; the books of a law share their bits.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..law.conditions import Facts, Trace
from ..law.model import Duty, Rule
from .steps import Step, Weighed, readers, resting

_KEPT = 50_000


def bits(rules: int) -> Iterator[int]:
    """The bits of a set of rules, the lowest first."""
    while rules:
        bit = rules & -rules
        rules ^= bit
        yield bit


class Weighing(NamedTuple):
    """
    What was weighed: the values of the facts, the rules by their bits,
    and the sets of those that stand and that are open.
    """

    values: tuple[object, ...]
    by_bit: dict[int, Weighed]
    standing: int
    still_open: int

    @property
    def live(self) -> int:
        """The rules that stand or still may; of the others none ever will."""
        return self.standing | self.still_open

    def open_among(self, rules: int) -> list[Weighed]:
        """Those of a set of rules that are open, in their order."""
        return [self.by_bit[bit] for bit in bits(self.still_open & rules)]


NOTHING = Weighing((), {}, 0, 0)


class Shared(NamedTuple):
    """
    What the books of a law have in common: what each rule came to for the facts that it reads,
    the rules that rest on each, and those that read each fact (of all rules, in a book or not).
    """

    traces: dict[tuple[object, ...], Trace]
    resting: dict[int, int]
    readers: dict[str, int]

    @classmethod
    def of(cls, steps: tuple[Step, ...]) -> Shared:
        """Nothing weighed so far of these steps."""
        return cls({}, resting(steps), readers(steps))

    def trace(
        self,
        rule: Rule | Duty,
        reads: tuple[str, ...],
        facts: Facts,
    ) -> Trace | None:
        """What the condition of a rule, or of a duty, comes to for the facts that it reads."""
        if rule.condition is None:
            return None
        if rule.head:
            facts = reviewed(rule, facts)
        key = (rule.iri, *map(facts.get, reads))
        trace = self.traces.get(key)
        if trace is None:
            if len(self.traces) > _KEPT:
                self.traces.clear()
            trace = self.traces[key] = rule.condition.evaluate(facts)
        return trace


def reviewed(rule: Rule | Duty, facts: Facts) -> Facts:
    """
    The facts as a rule, or a duty, sees them that a review on record
    settles: what is not stated of a head is answered by the review.

    A head that has begun, and one of which no review is on record, stays as it is stated.
    """
    head = rule.head
    if head is None or str(rule.settled_by) not in facts:
        return facts
    if any(True in facts.get(name, ()) for name in head.begun_by):
        return facts
    return {**head.closes, **facts}
