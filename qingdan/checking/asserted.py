"""
Determinations in RDF held against what follows.

Every rule of the book is an EARL assertion, every part of a condition a `qd:step`, and what
holds is stated without an order.
"""

from __future__ import annotations

from typing import Any

from .conditions import Node
from .graph import SOURCE
from .proofs import Checker, Proof
from .receipt import input_digest
from .refusal import hold
from .rules import LISTS
from .weighing import WORDS, Tree

EARL = "http://www.w3.org/ns/earl#"
OUTCOME = EARL + "outcome"
COMPARED = ("value", "limit", "margin", "lowest", "highest", "parameter")
Parts = dict[str, Any]

_CAME_TO = {"true": "passed", "false": "failed", "unknown": "cantTell"}
_RESULT = {
    "passed": "RulePassed",
    "failed": "RuleFailed",
    "cantTell": "RuleOpen",
    "inapplicable": "RuleInapplicable",
}


class AssertedProof(Proof):
    """A determination in RDF, held against what follows."""

    def __init__(self, checker: Checker, stated: Parts) -> None:
        """Find the export by the digest of the facts, as no other part names it."""
        item = stated["item"]
        exports: list[str | None] = [*checker.data.exports.get(item, [])]
        given = stated["receipt"]["input"]
        for export in exports or [None]:
            parts = stated | {"export": export}
            super().__init__(checker.law, checker.data, checker.held, parts)
            if input_digest(self.law, self.case) == given:
                break

    def rules(self) -> None:
        """Every rule of the book is asserted, in a list or beside them."""
        super().rules()
        hold("finding", self.told["finding"], self.told["listed"])
        listed = [e["rule"] for name in LISTS for e in self.told[name]]
        if self.told["governedBy"]:
            listed.append(self.told["governedBy"]["rule"])
        beside = {
            rule: self.weighing.stands(rule)
            for rule in self.weighing.book
            if rule not in listed
        }
        shut = [
            self.short(r) for r, stands in beside.items() if stands is False
        ]
        hold("inapplicableRule", self.told["inapplicable"], shut)
        follows = [
            self._came_to(
                rule,
                "inapplicable" if stands is False else _CAME_TO[WORDS[stands]],
            )
            for rule, stands in beside.items()
        ]
        hold("assertions of other rules", self.told["others"], follows)

    def _came_to(self, rule: str, word: str) -> Parts:
        return {
            "rule": rule,
            "test": rule,
            "subject": self.told["item"],
            "outcome": EARL + word,
            "result": _RESULT[word],
        }

    def _follows(self, name: str, rule: str) -> Parts:
        """What has to be asserted of a rule."""
        follows = super()._follows(name, rule)
        word = _CAME_TO[follows["status"]]
        if follows["default"] and follows["status"] == "false":
            word = "inapplicable"
        node, tree = self.law.condition(rule), follows["condition"]
        return self._came_to(rule, word) | {
            "cites": follows["cites"],
            "comparisons": [
                {"fact": each["fact"], "operator": each["operator"]}
                | {key: each.get(key) for key in COMPARED}
                for each in follows["comparisons"]
            ],
            "condition": [self._step(node, tree)] if node and tree else [],
            "defeatedBy": follows.get("defeatedBy", []),
        }

    def _step(self, node: Node, tree: Tree) -> Parts:
        """A part of a condition as RDF states it."""
        limit = tree.get("limit", [])
        values = tree.get("values", [])
        bounds = self._bounds(node) if node.fact else []
        cited = self._cited(node)
        parts = zip(node.parts, tree.get("parts", []), strict=True)
        return {
            "outcome": EARL + _CAME_TO[tree["status"]],
            "operator": tree.get("operator", tree["kind"]),
            "fact": tree.get("fact"),
            "values": [] if bounds else values or [],
            "lowest": bounds[0] if bounds else None,
            "highest": bounds[1] if len(bounds) > 1 else None,
            "notStated": values is None,
            "limit": limit if isinstance(limit, list) else [limit],
            "parameter": node.source and self.short(node.source),
            "cites": [self.short(each) for each in cited],
            "parts": [self._step(part, inner) for part, inner in parts],
        }

    def _cited(self, node: Node) -> list[str]:
        """What sets the limit of a test: the provisions of its parameter, or one itself."""
        if node.source is None:
            return []
        return self.law.graph.iris(node.source, SOURCE) or [node.source]

    def _bounds(self, node: Node) -> list[Any]:
        known = self.weighing.facts[node.fact]
        if known is None or not known.number:
            return []
        return [self.short(value) for value in known.values]

    def _named(self, name: str, key: str, follows: list[Parts]) -> None:
        """Flags and duties in RDF are those that hold, by their names."""
        certain = [each for each in follows if each["status"] == "true"]
        listed = [entry[key] for entry in self.told[name]]
        hold(name, listed, [each[key] for each in certain])
