"""
The single facts that would change an answer in, a line for each
out: what is, what would have to be, what would follow; the smallest first.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ...deciding.determination import Alternative, Determination
from ...deciding.missing import range_label, value_label
from ...law.model import Law
from ...rdf.graph import Text, Value
from ...rdf.names import QD


class Change(NamedTuple):
    """
    A fact, its value now and the one that would change the answer, and to what;
    of a number how far the two lie apart.
    """

    label: Text
    now: tuple[Text, ...]
    then: Text
    outcomes: tuple[str, ...]
    gap: int | None


def changes(
    law: Law,
    determination: Determination,
    alternatives: Iterable[Alternative],
) -> list[Change]:
    """
    A line for each other value; numbers first, by how far they lie, then
    what leads to a lighter outcome. That a fact is not known is no change.
    """
    values = {used.fact: used for used in determination.facts}
    strictness = law.outcomes[QD + determination.outcome].strictness
    lines = []
    for each in alternatives:
        if each.withdrawn or each.value is None:
            continue
        used = values.get(each.fact)
        now = None
        if used and used.values:
            now = used.values[0]
        gap = _between(now, each)
        reached = max(
            law.outcomes[QD + name].strictness for name in each.outcomes
        )
        line = Change(
            label=law.facts[each.fact].label,
            now=used.value_labels if used else (),
            then=other_value(law, each),
            outcomes=each.outcomes,
            gap=gap,
        )
        rank = (
            gap is None,
            gap or 0,
            reached > strictness,
            reached,
        )
        lines.append((rank, line))
    lines.sort(key=lambda ranked: ranked[0])
    return [line for _, line in lines]


def _is_number(value: Value | None) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _between(now: Value | None, change: Alternative) -> int | None:
    """How far a number lies from the nearest that changes the answer."""
    if not isinstance(now, int) or not isinstance(change.value, int):
        return None
    if not _is_number(now) or not _is_number(change.value):
        return None
    if now < change.value:
        return change.value - now
    if change.highest is None or now <= change.highest:
        return None
    return now - change.highest


def other_value(law: Law, change: Alternative) -> Text:
    """The other value; a number as all those that lead to the same."""
    if isinstance(change.value, int) and _is_number(change.value):
        return range_label(change.value, change.highest)
    assert change.value is not None
    return value_label(law, change.value)
