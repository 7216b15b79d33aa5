"""
All that can be stated of one item at once: a variable for each value of each fact, for each
number, for the day of the tally.

In: a law. Out: the variables, and what an inventory must keep to so that it is not refused.
"""

from __future__ import annotations

from collections.abc import Iterable

import z3

from ..law.model import Law
from ..rdf.graph import Value
from ..rdf.names import Iri, local
from .classes import ALONE, BEGUN, LATER, NO_ZONE, scale
from .days import Stretch, stretches
from .kleene import TRUE, Ternary, Truth, conj, disj, formula, neg

MOST = 10**15 - 1


class Statement:
    """The statements of one case as variables; two of them with different names are two cases."""

    def __init__(self, law: Law, name: str = "") -> None:
        self.law = law
        self.scale = scale(law)
        self.has: dict[str, dict[Value, z3.BoolRef]] = {
            fact: {
                value: z3.Bool(f"{name}{fact}:{_word(value)}")
                for value in values
            }
            for fact, values in self.scale.valued.items()
        }
        for fact in self.scale.dated:
            self.has[fact] = {
                value: z3.Bool(f"{name}{fact}:{_word(value)}")
                for value in (BEGUN, LATER)
            }
        self.stated_number = {
            fact: z3.Bool(f"{name}{fact}?") for fact in self.scale.numbers
        }
        self.number = {
            fact: z3.Int(f"{name}{fact}") for fact in self.scale.numbers
        }
        self.tally = z3.Bool(f"{name}tally")
        self.behind = z3.Bool(f"{name}tally:earlier-day")
        self.ahead = z3.Bool(f"{name}tally:later-day")
        self.transfer_later = z3.Bool(f"{name}transfer:after-tally")
        self.endless = z3.Bool(f"{name}tally:noKnownMaximum")
        self.day: dict[Stretch, z3.BoolRef] = {
            stretch: z3.Bool(f"day:{stretch.sample}")
            for stretch in stretches(law)
        }
        self._kept: z3.BoolRef | None = None
        self._within: dict[tuple[Stretch, ...], Ternary] = {}
        self._held: dict[tuple[str, Value], Truth] = {}

    def stated(self, fact: str) -> Truth:
        """When a fact is stated, whatever its value."""
        if fact in self.stated_number:
            return self.stated_number[fact]
        return disj(self.has[fact].values())

    def within(self, days: tuple[Stretch, ...]) -> Ternary:
        """When the day asked about lies in one of some stretches."""
        if len(days) == len(self.day):
            return TRUE
        if days not in self._within:
            lies = disj(self.day[stretch] for stretch in days)
            self._within[days] = Ternary(lies, neg(lies))
        return self._within[days]

    def held(self, fact: str, value: Value) -> Truth:
        """When a fact has a value: it is stated, or follows from others by a defined class."""
        value = self.scale.standing_for.get((fact, value), value)
        if (fact, value) not in self._held:
            stated: Truth = self.has[fact].get(value, False)
            follows = [
                conj(
                    disj(
                        self.held(need, standing)
                        for standing in self._standing(need, values)
                    )
                    for need, values in definition.needs
                )
                for definition in self.law.definitions
                for given, result in definition.gives
                if given == fact
                and self.scale.standing_for.get((fact, result), result)
                == value
            ]
            self._held[fact, value] = disj([stated, *follows])
        return self._held[fact, value]

    def _standing(
        self, fact: str, values: Iterable[Value]
    ) -> tuple[Value, ...]:
        ordered = sorted(values, key=str)
        return tuple(
            {self.scale.standing_for[fact, value]: None for value in ordered}
        )

    @property
    def whole_tally(self) -> Truth:
        """When the tally holds the transfer and is of the day asked about, or of a later one."""
        return conj([self.tally, neg(self.behind), neg(self.transfer_later)])

    def admissible(self) -> z3.BoolRef:
        """What an inventory keeps to that is not refused."""
        if self._kept is None:
            self._kept = self._admissible()
        return self._kept

    def _admissible(self) -> z3.BoolRef:
        return formula(
            conj(
                [
                    *self._one_day(),
                    *self._single(),
                    *self._numbers(),
                    *self._together(),
                ]
            )
        )

    def _one_day(self) -> Iterable[Truth]:
        days = list(self.day.values())
        yield disj(days)
        yield from _at_most_one(days)

    def _single(self) -> Iterable[Truth]:
        """One value for a fact of one value, and what denies all other values stands alone."""
        for fact, values in self.has.items():
            if not self.law.facts[fact].is_a("ManyValued"):
                yield from _at_most_one(list(values.values()))
            for value in values if fact in ALONE else ():
                if value != ALONE[fact]:
                    yield disj([neg(values[value]), neg(values[ALONE[fact]])])
        inferred = {
            given
            for definition in self.law.definitions
            for given, _ in definition.gives
        }
        for fact in sorted(inferred):
            if not self.law.facts[fact].is_a("ManyValued"):
                yield disj(
                    [neg(self.held(fact, True)), neg(self.held(fact, False))]
                )

    def _numbers(self) -> Iterable[Truth]:
        law = self.law.facts
        for fact in self.scale.numbers:
            yield self.number[fact] >= 0
            yield self.number[fact] <= MOST
            if "Tally" in law[fact].about:
                yield disj([neg(self.stated_number[fact]), self.tally])
            adds_to = law[fact].adds_to
            if adds_to:
                more = conj([self.stated_number[fact], self.number[fact] > 0])
                yield neg(conj([self.whole_tally, more]))
        for both, counts in self.overlaps():
            for count in counts:
                stated = conj(
                    [self.stated_number[both], self.stated_number[count]]
                )
                yield disj(
                    [neg(stated), self.number[both] <= self.number[count]]
                )
        yield disj([neg(self.behind), neg(self.ahead)])
        for day in (
            self.behind,
            self.ahead,
            self.endless,
            self.transfer_later,
        ):
            yield disj([self.tally, neg(day)])

    def overlaps(self) -> Iterable[tuple[str, tuple[str, ...]]]:
        """The facts that count persons in two sets, each with the two."""
        for fact in self.scale.numbers:
            if self.law.facts[fact].within:
                yield fact, self.law.facts[fact].within

    def _together(self) -> Iterable[Truth]:
        """Statements that need, or deny, one another."""
        for fact in self.law.facts.values():
            if fact.closed_by and fact.name in self.has:
                values = disj(
                    self.held(fact.name, value)
                    for value in self.has[fact.name]
                )
                yield neg(conj([values, self.has[fact.closed_by][True]]))
        needed = (
            ("listUseEndReason", "listUseEnded"),
            ("groundProven", "ground"),
        )
        for fact_, other in needed:
            if fact_ in self.has and other in self.has:
                yield disj([neg(self.stated(fact_)), self.stated(other)])
        if {"zone", "zoneTie"} <= self.has.keys():
            ties = disj(
                held
                for value, held in self.has["zoneTie"].items()
                if value != ALONE["zoneTie"]
            )
            yield neg(conj([self.has["zone"].get(NO_ZONE, False), ties]))


def _at_most_one(choices: list[z3.BoolRef]) -> Iterable[Truth]:
    for number, choice in enumerate(choices):
        for other in choices[:number]:
            yield disj([neg(choice), neg(other)])


def _word(value: Value) -> str:
    if isinstance(value, Iri):
        return local(value)
    return str(value).lower()
