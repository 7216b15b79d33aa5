"""The closed graph of the law in; all that deciding reads of it, as values, out."""

from __future__ import annotations

from datetime import date

from ..rdf.graph import Graph
from ..rdf.names import QD, RDFS, SKOS, local
from .definitions import definitions_of
from .model import LABEL, Law, Outcome, Question, Redating, Service
from .rules import TYPE, day_of, duty_of, fact_type, override_of, rule_of


def whole_law(graph: Graph, digest: str) -> Law:
    """The law of a closed graph as values."""
    alone = frozenset(graph.members(QD + "StandsAlone"))
    facts = {
        fact.name: fact
        for fact in (
            fact_type(graph, iri, alone)
            for iri in graph.members(QD + "FactType")
        )
    }
    rules = tuple(
        rule_of(graph, iri, facts) for iri in graph.members(QD + "Rule")
    )
    return Law(
        graph=graph,
        digest=digest,
        facts=facts,
        rules=rules,
        overrides=tuple(
            override_of(graph, iri, rules)
            for iri in graph.members(QD + "Override")
        ),
        outcomes={
            iri: _outcome(graph, iri) for iri in graph.members(QD + "Outcome")
        },
        questions=_questions(graph),
        duties=tuple(
            duty_of(graph, iri, facts) for iri in graph.members(QD + "Duty")
        ),
        substitutes=_substitutes(graph),
        claimed=frozenset(graph.members(QD + "ClaimedValue")),
        services=_services(graph),
        redatings=_redatings(graph),
        definitions=definitions_of(graph),
        first_steps=frozenset(
            local(iri) for iri in graph.members(QD + "FirstStep")
        ),
        remarks=frozenset(local(iri) for iri in graph.members(QD + "Remark")),
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
    questions = []
    for iri in graph.members(QD + "OpenQuestion"):
        default = str(graph.one(iri, QD + "defaultReading"))
        others = [
            reading
            for reading in graph.subjects(QD + "readingOf", iri)
            if reading != default
        ]
        notation = str(graph.one(iri, SKOS + "notation"))
        questions.append(
            Question(
                iri,
                notation,
                graph.text(iri, LABEL),
                graph.text(iri, QD + "question"),
                (default, *others),
            )
        )
    return tuple(sorted(questions, key=lambda question: question.iri))


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
    services = []
    for iri in graph.members(QD + "Provision"):
        facts = frozenset(
            local(fact) for fact in graph.iris(iri, QD + "tellsOf")
        )
        if facts:
            address = graph.one(iri, RDFS + "seeAlso")
            services.append(
                Service(
                    iri,
                    graph.text(iri, LABEL),
                    None if address is None else str(address),
                    facts,
                )
            )
    return tuple(services)


def _redatings(graph: Graph) -> tuple[Redating, ...]:
    """The readings under which a term holds on other days than those that are written on it."""

    def days(iri: str) -> tuple[date | None, date | None]:
        return day_of(graph, iri, "validFrom"), day_of(graph, iri, "validTo")

    return tuple(
        Redating(
            reading=reading,
            term=str(term),
            written=days(str(term)),
            instead=days(reading),
        )
        for reading in graph.members(QD + "Reading")
        for term in graph.iris(reading, QD + "redates")
    )
