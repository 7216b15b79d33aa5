"""SPARQL 1.1 Protocol, query operations only (sections 2.1 and 2.2)."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs

from flask import Blueprint, Response, request

from qingdan.law.load import law
from qingdan.querying.limits import Refused, check
from qingdan.querying.stored import stored
from qingdan.serving.answer import Ending
from qingdan.serving.dataset import described
from qingdan.serving.results import CSV, GRAPHS, JSON, TSV, XML

from .http import STATUS, accepts, chosen, refuse, respond, service
from .pages import queries, results

blueprint = Blueprint("sparql", __name__)
_KINDS = [JSON, XML, CSV, TSV, *GRAPHS]
_DATASET = ("default-graph-uri", "named-graph-uri")


@blueprint.route("/sparql", methods=["GET", "POST"])
@blueprint.route("/sparql/", methods=["GET", "POST"])
def sparql() -> Response:
    """A query by GET, by form or direct; a service description on a bare GET that asks for RDF."""
    if (
        request.method != "POST"
        and "query" not in request.args
        and "update" not in request.args
    ):
        best = accepts().best_match(["text/html", *GRAPHS], "text/html")
        if best == "text/html" and not chosen(GRAPHS):
            return queries()
        return void()
    try:
        query, default, named = _asked()
        unknown = next(
            (
                graph
                for graph in (*default, *named)
                if graph not in service().graphs
            ),
            None,
        )
        if unknown is not None:
            raise Refused(
                f"the graph {unknown} is not served; the service description names those that are"
            )
        constant = check(query, service().graphs)
    except Refused as refused:
        return refuse(
            STATUS[Ending(refused.kind)],
            "the request is refused",
            str(refused),
        )
    return _answered(
        query, constant, {"default": default, "named": named, "bindings": {}}
    )


@blueprint.route("/queries/<name>")
def question(name: str) -> Response:
    """A stored question, with values for its parameters."""
    stored_question = next(
        (known for known in stored() if known.name == name), None
    )
    if stored_question is None:
        return refuse(
            404,
            "there is no such question",
            f"{name} is not stored; /queries lists the questions that are",
        )
    given = {
        name: value
        for name, value in request.args.items()
        if value and name not in ("lang", "format")
    }
    if given.keys() != set(stored_question.parameters):
        asks = (
            " and ".join(f"?{name}=IRI" for name in stored_question.parameters)
            or "nothing"
        )
        return refuse(
            400,
            "the parameters are not those of the question",
            f"it asks for {asks} in the address",
        )
    return _answered(
        stored_question.text,
        check(stored_question.text, service().graphs),
        {"default": [], "named": [], "bindings": given},
    )


def _answered(query: str, constant: bool, options: dict[str, Any]) -> Response:
    """The answer in the format wanted; what does not change has an ETag."""
    kinds, page = _accepted()
    asked = {
        **options,
        "accept": _KINDS if page else kinds,
        "base": request.base_url,
    }
    tag = hashlib.sha256(
        json.dumps([law().digest, service().name, query, asked]).encode()
    ).hexdigest()[:32]
    known = next(
        (
            tag_held
            for tag_held in request.if_none_match.as_set()
            if tag_held.partition(":")[0] == tag
        ),
        None,
    )
    if constant and not page and known:
        return Response(
            status=304, headers={"ETag": f'"{known}"', "Vary": "Accept"}
        )
    answer = service().ask(
        "query",
        asked,
        query.encode(),
        long=any(query == question.text for question in stored()),
    )
    if page and answer.is_given:
        return results(query, answer)
    response = respond(answer)
    response.vary.add("Accept")
    if constant and answer.is_given:
        response.set_etag(tag)
    return response


@blueprint.route("/.well-known/void")
def void() -> Response:
    """The service description and the datasets, in a format of RDF."""
    best = accepts().best_match(list(GRAPHS), "text/turtle")
    kind = chosen(GRAPHS) or best
    return Response(
        described(request.url_root + "sparql", list(service().graphs), kind),
        content_type=kind,
    )


def _accepted() -> tuple[list[str], bool]:
    """
    The formats on offer that the request takes, the best first, ours
    where it says nothing; whether a page is wanted rather than any.
    """
    if kind_chosen := chosen(_KINDS):
        return [kind_chosen], False
    header = accepts()
    if header:
        quality = {kind: header.quality(kind) for kind in _KINDS}
    else:
        quality = dict.fromkeys(_KINDS, 1)
    kinds = sorted(
        (kind for kind in _KINDS if quality[kind] > 0),
        key=lambda kind: -quality[kind],
    )
    return kinds, header.quality("text/html") > max(quality.values())


def _asked() -> tuple[str, list[str], list[str]]:
    """The one query of the request, and the default and named graphs that it names."""
    kind = request.mimetype
    fields = request.args.to_dict(flat=False)
    if request.method == "POST":
        if kind == "application/x-www-form-urlencoded":
            fields |= parse_qs(
                _utf8(request.get_data()), keep_blank_values=True
            )
        elif kind == "application/sparql-query":
            if "query" in fields:
                raise Refused(
                    "a query stands in the body and in the address; send one"
                )
            fields["query"] = [_utf8(request.get_data())]
        elif kind != "application/sparql-update":
            raise Refused(
                "the media type is not known; send application/sparql-query or a form",
                "not read",
            )
    if "update" in fields or kind == "application/sparql-update":
        raise Refused(
            "updates are refused: the endpoint is read-only", "refused"
        )
    asked = fields.get("query", [])
    if len(asked) != 1:
        raise Refused("send one query, and no more")
    default, named = (fields.get(name, []) for name in _DATASET)
    return asked[0], default, named


def _utf8(content: bytes) -> str:
    if (request.mimetype_params.get("charset") or "utf-8").lower() in (
        "utf-8",
        "utf8",
    ):
        with suppress(UnicodeDecodeError):
            return content.decode("utf-8")
    raise Refused("the request is not UTF-8", "not read")
