"""A table of answers held against the inventory: items that are alike are weighed once."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

from .case import Case, Inventory
from .completions import outcomes
from .graph import QD
from .law import Law
from .refusal import Refused, hold, refuse
from .statements import Statements
from .weighing import Weighing

Cells = tuple[str, ...]
COLUMNS = (
    *("asOf", "list", "position", "outcome", "tier"),
    *("firstSteps", "rules", "cites", "missingFacts"),
)
_TRIED = 20_000
_shared: Tables


class Row(NamedTuple):
    """What a table says of an item, by column."""

    asOf: str
    list: str
    position: str
    outcome: str
    tier: str
    firstSteps: str
    rules: str
    cites: str
    missingFacts: str


class Tables:
    """Holds tables of answers against one law and one inventory."""

    def __init__(
        self,
        folders: tuple[Path, Path, Path],
        inventory: Iterable[Path],
        edition: str,
    ) -> None:
        """Read the law and the inventory."""
        context = (folders[0] / "context.jsonld").read_text("utf-8")
        self.law = Law(folders, edition)
        self.statements = Statements(inventory, context)
        self.rows = self.distinct = 0

    def refused(
        self, rows: Iterable[tuple[str, Cells]]
    ) -> Iterator[tuple[str, int, Refused]]:
        """
        What does not hold of the rows of a table, each an item with its cells: one item, how many
        have the same fault for the same reason, and the fault.
        """
        items_by_case: dict[Any, list[str]] = {}
        seen: set[bytes] = set()
        for item, cells in rows:
            self.rows += 1
            name = f"<{item}>".encode()
            if name not in self.statements.items:
                yield item, 1, Refused("item: the inventory does not have it")
                continue
            if name in seen:
                yield (
                    item,
                    1,
                    Refused("item: the table has two answers for it"),
                )
                continue
            seen.add(name)
            case = self.statements.alike(name), cells
            items_by_case.setdefault(case, []).append(item)
        for name in sorted(self.statements.items - seen):
            fault = Refused("item: the table has no answer for it")
            yield name[1:-1].decode(), 1, fault
        self.distinct = len(items_by_case)
        yield from self._weighed(
            [(items, case[1]) for case, items in items_by_case.items()]
        )

    def _weighed(
        self, cases: list[tuple[list[str], Cells]]
    ) -> Iterator[tuple[str, int, Refused]]:
        firsts = [f"<{items[0]}>".encode() for items, _ in cases]
        self.data = Inventory(self.statements.graph(firsts))
        asked = [(items[0], cells) for items, cells in cases]
        for (items, _), fault in zip(cases, self._faults(asked), strict=True):
            if fault:
                yield items[0], len(items), Refused(fault)

    def _faults(self, asked: list[tuple[str, Cells]]) -> list[str | None]:
        """The fault of each case, worked out by as many processes as there are cores."""
        cores = len(os.sched_getaffinity(0))
        if len(asked) < 200 or cores == 1:
            return [self.fault(*each) for each in asked]
        global _shared
        _shared = self
        with get_context("fork").Pool(cores) as pool:
            return pool.starmap(_fault, asked, chunksize=50)

    def fault(self, item: str, cells: Cells) -> str | None:
        """The first cell of a row that does not follow, in one sentence."""
        row = Row(*cells)
        exports: list[str | None] = [*self.data.exports.get(item, ())]
        try:
            day = date.fromisoformat(row.asOf)
            answers = [
                Answer(self.law, Case(self.law, self.data, item, each, day))
                for each in exports or [None]
            ]
            _hold(row, answers)
        except (Refused, ValueError) as fault:
            return str(fault)
        return None


def _fault(item: str, cells: Cells) -> str | None:
    return _shared.fault(item, cells)


class Answer:
    """What follows for one export of an item, as a row tells it."""

    def __init__(self, law: Law, case: Case) -> None:
        """Weigh the rules under the default readings."""
        readings = law.readings(())
        self.law, self.day = law, case.day
        self.weighing = Weighing(law, case.facts, case.day, readings)
        self.outcome = self.weighing.settled

    def strictness(self) -> int:
        """That of the outcome, or the highest to which a completion comes."""
        if self.outcome:
            return self.weighing.strictness(self.outcome)
        reached = outcomes(self.weighing, lambda _: False, _TRIED)
        if reached is None:
            refuse("outcome", "settled", "NeedsFacts")
        return max(map(self.weighing.strictness, reached))

    def hold(self, row: Row) -> None:
        """Raise Refused at the first cell that does not follow."""
        short = self.law.graph.short
        outcome = self.outcome or self._open()
        hold("outcome", row.outcome, short(outcome))
        tier = self.law.graph.one(outcome, "tier")
        hold("tier", row.tier, "" if tier is None else str(tier))
        governs = self.law.notation(self.weighing.regime)
        hold("list", row.list, governs or "" if governs != "cn" else "")
        position = "undetermined"
        if outcome != QD + "NeedsFacts":
            position = self.law.position(outcome, governs) or ""
        hold("position", row.position, position)
        carrying = self._carrying(outcome)
        rules = self.weighing.standing(carrying)
        hold("rules", row.rules.split(), list(map(short, rules)))
        hold("cites", row.cites.split(), self._cites(carrying))
        hold("firstSteps", row.firstSteps.split(), self._first_steps())
        missing = row.missingFacts.split()
        if self.outcome and missing:
            refuse("missingFacts", missing, [])

    def _open(self) -> str:
        """What an answer comes to that the rules which stand do not settle."""
        reached = outcomes(self.weighing, self._differ, _TRIED)
        if reached is None or self._differ(reached):
            return QD + "NeedsFacts"
        return max(reached, key=self.weighing.strictness)

    def _differ(self, reached: set[str]) -> bool:
        return bool(reached) and not self.weighing.agree(reached)

    def _carrying(self, outcome: str) -> list[str]:
        """The rules that stand for an outcome; of an open answer, those that may."""
        weighing = self.weighing
        standing = weighing.standing(weighing.concluding)
        if self.outcome:
            return [r for r in standing if weighing.outcome_of(r) == outcome]
        return standing or weighing.standing(weighing.concluding, None)

    def _cites(self, rules: list[str]) -> list[object]:
        readings = self.weighing.readings
        cited = {
            each
            for rule in rules
            for each in self.law.cites(rule, self.day, readings)
        }
        return [self.law.graph.short(each) for each in cited]

    def _first_steps(self) -> list[object]:
        raised = {
            flag
            for rule in self.weighing.standing(self.weighing.book)
            for flag in self.law.says(rule, "raises")
            if self.law.is_a(flag, "FirstStep")
        }
        return [self.law.graph.short(flag) for flag in raised]


def _hold(row: Row, answers: list[Answer]) -> None:
    """A row is that of an export than which no other is stricter."""
    if len(answers) > 1:
        ranks = [answer.strictness() for answer in answers]
        strictest = max(ranks)
        answers = [
            answer
            for answer, rank in zip(answers, ranks, strict=True)
            if rank == strictest
        ]
    *others, last = answers
    for answer in others:
        with suppress(Refused):
            answer.hold(row)
            return
    last.hold(row)
