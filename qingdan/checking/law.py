"""The law of one list as its Turtle has it: days, rules, overrides, defined classes, conditions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from .conditions import Conditions, facts_of
from .graph import OWL, QD, RDF, SOURCE, Graph, Term, Text, law_files

Days = tuple[date, date]
ALWAYS = (date.min, date.max)
_NOTATION = "http://www.w3.org/2004/02/skos/core#notation"
_NAMES = (
    "http://www.w3.org/2004/02/skos/core#altLabel",
    "http://www.w3.org/2000/01/rdf-schema#label",
)


class Override(NamedTuple):
    """What prevails over what."""

    iri: str
    over: frozenset[str]
    under: frozenset[str]
    spares: frozenset[str]
    precedence: bool


class Refinement(NamedTuple):
    """A defined class: what its members must meet, and what it gives them."""

    iri: str
    needs: tuple[tuple[str, str, Term], ...]
    gives: tuple[tuple[str, Term], ...]


def _moved(written: Days, redating: list[Days]) -> Days:
    """The days of a term: each end where the first of some readings moves it to."""
    first, last = written
    firsts = [day for day, _ in redating if day != first]
    lasts = [day for _, day in redating if day != last]
    if firsts:
        first = firsts[0]
    if lasts:
        last = lasts[0]
    return first, last


class Law(Conditions):
    """The law of one list, read from `ontology`, `shapes` and `data/lists`."""

    def __init__(self, folders: tuple[Path, Path, Path], edition: str) -> None:
        """Read it; the rules of most lists stand beside what is known of the list."""
        self.edition = edition
        self.graph = graph = Graph()
        local = folders[2] / f"{edition}.rules.ttl"
        for path in (
            *law_files(folders),
            *([local] if local.exists() else []),
        ):
            graph.read(path)
        spaces = {QD[:-3] + "cn/", QD[:-3] + edition + "/"}
        self.typed = graph.inverse(RDF + "type")
        self.reliable = {*self.typed[QD + "ReliableConfidence"]}
        self.raisers = graph.inverse("raises")
        self.opening = graph.inverse("opens")
        self.binding = graph.inverse("binds")

        def of_list(kinds: Iterable[str]) -> list[str]:
            result = {iri for kind in kinds for iri in self.typed[QD + kind]}
            return sorted(
                iri for iri in result if iri.rpartition("/")[0] + "/" in spaces
            )

        self.rules = of_list(["Rule"])
        self.overrides = of_list(["Override", "Precedence", "Precaution"])
        self.duties = of_list(["Duty"])
        self.defined = list(self._defined())
        self.trees: dict[tuple[object, ...], dict[str, Any]] = {}

    @cache  # noqa: B019
    def kinds(self, name: str) -> list[str]:
        """The terms that state a property."""
        return [
            term for term, said in self.graph.said.items() if QD + name in said
        ]

    # Days

    @cache  # noqa: B019
    def _days(self, term: str, readings: frozenset[str]) -> Days:
        redating = [
            self._days(reading, frozenset())
            for reading in sorted(readings)
            if term in self.graph.all(reading, "redates")
        ]
        if redating:
            written = self._days(term, frozenset())
            return _moved(
                written,
                redating,
            )
        first = self.graph.one(term, "validFrom")
        last = self.graph.one(term, "validTo")
        derived = ALWAYS if first and last else self._derived(term, readings)
        return (
            first
            if isinstance(first, date)
            else date.min
            if first
            else derived[0],
            last
            if isinstance(last, date)
            else date.max
            if last
            else derived[1],
        )

    def _derived(self, term: str, readings: frozenset[str]) -> Days:
        named = self.graph.iris(term, "daysAs")
        classes = self.graph.classes(term)
        within: list[str] = []
        if not named:
            for kind in classes:
                for name in self.graph.iris(kind, "daysThrough"):
                    named += self.graph.iris(term, name)
                if self.graph.all(kind, "daysOfThoseThat"):
                    named += self.raisers.get(term, [])
                for name in self.graph.iris(kind, "daysWithin"):
                    within += self.graph.iris(term, name)
        spans = [self._days(each, readings) for each in named]
        first = min((span[0] for span in spans), default=date.min)
        last = max((span[1] for span in spans), default=date.max)
        for each in within:
            span = self._days(each, readings)
            first, last = max(first, span[0]), min(last, span[1])
        return first, last

    def holds(self, term: str, day: date, readings: frozenset[str]) -> bool:
        """Whether a term holds on a day."""
        first, last = self._days(term, readings)
        return first <= day <= last

    def cites(
        self, term: str, day: date, readings: frozenset[str]
    ) -> list[str]:
        """What a term cites of what holds on a day; all of it where nothing does."""
        cited = self.graph.iris(term, SOURCE)
        holding = [each for each in cited if self.holds(each, day, readings)]
        return holding or cited

    def notation(self, term: Any) -> str | None:
        """The short name of a term."""
        result = self.graph.one(term, _NOTATION) if term else None
        return None if result is None else str(self.graph.short(result))

    def position(self, outcome: str, governs: str | None) -> str | None:
        """The position that an outcome gives; open while it is not known which rules govern."""
        listed, national = (
            self.notation(self.graph.one(outcome, name))
            for name in ("positionUnderList", "positionUnderNationalRules")
        )
        if governs is None and listed != national:
            return "undetermined"
        return national if governs == "cn" else listed

    # Rules

    def readings(self, others: Iterable[str]) -> frozenset[str]:
        """The readings chosen: these, and the default of every other question."""
        chosen = {
            q: self.graph.one(q, "defaultReading") for q in self.questions()
        }
        for reading in others:
            chosen[str(self.graph.one(reading, "readingOf"))] = reading
        return frozenset(str(reading) for reading in chosen.values())

    def questions(self) -> list[str]:
        """The open questions."""
        return self.typed[QD + "OpenQuestion"]

    @cache  # noqa: B019
    def book(self, day: date, readings: frozenset[str]) -> list[str]:
        """The rules that are weighed on a day under some readings."""
        return [
            rule
            for rule in self.rules
            if self._read(rule, readings)
            and (self.holds(rule, day, readings) or self._tests_the_day(rule))
        ]

    @cache  # noqa: B019
    def overriding(
        self, day: date, readings: frozenset[str]
    ) -> list[Override]:
        """The overrides that hold on a day under some readings."""
        return [
            Override(
                iri,
                frozenset(self.graph.iris(iri, "over")),
                frozenset(self.graph.iris(iri, "under")),
                frozenset(self.graph.iris(iri, "spares")),
                QD + "Precedence" in self.graph.classes(iri),
            )
            for iri in self.overrides
            if self._read(iri, readings) and self.holds(iri, day, readings)
        ]

    @cache  # noqa: B019
    def openers(
        self, regime: str, day: date, readings: frozenset[str]
    ) -> list[str]:
        """The rules that open a regime, or bind a publication."""
        opening = {*self.opening[regime], *self.binding[regime]}
        return [rule for rule in self.book(day, readings) if rule in opening]

    @cache  # noqa: B019
    def defeating(
        self, rule: str, day: date, readings: frozenset[str]
    ) -> list[tuple[Override, str]]:
        """The overrides that make a rule give way, each with a rule that may prevail."""
        names = self._names(rule)
        return [
            (override, other)
            for override in self.overriding(day, readings)
            if names & override.under and rule not in override.spares
            for other in self._prevailing(override, day, readings)
            if other != rule
        ]

    @cache  # noqa: B019
    def _prevailing(
        self, override: Override, day: date, readings: frozenset[str]
    ) -> list[str]:
        return [
            rule
            for rule in self.book(day, readings)
            if self._names(rule) & override.over
        ]

    @cache  # noqa: B019
    def _names(self, rule: str) -> frozenset[str]:
        return frozenset({rule, *self.says(rule, "concludes")})

    @cache  # noqa: B019
    def says(self, term: str, name: str) -> tuple[str, ...]:
        """The values of a property of the law that are no literals, looked up once."""
        return tuple(self.graph.iris(term, name))

    def _read(self, term: str, readings: frozenset[str]) -> bool:
        return set(self.graph.iris(term, "underReading")) <= readings

    def _tests_the_day(self, rule: str) -> bool:
        opens = self.graph.all(rule, "opens")
        return bool(opens) and "evaluationDate" in facts_of(
            self.condition(rule)
        )

    # Defined classes

    def _defined(self) -> Iterable[Refinement]:
        for iri, said in self.graph.said.items():
            for body in said.get(OWL + "equivalentClass", []):
                parts = self.graph.items(
                    self.graph.one(body, OWL + "intersectionOf")
                )
                needs = [self._restriction(part) for part in parts or [body]]
                given = self._given(iri)
                if given and all(needs):
                    yield Refinement(
                        iri, tuple(n for n in needs if n), tuple(given)
                    )

    def _restriction(self, node: Term) -> tuple[str, str, Term] | None:
        fact = self.graph.one(node, OWL + "onProperty")
        for name, kind in (("hasValue", "value"), ("someValuesFrom", "class")):
            value = self.graph.one(node, OWL + name)
            if fact is not None and value is not None:
                return str(fact)[len(QD) :], kind, value
        return None

    def _given(self, iri: str) -> list[tuple[str, Term]]:
        above = map(self._restriction, self.graph.above([iri]))
        values = (each for each in above if each and each[1] == "value")
        return [(fact, value) for fact, _, value in values]

    # Facts

    def fact_says(self, fact: str, name: str) -> Term | None:
        """What the vocabulary says of a fact."""
        return self.graph.one(QD + fact, name)

    @cache  # noqa: B019
    def closed_by(self, fact: str) -> list[str]:
        """The facts of which there are no further values where a fact is true."""
        closing = QD + fact
        return [
            each[len(QD) :]
            for each in self.kinds("closedBy")
            if self.graph.one(each, "closedBy") == closing
        ]

    @cache  # noqa: B019
    def named(self, text: Text) -> Term:
        """The term that a text names, else the text."""
        if QD + text.text in self.graph.said:
            return QD + text.text
        for term, said in self.graph.said.items():
            if any(text in said.get(name, []) for name in _NAMES):
                return term
        return text
