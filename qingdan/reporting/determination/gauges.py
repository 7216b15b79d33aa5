"""A number against its limit → where both lie on a scale, in percent."""

from __future__ import annotations

from dataclasses import dataclass
from math import log10

from ...deciding.determination import Comparison

_WIDE = 12  # above this ratio of value and limit a gauge is logarithmic


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


def gauge(comparison: Comparison) -> Gauge:
    """
    The scale for a comparison: from 0, or logarithmic
    from 1 where value and limit lie far apart.
    """
    value = (
        comparison.value
        if comparison.value is not None
        else (comparison.bounds or (0, None))[0]
    )
    low, high = sorted((max(value, 0), max(comparison.limit, 0)))
    logarithmic = low > 0 and high / low > _WIDE
    top = high * 3 if logarithmic else max(high * 1.3, 1)

    def place(number: int) -> float:
        share = (
            log10(number) / log10(top) if logarithmic else max(number, 0) / top
        )
        return round(100 * share, 2)

    limit = place(comparison.limit)
    upward = comparison.operator.startswith(">")
    return Gauge(
        place(value),
        limit,
        limit if upward else 0,
        round(100 - limit, 2) if upward else limit,
        logarithmic,
    )
