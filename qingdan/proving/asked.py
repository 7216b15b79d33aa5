"""
What the engine asks for suffices, and nothing of it can be left out.

In: a bench and readings. Out: None where it holds, else the inventory that shows why not.

An inventory is asked about at a time: for each fact one that leaves it out, for each rule that
concludes one in which it is open, for each kind of tally one that reaches a number of the law, and
the one that states nothing. For each of these it is proved
over all completions that two which answer alike what is asked come to the same, and that without
any one of the questions they need not. Answers that clear at the same position are the same, as
the engine tells the strictest. What a review on record answers for and is not asked for stays
unstated.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias

import z3

from ..law.model import Law
from ..rdf.names import CN
from .bench import REVIEW, Bench, Failure, solver
from .completion import asked as is_asked
from .completion import begun, completes, everything, heads
from .kleene import Truth, conj, disj, formula, neg
from .levelled import levelled
from .statement import Statement
from .weighing import Weighing
from .witness import Witness, true

Ends: TypeAlias = dict[tuple[str, str], Truth]


class Open(NamedTuple):
    """An inventory that is open, what of the statement makes it so, and what the engine asks."""

    shown: Witness
    pinned: z3.BoolRef
    asked: tuple[str, ...]


def questions(
    bench: Bench,
    chosen: frozenset[str],
) -> Failure | None:
    """What is asked of an open inventory settles it, and each question is needed."""
    completions = Completions(bench, chosen)
    for inventory in open_ones(bench, chosen):
        if completions.differ(inventory, inventory.asked, merged=True):
            named = ", ".join(inventory.asked)
            return Failure(
                f"{named} are asked for, and with the same answers the outcome differs",
                (inventory.shown,),
                "let the enquiry ask for what else decides",
            )
        for name in completions.idle(inventory):
            return Failure(
                f"{name} is asked for, and the outcome never turns on it",
                (inventory.shown,),
                "let the enquiry leave it out",
            )
    return None


def open_ones(
    bench: Bench,
    chosen: frozenset[str],
) -> Iterator[Open]:
    """
    Inventories that are open: for each fact one that leaves it out, for each rule that concludes
    one in which it is open, for each kind of tally of another day one that reaches a number of the
    law, and the one without any fact.
    """
    weighing = bench.weighing(bench.one, chosen)
    nothing = conj(neg(bench.one.stated(name)) for name in _names(bench.one))
    by_rule = (weighed.stands.unknown for weighed in weighing.concluding)
    kinds = (*_each_left_out(bench.one), *by_rule, *_each_tally(weighing))
    for wanted in (nothing, *kinds):
        model = _open(bench, conj([neg(weighing.settled), wanted]))
        if model:
            (shown,) = bench.shown(model, [weighing])
            missing = shown.decided(bench.law, chosen).missing
            if missing:
                names = tuple(fact.fact for fact in missing)
                yield Open(shown, _pinned(bench.one, model), names)


def _open(bench: Bench, wanted: Truth) -> z3.ModelRef | None:
    """An inventory of a kind, without a claim where there is one."""
    claimed = (
        bench.one.stated(name)
        for name in bench.one.has
        if bench.law.facts[name].is_a("Claim")
    )
    unclaimed = conj([wanted, *map(neg, claimed)])
    model = bench.ask(bench.alone, unclaimed)
    if model:
        return model
    return bench.ask(bench.alone, wanted)


def _names(stated: Statement) -> list[str]:
    return [*stated.has, *stated.number]


def _each_left_out(stated: Statement) -> Iterator[Truth]:
    """When a fact is not stated, and all others are that are asked for by themselves."""
    law = stated.law
    tied = {"groundProven"}
    for fact in law.facts.values():
        if fact.closed_by:
            tied |= {fact.name, fact.closed_by}
        if fact.adds_to:
            tied.add(fact.name)
    alone = [
        name
        for name in _names(stated)
        if is_asked(law.facts[name]) and name not in tied
    ]
    together = sorted(tied & set(_names(stated)))
    for name in (*alone, *together):
        others = conj(stated.stated(other) for other in alone if other != name)
        missing = neg(stated.stated(name))
        yield conj([missing, others])


def _each_tally(weighing: Weighing) -> Iterator[Truth]:
    """
    When nothing is stated but a tally of a day, in each way in which it can lie, with so many
    persons that a rule turns on them which may conclude.
    """
    stated = weighing.stated
    exact = neg(disj([stated.behind, stated.ahead, stated.transfer_later]))
    ways = exact, stated.behind, stated.ahead, stated.transfer_later
    alone = conj(neg(stated.stated(fact)) for fact in stated.has)
    for name, reached in _reached(weighing).items():
        counted = conj([alone, stated.stated_number[name], reached])
        for way in ways:
            lying = conj([counted, way])
            yield conj([lying, stated.endless])
            yield conj([lying, neg(stated.endless)])


def _reached(weighing: Weighing) -> dict[str, Truth]:
    """When a number of a tally reaches that of a rule which may conclude, by the fact."""
    counted = weighing.stated.number
    reached: dict[str, list[Truth]] = {}
    for weighed in weighing.concluding:
        condition = weighed.rule.condition
        may = neg(weighed.applies.false)
        for test in condition.tests() if condition else ():
            name = test.fact
            limit = test.limit
            if name not in counted or not isinstance(limit, int):
                continue
            about = weighing.law.facts[name].about
            if "Tally" in about and limit:
                high = counted[name] >= limit
                reached.setdefault(name, []).append(conj([high, may]))
    return {name: disj(parts) for name, parts in sorted(reached.items())}


def _pinned(stated: Statement, model: z3.ModelRef) -> z3.BoolRef:
    """The statement of a case as a model has it."""
    parts: list[Truth] = []
    switches = [
        *stated.stated_number.values(),
        *stated.day.values(),
        stated.tally,
        stated.behind,
        stated.ahead,
        stated.transfer_later,
        stated.endless,
    ]
    for values in stated.has.values():
        switches += values.values()
    for held in switches:
        if true(model, held):
            parts.append(held)
        else:
            parts.append(neg(held))
    for name, number in stated.number.items():
        if true(model, stated.stated_number[name]):
            parts.append(number == model.eval(number, model_completion=True))
    return formula(conj(parts))


def _with(law: Law, name: str) -> set[str]:
    """
    A question with those that its answer may answer: the persons that an export adds are counted
    in the tally, and a defined class gives some facts where it has others.
    """
    counts = {
        fact.name: str(fact.adds_to)
        for fact in law.facts.values()
        if fact.adds_to
    }
    counted = counts.get(name, name)
    answered = {name, counted}
    answered |= {adds for adds, total in counts.items() if total == counted}
    for definition in law.definitions:
        if name in {need for need, _ in definition.needs}:
            answered |= {fact for fact, _ in definition.gives}
    return answered


class Completions:
    """Two completions of a case, and when they come to different answers."""

    def __init__(
        self,
        bench: Bench,
        chosen: frozenset[str],
    ) -> None:
        self.bench, law = bench, bench.law
        self.one, self.two = Statement(law, "some."), Statement(law, "same.")
        self._asked = solver(bench.one.admissible())
        weighings = []
        for stated in (self.one, self.two):
            whole = everything(stated), completes(bench.one, stated)
            self._asked.add(stated.admissible(), *whole)
            book = bench.weighing(bench.one, chosen).book
            weighings.append(Weighing(law, book, stated, levelled(stated)))
        self._apart = {}
        for merged in (True, False):
            ends = [_ends(law, side, merged) for side in weighings]
            self._apart[merged] = formula(_apart(*ends))

    def differ(
        self,
        open_one: Open,
        alike: Iterable[str],
        merged: bool,
    ) -> bool:
        """Whether completions that answer some questions alike come to different answers."""
        parts = [open_one.pinned, self._apart[merged]]
        for name in alike:
            answer = _alike(self.one, self.two, name)
            parts.append(formula(answer))
        for same in self._answered_by_review(open_one.asked):
            parts.append(formula(same))
        model = self.bench.ask(self._asked, conj(parts))
        return model is not None

    def idle(self, inventory: Open) -> Iterator[str]:
        """
        The questions on which no answer turns. One from which a defined class infers something
        may show that what is stated contradicts itself, and is not idle.
        """
        law = self.bench.law
        reveals = {
            need
            for definition in law.definitions
            for need, _ in definition.needs
        }
        for name in inventory.asked:
            answered = _with(law, name)
            others = [
                other for other in inventory.asked if other not in answered
            ]
            if name in reveals:
                continue
            if not self.differ(inventory, others, merged=False):
                yield name

    def _answered_by_review(self, asked: tuple[str, ...]) -> Iterator[Truth]:
        """What describes the data and is not asked for stays as it is: a review answers for it."""
        first = self.bench.one
        closable = {
            name for head in heads(self.bench.law) for name in head.closes
        }
        for name in sorted(closable - set(asked)):
            before = formula(first.stated(name))
            for stated in (self.one, self.two):
                same = formula(stated.stated(name)) == before
                yield disj([begun(first, name), same])


def _alike(
    some: Statement,
    same: Statement,
    name: str,
) -> Truth:
    """When two cases answer a question alike."""
    counted = some.law.facts[name].adds_to or name
    if counted in some.number:
        return some.number[counted] == same.number[counted]
    alike = []
    for value in some.has[name]:
        here = formula(some.held(name, value))
        there = formula(same.held(name, value))
        alike.append(here == there)
    return conj(alike)


def _ends(
    law: Law,
    side: Weighing,
    merged: bool,
) -> Ends:
    """When a case ends in each answer: an outcome and a position."""
    national = side.regime.get(CN + "regime", False)
    ends: Ends = {}
    for iri in side.standing:
        known = law.outcomes[iri]
        name = iri
        if merged and known.clearance:
            name = "cleared"
        concluded = side.concludes(iri)
        under_national = name, known.under_national_rules
        under_list = name, known.under_list
        _add(ends, under_national, conj([concluded, national]))
        _add(ends, under_list, conj([concluded, neg(national)]))
    review = REVIEW, law.outcomes[REVIEW].under_list
    _add(ends, review, side.flimsy)
    return ends


def _add(ends: Ends, answer: tuple[str, str], when: Truth) -> None:
    before = ends.get(answer, False)
    ends[answer] = disj([before, when])


def _apart(ends: Ends, others: Ends) -> Truth:
    """When two cases come to different answers."""
    apart = []
    for answer, here in ends.items():
        there = others.get(answer, False)
        apart.append(conj([here, neg(there)]))
    return disj(apart)
