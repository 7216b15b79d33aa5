"""Answers held against the suite, key by key: what an engine leaves out is told, never passed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from .suite import KEYS, Case


@dataclass(frozen=True)
class Difference:
    """A case in which an engine says something else than the suite."""

    case: Case
    key: str
    expected: Any
    answered: Any


@dataclass
class Score:
    """What the answers of one engine come to."""

    cases: int = 0
    answered: int = 0
    unsupported: list[tuple[Case, str]] = field(default_factory=list)
    missing: list[Case] = field(default_factory=list)
    compared: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)

    @property
    def conforms(self) -> bool:
        """Whether every case has an answer, or a reason for none, and no key differs."""
        return not self.missing and not self.differences


def compared(suite: Iterable[Case], answers: dict[str, Any]) -> Score:
    """
    The score of answers by the name of their case.

    A key that an answer does not have is not compared, `outcome` excepted: that is asked of all,
    and is null where an engine says that it tells tiers alone.
    """
    score = Score()
    for case in suite:
        score.cases += 1
        answer = answers.get(case.name)
        if answer is None:
            score.missing.append(case)
        elif "unsupported" in answer:
            score.unsupported.append((case, str(answer["unsupported"])))
        else:
            score.answered += 1
            _hold(score, case, answer)
    return score


def _hold(score: Score, case: Case, answer: dict[str, Any]) -> None:
    keys = ("outcome", *(key for key in KEYS[1:] if key in answer))
    if "tier" in answer and answer.get("outcome", "") is None:
        keys = keys[1:]
    if case.expected.get("refused") or answer.get("refused"):
        keys = ("refused",)
    for key in keys:
        expected = case.expected.get(key, False)
        given = answer.get(key, False)
        score.compared[key] += 1
        if _plain(given) == expected:
            score.right[key] += 1
        else:
            score.differences.append(Difference(case, key, expected, given))


def _plain(value: Any) -> Any:
    """Several names are compared without regard to order or repetition."""
    if isinstance(value, list):
        return sorted(set(map(str, value)))
    return value
