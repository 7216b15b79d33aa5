"""Every case gives the expected answer, for the expected reasons."""

from __future__ import annotations

import pytest

from cases import all_cases
from expectations import held

CASES = dict(all_cases())


@pytest.mark.parametrize("name", CASES)
def test_case(name: str) -> None:
    """Outcome, position and every reason that the case names."""
    held(CASES[name])
