"""
The lines of the proof of one determination in one language: the
headline, the rules, what is missing, the facts, the duties.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...deciding.determination import (
    Determination,
    Finding,
    MissingFact,
    TakenReading,
)
from ...language import N_
from ...law.conditions import Trace
from ...law.model import Law
from ...rdf.names import QD
from .. import grades, punctuation
from ..conditions import positive, tested
from ..duties import bars, coverages
from ..duties import phrases as days
from ..phrases import (
    DISCLAIMER,
    by_pack,
    cited,
    compared,
    invented,
    mark,
    origin_of,
    reason,
)
from ..punctuation import listed, under
from .wording import Wording

CHANGES = {
    True: N_("another reading would change the outcome"),
    False: N_("same outcome under every reading"),
    None: N_("cannot be told from these facts"),
}
ROUTES = ("SecurityAssessment", "StandardContractOrCertification")


class ProofLines(Wording):
    """The proof of one determination in one language, as lines; `depth` is how much it tells."""

    def __init__(
        self, law: Law, determination: Determination, lang: str, depth: int
    ) -> None:
        super().__init__(law, lang, depth)
        self.determination = determination

    def lines(self, against: str | None) -> Iterator[str]:
        """Every line, the answer first; `against` adds why it is not another outcome."""
        answer = self.determination
        yield from self._headline()
        yield from self._section(N_("Why"), answer.grounds)
        yield from self._section(N_("Also applies"), answer.also_applies)
        yield from self._barred()
        if against:
            yield from self._why_not(against)
        yield from self._missing(answer.missing)
        if self.depth == 0:
            yield from self._nearest()
            yield from self._flags()
            yield from self._readings()
            yield from invented(self.law, self.lang)
            return
        yield from self._coverage()
        yield from self._rules()
        yield from self._flags()
        yield from self._readings()
        yield from self._assumed()
        yield from self._facts()
        yield from self._duties()
        if self.depth == 2:
            yield self._receipt()
        yield self.phrase(DISCLAIMER)
        if self.law.pack:
            yield by_pack(self.law, self.lang)

    def _list(self) -> str:
        """The list that governs, or the national rules."""
        return self.determination.list or self.phrase("national rules")

    def _headline(self) -> Iterator[str]:
        """The item, the answer, what comes first, the position."""
        answer = self.determination
        title = self.say(answer.title)
        if title:
            yield f"{answer.item} · {title}"
        else:
            yield answer.item
        outcome = self.say(answer.outcome_label)
        day = f"{self.phrase('as of')} {answer.as_of}"
        told_outcome = f"{outcome} [{answer.outcome}]{self.aside(day)}"
        yield self.under(N_("Answer"), told_outcome)
        for step in answer.first_steps:
            label = self.say(step.label)
            step_line = f"{label} {self.cited(step.cites)}"
            yield f"! {self.under(N_('First'), step_line)}"
        position = self.say(self.law.position_label(answer.position))
        yield self.under(N_("Position"), f"{position} · {self._list()}")

    def _nearest(self) -> Iterator[str]:
        """Where a default answers: the numbers that come nearest to a route."""
        answer = self.determination
        if not any(ground.default for ground in answer.grounds):
            return
        nearest = [
            rule
            for rule in answer.failed
            if rule.outcome in ROUTES and rule.comparisons
        ]
        yield from self._section(N_("Conditions not met"), nearest)

    def _rules(self) -> Iterator[str]:
        """The rules beside those that carry the answer."""
        answer = self.determination
        if answer.governed_by:
            yield from self._section(
                N_("Which rules govern"), [answer.governed_by]
            )
        overridden = [rule for rule in answer.defeated if not rule.default]
        defaults = [rule for rule in answer.defeated if rule.default]
        yield from self._section(N_("Overridden"), overridden)
        yield from self._section(
            N_("Default that another rule overrides"), defaults
        )
        yield from self._section(N_("Conditions not met"), answer.failed)
        yield from self._section(N_("Still open"), answer.unknown)

    def _section(
        self, name: str, findings: Sequence[Finding]
    ) -> Iterator[str]:
        if findings:
            yield self.heading(name)
        for finding in findings:
            yield from self._finding(finding, self.depth)

    def _finding(self, finding: Finding, depth: int) -> Iterator[str]:
        """A rule with its grade, its numbers, its facts and what overrides it."""
        label = self.say(finding.label)
        yield f"  {mark(finding.status)} {label} {self.cited(finding.cites)}"
        if finding.status is not False:
            yield from self._standing(finding, depth)
        for comparison in finding.comparisons:
            yield f"      {compared(comparison, self.lang)}"
        if depth:
            for fact in finding.reasons:
                yield f"      {reason(fact, self.lang)}"
        for defeat in finding.defeated_by:
            yield f"      < {self.say(defeat.label)} {self.cited(defeat.cites)}"
        if depth == 2 and finding.trace:
            yield from self._tree(positive(finding.trace), 3)

    def _standing(self, finding: Finding, depth: int) -> Iterator[str]:
        """That a rule applies by default, and on how good a source it rests."""
        if finding.default and finding.status:
            yield f"      {self.phrase('applies, as no other rule overrides it')}"
        elif finding.default:
            yield f"      {self.phrase('applies only if no other rule overrides it')}"
        for line in grades.told(self.law, finding, self.lang, depth > 0):
            yield f"      {line}"

    def _tree(self, trace: Trace, level: int) -> Iterator[str]:
        indent = "  " * level
        yield f"{indent}{mark(trace.status)} {tested(self.law, trace, self.lang)}"
        for part in trace.parts:
            yield from self._tree(part, level + 1)

    def _why_not(self, against: str) -> Iterator[str]:
        """Every rule that would have led to the other outcome, with what stood in its way."""
        answer = self.determination
        label = self.say(self.law.outcomes[QD + against].label)
        why_not = f"{self.phrase('Why not')} {label} [{against}]"
        yield punctuation.heading(why_not, self.lang)
        rules = [rule for rule in answer.findings() if rule.outcome == against]
        rules.sort(key=lambda rule: not rule.comparisons)
        if against == answer.outcome:
            yield f"  = {self.phrase('Answer')}"
        elif not rules:
            yield f"  - {self.say(self.law.position_label(answer.position))} · {self._list()}"
        for rule in rules:
            yield from self._finding(rule, max(self.depth, 1))

    def _missing(self, missing: tuple[MissingFact, ...]) -> Iterator[str]:
        if missing:
            yield self.heading(N_("Missing facts, most decisive first"))
        for number, fact in enumerate(missing, start=1):
            question = self.say(fact.question)
            yield f"  {number}. {question} (qd:{fact.fact}, {fact.about})"
            yield from self._find_out(fact)
            for answer in fact.answers:
                outcome = self.outcomes([answer.outcome])
                yield f"      {self.say(answer.label)} -> {outcome}"

    def _find_out(self, fact: MissingFact) -> Iterator[str]:
        """Where a fact can be found out."""
        for guide in fact.find_out:
            label = self.say(guide.label)
            cite = cited(self.law, (guide.provision,), self.lang)
            place = self.under(N_("Where to find out"), f"{label} [{cite}]")
            line = f"      {place}"
            if guide.address:
                line += f" {guide.address}"
            yield line

    def _flags(self) -> Iterator[str]:
        flags = self.determination.flags
        shown = [flag for flag in flags if flag.status or self.depth]
        if shown:
            yield self.heading(N_("Also check"))
        for flag in shown:
            label = self.say(flag.label) + self.doubt(flag.status)
            yield f"  ! {label} {self.cited(flag.cites)}"
            yield from self._weak(flag.cites)

    def _readings(self) -> Iterator[str]:
        readings = self.determination.readings
        shown = [
            reading
            for reading in readings
            if reading.would_change or self.depth
        ]
        if shown:
            yield self.heading(N_("Open questions and the reading taken"))
        for reading in shown:
            yield from self._reading(reading)

    def _reading(self, reading: TakenReading) -> Iterator[str]:
        question = self.say(reading.text)
        taken = self.say(reading.reading_label)
        change = self.phrase(CHANGES[reading.would_change])
        yield f"  {reading.notation} {question} {taken}{self.aside(change)}"
        if reading.acts_on:
            acts_on = self.under(N_("acts on"), self.say(reading.acts_on))
            yield f"      {acts_on}"
        if reading.would_change is False:
            return
        for _, label, reached in reading.others:
            if reached:
                yield f"      {self.say(label)} -> {self.outcomes(reached)}"

    def _assumed(self) -> Iterator[str]:
        assumptions = self.determination.assumptions
        if assumptions:
            yield self.heading(N_("Assumptions (the stricter case)"))
        for assumption in assumptions:
            label = self.say(assumption.label)
            value = self.say(assumption.value_label)
            line = under(label, value, self.lang)
            if assumption.lighter:
                lighter = self.outcomes(assumption.lighter)
                line += self.aside(
                    f"{self.phrase('would otherwise allow')} {lighter}"
                )
            yield f"  {line}"

    def _facts(self) -> Iterator[str]:
        facts = self.determination.facts
        if facts:
            yield self.heading(N_("Facts relied on"))
        for fact in facts:
            label = self.say(fact.label)
            values = listed(map(self.say, fact.value_labels), self.lang)
            origin = self.aside(origin_of(self.law, fact, self.lang))
            line = f"  {under(label, values, self.lang)}{origin}"
            if fact.cites:
                line += f" {self.cited(fact.cites)}"
            yield line

    def _barred(self) -> Iterator[str]:
        """The events that bar the export, each with what ends it."""
        if self.determination.barred:
            yield self.heading(N_("Barred by an event"))
        for bar in self.determination.barred:
            doubt = self.doubt(bar.certain or None)
            yield f"  ! {self.say(bar.label)}{doubt} {self.cited(bar.cites)}"
            yield f"      {bars.since(bar, self.lang)}"
            yield f"      {self.say(bar.ends)}"

    def _coverage(self) -> Iterator[str]:
        """What is in hand for what is required."""
        held = self.determination.coverage
        if held.status == "not-needed":
            return
        yield self.under(
            N_("Mechanism in hand"), coverages.status(held, self.lang)
        )
        for why in held.reasons:
            yield f"  {self.say(why.label)} {self.cited(why.cites)}"
        for line in coverages.headroom(self.law, held, self.lang):
            yield f"  {line}"

    def _duties(self) -> Iterator[str]:
        duties = self.determination.duties
        as_of = self.determination.as_of
        if duties:
            yield self.heading(N_("What must be done"))
        for duty in duties:
            phase = self.say(self.law.label(QD + duty.phase))
            label = self.say(duty.label) + self.doubt(duty.status)
            yield f"  {under(phase, label, self.lang)} {self.cited(duty.cites)}"
            for line in days.told(self.law, duty, as_of, self.lang):
                yield f"      {line}"
            yield from self._weak(duty.cites)

    def _weak(self, cites: tuple[str, ...]) -> Iterator[str]:
        """That a flag or duty rests on weak sources alone."""
        if not self.depth:
            return
        weak = grades.weak_provisions(self.law, cites)
        if weak:
            yield f"      {grades.weakness(self.law, weak, self.lang)}"

    def _receipt(self) -> str:
        """By which rules, from which input, by which version."""
        receipt = self.determination.receipt
        parts = [
            f"rules {receipt.rules}",
            f"input {receipt.input}",
            f"qingdan {receipt.version}",
        ]
        return self.under(N_("Receipt"), " · ".join(parts))
