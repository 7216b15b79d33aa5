"""
The tables of facts in docs/inventories.md, from the vocabulary;
`python tests/support/facts_table.py` writes them anew.
"""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from qingdan.files import ontology_files
from qingdan.inventory.template import cell_value
from qingdan.law.load import law
from qingdan.law.model import FactType, Law
from qingdan.rdf.graph import Graph
from qingdan.rdf.names import QD, SKOS, XSD, curie, local

PAGE = Path(__file__).parents[2] / "docs" / "inventories.md"
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


def tables(law: Law) -> str:
    """One table for each class of subjects, its facts by name."""
    told = Graph(
        triple for path in ontology_files() for triple in ox.parse(path=str(path))
    )
    facts = [fact for fact in law.facts.values() if not fact.is_a("ComputedFact")]
    parts = []
    for kind in _CLASSES:
        rows = [
            f"| `{fact.name}` | {_value(fact)} | {_meaning(told, fact)} |"
            for fact in sorted(facts, key=lambda one: one.name)
            if kind in fact.about
        ]
        parts.append(
            "\n".join(
                [
                    f"### `qd:{kind}`\n",
                    "| fact | value | meaning |",
                    "| --- | --- | --- |",
                    *rows,
                    "",
                ]
            )
        )
    return "\n".join(parts)


def _value(fact: FactType) -> str:
    kind = local(fact.value_type)
    if fact.value_type.startswith(XSD) or kind == "langString":
        return _FORMS[kind]
    if not fact.members:
        return "IRI or text" if fact.is_a("OpenValued") else f"one of `qd:{kind}`"
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
        parts.append(
            f"If not stated: `{cell_value(fact, str(fact.if_not_stated))}`, shown as an assumption."
        )
    return " ".join(parts)


if __name__ == "__main__":
    text = PAGE.read_text("utf-8")
    PAGE.write_text(
        text[: text.index(HEADING)] + HEADING + "\n" + tables(law()), "utf-8"
    )
