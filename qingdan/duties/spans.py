"""
Days between which something is due, and the days of rest that fall among them.

In: days. Out: spans and bounds.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from ..rdf.graph import Text


class Span(NamedTuple):
    """Days on end that were not counted, or weekend days that were, and why; both days included."""

    first: date
    last: date
    worked: bool
    label: Text
    notice: str | None


class Bounds(NamedTuple):
    """The earliest and the latest that a day can be."""

    earliest: date
    latest: date
