"""
The rules of a determination in RDF: those that tell in its answer with
their conditions, and an EARL assertion for every rule of the book.
"""

from __future__ import annotations

import pyoxigraph as ox

from ...deciding.determination import Comparison, Defeat, Finding
from ...law.conditions import Between, Fact, Settled, Test, Trace
from ...rdf.names import PREFIXES, QD, expand
from .rdf_terms import literal
from .rdf_writer import Extent, Quads, Writer, engine

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
                node = f"{self.base}/{kind}-{number}"
                yield self.quad(self.base, f"qd:{kind}", node)
                yield from self._finding(node, finding)
        if every:
            yield from self._others()
        if self.whole:
            yield from self._results()

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
        yield self.quad(node, "rdf:type", _EARL + "Assertion")
        yield self.quad(node, "qd:ofRule", rule)
        yield self.quad(node, "earl:outcome", _EARL + outcome)
        if not self.whole:
            return
        yield self.quad(node, "earl:subject", self.found.item)
        yield self.quad(node, "earl:test", rule)
        yield self.quad(node, "earl:result", QD + _RESULT[outcome])
        yield self.quad(node, "earl:assertedBy", engine(self.found.receipt))
        yield self.quad(node, "earl:mode", _EARL + "automatic")

    def _finding(self, node: str, finding: Finding) -> Quads:
        yield self.quad(self.base, "qd:finding", node)
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
        yield self.quad(node, "qd:ofFact", QD + comparison.fact)
        yield self.quad(node, "qd:operator", ox.Literal(comparison.operator))
        for name in ("value", "limit", "margin"):
            predicate = "qd:factValue" if name == "value" else f"qd:{name}"
            if getattr(comparison, name) is not None:
                yield self.quad(
                    node, predicate, literal(getattr(comparison, name))
                )
        for name, bound in zip(
            ("lowest", "highest"), comparison.bounds or (), strict=False
        ):
            if bound is not None:
                yield self.quad(node, f"qd:{name}", literal(bound))
        if comparison.parameter:
            yield self.quad(node, "qd:parameter", expand(comparison.parameter))

    def _defeat(self, above: str, node: str, defeat: Defeat) -> Quads:
        yield self.quad(above, "qd:defeat", node)
        yield self.quad(node, "qd:override", defeat.override)
        yield from self.many(node, "qd:ofRule", defeat.by)
        yield from self.many(node, "qd:cites", defeat.cites)

    def _step(self, above: str, node: str, trace: Trace) -> Quads:
        yield self.quad(above, "qd:step", node)
        yield self.quad(node, "earl:outcome", _EARL + _OUTCOME[trace.status])
        operator = trace.test.operator if trace.test else trace.kind
        yield self.quad(node, "qd:operator", ox.Literal(operator))
        if trace.test:
            yield from self._leaf(node, trace, trace.test)
        for number, part in enumerate(trace.parts, start=1):
            yield from self._step(node, f"{node}-{number}", part)

    def _leaf(self, node: str, trace: Trace, test: Test) -> Quads:
        """A test of a fact: its value, the limit, and what the limit rests on."""
        yield self.quad(node, "qd:ofFact", QD + test.fact)
        known = trace.values
        if isinstance(known, Between):
            yield self.quad(node, "qd:lowest", literal(known.low))
            if known.high is not None:
                yield self.quad(node, "qd:highest", literal(known.high))
        else:
            for value in known or ():
                yield self.quad(node, "qd:factValue", literal(value))
        if not known:
            yield self.quad(node, "qd:noValue", ox.Literal(_absence(known)))
        limits = test.limit if isinstance(test.limit, tuple) else (test.limit,)
        for limit in limits:
            yield self.quad(node, "qd:limit", literal(limit))
        if test.parameter:
            yield self.quad(node, "qd:parameter", test.parameter)
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
