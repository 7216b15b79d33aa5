"""
Cases that no test of the law can tell apart.

In: a case under a rulebook. Out: a key that all cases like it share.
"""

from __future__ import annotations

from functools import cache

from ..law.conditions import Fact, Test
from ..law.model import FactType, Law
from .case import Case
from .rulebook import Rulebook


class Likeness:
    """A case under a rulebook, equal to every case that no test tells from it."""

    __slots__ = ("book", "case", "key")

    def __init__(self, law: Law, case: Case, book: Rulebook) -> None:
        self.case = case
        self.book = book
        self.key = (
            book,
            case.day,
            case.assumed,
            *scale(law).classes(case),
            *open_numbers(law, case),
        )

    def __eq__(self, other: object) -> bool:
        """Equal where every test comes to the same."""
        if not isinstance(other, Likeness):
            return False
        return self.key == other.key

    def __hash__(self) -> int:
        """Like cases hash alike."""
        return hash(self.key)


class Scale:
    """
    Sorts the values of each fact into classes within which
    every test of every rule has one result.
    """

    def __init__(self, law: Law) -> None:
        tests: dict[str, dict[Test, None]] = {}
        for rule in law.rules:
            for test in rule.condition.tests() if rule.condition else ():
                tests.setdefault(test.fact, {})[test] = None
        for fact, stand_in in law.substitutes.values():
            tests.setdefault(stand_in, {}).update(tests[fact])
        self._tests = {
            fact: tuple(tests_of_fact) for fact, tests_of_fact in tests.items()
        }
        self._classes: dict[tuple[str, Fact | None], tuple[object, ...]] = {}

    def classes(self, case: Case) -> list[tuple[object, ...]]:
        """The class of each fact that a rule tests."""
        return [self.of(fact, case.facts.get(fact)) for fact in self._tests]

    def of(self, fact: str, values: Fact | None) -> tuple[object, ...]:
        """The class of one fact: what each test of it comes to, and whether it is known at all."""
        key = (fact, values)
        answer_class = self._classes.get(key)
        if answer_class is None:
            answer_class = (
                type(values),
                *(test.status(values) for test in self._tests.get(fact, ())),
            )
            self._classes[key] = answer_class
        return answer_class


@cache
def scale(law: Law) -> Scale:
    """The classes of values of a law, made once."""
    return Scale(law)


def open_numbers(law: Law, case: Case) -> list[tuple[object, ...]]:
    """
    Numbers that some test leaves open: what is asked of them depends on their bounds, on the parts
    of a sum, and on what is stated of the persons added since the tally.
    """
    classes = scale(law)
    numbers = list[tuple[object, ...]]()
    for fact in _numbers(law):
        known = case.facts.get(fact.name)
        if None in classes.of(fact.name, known)[1:]:
            parts = (*fact.plus, *fact.less, *_added_to(law, fact.name))
            numbers.append(
                (fact.name, known, *(case.facts.get(part) for part in parts))
            )
    return numbers


@cache
def _numbers(law: Law) -> tuple[FactType, ...]:
    return tuple(
        fact
        for fact in law.facts.values()
        if fact.value_type.endswith("Integer")
    )


@cache
def _added_to(law: Law, name: str) -> tuple[str, ...]:
    """The facts that say what was added to a tally, and whether it is behind."""
    added = [fact.name for fact in law.facts.values() if fact.adds_to == name]
    if added:
        return (*added, "tallyBehind")
    return ()
