"""The law under mutation: a sample here, every mutant in `tests/mutation/run.py`."""

from __future__ import annotations

from mutation.mutants import mutants
from mutation.run import equivalents, sampled, tried

SAMPLE = 40


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
