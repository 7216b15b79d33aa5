"""Every case gives the expected answer, for the expected reasons."""

from __future__ import annotations

import pytest

from cases import all_cases
from expectations import held
from qingdan.conforming import answer, cases

CASES = dict(all_cases())
SUITE = {case.name: case.expected for case in cases()}


@pytest.mark.parametrize("name", CASES)
def test_case(name: str) -> None:
    """Outcome, position and every reason that the case names; the suite for other engines says so."""
    determination = held(CASES[name])
    folder = name.partition("/")[0]
    expected = SUITE[f"{folder}/{CASES[name]['id']}"]
    if determination is None:
        assert expected == {"refused": True}
    else:
        assert answer(determination) == expected, "nox -s conformance"
