"""How much is known of each list: of every aspect asked about, the whole, a part, or nothing."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache
from typing import NamedTuple

from ..law.load import editions
from .records import Record, records, released


class Coverage(NamedTuple):
    """
    A list, whether it can be decided under, and the number
    of its aspects by how much of them is known.
    """

    record: Record
    released: date | None
    decidable: bool
    whole: int
    part: int
    unknown: int


@cache
def coverage() -> tuple[Coverage, ...]:
    """Every list in the order of `records`; aspects that do not apply to a list are left out."""
    return tuple(_coverage(record) for record in records())


def _coverage(record: Record) -> Coverage:
    counts = Counter(
        _known(record, aspect)
        for aspect in {finding.aspect for finding in record.findings}
    )
    decidable = record.id in editions()
    return Coverage(
        record,
        released(record),
        decidable,
        counts["Whole"],
        counts["InPart"],
        counts["NotKnown"],
    )


def _known(record: Record, aspect: str) -> str:
    """
    What is known of an aspect: that which the least known
    of its findings says, where any says something.
    """
    kinds = {finding.coverage for finding in record.on(aspect)}
    if (
        kinds <= {"Whole"}
        or kinds <= {"DoesNotApply"}
        or kinds <= {"NotKnown"}
    ):
        return kinds.pop()
    return "InPart"
