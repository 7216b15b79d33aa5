"""
A determination in, the blocks of its annex out: every duty, every rule
that was weighed, readings, facts, the provisions cited, the receipt.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ...deciding.determination import Finding, TakenReading, UsedFact
from ...language import N_
from ...law.conditions import Trace
from ...rdf.names import QD, expand
from ..blocks import Block, Grid, Heading, Line
from ..conditions import positive, tested
from ..duties import coverages
from ..duties import phrases as days
from ..phrases import (
    by_pack,
    mark,
    origin_of,
    reason,
)
from ..punctuation import listed
from .changes import Change
from .proof_blocks import ProofBlocks
from .proof_lines import CHANGES

_RULES = (
    46,
    34,
    20,
)
_DUTIES = (
    16,
    62,
    22,
)
_READINGS = (
    48,
    30,
    22,
)
_FACTS = (
    34,
    30,
    36,
)
_PROVISIONS = (34, 66)


class AnnexBlocks(ProofBlocks):
    """The whole proof of a determination, in one language; `full` adds the tree of each rule."""

    full: bool = False

    def annex(
        self, changes: Sequence[Change] = (), level: int = 1
    ) -> Iterator[Block]:
        """Every block of it; with each change of a single fact, where these are known."""
        answer = self.determination
        yield Heading(
            self.phrase("The whole proof"),
            level,
            on_new_page=True,
        )
        below = level + 1
        yield from self._duties(below)
        yield from self._held(below)
        yield from self._flags(below)
        by_default = [rule for rule in answer.defeated if rule.default]
        overridden = [rule for rule in answer.defeated if not rule.default]
        governing = [answer.governed_by] if answer.governed_by else []
        weighed = (
            (N_("The deciding rules, part by part"), answer.grounds),
            (N_("Which rules govern"), governing),
            (N_("Overridden"), overridden),
            (N_("Default that another rule overrides"), by_default),
            (N_("Still open"), answer.unknown),
            (N_("Why not another answer"), answer.failed),
        )
        for heading, findings in weighed:
            yield from self._rules(
                heading,
                findings,
                below,
            )
        if changes:
            yield Heading(self.phrase("If one fact were otherwise"), below)
            yield self._changes(changes)
        yield from self._readings(answer.readings, below)
        yield from self._facts(answer.facts, below)
        yield from self._provisions(below)
        yield from self._receipt(below)

    def _table(
        self,
        heading: str,
        level: int,
        columns: tuple[str, ...],
        rows: Iterable[tuple[str, ...]],
        widths: tuple[int, ...],
    ) -> Iterator[Block]:
        """A heading with a table below it; nothing where that has no row."""
        cells = tuple(rows)
        if cells:
            yield Heading(self.phrase(heading), level)
            yield Grid(
                tuple(map(self.phrase, columns)),
                cells,
                widths,
            )

    def _duties(self, level: int) -> Iterator[Block]:
        rows = []
        for duty in self.determination.duties:
            phase = self.say(self.law.label(QD + duty.phase))
            day = days.told(
                self.law, duty, self.determination.as_of, self.lang
            )
            lines = "\n".join([self.duty(duty), *day])
            rows.append(
                (
                    phase,
                    lines,
                    self.cited(duty.cites),
                )
            )
        columns = (
            N_("Phase"),
            N_("What"),
            N_("Provision"),
        )
        yield from self._table(
            N_("What must be done"), level, columns, rows, _DUTIES
        )

    def _held(self, level: int) -> Iterator[Block]:
        held = self.determination.coverage
        if held.status != "not-needed":
            yield Heading(self.phrase("Mechanism in hand"), level)
            yield Line(
                "\n".join(
                    coverages.lines(
                        self.law,
                        held,
                        self.lang,
                    )
                )
            )

    def _flags(self, level: int) -> Iterator[Block]:
        rows = (
            (
                self.doubtful(self.sentence(flag.label), bool(flag.status)),
                self.cited(flag.cites),
            )
            for flag in self.determination.flags
        )
        columns = (N_("What"), N_("Provision"))
        yield from self._table(
            N_("Also check"), level, columns, rows, (70, 30)
        )

    def _rules(
        self, heading: str, findings: Iterable[Finding], level: int
    ) -> Iterator[Block]:
        rows = (
            (
                self._weighed(finding),
                "\n".join(self._because(finding)),
                self.cited(finding.cites),
            )
            for finding in findings
        )
        columns = (
            N_("Rule"),
            N_("Facts"),
            N_("Provision"),
        )
        yield from self._table(
            heading,
            level,
            columns,
            rows,
            _RULES,
        )

    def _weighed(self, finding: Finding) -> str:
        """A rule with its sign, where it would lead, and what overrides it."""
        lines = [f"{mark(finding.status)} {self.sentence(finding.label)}"]
        if finding.outcome:
            leads = self.outcomes([finding.outcome])
            lines.append(self.named(N_("would lead to"), leads))
        lines += [
            self.named(N_("Overridden by"), self.sentence(defeat.label))
            + f" [{self.cited(defeat.cites)}]"
            for defeat in finding.defeated_by
        ]
        return "\n".join(lines)

    def _because(self, finding: Finding) -> Iterator[str]:
        for comparison in finding.comparisons:
            yield self.compared(comparison)
        for fact in finding.reasons:
            yield reason(fact, self.lang)
        if self.full and finding.trace:
            yield from self._tree(positive(finding.trace), 0)

    def _tree(self, trace: Trace, depth: int) -> Iterator[str]:
        indent = "　" * depth
        test = tested(
            self.law,
            trace,
            self.lang,
        )
        yield f"{indent}{mark(trace.status)} {test}"
        for part in trace.parts:
            yield from self._tree(part, depth + 1)

    def _readings(
        self, readings: Iterable[TakenReading], level: int
    ) -> Iterator[Block]:
        rows = (
            (
                f"{reading.notation} {self.say(reading.text)}",
                self.say(reading.reading_label),
                self.phrase(CHANGES[reading.would_change]),
            )
            for reading in readings
        )
        columns = (
            N_("Question"),
            N_("Reading taken"),
            N_("Other readings"),
        )
        heading = N_("Open questions and the reading taken")
        yield from self._table(
            heading,
            level,
            columns,
            rows,
            _READINGS,
        )

    def _facts(self, facts: Iterable[UsedFact], level: int) -> Iterator[Block]:
        rows = []
        for fact in facts:
            origin = origin_of(self.law, fact, self.lang)
            values = listed(map(self.say, fact.value_labels), self.lang)
            rows.append(
                (
                    self.say(fact.label),
                    values,
                    origin,
                )
            )
        columns = (
            N_("Fact"),
            N_("Value"),
            N_("Stated on, by whom, when"),
        )
        yield from self._table(
            N_("Facts relied on"), level, columns, rows, _FACTS
        )

    def _provisions(self, level: int) -> Iterator[Block]:
        """Each provision once, in the order in which it is cited, with our summary."""
        answer = self.determination
        lists = [finding.cites for finding in answer.findings()]
        lists += [duty.cites for duty in answer.duties]
        lists += [flag.cites for flag in answer.flags]
        cites = dict.fromkeys(cite for cites in lists for cite in cites)
        rows = (
            (
                self.say(self.law.label(expand(cite))) or cite,
                self.say(self.law.graph.text(expand(cite), QD + "summary")),
            )
            for cite in cites
        )
        heading = N_("The provisions cited")
        columns = (N_("Provision"), N_("Our summary"))
        yield from self._table(
            heading,
            level,
            columns,
            rows,
            _PROVISIONS,
        )

    def _receipt(self, level: int) -> Iterator[Block]:
        receipt = self.determination.receipt
        yield Heading(self.phrase("Receipt"), level)
        rows = [
            (self.phrase("Rule set"), receipt.rules),
            (self.phrase("Input"), receipt.input),
            (self.phrase("Version"), f"qingdan {receipt.version}"),
        ]
        if self.law.pack:
            covered = by_pack(self.law, self.lang)
            rows.append((self.phrase("Edition pack"), covered))
        yield Grid((), tuple(rows))
