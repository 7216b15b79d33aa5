"""
From a decided case to its determination: the verdict, the
findings, the facts used, what is missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from ..law.model import Law
from ..rdf.graph import Text
from ..rdf.names import QD
from .barred import barred
from .by_slots import left, slots_cited
from .case import Case
from .covered import OPEN, covered
from .determination import (
    Determination,
    Finding,
    MissingFact,
    UsedFact,
)
from .findings import Findings
from .likeness import Likeness
from .missing import guides, value_label
from .owed import dated
from .receipt import WITHOUT, receipt_of
from .rulebook import Rulebook, rulebook
from .stand_ins import substituted
from .steps import Weighed, tested
from .verdict import assumptions_on, readings_on, verdict_on

_KEPT = 4096


def explain(
    law: Law, case: Case, title: Text, chosen: frozenset[str] = frozenset()
) -> Determination:
    """
    The determination of one case under the chosen readings (others at their default).

    Cases that the law cannot tell apart are decided once;
    the names, sources and receipt are the item's own.
    """
    book = rulebook(law, case.day, chosen)
    determination = explained(law, case, book)
    held = covered(law, determination, case)
    duties = tuple(dated(law, duty, case) for duty in determination.duties)
    determination = determination._replace(duties=duties)
    return determination._replace(
        item=case.item,
        export=case.export,
        title=title,
        missing=_with_slots(law, case, determination.missing),
        grounds=_citing_slots(law, case, determination.grounds),
        facts=_facts(law, case, book),
        coverage=held,
        barred=barred(law, determination, held, case),
        receipt=receipt_of(law, case, book),
    )


def _with_slots(
    law: Law, case: Case, missing: tuple[MissingFact, ...]
) -> tuple[MissingFact, ...]:
    """The missing facts; what a pack leaves open of the list is told beside the question."""
    if law.pack is None:
        return missing
    waiting = left(law.pack, case.stated)
    return tuple(
        fact._replace(
            question={
                lang: f"{text} {waiting.get(lang, '')}".strip()
                for lang, text in fact.question.items()
            }
        )
        if fact.fact in ("matchesNoListedItem", "matchesListedItem")
        else fact
        for fact in missing
    )


def _citing_slots(
    law: Law,
    case: Case,
    grounds: tuple[Finding, ...],
) -> tuple[Finding, ...]:
    """The grounds with the slots of a pack that each rests on; a clearance on those it is not."""
    slots = slots_cited(law.pack, case.sources)
    return tuple(
        ground._replace(
            cites=tuple(
                dict.fromkeys(
                    (*ground.cites, *_behind_ground(law, ground, slots))
                )
            )
        )
        for ground in grounds
    )


def _behind_ground(
    law: Law, ground: Finding, slots: dict[str, tuple[str, ...]]
) -> Iterator[str]:
    read = {
        leaf.test.fact
        for leaf in (ground.trace.leaves() if ground.trace else ())
        if leaf.test
    }
    clears = ground.outcome and law.outcomes[QD + ground.outcome].clearance
    for name, cites in slots.items():
        if name in read or (clears and name == "matchesNoListedItem"):
            yield from cites


@lru_cache(maxsize=65_536)
def explained(law: Law, case: Case, book: Rulebook) -> Determination:
    """The determination of a case before its receipt; found once for all cases that are equal."""
    like = Likeness(law, case, book)
    verdict = verdict_on(law, like)
    weighed = book.weigh(substituted(law, book.readings, case.facts))
    outcome = law.outcomes[QD + verdict.outcome]
    redated = law.redated(book.readings)
    findings = Findings(law, case, weighed, verdict.grounds, redated)
    determination = Determination(
        item=case.item,
        export=case.export,
        title={},
        as_of=case.day,
        list=verdict.list,
        position=verdict.position,
        outcome=verdict.outcome,
        outcome_label=outcome.label,
        tier=outcome.tier,
        governed_by=_governing(findings, weighed),
        grounds=findings.grounds(),
        also_applies=findings.also_applies(),
        defeated=findings.defeated(),
        failed=findings.failed(),
        unknown=findings.unknown(),
        others=(),
        possible=verdict.possible,
        missing=tuple(
            fact._replace(
                find_out=(
                    *guides(law, fact.fact, case.facts, case.day),
                    *fact.find_out,
                )
            )
            for fact in verdict.missing
        ),
        readings=readings_on(law, like),
        assumptions=assumptions_on(law, like),
        facts=(),
        flags=findings.flags(),
        duties=findings.duties(outcome.iri),
        coverage=OPEN,
        barred=(),
        receipt=WITHOUT,
    )
    listed = frozenset(finding.rule for finding in determination.findings())
    return determination._replace(others=findings.others(listed))


def _governing(
    findings: Findings, weighed: Mapping[str, Weighed]
) -> Finding | None:
    """
    The rule that opens the regime; of several one with a
    condition, which says more than the default.
    """
    opening = [w for w in weighed.values() if w.stands and w.rule.opens]
    if opening:
        return findings.of(
            min(opening, key=lambda w: (w.trace is None, w.rule.iri))
        )
    return None


def _facts(law: Law, case: Case, book: Rulebook) -> tuple[UsedFact, ...]:
    weighing = book.whole(substituted(law, book.readings, case.facts))
    laid_open = sum(bit for bit, w in weighing.by_bit.items() if w.trace)
    behind = _facts_behind(law, book, laid_open)
    used = []
    redated = law.redated(book.readings)
    for name in sorted(behind.intersection(case.sources)):
        fact = law.facts[name]
        source = case.sources[name]
        values = case.stated[name]
        cites = (
            law.cited(source.cites, case.day, redated) if source.cites else ()
        )
        labels = tuple(value_label(law, value) for value in values)
        used.append(
            UsedFact(
                name,
                fact.label,
                values,
                labels,
                source.how,
                source.stated_on,
                source.by,
                source.on,
                cites,
            )
        )
    return tuple(used)


@lru_cache(maxsize=_KEPT)
def _facts_behind(law: Law, book: Rulebook, rules: int) -> frozenset[str]:
    """The facts that conditions of rules read, and those from which these are worked out."""
    read = frozenset[str]().union(
        *(tested(step.rule) for step in book.steps if step.bit & rules)
    )
    behind = set(read)
    for name in read:
        fact = law.facts[name]
        behind |= {*fact.plus, *fact.less}
        behind |= {
            str(other)
            for other in (fact.closed_by, fact.true_from, fact.computed_from)
            if other
        }
    behind |= {
        name for name, fact in law.facts.items() if fact.adds_to in behind
    }
    if behind & {"ordinaryPersons", "sensitivePersons"}:
        behind.add("asOf")
    return frozenset(behind)
