"""
Where two laws come to different outcomes for the same facts: two editions, readings or days.

In: two sides. Out: regions of facts, each with the rules that decide on either side and an
inventory that shows it. Where no region is left, the two agree on every inventory.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import NamedTuple

import z3

from ..deciding.rulebook import rulebook
from ..errors import KnowledgeError
from ..law.load import combined, law
from ..law.model import FactType, Law
from ..rdf.graph import Value
from .bench import REVIEW, solver
from .days import Stretch
from .kleene import Truth, conj, disj, formula, neg
from .levelled import levelled
from .search import extreme, model_of, without
from .statement import Statement
from .weighing import Weighing
from .witness import Witness, disagreements, true, witness


class Side(NamedTuple):
    """A list as it stands on a day, under the default readings and those chosen."""

    edition: str
    day: date
    chosen: frozenset[str] = frozenset()


class Decided(NamedTuple):
    """An outcome, and the rules that stand for it."""

    outcome: str
    rules: tuple[str, ...]


class Held(NamedTuple):
    """What a region says of one fact: its values, or the numbers from `low` to `high`."""

    fact: str
    values: tuple[Value, ...] = ()
    low: int | None = None
    high: int | None = None


class Region(NamedTuple):
    """
    Facts under which two sides differ.

    `stricter` is 0 for the first side, 1 for the second, None where a person has to judge
    under one of them or both clear. `turns_on` are facts that the deciding rules read, `beside`
    what else is stated so that both sides are settled; `shown` is one inventory of them.
    """

    decided: tuple[Decided, Decided]
    stricter: int | None
    turns_on: tuple[Held, ...]
    beside: tuple[Held, ...]
    shown: Witness


class Difference:
    """The formulas of two sides over one statement of facts."""

    def __init__(self, first: Side, second: Side) -> None:
        self.sides = first, second
        self.stated = Statement(combined(first.edition, second.edition))
        self.weighings = self._weighing(first), self._weighing(second)

    def _weighing(self, side: Side) -> Weighing:
        """The rules of a side on its day; the facts are those that both sides share."""
        known, stated = law(side.edition), self._stated_on(side.day)
        book = rulebook(known, side.day, side.chosen)
        return Weighing(known, book, stated, levelled(stated))

    def _stated_on(self, day: date) -> Statement:
        """The facts that both sides share, asked about on a day."""
        stated = copy.copy(self.stated)
        stated.day = {Stretch(day, day, day): True}
        return stated

    def regions(self, both_clear: bool = False) -> Iterator[Region]:
        """
        Every pair of rules that decide differently, with the facts on which it turns.

        Clearances on different grounds are told only where `both_clear` is true. Raises
        KnowledgeError where the engine decides the inventory of a region otherwise.
        """
        asked = solver(self._admissible)
        asked.add(formula(self._differ(both_clear)))
        while model := model_of(asked):
            within = self._within(
                (self._decided(model, 0), self._decided(model, 1))
            )
            asked.add(z3.Not(formula(within)))
            yield self._region(within)

    @cached_property
    def _admissible(self) -> z3.BoolRef:
        """What an inventory keeps to, with the persons exported known to the day."""
        stated = self._stated_on(self.sides[0].day)
        late = [stated.behind, stated.ahead, stated.transfer_later]
        late.append(stated.endless)
        return formula(conj([stated.admissible(), *map(neg, late)]))

    def _differ(self, both_clear: bool) -> Truth:
        """Where both sides are settled, on outcomes that are not alike."""
        first, second = self.weighings
        pairs = [
            conj([self._outcomes[0][here], self._outcomes[1][there]])
            for here in first.standing
            for there in second.standing
            if not self._alike(here, there, both_clear)
        ]
        return disj(pairs)

    def _alike(self, here: str, there: str, both_clear: bool) -> bool:
        known = self.stated.law.outcomes
        cleared = known[here].clearance and known[there].clearance
        if here == there:
            return True
        return cleared and not both_clear

    @cached_property
    def _outcomes(self) -> tuple[dict[str, Truth], dict[str, Truth]]:
        """When each outcome is settled, on either side."""
        first, second = (
            {
                name: conj([side.settled, _comes_to(side, name)])
                for name in side.standing
            }
            for side in self.weighings
        )
        return first, second

    def _within(self, decided: tuple[Decided, Decided]) -> Truth:
        """The region in which these rules decide on either side."""
        parts: list[Truth] = []
        for number, (outcome, rules) in enumerate(decided):
            weighed = self.weighings[number].rules
            parts += [
                self._outcomes[number][outcome],
                weighed[rules[0]].stands.true,
            ]
        return conj(parts)

    def _region(self, within: Truth) -> Region:
        asked = solver(self._admissible, formula(within))
        fewest = self._fewest(asked)
        facts = list(self._facts(asked, fewest))
        model = model_of(asked) or fewest
        decided = self._decided(model, 0), self._decided(model, 1)
        read = self._read(decided)
        return Region(
            decided,
            self._stricter(decided),
            tuple(held for held in facts if held.fact in read),
            tuple(held for held in facts if held.fact not in read),
            self._shown(model),
        )

    def _read(self, decided: tuple[Decided, Decided]) -> set[str]:
        """The facts that the deciding rules read, and those that open the regime they are in."""
        read: set[str] = set()
        for side, (_, rules) in zip(self.weighings, decided, strict=True):
            deciding = [side.rules[iri].rule for iri in rules]
            regimes = {rule.regime for rule in deciding}
            opening = [
                rule for rule in side.law.rules if rule.opens in regimes
            ]
            for rule in (*deciding, *opening):
                for test in rule.condition.tests() if rule.condition else ():
                    read |= _sources(side.law, test.fact)
        return read

    def _decided(self, model: z3.ModelRef, number: int) -> Decided:
        """What a side comes to in a model."""
        side = self.weighings[number]
        outcome = next(
            name
            for name, when in self._outcomes[number].items()
            if true(model, when)
        )
        rules = (
            weighed.rule.iri
            for weighed in side.concluding
            if weighed.rule.concludes == outcome
            and true(model, weighed.stands.true)
        )
        return Decided(outcome, tuple(sorted(rules)))

    def _stricter(self, decided: tuple[Decided, Decided]) -> int | None:
        known = self.stated.law.outcomes
        first, second = (known[side.outcome] for side in decided)
        judged = REVIEW in (decided[0].outcome, decided[1].outcome)
        if judged or (first.clearance and second.clearance):
            return None
        if first.strictness > second.strictness:
            return 0
        return 1

    def _fewest(self, asked: z3.Solver) -> z3.ModelRef:
        """A model that states as few facts as the region allows, those asked first kept longest."""
        order = sorted(self.stated.law.facts.values(), key=_asked_late)
        claims = [
            var
            for fact in order
            if fact.is_a("Claim")
            for var in self._vars(fact)
        ]
        asked.add(*without(asked, claims))
        variables = [var for fact in order for var in self._vars(fact)]
        asked.add(*without(asked, variables))
        asked.check()
        model = asked.model()
        asked.add(*(var for var in variables if true(model, var)))
        return model

    def _vars(self, fact: FactType) -> list[z3.BoolRef]:
        if fact.name in self.stated.stated_number:
            return [self.stated.stated_number[fact.name]]
        return list(self.stated.has.get(fact.name, {}).values())

    def _facts(self, asked: z3.Solver, model: z3.ModelRef) -> Iterator[Held]:
        """The facts of a model; each number with the range over which the outcomes last."""
        stated = self.stated
        outcomes = [self._decided(model, number).outcome for number in (0, 1)]
        within = conj(
            [self._outcomes[0][outcomes[0]], self._outcomes[1][outcomes[1]]]
        )
        for name, values in stated.has.items():
            held = tuple(
                value for value, when in values.items() if true(model, when)
            )
            if held:
                yield Held(name, held)
        for name, number in stated.number.items():
            if true(model, stated.stated_number[name]):
                low, high = self._range(model, number, within)
                asked.add(number == (low or 0))
                model = model_of(asked) or model
                yield Held(name, (), low, high)

    def _range(
        self, model: z3.ModelRef, number: z3.ArithRef, within: Truth
    ) -> tuple[int, int | None]:
        """How far a number may go down and up while all else stays; no end where None."""
        value = model.eval(number, model_completion=True)
        rest = self._rest(
            model, formula(conj([within, self._admissible])), number
        )
        below = extreme(
            rest=rest, number=number, beyond=number < value, goal="maximize"
        )
        above = extreme(
            rest=rest, number=number, beyond=number > value, goal="minimize"
        )
        return (
            0 if below is None else below + 1,
            None if above is None else above - 1,
        )

    def _rest(
        self, model: z3.ModelRef, whole: z3.BoolRef, number: z3.ArithRef
    ) -> z3.BoolRef:
        """A formula in which all but one number has its value."""
        stated = self.stated
        loose = (
            stated.tally,
            stated.behind,
            stated.ahead,
            stated.transfer_later,
        )
        variables: list[z3.ExprRef] = [*loose, stated.endless]
        variables += [
            var for values in stated.has.values() for var in values.values()
        ]
        variables += stated.stated_number.values()
        variables += [
            var for var in stated.number.values() if not var.eq(number)
        ]
        given = [
            (var, model.eval(var, model_completion=True)) for var in variables
        ]
        return z3.simplify(z3.substitute(whole, *given))

    def _shown(self, model: z3.ModelRef) -> Witness:
        """The inventory of a model, decided by the engine under both sides."""
        for side, weighing in zip(self.sides, self.weighings, strict=True):
            shown = witness(weighing.stated, model)
            wrong = disagreements(weighing, model, shown)
            if wrong:
                raise KnowledgeError(
                    f"the formulas and the engine differ under {side.edition}:"
                    f" {'; '.join(wrong[:3])}\n{shown.turtle()}"
                )
        return shown


def differences(
    first: Side, second: Side, both_clear: bool = False
) -> Iterator[Region]:
    """
    The regions of facts in which two sides come to different outcomes.

    Example: between `cq-2025` and `cn` there is one in which a listed item needs an
    assessment under the first, and nothing under the second.
    """
    return Difference(first, second).regions(both_clear)


def _comes_to(side: Weighing, outcome: str) -> Truth:
    """When an outcome is told: a clearance that rests on no source that was seen is a review."""
    if outcome == REVIEW:
        return disj([side.concludes(outcome), side.flimsy])
    return conj([side.concludes(outcome), neg(side.flimsy)])


def _asked_late(fact: FactType) -> tuple[int, str]:
    """Facts in the order in which they are left out: those asked last first."""
    return -(fact.ask_order or 0), fact.name


def _sources(known: Law, name: str) -> set[str]:
    """A fact with those from which it is worked out."""
    fact = known.facts.get(name)
    if fact is None:
        return {name}
    direct = {
        *fact.plus,
        *fact.less,
        *filter(None, (fact.computed_from, fact.true_from)),
    }
    direct |= {
        adds.name for adds in known.facts.values() if adds.adds_to == name
    }
    return {name}.union(
        *(_sources(known, source) for source in direct - {name})
    )
