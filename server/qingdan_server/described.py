"""
The description of the API: each answer by the type that the code is held to,
what is sent by the facts of the law, and the endpoint for queries.
"""

from __future__ import annotations

from typing import Any

from flask_openapi3 import OpenAPI
from pydantic import BaseModel, TypeAdapter

from qingdan.inventory.schema import reference, schemas
from qingdan.law.load import law
from qingdan.reporting.documents.answers import (
    Health,
    Lists,
    NodeValue,
    SparqlResults,
    State,
)
from qingdan.reporting.documents.determination import Determination
from qingdan.reporting.documents.reports import (
    FindingsBySubject,
    ListComparison,
    Validation,
)
from qingdan.reporting.formats import Formats
from qingdan.serving.answer import PROBLEM
from qingdan.serving.jobs import NOTES
from qingdan.serving.results import CUT, JSON, NAMED

Schema = dict[str, Any]


class Problem(BaseModel):
    """An error as RFC 9457 has it."""

    type: str
    title: str
    status: int
    detail: str


_AT = "#/components/schemas/"
_JSON_LD = {"application/json", "application/ld+json"}
_TEXT = {"type": "string"}
_BINARY = {"type": "string", "format": "binary"}
_SARIF = {
    "type": "object",
    "description": "a report in SARIF 2.1.0, which OASIS describes",
    "required": ["version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {"type": "array", "items": {"type": "object"}},
    },
}
_NODES = {
    "type": "array",
    "description": "a graph as expanded JSON-LD: its nodes, each with values by property",
    "items": {
        "type": "object",
        "required": ["@id"],
        "properties": {"@id": _TEXT},
        "additionalProperties": {
            "type": "array",
            "items": {"$ref": _AT + "NodeValue"},
        },
    },
}
_WRONG = {
    400: "the call is wrong",
    413: "too large",
    415: "unknown media type",
    422: "the inventory has a fault",
}
_OTHER = {
    403: "refused",
    404: "there is no such list or item",
    406: "the query has no answer in these formats",
    500: "no answer",
    503: "try again",
}
_TOLD = {
    422: (
        NOTES,
        "how the inventory was read, where not as its format has it, and what of it was ignored:"
        " a list of texts in JSON; left out where there is nothing to tell",
    ),
    406: (
        CUT,
        "at how many rows or triples the answer was cut; left out where it is whole",
    ),
}
_TYPES: dict[str, Any] = {
    "Determinations": list[Determination],
    "Determination": Determination,
    "Validation": Validation,
    "FindingsBySubject": FindingsBySubject,
    "ListComparison": ListComparison,
    "Lists": Lists,
    "Health": Health,
    "State": State,
    "SparqlResults": SparqlResults,
    "NodeValue": NodeValue,
    "Problem": Problem,
}


def answers(
    name: str,
    formats: Formats | None = None,
    wrong: tuple[int, ...] = tuple(_WRONG),
) -> Schema:
    """The answers of a call whose JSON is of a type, for its description."""
    rows = formats or ()
    content = {"application/json": _named(name)} | {
        row.media: {"schema": _BINARY if row.is_binary else _TEXT}
        for row in rows
        if row.name not in ("json", "sarif")
    }
    if "sarif" in {row.name for row in rows}:
        content["application/sarif+json"] = {"schema": _SARIF}
    return _responses(content, (*wrong, 500, 503))


def _named(name: str) -> Schema:
    return {"schema": {"$ref": _AT + name}}


def _responses(content: Schema, wrong: tuple[int, ...]) -> Schema:
    """An answer, and the problems in its place."""
    good: Schema = {"description": "the answer", "content": content}
    for status in set(wrong) & _TOLD.keys():
        header, says = _TOLD[status]
        good["headers"] = {header: {"description": says, "schema": _TEXT}}
    meaning = _WRONG | _OTHER
    problems = {
        status: {
            "description": meaning[status],
            "content": {PROBLEM: _named("Problem")},
        }
        for status in wrong
    }
    return {"responses": {200: good, **problems}}


class Described(OpenAPI):
    """An application that describes what is sent and every answer by their types."""

    def generate_spec_json(self) -> None:
        """Write the description, with the schemas that are made from types and facts."""
        super().generate_spec_json()  # type: ignore[no-untyped-call]
        known = self.spec_json["components"]["schemas"]
        del known["ValidationErrorModel"]
        known |= _of_types() | schemas(law())
        for schema in known.values():
            if "properties" in schema:
                schema["additionalProperties"] = False
        for path in self.spec_json["paths"].values():
            for operation in path.values():
                _mend(operation)
        self.spec_json["paths"]["/sparql"] = _sparql()


def _of_types() -> Schema:
    """The schemas of the answers, and of all that they hold."""
    given = [
        (name, "serialization", TypeAdapter(kind))
        for name, kind in _TYPES.items()
    ]
    schemas_of, defined = TypeAdapter.json_schemas(
        given,  # type: ignore[arg-type]
        ref_template=_AT + "{model}",
    )
    several = {
        name: schema
        for (name, _), schema in schemas_of.items()
        if "$ref" not in schema
    }
    return {**several, **defined["$defs"]}


def _mend(operation: Schema) -> None:
    """Take out what no call answers; a parameter left out is none that is null."""
    responses = operation["responses"]
    if PROBLEM not in responses.get("422", {}).get("content", {PROBLEM: 0}):
        del responses["422"]
    for parameter in operation.get("parameters", ()):
        schema = parameter["schema"]
        first, *rest = schema.get("anyOf", ({},))
        if {"type": "null"} in rest:
            del schema["anyOf"], schema["default"]
            schema |= first
    content = operation.get("requestBody", {}).get("content", {})
    for kind in _JSON_LD & set(content):
        content[kind]["schema"] = reference()


def _sparql() -> Schema:
    """The endpoint by the SPARQL 1.1 Protocol: a query by address, by form or as the body."""
    graphs = {"type": "array", "items": {"type": "string", "format": "iri"}}
    fields = {
        "query": {**_TEXT, "description": "one query of SPARQL 1.1"},
        "default-graph-uri": graphs,
        "named-graph-uri": graphs,
    }
    chosen = {
        "type": "string",
        "enum": list(NAMED),
        "description": "format of the answer; else the best that Accept takes",
    }
    content = {
        kind: _named("SparqlResults") if kind == JSON else {"schema": _TEXT}
        for kind in (*NAMED.values(), "text/html")
    }
    content["application/ld+json"] = {"schema": _NODES}
    form = {
        "type": "object",
        "required": ["query"],
        "properties": fields,
        "additionalProperties": False,
    }
    body = {
        "application/x-www-form-urlencoded": {"schema": form},
        "application/sparql-query": {"schema": _TEXT},
    }
    several = _responses(content, (400, 403, 406, 413, 415, 500, 503))
    about = {"tags": ["Qingdan"], **several}
    in_address = [
        {"name": name, "in": "query", "required": False, "schema": schema}
        for name, schema in {**fields, "format": chosen}.items()
    ]
    of_post = [asked for asked in in_address if asked["name"] != "query"]
    return {
        "get": {
            **about,
            "operationId": "query",
            "summary": "The answer of a query; without one the editor, or a service description",
            "parameters": in_address,
        },
        "post": {
            **about,
            "operationId": "queryByPost",
            "summary": "The answer of a query in the body",
            "parameters": of_post,
            "requestBody": {"required": True, "content": body},
        },
    }
