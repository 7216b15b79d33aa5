"""
What the missing facts of a case could come to, over one class of each answer that matters.

In: the rulebook of a day and the facts of a case. Out: the
diagram of the facts that decide, each answer with its branch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, cached_property

from ..errors import KnowledgeError
from ..law.conditions import Between, Evidence, Fact, Facts, Known, bounds
from ..law.definitions import definitions, derived
from ..law.model import FactType, Law
from ..rdf.graph import Value
from ..rdf.names import Iri
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
from .open_rules import exact, left_of, turning
from .rulebook import Rulebook, Weighed
from .volumes import sums

_LIMIT = 20_000
_KEPT = 65_536


class Enquiry:
    """Explores what the missing facts could come to, over one class of each answer that matters."""

    def __init__(self, law: Law, book: Rulebook) -> None:
        self.law, self.book = law, book
        self._forks: dict[tuple[object, ...], Fork] = {}
        self._reduced: dict[Fork, Branch] = {}
        self._classes: dict[tuple[object, ...], tuple[Answer, ...]] = {}
        self._seen: dict[tuple[object, ...], Branch] = {}
        self._steps = 0

    def explore(self, facts: Facts) -> Branch:
        """
        The diagram of branches: a fact stands in it exactly
        if the outcome, or the position, depends on it.
        """
        self._steps = 0
        self._seen = {}
        if len(self._forks) > _KEPT:
            self._forks.clear()
            self._reduced.clear()
            self._classes.clear()
        return self._explore(facts, facts, frozenset())

    def reduce(self, branch: Branch) -> Branch:
        """The diagram of the facts to ask for: see `reduced`."""
        if isinstance(branch, Leaf):
            return branch
        if branch not in self._reduced:
            self._reduced[branch] = reduced(self.law, branch, self._fork)
        return self._reduced[branch]

    def _explore(self, facts: Facts, root: Facts, answered: frozenset[str]) -> Branch:
        self._steps += 1
        if self._steps > _LIMIT:
            raise KnowledgeError("the enquiry does not end: too many facts are open at once")
        weighed = self.book.weigh(facts)
        settled = settle(self.law, weighed)
        if settled:
            return settled
        open_rules = [w for w in weighed.values() if w.stands is None and self.book.bears(w.rule)]
        open_facts = sorted({fact for w in open_rules for fact in turning(w)})
        key = self._left(open_rules, open_facts, facts, answered)
        if key not in self._seen:
            self._seen[key] = self._asking(open_facts, facts, root, answered)
        return self._seen[key]

    def _left(
        self, rules: list[Weighed], names: list[str], facts: Facts, answered: frozenset[str]
    ) -> tuple[object, ...]:
        """
        What the rest of an enquiry depends on: the rules
        that stand, and what is left of those that are open.

        A rule that is settled stays so, whatever else becomes known.
        """
        parts = {
            part
            for name in names
            for part in (*self.law.facts[name].plus, *self.law.facts[name].less)
        }
        numbers = sorted(parts | {name for name in names if name in self._added})
        added = [self._added[name] for name in numbers if name in self._added]
        left = tuple((w.rule.iri, w.applies, left_of(w)) for w in rules)
        return (
            self.book.weighed_last(),
            left,
            answered & {*numbers, *added},
            *(facts.get(name) for name in (*numbers, *added)),
        )

    def _asking(
        self, open_facts: list[str], facts: Facts, root: Facts, answered: frozenset[str]
    ) -> Branch:
        fact = self._next_fact(open_facts, facts, answered)
        known = answered | {fact.name}
        if fact.plus or fact.name in answered:
            choices = tuple(self._cut(fact.name, facts, 0))
            taken = [self._narrowed(facts, fact, value) for value in choices]
        else:
            choices = self.answers(fact, root)
            taken = [self.stating(facts, fact, value) for value in choices]
        branches = [self._explore(one, root, known) for one in taken]
        return self._fork(fact.name, tuple(zip(choices, branches, strict=True)))

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
        if fact.adds_to or fact.name in self._added:
            changed |= self._exported(facts, fact, value)
        if fact.value_type.endswith("Integer"):
            changed |= sums(self.law, changed)
        if fact.name in self._premises:
            self._infer(changed)
        return changed

    def _infer(self, facts: dict[str, Fact]) -> None:
        """
        Add what follows from an answer by the definitions
        of the law, as it would follow once it is stated.
        """
        known = {
            name: list(value) for name, value in facts.items() if not isinstance(value, Between)
        }
        for _, name, value in derived(self.law, known):
            closing = self.law.facts[name].closed_by
            if closing:
                facts[name] = Evidence((*facts.get(name, ()), value))
                facts[closing] = Known([False])
            else:
                facts.setdefault(name, Known([value]))
        for fact in self._picked:
            facts[fact.name] = Known([fact.true_if in facts.get(str(fact.computed_from), ())])

    @cached_property
    def _picked(self) -> tuple[FactType, ...]:
        return tuple(fact for fact in self.law.facts.values() if fact.computed_from)

    @cached_property
    def _premises(self) -> frozenset[str]:
        """The facts from which something follows."""
        needed = {name for one in definitions(self.law) for name, _ in one.needs}
        return frozenset(needed | {str(fact.computed_from) for fact in self._picked})

    def _exported(self, facts: Facts, fact: FactType, value: Answer) -> dict[str, Fact]:
        """The persons exported once the tally, or what was added to it, is answered."""
        total = fact.adds_to or fact.name
        low, high = bounds(value)
        if fact.adds_to or self._added_to(total, facts):
            start = bounds(facts.get(total))[0]
            return {total: Between.of(start + low, None if high is None else start + high)}
        if True in facts.get("tallyBehind", ()) and self._added[total] not in facts:
            return {total: Between.of(low, None)}
        return {total: value}

    def _added_to(self, total: str, facts: Facts) -> bool:
        """Whether the number added is stated, and that of the tally is not."""
        return True in facts.get("tallyBehind", ()) and bool(facts.get(self._added.get(total, "")))

    def _next_fact(self, open_facts: list[str], facts: Facts, answered: frozenset[str]) -> FactType:
        """The first fact in the order of the enquiry on which an open rule turns."""
        names = {name for fact in open_facts for name in self.asked(fact, facts, answered)}
        if not names:
            raise KnowledgeError("no rule settles the case and no fact would: a gap in the rules")
        return min(
            (self.law.facts[name] for name in names), key=lambda f: (f.ask_order or 999, f.name)
        )

    def asked(self, name: str, facts: Facts, answered: frozenset[str] = frozenset()) -> list[str]:
        """
        The facts to ask for where a fact is open.

        For a sum these are its parts that are not known exactly, and the sum itself once they all
        are answered. For a tally of an earlier day it is the number of persons added since.
        """
        fact = self.law.facts[name]
        if fact.plus:
            parts = [
                self._asked_for(part, facts)
                for part in (*fact.plus, *fact.less)
                if not exact(facts.get(part))
            ]
            return [part for part in parts if part not in answered] or [name]
        return [self._asked_for(name, facts)]

    def _asked_for(self, name: str, facts: Facts) -> str:
        if name in self._closers:
            return self._closers[name]
        added = self._added.get(name)
        return (
            added if added and isinstance(facts.get(name), Between) and added not in facts else name
        )

    @cached_property
    def _closers(self) -> dict[str, str]:
        return {fact.closed_by: name for name, fact in self.law.facts.items() if fact.closed_by}

    @cached_property
    def _added(self) -> dict[str, str]:
        return {fact.adds_to: name for name, fact in self.law.facts.items() if fact.adds_to}

    @cached_property
    def _sums(self) -> dict[str, tuple[FactType, ...]]:
        """The sums that a rule of the book tests, by each part of them."""
        found: dict[str, tuple[FactType, ...]] = {}
        for fact in self.law.facts.values():
            if fact.plus and self.book.tests.get(fact.name):
                for part in (*fact.plus, *fact.less):
                    found[part] = (*found.get(part, ()), fact)
        return found

    def answers(self, fact: FactType, root: Facts) -> tuple[Answer, ...]:
        """
        One value for each class of answers that the conditions
        can tell apart, given the facts that are stated.
        """
        if not fact.value_type.endswith("Integer"):
            some = fact.closed_by is not None and False in root.get(fact.closed_by, ())
            return self._kept((fact.name, some), lambda: tuple(self._representatives(fact, some)))
        numbers = [fact.adds_to or fact.name]
        parts = {
            part
            for name in numbers
            for one in self._sums.get(name, ())
            for part in (*one.plus, *one.less)
        }
        key = (fact.name, *((part, root.get(part)) for part in sorted({*numbers, *parts})))
        total = fact.adds_to or fact.name
        start = bounds(root.get(total))[0] if fact.adds_to or self._added_to(total, root) else 0
        return self._kept(key, lambda: tuple(self._cut(total, root, start)))

    def _kept(
        self, key: tuple[object, ...], made: Callable[[], tuple[Answer, ...]]
    ) -> tuple[Answer, ...]:
        if key not in self._classes:
            self._classes[key] = made()
        return self._classes[key]

    def _representatives(self, fact: FactType, some: bool) -> Iterator[Known]:
        """A value of each class; no empty one where it is stated that there is some value."""
        tests = self.book.tests.get(fact.name, ())
        if fact.closed_by:
            if not some:
                yield Known()
            yield Known([Iri(sorted(fact.members)[0])])
            return
        candidates: list[Value] = (
            [True, False] if fact.value_type.endswith("boolean") else self._members(fact)
        )
        seen = set()
        for value in candidates:
            signature = tuple(test.status(Known([value])) for test in tests)
            if signature not in seen:
                seen.add(signature)
                yield Known([value])

    def _members(self, fact: FactType) -> list[Value]:
        """The values that an answer may have; a value that is a claim is not made for anybody."""
        return [Iri(member) for member in sorted(fact.members - self.law.claimed)]

    def _cut(self, name: str, facts: Facts, start: int) -> Iterator[Answer]:
        """
        The numbers of a fact, less where the count starts,
        in classes cut where a comparison turns.
        """
        low, high = bounds(facts.get(name))
        cuts = {
            cut for cut in self._turns(name, facts) if cut > low and (high is None or cut <= high)
        }
        ordered = [low, *sorted(cuts)]
        for index, first in enumerate(ordered):
            last = ordered[index + 1] - 1 if index + 1 < len(ordered) else high
            yield Between.of(first - start, None if last is None else last - start)

    def _turns(self, name: str, facts: Facts) -> Iterator[int]:
        """
        The numbers of a fact at which a test of it turns,
        or a test of a sum that it is part of.
        """
        for test in self.book.tests.get(name, ()):
            if test.numeric and isinstance(test.limit, int):
                yield test.limit + (test.operator in (">", "<="))
        for sum_ in self._sums.get(name, ()):
            others = {part: facts.get(part) for part in (*sum_.plus, *sum_.less) if part != name}
            rest = sum(bounds(others[part])[0] for part in sum_.plus if part != name)
            less = sum(bounds(others[part])[0] for part in sum_.less if part != name)
            known_parts = [part for part, known in others.items() if exact(known)]
            for turn in self._turns(sum_.name, facts):
                yield turn
                if name in sum_.less and len(known_parts) == len(others):
                    yield rest - turn + 1
                elif name in sum_.plus and set(known_parts) >= set(sum_.plus) - {name}:
                    yield turn - rest
                    yield turn - rest + less

    def given(self, branch: Branch, fact: str, value: Answer) -> Branch:
        """The diagram once one fact is answered."""
        if isinstance(branch, Leaf) or fact not in branch.support:
            return branch
        if branch.fact == fact:
            return next((below for answer, below in branch.answers if answer == value), branch)
        return self._fork(
            branch.fact,
            tuple((answer, self.given(below, fact, value)) for answer, below in branch.answers),
        )

    def _fork(self, fact: str, answers: Answers) -> Branch:
        """One node for equal branches, none where every answer leads to the same."""
        branches = [branch for _, branch in answers]
        if all(branch is branches[0] for branch in branches):
            return branches[0]
        key = (fact, *(part for answer, branch in answers for part in (answer, id(branch))))
        if key not in self._forks:
            reached = frozenset[str]().union(*map(outcomes, branches))
            ends = frozenset[Leaf]().union(*map(leaves, branches))
            self._forks[key] = Fork(
                fact, answers, reached, frozenset([fact]).union(*map(support, branches)), ends
            )
        return self._forks[key]


@cache
def enquiry_of(law: Law, book: Rulebook) -> Enquiry:
    """The one enquiry of a book; its diagrams are shared by all cases."""
    return Enquiry(law, book)
