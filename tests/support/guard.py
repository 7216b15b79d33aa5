"""How the guard runs: so many examples, contradictory inventories set aside and counted."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, note, reject, settings
from hypothesis import strategies as st

import qingdan
from cases import decided
from inventories import turtle
from qingdan.deciding.determination import Determination

EXAMPLES = int(os.environ.get("QINGDAN_EXAMPLES", "50"))
# The suite draws the same examples every time; the slow check draws new ones.
_SUITE = "QINGDAN_EXAMPLES" not in os.environ


class Ledger:
    """How many inventories were decided, and how many were refused as contradictory."""

    def __init__(self) -> None:
        self.decided_ones = 0
        self.refused = 0

    def decided(
        self, facts: dict[str, dict[str, Any]], day: str
    ) -> Determination:
        """The determination; an inventory that contradicts itself ends the example."""
        try:
            found = decided(facts, day)
        except qingdan.InputError:
            self.refused += 1
            reject()
        except Exception:
            note(f"a fault of ours, asked about {day}\n{turtle(facts)}")
            raise
        self.decided_ones += 1
        return found


def examples(suite: int) -> int:
    """So many examples in the suite; as many as `QINGDAN_EXAMPLES` says in the slow check."""
    return suite if _SUITE else EXAMPLES


def guarded(
    *drawn: st.SearchStrategy[Any], suite: int = EXAMPLES
) -> Callable[[Callable[..., None]], Callable[[], None]]:
    """
    A property that holds for every example; not more than
    half of the inventories may be refused.
    """
    light = {
        "max_examples": examples(suite),
        "deadline": None,
        "suppress_health_check": list(HealthCheck),
    }

    def decorated(check: Callable[..., None]) -> Callable[[], None]:
        def test() -> None:
            ledger = Ledger()

            @settings(derandomize=_SUITE, print_blob=False, **light)
            @given(st.tuples(*drawn))
            def holds(example: tuple[Any, ...]) -> None:
                check(ledger, *example)

            holds()
            assert ledger.refused <= ledger.decided_ones, (
                f"{ledger.refused} refused"
            )

        test.__name__, test.__doc__ = check.__name__, check.__doc__
        return test

    return decorated
