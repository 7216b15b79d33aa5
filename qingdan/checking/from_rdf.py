"""Determinations read from RDF, with the parts that a proof has."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .asserted import COMPARED, EARL, OUTCOME, AssertedProof, Parts
from .graph import QD, RDF, Graph, Term
from .law import Law
from .proofs import Checker
from .refusal import hold, refuse
from .rules import LISTS

_FINDINGS = {
    "grounds": "groundFinding",
    "alsoApplies": "alsoAppliesFinding",
    "defeated": "defeatedFinding",
    "failed": "failedFinding",
    "unknown": "openFinding",
    "governedBy": "governedBy",
}


def asserted(checker: Checker, path: Path) -> Iterator[Asserted]:
    """The determinations that a file of RDF states."""
    graph = Graph()
    graph.read(path, checker.context)
    typed = graph.inverse(RDF + "type")
    for determination in sorted(typed[QD + "Determination"]):
        yield Asserted(graph, checker, determination)


class Asserted:
    """One determination of a graph."""

    def __init__(
        self, graph: Graph, checker: Checker, determination: str
    ) -> None:
        """Keep the graph, and the law that it is held against."""
        self.graph, self.checker = graph, checker
        self.law: Law = checker.law
        self.base = determination

    @property
    def item(self) -> str:
        """The item that is determined, or the determination where none is named."""
        return str(self.graph.one(self.base, "determines") or self.base)

    def check(self) -> None:
        """Raise `Refused` at the first step that does not hold."""
        stated = self.parts()
        hold("receipt, rules", stated["receipt"]["rules"], self.checker.rules)
        if stated["item"] not in self.checker.data.graph.said:
            refuse("item", stated["item"], None)
        AssertedProof(self.checker, stated).check()

    def _short(self, value: Term | None) -> Any:
        return None if value is None else self.law.graph.short(value)

    def _the(self, node: Term, name: str) -> Any:
        """The value of a property that has one at most."""
        values = self.graph.all(node, name)
        if len(values) > 1:
            refuse(f"{name} of {node}", [*map(str, values)], "one value")
        return values[0] if values else None

    def _one(self, node: Term, name: str) -> Any:
        return self._short(self._the(node, name))

    def _all(self, node: Term, name: str) -> list[Any]:
        return [self._short(value) for value in self.graph.all(node, name)]

    def _nodes(self, name: str) -> list[str]:
        return sorted(self.graph.iris(self.base, name))

    def parts(self) -> Parts:
        """The parts of a proof that are stated."""
        governed = self._the(self.base, "governedBy")
        governing = self._rule(governed) if governed else None
        regimes = (
            self.law.graph.iris(governing["rule"], "opens")
            if governing
            else []
        )
        notation = self.law.notation(regimes[0]) if regimes else None
        covered = self._the(self.base, "mechanismCoverage")
        return {
            "item": self._the(self.base, "determines"),
            "asOf": self._one(self.base, "onDay"),
            "outcome": self._one(self.base, "outcome"),
            "possibleOutcomes": self._all(self.base, "possibleOutcome"),
            "tier": self._one(self.base, "tier"),
            "list": None if notation == "cn" else notation,
            "position": self.law.notation(self._the(self.base, "position")),
            "governedBy": governing,
            **{
                name: [
                    self._rule(node) for node in self._nodes(_FINDINGS[name])
                ]
                for name in LISTS
            },
            "finding": self._nodes("finding"),
            "listed": [
                n for name in _FINDINGS.values() for n in self._nodes(name)
            ],
            "inapplicable": self._all(self.base, "inapplicableRule"),
            "others": [self._assertion(n) for n in self._nodes("assertion")],
            "missingFacts": [
                {"fact": self._one(node, "ofFact")}
                for node in self._nodes("missingFact")
            ],
            "facts": [self._fact(node) for node in self._nodes("usedFact")],
            "readings": [
                self._reading(node) for node in self._nodes("takenReading")
            ],
            "flags": self._named("raisedFlag", "flag"),
            "firstSteps": self._named("firstStep", "flag"),
            "duties": self._named("ofDuty", "duty"),
            "coverage": {"status": self._one(covered, "coverageStatus")},
            "receipt": self._receipt(),
        }

    def _named(self, name: str, key: str) -> list[Parts]:
        return [
            {key: term, "status": "true"}
            for term in self._all(self.base, name)
        ]

    def _receipt(self) -> Parts:
        taken = [
            self._the(node, "readingTaken")
            for node in self._nodes("takenReading")
        ]
        defaults = {
            self.law.graph.one(question, "defaultReading")
            for question in self.law.questions()
        }
        return {
            "rules": self._one(self.base, "rulesDigest"),
            "input": self._one(self.base, "inputDigest"),
            "readings": [self._short(r) for r in taken if r not in defaults],
        }

    def _assertion(self, node: str) -> Parts:
        """What came of a rule, said twice: by the assertion and by its result."""
        return {
            "rule": self._the(node, "ofRule"),
            "test": self._the(node, EARL + "test"),
            "subject": self._the(node, EARL + "subject"),
            "outcome": self._the(node, OUTCOME),
            "result": self._one(node, EARL + "result"),
        }

    def _rule(self, node: str) -> Parts:
        return self._assertion(node) | {
            "cites": self._all(node, "cites"),
            "comparisons": [
                self._comparison(each)
                for each in self.graph.iris(node, "comparison")
            ],
            "condition": [
                self._step(each) for each in self.graph.iris(node, "step")
            ],
            "defeatedBy": [
                {
                    "override": self._the(each, "override"),
                    "rules": self.graph.all(each, "ofRule"),
                    "cites": self._all(each, "cites"),
                }
                for each in self.graph.iris(node, "defeat")
            ],
        }

    def _comparison(self, node: str) -> Parts:
        stated = {
            "fact": self._one(node, "ofFact"),
            "operator": self._one(node, "operator"),
        }
        names = {"value": "factValue"}
        return stated | {
            name: self._one(node, names.get(name, name)) for name in COMPARED
        }

    def _step(self, node: str) -> Parts:
        return {
            "outcome": self._the(node, OUTCOME),
            "operator": self._one(node, "operator"),
            "fact": self._one(node, "ofFact"),
            "values": self._all(node, "factValue"),
            "lowest": self._one(node, "lowest"),
            "highest": self._one(node, "highest"),
            "notStated": self._one(node, "noValue") == "not stated",
            "limit": self._all(node, "limit"),
            "parameter": self._one(node, "parameter"),
            "cites": self._all(node, "cites"),
            "parts": [
                self._step(each) for each in self.graph.iris(node, "step")
            ],
        }

    def _fact(self, node: str) -> Parts:
        return {
            "fact": self._one(node, "ofFact"),
            "values": self._all(node, "factValue"),
            "how": self._one(node, "how"),
            "statedOn": self._the(node, "statedAt"),
            "by": self._one(node, "assertedBy"),
            "on": self._one(node, "assertedOn"),
            "cites": self._all(node, "cites"),
        }

    def _reading(self, node: str) -> Parts:
        others = [
            {
                "reading": self._one(each, "readingTaken"),
                "outcomes": self._all(each, "becomesOutcome"),
            }
            for each in self.graph.iris(node, "otherReading")
        ]
        return {
            "question": self._one(node, "readingOf"),
            "reading": self._one(node, "readingTaken"),
            "others": others,
        }
