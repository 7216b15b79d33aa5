"""
A determination in, the blocks of a document out that are read first: the answer,
why, what to do and by when, what is assumed or open, what would change it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ...deciding.determination import (
    Comparison,
    Determination,
    DueDuty,
    Finding,
    MissingFact,
)
from ...language import N_, phrase
from ...law.model import Law
from ...rdf.graph import Text
from .. import grades
from ..blocks import Block, Box, Grid, Heading, Line, Points
from ..duties import bars, coverages
from ..phrases import cited, compared, say, tone
from ..punctuation import aside, listed, under
from .changes import Change
from .digest import Digest

_FIRST = 3
_THREE = (
    40,
    34,
    26,
)
_DUTIES = (
    24,
    50,
    26,
)


class ProofBlocks:
    """What is read first of a determination, in one language."""

    def __init__(
        self, law: Law, determination: Determination, lang: str
    ) -> None:
        self.law = law
        self.determination = determination
        self.lang = lang

    def blocks(
        self, changes: Sequence[Change], level: int = 1
    ) -> Iterator[Block]:
        """Every block, the answer first; headings of a level."""
        yield self._answer()
        yield self._where()
        yield from self._barred(level)
        yield Heading(self.phrase("Why"), level)
        for ground in self.determination.grounds:
            yield from self._rule(ground)
        if self.determination.also_applies:
            yield Heading(self.phrase("Also applies"), level + 1)
        for rule in self.determination.also_applies:
            yield from self._rule(rule)
        yield from self._to_do(level)
        yield from self._undecided(level)
        if changes:
            title = self.phrase("The smallest change that would alter it")
            yield Heading(title, level)
            yield self._changes(changes[:_FIRST])

    def phrase(self, message: str) -> str:
        """A phrase in the language."""
        return phrase(message, self.lang)

    def say(self, text: Text) -> str:
        """A text of the law in the language."""
        return say(text, self.lang)

    def sentence(self, text: Text) -> str:
        """A label as a sentence."""
        whole = self.say(text)
        end = "。" if self.lang == "zh" else "."
        return whole[:1].upper() + whole[1:].rstrip(".。") + end

    def cited(self, cites: tuple[str, ...]) -> str:
        """Provisions by their legal names."""
        return cited(
            self.law,
            cites,
            self.lang,
        )

    def outcomes(self, names: Iterable[str]) -> str:
        """Outcomes as people call them."""
        return " / ".join(
            self.say(self.law.outcome_label(name)) for name in names
        )

    def named(self, name: str, value: str) -> str:
        """What is said under a name of the catalogue."""
        return under(self.phrase(name), value, self.lang)

    def compared(self, comparison: Comparison) -> str:
        """A number against its limit, with the signs that people write."""
        line = compared(comparison, self.lang)
        return line.replace(">=", "≥").replace("<=", "≤")

    def doubtful(self, text: str, certain: bool) -> str:
        """A text, with a note that it may not apply."""
        if certain:
            return text
        return text + aside(self.phrase("if it applies"), self.lang)

    def _answer(self) -> Box:
        answer = self.determination
        first = [
            self.named(N_("First"), self.sentence(step.label))
            + f" [{self.cited(step.cites)}]"
            for step in answer.first_steps
        ]
        return Box(
            kicker=self.phrase("Answer"),
            text=self.say(answer.outcome_label),
            lines=tuple(first),
            tone=tone(self.law, answer.outcome),
        )

    def _where(self) -> Grid:
        """Position, list, day and item, as a form."""
        answer = self.determination
        position = self.say(self.law.position_label(answer.position))
        unknown = answer.position == "undetermined" and not answer.governed_by
        otherwise = N_("not known") if unknown else N_("national rules")
        rows = [
            (self.phrase("Position"), position),
            (self.phrase("List"), answer.list or self.phrase(otherwise)),
            (self.phrase("as of"), answer.as_of.isoformat()),
            (self.phrase("Item"), answer.item),
        ]
        if answer.tier:
            rows.insert(2, (self.phrase("Tier"), str(answer.tier)))
        if answer.export:
            rows.append((self.phrase("Export"), answer.export))
        if len(answer.possible) > 1:
            possible = self.outcomes(answer.possible)
            rows.append((self.phrase("Possible outcomes"), possible))
        return Grid((), tuple(rows))

    def _barred(self, level: int) -> Iterator[Block]:
        if not self.determination.barred:
            return
        yield Heading(self.phrase("Barred by an event"), level)
        for bar in self.determination.barred:
            yield Line("\n".join(bars.lines(bar, self.lang)))
            yield Line(self.cited(bar.cites), note=True)

    def _rule(self, finding: Finding) -> Iterator[Block]:
        """A rule with its numbers, its provisions and its grade."""
        lines = [self.sentence(finding.label)]
        lines += map(self.compared, finding.comparisons)
        yield Line("\n".join(lines))
        grade = grades.told(
            self.law,
            finding,
            self.lang,
            always=True,
        )
        yield Line(" · ".join([self.cited(finding.cites), *grade]), note=True)

    def _to_do(self, level: int) -> Iterator[Block]:
        """What to do, by when; the first of it where it is much."""
        answer = self.determination
        held = answer.coverage
        by_time = Digest(self.law).to_do(answer, self.lang)
        if not by_time and held.status == "not-needed":
            return
        yield Heading(self.phrase("What to do, and by when"), level)
        if held.status != "not-needed":
            yield Line(
                self.named(
                    N_("Mechanism in hand"), coverages.status(held, self.lang)
                )
            )
        if by_time:
            columns = (
                N_("By when"),
                N_("What"),
                N_("Provision"),
            )
            yield Grid(
                tuple(map(self.phrase, columns)),
                tuple(
                    (
                        when if duty is duties[0] else "",
                        self.duty(duty),
                        self.cited(duty.cites),
                    )
                    for when, duties in by_time.items()
                    for duty in duties
                ),
                _DUTIES,
            )

    def duty(self, duty: DueDuty) -> str:
        """A duty as a sentence."""
        return self.doubtful(self.sentence(duty.label), duty.status is True)

    def _undecided(self, level: int) -> Iterator[Block]:
        answer = self.determination
        lines = [*self._open()]
        if not answer.missing and not lines:
            return
        yield Heading(self.phrase("Assumed or open"), level)
        if answer.missing:
            yield Line(self.phrase("Missing facts, most decisive first"))
            yield self._missing(answer.missing)
        if lines:
            yield Points(tuple(lines))

    def _missing(self, missing: Iterable[MissingFact]) -> Grid:
        columns = (
            N_("Question"),
            N_("If the answer is"),
            N_("Where to find out"),
        )
        return Grid(
            tuple(map(self.phrase, columns)),
            tuple(
                (
                    self.say(fact.question),
                    "\n".join(
                        f"{self.say(answer.label)} → {self.outcomes([answer.outcome])}"
                        for answer in fact.answers
                    ),
                    "\n".join(
                        self.say(guide.label) for guide in fact.find_out
                    ),
                )
                for fact in missing
            ),
            _THREE,
        )

    def _open(self) -> Iterator[str]:
        """What is assumed, which readings would change the answer, what to check."""
        answer = self.determination
        for assumed in answer.assumptions:
            label = self.say(assumed.label)
            value = self.say(assumed.value_label)
            yield self.named(N_("Assumed"), under(label, value, self.lang))
        for reading in answer.readings:
            if reading.would_change:
                taken = self.named(
                    N_("Reading taken"), self.say(reading.reading_label)
                )
                yield f"{reading.notation} {self.say(reading.text)} {taken}"
        for flag in Digest(self.law).flags(answer):
            yield f"{self.sentence(flag.label)} [{self.cited(flag.cites)}]"

    def _changes(self, changes: Iterable[Change]) -> Grid:
        columns = (
            N_("If one fact were otherwise"),
            N_("now"),
            N_("then"),
        )
        return Grid(
            tuple(map(self.phrase, columns)),
            tuple(
                (
                    under(
                        self.say(change.label),
                        self.say(change.then),
                        self.lang,
                    ),
                    listed(map(self.say, change.now), self.lang),
                    self.outcomes(change.outcomes),
                )
                for change in changes
            ),
            _THREE,
        )
