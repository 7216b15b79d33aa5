"""A determination as RDF in qd:, PROV-O and EARL: one named graph each, every node with an IRI."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

import pyoxigraph as ox

from ...deciding.determination import (
    Alternative,
    Assumption,
    Bar,
    Determination,
    DueDuty,
    MissingFact,
    Proven,
    TakenReading,
    UsedFact,
)
from ...duties.coverage import Coverage
from ...duties.deadlines import Deadline
from ...law.model import Law
from ...rdf.names import PREFIXES, QD, expand
from ..duties.phrases import deadline_of
from ..style import Style
from .as_rdf_origin import OriginWriter
from .as_rdf_rules import RuleWriter
from .as_rdf_why import WhyWriter
from .rdf_terms import literal, named, optional, serialise
from .rdf_writer import (
    Extent,
    Parts,
    Quads,
    Statements,
    Writer,
    content_of_fact,
)

OF_CASE = QD + "DataItem"  # an item of a case, whichever it is
_PROV = PREFIXES["prov"]


def written(proven: Proven, style: Style) -> Iterator[str]:
    """One determination in Turtle."""
    of_proof = quads(proven.law, proven.determination, proven.changes())
    yield serialise(of_proof, in_graphs=False)


def quads(
    law: Law,
    determination: Determination,
    changes: Iterable[Alternative] = (),
    extent: Extent = Extent.WHOLE,
    parts: Parts | None = None,
) -> list[ox.Quad]:
    """
    The quads of one determination, in an order that depends on nothing but its content; without
    what is said of its parts, where these are told apart.
    """
    writer = _Writer(law, determination, extent, parts)
    return list(writer.all(tuple(changes)))


class _Writer(Writer):
    """Writes one determination into its own graph."""

    def all(self, changes: tuple[Alternative, ...]) -> Quads:
        """Head, rules, missing facts, readings, facts, flags, duties, changes, origin, reasons."""
        same = self.law, self.found, self.extent, self.parts
        yield from self._head()
        yield from RuleWriter(*same).all()
        for rank, fact in enumerate(self.found.missing, start=1):
            yield from self.part(
                ("qd:missingFact",),
                f"missing-{rank}",
                ("missing", rank, fact),
                partial(self._missing, rank=rank, fact=fact),
            )
        yield from self._readings()
        yield from self._facts()
        yield from self._consequences()
        yield from self._coverage()
        yield from self._barred()
        yield from self._alternatives(changes)
        yield from OriginWriter(*same).all()
        yield from WhyWriter(*same).all(changes)

    def _head(self) -> Quads:
        determination = self.found
        base = self.base
        item = determination.item if determination.item != OF_CASE else None
        yield self.quad(base, "rdf:type", QD + "Determination")
        yield self.quad(base, "rdf:type", _PROV + "Entity")
        position = next(
            iri
            for iri in self.law.graph.members(QD + "Position")
            if self.law.graph.one(iri, PREFIXES["skos"] + "notation")
            == determination.position
        )
        yield from self.many(
            base,
            "qd:possibleOutcome",
            (QD + name for name in determination.possible),
        )
        statements: Statements = {
            "qd:determines": item,
            "qd:onDay": literal(determination.as_of),
            "qd:outcome": QD + determination.outcome,
            "qd:position": position,
            "qd:tier": optional(determination.tier),
            "qd:rulesDigest": ox.Literal(determination.receipt.rules),
            "qd:inputDigest": ox.Literal(determination.receipt.input),
            "qd:engineVersion": ox.Literal(determination.receipt.version),
            "prov:wasDerivedFrom": item,
        }
        yield from self.about(base, statements)

    def _missing(self, node: str, rank: int, fact: MissingFact) -> Quads:
        yield self.quad(node, "qd:ofFact", QD + fact.fact)
        yield self.quad(node, "qd:rank", literal(rank))
        yield from self.text(node, "qd:question", fact.question)
        for number, answer in enumerate(fact.answers, start=1):
            inner = f"{node}/answer-{number}"
            yield self.quad(node, "qd:answerOption", inner)
            yield from self.text(inner, "qd:answerText", answer.label)
            statements: Statements = {
                "qd:answerValue": optional(answer.value),
                "qd:becomesOutcome": QD + answer.outcome,
            }
            yield from self.about(inner, statements)

    def _readings(self) -> Quads:
        for reading in self.found.readings:
            yield from self.part(
                ("qd:takenReading",),
                reading.notation,
                self._of_reading(reading),
                partial(self._reading, reading=reading),
            )

    def _of_reading(self, reading: TakenReading) -> tuple[object, ...]:
        """What is written of a reading: no words, as these are the law's."""
        reached = tuple((other, there) for other, _, there in reading.others)
        return (
            "reading",
            reading.question,
            reading.reading,
            reading.would_change,
            reached,
            self.found.possible,
        )

    def _reading(self, node: str, reading: TakenReading) -> Quads:
        statements: Statements = {
            "qd:readingOf": reading.question,
            "qd:readingTaken": reading.reading,
            "qd:wouldChange": optional(reading.would_change),
        }
        yield from self.about(node, statements)
        for number, (other, _, reached) in enumerate(reading.others, start=1):
            yield from self._other(
                node, f"{node}/other-{number}", other, reached
            )

    def _other(
        self, above: str, node: str, reading: str, reached: tuple[str, ...]
    ) -> Quads:
        """Another reading, and the outcomes that are left under it where rules tell."""
        possible = set(self.found.possible)
        yield self.quad(above, "qd:otherReading", node)
        yield self.quad(node, "qd:readingTaken", reading)
        yield from self.many(
            node, "qd:becomesOutcome", (QD + name for name in reached)
        )
        if reached and not possible & set(reached):
            yield self.quad(node, "qd:wouldChange", literal(True))
        elif set(reached) == possible:
            yield self.quad(node, "qd:wouldChange", literal(False))

    def _facts(self) -> Quads:
        for fact in self.found.facts:
            yield from self.part(
                ("qd:usedFact",),
                f"fact-{fact.fact}",
                content_of_fact(fact),
                partial(self._fact, fact=fact),
            )
        for assumption in self.found.assumptions:
            yield from self.part(
                ("qd:assumed",),
                f"assumed-{assumption.fact}",
                ("assumed", assumption),
                partial(self._assumed, assumption=assumption),
            )

    def _fact(self, node: str, fact: UsedFact) -> Quads:
        yield from self.values(node, "qd:factValue", fact.values)
        yield from self.many(node, "qd:cites", fact.cites)
        statements: Statements = {
            "qd:ofFact": QD + fact.fact,
            "qd:how": ox.Literal(fact.how),
            "qd:statedAt": named(fact.stated_on),
            "qd:assertedBy": named(fact.by) if fact.by else None,
            "qd:assertedOn": optional(fact.on),
        }
        yield from self.about(node, statements)

    def _assumed(self, node: str, assumption: Assumption) -> Quads:
        yield self.quad(node, "qd:ofFact", QD + assumption.fact)
        yield self.quad(node, "qd:factValue", literal(assumption.value))

    def _consequences(self) -> Quads:
        for flag in self.found.flags:
            if flag.status:
                yield self.quad(self.base, "qd:raisedFlag", QD + flag.flag)
        yield from self.many(
            self.base,
            "qd:firstStep",
            (QD + flag.flag for flag in self.found.first_steps),
        )
        for duty in self.found.duties:
            if duty.status:
                yield self.quad(self.base, "qd:ofDuty", expand(duty.duty))
                yield from self._owed(duty)

    def _coverage(self) -> Quads:
        held = self.found.coverage
        yield from self.part(
            ("qd:mechanismCoverage",),
            "coverage",
            ("coverage", held),
            partial(self._held, held=held),
        )

    def _held(self, node: str, held: Coverage) -> Quads:
        statements: Statements = {
            "qd:coverageStatus": ox.Literal(held.status),
            "qd:byMechanism": named(held.mechanism)
            if held.mechanism
            else None,
            "qd:coveredUntil": optional(held.until),
        }
        yield from self.about(node, statements)
        for why in held.reasons:
            yield self.quad(
                node, "qd:coverageReason", expand(f"cn:coverage-{why.reason}")
            )

    def _barred(self) -> Quads:
        """The events that bar the export, each with the day from which it does."""
        for number, bar in enumerate(self.found.barred, start=1):
            yield from self.part(
                ("qd:barredBy",),
                f"bar-{number}",
                ("bar", bar),
                partial(self._bar, bar=bar),
            )

    def _bar(self, node: str, bar: Bar) -> Quads:
        statements: Statements = {
            "qd:bar": expand(bar.bar),
            "qd:since": literal(bar.since),
            "qd:event": named(bar.event) if bar.event else None,
        }
        yield from self.about(node, statements)

    def _owed(self, duty: DueDuty) -> Quads:
        """A duty with the day of its trigger, and the days that follow from it."""
        deadline = deadline_of(duty, self.found.as_of)
        if deadline is None and duty.since is None:
            return
        yield from self.part(
            ("qd:owed",),
            f"duty-{duty.duty.replace(':', '-')}",
            ("owed", duty, self.found.as_of),
            partial(self._days, duty=duty, deadline=deadline),
        )

    def _days(
        self, node: str, duty: DueDuty, deadline: Deadline | None
    ) -> Quads:
        yield self.quad(node, "qd:ofDuty", expand(duty.duty))
        statements: Statements = {
            "qd:since": optional(duty.since),
            "qd:doneOn": optional(duty.done_on),
        }
        if deadline:
            earliest, latest = deadline.bounds or (None, None)
            opens_earliest, opens_latest = deadline.opening or (None, None)
            notices = {span.notice for span in deadline.spans if span.notice}
            statements |= {
                "qd:dueFrom": optional(deadline.opens),
                "qd:due": optional(deadline.due),
                "qd:earliest": optional(earliest),
                "qd:latest": optional(latest),
                "qd:dueFromEarliest": optional(opens_earliest),
                "qd:dueFromLatest": optional(opens_latest),
            }
            yield from self.many(node, "prov:wasDerivedFrom", sorted(notices))
        yield from self.about(node, statements)

    def _alternatives(self, changes: Iterable[Alternative]) -> Quads:
        stated = {
            fact.fact: fact
            for fact in self.found.facts
            if fact.how == "stated"
        }
        for number, change in enumerate(changes, start=1):
            if change.withdrawn and change.fact not in stated:
                continue
            kind = "withdrawal" if change.withdrawn else "alternative"
            node = f"{self.base}/{kind}-{number}"
            yield self.quad(self.base, f"qd:{kind}", node)
            who = stated[change.fact].by if change.withdrawn else None
            statements: Statements = {
                "qd:ofFact": QD + change.fact,
                "qd:factValue": optional(change.value),
                "qd:assertedBy": named(who) if who else None,
            }
            yield from self.about(node, statements)
            reached = (QD + name for name in change.outcomes)
            yield from self.many(node, "qd:becomesOutcome", reached)
