"""The law of an edition, read once from the closed graph and compiled."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path

import pyoxigraph as ox

from ..errors import CallError
from ..files import list_files
from ..rdf.graph import Graph
from ..rdf.names import CN, OURS, QD, RDFS, SKOS, local
from .closure import PROSE, closed_law, packed_law
from .days import statements
from .model import (
    LABEL,
    Law,
    Outcome,
    Question,
    Redating,
    Service,
)
from .rules import TYPE, day_of, duty_of, fact_type, override_of, rule_of

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
    return combined(edition)


@cache
def combined(*names: str) -> Law:
    """The national rules with the lists of several editions, as needed to compare them."""
    return _only(
        _with_lists(),
        names,
    )


def law_beside(path: Path, rules: Path) -> Law:
    """
    The national rules with a list that need not be installed:
    the file about it, and the file of its rules.
    """
    return _only(
        _joined(
            (
                path,
                rules,
            ),
        ),
        (path.stem,),
    )


def _only(whole: Law, names: tuple[str, ...]) -> Law:
    """Of a law with several lists the national rules and those of some editions."""
    kept = (CN, *(f"{OURS}{edition}/" for edition in names))
    return replace(
        whole,
        rules=tuple(rule for rule in whole.rules if rule.iri.startswith(kept)),
        overrides=tuple(
            override
            for override in whole.overrides
            if override.iri.startswith(kept)
        ),
        duties=tuple(
            duty for duty in whole.duties if duty.iri.startswith(kept)
        ),
        services=tuple(
            service
            for service in whole.services
            if service.iri.startswith(kept)
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
        *(
            path.name.removesuffix(".rules.ttl")
            for path in list_files(".rules.ttl")
        ),
    )


@cache
def _with_lists() -> Law:
    """The law with the rules of all lists, from which each edition takes its own."""
    return _joined(tuple(list_files(".rules.ttl")))


def _joined(paths: tuple[Path, ...]) -> Law:
    """The closed law with the statements of more files, the days of their terms worked out."""
    digest = sha256(law().digest.encode())
    content = [*closed_law()]
    for path in paths:
        turtle = path.read_bytes()
        digest.update(turtle)
        content.append(
            ox.serialize(
                ox.parse(
                    turtle, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True
                ),
                format=ox.RdfFormat.N_TRIPLES,
            )
            or b""
        )
    whole = b"".join(content)
    dated = whole + b"".join(sorted(statements(whole)))
    triples = ox.parse(dated, format=ox.RdfFormat.N_TRIPLES)
    return _law(Graph(triples, PROSE), digest.hexdigest())


def _law(graph: Graph, digest: str) -> Law:
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
