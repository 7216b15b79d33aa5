"""The API is what its own description says: calls made from /openapi.json, right and wrong ones."""

from __future__ import annotations

import atexit
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

import fronts
from excerpt import turtle
from qingdan_server import create_app

_APP = create_app(fronts.service())
atexit.register(_APP.extensions["qingdan"].close)
schema = schemathesis.openapi.from_wsgi("/openapi.json", _APP)
# It would make tens of thousands of calls of all formats, bodies and parameters together.
schema.config.phases.coverage.enabled = False


@schemathesis.serializer(
    "application/n-quads",
    "application/n-triples",
    "application/trig",
    "application/vnd.apache.parquet",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "text/turtle",
)
def as_text(_context: object, value: object) -> bytes:
    """Any value as a body."""
    return (
        value
        if isinstance(value, bytes)
        else str(value).encode("utf-8", "replace")
    )


@schema.parametrize()
@settings(
    max_examples=25, deadline=None, suppress_health_check=list(HealthCheck)
)
def test_calls_are_answered_as_described(case: schemathesis.Case) -> None:
    """
    No call that the description allows, or nearly allows,
    fails or is answered in another form.
    """
    case.call_and_validate(
        headers={"Accept-Encoding": "identity"},
        checks=[
            not_a_server_error,
            content_type_conformance,
            response_schema_conformance,
            status_code_conformance,
        ],
    )


def described() -> dict[str, Any]:
    """The description, as a client reads it."""
    document = _APP.test_client().get("/openapi.json").get_json()
    assert document["openapi"].startswith("3.1")
    return dict(document)


def free(schema: Any, at: str) -> Iterator[str]:
    """Where a schema says nothing of what it holds: there a generated client would have `Any`."""
    if not isinstance(schema, dict):
        return
    says = {"$ref", "type", "enum", "const", "anyOf", "oneOf"} & set(schema)
    closed = {"properties", "additionalProperties"} & set(schema)
    if not says or (schema.get("type") == "object" and not closed):
        yield at
    if schema.get("type") == "array" and "items" not in schema:
        yield at
    if "properties" in schema and "additionalProperties" not in schema:
        yield f"{at}: open"
    for name, below in schema.get("properties", {}).items():
        yield from free(below, f"{at}/{name}")
    for name in ("items", "additionalProperties"):
        if name in schema:
            yield from free(schema[name], f"{at}/{name}")
    for number, below in enumerate(schema.get("anyOf", ())):
        yield from free(below, f"{at}/{number}")


def test_nothing_is_left_open() -> None:
    """Every schema of a parameter, a body, an answer, and all that they hold; SARIF aside."""
    document = described()
    places = list(document["components"]["schemas"].items())
    for path, methods in document["paths"].items():
        for method, call in methods.items():
            where = f"{method} {path}"
            for parameter in call.get("parameters", ()):
                places.append((where, parameter["schema"]))
            bodies = [*call["responses"].values()]
            bodies += [call["requestBody"]] if "requestBody" in call else []
            places += [
                (f"{where} {kind}", content["schema"])
                for body in bodies
                for kind, content in body.get("content", {}).items()
                if kind != "application/sarif+json"
            ]
    assert len(places) > 150
    assert [one for at, schema in places for one in free(schema, at)] == []


ASKED = {
    "/api/decide?asOf=2026-03-02": turtle(),
    "/api/decide?asOf=2026-03-02&list=cn": turtle(),
    "/api/why?asOf=2026-03-02&item=crm-customers": turtle(),
    "/api/validate": turtle(),
    "/api/validate?format=json": "@prefix qd: <https://w3id.org/qingdan/ns/> . <urn:x:i> a qd:DataItem .",
    "/api/findings": turtle(),
    "/api/lists": None,
    "/api/compare": None,
    "/health": None,
    "/api/state": None,
    "/sparql?format=json&query=SELECT * { ?s rdfs:label ?o } LIMIT 9": None,
    "/sparql?format=json&query=SELECT (<<( cn: cn: 1 )>> AS ?t) {}": None,
    "/sparql?format=json&query=ASK {}": None,
    "/sparql?format=jsonld&query=DESCRIBE qd:sector": None,
    "/sparql?format=json&query=ASK": None,
    "/sparql?format=exe&query=ASK {}": None,
    "/api/compare?list=nowhere": None,
}


@pytest.mark.parametrize("path", ASKED)
def test_an_answer_is_what_the_schema_says(path: str) -> None:
    """Answers and problems, each held to the schema of its status and media type."""
    document, body = described(), ASKED[path]
    bare = path.partition("?")[0]
    method = "get" if body is None else "post"
    answer = _APP.test_client().open(
        path, method=method, data=body, content_type="text/turtle"
    )
    response = document["paths"][bare][method]["responses"]
    content = response[str(answer.status_code)]["content"]
    schema = content[answer.mimetype]["schema"]
    whole = {**schema, "components": document["components"]}
    jsonschema.Draft202012Validator(whole).validate(
        answer.get_json(force=True)
    )


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/sparql?query=SELECT * {}&format=csv", "text/csv"),
        ("/sparql?format=turtle", "text/turtle"),
        ("/.well-known/void?format=ntriples", "application/n-triples"),
        ("/ns/sector?format=jsonld", "application/ld+json"),
        ("/queries/articles-and-their-rules?format=tsv", "text/tab-separated-values"),
    ],
)  # fmt: skip
def test_the_address_names_a_format(path: str, kind: str) -> None:
    """Whatever `Accept` says; one that is not offered there is refused."""
    client = _APP.test_client()
    page = {"Accept": "text/html"}
    assert client.get(path, headers=page).mimetype == kind
    wrong = client.get(path.partition("format=")[0] + "format=exe")
    assert wrong.status_code == 400
    assert "choose one of" in wrong.get_json(force=True)["detail"]
