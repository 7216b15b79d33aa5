"""
An inventory in JSON-LD as JSON Schema, made from the facts: one
schema for each class of subjects, one for the document.
"""

from __future__ import annotations

from typing import Any

from ..law.model import FactType, Law
from ..rdf.names import CONTEXT, QD, XSD, curie, local
from .kinds import KINDS, LINKED, may_state

_AT = "#/components/schemas/"
_DOCUMENT = "Inventory"
_FORMS: dict[str, dict[str, Any]] = {
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "gYear": {"type": "integer", "minimum": 0, "maximum": 9999},
    "nonNegativeInteger": {
        "type": "integer",
        "minimum": 0,
        "maximum": 10**15 - 1,
    },
}
_TEXT = {"type": "string"}
_TAGGED: dict[str, Any] = {
    "anyOf": [
        _TEXT,
        {
            "type": "object",
            "required": ["@value"],
            "properties": {"@value": _TEXT, "@language": _TEXT},
            "additionalProperties": False,
        },
    ]
}


def reference() -> dict[str, str]:
    """The schema of a whole document, by name."""
    return {"$ref": f"{_AT}{_DOCUMENT}Document"}


def schemas(law: Law) -> dict[str, dict[str, Any]]:
    """
    The schemas by name, as OpenAPI keeps them.

    They describe documents with the context of the package and without other vocabularies; any
    other JSON-LD that states the same is read as well.
    """
    document = {
        "type": "object",
        "description": "an inventory in JSON-LD; any JSON-LD that states the same is read as well",
        "required": ["@context", "@graph"],
        "properties": {
            "@context": {"const": CONTEXT},
            "@graph": {
                "type": "array",
                "items": {
                    "anyOf": [{"$ref": f"{_AT}{kind}"} for kind in KINDS]
                },
            },
        },
    }
    return {f"{_DOCUMENT}Document": document} | {
        kind: _of_class(law, kind) for kind in KINDS
    }


def _of_class(law: Law, kind: str) -> dict[str, Any]:
    facts = sorted(
        (fact for fact in law.facts.values() if not fact.is_a("ComputedFact")),
        key=lambda fact: fact.name,
    )
    return {
        "type": "object",
        "title": law.label(QD + kind)["en"],
        "required": ["type"],
        "properties": {
            "id": {"type": "string", "format": "iri"},
            "type": {"const": kind},
        }
        | {
            fact.name: _of_fact(fact)
            for fact in facts
            if may_state(fact, kind)
        },
    }


def _of_fact(fact: FactType) -> dict[str, Any]:
    """The values of a fact; with its label, and the question that asks for it."""
    value = _value(fact)
    if fact.is_a("ManyValued"):
        value = {"anyOf": [value, {"type": "array", "items": value}]}
    wording = {"title": fact.label["en"]}
    if fact.question:
        wording["description"] = fact.question["en"]
    return wording | value


def _value(fact: FactType) -> dict[str, Any]:
    kind = local(fact.value_type)
    if fact.value_type.startswith(XSD):
        return _FORMS[kind]
    if kind == "langString":
        return _TAGGED
    if kind in LINKED:
        described = [{"$ref": f"{_AT}{target}"} for target in LINKED[kind]]
        return {"anyOf": [_TEXT, *described]}
    if not fact.members:
        return _TEXT
    named = {"enum": sorted(map(_short, fact.members))}
    if fact.is_a("OpenValued"):
        return {"anyOf": [named, _TEXT]}
    return named


def _short(iri: str) -> str:
    """A term as the context reads it: by its name, or with the prefix of its list."""
    if iri.startswith(QD):
        return local(iri)
    return curie(iri)
