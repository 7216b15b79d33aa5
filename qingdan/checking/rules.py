"""Facts and rules of a proof held against what follows, refused at the first difference."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NoReturn

from .case import Case, Inventory, Known
from .conditions import Node, facts_of
from .graph import QD
from .law import Law
from .refusal import hold, refuse, written
from .weighing import WORDS, Status, Tree, Weighing, status_of

LISTS = ("grounds", "alsoApplies", "defeated", "failed", "unknown")
_OTHER_SIDE = {"<": ">=", "<=": ">", ">=": "<", ">": "<="}


class Weighed:
    """One determination beside what follows for its case: its facts and rules."""

    def __init__(
        self, law: Law, data: Inventory, held: set[str], listed: dict[str, Any]
    ) -> None:
        """Find the case that the proof is about."""
        self.law, self.data, self.held, self.told = law, data, held, listed
        self.short = self.law.graph.short
        self.day = date.fromisoformat(listed["asOf"])
        self.readings = self._readings(listed["receipt"]["readings"])
        item, export = listed["item"], listed["export"]
        if item not in self.data.graph.said:
            refuse("item", item, None)
        exports = self.data.exports.get(item, [])
        if export not in exports and (exports or export is not None):
            refuse("export", export, exports or None)
        self.case = Case(self.law, self.data, item, export, self.day)
        self.weighing = Weighing(
            self.law, self.case.facts, self.day, self.readings
        )

    def _readings(self, listed: list[str]) -> frozenset[str]:
        known = {
            self.short(each): each for each in self.law.typed[QD + "Reading"]
        }
        for reading in listed:
            if reading not in known:
                refuse("receipt, readings", reading, None)
        return self.law.readings(known[reading] for reading in listed)

    # Facts

    def facts(self) -> None:
        """Every fact is stated where the proof says, or follows by the class named."""
        listed = [entry["fact"] for entry in self.told["facts"]]
        needed = self._needed()
        for fact in sorted(
            {*listed} ^ (needed | {*listed} & {*self.case.stated})
        ):
            refuse(f"fact {fact}", fact in listed, fact in needed)
        if len({*listed}) != len(listed):
            refuse("facts", listed, sorted({*listed}))
        for entry in self.told["facts"]:
            self._fact(entry)

    def _needed(self) -> set[str]:
        """The facts stated that the rules which are told read, or compute from."""
        entries = [entry for name in LISTS for entry in self.told[name]]
        conditions = (self.law.condition(entry["rule"]) for entry in entries)
        read = {fact for node in conditions for fact in facts_of(node)}
        for fact in [*read]:
            for name in ("plus", "less", "trueFrom", "computedFrom"):
                read |= {
                    f[len(QD) :] for f in self.law.graph.iris(QD + fact, name)
                }
        return read & {*self.case.stated}

    def _fact(self, entry: dict[str, Any]) -> None:
        fact, step = entry["fact"], f"fact {entry['fact']}"
        values = self.case.stated[fact]
        hold(
            f"{step}, values", entry["values"], [self.short(v) for v in values]
        )
        places = [place.where for place in self.case.places.get(fact, [])]
        hold(f"{step}, how", entry["how"], "stated" if places else "inferred")
        if places:
            graph = self.data.graph
            if entry["statedOn"] not in places:
                refuse(f"{step}, statedOn", entry["statedOn"], places)
            for key, name in (("by", "assertedBy"), ("on", "assertedOn")):
                listed = [
                    self.short(each)
                    for each in graph.all(entry["statedOn"], name)
                ]
                if entry[key] not in (listed or [None]):
                    refuse(f"{step}, {key}", entry[key], listed or None)
            hold(f"{step}, cites", entry["cites"], [])
            return
        if not any(
            self.case.gives(entry["statedOn"], fact, v) for v in values
        ):
            refuse(f"{step}, statedOn", entry["statedOn"], None)
        cited = self.law.cites(entry["statedOn"], self.day, self.readings)
        hold(f"{step}, cites", entry["cites"], [self.short(c) for c in cited])

    # Rules

    def rules(self) -> None:
        """Every rule is where its weighing puts it, with its condition, and none is missing."""
        follows = self._lists()
        for name in LISTS:
            listed = [entry["rule"] for entry in self.told[name]]
            if sorted(listed) != sorted(follows[name]):
                self._misplaced(name, listed, follows)
            for entry in self.told[name]:
                self._entry(name, entry)
        governing = self.told["governedBy"]
        standing = self.weighing.governing
        if governing is None or governing["rule"] not in standing:
            if governing is not None or standing:
                says = governing and governing["rule"]
                refuse("governedBy", says, standing or None)
        else:
            self._entry("governedBy", governing)

    def _misplaced(
        self, name: str, listed: list[str], follows: dict[str, list[str]]
    ) -> NoReturn:
        odd = sorted({*listed} ^ {*follows[name]})
        rule = odd[0] if odd else max(listed, key=listed.count)
        right = [key for key in LISTS if rule in follows[key]]
        says = "in it" if rule in listed else "not in it"
        where = (
            f"it belongs to {right[0]}" if right else "it belongs to no list"
        )
        refuse(f"rule {self.short(rule)} and the list {name}", says, where)

    def _lists(self) -> dict[str, list[str]]:
        """Where the weighing puts every rule of the book."""
        weighing = self.weighing
        result: dict[str, list[str]] = {name: [] for name in LISTS}
        for rule in weighing.book:
            outcome = weighing.outcome_of(rule)
            tree = weighing.tree(rule)
            shut = weighing.opened(rule) is False
            weighed = outcome or self.law.graph.all(rule, "opens")
            if weighed and tree and status_of(tree) is False and not shut:
                result["failed"].append(rule)
            elif outcome:
                place = self._place(rule, outcome)
                if place:
                    result[place].append(rule)
        return result

    def _place(self, rule: str, outcome: str) -> str | None:
        stands = self.weighing.stands(rule)
        carries = self.told["outcome"] == self.short(outcome)
        if stands or (
            stands is None and carries and self.weighing.settled is None
        ):
            return "grounds" if carries else None
        if stands is None:
            return "unknown"
        if not self.weighing.applies(rule):
            return None
        defeats = self._defeats(rule)
        alone = all(override.precedence for override in defeats)
        return "alsoApplies" if alone else "defeated"

    def _defeats(self, rule: str) -> dict[Any, list[str]]:
        """What made a rule give way: overrides with the rules that stand."""
        result: dict[Any, list[str]] = {}
        for override, other in self.weighing.defeating(rule):
            if self.weighing.stands(other):
                result.setdefault(override, []).append(other)
        return result

    def _entry(self, name: str, entry: dict[str, Any]) -> None:
        rule = entry["rule"]
        follows = self._follows(name, rule)
        listed = {key: entry.get(key) for key in follows}
        key = written([listed, follows])
        if key not in self.held:
            hold(f"rule {self.short(rule)}", listed, follows)
            self.held.add(key)

    def _follows(self, name: str, rule: str) -> dict[str, Any]:
        """What a proof has to say of a rule in one of its lists."""
        tree = self.weighing.tree(rule)
        outcome = self.weighing.outcome_of(rule)
        grade = self.law.notation(self.law.graph.one(rule, "confidence"))
        cites = [
            self.short(c)
            for c in self.law.cites(rule, self.day, self.readings)
        ]
        weak = self.law.graph.one(rule, "confidence") not in self.law.reliable
        status = {"failed": False, "unknown": None}.get(name, True)
        if name == "grounds":
            status = self.weighing.stands(rule)
        if name == "defeated" and tree is None:
            status = False
        listed = {
            "status": WORDS[status],
            "default": tree is None,
            "outcome": outcome and self.short(outcome),
            "cites": cites,
            "confidence": grade,
            "condition": tree,
            "comparisons": self._comparisons(rule, tree),
            "weakSources": cites if weak else None,
        }
        if name in ("alsoApplies", "defeated"):
            listed["defeatedBy"] = [
                {
                    "override": override.iri,
                    "rules": rules,
                    "cites": [
                        self.short(c)
                        for c in self.law.cites(
                            override.iri, self.day, self.readings
                        )
                    ],
                }
                for override, rules in self._defeats(rule).items()
            ]
        return listed

    def _comparisons(
        self, rule: str, tree: Tree | None
    ) -> list[dict[str, Any]]:
        node = self.law.condition(rule)
        if node is None or tree is None:
            return []
        result = {written(each): each for each in self._compared(node, tree)}
        return list(result.values())

    def _compared(self, node: Node, tree: Tree) -> Iterable[dict[str, Any]]:
        """The tests of numbers that carry the status of a condition."""
        for part, listed in zip(
            node.parts, tree.get("parts", []), strict=True
        ):
            if node.kind == "not" or listed["status"] == tree["status"]:
                yield from self._compared(part, listed)
        if node.operator in _OTHER_SIDE and isinstance(node.limit, int):
            known = self.weighing.facts[node.fact]
            if known is not None:
                yield self._comparison(node, known, status_of(tree))

    def _comparison(
        self, node: Node, known: Known, status: Status
    ) -> dict[str, Any]:
        holds = status is not False
        operator = node.operator if holds else _OTHER_SIDE[node.operator]
        low, high = known.bounds
        value = high if operator in ("<", "<=") else low
        value = None if status is None else value
        margin = (
            None
            if value is None
            else abs(int(str(value)) - int(str(node.limit)))
        )
        listed: dict[str, Any] = {
            "fact": node.fact,
            "value": value,
            "operator": operator,
        }
        listed |= {"limit": node.limit, "margin": margin}
        listed["parameter"] = node.parameter and self.short(node.parameter)
        return (
            listed
            if known.closed
            else listed | {"lowest": low, "highest": high}
        )
