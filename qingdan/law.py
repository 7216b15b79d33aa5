"""The law as values: fact types, rules, overrides, readings, outcomes, duties, read once from the closed graph."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache

import pyoxigraph as ox

from .closure import closed_law
from .conditions import Condition, compile_shape
from .errors import KnowledgeError
from .graph import Graph, Text, Value
from .names import DCTERMS, QD, RDF, RDFS, SKOS, curie, local
from .resources import rules_digest

LABEL, SOURCE, TYPE = RDFS + "label", DCTERMS + "source", RDF + "type"


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

    def is_a(self, kind: str) -> bool:
        """Whether the fact type belongs to a class of fact types, by local name."""
        return kind in self.kinds


@dataclass(frozen=True)
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
    readings: frozenset[str]
    touches: tuple[str, ...]
    confidence: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True)
class Override:
    """Where the rules in `over` apply, those in `under` give way, and the provisions that say so."""

    iri: str
    label: Text
    sources: tuple[str, ...]
    over: frozenset[str]
    under: frozenset[str]
    readings: frozenset[str]


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
class Duty:
    """An act that follows from an outcome, a flag or a regime, with its addressee and phase."""

    iri: str
    label: Text
    sources: tuple[str, ...]
    phase: str
    follows_from: frozenset[str]
    condition: Condition | None


@dataclass(frozen=True)
class Law:
    """Everything that deciding reads; compiled once per process from the kept closure."""

    graph: Graph
    digest: str
    facts: dict[str, FactType]
    rules: tuple[Rule, ...]
    overrides: tuple[Override, ...]
    outcomes: dict[str, Outcome]
    questions: tuple[Question, ...]
    duties: tuple[Duty, ...]
    substitutes: dict[str, tuple[str, str]]
    books: dict[object, object] = field(default_factory=dict, compare=False, repr=False)

    def label(self, iri: str) -> Text:
        """The label of a term in every language."""
        return self.graph.text(iri, LABEL)

    def in_force(self, provision: str, day: date) -> bool:
        """Whether a provision that carries days of validity holds on a day."""
        start, end = self.graph.one(provision, QD + "validFrom"), self.graph.one(provision, QD + "validTo")
        return not (isinstance(start, date) and day < start) and not (isinstance(end, date) and day > end)

    def cited(self, sources: tuple[str, ...], day: date) -> tuple[str, ...]:
        """The provisions among the sources that hold on a day, as CURIEs, in their order."""
        holding = tuple(curie(source) for source in sources if self.in_force(source, day))
        return holding or tuple(curie(source) for source in sources)


@cache
def law() -> Law:
    """The law of this installation."""
    content = closed_law()
    graph = Graph(ox.parse(content, format=ox.RdfFormat.N_TRIPLES))
    rules = tuple(_rule(graph, iri) for iri in graph.members(QD + "Rule"))
    return Law(
        graph=graph,
        digest=rules_digest(),
        facts={fact.name: fact for fact in map(lambda i: _fact(graph, i), graph.members(QD + "FactType"))},
        rules=rules,
        overrides=tuple(_override(graph, iri, rules) for iri in graph.members(QD + "Override")),
        outcomes={iri: _outcome(graph, iri) for iri in graph.members(QD + "Outcome")},
        questions=_questions(graph),
        duties=tuple(_duty(graph, iri) for iri in graph.members(QD + "Duty")),
        substitutes=_substitutes(graph),
    )


def _name(value: Value | None) -> str | None:
    return None if value is None else local(str(value))


def _fact(graph: Graph, iri: str) -> FactType:
    value_type = str(graph.one(iri, QD + "valueType"))
    order = graph.one(iri, QD + "askOrder")
    return FactType(
        iri=iri,
        name=local(iri),
        label=graph.text(iri, LABEL),
        about=frozenset(local(kind) for kind in graph.iris(iri, QD + "about")),
        value_type=value_type,
        kinds=frozenset(local(kind) for kind in graph.iris(iri, TYPE)),
        members=frozenset(graph.members(value_type)),
        question=graph.text(iri, QD + "question"),
        ask_order=order if isinstance(order, int) else None,
        if_not_stated=graph.one(iri, QD + "ifNotStated"),
        closed_by=_name(graph.one(iri, QD + "closedBy")),
        true_from=_name(graph.one(iri, QD + "trueFrom")),
        plus=tuple(local(fact) for fact in graph.iris(iri, QD + "plus")),
        less=tuple(local(fact) for fact in graph.iris(iri, QD + "less")),
    )


def _condition(graph: Graph, iri: str) -> Condition | None:
    parts = [compile_shape(graph, shape) for shape in graph.iris(iri, QD + "firesWhen")]
    parts += [Condition("not", (compile_shape(graph, shape),)) for shape in graph.iris(iri, QD + "firesUnless")]
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else Condition("and", tuple(parts))


def _optional(graph: Graph, iri: str, name: str) -> str | None:
    value = graph.one(iri, QD + name)
    return None if value is None else str(value)


def _day(graph: Graph, iri: str, name: str) -> date | None:
    value = graph.one(iri, QD + name)
    return value if isinstance(value, date) else None


def _rule(graph: Graph, iri: str) -> Rule:
    return Rule(
        iri=iri,
        label=graph.text(iri, LABEL),
        sources=tuple(graph.iris(iri, SOURCE)),
        condition=_condition(graph, iri),
        concludes=_optional(graph, iri, "concludes"),
        opens=_optional(graph, iri, "opens"),
        raises=_optional(graph, iri, "raises"),
        regime=_optional(graph, iri, "inRegime"),
        readings=frozenset(graph.iris(iri, QD + "underReading")),
        touches=tuple(graph.iris(iri, QD + "touches")),
        confidence=str(graph.one(str(graph.one(iri, QD + "confidence")), SKOS + "notation")),
        valid_from=_day(graph, iri, "validFrom"),
        valid_to=_day(graph, iri, "validTo"),
    )


def _override(graph: Graph, iri: str, rules: tuple[Rule, ...]) -> Override:
    """An override names rules, or outcomes that stand for every rule that concludes them."""

    def named(predicate: str) -> frozenset[str]:
        targets = set(graph.iris(iri, QD + predicate))
        found = frozenset(rule.iri for rule in rules if rule.iri in targets or rule.concludes in targets)
        unknown = targets - found - {rule.concludes for rule in rules}
        if unknown:
            raise KnowledgeError(f"{curie(iri)} names {', '.join(map(curie, sorted(unknown)))}, which is no rule or outcome of a rule")
        return found

    return Override(
        iri, graph.text(iri, LABEL), tuple(graph.iris(iri, SOURCE)), named("over"), named("under"), frozenset(graph.iris(iri, QD + "underReading"))
    )


def _outcome(graph: Graph, iri: str) -> Outcome:
    tier, rank = graph.one(iri, QD + "tier"), graph.one(iri, QD + "strictness")
    position = [str(graph.one(str(graph.one(iri, QD + p)), SKOS + "notation")) for p in ("positionUnderList", "positionUnderNationalRules")]
    return Outcome(
        iri=iri,
        name=local(iri),
        label=graph.text(iri, LABEL),
        strictness=rank if isinstance(rank, int) else 0,
        tier=tier if isinstance(tier, int) else None,
        clearance=QD + "Clearance" in graph.iris(iri, TYPE),
        under_list=position[0],
        under_national_rules=position[1],
    )


def _questions(graph: Graph) -> tuple[Question, ...]:
    found = []
    for iri in graph.members(QD + "OpenQuestion"):
        default = str(graph.one(iri, QD + "defaultReading"))
        others = [reading for reading in graph.subjects(QD + "readingOf", iri) if reading != default]
        notation = str(graph.one(iri, SKOS + "notation"))
        found.append(Question(iri, notation, graph.text(iri, LABEL), graph.text(iri, QD + "question"), (default, *others)))
    return tuple(sorted(found, key=lambda question: question.iri))


def _substitutes(graph: Graph) -> dict[str, tuple[str, str]]:
    return {
        reading: (local(str(graph.one(reading, QD + "substitutes"))), local(str(graph.one(reading, QD + "substituteBy"))))
        for reading in graph.members(QD + "Reading")
        if graph.one(reading, QD + "substitutes") is not None
    }


def _duty(graph: Graph, iri: str) -> Duty:
    return Duty(
        iri,
        graph.text(iri, LABEL),
        tuple(graph.iris(iri, SOURCE)),
        local(str(graph.one(iri, QD + "phase"))),
        frozenset(graph.iris(iri, QD + "followsFrom")),
        _condition(graph, iri),
    )
