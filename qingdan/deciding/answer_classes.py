"""
The answers that are worth trying for a missing fact: one of each
class of values that the conditions of a book can tell apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from ..law.conditions import Between, Condition, Facts, Known, Test, bounds
from ..law.model import FactType, Law
from ..rdf.graph import Value
from ..rdf.names import Iri
from .diagram import Answer
from .open_rules import exact, turning
from .rulebook import Rulebook
from .stand_ins import substituted, substitutes_of
from .steps import Weighed


class AnswerClasses:
    """The classes of answers by fact, each made once for the same numbers of persons."""

    def __init__(self, law: Law, book: Rulebook) -> None:
        self.law = law
        self.book = book
        self._stand_ins = dict(substitutes_of(law, book.readings))
        self._classes: dict[tuple[object, ...], tuple[Answer, ...]] = {}

    def forget(self) -> None:
        """Make every class anew when it is asked for."""
        self._classes.clear()

    def read(self, facts: Facts) -> Facts:
        """The facts as the rules of the book read them: some replaced under its readings."""
        if not self._stand_ins:
            return facts
        return substituted(self.law, self.book.readings, facts)

    def turning(self, rules: Iterable[Weighed]) -> list[str]:
        """The facts on which open rules turn; of one that is replaced, what stands in for it."""
        read = set()
        for rule in rules:
            for name in turning(rule):
                stand_in = self._stand_ins.get(name, name)
                read.add(stand_in)
        return sorted(read)

    @cached_property
    def tests(self) -> dict[str, tuple[Test, ...]]:
        """The tests of the book by fact; those of a replaced fact are of what stands in for it."""
        tests_of_fact: dict[str, tuple[Test, ...]] = {}
        for name, tests in self.book.tests.items():
            read = self._stand_ins.get(name, name)
            before = tests_of_fact.get(read, ())
            tests_of_fact[read] = (*before, *tests)
        return tests_of_fact

    @cached_property
    def closers(self) -> dict[str, str]:
        """The facts by the statement that there is none of their values."""
        return {
            fact.closed_by: name
            for name, fact in self.law.facts.items()
            if fact.closed_by
        }

    @cached_property
    def added(self) -> dict[str, str]:
        """The numbers of persons added since a tally, by the number of the tally."""
        return {
            fact.adds_to: name
            for name, fact in self.law.facts.items()
            if fact.adds_to
        }

    @cached_property
    def sums(self) -> dict[str, tuple[FactType, ...]]:
        """The sums that a rule of the book tests, by each part of them."""
        sums_of_part: dict[str, tuple[FactType, ...]] = {}
        for fact in self.law.facts.values():
            if fact.plus and self.tests.get(fact.name):
                for part in (*fact.plus, *fact.less):
                    sums_of_part[part] = (*sums_of_part.get(part, ()), fact)
        return sums_of_part

    def added_to(self, total: str, facts: Facts) -> bool:
        """Whether the number added is stated, and that of the tally is not."""
        behind = True in facts.get("tallyBehind", ())
        added = facts.get(self.added.get(total, ""))
        return behind and bool(added)

    def answers(self, fact: FactType, root: Facts) -> tuple[Answer, ...]:
        """
        One value for each class of answers that the conditions
        can tell apart, given the facts that are stated.
        """
        if not fact.value_type.endswith("Integer"):
            some = fact.closed_by is not None and False in root.get(
                fact.closed_by, ()
            )
            return self._kept(
                (fact.name, some),
                lambda: tuple(self._representatives(fact, some)),
            )
        total = fact.adds_to or fact.name
        numbers = {total}
        for sum_ in self.sums.get(total, ()):
            numbers |= {*sum_.plus, *sum_.less}
        stated = [(number, root.get(number)) for number in sorted(numbers)]
        key = (fact.name, *stated)
        start = 0
        if fact.adds_to or self.added_to(total, root):
            start = bounds(root.get(total))[0]
        return self._kept(key, lambda: tuple(self.cut(total, root, start)))

    def _kept(
        self,
        key: tuple[object, ...],
        made: Callable[[], tuple[Answer, ...]],
    ) -> tuple[Answer, ...]:
        if key not in self._classes:
            self._classes[key] = made()
        return self._classes[key]

    def _representatives(self, fact: FactType, some: bool) -> Iterator[Known]:
        """A value of each class; no empty one where it is stated that there is some value."""
        tests = self.tests.get(fact.name, ())
        if fact.closed_by:
            if not some:
                yield Known()
            yield Known([Iri(sorted(fact.members)[0])])
            return
        candidates: list[Value] = (
            [True, False]
            if fact.value_type.endswith("boolean")
            else self._members(fact)
        )
        seen = set()
        for values in (
            *([value] for value in candidates),
            *self._together.get(fact.name, ()),
        ):
            answer = Known(values)
            signature = tuple(test.status(answer) for test in tests)
            if signature not in seen:
                seen.add(signature)
                yield answer

    @cached_property
    def _together(self) -> dict[str, list[list[Value]]]:
        """The values of a fact that a condition of the book asks for at once."""
        together: dict[str, list[list[Value]]] = {}
        for rule in self.book.rules:
            if rule.condition is None or not self.book.bears(rule):
                continue
            for joined in _conjunctions(rule.condition):
                for name, values in _asked_at_once(joined).items():
                    if len(values) > 1:
                        together.setdefault(name, []).append(values)
        return together

    def _members(self, fact: FactType) -> list[Value]:
        """The values that an answer may have; a value that is a claim is not made for anybody."""
        return [
            Iri(member) for member in sorted(fact.members - self.law.claimed)
        ]

    def cut(self, name: str, facts: Facts, start: int) -> Iterator[Answer]:
        """
        The numbers of a fact, less where the count starts,
        in classes cut where a comparison turns.
        """
        low, high = bounds(facts.get(name))
        cuts = {
            cut
            for cut in self._turns(name, facts)
            if cut > low and (high is None or cut <= high)
        }
        firsts = [low, *sorted(cuts)]
        lasts = [first - 1 for first in firsts[1:]]
        for first, last in zip(firsts, lasts, strict=False):
            yield Between.of(first - start, last - start)
        if high is not None:
            high -= start
        yield Between.of(firsts[-1] - start, high)

    def _turns(self, name: str, facts: Facts) -> Iterator[int]:
        """
        The numbers of a fact at which a test of it turns,
        or a test of a sum that it is part of.
        """
        for test in self.tests.get(name, ()):
            if test.numeric and isinstance(test.limit, int):
                yield test.limit + (test.operator in (">", "<="))
        for sum_ in self.sums.get(name, ()):
            plus = [part for part in sum_.plus if part != name]
            less = [part for part in sum_.less if part != name]
            known_parts = {
                part for part in (*plus, *less) if exact(facts.get(part))
            }
            all_known = known_parts.issuperset((*plus, *less))
            added = sum(bounds(facts.get(part))[0] for part in plus)
            taken = sum(bounds(facts.get(part))[0] for part in less)
            for turn in self._turns(sum_.name, facts):
                yield turn
                if name in sum_.less and all_known:
                    yield added - turn + 1
                elif name in sum_.plus and known_parts.issuperset(plus):
                    yield turn - added
                    yield turn - added + taken


def _conjunctions(condition: Condition) -> Iterator[Condition]:
    """A condition and every part of it that joins others by `and`."""
    if condition.kind == "and":
        yield condition
    for part in condition.parts:
        yield from _conjunctions(part)


def _asked_at_once(joined: Condition) -> dict[str, list[Value]]:
    """The values that one conjunction asks for, by fact; of a part that is one, its own too."""
    values: dict[str, list[Value]] = {}
    for part in joined.parts:
        if part.kind == "and":
            for name, wanted in _asked_at_once(part).items():
                values.setdefault(name, []).extend(wanted)
            continue
        test = part.test
        if test is None or test.operator != "has":
            continue
        if not isinstance(test.limit, tuple):
            values.setdefault(test.fact, []).append(test.limit)
    return values
