"""
Why, flat: sentences that need no knowledge of the proof, in English
and Chinese, each a node with its place among its like.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from functools import partial
from typing import NamedTuple

from ...deciding.determination import (
    Alternative,
    Assumption,
    Finding,
    MissingFact,
)
from ...deciding.rulebook import Rulebook, rulebook
from ...language import in_both
from ...law.model import Override
from ...rdf.graph import Text
from ...rdf.names import QD, expand
from ..phrases import cited, compared, reason, say
from .changes import other_value
from .rdf_terms import literal
from .rdf_writer import Extent, Quads, Statements, Writer

_LANGS = ("en", "zh")
_PARTED = {"en": "; ", "zh": "；"}
_COLON = {"en": ": ", "zh": "："}


class _Sentence(NamedTuple):
    """
    A sentence in both languages, the provisions that it
    cites, and the rules, facts and outcomes it speaks of.
    """

    text: Text
    cites: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    fact: str | None = None
    override: str | None = None
    reading: str | None = None
    outcomes: tuple[str, ...] = ()


class WhyWriter(Writer):
    """Writes the flat description of one determination."""

    def all(self, changes: Iterable[Alternative]) -> Quads:
        """Reasons, provisions, what could change the answer, what would take it elsewhere."""
        because = self._because()
        yield from self._sentences("because", because)
        yield from self._sentences("unless", self._unless())
        yield from self._sentences("wouldTake", self._would_take(changes))
        cites = dict.fromkeys(cite for each in because for cite in each.cites)
        yield from self.many(self.base, "qd:cites", cites)
        reasons = _joined((each.text for each in because), _PARTED)
        in_one_line = _after_colon(self.found.outcome_label, reasons)
        yield from self.text(self.base, "qd:why", in_one_line)
        if self.extent > Extent.REASONS:
            yield from self.many(self.base, "qd:exception", self._exceptions())

    def _sentences(self, kind: str, sentences: Iterable[_Sentence]) -> Quads:
        for place, sentence in enumerate(sentences, start=1):
            yield from self.part(
                (f"qd:{kind}",),
                f"{kind}-{place}",
                ("sentence", place, sentence),
                partial(self._sentence, place=place, sentence=sentence),
            )

    def _sentence(self, node: str, place: int, sentence: _Sentence) -> Quads:
        statements: Statements = {
            "qd:place": literal(place),
            "qd:ofFact": sentence.fact and QD + sentence.fact,
            "qd:override": sentence.override,
            "qd:readingTaken": sentence.reading,
        }
        yield from self.about(node, statements)
        yield from self.text(node, "qd:sentence", sentence.text)
        yield from self.many(node, "qd:cites", sentence.cites)
        yield from self.many(node, "qd:ofRule", sentence.rules)
        reached = (QD + name for name in sentence.outcomes)
        yield from self.many(node, "qd:becomesOutcome", reached)

    def _because(self) -> list[_Sentence]:
        """The grounds, or what is not stated where there is none; then what governs."""
        answer = self.found
        reasons = [self._ground(ground) for ground in answer.grounds]
        if not reasons:
            reasons = [_not_stated(fact) for fact in answer.missing]
        if answer.governed_by:
            reasons.append(self._ground(answer.governed_by))
        return reasons

    def _ground(self, finding: Finding) -> _Sentence:
        """A rule with the numbers and facts on which it turned, and its provisions."""
        turned = [
            {lang: compared(number, lang) for lang in _LANGS}
            for number in finding.comparisons
        ]
        turned += [
            {lang: reason(fact, lang) for lang in _LANGS}
            for fact in finding.reasons
        ]
        if finding.default:
            turned = [in_both("applies, as no other rule overrides it")]
        text = finding.label
        if turned:
            text = _after_colon(text, _joined(turned, _PARTED))
        text = self._citing(text, finding.cites)
        return _Sentence(
            text,
            finding.cites,
            (finding.rule,),
        )

    def _citing(self, text: Text, cites: tuple[str, ...]) -> Text:
        return {
            lang: f"{say(text, lang)} [{cited(self.law, cites, lang)}]"
            for lang in _LANGS
        }

    def _unless(self) -> list[_Sentence]:
        """Readings that lead elsewhere, overrides that are open, and what is assumed."""
        return [*self._readings(), *self._overrides(), *self._assumed()]

    def _readings(self) -> Iterable[_Sentence]:
        for taken in self.found.readings:
            for other, label, reached in taken.others:
                if reached and set(reached) != set(self.found.possible):
                    number = dict.fromkeys(_LANGS, taken.notation)
                    text = self._leading(
                        _joined((number, label), " "), reached
                    )
                    yield _Sentence(
                        text,
                        reading=other,
                        outcomes=reached,
                    )

    def _overrides(self) -> Iterable[_Sentence]:
        """Each override of a ground whose stronger rule a missing fact leaves open."""
        answer = self.found
        labels = {finding.rule: finding.label for finding in answer.unknown}
        redated = self.law.redated(self._book.readings)
        for override in self._over_grounds(labels.keys()):
            rules = tuple(sorted(override.over & labels.keys()))
            cites = self.law.cited(override.sources, answer.as_of, redated)
            stronger = _joined((labels[rule] for rule in rules), " / ")
            text = self._citing(_in_brackets(stronger, override.label), cites)
            yield _Sentence(
                text,
                cites,
                rules,
                override=override.iri,
            )

    def _exceptions(self) -> Iterable[str]:
        """Each override of a ground whose stronger rule was not met; the law has its words."""
        failed = {finding.rule for finding in self.found.failed}
        return (override.iri for override in self._over_grounds(failed))

    def _over_grounds(self, stronger: Set[str]) -> list[Override]:
        grounds = {ground.rule for ground in self.found.grounds}
        over = [
            override
            for override in self._book.overrides
            if override.over & stronger and override.under & grounds
        ]
        return sorted(over, key=lambda override: override.iri)

    @property
    def _book(self) -> Rulebook:
        chosen = frozenset(map(expand, self.found.receipt.readings))
        return rulebook(self.law, self.found.as_of, chosen)

    def _assumed(self) -> Iterable[_Sentence]:
        lightening = (each for each in self.found.assumptions if each.lighter)
        return map(self._assumption, lightening)

    def _assumption(self, assumed: Assumption) -> _Sentence:
        allowing = _joined(
            (
                in_both("would otherwise allow"),
                self._outcomes(assumed.lighter),
            ),
            " ",
        )
        text = _in_brackets(
            _after_colon(assumed.label, assumed.value_label), allowing
        )
        return _Sentence(
            text,
            fact=assumed.fact,
            outcomes=assumed.lighter,
        )

    def _would_take(
        self, changes: Iterable[Alternative]
    ) -> Iterable[_Sentence]:
        """The open questions; of a settled answer each change of one fact that lightens it."""
        if self.found.missing:
            yield from map(self._question, self.found.missing)
            return
        now = self._strictness(self.found.possible)
        for change in changes:
            if change.withdrawn or change.value is None:
                continue
            if self._strictness(change.outcomes) < now:
                label = self.law.facts[change.fact].label
                then = _after_colon(label, other_value(self.law, change))
                text = self._leading(then, change.outcomes)
                yield _Sentence(
                    text, fact=change.fact, outcomes=change.outcomes
                )

    def _question(self, fact: MissingFact) -> _Sentence:
        answers = [
            self._leading(answer.label, (answer.outcome,))
            for answer in fact.answers
        ]
        text = _joined((fact.question, _joined(answers, _PARTED)), " ")
        return _Sentence(
            text,
            fact=fact.fact,
        )

    def _leading(self, label: Text, outcomes: tuple[str, ...]) -> Text:
        return _joined((label, self._outcomes(outcomes)), " → ")

    def _outcomes(self, names: tuple[str, ...]) -> Text:
        return _joined(map(self.law.outcome_label, names), " / ")

    def _strictness(self, names: tuple[str, ...]) -> int:
        return max(self.law.outcomes[QD + name].strictness for name in names)


def _not_stated(fact: MissingFact) -> _Sentence:
    text = _after_colon(fact.label, in_both("not stated"))
    return _Sentence(
        text,
        fact=fact.fact,
    )


def _joined(texts: Iterable[Text], mark: str | Text) -> Text:
    """Texts as one, with a mark between them, in each language."""
    parts = list(texts)
    marks = mark if isinstance(mark, dict) else dict.fromkeys(_LANGS, mark)
    return {
        lang: marks[lang].join(say(part, lang) for part in parts)
        for lang in _LANGS
    }


def _after_colon(head: Text, rest: Text) -> Text:
    return _joined((head, rest), _COLON)


def _in_brackets(head: Text, inner: Text) -> Text:
    return {lang: f"{say(head, lang)} ({say(inner, lang)})" for lang in _LANGS}
