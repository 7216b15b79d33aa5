"""
What was proved about the lists, as text and JSON; a counterexample is an inventory that
`qingdan why` runs.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...proving.prove import Proved

_HEAD = ("list", "theorem", "readings", "days", "asked", "seconds", "result")


def text(found: Iterable[Proved]) -> Iterator[str]:
    """
    A line for each theorem as it is proved; of one that fails what is wrong, the inventories
    and what to mend.
    """
    yield _line(_HEAD)
    for one in found:
        result = "proved" if one.holds else f"FAILS under {len(one.failures)}"
        days = f"{one.stretches} stretches"
        seconds = f"{one.seconds:.1f}"
        yield _line(
            (one.edition, one.theorem, one.readings, days, one.asked, seconds, result)
        )
        for under, failure in one.failures:
            yield f"\n{one.edition}, {one.theorem}, {under}: {failure.told}\n"
            yield f"to mend: {failure.mend}\n"
            for inventory in failure.shown:
                yield f"\n{inventory.turtle()}"
            yield "\n"


def _line(cells: tuple[object, ...]) -> str:
    widths = (10, 14, 10, 15, 7, 9, 0)
    told = (f"{cell!s:<{width}}" for cell, width in zip(cells, widths, strict=True))
    return "".join(told).rstrip() + "\n"


def as_json(found: Iterable[Proved]) -> str:
    """The same as JSON."""
    told = [
        {
            "list": one.edition,
            "theorem": one.theorem,
            "readings": one.readings,
            "stretches": one.stretches,
            "asked": one.asked,
            "decidedByEngine": one.decided,
            "seconds": round(one.seconds, 3),
            "holds": one.holds,
            "failures": [
                {
                    "under": under,
                    "told": failure.told,
                    "mend": failure.mend,
                    "inventories": [
                        {"asOf": shown.day.isoformat(), "turtle": shown.turtle()}
                        for shown in failure.shown
                    ],
                }
                for under, failure in one.failures
            ],
        }
        for one in found
    ]
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"
