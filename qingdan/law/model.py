"""The terms of the law as values: facts, rules, overrides, readings, outcomes, duties."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from ..rdf.graph import Graph, Text, Value
from ..rdf.names import QD, RDFS, curie
from .conditions import Condition, Definition, Settled
from .slots import Pack
from .vocabulary import ordered, position_label

LABEL = RDFS + "label"


@dataclass(frozen=True)
class FactType:
    """A property that an inventory may state (or that is computed), and how it is asked for."""

    iri: str
    name: str
    label: Text
    about: frozenset[str]
    value_type: str
    kinds: frozenset[str]
    members: frozenset[str]
    question: Text
    ask_order: int | None
    if_not_stated: Value | None
    closed_by: str | None
    true_from: str | None
    plus: tuple[str, ...]
    less: tuple[str, ...]
    within: tuple[str, ...]
    adds_to: str | None
    true_if: Value | None
    computed_from: str | None
    alone: frozenset[str]
    needs: tuple[str, ...]
    not_before: tuple[str, ...]

    def is_a(self, kind: str) -> bool:
        """Whether the fact type belongs to a class of fact types, by local name."""
        return kind in self.kinds

    @property
    def takes_text(self) -> bool:
        """Whether a value may be a text where values are named by IRI."""
        if self.is_a("TextValued"):
            return True
        return self.is_a("OpenValued") and self.is_a("Annotation")


@dataclass(frozen=True, eq=False)
class Head:
    """
    Facts that describe the data, and what a review on record
    says of those not stated unless one of `begun_by` is true.
    """

    begun_by: frozenset[str]
    closes: dict[str, Settled]


@dataclass(frozen=True, eq=False)
class Rule:
    """Under a condition an outcome, a regime or a flag follows, with the provisions that say so."""

    iri: str
    label: Text
    sources: tuple[str, ...]
    condition: Condition | None
    concludes: str | None
    opens: str | None
    raises: str | None
    regime: str | None
    binds: str | None
    settled_by: str | None
    head: Head | None
    readings: frozenset[str]
    touches: tuple[str, ...]
    confidence: str
    reliable: bool
    valid_from: date | None
    valid_to: date | None
    days_as: frozenset[str]


@dataclass(frozen=True, eq=False)
class Override:
    """
    Where the rules in `over` apply, those in `under` give
    way, and the provisions that say so.
    """

    iri: str
    label: Text
    sources: tuple[str, ...]
    over: frozenset[str]
    under: frozenset[str]
    readings: frozenset[str]
    also_applies: bool
    valid_from: date | None
    valid_to: date | None
    days_as: frozenset[str]


@dataclass(frozen=True)
class Outcome:
    """One of the answers, with its rank, tier, and position under a list and without one."""

    iri: str
    name: str
    label: Text
    strictness: int
    tier: int | None
    clearance: bool
    under_list: str
    under_national_rules: str


@dataclass(frozen=True)
class Question:
    """An open question of the law with its readings, the default first."""

    iri: str
    notation: str
    label: Text
    question: Text
    readings: tuple[str, ...]


@dataclass(frozen=True)
class Period:
    """A length of time: a number of working days, days, months or years, and how it runs."""

    number: int
    unit: str
    runs: str
    label: Text
    cites: tuple[str, ...] = ()


@dataclass(frozen=True)
class Body:
    """Who owes a duty or to whom it is owed, with the short name by which JSON calls it."""

    iri: str
    notation: str
    label: Text


@dataclass(frozen=True)
class Terms:
    """
    What a duty says of itself: who owes it to whom, what starts it, for how long, in which form.

    `on_day` is the month and the day of each year by which it is done; `of_mechanism` the kind of
    mechanism in hand whose day starts it; `if_missed` what follows, with the provisions.
    """

    owed_by: tuple[Body, ...]
    owed_to: tuple[Body, ...]
    triggers: tuple[str, ...]
    of_mechanism: str | None
    period: Period | None
    recurs: Period | None
    on_day: tuple[int, int] | None
    promptly: bool
    forms: tuple[Text, ...]
    if_missed: tuple[tuple[Text, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Duty:
    """An act that follows from an outcome, a flag or a regime, with its phase and its terms."""

    iri: str
    label: Text
    sources: tuple[str, ...]
    phase: str
    follows_from: frozenset[str]
    condition: Condition | None
    settled_by: str | None
    head: Head | None
    valid_from: date | None
    valid_to: date | None
    days_as: frozenset[str]
    terms: Terms


@dataclass(frozen=True)
class Service:
    """A service of an authority that tells a handler facts, with its address where it has one."""

    iri: str
    label: Text
    address: str | None
    facts: frozenset[str]


@dataclass(frozen=True)
class Redating:
    """
    A reading under which a term, and all that has its days, holds from one day to another.

    None is an open end.
    """

    reading: str
    term: str
    written: tuple[date | None, date | None]
    instead: tuple[date | None, date | None]


def holds(
    term: Rule | Override | Duty, day: date, redated: tuple[Redating, ...] = ()
) -> bool:
    """Whether a rule, an override or a duty holds on a day, its first and last day included."""
    return _between(
        days=(term.valid_from, term.valid_to),
        days_as=term.days_as,
        day=day,
        redated=redated,
    )


def _between(
    days: tuple[date | None, date | None],
    days_as: frozenset[str],
    day: date,
    redated: tuple[Redating, ...],
) -> bool:
    first, last = days
    for redating in redated:
        if redating.term in days_as:
            first = (
                redating.instead[0] if first == redating.written[0] else first
            )
            last = redating.instead[1] if last == redating.written[1] else last
    return (first is None or first <= day) and (last is None or day <= last)


@dataclass(frozen=True, eq=False)
class Law:
    """
    Everything that deciding reads; compiled once per process from the kept closure.

    `pack` is the user's own copy of the list, where one is given.
    """

    graph: Graph
    digest: str
    facts: dict[str, FactType]
    rules: tuple[Rule, ...]
    overrides: tuple[Override, ...]
    outcomes: dict[str, Outcome]
    questions: tuple[Question, ...]
    duties: tuple[Duty, ...]
    substitutes: dict[str, tuple[str, str]]
    claimed: frozenset[str]
    first_steps: frozenset[str]
    remarks: frozenset[str]
    services: tuple[Service, ...]
    redatings: tuple[Redating, ...]
    definitions: tuple[Definition, ...]
    pack: Pack | None = None

    def label(self, iri: str) -> Text:
        """The label of a term in every language."""
        known = self.graph.text(iri, LABEL)
        if not known and self.pack:
            return self.pack.label(iri)
        return known

    def outcome_label(self, name: str) -> Text:
        """An outcome as people call it, by its local name."""
        known = self.outcomes.get(QD + name)
        if known:
            return known.label
        return {"en": name}

    def ordered(self, kind: str) -> tuple[str, ...]:
        """The terms of a class by local name, in the order that the vocabulary gives them."""
        return ordered(self.graph, kind)

    def position_label(self, notation: str) -> Text:
        """A position as people call it, by the name that determinations give it."""
        return position_label(self.graph, notation)

    def redated(self, readings: frozenset[str]) -> tuple[Redating, ...]:
        """What holds on other days under the readings chosen."""
        return tuple(
            redating
            for redating in self.redatings
            if redating.reading in readings
        )

    def in_force(
        self, provision: str, day: date, redated: tuple[Redating, ...] = ()
    ) -> bool:
        """Whether a provision holds on a day; one without days is taken to hold."""
        days = (
            self.graph.one(provision, QD + name)
            for name in ("validFrom", "validTo")
        )
        first, last = (
            limit if isinstance(limit, date) else None for limit in days
        )
        days_as = frozenset(
            map(str, self.graph.iris(provision, QD + "daysAs"))
        )
        return _between(
            days=(first, last),
            days_as=days_as | {provision},
            day=day,
            redated=redated,
        )

    def cited(
        self,
        sources: tuple[str, ...],
        day: date,
        redated: tuple[Redating, ...] = (),
    ) -> tuple[str, ...]:
        """
        The provisions among the sources that hold on a day, as CURIEs, in their order.

        All of them where none does: a rule on the time before a law cites the article that sets
        its day.
        """
        return _cited(self, sources, day, redated)


@lru_cache(maxsize=65_536)
def _cited(
    law: Law,
    sources: tuple[str, ...],
    day: date,
    redated: tuple[Redating, ...],
) -> tuple[str, ...]:
    holding = tuple(
        curie(source)
        for source in sources
        if law.in_force(source, day, redated)
    )
    return holding or tuple(curie(source) for source in sources)
