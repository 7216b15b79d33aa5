"""
Every theorem about some lists: under the default readings and under each single other one, for
all days.

In: names of lists and of theorems. Out: one result for each list and theorem, with what was
asked and how long it took.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from ..errors import CallError
from ..law.load import OWN, editions, law, law_beside
from ..law.model import Law, Question
from ..law.slots import Pack
from .alive import nothing_dead
from .asked import questions
from .bench import Bench, Failure
from .days import stretches
from .monotone import monotone
from .slots import slots_hold
from .theorems import Theorem, no_conflict, no_fail_open, total

DEAD = "nothing-dead"
QUESTIONS = "questions"
THEOREMS: dict[str, Theorem] = {
    "total": total,
    "no-conflict": no_conflict,
    "no-fail-open": no_fail_open,
    "monotone": monotone,
}
NAMES = (*THEOREMS, DEAD, QUESTIONS)
_ONCE = (DEAD, QUESTIONS)
SLOTS = "slots"
DEFAULTS = "defaults"


class Proved(NamedTuple):
    """
    A theorem about a list: under how many readings, over how many stretches of days, what was
    asked, and what failed.
    """

    edition: str
    theorem: str
    readings: int
    stretches: int
    asked: int
    decided: int
    seconds: float
    failures: tuple[tuple[str, Failure], ...]

    @property
    def holds(self) -> bool:
        """Whether no counterexample was found."""
        return not self.failures


def prove(
    lists: tuple[str, ...] = (),
    theorems: tuple[str, ...] = (),
    each_reading: bool = True,
    pack: Pack | None = None,
) -> Iterator[Proved]:
    """
    Prove theorems about lists, all where none is named; of a pack that no slot of it lets
    anything through.

    Raises CallError for a list or a theorem that is not known, KnowledgeError where the
    formulas and the engine differ.
    """
    names = (*NAMES, SLOTS) if pack else NAMES
    unknown = [name for name in theorems if name not in names]
    if unknown:
        raise CallError(
            f"the theorem {unknown[0]!r} is not known; choose of {', '.join(names)}"
        )
    wanted = theorems or names
    laws = {edition: law(edition) for edition in lists or editions()}
    return chain(
        [_of_pack(pack)] if pack and SLOTS in wanted else [],
        (
            proved
            for edition, known in laws.items()
            for proved in _of_list(
                bench=Bench(known),
                edition=edition,
                theorems=tuple(name for name in wanted if name != SLOTS),
                each_reading=each_reading,
            )
        ),
    )


def _of_pack(pack: Pack) -> Proved:
    """That no slot of a pack lets anything through, on any day and under any reading."""
    start = time.process_time()
    tried, failure = slots_hold(pack)
    return Proved(
        edition=pack.edition,
        theorem=SLOTS,
        readings=1,
        stretches=1,
        asked=tried,
        decided=tried,
        seconds=time.process_time() - start,
        failures=((DEFAULTS, failure),) if failure else (),
    )


def prove_beside(path: Path) -> Iterator[Proved]:
    """
    Prove every theorem about a list that need not be installed, from the file about it and the
    file of its rules beside it.

    Raises CallError where there is no file of rules.
    """
    rules = rules_beside(path)
    if not rules.is_file():
        raise CallError(
            f"no rules of the list stand beside {path}, so there is nothing to prove;"
            f" write them as {rules}"
        )
    return iter(
        _of_list(
            Bench(
                law_beside(
                    path,
                    rules,
                ),
            ),
            path.stem,
            NAMES,
            True,
        )
    )


def rules_beside(path: Path) -> Path:
    """The file of the rules of a list, by the file about it."""
    return path.with_suffix(".rules.ttl")


def _of_list(
    bench: Bench, edition: str, theorems: tuple[str, ...], each_reading: bool
) -> list[Proved]:
    """
    The theorems about one list; the formulas of a reading are let go once all are proved under
    it.
    """
    days = len(stretches(bench.law))
    proved = {
        name: Proved(
            edition=edition,
            theorem=name,
            readings=0,
            stretches=days,
            asked=0,
            decided=0,
            seconds=0.0,
            failures=(),
        )
        for name in theorems
    }
    for named, taken in (
        readings(bench) if each_reading else [(DEFAULTS, frozenset[str]())]
    ):
        for name in theorems:
            if name not in _ONCE or named == DEFAULTS:
                proved[name] = _proved(bench, proved[name], named, taken)
        bench.forget()
    return list(proved.values())


def _proved(
    bench: Bench, before: Proved, named: str, taken: frozenset[str]
) -> Proved:
    """What is proved with one more set of readings."""
    asked = bench.asked
    decided = bench.decided
    start = time.process_time()
    if before.theorem == DEAD:
        failure = nothing_dead(bench, whole=before.edition == OWN)
    elif before.theorem == QUESTIONS:
        failure = questions(bench, taken)
    else:
        failure = THEOREMS[before.theorem](bench, taken)
    return before._replace(
        readings=before.readings + 1,
        asked=before.asked + bench.asked - asked,
        decided=before.decided + bench.decided - decided,
        seconds=before.seconds + time.process_time() - start,
        failures=(*before.failures, *([(named, failure)] if failure else [])),
    )


def readings(bench: Bench) -> Iterator[tuple[str, frozenset[str]]]:
    """
    The default readings, then each single other reading on which a rule turns, with what a call
    names it by.
    """
    yield DEFAULTS, frozenset()
    for question in bench.questions():
        for reading in question.readings[1:]:
            yield label(bench.law, question, reading), frozenset([reading])


def label(law: Law, question: Question, reading: str) -> str:
    """A reading as `--reading` names it, such as `Q3=literal`."""
    return (
        f"{question.notation}={reading.rsplit(f'{question.iri[-2:]}-', 1)[-1]}"
    )
