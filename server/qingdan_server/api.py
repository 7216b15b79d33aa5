"""
The API: inventories in, determinations, proofs and reports
out; described by OpenAPI at /openapi.json.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from flask import Response, request
from flask_openapi3 import APIBlueprint, Info, OpenAPI, Tag
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
)

from qingdan import compare
from qingdan.comparing.records import records
from qingdan.errors import CallError
from qingdan.law.load import OWN, editions, law
from qingdan.reporting.documents.answers import Health, Lists, State
from qingdan.reporting.formats import (
    COMPARISON,
    DETERMINATIONS,
    FINDINGS,
    PROOF,
    Formats,
)
from qingdan.reporting.style import Style
from qingdan.serving.findings import findings_of
from qingdan.serving.jobs import iso_day
from qingdan.version import VERSION

from .described import Described, answers
from .http import language, refuse, respond, service, wanted
from .sent import Inventory, of_body, unread

_INFO = Info(
    title="Qingdan",
    version=VERSION,
    description="May this data leave China, on which route, and why? Not legal advice.",
)
_SCHEMES: dict[str, Any] = {"token": {"type": "http", "scheme": "bearer"}}
Day = Annotated[
    str,
    AfterValidator(iso_day),
    Field(
        pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
        json_schema_extra={"format": "date"},
    ),
]


class Call(BaseModel):
    """
    The parameters of a call; one that it does not know is
    refused, so that a misspelt day does not decide for today.
    """

    model_config = ConfigDict(extra="forbid")


def _choice(formats: Formats) -> Any:
    return Field(
        None,
        description="format of the answer; else the best that Accept takes, else JSON",
        json_schema_extra={"enum": list[Any](formats.names)},
    )


class Asked(Call):
    """What every call about an inventory may say."""

    format: str | None = _choice(DETERMINATIONS)
    lang: Literal["en", "zh", "en,zh"] = "en"
    as_of: Day | None = Field(
        None,
        alias="asOf",
        description="day asked about; today in Beijing where it is left out",
    )
    reading: list[str] = Field(
        [], description="readings of open questions, such as Q3=literal"
    )
    edition: str = Field(
        OWN,
        alias="list",
        description="list to decide under, such as bj-2025; cn for the national rules alone",
    )


class Why(Asked):
    """Which proof is wanted."""

    format: str | None = _choice(PROOF)
    item: str = Field(min_length=1, description="IRI of the data item")
    detail: Literal["summary", "legal", "full"] = "legal"
    against: str = Field(
        "",
        alias="not",
        description=(
            "an outcome, such as ExemptOutOfList: the text says also why it is not this one"
        ),
    )


class Validate(Call):
    """Which report is wanted."""

    format: str | None = _choice(FINDINGS)


class Noted(Call):
    """Of which items of the served inventory the findings are wanted."""

    item: str = Field("", description="IRI of one item")
    severity: (
        Literal["Violation", "Warning", "Info", "Undetermined", "none"] | None
    ) = Field(None, description="items that have a finding of it, or none")
    q: str = Field("", description="words in the IRI or a title")
    page: int = Field(1, ge=1, description="of 25 items; the last where fewer")


class Compared(Call):
    """Which lists are wanted."""

    format: str | None = _choice(COMPARISON)
    names: list[str] = Field(
        [],
        alias="list",
        description="lists to compare, such as cq-2025; all where none is named",
    )


blueprint = APIBlueprint("api", __name__, abp_tags=[Tag(name="Qingdan")])


@blueprint.post(
    "/api/decide",
    operation_id="decide",
    summary="One determination for each item",
    **answers("Determinations", DETERMINATIONS),
)
def decide(query: Asked, raw: Inventory) -> Response:
    """Decide every item of an inventory; `NeedsFacts` and `NeedsReview` are no clearances."""
    return _asked("decide", query, DETERMINATIONS)


@blueprint.post(
    "/api/why",
    operation_id="why",
    summary="The proof of one determination",
    **answers("Determination", PROOF),
)
def why(query: Why, raw: Inventory) -> Response:
    """Prove the determination of one item, every step with its provision."""
    return _asked("why", query, PROOF)


@blueprint.post(
    "/api/validate",
    operation_id="validate",
    summary="A validation report",
    **answers("Validation", FINDINGS),
)
def validate(query: Validate, raw: Inventory) -> Response:
    """Validate an inventory against the shapes of its form and the conditions of the law."""
    return _asked("validate", query, FINDINGS)


@blueprint.post(
    "/api/findings",
    operation_id="findingsOfSent",
    summary="What a validation finds of each subject",
    **answers("FindingsBySubject"),
)
def findings_of_sent(query: Call, raw: Inventory) -> Response:
    """Validate an inventory; the findings by data item or record, and none left out."""
    if refused := unread():
        return refused
    suffix, content = of_body()
    options = {"suffix": suffix, "as_of": ""}
    return respond(service().ask("findings", options, content, long=True))


@blueprint.get(
    "/api/findings",
    operation_id="findings",
    summary="What a validation finds of the items of the served inventory",
    **answers("FindingsBySubject", wrong=(400, 404)),
)
def findings(query: Noted) -> Response:
    """A page of its items by IRI, each with all that is found of it."""
    asked = query.model_dump(exclude_none=True)
    return respond(
        findings_of(service().items, {**asked, "page": str(query.page)})
    )


@blueprint.get(
    "/api/lists",
    operation_id="lists",
    summary="The lists of the zones",
    **answers("Lists", wrong=(400,)),
)
def lists(query: Call) -> Lists:
    """Every list of which something is known, and whether it can be decided under."""
    return {
        "lists": [
            {
                "id": record.id,
                "label": record.label,
                "kind": record.kind,
                "decidable": record.id in editions(),
            }
            for record in records()
        ]
    }


@blueprint.get(
    "/api/compare",
    operation_id="compare",
    summary="The lists side by side",
    **answers("ListComparison", COMPARISON, (400, 404)),
)
def compared(query: Compared) -> Response:
    """Every finding with its evidence and sources; what is not known is no difference."""
    row = wanted(COMPARISON, query.format)
    try:
        comparison = compare(*query.names).comparison
    except CallError as error:
        return refuse(404, "there is no such list", str(error))
    content = row.content(comparison, Style((language(),)))
    headers = {"Vary": "Accept, Accept-Language"}
    return Response(content, content_type=row.content_type, headers=headers)


@blueprint.get(
    "/health",
    operation_id="health",
    summary="Whether the service answers",
    **answers("Health", wrong=()),
)
def health() -> Health:
    """Status, version, digest of the rules."""
    return {
        "status": "ok",
        "version": VERSION,
        "rules": f"sha256:{law().digest}",
    }


@blueprint.get(
    "/api/state",
    operation_id="state",
    summary="What the front serves, since when, and what failed last",
    **answers("State", wrong=(400,)),
)
def state(query: Call) -> State:
    """For operators: numbers alone, nothing of what is served or was sent."""
    return service().told()


def application(name: str) -> OpenAPI:
    """A Flask application that describes itself and answers wrong parameters as problems."""
    return Described(
        name,
        info=_INFO,
        security_schemes=_SCHEMES,
        doc_ui=False,
        validation_error_callback=_wrong,
    )


def _wrong(error: ValidationError) -> Any:
    first = min(
        error.errors(), key=lambda fault: fault["type"] != "extra_forbidden"
    )
    said = (
        "it is not a parameter of this call"
        if first["type"] == "extra_forbidden"
        else first["msg"]
    )
    return refuse(
        400,
        f"{'.'.join(map(str, first['loc']))} is wrong",
        f"{said}; see /openapi.json",
    )


def _asked(name: str, query: Asked | Validate, formats: Formats) -> Response:
    asked = query.model_dump(exclude={"format"})
    twice = next(
        (
            key
            for key, values in request.args.lists()
            if len(values) > 1 and not isinstance(asked.get(key), list)
        ),
        None,
    )
    if twice:
        return refuse(
            400, f"{twice} is wrong", "it is given twice; give it once"
        )
    if refused := unread():
        return refused
    suffix, content = of_body()
    options = {
        "suffix": suffix,
        **asked,
        "as_of": asked.get("as_of") or "",
        "form": wanted(formats, query.format).name,
    }
    response = respond(service().ask(name, options, content, long=True))
    response.vary.add("Accept")
    return response
