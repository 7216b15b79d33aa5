"""The law under mutation and its coverage by cases; every mutant is tried in `tests/mutation/run.py`."""

from __future__ import annotations

import os

import pytest

from mutation import coverage
from mutation.mutants import mutants
from mutation.run import equivalents, sampled, tried
from mutation.suggest import found_for

SAMPLE = 40
SLOW = pytest.mark.skipif(
    "QINGDAN_SLOW" not in os.environ, reason="a slow check: QINGDAN_SLOW=1"
)


@SLOW
def test_a_sample_of_mutants_is_told_from_the_law() -> None:
    """A number, an operator, a clause, an override, a citation, a day, a default changed: some case or table fails."""
    results = [tried(mutant) for mutant in sampled(SAMPLE)]
    assert [one["mutant"] for one in results if one["how"] == "survives"] == []
    assert any(one["how"] == "case" for one in results)


def test_equivalents_are_mutants_and_say_why() -> None:
    """What no case can tell from the law is named as the tool names it, with a reason."""
    names = {mutant.key for mutant in mutants()}
    assert sorted(set(equivalents()) - names) == []
    assert all(equivalents().values())


def test_mutants_have_names_of_their_own() -> None:
    """Each mutant is called by one name alone."""
    names = [mutant.key for mutant in mutants()]
    assert len(names) == len(set(names))


def test_the_cases_reach_all_of_the_law() -> None:
    """Each rule and override true, false and unknown, each number on both sides, each answer, duty and reading."""
    assert [str(goal) for goal in coverage.lacking()] == []


def test_what_is_out_of_reach_is_a_goal_that_no_case_reaches() -> None:
    """A goal is out of reach with a reason, and no case may reach it after all."""
    beyond = coverage.out_of_reach()
    assert sorted(map(str, beyond.keys() - set(coverage.goals()))) == []
    assert sorted(map(str, beyond.keys() & coverage.reached().keys())) == []
    assert all(beyond.values())


@SLOW
@pytest.mark.parametrize("goal", coverage.out_of_reach(), ids=str)
def test_what_is_out_of_reach_is_proved(goal: coverage.Goal) -> None:
    """No inventory on any day reaches it, under the readings that its rules need."""
    assert found_for(goal) is None
