"""What a case comes to, decided once for all cases that no test of the law can tell apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from ..law.conditions import Facts
from ..law.model import Law
from ..rdf.graph import Text, Value
from ..rdf.names import QD, SKOS, local
from . import readings as readings_of
from .case import Case
from .determination import Assumption, MissingFact, TakenReading
from .diagram import UNDETERMINED, Leaf, leaves, outcomes, regime, support
from .enquiry import Enquiry, enquiry_of
from .likeness import Likeness, open_numbers, scale
from .missing import missing_facts, value_label
from .rulebook import Rulebook
from .stand_ins import substituted
from .steps import Weighed
from .weighing import Weighing


class Verdict(NamedTuple):
    """The answer for a case and the rules that carry it, without the numbers compared."""

    settled: bool
    outcome: str
    position: str
    tier: int | None
    list: str | None
    possible: tuple[str, ...]
    grounds: tuple[str, ...]
    cites: tuple[str, ...]
    missing: tuple[MissingFact, ...]
    flags: tuple[str, ...]

    def first_steps(self, law: Law) -> tuple[str, ...]:
        """The flags raised that name what must be done or stopped before anything leaves."""
        return tuple(flag for flag in self.flags if flag in law.first_steps)


def verdict(law: Law, case: Case, book: Rulebook) -> Verdict:
    """The verdict on a case under a rulebook."""
    return verdict_on(law, Likeness(law, case, book))


@lru_cache(maxsize=65_536)
def verdict_on(law: Law, like: Likeness) -> Verdict:
    """The verdict on a case and on every one like it."""
    facts = like.case.facts
    read = substituted(law, like.book.readings, facts)
    weighed = like.book.weigh(read)
    enquiry = enquiry_of(law, like.book)
    whole = enquiry.explore(facts, like.book.whole(read))
    settled = isinstance(whole, Leaf)
    branch = enquiry.reduce(whole)
    possible = tuple(sorted(outcomes(whole)))
    ends = outcomes(branch)
    reached = "NeedsFacts"
    if len(ends) == 1:
        reached = next(iter(ends))
    outcome = law.outcomes[QD + reached]
    grounds = _grounds(weighed, outcome.iri, settled)
    carrying = grounds or _open_conclusions(weighed)
    redated = law.redated(like.book.readings)
    cites = [
        cite
        for ground in carrying
        for cite in law.cited(ground.rule.sources, like.case.day, redated)
    ]
    flags = {
        local(flagging.rule.raises)
        for flagging in weighed.values()
        if flagging.rule.raises and flagging.applies
    }
    return Verdict(
        settled=settled,
        outcome=outcome.name,
        position=branch.position if isinstance(branch, Leaf) else UNDETERMINED,
        tier=outcome.tier,
        list=_notation(law, regime(weighed.values())),
        possible=possible,
        grounds=tuple(ground.rule.iri for ground in grounds),
        cites=tuple(dict.fromkeys(cites)),
        missing=missing_facts(law, enquiry, branch, facts)
        if support(branch)
        else (),
        flags=tuple(sorted(flags)),
    )


def _by_rule(weighed: Mapping[str, Weighed]) -> list[Weighed]:
    return sorted(weighed.values(), key=lambda w: w.rule.iri)


def _grounds(
    weighed: Mapping[str, Weighed], outcome: str, settled: bool
) -> tuple[Weighed, ...]:
    """The rules that stand for the outcome; where only branches agree, those that may carry it."""
    concluding = [rule for rule in _by_rule(weighed) if rule.rule.concludes]
    standing = tuple(
        rule
        for rule in concluding
        if rule.stands and (rule.rule.concludes == outcome or not settled)
    )
    if standing:
        return standing
    return tuple(
        rule
        for rule in concluding
        if rule.stands is None and rule.rule.concludes == outcome
    )


def _open_conclusions(weighed: Mapping[str, Weighed]) -> tuple[Weighed, ...]:
    """The rules with an outcome that a missing fact leaves open."""
    return tuple(
        rule
        for rule in _by_rule(weighed)
        if rule.stands is None and rule.rule.concludes
    )


def _notation(law: Law, governing: str | None) -> str | None:
    notation = (
        None
        if governing is None
        else law.graph.one(governing, SKOS + "notation")
    )
    if notation in (None, "cn"):
        return None
    return str(notation)


@lru_cache(maxsize=65_536)
def readings_on(law: Law, like: Likeness) -> tuple[TakenReading, ...]:
    """The open questions that a case, or one like it, turns on."""
    verdict = verdict_on(law, like)
    settled = verdict.outcome != "NeedsFacts"
    return readings_of.taken(
        law,
        like.case,
        like.book,
        verdict.possible,
        settled,
    )


@lru_cache(maxsize=65_536)
def assumptions_on(law: Law, like: Likeness) -> tuple[Assumption, ...]:
    """
    The assumed facts on which the answer rests: another value
    would change the outcome or the position, and to what.

    All of them are told where the answer is open.
    """
    verdict = verdict_on(law, like)
    case = like.case
    enquiry = enquiry_of(law, like.book)
    weighing = like.book.whole(
        substituted(law, like.book.readings, case.facts)
    )
    now = leaves(enquiry.explore(case.facts, weighing))
    assumptions = []
    for name in case.assumed:
        assumed = _assumed(law, case, name)
        others = _leaves_elsewhere(enquiry, case.facts, weighing, assumed.fact)
        if others - now or not verdict.settled:
            other = tuple(
                sorted({end.outcome for end in others} - set(verdict.possible))
            )
            assumptions.append(
                Assumption(
                    name,
                    law.facts[name].label,
                    assumed.value,
                    assumed.label,
                    other,
                )
            )
    return tuple(assumptions)


class _Assumed(NamedTuple):
    """The fact that the conditions read in the place of one that is not stated, and its value."""

    fact: str
    value: Value
    label: Text


def _assumed(law: Law, case: Case, name: str) -> _Assumed:
    begun = next(
        (fact for fact in law.facts.values() if fact.true_from == name), None
    )
    if begun:
        return _Assumed(begun.name, True, begun.label)
    value = case.facts[name][0]
    return _Assumed(name, value, value_label(law, value))


def _leaves_elsewhere(
    enquiry: Enquiry,
    facts: Facts,
    weighing: Weighing,
    name: str,
) -> frozenset[Leaf]:
    """Where a case can end at every other value of a fact."""
    reached = frozenset[Leaf]()
    for value in enquiry.classes.answers(enquiry.law.facts[name], facts):
        if value != facts[name]:
            changed = {**facts, name: value}
            reached |= leaves(enquiry.explore(changed, weighing))
    return reached


def handler_class(law: Law, case: Case) -> tuple[object, ...]:
    """
    What a handler contributes to any item's verdict, from
    the case of an item of which nothing else is stated.
    """
    own_facts = {
        name
        for name, fact in law.facts.items()
        if fact.about & {"DataHandler", "Event", "Tally"}
        and not fact.about & {"DataItem", "Export"}
    }
    own_facts |= {
        name for name, fact in law.facts.items() if fact.is_a("ComputedFact")
    }
    passed_on = tuple(
        sorted(
            (name, tuple(map(str, values)))
            for name, values in case.facts.items()
            if name not in own_facts
        )
    )
    return (
        passed_on,
        *(
            scale(law).of(name, case.facts.get(name))
            for name in sorted(own_facts)
        ),
        *open_numbers(law, case),
    )


def strictest(law: Law, possible: Iterable[tuple[str, ...]]) -> int:
    """
    Which answer is the strictest; an open one stays open
    where a branch of it could be stricter than the rest.
    """
    ranked = [
        (
            max(law.outcomes[QD + name].strictness for name in names),
            len(names),
            -n,
        )
        for n, names in enumerate(possible)
    ]
    return -max(ranked)[2]
