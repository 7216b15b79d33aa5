"""
Numbers of persons as intervals: what a tally says of
another day than its own, and sums of sets that overlap.

In: the facts of a case, its tally, the days asked about.
Out: the same numbers, as far as they are known.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import NamedTuple

from ..errors import Fault, InputError
from ..inventory.subject import Node
from ..law.conditions import Between, Fact, Known, bounds
from ..law.model import FactType, Law


class Days(NamedTuple):
    """The day asked about, the day of the transfer, and the day of the tally."""

    asked: date
    transfer: date
    tally: date | None

    @property
    def whole(self) -> bool:
        """Whether the tally holds the transfer and is of the day asked about, or of a later one."""
        if self.tally is None:
            return False
        return max(self.asked, self.transfer) <= self.tally

    @property
    def later(self) -> bool:
        """Whether the tally holds the transfer and is of a day after the one asked about."""
        return self.whole and self.tally != self.asked


def day_of(node: Node | None, name: str) -> date | None:
    """The day that a subject states, or None."""
    stated = None
    if node:
        stated = node.one(name)
    if isinstance(stated, date):
        return stated
    return None


def exported(
    added: dict[str, str],
    facts: dict[str, Fact],
    tally: Node | None,
    days: Days,
    item: Node,
) -> dict[str, Fact]:
    """
    The persons exported this year, this transfer included, as
    far as the tally tells (CBDF Provisions, Articles 7 and 8).

    A tally says what had been exported at the end of its own day. For a later day it is a lower
    bound, for an earlier day an upper bound; a transfer after its day adds persons, which
    `addsOrdinaryPersons` and `addsSensitivePersons` state. A tally without a known maximum is a
    lower bound on its own day, and so says nothing of an earlier day.
    """
    sums_exported: dict[str, Fact] = {
        "tallyBehind": Known([_behind(added, facts, days)])
    }
    open_end = tally is not None and tally.one("noKnownMaximum") is True
    for name, adds in added.items():
        more = facts.get(adds)
        if days.whole and more and bounds(more)[0] > 0:
            what = (
                f"states qd:{adds} {bounds(more)[0]}, but the tally of {days.tally} holds the"
                " transfer already"
            )
            mend = f"leave out qd:{adds}, or state the tally of a day before the transfer"
            raise InputError(Fault(f"{item.where}, {item.iri}", what, mend))
        if name in facts:
            sums_exported[name] = _total(
                bounds(facts[name])[0], more, open_end, days
            )
        elif more:
            sums_exported[name] = Between.of(bounds(more)[0], None)
        if open_end or days.whole:
            sums_exported[adds] = Known()
    both = facts.get("personsInBoth")
    same_day = days.whole and not days.later and not open_end
    unchanged = all(
        _same(sums_exported.get(name), facts.get(name)) for name in added
    )
    if both is not None and not same_day and not unchanged:
        counted, _ = bounds(both)
        low, high = _overlap(counted, open_end, days)
        for name in added:
            _, most = bounds(sums_exported.get(name))
            high = _lesser(high, most)
        sums_exported["personsInBoth"] = Between.of(low, high)
    return sums_exported


def _overlap(
    counted: int, open_end: bool, days: Days
) -> tuple[int, int | None]:
    """The overlap on another day than that of the tally: sets of persons only grow."""
    if not days.later:
        return counted, None
    if open_end:
        return 0, None
    return 0, counted


def _same(fact: Fact | None, other: Fact | None) -> bool:
    """
    Whether a number is stated and still the same; a lower bound is not the number, though equal
    as a tuple.
    """
    if fact is None or type(fact) is not type(other):
        return False
    return fact == other


def _behind(added: dict[str, str], facts: dict[str, Fact], days: Days) -> bool:
    """Whether persons leave whom no tally holds: after its day, or without a tally."""
    if days.tally is None:
        return any(adds in facts for adds in added.values())
    return not days.whole


def _total(
    counted: int, more: Fact | None, open_end: bool, days: Days
) -> Fact:
    extra = 0
    if more:
        extra = bounds(more)[0]
    if days.later:
        return Between.of(0, None if open_end else counted)
    if days.tally is None or open_end:
        return Between.of(counted + extra, None)
    if days.whole:
        return Known((counted,))
    if more:
        return Known((counted + extra,))
    return Between.of(counted, None)


@cache
def _sums(law: Law) -> tuple[FactType, ...]:
    return tuple(fact for fact in law.facts.values() if fact.plus)


def sums(law: Law, facts: Mapping[str, Fact]) -> dict[str, Fact]:
    """
    The sums of persons, each person counted once, within the bounds that their parts leave.

    With the overlap unknown, persons in either of two sets are at least the larger set and at most
    both together. A bound that is known of a sum already stays.
    """
    facts_summed: dict[str, Fact] = {}
    for fact in _sums(law):
        low, high = _bounds_of_sum(law, fact, facts)
        before_low, before_high = bounds(facts.get(fact.name))
        facts_summed[fact.name] = Between.of(
            max(low, before_low), _lesser(high, before_high)
        )
    return facts_summed


def _bounds_of_sum(
    law: Law, fact: FactType, facts: Mapping[str, Fact]
) -> tuple[int, int | None]:
    parts = [bounds(facts.get(part)) for part in fact.plus]
    shared = fact.less[0]
    shared_low: int = 0
    shared_high: int | None = None
    if shared in facts:
        shared_low, shared_high = bounds(facts.get(shared))
    for whole in law.facts[shared].within:
        _, limit = bounds(facts.get(whole))
        shared_high = _lesser(shared_high, limit)

    lows = [low for low, _ in parts]
    highs = [high for _, high in parts if high is not None]
    low = 0
    if len(parts) > 1:
        low = max(*lows, shared_low)
    if shared_high is not None:
        low = max(low, sum(lows) - shared_high)
    if len(highs) < len(parts):
        return low, None
    return low, max(low, sum(highs) - shared_low)


def _lesser(high: int | None, other: int | None) -> int | None:
    """The lesser of two upper bounds, either of which may not be known."""
    if high is None:
        return other
    if other is None:
        return high
    return min(high, other)
