"""
The terms that say what holds, read from the closed graph: facts, rules,
overrides and duties, their conditions compiled.
"""

from __future__ import annotations

from datetime import date

from ..errors import KnowledgeError
from ..rdf.graph import Graph, Value
from ..rdf.names import DCTERMS, QD, RDF, SKOS, XSD, curie, local
from .compile import compile_shape
from .conditions import Condition, Settled
from .model import (
    LABEL,
    Duty,
    FactType,
    Head,
    Override,
    Rule,
)
from .terms import terms_of

SOURCE = DCTERMS + "source"


TYPE = RDF + "type"


def _name(value: Value | None) -> str | None:
    if value is None:
        return None
    return local(str(value))


def fact_type(graph: Graph, iri: str, alone: frozenset[str]) -> FactType:
    """A kind of fact that an inventory may state, or that is worked out.

    `alone` are the values that deny every other.
    """
    value_type = str(graph.one(iri, QD + "valueType"))
    members = frozenset(graph.members(value_type))
    order = graph.one(iri, QD + "askOrder")
    return FactType(
        iri=iri,
        name=local(iri),
        label=graph.text(iri, LABEL),
        about=frozenset(local(kind) for kind in graph.iris(iri, QD + "about")),
        value_type=value_type,
        kinds=frozenset(local(kind) for kind in graph.iris(iri, TYPE)),
        members=members,
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
        alone=members & alone,
        needs=tuple(local(fact) for fact in graph.iris(iri, QD + "needs")),
        not_before=tuple(
            local(fact) for fact in graph.iris(iri, QD + "notBefore")
        ),
    )


def _condition(graph: Graph, iri: str) -> Condition | None:
    parts = [
        compile_shape(graph, shape)
        for shape in graph.iris(iri, QD + "firesWhen")
    ]
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
    if value is None:
        return None
    return str(value)


def day_of(graph: Graph, iri: str, name: str) -> date | None:
    """The day that a term states under a name of ours, None where it states none."""
    value = graph.one(iri, QD + name)
    if isinstance(value, date):
        return value
    return None


def _head(facts: dict[str, FactType], condition: Condition | None) -> Head:
    """The facts of a head that a review closes, and those of them that begin it."""
    read = (
        {test.fact: facts[test.fact] for test in condition.tests()}
        if condition
        else {}
    )
    closed = {
        name: fact
        for name, fact in read.items()
        if fact.is_a("DescriptiveFact")
    }
    return Head(
        frozenset(
            name for name, fact in closed.items() if fact.is_a("BeginsHead")
        ),
        {
            name: Settled(
                [False] if fact.value_type == XSD + "boolean" else []
            )
            for name, fact in closed.items()
        },
    )


def rule_of(graph: Graph, iri: str, facts: dict[str, FactType]) -> Rule:
    """A rule with its condition compiled."""
    condition = _condition(graph, iri)
    settled_by = _name(graph.one(iri, QD + "settledBy"))
    grade = str(graph.one(iri, QD + "confidence"))
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
        confidence=str(graph.one(grade, SKOS + "notation")),
        reliable=QD + "ReliableConfidence" in graph.iris(grade, RDF + "type"),
        valid_from=day_of(graph, iri, "validFrom"),
        valid_to=day_of(graph, iri, "validTo"),
        days_as=frozenset(graph.iris(iri, QD + "daysAs")),
    )


def override_of(graph: Graph, iri: str, rules: tuple[Rule, ...]) -> Override:
    """An override names rules, or outcomes that stand for every rule that concludes them."""

    def named(predicate: str) -> frozenset[str]:
        targets = set(graph.iris(iri, QD + predicate))
        rules_named = frozenset(
            rule.iri
            for rule in rules
            if rule.iri in targets or rule.concludes in targets
        )
        unknown = targets - rules_named - {rule.concludes for rule in rules}
        if unknown:
            raise KnowledgeError(
                f"{curie(iri)} names {', '.join(map(curie, sorted(unknown)))}, which is no rule or"
                " outcome of a rule"
            )
        return rules_named

    return Override(
        iri,
        graph.text(iri, LABEL),
        tuple(graph.iris(iri, SOURCE)),
        named("over"),
        named("under") - named("spares"),
        frozenset(graph.iris(iri, QD + "underReading")),
        QD + "Precedence" in graph.iris(iri, TYPE),
        day_of(graph, iri, "validFrom"),
        day_of(graph, iri, "validTo"),
        frozenset(graph.iris(iri, QD + "daysAs")),
    )


def duty_of(graph: Graph, iri: str, facts: dict[str, FactType]) -> Duty:
    """A duty with its condition compiled."""
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
        day_of(graph, iri, "validFrom"),
        day_of(graph, iri, "validTo"),
        frozenset(graph.iris(iri, QD + "daysAs")),
        terms_of(graph, iri),
    )
