"""
A case for each goal that no case reaches, or the proof that no inventory does.

`python tests/mutation/suggest.py FILE`: entries of tests/cases as they come, one a line, and the
goals that are out of reach. What an entry expects is what the engine says: read it against the
provisions before it is a case.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "support")]

from cases import DAY, facts_of, loaded  # noqa: E402
from mutation.coverage import Goal, lacking, reached, shown  # noqa: E402
from mutation.trials import record_of  # noqa: E402
from mutation.witnesses import Facts, entry, named, smallest, stated_in  # noqa: E402
from qingdan.deciding.case import cases  # noqa: E402
from qingdan.deciding.rulebook import rulebook  # noqa: E402
from qingdan.errors import QingdanError  # noqa: E402
from qingdan.law.load import law  # noqa: E402
from qingdan.law.model import Override, Rule  # noqa: E402
from qingdan.proving.bench import Bench  # noqa: E402
from qingdan.proving.kleene import Truth, conj, disj, neg  # noqa: E402
from qingdan.proving.witness import witness  # noqa: E402
from qingdan.rdf.names import curie, local  # noqa: E402

Found = tuple[Facts, str, list[str]]


@cache
def bench() -> Bench:
    """The law over all facts."""
    return Bench(law())


def _asked(goal: Goal) -> tuple[Truth, frozenset[str]]:
    """When a goal is reached, as a formula, and under which readings."""
    if goal.kind == "rule":
        rule = next(one for one in law().rules if curie(one.iri) == goal.term)
        return _applies(rule, goal.what)
    if goal.kind == "override":
        override = next(
            one for one in law().overrides if curie(one.iri) == goal.term
        )
        return _decides(override, goal.what)
    if goal.kind == "answer":
        values = bench().one.has[goal.term]
        value = next(
            v for v in values if goal.what in (str(v).lower(), local(str(v)))
        )
        usual = bench().weighing(bench().one)
        return conj([values[value], usual.settled]), frozenset()
    if goal.kind == "number":
        number = int(goal.what.replace(",", ""))
        return _counts(goal.term, number), frozenset()
    question = next(
        one for one in law().questions if one.notation == goal.term
    )
    reading = next(one for one in question.readings if local(one) == goal.what)
    return bench().weighing(bench().one).settled, frozenset([reading])


def _counts(name: str, number: int) -> Truth:
    """When a number of persons is stated, or the sets of which it is the sum, each person once."""
    fact, stated = law().facts[name], bench().one
    plus, less = (fact.plus or (name,)), fact.less
    parts = [stated.stated_number[part] for part in (*plus, *less)]
    counted = sum((stated.number[part] for part in plus), 0)
    counted -= sum((stated.number[part] for part in less), 0)
    return conj([*parts, counted == number])


def _chosen(readings: frozenset[str]) -> frozenset[str]:
    return readings - {question.readings[0] for question in law().questions}


def _applies(rule: Rule, word: str) -> tuple[Truth, frozenset[str]]:
    chosen = _chosen(rule.readings)
    weighing = bench().weighing(bench().one, chosen)
    applies = weighing.rules[rule.iri].applies
    day = _in_force(rule, chosen)
    return conj(
        [
            day,
            {"true": applies.true, "false": applies.false}.get(
                word, applies.unknown
            ),
        ]
    ), chosen


def _in_force(term: Rule | Override, chosen: frozenset[str]) -> Truth:
    """On which days a rule or an override is in the book."""
    days = bench().one.day
    books = {
        stretch: rulebook(law(), stretch.sample, chosen) for stretch in days
    }
    return disj(
        held
        for stretch, held in days.items()
        if term in books[stretch].rules or term in books[stretch].overrides
    )


def _decides(override: Override, word: str) -> tuple[Truth, frozenset[str]]:
    """Under the fewest other readings under which a rule of either side is in the book."""
    rules = {rule.iri: rule for rule in law().rules}
    choices = {
        _chosen(
            override.readings | rules[over].readings | rules[under].readings
        )
        for over in override.over
        for under in override.under
    }
    for chosen in sorted(choices, key=lambda one: (len(one), sorted(one))):
        if any(len(chosen & set(one.readings)) > 1 for one in law().questions):
            continue
        weighed = bench().weighing(bench().one, chosen).rules
        over = [weighed[iri].stands for iri in override.over if iri in weighed]
        under = [
            weighed[iri].applies for iri in override.under if iri in weighed
        ]
        some = disj(one.true for one in over)
        none = conj(one.false for one in over)
        status = {"true": some, "false": none}.get(
            word, conj([neg(some), neg(none)])
        )
        day = _in_force(override, chosen)
        asked = conj([status, day, disj(neg(one.false) for one in under)])
        if bench().ask(bench().alone, asked):
            return asked, chosen
    return False, frozenset()


def found_for(goal: Goal) -> Found | None:
    """Facts, a day and readings by which a goal is reached; None where no inventory reaches it."""
    asked, chosen = _asked(goal)
    model = bench().ask(bench().alone, asked)
    if model is None:
        return None
    told = witness(bench().one, model)
    return stated_in(told), told.day.isoformat(), sorted(map(named, chosen))


def reaches(goal: Goal, facts: Facts, day: str, readings: list[str]) -> bool:
    """Whether a case reaches a goal, as the engine weighs it."""
    return goal in _all_shown(facts, day, readings)


def _all_shown(facts: Facts, day: str, readings: list[str]) -> set[Goal]:
    try:
        inventory = loaded(facts)
        case = next(
            cases(
                law(), inventory, inventory.items[0], date.fromisoformat(day)
            )
        )
        return set(
            shown(record_of("", {"expect": {}}, case, readings, whole=False))
        )
    except QingdanError:
        return set()


def suggestions() -> Iterator[dict[str, Any]]:
    """An entry for each goal in turn that no case and no entry before it reaches."""
    known = set(reached())
    for goal in lacking():
        if goal in known:
            continue
        found = found_for(goal)
        if found is None:
            yield {"goal": list(goal), "outOfReach": True}
            continue
        facts, day, readings = _usual(goal, *found)
        if not reaches(goal, facts, day, readings):
            yield {"goal": list(goal), "unlike": facts, "asOf": day}
            continue
        base, less = smallest(
            facts,
            day,
            lambda tried, g=goal, d=day, r=readings: reaches(g, tried, d, r),
        )
        made = entry(base, less, day, readings)
        known |= _all_shown(facts_of(made), day, readings)
        yield {"goal": list(goal), **made}


def _usual(goal: Goal, facts: Facts, day: str, readings: list[str]) -> Found:
    """The same facts on the day of most cases, where they still reach the goal."""
    moved = {part: dict(stated) for part, stated in facts.items()}
    if moved["tally"]:
        moved["tally"] |= {"year": int(DAY[:4]), "asOf": DAY}
    if reaches(goal, moved, DAY, readings):
        return moved, DAY, readings
    return facts, day, readings


if __name__ == "__main__":
    with open(sys.argv[1], "a", encoding="utf-8") as lines:
        for suggestion in suggestions():
            lines.write(json.dumps(suggestion, ensure_ascii=False) + "\n")
            lines.flush()
