"""
Two cases of one law, their rules under chosen readings, and the solver that is asked about them.

In: a law. Out: formulas for each set of readings, shared between them, and models of what is asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

import z3

from ..deciding.rulebook import whole_book
from ..errors import KnowledgeError
from ..law.model import Law, Question
from ..rdf.names import QD, curie
from .completion import completes, everything
from .kleene import Ternary, Truth, disj, formula
from .levelled import levelled
from .statement import Statement
from .views import Views
from .weighing import Weighing, weigh
from .witness import Witness, disagreements, witness

REVIEW = QD + "NeedsReview"
_PATIENCE = 120_000


class Failure(NamedTuple):
    """
    Why a theorem does not hold: what is wrong, the inventories that show it, and what in the
    law to mend.
    """

    what: str
    shown: tuple[Witness, ...]
    mend: str


class Bench:
    """A case, and a second one that completes it, with everything that the law makes of them."""

    def __init__(self, law: Law) -> None:
        self.law = law
        self.one = Statement(law)
        self.other = Statement(law, "then.")
        self._views: dict[Statement, Views] = {
            stated: levelled(stated) for stated in (self.one, self.other)
        }
        self._kept: dict[Statement, dict[str, Ternary]] = {
            self.one: {},
            self.other: {},
        }
        self._weighings: dict[tuple[Statement, frozenset[str]], Weighing] = {}
        self.asked = self.decided = 0

    def views(self, stated: Statement) -> Views:
        """What conditions see of a case."""
        return self._views[stated]

    def weighing(
        self, stated: Statement, chosen: frozenset[str] = frozenset()
    ) -> Weighing:
        """The rules of a case under chosen readings, others at their default."""
        if (stated, chosen) not in self._weighings:
            replaced = chosen & self.law.substitutes.keys()
            kept = {} if replaced else self._kept[stated]
            book = whole_book(self.law, chosen)
            made = Weighing(
                self.law, book, stated, self._views[stated], kept=kept
            )
            if not replaced:
                kept.update(made.conditions)
            self._weighings[stated, chosen] = made
        return self._weighings[stated, chosen]

    def forget(self) -> None:
        """Let the formulas go that were made for readings other than the default ones."""
        self._weighings = {
            key: made for key, made in self._weighings.items() if not key[1]
        }

    def without_reviews(self, weighing: Weighing) -> Weighing:
        """
        The rules without those that ask for a review, and without the flags that keep an answer
        open until it is made.
        """
        reviews = {
            rule.iri for rule in self.law.rules if rule.concludes == REVIEW
        }
        graph = self.law.graph
        standing = {
            rule.iri
            for rule in self.law.rules
            if rule.raises
            and reviews & set(graph.iris(rule.iri, QD + "standsWith"))
        }
        return weigh(weighing, reviews | standing)

    def touched(self, weighing: Weighing, question: Question) -> Truth:
        """When a rule stands that asks for a review because of a question."""
        return disj(
            concluding.stands.true
            for concluding in weighing.concluding
            if concluding.rule.concludes == REVIEW
            and (
                question.iri in concluding.rule.touches
                or concluding.rule.readings & set(question.readings)
            )
        )

    @cached_property
    def alone(self) -> z3.Solver:
        """The solver that knows of the first case what an inventory keeps to."""
        return solver(self.one.admissible())

    @cached_property
    def completed(self) -> z3.Solver:
        """
        The solver that knows of the second case that it completes the first and states
        everything.
        """
        whole = (everything(self.other), completes(self.one, self.other))
        return solver(self.one.admissible(), self.other.admissible(), *whole)

    @cached_property
    def both(self) -> z3.Solver:
        """The solver that knows of both cases that they state everything."""
        admissible = []
        for stated in (self.one, self.other):
            admissible += [stated.admissible(), everything(stated)]
        return solver(*admissible)

    def ask(self, solver: z3.Solver, asked: Truth) -> z3.ModelRef | None:
        """A model of what is asked, or None where there is none."""
        if asked is False:
            return None
        self.asked += 1
        solver.push()
        solver.add(formula(asked))
        answer = solver.check()
        model = None
        if answer == z3.sat:
            model = solver.model()
        solver.pop()
        if answer == z3.unknown:
            raise KnowledgeError(
                f"the solver gave up: {solver.reason_unknown()}"
            )
        return model

    def shown(
        self, model: z3.ModelRef, weighings: Iterable[Weighing]
    ) -> tuple[Witness, ...]:
        """
        The inventories of a model, each decided by the engine; raise KnowledgeError where it
        differs from the formulas.
        """
        witnesses = []
        for weighing in weighings:
            shown = witness(weighing.stated, model)
            wrong = disagreements(weighing, model, shown)
            if wrong:
                raise KnowledgeError(
                    f"the proof and the engine differ on {'; '.join(wrong[:3])}\n{shown.turtle()}"
                )
            self.decided += 1
            witnesses.append(shown)
        return tuple(witnesses)

    def questions(self) -> list[Question]:
        """
        The open questions on whose readings a rule, an override or a replaced fact of the law
        turns.
        """
        used = {
            reading for rule in self.law.rules for reading in rule.readings
        }
        used |= {
            reading
            for override in self.law.overrides
            for reading in override.readings
        }
        used |= self.law.substitutes.keys()
        return [
            question
            for question in self.law.questions
            if used & set(question.readings)
        ]


def solver(*known: z3.BoolRef) -> z3.Solver:
    """A solver that knows some formulas, and gives up after two minutes."""
    made = z3.Solver()
    made.set("timeout", _PATIENCE)
    made.set("random_seed", 1)
    made.add(*known)
    return made


def names(rules: Iterable[str]) -> str:
    """Some rules as people may look them up."""
    return ", ".join(sorted(map(curie, rules)))
