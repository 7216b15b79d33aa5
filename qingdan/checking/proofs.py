"""A proof held against what follows, and refused at the first step that does not hold."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from .case import Inventory
from .completions import outcomes
from .graph import QD, Graph
from .law import Law
from .receipt import input_digest, rules_digest
from .refusal import Refused, hold, refuse
from .rules import LISTS, Weighed
from .weighing import WORDS, Status, Weighing, all_of, any_of

_ADDED = {"addsOrdinaryPersons", "addsSensitivePersons"}
_OUTSIDE = {"outside-list-management", "not-an-export"}
_COVERED = {
    *("covered", "none", "beyond-scope", "beyond-scale", "expired"),
    *("renewal-window", "file-anew", "unknown"),
}


# Completions that are tried: of an answer that is told, and of one that waits for facts.
_TRIED = {False: 20_000, True: 1_000}


class Checker:
    """Holds proofs against one law and one inventory; what like facts came to is kept."""

    def __init__(
        self,
        folders: tuple[Path, Path, Path],
        inventory: Iterable[Path],
        edition: str,
    ) -> None:
        """Read the law, in `ontology`, `shapes` and `data/lists`, and the inventory."""
        self.law = Law(folders, edition)
        self.rules = rules_digest(folders, edition)
        self.context = (folders[0] / "context.jsonld").read_text("utf-8")
        self._read(inventory)

    def over(self, inventory: Iterable[Path]) -> Checker:
        """A checker of another inventory; the law is not read again."""
        other = copy.copy(self)
        other._read(inventory)
        return other

    def _read(self, inventory: Iterable[Path]) -> None:
        graph = Graph()
        for path in inventory:
            graph.read(path, self.context)
        self.data = Inventory(graph)
        self.held: set[str] = set()

    def check(self, proof: dict[str, Any]) -> None:
        """Raise `Refused` at the first step of a proof that does not hold."""
        given = proof["receipt"]["rules"]
        hold("receipt, rules", given, self.rules)
        Proof(self.law, self.data, self.held, proof).check()


class Proof(Weighed):
    """One determination, step by step."""

    def check(self) -> None:
        """Every step, in the order of the page on the form of a proof."""
        self._receipt()
        self.facts()
        self.rules()
        self._answer()
        self._flags()
        self._duties()
        self._rests_on()

    def _receipt(self) -> None:
        given = self.told["receipt"]["input"]
        hold("receipt, input", given, input_digest(self.law, self.case))

    # The answer

    def _answer(self) -> None:
        listed, outcome = self.told, self.told["outcome"]
        settled = self.weighing.settled
        if settled is not None:
            hold("outcome", outcome, self.short(settled))
            hold("possibleOutcomes", listed["possibleOutcomes"], [outcome])
            hold(
                "missingFacts", [m["fact"] for m in listed["missingFacts"]], []
            )
        else:
            self._open(outcome)
        tier = self.law.graph.one(QD + outcome, "tier")
        hold("tier", listed["tier"], tier)
        governed = listed["governedBy"]
        regimes = (
            self.law.graph.iris(governed["rule"], "opens") if governed else []
        )
        notation = self.law.notation(regimes[0]) if regimes else None
        governs = None if notation == "cn" else notation
        hold("list", listed["list"], governs)
        hold(
            "position",
            listed["position"],
            self.law.position(QD + outcome, notation),
        )
        self._coverage(outcome)

    def _open(self, outcome: str) -> None:
        """An answer that the rules which stand do not settle."""
        weighing, possible = self.weighing, self.told["possibleOutcomes"]
        maybe = {
            str(self.short(weighing.outcome_of(rule) or ""))
            for rule in weighing.concluding
            if weighing.stands(rule) is not False
        }
        missing = [entry["fact"] for entry in self.told["missingFacts"]]
        if len(set(possible)) != len(possible) or not set(possible) <= maybe:
            refuse("possibleOutcomes", possible, sorted(maybe))
        most = _TRIED[outcome == "NeedsFacts"]
        claimed = {QD + each for each in possible}
        reached = outcomes(weighing, lambda few: not few <= claimed, most)
        if reached is not None:
            follows = sorted(str(self.short(each)) for each in reached)
            hold("possibleOutcomes", possible, follows)
        if outcome == "NeedsFacts":
            if len(possible) < 2 or not missing:
                refuse("outcome", outcome, possible)
        elif reached is None:
            refuse("outcome", outcome, "NeedsFacts")
        else:
            self._of_all(outcome, possible)
        for fact in missing:
            known = self.case.facts.get(fact)
            if known is not None and known.closed and fact not in _ADDED:
                refuse("missingFacts", fact, None)

    def _of_all(self, outcome: str, possible: list[str]) -> None:
        """An outcome told although facts are missing: that of all, or the strictest clearance."""
        strictest = max(
            possible, key=lambda each: self.weighing.strictness(QD + each)
        )
        hold("outcome", outcome, strictest)
        if not self.weighing.agree(QD + each for each in possible):
            refuse("outcome", outcome, "NeedsFacts")

    def _coverage(self, outcome: str) -> None:
        status, possible = (
            self.told["coverage"]["status"],
            self.told["possibleOutcomes"],
        )
        if self.law.is_a(QD + outcome, "Clearance"):
            allowed = {"not-needed"}
        elif outcome in ("NeedsFacts", "NeedsReview"):
            clear = [
                self.law.is_a(QD + each, "Clearance") for each in possible
            ]
            allowed = {"not-needed" if all(clear) else "unknown"}
        else:
            allowed = _COVERED
        if status not in allowed:
            refuse("coverage, status", status, sorted(allowed))

    # Flags and duties

    def _flags(self) -> None:
        weighing, graph = self.weighing, self.law.graph
        raised: dict[str, list[str]] = {}
        for rule in weighing.book:
            for flag in graph.iris(rule, "raises"):
                raised.setdefault(flag, []).append(rule)
        flags = []
        for flag, rules in raised.items():
            status = any_of(map(weighing.stands, rules))
            if status or (
                status is None and not self.law.is_a(flag, "Remark")
            ):
                cites = {
                    str(self.short(cited))
                    for rule in weighing.standing(rules, status)
                    for cited in self.law.cites(rule, self.day, self.readings)
                }
                name = self.short(flag)
                listed = {
                    "flag": name,
                    "status": WORDS[status],
                    "cites": sorted(cites),
                }
                flags.append(listed)
        self._named("flags", "flag", flags)
        first = [
            flag
            for flag in flags
            if flag["status"] == "true"
            and self.law.is_a(QD + str(flag["flag"]), "FirstStep")
        ]
        self._named("firstSteps", "flag", first)

    def _named(
        self, name: str, key: str, follows: list[dict[str, Any]]
    ) -> None:
        listed = self.told[name]
        hold(
            name,
            [entry[key] for entry in listed],
            [entry[key] for entry in follows],
        )
        right = {entry[key]: entry for entry in follows}
        for entry in listed:
            for part, value in right[entry[key]].items():
                hold(f"{key} {entry[key]}, {part}", entry.get(part), value)

    def _duties(self) -> None:
        listed = self.told
        sources = {QD + listed["outcome"]}
        sources |= {
            QD + f["flag"] for f in listed["flags"] if f["status"] == "true"
        }
        if listed["governedBy"] and listed["position"] not in _OUTSIDE:
            sources |= {
                *self.law.graph.iris(listed["governedBy"]["rule"], "opens")
            }
        duties = []
        for duty in self.law.duties:
            follows = sources & {*self.law.graph.iris(duty, "followsFrom")}
            status = all_of([bool(follows), self.weighing.meets(duty)])
            if (
                self.law.holds(duty, self.day, self.readings)
                and status is not False
            ):
                duties.append(self._duty(duty, status))
        self._named("duties", "duty", duties)

    def _duty(self, duty: str, status: Status) -> dict[str, Any]:
        cites = self.law.cites(duty, self.day, self.readings)
        phase = self.law.graph.one(duty, "phase")
        return {
            "duty": self.short(duty),
            "status": WORDS[status],
            "phase": phase and self.short(phase),
            "cites": [self.short(each) for each in cites],
        }

    # What the answer rests on

    def _rests_on(self) -> None:
        listed = [entry["question"] for entry in self.told["readings"]]
        for question in self._touched():
            if self.short(question) not in listed:
                refuse("readings", listed, self.short(question))
        known = {self.short(each): each for each in self.law.questions()}
        for entry in self.told["readings"]:
            if entry["question"] not in known:
                refuse("readings", entry["question"], None)
            self._taken(entry, known[entry["question"]])

    def _touched(self) -> set[str]:
        """The open questions that the rules which matter touch."""
        weighing = self.weighing
        rules = {
            e["rule"]
            for name in LISTS
            if name != "failed"
            for e in self.told[name]
        }
        if self.told["governedBy"]:
            rules.add(self.told["governedBy"]["rule"])
        for rule in weighing.book:
            status = weighing.stands(rule)
            flags = self.law.graph.iris(rule, "raises")
            listed = [f for f in flags if self._tells(f)]
            if (status is not False and listed) or (
                status and self.law.graph.all(rule, "binds")
            ):
                rules.add(rule)
        return {
            q for rule in rules for q in self.law.graph.iris(rule, "touches")
        }

    def _tells(self, flag: str) -> bool:
        return self.short(flag) in [
            entry["flag"] for entry in self.told["flags"]
        ]

    def _taken(self, entry: dict[str, Any], question: str) -> None:
        graph = self.law.graph
        of_it = [
            r
            for r in self.law.typed[QD + "Reading"]
            if graph.one(r, "readingOf") == question
        ]
        taken = [r for r in of_it if r in self.readings]
        step = f"reading of {entry['question']}"
        hold(step, [entry["reading"]], [self.short(r) for r in taken])
        others = [r for r in of_it if r not in taken]
        listed = {
            other["reading"]: other["outcomes"] for other in entry["others"]
        }
        hold(f"{step}, others", list(listed), [self.short(r) for r in others])
        if self.weighing.settled is None:
            return
        for reading in others:
            outcomes = listed[self.short(reading)]
            chosen = self.readings - {*taken} | {reading}
            settled = Weighing(
                self.law, self.case.facts, self.day, chosen
            ).settled
            if settled and outcomes:
                hold(
                    f"{step}, {self.short(reading)}",
                    outcomes,
                    [self.short(settled)],
                )


__all__ = ["Checker", "Refused"]
