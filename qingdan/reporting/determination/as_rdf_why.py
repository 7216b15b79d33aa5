"""
Why, flat: sentences that need no knowledge of the proof, in English
and Chinese, each a node with its place among its like.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set
from typing import NamedTuple

from ...deciding.determination import Alternative, Finding, MissingFact
from ...deciding.missing import value_label
from ...deciding.rulebook import Rulebook, rulebook
from ...language import phrase
from ...law.model import Override
from ...rdf.graph import Text
from ...rdf.names import QD, expand
from ..phrases import cited, compared, reason, say
from .rdf_terms import literal
from .rdf_writer import Extent, Quads, Writer

_LANGS = ("en", "zh")
_PARTED = {"en": "; ", "zh": "；"}
_COLON = {"en": ": ", "zh": "："}


class _Sentence(NamedTuple):
    """A sentence in both languages, the provisions that it cites, and the terms it speaks of."""

    text: Text
    cites: tuple[str, ...] = ()
    terms: tuple[tuple[str, str], ...] = ()


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
        yield from self.text(self.base, "qd:why", self._in_one_line(because))
        if self.extent > Extent.REASONS:
            yield from self.many(self.base, "qd:exception", self._exceptions())

    def _sentences(self, kind: str, sentences: Iterable[_Sentence]) -> Quads:
        for place, sentence in enumerate(sentences, start=1):
            node = f"{self.base}/{kind}-{place}"
            yield self.quad(self.base, f"qd:{kind}", node)
            yield self.quad(node, "qd:place", literal(place))
            yield from self.text(node, "qd:sentence", sentence.text)
            yield from self.many(node, "qd:cites", sentence.cites)
            for predicate, term in sentence.terms:
                yield self.quad(node, predicate, term)

    def _in_one_line(self, because: list[_Sentence]) -> Text:
        return _both(
            lambda lang: (
                say(self.found.outcome_label, lang)
                + _COLON[lang]
                + _PARTED[lang].join(each.text[lang] for each in because)
            )
        )

    def _because(self) -> list[_Sentence]:
        """The grounds, or what is not stated where there is none; then what governs."""
        answer = self.found
        reasons = [self._ground(ground) for ground in answer.grounds]
        if not reasons:
            reasons = [self._not_stated(fact) for fact in answer.missing]
        if answer.governed_by:
            reasons.append(self._ground(answer.governed_by))
        return reasons

    def _ground(self, finding: Finding) -> _Sentence:
        """A rule with the numbers and facts on which it turned, and its provisions."""

        def worded(lang: str) -> str:
            turned = [compared(number, lang) for number in finding.comparisons]
            turned += [reason(fact, lang) for fact in finding.reasons]
            if finding.default:
                turned = [
                    phrase("applies, as no other rule overrides it", lang)
                ]
            detail = (
                f"{_COLON[lang]}{_PARTED[lang].join(turned)}" if turned else ""
            )
            sources = cited(self.law, finding.cites, lang)
            return f"{say(finding.label, lang)}{detail} [{sources}]"

        return _Sentence(
            _both(worded), finding.cites, (("qd:ofRule", finding.rule),)
        )

    def _not_stated(self, fact: MissingFact) -> _Sentence:
        text = _both(
            lambda lang: (
                say(fact.label, lang)
                + _COLON[lang]
                + phrase("not stated", lang)
            )
        )
        return _Sentence(text, (), (("qd:ofFact", QD + fact.fact),))

    def _unless(self) -> list[_Sentence]:
        """Readings that lead elsewhere, overrides that are open, and what is assumed."""
        return [*self._readings(), *self._overrides(), *self._assumed()]

    def _readings(self) -> Iterable[_Sentence]:
        for taken in self.found.readings:
            for other, label, reached in taken.others:
                if reached and set(reached) != set(self.found.possible):
                    text = self._leading(f"{taken.notation} ", label, reached)
                    terms = [("qd:readingTaken", other), *_becoming(reached)]
                    yield _Sentence(text, (), tuple(terms))

    def _overrides(self) -> Iterable[_Sentence]:
        """Each override of a ground whose stronger rule a missing fact leaves open."""
        answer = self.found
        labels = {finding.rule: finding.label for finding in answer.unknown}
        redated = self.law.redated(self._book.readings)
        for override in self._over_grounds(labels.keys()):
            stronger = sorted(override.over & labels.keys())
            cites = self.law.cited(override.sources, answer.as_of, redated)
            rules = [labels[rule] for rule in stronger]
            text = self._overriding(override.label, rules, cites)
            terms = [("qd:ofRule", rule) for rule in stronger]
            yield _Sentence(
                text, cites, (("qd:override", override.iri), *terms)
            )

    def _exceptions(self) -> Iterable[str]:
        """Each override of a ground whose stronger rule was not met; the law has its words."""
        failed = {finding.rule for finding in self.found.failed}
        return (override.iri for override in self._over_grounds(failed))

    def _over_grounds(self, stronger: Set[str]) -> list[Override]:
        grounds = {ground.rule for ground in self.found.grounds}
        return [
            override
            for override in sorted(
                self._book.overrides, key=lambda each: each.iri
            )
            if override.over & stronger and override.under & grounds
        ]

    @property
    def _book(self) -> Rulebook:
        chosen = frozenset(map(expand, self.found.receipt.readings))
        return rulebook(self.law, self.found.as_of, chosen)

    def _overriding(
        self, label: Text, rules: list[Text], cites: tuple[str, ...]
    ) -> Text:
        return _both(
            lambda lang: (
                " / ".join(say(rule, lang) for rule in rules)
                + f" ({say(label, lang)}) [{cited(self.law, cites, lang)}]"
            )
        )

    def _assumed(self) -> Iterable[_Sentence]:
        for assumed in self.found.assumptions:
            if assumed.lighter:
                text = _both(
                    lambda lang, said=assumed: (
                        f"{say(said.label, lang)}{_COLON[lang]}{say(said.value_label, lang)}"
                        f" ({phrase('would otherwise allow', lang)}"
                        f" {self._outcomes(said.lighter, lang)})"
                    )
                )
                terms = [
                    ("qd:ofFact", QD + assumed.fact),
                    *_becoming(assumed.lighter),
                ]
                yield _Sentence(text, (), tuple(terms))

    def _would_take(
        self, changes: Iterable[Alternative]
    ) -> Iterable[_Sentence]:
        """The open questions; of a settled answer each change of one fact that lightens it."""
        for fact in self.found.missing:
            text = _both(lambda lang, said=fact: self._question(said, lang))
            yield _Sentence(text, (), (("qd:ofFact", QD + fact.fact),))
        if self.found.missing:
            return
        now = self._strictness(self.found.possible)
        for change in changes:
            if change.withdrawn or change.value is None:
                continue
            if self._strictness(change.outcomes) >= now:
                continue
            value = value_label(self.law, change.value)
            fact_label = self.law.facts[change.fact].label
            label = _both(
                lambda lang, fact=fact_label, to=value: (
                    f"{say(fact, lang)}{_COLON[lang]}{say(to, lang)}"
                )
            )
            text = self._leading("", label, change.outcomes)
            terms = [
                ("qd:ofFact", QD + change.fact),
                *_becoming(change.outcomes),
            ]
            yield _Sentence(text, (), tuple(terms))

    def _question(self, fact: MissingFact, lang: str) -> str:
        answers = _PARTED[lang].join(
            f"{say(answer.label, lang)} → {self._outcomes([answer.outcome], lang)}"
            for answer in fact.answers
        )
        return f"{say(fact.question, lang)} {answers}"

    def _leading(
        self, mark: str, label: Text, outcomes: Iterable[str]
    ) -> Text:
        return _both(
            lambda lang: (
                f"{mark}{say(label, lang)} → {self._outcomes(outcomes, lang)}"
            )
        )

    def _outcomes(self, names: Iterable[str], lang: str) -> str:
        return " / ".join(
            say(self.law.outcome_label(name), lang) for name in names
        )

    def _strictness(self, names: Iterable[str]) -> int:
        return max(self.law.outcomes[QD + name].strictness for name in names)


def _both(worded: Callable[..., str]) -> Text:
    return {lang: worded(lang) for lang in _LANGS}


def _becoming(outcomes: Iterable[str]) -> list[tuple[str, str]]:
    return [("qd:becomesOutcome", QD + name) for name in outcomes]
