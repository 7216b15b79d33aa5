"""
What is made from the facts of ontology/facts.ttl: their shapes, their axioms for a DL reasoner,
the JSON-LD context, the tables in docs/inventories.md. `nox -s facts` writes them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import fact_shapes
import fact_tables
import owl_axioms
from qingdan.inventory.kinds import LINKED
from qingdan.law.load import law
from qingdan.law.model import FactType, Law
from qingdan.rdf.names import CN, CQ25, QD, XSD, local

ROOT = Path(__file__).parents[1]
MODULES = "https://w3id.org/qingdan/ontology/"
CATALOGUE = """\
<?xml version="1.0" encoding="UTF-8"?>
<catalog prefer="public" xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">
"""
PAGE = ROOT / "docs" / "inventories.md"


def made(law: Law) -> dict[Path, str]:
    """Each file that is made from the facts, with its text."""
    return {
        ROOT / "shapes" / "facts.ttl": fact_shapes.shapes(law),
        ROOT / "ontology" / "context.jsonld": context(law),
        ROOT / "ontology" / "dl" / "facts.ttl": owl_axioms.axioms(law),
        ROOT / "ontology" / "catalog-v001.xml": catalogue(),
        PAGE: fact_tables.page(PAGE.read_text("utf-8"), law),
    }


def context(law: Law) -> str:
    """The JSON-LD context: a key for each fact that may be stated."""
    told: dict[str, Any] = {
        "@version": 1.1,
        "@vocab": QD,
        "qd": QD,
        "cq25": CQ25,
        "cn": CN,
        "xsd": XSD,
        "id": "@id",
        "type": "@type",
    }
    for name, fact in sorted(law.facts.items()):
        if not fact.is_a("ComputedFact"):
            kind = _type(fact)
            told[name] = {
                "@id": f"qd:{name}",
                **({"@type": kind} if kind else {}),
            }
    return json.dumps({"@context": told}, indent=2) + "\n"


def catalogue() -> str:
    """The catalogue by which Protégé finds each module beside the others, offline."""
    home = ROOT / "ontology"
    entries = []
    for path in sorted(home.rglob("*.ttl")):
        place = path.relative_to(home).as_posix()
        name = f"{MODULES}{place.removesuffix('.ttl')}"
        entries.append(
            f'    <uri id="{place}" name="{name}" uri="{place}"/>\n'
        )
    return f"{CATALOGUE}{''.join(entries)}</catalog>\n"


def _type(fact: FactType) -> str | None:
    """How the context reads a value: a datatype, a term, an IRI; None for a text."""
    if fact.value_type.startswith(XSD):
        return f"xsd:{local(fact.value_type)}"
    if local(fact.value_type) == "langString" or fact.is_a("TextValued"):
        return None
    if fact.members and local(fact.value_type) not in LINKED:
        return "@vocab"
    return "@id"


if __name__ == "__main__":
    for path, text in made(law()).items():
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
            print(f"written: {path.relative_to(ROOT)}")
