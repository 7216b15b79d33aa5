"""SPARQL 1.1 Protocol, query operations only (sections 2.1 and 2.2)."""

from __future__ import annotations

import hashlib
from urllib.parse import parse_qs

from flask import Blueprint, Response, current_app, request

from qingdan.law import law
from qingdan.queries import stored

from . import work
from .api import respond
from .guard import Refused, check

blueprint = Blueprint("sparql", __name__)
_KINDS = [*work.RESULTS, *work.GRAPHS]


@blueprint.route("/sparql", methods=["GET", "POST", "OPTIONS"])
@blueprint.route("/sparql/", methods=["GET", "POST", "OPTIONS"])
def sparql() -> Response:
    """A query by GET, by form or direct; a service description on a bare GET that asks for RDF."""
    from .description import described, page, results_page

    if request.method == "GET" and "query" not in request.args and "update" not in request.args:
        wanted = request.accept_mimetypes.best_match(["text/html", *work.GRAPHS], "text/html")
        return page() if wanted == "text/html" else described(wanted)
    try:
        query, given = _asked()
        graphs = current_app.extensions["graphs"]
        unknown = [graph for graphs_given in given.values() for graph in graphs_given if graph not in graphs]
        if unknown:
            raise Refused(f"the graph {unknown[0]} is not served; the service description names those that are")
        check(query, frozenset(graphs))
    except Refused as refused:
        return respond(work.problem(refused.status, "the request is refused", str(refused)))
    tag = _tag(query, request.query_string, request.headers.get("Accept", ""))
    if tag in request.if_none_match:
        return Response(status=304, headers={"ETag": f'"{tag}"'})
    options = {"default": given["default-graph-uri"], "named": given["named-graph-uri"], "accept": accepted(), "base": request.base_url}
    ours = any(query == question.text for question in stored())
    if _for_a_browser():
        return results_page(query, current_app.extensions["keeper"].ask("query", {**options, "accept": _KINDS}, query.encode(), long=ours))
    response = respond(current_app.extensions["keeper"].ask("query", options, query.encode(), long=ours))
    if response.status_code == 200:
        response.set_etag(tag)
        response.headers["Vary"] = "Accept"
    return response


def _for_a_browser() -> bool:
    """Whether a page is wanted rather than any of the formats."""
    quality = request.accept_mimetypes.quality
    return quality("text/html") > max(map(quality, _KINDS))


def accepted() -> list[str]:
    """The formats on offer that the request takes, the best first; ours where it says nothing."""
    header = request.accept_mimetypes
    if not header:
        return _KINDS
    return sorted((kind for kind in _KINDS if header.quality(kind) > 0), key=lambda kind: -header.quality(kind))


def _asked() -> tuple[str, dict[str, list[str]]]:
    """The one query of the request, and the dataset that it names."""
    kind = request.mimetype
    fields = request.args.to_dict(flat=False)
    if request.method == "POST":
        if kind == "application/x-www-form-urlencoded":
            fields |= parse_qs(_utf8(request.get_data()), keep_blank_values=True)
        elif kind == "application/sparql-query":
            if "query" in fields:
                raise Refused("a query stands in the body and in the address; send one")
            fields["query"] = [_utf8(request.get_data())]
        elif kind == "application/sparql-update":
            raise Refused("updates are refused: the endpoint is read-only", 403)
        else:
            raise Refused("the media type is not known; send application/sparql-query or a form", 415)
    if "update" in fields:
        raise Refused("updates are refused: the endpoint is read-only", 403)
    queries = fields.get("query", [])
    if len(queries) != 1:
        raise Refused("send one query, and no more")
    return queries[0], {name: fields.get(name, []) for name in ("default-graph-uri", "named-graph-uri")}


def _utf8(content: bytes) -> str:
    charset = (request.mimetype_params.get("charset") or "utf-8").lower()
    try:
        if charset in ("utf-8", "utf8"):
            return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    raise Refused("the request is not UTF-8", 415)


def _tag(query: str, address: bytes, accept: str) -> str:
    """The same for the same rules, query, dataset and formats, as long as the process serves one inventory."""
    told = [law().digest, str(id(current_app.extensions["keeper"])), query, address.decode("latin-1"), accept]
    return hashlib.sha256("\0".join(told).encode()).hexdigest()[:32]
