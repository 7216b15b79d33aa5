"""The API is what its own description says: calls made from /openapi.json, right and wrong ones."""

from __future__ import annotations

import atexit

import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from qingdan.serving.service import Service
from qingdan_server import create_app

_APP = create_app(Service())
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
