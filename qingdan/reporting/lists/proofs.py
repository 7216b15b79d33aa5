"""
What was proved about the lists, as text and JSON; a counterexample is an inventory that
`qingdan why` runs.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ..style import Style

if TYPE_CHECKING:
    from ...proving.prove import Proved

_HEAD = ("list", "theorem", "readings", "days", "asked", "seconds", "result")


def written(proofs: Iterable[Proved], style: Style) -> Iterator[str]:
    """Each theorem as it is proved."""
    return text(proofs)


def json_written(proofs: Iterable[Proved], style: Style) -> Iterator[str]:
    """All theorems as one array."""
    yield as_json(proofs)


def text(proofs: Iterable[Proved]) -> Iterator[str]:
    """
    A line for each theorem as it is proved; of one that fails what is wrong, the inventories
    and what to mend.
    """
    yield _line(_HEAD)
    for proved in proofs:
        result = (
            "proved" if proved.holds else f"FAILS under {len(proved.failures)}"
        )
        days = f"{proved.stretches} stretches"
        seconds = f"{proved.seconds:.1f}"
        yield _line(
            (
                proved.edition,
                proved.theorem,
                proved.readings,
                days,
                proved.asked,
                seconds,
                result,
            )
        )
        for under, failure in proved.failures:
            yield f"\n{proved.edition}, {proved.theorem}, {under}: {failure.what}\n"
            yield f"to mend: {failure.mend}\n"
            for inventory in failure.shown:
                yield f"\n{inventory.turtle()}"
            yield "\n"


def _line(cells: tuple[object, ...]) -> str:
    widths = (10, 14, 10, 15, 7, 9, 0)
    padded = (
        f"{cell!s:<{width}}" for cell, width in zip(cells, widths, strict=True)
    )
    return "".join(padded).rstrip() + "\n"


def as_json(proofs: Iterable[Proved]) -> str:
    """The same as JSON."""
    content = [
        {
            "list": proved.edition,
            "theorem": proved.theorem,
            "readings": proved.readings,
            "stretches": proved.stretches,
            "asked": proved.asked,
            "decidedByEngine": proved.decided,
            "seconds": round(proved.seconds, 3),
            "holds": proved.holds,
            "failures": [
                {
                    "under": under,
                    "told": failure.what,
                    "mend": failure.mend,
                    "inventories": [
                        {
                            "asOf": shown.day.isoformat(),
                            "turtle": shown.turtle(),
                        }
                        for shown in failure.shown
                    ],
                }
                for under, failure in proved.failures
            ],
        }
        for proved in proofs
    ]
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
