"""
The rules of a determination in RDF: those that tell in its answer with
their conditions, and an EARL assertion for every rule of the book.
"""

from __future__ import annotations

from functools import partial

import pyoxigraph as ox

from ...deciding.determination import Comparison, Defeat, Finding
from ...law.conditions import Between, Fact, Settled, Test, Trace
from ...rdf.names import PREFIXES, QD, expand
from .rdf_terms import literal, optional
from .rdf_writer import Extent, Quads, Statements, Writer, engine

_EARL = PREFIXES["earl"]
_OUTCOME = {True: "passed", False: "failed", None: "cantTell"}
_RESULT = {
    "passed": "RulePassed",
    "failed": "RuleFailed",
    "cantTell": "RuleOpen",
    "inapplicable": "RuleInapplicable",
}
_SOURCE = PREFIXES["dcterms"] + "source"


class RuleWriter(Writer):
    """Writes the rules that were weighed for one determination."""

    def all(self) -> Quads:
        """The findings, and the other rules of the book where these are told."""
        answer = self.found
        governing = (answer.governed_by,) if answer.governed_by else ()
        every = self.extent > Extent.REASONS
        for kind, findings in (
            ("groundFinding", answer.grounds),
            ("governedBy", governing),
            ("alsoAppliesFinding", answer.also_applies),
            ("defeatedFinding", answer.defeated),
            ("failedFinding", answer.failed if every else ()),
            ("openFinding", answer.unknown),
        ):
            for number, finding in enumerate(findings, start=1):
                yield from self.part(
                    (f"qd:{kind}", "qd:finding"),
                    f"{kind}-{number}",
                    self._content(finding),
                    partial(self._finding, finding=finding),
                )
        if every:
            yield from self._others()
        if self.whole:
            yield from self._results()

    def _content(self, finding: Finding) -> tuple[object, ...]:
        """What is written of a finding: its numbers follow from its trace."""
        trace = self.parts and self.parts.number_of(finding.trace)
        defeats = tuple(
            (defeat.override, defeat.by, defeat.cites)
            for defeat in finding.defeated_by
        )
        return (
            "finding",
            finding.rule,
            finding.status,
            finding.cites,
            trace,
            defeats,
        )

    def _others(self) -> Quads:
        """
        The rules that no finding tells: of a regime that is
        shut, or that raise a flag or open a regime beside.
        """
        for number, (rule, status) in enumerate(self.found.others, start=1):
            node = f"{self.base}/assertion-{number}"
            if status is False:
                yield self.quad(self.base, "qd:inapplicableRule", rule)
            if status is not False or self.whole:
                outcome = (
                    "inapplicable" if status is False else _OUTCOME[status]
                )
                yield self.quad(self.base, "qd:assertion", node)
                yield from self._assertion(node, rule, outcome)

    def _results(self) -> Quads:
        """The four results, as the vocabulary has them."""
        for outcome, name in _RESULT.items():
            yield self.quad(QD + name, "rdf:type", _EARL + "TestResult")
            yield self.quad(QD + name, "earl:outcome", _EARL + outcome)

    def _assertion(self, node: str, rule: str, outcome: str) -> Quads:
        """That a rule was tried on the item, and what came of it; of a whole proof also by whom."""
        statements: Statements = {
            "rdf:type": _EARL + "Assertion",
            "qd:ofRule": rule,
            "earl:outcome": _EARL + outcome,
        }
        if self.whole:
            statements |= {
                "earl:subject": self.found.item,
                "earl:test": rule,
                "earl:result": QD + _RESULT[outcome],
                "earl:assertedBy": engine(self.found.receipt),
                "earl:mode": _EARL + "automatic",
            }
        yield from self.about(node, statements)

    def _finding(self, node: str, finding: Finding) -> Quads:
        yield self.quad(node, "rdf:type", QD + "Finding")
        gave_way = finding.default and finding.status is False
        outcome = "inapplicable" if gave_way else _OUTCOME[finding.status]
        yield from self._assertion(node, finding.rule, outcome)
        yield from self.many(node, "qd:cites", finding.cites)
        for number, comparison in enumerate(finding.comparisons, start=1):
            yield from self._comparison(node, number, comparison)
        for number, defeat in enumerate(finding.defeated_by, start=1):
            yield from self._defeat(node, f"{node}/defeat-{number}", defeat)
        if finding.trace:
            yield from self._step(node, f"{node}/step", finding.trace)

    def _comparison(
        self, above: str, number: int, comparison: Comparison
    ) -> Quads:
        node = f"{above}/comparison-{number}"
        yield self.quad(above, "qd:comparison", node)
        lowest, highest = comparison.bounds or (None, None)
        parameter = comparison.parameter
        statements: Statements = {
            "qd:ofFact": QD + comparison.fact,
            "qd:operator": ox.Literal(comparison.operator),
            "qd:factValue": optional(comparison.value),
            "qd:limit": optional(comparison.limit),
            "qd:margin": optional(comparison.margin),
            "qd:lowest": optional(lowest),
            "qd:highest": optional(highest),
            "qd:parameter": expand(parameter) if parameter else None,
        }
        yield from self.about(node, statements)

    def _defeat(self, above: str, node: str, defeat: Defeat) -> Quads:
        yield self.quad(above, "qd:defeat", node)
        yield self.quad(node, "qd:override", defeat.override)
        yield from self.many(node, "qd:ofRule", defeat.by)
        yield from self.many(node, "qd:cites", defeat.cites)

    def _step(self, above: str, node: str, trace: Trace) -> Quads:
        yield self.quad(above, "qd:step", node)
        operator = trace.test.operator if trace.test else trace.kind
        statements: Statements = {
            "earl:outcome": _EARL + _OUTCOME[trace.status],
            "qd:operator": ox.Literal(operator),
        }
        yield from self.about(node, statements)
        if trace.test:
            yield from self._leaf(node, trace, trace.test)
        for number, part in enumerate(trace.parts, start=1):
            yield from self._step(node, f"{node}-{number}", part)

    def _leaf(self, node: str, trace: Trace, test: Test) -> Quads:
        """A test of a fact: its value, the limit, and what the limit rests on."""
        known = trace.values
        statements: Statements = {
            "qd:ofFact": QD + test.fact,
            "qd:parameter": test.parameter,
        }
        if not known:
            statements["qd:noValue"] = ox.Literal(_absence(known))
        if isinstance(known, Between):
            statements["qd:lowest"] = literal(known.low)
            statements["qd:highest"] = optional(known.high)
        else:
            yield from self.values(node, "qd:factValue", known or ())
        limits = test.limit if isinstance(test.limit, tuple) else (test.limit,)
        yield from self.values(node, "qd:limit", limits)
        yield from self.about(node, statements)
        if self.whole:
            yield from self._basis(node, test)

    def _basis(self, node: str, test: Test) -> Quads:
        """The provisions that set a limit, or the mark of one that no parameter fixes."""
        if test.parameter:
            sources = self.law.graph.iris(test.parameter, _SOURCE)
            yield from self.many(
                node, "qd:cites", sources or (test.parameter,)
            )
        else:
            counted = test.operator.startswith("count")
            mark = "arithmetic" if counted else "definition"
            yield self.quad(node, "qd:restsOn", ox.Literal(mark))


def _absence(known: Fact | None) -> str:
    """Why a test has no value before it."""
    if known is None:
        return "not stated"
    if isinstance(known, Settled):
        return "answered by the review on record"
    return "none"
