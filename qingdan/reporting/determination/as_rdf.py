"""A determination as RDF in qd:, PROV-O and EARL: one named graph each, every node with an IRI."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from ...deciding.determination import (
    Alternative,
    Determination,
    DueDuty,
    MissingFact,
    Proven,
)
from ...law.model import Law
from ...rdf.names import PREFIXES, QD, expand
from ..duties.phrases import deadline_of
from ..style import Style
from .as_rdf_origin import OriginWriter
from .as_rdf_rules import RuleWriter
from .as_rdf_why import WhyWriter
from .rdf_terms import literal, named, serialise
from .rdf_writer import Extent, Quads, Writer

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
) -> list[ox.Quad]:
    """
    The quads of one determination, in an order that depends
    on nothing but its content.
    """
    return list(_Writer(law, determination, extent).all(tuple(changes)))


class _Writer(Writer):
    """Writes one determination into its own graph."""

    def all(self, changes: tuple[Alternative, ...]) -> Quads:
        """Head, rules, missing facts, readings, facts, flags, duties, changes, origin, reasons."""
        parts = self.law, self.found, self.extent
        yield from self._head()
        yield from RuleWriter(*parts).all()
        for rank, fact in enumerate(self.found.missing, start=1):
            yield from self._missing(rank, fact)
        yield from self._readings()
        yield from self._facts()
        yield from self._consequences()
        yield from self._coverage()
        yield from self._barred()
        yield from self._alternatives(changes)
        yield from OriginWriter(*parts).all()
        yield from WhyWriter(*parts).all(changes)

    def _head(self) -> Quads:
        determination = self.found
        base = self.base
        yield self.quad(base, "rdf:type", QD + "Determination")
        yield self.quad(base, "rdf:type", _PROV + "Entity")
        yield self.quad(base, "qd:determines", determination.item)
        yield self.quad(base, "qd:onDay", literal(determination.as_of))
        yield self.quad(base, "qd:outcome", QD + determination.outcome)
        position = next(
            iri
            for iri in self.law.graph.members(QD + "Position")
            if self.law.graph.one(iri, PREFIXES["skos"] + "notation")
            == determination.position
        )
        yield self.quad(base, "qd:position", position)
        yield from self.many(
            base,
            "qd:possibleOutcome",
            (QD + name for name in determination.possible),
        )
        if determination.tier is not None:
            yield self.quad(base, "qd:tier", literal(determination.tier))
        yield self.quad(
            base, "qd:rulesDigest", ox.Literal(determination.receipt.rules)
        )
        yield self.quad(
            base, "qd:inputDigest", ox.Literal(determination.receipt.input)
        )
        yield self.quad(
            base, "qd:engineVersion", ox.Literal(determination.receipt.version)
        )
        yield self.quad(base, "prov:wasDerivedFrom", determination.item)

    def _missing(self, rank: int, fact: MissingFact) -> Quads:
        node = f"{self.base}/missing-{rank}"
        yield self.quad(self.base, "qd:missingFact", node)
        yield self.quad(node, "qd:ofFact", QD + fact.fact)
        yield self.quad(node, "qd:rank", literal(rank))
        yield from self.text(node, "qd:question", fact.question)
        for number, answer in enumerate(fact.answers, start=1):
            inner = f"{node}/answer-{number}"
            yield self.quad(node, "qd:answerOption", inner)
            if answer.value is not None:
                yield self.quad(inner, "qd:answerValue", literal(answer.value))
            yield from self.text(inner, "qd:answerText", answer.label)
            yield self.quad(inner, "qd:becomesOutcome", QD + answer.outcome)

    def _readings(self) -> Quads:
        for reading in self.found.readings:
            node = f"{self.base}/{reading.notation}"
            yield self.quad(self.base, "qd:takenReading", node)
            yield self.quad(node, "qd:readingOf", reading.question)
            yield self.quad(node, "qd:readingTaken", reading.reading)
            if reading.would_change is not None:
                yield self.quad(
                    node, "qd:wouldChange", literal(reading.would_change)
                )
            for number, (other, _, reached) in enumerate(
                reading.others, start=1
            ):
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
            node = f"{self.base}/fact-{fact.fact}"
            yield self.quad(self.base, "qd:usedFact", node)
            yield self.quad(node, "qd:ofFact", QD + fact.fact)
            for value in fact.values:
                yield self.quad(node, "qd:factValue", literal(value))
            yield self.quad(node, "qd:how", ox.Literal(fact.how))
            yield self.quad(node, "qd:statedAt", named(fact.stated_on))
            yield from self.many(node, "qd:cites", fact.cites)
            if fact.by:
                yield self.quad(node, "qd:assertedBy", named(fact.by))
            if fact.on:
                yield self.quad(node, "qd:assertedOn", literal(fact.on))
        for assumption in self.found.assumptions:
            node = f"{self.base}/assumed-{assumption.fact}"
            yield self.quad(self.base, "qd:assumed", node)
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
        node = f"{self.base}/coverage"
        yield self.quad(self.base, "qd:mechanismCoverage", node)
        yield self.quad(node, "qd:coverageStatus", ox.Literal(held.status))
        if held.mechanism:
            yield self.quad(node, "qd:byMechanism", named(held.mechanism))
        if held.until:
            yield self.quad(node, "qd:coveredUntil", literal(held.until))
        for why in held.reasons:
            yield self.quad(
                node, "qd:coverageReason", expand(f"cn:coverage-{why.reason}")
            )

    def _barred(self) -> Quads:
        """The events that bar the export, each with the day from which it does."""
        for number, bar in enumerate(self.found.barred, start=1):
            node = f"{self.base}/bar-{number}"
            yield self.quad(self.base, "qd:barredBy", node)
            yield self.quad(node, "qd:bar", expand(bar.bar))
            yield self.quad(node, "qd:since", literal(bar.since))
            if bar.event:
                yield self.quad(node, "qd:event", named(bar.event))

    def _owed(self, duty: DueDuty) -> Quads:
        """A duty with the day of its trigger, and the days that follow from it."""
        deadline = deadline_of(duty, self.found.as_of)
        if deadline is None and duty.since is None:
            return
        node = f"{self.base}/duty-{duty.duty.replace(':', '-')}"
        yield self.quad(self.base, "qd:owed", node)
        yield self.quad(node, "qd:ofDuty", expand(duty.duty))
        days = {"since": duty.since, "doneOn": duty.done_on}
        if deadline:
            days |= {"dueFrom": deadline.opens, "due": deadline.due}
            days |= dict(
                zip(
                    ("earliest", "latest"), deadline.bounds or (), strict=False
                )
            )
            opening = zip(
                ("dueFromEarliest", "dueFromLatest"),
                deadline.opening or (),
                strict=False,
            )
            days |= dict(opening)
            for notice in sorted(
                {span.notice for span in deadline.spans if span.notice}
            ):
                yield self.quad(node, "prov:wasDerivedFrom", notice)
        for name, day in days.items():
            if day:
                yield self.quad(node, f"qd:{name}", literal(day))

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
            yield self.quad(node, "qd:ofFact", QD + change.fact)
            if change.value is not None:
                yield self.quad(node, "qd:factValue", literal(change.value))
            yield from self.many(
                node,
                "qd:becomesOutcome",
                (QD + name for name in change.outcomes),
            )
            who = None
            if change.withdrawn:
                who = stated[change.fact].by
            if who:
                yield self.quad(node, "qd:assertedBy", named(who))
