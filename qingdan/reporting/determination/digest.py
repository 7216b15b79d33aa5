"""A determination in, what is read of it first out: what to do by when, which words it rests on."""

from __future__ import annotations

from dataclasses import dataclass

from ...deciding.determination import Determination, DueDuty, RaisedFlag
from ...language import phrase
from ...law.model import Law
from ...law.quotes import Quote, words
from ...rdf.names import QD, expand
from ..duties import phrases
from ..phrases import say

_BEFORE = "BeforeExport"
_DUTIES = 6
_AT_ONCE = 3
_FLAGS = 3
_ByTime = dict[str, list[DueDuty]]


@dataclass(frozen=True)
class Digest:
    """What the first two screens of a proof tell of a determination."""

    law: Law

    most = _DUTIES
    at_once = _AT_ONCE

    def to_do(self, determination: Determination, lang: str) -> _ByTime:
        """
        The duties to be told first by when they are done: those that the outcome itself
        calls for, before the export, then those whose day is known.
        """
        return self._by_time(self._first(determination), determination, lang)

    def to_do_parted(
        self, determination: Determination, lang: str
    ) -> tuple[_ByTime, _ByTime]:
        """The same in two: those that a phone shows at once, and those that it folds."""
        first = self._first(determination)
        return (
            self._by_time(first[:_AT_ONCE], determination, lang),
            self._by_time(first[_AT_ONCE:], determination, lang),
        )

    def _by_time(
        self, duties: list[DueDuty], determination: Determination, lang: str
    ) -> _ByTime:
        by_time: _ByTime = {}
        for duty in duties:
            when = self._when(duty, determination, lang)
            by_time.setdefault(when, []).append(duty)
        return by_time

    def _first(self, determination: Determination) -> list[DueDuty]:
        outcome = QD + determination.outcome
        days = {
            duty.duty: phrases.deadline_of(duty, determination.as_of)
            for duty in determination.duties
        }

        def rank(duty: DueDuty) -> tuple[bool, bool, bool, int, str]:
            iri = expand(duty.duty)
            follows = set(self.law.graph.iris(iri, QD + "followsFrom"))
            since = str(self.law.graph.one(iri, QD + "validFrom"))
            return (
                not (outcome in follows and duty.phase == _BEFORE),
                duty.phase != _BEFORE and not days[duty.duty],
                duty.status is None,
                len(follows),
                since,
            )

        return sorted(determination.duties, key=rank)[:_DUTIES]

    def _when(
        self, duty: DueDuty, determination: Determination, lang: str
    ) -> str:
        """By when a duty is done, in a few words: its day, or its phase where it has none."""
        deadline = phrases.deadline_of(duty, determination.as_of)
        if deadline:
            return phrases.day_of(deadline, lang)
        phase = say(self.law.label(QD + duty.phase), lang)
        if duty.terms.promptly:
            return f"{phase}{phrase(', ', lang)}{phrase('promptly', lang)}"
        return phase

    def flags(self, determination: Determination) -> list[RaisedFlag]:
        """The warnings to be told first; those of the headline aside."""
        raised = [
            flag
            for flag in determination.flags
            if flag.status and not flag.first
        ]
        return raised[:_FLAGS]

    def quotes(self, cite: str, determination: Determination) -> list[Quote]:
        """The words of a provision on which what this proof tells rests."""
        bodies = {
            *(finding.rule for finding in determination.findings()),
            *(duty.duty for duty in determination.duties),
            *(flag.flag for flag in determination.flags),
        }
        resting = set(map(expand, bodies))
        return [
            quote
            for quote in words(expand(cite)).quotes
            if resting & quote.bodies
        ]
