"""What a rule that is open can still turn on."""

from __future__ import annotations

from ..law.conditions import Between, Fact
from .steps import Weighed


def left_of(w: Weighed) -> object:
    """
    All that an open rule can still turn on; of one that
    applies, the tests that are still asked for.
    """
    if w.trace is None or w.trace.left is not None:
        return w.trace and w.trace.left
    return tuple(
        (end.test, end.values)
        for end in w.trace.leaves()
        if end.status is None
    )


def turning(w: Weighed) -> frozenset[str]:
    """The facts on which an open rule still turns."""
    return w.trace.asked if w.trace else frozenset()


def exact(fact: Fact | None) -> bool:
    """Whether a number is known, not only its bounds."""
    if fact is None:
        return False
    if isinstance(fact, Between):
        return False
    return len(fact) == 1
