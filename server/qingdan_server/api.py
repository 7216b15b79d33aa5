"""The API: inventories in, determinations, proofs and reports out; described by OpenAPI at /openapi.json."""

from __future__ import annotations

import hmac
from datetime import date
from typing import Annotated, Any, Literal

from flask import Response, current_app, request
from flask_openapi3 import APIBlueprint, Info, OpenAPI, RawModel, Tag
from pydantic import AfterValidator, BaseModel, Field, ValidationError

from qingdan.errors import CallError
from qingdan.law import editions, law
from qingdan.lists.comparison import compare
from qingdan.lists.records import chosen, records
from qingdan.report.comparison import as_json
from qingdan.version import VERSION

from . import work
from .jobs import Answer

SUFFIXES = {
    "text/turtle": ".ttl",
    "application/n-triples": ".nt",
    "application/n-quads": ".nq",
    "application/trig": ".trig",
    "application/ld+json": ".jsonld",
    "application/json": ".jsonld",
    "text/csv": ".csv",
}
INFO = Info(title="Qingdan", version=VERSION, description="May this data leave China, on which route, and why? Not legal advice.")

_SCHEMES: dict[str, Any] = {"token": {"type": "http", "scheme": "bearer"}}


def _iso(text: str) -> str:
    date.fromisoformat(text)
    return text


Day = Annotated[str, AfterValidator(_iso), Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", json_schema_extra={"format": "date"})]


class Asked(BaseModel):
    """What every call about an inventory may say."""

    asOf: Day | None = Field(None, description="day asked about; today in Beijing where it is left out")
    reading: list[str] = Field([], description="readings of open questions, such as Q3=literal")


class Why(Asked):
    """Which proof is wanted."""

    item: str = Field(min_length=1, description="IRI of the data item")
    lang: Literal["en", "zh", "en,zh"] = "en"
    detail: Literal["summary", "legal", "full"] = "legal"


class Validate(BaseModel):
    """Which report is wanted."""

    format: Literal["json", "turtle", "sarif", "junit"] = "json"


class Inventory(RawModel):
    """An inventory as a body: Turtle, N-Triples, N-Quads, TriG, JSON-LD or CSV."""

    mimetypes = list(SUFFIXES)  # noqa: RUF012 (declared so by the base class)


class Problem(BaseModel):
    """An error as RFC 9457 has it."""

    type: str
    title: str
    status: int
    detail: str


_PROBLEM = {"description": "the call is wrong", "content": {work.PROBLEM: {"schema": Problem.model_json_schema()}}}


def _answers(*kinds: str) -> dict[str | int, Any]:
    """The answers of a call, for its description."""
    failed = {"content": {work.PROBLEM: {"schema": Problem.model_json_schema()}}}
    said = {
        400: "the call is wrong",
        413: "too large",
        415: "unknown media type",
        422: "the inventory has a fault",
        500: "no answer",
        503: "try again",
    }
    good: dict[str, Any] = {"description": "the answer", "content": {kind: {"schema": {}} for kind in kinds}}
    return {200: good, **{status: {"description": text, **failed} for status, text in said.items()}}


blueprint = APIBlueprint("api", __name__, abp_tags=[Tag(name="Qingdan")])


@blueprint.post("/api/decide", operation_id="decide", summary="One determination for each item", responses=_answers("application/json"))
def decide(query: Asked, raw: Inventory) -> Response:
    """Decide every item of an inventory; `NeedsFacts` and `NeedsReview` are no clearances."""
    return _asked("decide", query.model_dump())


@blueprint.post(
    "/api/why",
    operation_id="why",
    summary="The proof of one determination",
    responses=_answers("application/json", "text/turtle", "text/plain"),
)
def why(query: Why, raw: Inventory) -> Response:
    """Prove the determination of one item, every step with its provision."""
    kinds = ["application/json", "text/turtle", "text/plain"]
    return _asked("why", {**query.model_dump(), "form": request.accept_mimetypes.best_match(kinds, kinds[0])})


@blueprint.post(
    "/api/validate",
    operation_id="validate",
    summary="A validation report",
    responses=_answers("application/json", "text/turtle", "application/sarif+json", "application/xml"),
)
def validate(query: Validate, raw: Inventory) -> Response:
    """Validate an inventory against the shapes of its form and the conditions of the law."""
    return _asked("validate", {"form": query.format})


class Compared(BaseModel):
    """Which lists are wanted."""

    names: list[str] = Field([], alias="list", description="lists to compare, such as cq-2025; all where none is named")


_JSON: dict[str | int, Any] = {200: {"description": "the answer", "content": {"application/json": {"schema": {}}}}}


@blueprint.get("/api/lists", operation_id="lists", summary="The lists of the zones", responses=_JSON)
def lists() -> dict[str, Any]:
    """Every list of which something is known, and whether it can be decided under."""
    return {"lists": [{"id": one.id, "label": one.label, "kind": one.kind, "decidable": one.id in editions()} for one in records()]}


@blueprint.get("/api/compare", operation_id="compare", summary="The lists side by side", responses=_JSON | {404: _PROBLEM, 400: _PROBLEM})
def compared(query: Compared) -> Response:
    """Every finding with its evidence and sources; what is not known is no difference."""
    try:
        found = compare(chosen(tuple(query.names)))
    except CallError as error:
        return respond(work.problem(404, "there is no such list", str(error)))
    return Response(as_json(found), content_type="application/json")


@blueprint.get("/health", operation_id="health", summary="Whether the service answers", responses=_JSON)
def health() -> dict[str, str]:
    """Status, version, digest of the rules."""
    return {"status": "ok", "version": VERSION, "rules": f"sha256:{law().digest}"}


def application(name: str) -> OpenAPI:
    """A Flask application that describes itself and answers wrong parameters as problems."""
    return OpenAPI(name, info=INFO, security_schemes=_SCHEMES, doc_ui=False, validation_error_callback=_wrong)


def described(app: OpenAPI) -> Any:
    """The OpenAPI document of the application."""
    return app.api_doc


def respond(answer: Answer) -> Response:
    """An answer as a response."""
    return Response(answer.content, answer.status, content_type=answer.type)


def _wrong(error: ValidationError) -> Any:
    first = error.errors()[0]
    return respond(work.problem(400, f"{'.'.join(map(str, first['loc']))} is wrong", f"{first['msg']}; see /openapi.json"))


def _asked(name: str, told: dict[str, Any]) -> Response:
    kind = request.mimetype
    if kind not in SUFFIXES:
        return respond(work.problem(415, "the media type is not known", f"send one of {', '.join(SUFFIXES)}"))
    options = {"as_of": told.pop("asOf", None) or "", "suffix": SUFFIXES[kind], **told}
    return respond(current_app.extensions["keeper"].ask(name, options, request.get_data(cache=False)))


def guarded(token: str) -> Any:
    """What refuses a call of the API without the token (RFC 6750)."""

    def check() -> Response | None:
        given = request.headers.get("Authorization", "")
        if not request.path.startswith("/api/") or hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
            return None
        refused = respond(work.problem(401, "a token is needed", "send it as Authorization: Bearer …"))
        refused.headers["WWW-Authenticate"] = "Bearer"
        return refused

    return check
