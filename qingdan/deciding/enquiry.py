"""
What the missing facts of a case could come to, over one class of each answer that matters.

In: the rulebook of a day and the facts of a case. Out: the
diagram of the facts that decide, each answer with its branch.
"""

from __future__ import annotations

from functools import cache

from ..errors import KnowledgeError
from ..law.conditions import Between, Evidence, Fact, Facts, Known, bounds
from ..law.definitions import derived, picked, premises
from ..law.model import FactType, Law
from .answer_classes import AnswerClasses
from .diagram import (
    Answer,
    Answers,
    Branch,
    Fork,
    Leaf,
    leaves,
    outcomes,
    reduced,
    settle,
    support,
)
from .levelling import plan_of
from .open_rules import exact, left_of
from .rulebook import Rulebook
from .steps import Weighed
from .volumes import sums
from .weighing import NOTHING, Weighing, bits

_LIMIT = 20_000
_KEPT = 65_536
_CASES = 512


class Enquiry:
    """Explores what the missing facts could come to, over one class of each answer that matters."""

    def __init__(self, law: Law, book: Rulebook) -> None:
        self.law = law
        self.book = book
        self._forks: dict[tuple[object, ...], Fork] = {}
        self._reduced: dict[Fork, Branch] = {}
        self.classes = AnswerClasses(law, book)
        self._seen: dict[tuple[object, ...], Branch] = {}
        self._explored: dict[tuple[object, ...], Branch] = {}
        self._settled: dict[tuple[int, int], Leaf | None] = {}
        self._root = NOTHING
        self._steps = 0

    def explore(
        self,
        facts: Facts,
        near: Weighing | None = None,
    ) -> Branch:
        """
        The diagram of branches: a fact stands in it exactly
        if the outcome, or the position, depends on it.

        What the rules came to for facts that are near these spares work, where it is known.
        """
        if len(self._forks) > _KEPT or len(self._explored) > _CASES:
            self._explored.clear()
        if len(self._forks) > _KEPT:
            self._forks.clear()
            self._reduced.clear()
            self._settled.clear()
            self.classes.forget()
        root = self._weighed(facts, near or self._root)
        settled = self._settle(root)
        if settled:
            return settled
        # Facts of different classes, such as Known and Settled, compare equal as tuples.
        values = tuple(map(facts.get, self.law.facts))
        case = (values, *map(type, values))
        if case not in self._explored:
            self._steps = 0
            self._seen = {}
            self._root = root
            self._explored[case] = self._explore(
                facts, facts, frozenset(), root
            )
        return self._explored[case]

    def reduce(self, branch: Branch) -> Branch:
        """The diagram of the facts to ask for: see `reduced`."""
        if isinstance(branch, Leaf):
            return branch
        if branch not in self._reduced:
            self._reduced[branch] = reduced(self.law, branch, self._fork)
        return self._reduced[branch]

    def _explore(
        self,
        facts: Facts,
        root: Facts,
        answered: frozenset[str],
        weighing: Weighing,
    ) -> Branch:
        self._steps += 1
        if self._steps > _LIMIT:
            raise KnowledgeError(
                "the enquiry does not end: too many facts are open at once"
            )
        settled = self._settle(weighing)
        if settled:
            return settled
        open_rules = weighing.open_among(self.book.bearing)
        open_facts = self.classes.turning(open_rules)
        key = (
            weighing.standing & self.book.bearing,
            weighing.still_open & self.book.bearing,
            *self._left(open_rules, open_facts, facts, answered),
        )
        if key not in self._seen:
            self._seen[key] = self._asking(
                open_facts, facts, root, answered, weighing
            )
        return self._seen[key]

    def _settle(self, weighing: Weighing) -> Leaf | None:
        """What the rules that stand settle, found once for the same of them."""
        standing = weighing.standing & self.book.deciding
        still_open = weighing.still_open & self.book.deciding
        key = standing, still_open
        if key not in self._settled:
            live = [
                weighing.by_bit[bit] for bit in bits(standing | still_open)
            ]
            self._settled[key] = settle(self.law, live)
        return self._settled[key]

    def _left(
        self,
        rules: list[Weighed],
        names: list[str],
        facts: Facts,
        answered: frozenset[str],
    ) -> tuple[object, ...]:
        """
        What the rest of an enquiry depends on beside the rules that
        stand: what is left of those that are open.

        A rule that is settled stays so, whatever else becomes known.
        """
        parts = {
            part
            for name in names
            for part in (
                *self.law.facts[name].plus,
                *self.law.facts[name].less,
            )
        }
        numbers = sorted(
            parts | {name for name in names if name in self.classes.added}
        )
        added = [
            self.classes.added[name]
            for name in numbers
            if name in self.classes.added
        ]
        counted = (*numbers, *added)
        left = tuple(
            (rule.rule.iri, rule.applies, left_of(rule)) for rule in rules
        )
        return (
            left,
            answered.intersection(counted),
            *map(facts.get, counted),
        )

    def _asking(
        self,
        open_facts: list[str],
        facts: Facts,
        root: Facts,
        answered: frozenset[str],
        weighing: Weighing,
    ) -> Branch:
        fact = self._next_fact(open_facts, facts, answered)
        known = answered | {fact.name}
        if fact.plus or fact.name in answered:
            choices = tuple(self.classes.cut(fact.name, facts, 0))
            taken = [self._narrowed(facts, fact, value) for value in choices]
        else:
            choices = self.classes.answers(fact, root)
            taken = [self.stating(facts, fact, value) for value in choices]
        weighings = [self._weighed(changed, weighing) for changed in taken]
        branches = [
            self._explore(changed, root, known, weighed)
            for changed, weighed in zip(taken, weighings, strict=True)
        ]
        return self._fork(
            fact.name, tuple(zip(choices, branches, strict=True))
        )

    def _weighed(self, facts: Facts, before: Weighing) -> Weighing:
        return self.book.bearing_on(self.classes.read(facts), before)

    def _narrowed(self, facts: Facts, fact: FactType, value: Answer) -> Facts:
        """
        The facts with a number within narrower bounds: a
        sum, or a tally whose parts are all answered.
        """
        changed = {**facts, fact.name: value}
        return changed | sums(self.law, changed)

    def stating(self, facts: Facts, fact: FactType, value: Answer) -> Facts:
        """The facts once one is answered, with what follows from it."""
        changed = {**facts, fact.name: value}
        if fact.closed_by:
            changed[fact.closed_by] = Known([not value])
        if fact.adds_to or fact.name in self.classes.added:
            changed |= self._exported(facts, fact, value)
        if fact.value_type.endswith("Integer"):
            changed |= sums(self.law, changed)
        if fact.name in premises(self.law):
            self._infer(changed)
        return changed

    def _infer(self, facts: dict[str, Fact]) -> None:
        """
        Add what follows from an answer by the definitions
        of the law, as it would follow once it is stated.
        """
        known = {
            name: list(value)
            for name, value in facts.items()
            if not isinstance(value, Between)
        }
        for _, name, value in derived(self.law, known):
            closing = self.law.facts[name].closed_by
            if closing:
                facts[name] = Evidence((*facts.get(name, ()), value))
                facts[closing] = Known([False])
            else:
                facts.setdefault(name, Known([value]))
        for fact in plan_of(self.law).picked:
            facts[fact.name] = picked(fact, facts)

    def _exported(
        self, facts: Facts, fact: FactType, value: Answer
    ) -> dict[str, Fact]:
        """The persons exported once the tally, or what was added to it, is answered."""
        total = fact.adds_to or fact.name
        low, high = bounds(value)
        if fact.adds_to or self.classes.added_to(total, facts):
            start, _ = bounds(facts.get(total))
            last = None if high is None else start + high
            return {total: Between.of(start + low, last)}
        behind = True in facts.get("tallyBehind", ())
        if behind and self.classes.added[total] not in facts:
            return {total: Between.of(low, None)}
        return {total: value}

    def _next_fact(
        self, open_facts: list[str], facts: Facts, answered: frozenset[str]
    ) -> FactType:
        """The first fact in the order of the enquiry on which an open rule turns."""
        candidates = [
            self.law.facts[name]
            for fact in open_facts
            for name in self.asked(fact, facts, answered)
        ]
        if not candidates:
            raise KnowledgeError(
                "no rule settles the case and no fact would: a gap in the rules"
            )
        return min(
            candidates, key=lambda fact: (fact.ask_order or 999, fact.name)
        )

    def asked(
        self, name: str, facts: Facts, answered: frozenset[str] = frozenset()
    ) -> list[str]:
        """
        The facts to ask for where a fact is open.

        For a sum these are its parts that are not known exactly, and the sum itself once they all
        are answered. For a tally of an earlier day it is the number of persons added since.
        """
        fact = self.law.facts[name]
        if not fact.plus:
            return [self._asked_for(name, facts)]
        parts = [
            self._asked_for(part, facts)
            for part in (*fact.plus, *fact.less)
            if not exact(facts.get(part))
            and answered.isdisjoint((part, self.classes.added.get(part)))
        ]
        return parts or [name]

    def _asked_for(self, name: str, facts: Facts) -> str:
        if name in self.classes.closers:
            return self.classes.closers[name]
        added = self.classes.added.get(name)
        if (
            added
            and isinstance(facts.get(name), Between)
            and added not in facts
        ):
            return added
        return name

    def given(self, branch: Branch, fact: str, value: Answer) -> Branch:
        """The diagram once one fact is answered."""
        if isinstance(branch, Leaf) or fact not in branch.support:
            return branch
        if branch.fact == fact:
            return next(
                (below for answer, below in branch.answers if answer == value),
                branch,
            )
        answers = tuple(
            (answer, self.given(below, fact, value))
            for answer, below in branch.answers
        )
        return self._fork(branch.fact, answers)

    def _fork(self, fact: str, answers: Answers) -> Branch:
        """One node for equal branches, none where every answer leads to the same."""
        branches = [branch for _, branch in answers]
        if all(branch is branches[0] for branch in branches):
            return branches[0]
        below = [
            part for answer, branch in answers for part in (answer, id(branch))
        ]
        key = (fact, *below)
        if key not in self._forks:
            self._forks[key] = Fork(
                fact,
                answers,
                frozenset[str]().union(*map(outcomes, branches)),
                frozenset([fact]).union(*map(support, branches)),
                frozenset[Leaf]().union(*map(leaves, branches)),
            )
        return self._forks[key]


@cache
def enquiry_of(law: Law, book: Rulebook) -> Enquiry:
    """The one enquiry of a book; its diagrams are shared by all cases."""
    return Enquiry(law, book)
