"""Read the law once from the closed graph: every rule, override, reading and fact type compiled."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from hashlib import sha256

import pyoxigraph as ox

from ..errors import CallError, KnowledgeError
from ..files import list_files
from ..rdf.graph import Graph, Value
from ..rdf.names import CN, DCTERMS, OURS, QD, RDF, RDFS, SKOS, XSD, curie, local
from .closure import PROSE, closed_law, packed_law
from .compile import compile_shape
from .conditions import Condition, Settled
from .days import statements
from .model import (
    LABEL,
    Duty,
    FactType,
    Head,
    Law,
    Outcome,
    Override,
    Question,
    Redating,
    Rule,
    Service,
)
from .terms import terms_of

SOURCE = DCTERMS + "source"
TYPE = RDF + "type"
OWN = "cq-2025"


def law(edition: str = OWN) -> Law:
    """
    The law of this installation, with the list of an edition
    in the place of the Chongqing list where another is named.

    `cn` names the national rules alone. Raises CallError for an edition whose rules are not known.
    """
    return _of_edition(edition)


@cache
def _of_edition(edition: str) -> Law:
    if edition == OWN:
        digest, content = packed_law()
        return _law(Graph.unpacked(content), digest)
    if edition not in editions():
        raise CallError(
            f"the list {edition!r} cannot be decided under; choose one of {', '.join(editions())}"
        )
    whole = _with_lists()
    kept = (CN, f"{OURS}{edition}/")
    return replace(
        whole,
        rules=tuple(rule for rule in whole.rules if rule.iri.startswith(kept)),
        overrides=tuple(
            override for override in whole.overrides if override.iri.startswith(kept)
        ),
        duties=tuple(duty for duty in whole.duties if duty.iri.startswith(kept)),
        services=tuple(
            service for service in whole.services if service.iri.startswith(kept)
        ),
    )


@cache
def editions() -> tuple[str, ...]:
    """
    The editions under which can be decided: the Chongqing
    list, the national rules, the lists whose rules are stored.
    """
    return (
        OWN,
        "cn",
        *(path.name.removesuffix(".rules.ttl") for path in list_files(".rules.ttl")),
    )


@cache
def _with_lists() -> Law:
    """The law with the rules of all lists, from which each edition takes its own."""
    digest = sha256(law().digest.encode())
    content = [*closed_law()]
    for path in list_files(".rules.ttl"):
        turtle = path.read_bytes()
        digest.update(turtle)
        content.append(
            ox.serialize(
                ox.parse(turtle, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True),
                format=ox.RdfFormat.N_TRIPLES,
            )
            or b""
        )
    whole = b"".join(content)
    dated = whole + b"".join(sorted(statements(whole)))
    triples = ox.parse(dated, format=ox.RdfFormat.N_TRIPLES)
    return _law(Graph(triples, PROSE), digest.hexdigest())


def _law(graph: Graph, digest: str) -> Law:
    facts = {
        fact.name: fact
        for fact in (_fact(graph, iri) for iri in graph.members(QD + "FactType"))
    }
    rules = tuple(_rule(graph, iri, facts) for iri in graph.members(QD + "Rule"))
    return Law(
        graph=graph,
        digest=digest,
        facts=facts,
        rules=rules,
        overrides=tuple(
            _override(graph, iri, rules) for iri in graph.members(QD + "Override")
        ),
        outcomes={iri: _outcome(graph, iri) for iri in graph.members(QD + "Outcome")},
        questions=_questions(graph),
        duties=tuple(_duty(graph, iri, facts) for iri in graph.members(QD + "Duty")),
        substitutes=_substitutes(graph),
        claimed=frozenset(graph.members(QD + "ClaimedValue")),
        services=_services(graph),
        redatings=_redatings(graph),
        first_steps=frozenset(local(iri) for iri in graph.members(QD + "FirstStep")),
        remarks=frozenset(local(iri) for iri in graph.members(QD + "Remark")),
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
        within=tuple(local(fact) for fact in graph.iris(iri, QD + "within")),
        adds_to=_name(graph.one(iri, QD + "addsTo")),
        true_if=graph.one(iri, QD + "trueIf"),
        computed_from=_name(graph.one(iri, QD + "computedFrom")),
    )


def _condition(graph: Graph, iri: str) -> Condition | None:
    parts = [compile_shape(graph, shape) for shape in graph.iris(iri, QD + "firesWhen")]
    parts += [
        Condition("not", (compile_shape(graph, shape),))
        for shape in graph.iris(iri, QD + "firesUnless")
    ]
    if not parts:
        return None
    if len(parts) == 1:
        return parts[0]
    return Condition("and", tuple(parts))


def _optional(graph: Graph, iri: str, name: str) -> str | None:
    value = graph.one(iri, QD + name)
    return None if value is None else str(value)


def _day(graph: Graph, iri: str, name: str) -> date | None:
    value = graph.one(iri, QD + name)
    return value if isinstance(value, date) else None


def _head(facts: dict[str, FactType], condition: Condition | None) -> Head:
    """The facts of a head that a review closes, and those of them that begin it."""
    read = (
        {test.fact: facts[test.fact] for test in condition.tests()} if condition else {}
    )
    closed = {name: fact for name, fact in read.items() if fact.is_a("DescriptiveFact")}
    return Head(
        frozenset(name for name, fact in closed.items() if fact.is_a("BeginsHead")),
        {
            name: Settled([False] if fact.value_type == XSD + "boolean" else [])
            for name, fact in closed.items()
        },
    )


def _rule(graph: Graph, iri: str, facts: dict[str, FactType]) -> Rule:
    condition = _condition(graph, iri)
    settled_by = _name(graph.one(iri, QD + "settledBy"))
    return Rule(
        iri=iri,
        label=graph.text(iri, LABEL),
        sources=tuple(graph.iris(iri, SOURCE)),
        condition=condition,
        concludes=_optional(graph, iri, "concludes"),
        opens=_optional(graph, iri, "opens"),
        raises=_optional(graph, iri, "raises"),
        regime=_optional(graph, iri, "inRegime"),
        binds=_optional(graph, iri, "binds"),
        settled_by=settled_by,
        head=_head(facts, condition) if settled_by else None,
        readings=frozenset(graph.iris(iri, QD + "underReading")),
        touches=tuple(graph.iris(iri, QD + "touches")),
        confidence=str(
            graph.one(str(graph.one(iri, QD + "confidence")), SKOS + "notation")
        ),
        valid_from=_day(graph, iri, "validFrom"),
        valid_to=_day(graph, iri, "validTo"),
        days_as=frozenset(graph.iris(iri, QD + "daysAs")),
    )


def _override(graph: Graph, iri: str, rules: tuple[Rule, ...]) -> Override:
    """An override names rules, or outcomes that stand for every rule that concludes them."""

    def named(predicate: str) -> frozenset[str]:
        targets = set(graph.iris(iri, QD + predicate))
        found = frozenset(
            rule.iri
            for rule in rules
            if rule.iri in targets or rule.concludes in targets
        )
        unknown = targets - found - {rule.concludes for rule in rules}
        if unknown:
            raise KnowledgeError(
                f"{curie(iri)} names {', '.join(map(curie, sorted(unknown)))}, which is no rule or"
                " outcome of a rule"
            )
        return found

    return Override(
        iri,
        graph.text(iri, LABEL),
        tuple(graph.iris(iri, SOURCE)),
        named("over"),
        named("under") - named("spares"),
        frozenset(graph.iris(iri, QD + "underReading")),
        QD + "Precedence" in graph.iris(iri, TYPE),
        _day(graph, iri, "validFrom"),
        _day(graph, iri, "validTo"),
        frozenset(graph.iris(iri, QD + "daysAs")),
    )


def _outcome(graph: Graph, iri: str) -> Outcome:
    tier = graph.one(iri, QD + "tier")
    rank = graph.one(iri, QD + "strictness")
    position = [
        str(graph.one(str(graph.one(iri, QD + p)), SKOS + "notation"))
        for p in ("positionUnderList", "positionUnderNationalRules")
    ]
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
        others = [
            reading
            for reading in graph.subjects(QD + "readingOf", iri)
            if reading != default
        ]
        notation = str(graph.one(iri, SKOS + "notation"))
        found.append(
            Question(
                iri,
                notation,
                graph.text(iri, LABEL),
                graph.text(iri, QD + "question"),
                (default, *others),
            )
        )
    return tuple(sorted(found, key=lambda question: question.iri))


def _substitutes(graph: Graph) -> dict[str, tuple[str, str]]:
    return {
        reading: (
            local(str(graph.one(reading, QD + "substitutes"))),
            local(str(graph.one(reading, QD + "substituteBy"))),
        )
        for reading in graph.members(QD + "Reading")
        if graph.one(reading, QD + "substitutes") is not None
    }


def _services(graph: Graph) -> tuple[Service, ...]:
    """The provisions that offer a service by which facts are found out."""
    found = []
    for iri in graph.members(QD + "Provision"):
        facts = frozenset(local(fact) for fact in graph.iris(iri, QD + "tellsOf"))
        if facts:
            address = graph.one(iri, RDFS + "seeAlso")
            found.append(
                Service(
                    iri,
                    graph.text(iri, LABEL),
                    None if address is None else str(address),
                    facts,
                )
            )
    return tuple(found)


def _duty(graph: Graph, iri: str, facts: dict[str, FactType]) -> Duty:
    condition = _condition(graph, iri)
    settled_by = _name(graph.one(iri, QD + "settledBy"))
    return Duty(
        iri,
        graph.text(iri, LABEL),
        tuple(graph.iris(iri, SOURCE)),
        local(str(graph.one(iri, QD + "phase"))),
        frozenset(graph.iris(iri, QD + "followsFrom")),
        condition,
        settled_by,
        _head(facts, condition) if settled_by else None,
        _day(graph, iri, "validFrom"),
        _day(graph, iri, "validTo"),
        frozenset(graph.iris(iri, QD + "daysAs")),
        terms_of(graph, iri),
    )


def _redatings(graph: Graph) -> tuple[Redating, ...]:
    """The readings under which a term holds on other days than those that are written on it."""

    def days(iri: str) -> tuple[date | None, date | None]:
        return _day(graph, iri, "validFrom"), _day(graph, iri, "validTo")

    return tuple(
        Redating(reading, str(term), days(str(term)), days(reading))
        for reading in graph.members(QD + "Reading")
        for term in graph.iris(reading, QD + "redates")
    )
