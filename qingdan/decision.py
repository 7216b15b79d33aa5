"""From a case to its outcome: the rules that stand, or the branches that the missing facts leave open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from .conditions import Evidence, Known
from .errors import KnowledgeError
from .graph import Value
from .names import CN, QD, Iri
from .rulebook import Rulebook, Weighed
from .terms import FactType, Law, Outcome

Facts = dict[str, Known | Evidence]
UNDETERMINED = "undetermined"
_SOLID = frozenset("AB")
_LIMIT = 20_000


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """Where a branch of the enquiry ends: an outcome and a position."""

    outcome: str
    position: str


@dataclass(frozen=True, slots=True, eq=False)
class Fork:
    """A fact that decides: each answer with the branch it leads to."""

    fact: str
    answers: tuple[tuple[Known, Branch], ...]
    outcomes: frozenset[str]
    support: frozenset[str]


Branch = Leaf | Fork


@cache
def leaf(outcome: str, position: str) -> Leaf:
    """The one leaf of that outcome and position."""
    return Leaf(outcome, position)


def outcomes(branch: Branch) -> frozenset[str]:
    """Every outcome that a branch can still reach."""
    return branch.outcomes if isinstance(branch, Fork) else frozenset([branch.outcome])


def support(branch: Branch) -> frozenset[str]:
    """The facts on which the branch depends: all of them settle it, and none can be left out."""
    return branch.support if isinstance(branch, Fork) else frozenset()


def settle(law: Law, weighed: dict[str, Weighed]) -> Leaf | None:
    """The outcome, if the rules that stand settle it whatever the unknown ones come to; else None."""
    standing = {w.rule.concludes for w in weighed.values() if w.stands and w.rule.concludes}
    open_ones = {w.rule.concludes for w in weighed.values() if w.stands is None and w.rule.concludes}
    if not open_ones <= standing or (len(standing) > 1 and open_ones) or not standing:
        return None
    outcome = max((law.outcomes[iri] for iri in standing), key=lambda found: found.strictness)
    if outcome.clearance and not _solid(weighed, outcome):
        outcome = law.outcomes[QD + "NeedsReview"]
    return leaf(outcome.name, _position(outcome, weighed))


def _solid(weighed: dict[str, Weighed], outcome: Outcome) -> bool:
    """A clearance needs at least one ground whose source was seen (confidence A or B)."""
    return any(w.stands and w.rule.concludes == outcome.iri and w.rule.confidence in _SOLID for w in weighed.values())


def regime(weighed: dict[str, Weighed]) -> str | None:
    """The regime that governs, or None while that is open."""
    return next((w.rule.opens for w in weighed.values() if w.stands and w.rule.opens), None)


def _position(outcome: Outcome, weighed: dict[str, Weighed]) -> str:
    governing = regime(weighed)
    if outcome.under_list == outcome.under_national_rules:
        return outcome.under_list
    if governing is None:
        return UNDETERMINED
    return outcome.under_national_rules if governing == CN + "regime" else outcome.under_list


class Enquiry:
    """Explores what the missing facts could come to, over one representative of each answer that matters."""

    def __init__(self, law: Law, book: Rulebook) -> None:
        self.law, self.book = law, book
        self._answers: dict[str, tuple[Known, ...]] = {}
        self._forks: dict[tuple[object, ...], Fork] = {}
        self._steps = 0

    def explore(self, facts: Facts) -> Branch:
        """The reduced diagram of branches: a fact stands in it exactly if the outcome depends on it."""
        self._steps = 0
        return self._explore(facts)

    def _explore(self, facts: Facts) -> Branch:
        self._steps += 1
        if self._steps > _LIMIT:
            raise KnowledgeError("the enquiry does not end: too many facts are open at once")
        weighed = self.book.weigh(facts)
        settled = settle(self.law, weighed)
        if settled:
            return settled
        fact = self._next_fact(weighed)
        return self._fork(fact.name, tuple((value, self._explore(self._with(facts, fact, value))) for value in self.answers(fact)))

    def _with(self, facts: Facts, fact: FactType, value: Known) -> Facts:
        changed = {**facts, fact.name: value}
        if fact.closed_by:
            changed[fact.closed_by] = Known([not value])
        return changed

    def _next_fact(self, weighed: dict[str, Weighed]) -> FactType:
        """The first fact in the order of the enquiry on which an open rule turns."""
        open_facts = {
            end.test.fact
            for w in weighed.values()
            if w.stands is None and w.trace
            for end in w.trace.leaves()
            if end.status is None and end.test
        }
        closers = {fact.closed_by: name for name, fact in self.law.facts.items() if fact.closed_by}
        names = {closers.get(name, name) for name in open_facts}
        if not names:
            raise KnowledgeError("no rule settles the case and no fact would: a gap in the rules")
        return min((self.law.facts[name] for name in names), key=lambda f: (f.ask_order or 999, f.name))

    def answers(self, fact: FactType) -> tuple[Known, ...]:
        """One value for each class of answers that the conditions can tell apart."""
        if fact.name not in self._answers:
            self._answers[fact.name] = tuple(self._representatives(fact))
        return self._answers[fact.name]

    def _representatives(self, fact: FactType) -> Iterator[Known]:
        tests = self.book.tests.get(fact.name, ())
        if fact.closed_by:
            yield Known()
            yield Known([Iri(sorted(fact.members)[0])])
            return
        seen = set()
        for value in self._candidates(fact):
            signature = tuple(test.status(Known([value])) for test in tests)
            if signature not in seen:
                seen.add(signature)
                yield Known([value])

    def _candidates(self, fact: FactType) -> list[Value]:
        kind = fact.value_type
        if kind.endswith("boolean"):
            return [True, False]
        if kind.endswith("Integer"):
            cuts = {0}
            for test in self.book.tests.get(fact.name, ()):
                if isinstance(test.limit, int):
                    cuts.add(test.limit + (test.operator in (">", "<=")))
            return sorted(cuts)
        return [Iri(member) for member in sorted(fact.members)]

    def given(self, branch: Branch, fact: str, value: Known) -> Branch:
        """The diagram once one fact is answered."""
        if isinstance(branch, Leaf) or fact not in branch.support:
            return branch
        if branch.fact == fact:
            return next(below for answer, below in branch.answers if answer == value)
        return self._fork(branch.fact, tuple((answer, self.given(below, fact, value)) for answer, below in branch.answers))

    def _fork(self, fact: str, answers: tuple[tuple[Known, Branch], ...]) -> Branch:
        """One node for equal branches, none where every answer leads to the same."""
        branches = [branch for _, branch in answers]
        if all(branch is branches[0] for branch in branches):
            return branches[0]
        key = (fact, *map(id, branches))
        if key not in self._forks:
            reached = frozenset[str]().union(*map(outcomes, branches))
            self._forks[key] = Fork(fact, answers, reached, frozenset([fact]).union(*map(support, branches)))
        return self._forks[key]


@cache
def enquiry_of(law: Law, book: Rulebook) -> Enquiry:
    """The one enquiry of a book; its diagrams are shared by all cases."""
    return Enquiry(law, book)
