"""A determination and its case in, what the handler has in hand for it out."""

from __future__ import annotations

from ..duties.coverage import Coverage, Known, Wanted, coverage
from ..law.conditions import bounds
from ..law.model import Law
from .case import Case
from .determination import Determination

OPEN = Coverage("unknown", None, None, (), {})
_TALLIES = ("ordinaryPersons", "sensitivePersons")


def covered(law: Law, determination: Determination, case: Case) -> Coverage:
    """The coverage of the item and the export of a case."""
    purpose = case.stated.get("purpose", ())
    wanted = Wanted(
        outcome=determination.outcome,
        possible=determination.possible,
        free=free(law),
        by_volume=any(ground.comparisons for ground in determination.grounds),
        item=case.item,
        recipient=case.recipient,
        purpose=str(purpose[0]) if purpose else None,
        day=case.day,
        persons=_persons(case),
    )
    return coverage(law, wanted, case.record)


def free(law: Law) -> frozenset[str]:
    """The outcomes that ask for no mechanism."""
    return frozenset(
        outcome.name
        for outcome in law.outcomes.values()
        if outcome.clearance or outcome.under_list == "not-an-export"
    )


def _persons(case: Case) -> dict[str, Known]:
    """The bounds of each tally after the export; nothing where no personal information leaves."""
    if case.stated.get("containsPersonalInformation") == (False,):
        return {}
    persons_by_tally: dict[str, Known] = {}
    for tally in _TALLIES:
        known = case.facts.get(tally)
        persons_by_tally[tally] = (0, None) if known is None else bounds(known)
    return persons_by_tally
