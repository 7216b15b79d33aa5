"""What a page shows of one test of a condition: its sign, its number and the limit on a gauge."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Gauge:
    """
    Where a value and its limit lie on a scale, and the side
    of the limit that the value is on, in percent.
    """

    value: float
    limit: float
    start: float
    width: float
    logarithmic: bool


@dataclass(frozen=True)
class Leaf:
    """
    One test of a condition in words: the fact, the
    relation, what it was held against, the value found.
    """

    fact: str
    relation: str
    against: str
    value: str
