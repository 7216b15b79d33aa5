"""The tables of facts in docs/inventories.md, from the vocabulary."""

from __future__ import annotations

import pyoxigraph as ox

from qingdan.files import ontology_files
from qingdan.inventory.template_columns import cell_value
from qingdan.law.model import FactType, Law
from qingdan.rdf.graph import Graph
from qingdan.rdf.names import QD, SKOS, XSD, curie, local

HEADING = "## The facts\n"
_CLASSES = (
    *("DataItem", "Export", "DataHandler", "Tally", "Event", "Inventory"),
    *("Assessment", "StandardContract", "Certification", "Filing", "Material"),
)
_FORMS = {
    "boolean": "true, false",
    "date": "day",
    "gYear": "year",
    "nonNegativeInteger": "whole number",
    "langString": "text",
}
_LISTED = 15


def page(text: str, law: Law) -> str:
    """The page with its tables made anew."""
    before, heading, _ = text.partition(HEADING)
    return before + heading + "\n" + tables(law)


def tables(law: Law) -> str:
    """One table for each class of subjects, its facts by name."""
    told = Graph(
        triple
        for path in ontology_files()
        for triple in ox.parse(path=str(path))
    )
    facts = [
        fact for fact in law.facts.values() if not fact.is_a("ComputedFact")
    ]
    parts = []
    for kind in _CLASSES:
        rows = [
            f"| `{fact.name}` | {_value(fact)} | {_meaning(told, fact)} |"
            for fact in sorted(facts, key=lambda one: one.name)
            if kind in fact.about
        ]
        head = (
            f"### `qd:{kind}`\n",
            "| fact | value | meaning |",
            "| --- | --- | --- |",
        )
        parts.append("\n".join([*head, *rows, ""]))
    return "\n".join(parts)


def _value(fact: FactType) -> str:
    kind = local(fact.value_type)
    if fact.value_type.startswith(XSD) or kind == "langString":
        return _FORMS[kind]
    if not fact.members:
        return (
            "IRI or text" if fact.is_a("OpenValued") else f"one of `qd:{kind}`"
        )
    if len(fact.members) > _LISTED:
        return f"one of `{curie(fact.value_type)}`"
    named = sorted(cell_value(fact, member) for member in fact.members)
    others = ", else an IRI or a text" if fact.takes_text else ""
    return " ".join(f"`{name}`" for name in named) + others


def _meaning(told: Graph, fact: FactType) -> str:
    parts = [f"{told.text(QD + fact.name, SKOS + 'definition')['en']}."]
    if fact.is_a("ManyValued"):
        parts.append("Several values.")
    if fact.is_a("Claim"):
        parts.append("A claim: not made unless stated.")
    if fact.if_not_stated is not None:
        assumed = cell_value(fact, str(fact.if_not_stated))
        parts.append(f"If not stated: `{assumed}`, shown as an assumption.")
    return " ".join(parts)
