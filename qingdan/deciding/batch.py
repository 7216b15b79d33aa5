"""
A decided inventory: the verdict on each distinct case, and
from it the answer, the row or the proof of any item.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache, partial
from typing import Any, NamedTuple

from ..duties.coverage import UNCOVERED
from ..inventory.grouping import groups
from ..inventory.profiles import Key
from ..inventory.table import Register
from ..inventory.titles import titles
from ..law.model import Law
from .barred import barred
from .batch_checks import Answer, answers, cases_of, refuse_faults
from .case import Case
from .covered import covered
from .determination import Determination
from .explain import explain
from .receipt import facts_digested, input_digest
from .verdict import strictest

_PROVEN = "i.profile, i.holder, i.profiles, i.listings"


@dataclass(frozen=True, eq=False)
class Proof:
    """
    The determination of one item of a distinct case, and what in it is that item's own.

    It is worked out when it is first asked for, so that processes share the work.
    """

    law: Law
    cases: tuple[Case, ...]
    readings: frozenset[str]

    @cached_property
    def determination(self) -> Determination:
        """That of the export with the strictest answer."""
        return self._of_cases[self._chosen]

    @cached_property
    def case(self) -> Case:
        """The case of that export."""
        return self.cases[self._chosen]

    @cached_property
    def exports(self) -> tuple[str, ...]:
        """The exports of the item."""
        return tuple(str(case.export) for case in self.cases if case.export)

    @cached_property
    def digested(self) -> str:
        """The facts of the case as they stand in its digest."""
        return facts_digested(self.case)

    @cached_property
    def _of_cases(self) -> tuple[Determination, ...]:
        return tuple(
            explain(self.law, case, {}, self.readings) for case in self.cases
        )

    @cached_property
    def _chosen(self) -> int:
        if len(self.cases) == 1:
            return 0
        return strictest(
            self.law,
            [determination.possible for determination in self._of_cases],
        )


@dataclass(frozen=True, eq=False)
class Decided:
    """The answers for a register; close the register when done."""

    register: Register
    answers: tuple[Answer, ...]
    as_of: date | None
    chosen: frozenset[str]

    @property
    def law(self) -> Law:
        """The law that was applied."""
        return self.register.law

    @property
    def items(self) -> int:
        """The number of items."""
        return sum(answer.key.items for answer in self.answers)

    def outcomes(self) -> Counter[str]:
        """The number of items of each outcome."""
        return self._counted(lambda answer: [answer.verdict.outcome])

    def flags(self) -> Counter[str]:
        """The number of items for which each flag is raised."""
        return self._counted(lambda answer: answer.verdict.flags)

    def first_steps(self) -> Counter[str]:
        """The number of items for which each step comes before anything leaves."""
        return self._counted(
            lambda answer: answer.verdict.first_steps(self.law)
        )

    def scenarios(self) -> dict[str, Counter[str]]:
        """The number of items of each outcome, by scenario."""
        counts: dict[str, Counter[str]] = {}
        for answer in self.answers:
            for scenario in self.register.profile(
                answer.key.profile
            ).facts.get("scenario", ()):
                counts.setdefault(str(scenario), Counter())[
                    answer.verdict.outcome
                ] += answer.key.items
        return dict(sorted(counts.items()))

    def missing(self) -> list[tuple[str, int]]:
        """The facts whose absence leaves most items open, and how many."""
        ranks: dict[str, Counter[int]] = {}
        for answer in self.answers:
            for rank, fact in enumerate(answer.verdict.missing):
                ranks.setdefault(fact.fact, Counter())[rank] += (
                    answer.key.items
                )
        weight = {
            fact: (
                -at.total(),
                sum(rank * count for rank, count in at.items()) / at.total(),
                fact,
            )
            for fact, at in ranks.items()
        }
        return [
            (fact, ranks[fact].total())
            for fact in sorted(ranks, key=weight.__getitem__)
        ]

    def _counted(self, names: Any) -> Counter[str]:
        counts: Counter[str] = Counter()
        for answer in self.answers:
            for name in names(answer):
                counts[name] += answer.key.items
        return counts

    def rows(self) -> Iterator[tuple[str, str | None, Answer]]:
        """Each item by IRI with its titles as kept and its answer."""
        by_key = {answer.key.number: answer for answer in self.answers}
        for item, title, key in self.register.store.stream(
            f"SELECT subject, title, key FROM {self.register.ordered}"
        ):
            yield item, title, by_key[key]

    def longest(self) -> int:
        """The length of the longest IRI of an item."""
        return int(
            self.register.store.rows(
                "SELECT coalesce(max(length(subject)), 0) FROM keyed"
            )[0][0]
        )

    def determinations(
        self, limit: int | None = None
    ) -> Iterator[Determination]:
        """The determination of each item, by IRI."""
        for item, title, names, proof in self.proofs(limit):
            yield self.told_of(proof, item, names, titles(title))

    def proofs(
        self, limit: int | None = None
    ) -> Iterator[tuple[str, str | None, tuple[str, ...], Proof]]:
        """
        Each item by IRI with its titles as kept, the names
        of its exports, and the proof of its case.
        """
        sql = (
            f"SELECT i.subject, i.title, i.names, i.file, i.line, {_PROVEN}"
            f" FROM {self.register.ordered} i"
        )
        for (
            item,
            title,
            names,
            file,
            line,
            profile,
            holder,
            profiles,
            listings,
        ) in self.register.store.stream(
            sql + (f" LIMIT {limit}" if limit is not None else "")
        ):
            shape = Key(
                0,
                profile,
                holder,
                tuple(profiles or ()),
                tuple(listings or ()),
                1,
                item,
                self.register.place(file, line),
            )
            yield item, title, tuple(names or ()), self._proof(shape)

    def groups(self) -> Iterator[tuple[Key, Proof]]:
        """Each distinct case with its own handler, and its proof."""
        for key in groups(self.register):
            yield key, _proof(self, _Alike(key))

    def _proof(self, key: Key) -> Proof:
        return self._proofs(_Alike(key))

    @cached_property
    def _proofs(self) -> Callable[[_Alike], Proof]:
        return lru_cache(maxsize=8_192)(partial(_proof, self))

    def told_of(
        self,
        proof: Proof,
        item: str,
        names: tuple[str, ...],
        title: dict[str, str],
    ) -> Determination:
        """The determination of an item whose case is proven for another item."""
        own_names = {
            proof.case.item: item,
            **dict(zip(proof.exports, names, strict=True)),
        }
        case = replace(
            proof.case, item=item, export=own_names.get(str(proof.case.export))
        )
        held = covered(self.law, proof.determination, case)
        return proof.determination._replace(
            item=item,
            export=case.export,
            title=title,
            facts=tuple(
                fact._replace(
                    stated_on=own_names.get(fact.stated_on, fact.stated_on)
                )
                for fact in proof.determination.facts
            ),
            coverage=held,
            barred=barred(self.law, proof.determination, held, case),
            receipt=proof.determination.receipt._replace(
                input=self.input_of(proof, item, names)
            ),
        )

    def uncovered(self) -> int:
        """The number of items for which nothing in hand covers what is required."""
        return sum(1 for _ in self.uncovered_items())

    def uncovered_items(self) -> Iterator[str]:
        """Those items."""
        for item, _, _, proof in self.proofs():
            case = replace(proof.case, item=item)
            status = covered(self.law, proof.determination, case).status
            if status in UNCOVERED:
                yield item

    def barred(self) -> int:
        """The number of items whose export an event bars, or may bar."""
        return sum(1 for _ in self.barred_items())

    def barred_items(self) -> Iterator[str]:
        """Those items."""
        for item, _, _, proof in self.proofs():
            if proof.determination.barred:
                yield item

    def input_of(self, proof: Proof, item: str, names: tuple[str, ...]) -> str:
        """The digest of the input for an item whose case is proven for another item."""
        own_names = dict(zip(proof.exports, names, strict=True))
        return input_digest(
            item, own_names.get(str(proof.case.export)), proof.digested
        )


class _Alike(NamedTuple):
    key: Key

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Alike):
            return False
        return self.key[1:5] == other.key[1:5]

    def __hash__(self) -> int:
        return hash(self.key[1:5])


def _proof(decided: Decided, alike: _Alike) -> Proof:
    cases = cases_of(decided.register, alike.key, decided.as_of)
    return Proof(decided.law, tuple(cases), decided.chosen)


def decide(
    register: Register, as_of: date | None, chosen: frozenset[str]
) -> Decided:
    """
    Decide every item. Raises InputError where the inventory has
    a fault, or the facts of an item contradict one another.
    """
    refuse_faults(register)
    return Decided(
        register, tuple(answers(register, as_of, chosen)), as_of, chosen
    )
