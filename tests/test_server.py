"""
The front: the SPARQL 1.1 Protocol as real clients and the
W3C's cases speak it, the API, and what strangers try.
"""

from __future__ import annotations

import io
import json
import re
import socketserver
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pyoxigraph as ox
import pytest
import rdflib
from flask.testing import FlaskClient
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import JSON, SPARQLWrapper

import fronts
from calls import call
from qingdan import api
from qingdan.files import folder
from qingdan.querying.limits import Refused, check
from qingdan.querying.stored import stored
from qingdan.rdf.names import GRAPH, QD
from qingdan.reporting.formats import (
    COMPARISON,
    DETERMINATIONS,
    DUTIES,
    FINDINGS,
    PROOF,
    Formats,
)
from qingdan.serving.service import Service
from qingdan_server import create_app

MAKER = folder("data") / "inventories" / "icv-maker.ttl"
FEW = folder("data") / "inventories" / "icv-filing.ttl"
JUDGES = (
    Path(__file__).parents[2]
    / "shared"
    / "judges"
    / "w3c-sparql-protocol"
    / "protocol"
    / "manifest.ttl"
)
DAY = date(2026, 3, 2)
ARTICLES = "PREFIX qd: <https://w3id.org/qingdan/ns/> SELECT ?s WHERE { ?s a qd:Provision FILTER(REGEX(STR(?s), '/cq-2025/article-[0-9]+$')) }"
HTTP = rdflib.Namespace("http://www.w3.org/2011/http#")
CONTENT = rdflib.Namespace("http://www.w3.org/2011/content#")
TEST = rdflib.Namespace(
    "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
)


@pytest.fixture(scope="module")
def client(service: Service) -> FlaskClient:
    """The application over the worked inventory."""
    return create_app(service).test_client()


def test_the_duties_of_the_served_inventory(client: FlaskClient) -> None:
    """By day with a filter, as a calendar file, and of an inventory that is sent."""
    page = client.get("/duties?lang=en").text
    assert "What is owed, and by when" in page
    assert ">overdue: 8<" in page
    assert page.count('class="state-overdue"') == 2  # each told once
    assert all(
        page.count(f"<b>huashan-{name}</b>") >= 3
        for name in ("auto", "charging", "connected", "proving")
    )
    one = client.get(
        "/duties?lang=zh&debtor=urn:x:huashan-auto:huashan-auto&state=overdue"
    ).text
    assert one.count('class="state-overdue"') == 2
    assert "截止2026-02-02" in one
    for row in DUTIES:
        content = client.get(f"/duties?form={row.name}")
        assert content.content_type == row.content_type
    file = client.get("/duties?form=ics")
    assert file.content_type.startswith("text/calendar")
    assert file.text.startswith("BEGIN:VCALENDAR\r\n")
    sent = {
        "file": (io.BytesIO(MAKER.read_bytes()), "maker.ttl"),
        "asOf": "2026-03-02",
    }
    told = client.post(
        "/duties?lang=en", data=sent, content_type="multipart/form-data"
    )
    assert told.status_code == 200
    assert ">overdue: 8<" in told.text
    assert client.get("/duties?debtors=x").status_code == 400


def ask(client: FlaskClient, query: str, **options: str) -> dict[str, object]:
    """The JSON of a query."""
    found = client.get(
        "/sparql",
        query_string={"query": query, **options},
        headers={"Accept": "application/sparql-results+json"},
    )
    assert found.status_code == 200, found.text
    return dict(found.get_json(force=True))


def test_law_inventory_and_determinations_are_one_graph_and_many(
    client: FlaskClient,
) -> None:
    """
    The union is the default graph; a named graph is chosen
    by the protocol; any other is refused.
    """
    both = "ASK { ?item a qd:DataItem . ?determination qd:outcome ?outcome . ?article a qd:Provision }"
    assert ask(client, both)["boolean"] is True
    assert (
        ask(client, both, **{"default-graph-uri": GRAPH + "law"})["boolean"]
        is False
    )
    assert (
        ask(
            client,
            "ASK { ?article a qd:Provision }",
            **{"default-graph-uri": GRAPH + "law"},
        )["boolean"]
        is True
    )
    refused = client.get(
        "/sparql",
        query_string={
            "query": "ASK {}",
            "default-graph-uri": "http://example.org/other",
        },
    )
    assert (refused.status_code, refused.content_type) == (
        400,
        "application/problem+json",
    )


@pytest.mark.parametrize(
    "kind",
    [
        "application/sparql-results+json",
        "application/sparql-results+xml",
        "text/csv",
        "text/tab-separated-values",
    ],
)
def test_results_in_every_format(client: FlaskClient, kind: str) -> None:
    """What is asked for is what comes, and the same rows."""
    found = client.post(
        "/sparql",
        data=ARTICLES,
        content_type="application/sparql-query",
        headers={"Accept": kind},
    )
    assert (found.status_code, found.content_type) == (200, kind)
    assert len(set(re.findall(r"cq-2025/article-[0-9]+\b", found.text))) == 23


@pytest.mark.parametrize(
    "kind",
    [
        "text/turtle",
        "application/n-triples",
        "application/rdf+xml",
        "application/ld+json",
    ],
)
def test_graphs_in_every_format(client: FlaskClient, kind: str) -> None:
    """A graph reads back as the same triples."""
    query = "CONSTRUCT { ?s rdfs:label ?l } WHERE { ?s a qd:Provision ; rdfs:label ?l FILTER(REGEX(STR(?s), '/cq-2025/article-[0-9]+$')) }"
    found = client.post(
        "/sparql", data={"query": query}, headers={"Accept": kind}
    )
    assert (found.status_code, found.content_type) == (200, kind)
    form = {
        "text/turtle": "turtle",
        "application/n-triples": "nt",
        "application/rdf+xml": "xml",
        "application/ld+json": "json-ld",
    }[kind]
    assert len(rdflib.Graph().parse(data=found.data, format=form)) == 46


def test_an_etag_spares_an_answer(client: FlaskClient) -> None:
    """The same query of the same rules need not be answered again."""
    first = client.get("/sparql", query_string={"query": "ASK {}"})
    again = client.get(
        "/sparql",
        query_string={"query": "ASK {}"},
        headers={"If-None-Match": first.headers["ETag"]},
    )
    assert (again.status_code, again.data) == (304, b"")


def test_what_changes_has_no_etag(client: FlaskClient) -> None:
    """The time of day is another each time; the word in a text is none."""
    for query, constant in (
        ("SELECT (NOW() AS ?t) WHERE {}", False),
        ("SELECT (RAND() AS ?t) WHERE {}", False),
        ("ASK { ?s ?p 'now()' }", True),
    ):
        assert (
            "ETag"
            in client.get("/sparql", query_string={"query": query}).headers
        ) == constant
    told = {
        client.get(
            "/sparql",
            query_string={"query": "SELECT (STRUUID() AS ?t) WHERE {}"},
        ).data
        for _ in range(2)
    }
    assert len(told) == 2


def test_a_query_asked_again_is_answered_from_memory(
    client: FlaskClient,
) -> None:
    """
    With the same headers; in another format, from another
    host or as a problem it is asked of the store.
    """
    keeper, asked = client.application.extensions["qingdan"], []
    ask_store, keeper.ask = (
        keeper.ask,
        lambda name, *rest, **options: (
            asked.append(name) or ask_store(name, *rest, **options)
        ),
    )
    try:
        query = {
            "query": "SELECT ?asked_again WHERE { VALUES ?asked_again { 1 } }"
        }
        first, again = (
            client.get("/sparql", query_string=query) for _ in range(2)
        )
        assert (first.data, dict(first.headers)) == (
            again.data,
            dict(again.headers),
        )
        assert asked == ["query"]
        assert (
            client.get(
                "/sparql", query_string=query, headers={"Accept": "text/csv"}
            ).content_type
            == "text/csv"
        )
        client.get(
            "/sparql", query_string=query, headers={"Host": "elsewhere"}
        )
        assert [
            client.get("/sparql", query_string={"query": "SELECT"}).status_code
            for _ in range(2)
        ] == [400, 400]
        assert len(asked) == 5
    finally:
        keeper.ask = ask_store


def test_a_long_answer_is_cut_and_says_so(client: FlaskClient) -> None:
    """In its header, in its body, and on a page; paging gives the rest."""
    rows = (
        'SELECT ?a ?b { VALUES ?x { "'
        + '" "'.join(map(str, range(120)))
        + '" } VALUES ?y { "'
        + '" "'.join(map(str, range(120)))
        + '" } BIND(?x AS ?a) BIND(?y AS ?b) } ORDER BY ?a ?b'
    )
    found = client.get("/sparql", query_string={"query": rows})
    assert found.headers["Qingdan-Truncated"] == "rows=10000"
    told = found.get_json(force=True)
    assert (len(told["results"]["bindings"]), told["truncated"]) == (
        10_000,
        True,
    )
    page = client.get(
        "/sparql",
        query_string={"query": rows},
        headers={"Accept": "text/html"},
    )
    assert "Only the first results are shown" in page.text
    rest = client.get(
        "/sparql", query_string={"query": rows + " OFFSET 10000"}
    )
    assert "Qingdan-Truncated" not in rest.headers
    assert len(rest.get_json(force=True)["results"]["bindings"]) == 4_400


def test_every_stored_question_without_parameters_is_answered(
    client: FlaskClient,
) -> None:
    """The menu holds what works."""
    for question in stored():
        if not question.parameters:
            found = client.get(
                "/sparql", query_string={"query": question.text}
            )
            assert found.status_code == 200, (question.name, found.text)


def test_a_stored_question_with_parameters_is_answered(
    client: FlaskClient,
) -> None:
    """
    By its name, with values for what it asks about, as a
    page and as data; what is missing is named.
    """
    item = "urn:x:huashan-auto:adas-clips"
    for question in stored():
        if question.parameters == ("item",):
            found = client.get(
                f"/queries/{question.name}", query_string={"item": item}
            )
            kind = found.content_type.partition(";")[0]
            assert found.status_code == 200, (question.name, found.text)
            graph = "CONSTRUCT {" in question.text
            assert kind == "text/turtle" or not graph, question.name
            assert kind == "application/sparql-results+json" or graph, (
                question.name
            )
    found = client.get(
        "/queries/every-provision-used",
        query_string={"item": item},
        headers={"Accept": "text/html"},
    )
    assert "provision" in found.text
    assert item in found.text
    for address, status, words in (
        ("/queries/every-provision-used", 400, "?item=IRI"),
        ("/queries/nothing", 404, "/queries lists"),
        ("/queries/every-provision-used?item=a%20b", 200, ""),
        ("/queries/every-provision-used?item=urn:x:a%3E", 400, "Invalid IRI"),
        (
            "/queries/every-provision-used?item=urn:x:a&itme=urn:x:b",
            400,
            "it asks for ?item=IRI",
        ),
        (
            "/queries/articles-without-operation?item=urn:x:a",
            400,
            "it asks for nothing",
        ),
        ("/queries/articles-without-operation?lang=zh", 200, ""),
    ):
        told = client.get(address)
        assert told.status_code == status
        assert words in told.text


def test_the_service_description_says_what_is_there(
    client: FlaskClient,
) -> None:
    """
    Every named graph of it can be asked; every format of it
    is served (SPARQL 1.1 Service Description).
    """
    graph = rdflib.Graph().parse(
        data=client.get("/sparql", headers={"Accept": "text/turtle"}).data,
        format="turtle",
    )
    names = [
        str(name)
        for name in graph.objects(
            None,
            rdflib.URIRef(
                "http://www.w3.org/ns/sparql-service-description#name"
            ),
        )
    ]
    assert GRAPH + "law" in names
    assert len(names) > 80
    for name in names[:3]:
        assert (
            ask(client, "ASK { ?s ?p ?o }", **{"default-graph-uri": name})[
                "boolean"
            ]
            is True
        )


@pytest.mark.skipif(
    not JUDGES.exists(), reason="the W3C's cases are not beside this checkout"
)
def test_the_protocol_cases_of_the_w3c() -> None:
    """
    Queries come out as the manifest says; every update is
    refused, as a read-only endpoint must refuse it.
    """
    cases = rdflib.Graph().parse(JUDGES)
    store = ox.Store()
    for number in range(4):
        name = ox.NamedNode(
            f"http://kasei.us/2009/09/sparql/data/data{number}.rdf"
        )
        content = (
            (JUDGES.parent / f"data{number}.nt").read_bytes()
            if number
            else b"<urn:x:a> <urn:x:b> <urn:x:c> ."
        )
        store.load(content, format=ox.RdfFormat.N_TRIPLES, to_graph=name)
    app = create_app(fronts.service(store=store))
    told = {"query": 0, "update": 0}
    try:
        for entry in cases.items(next(cases.objects(None, TEST.entries))):
            name = str(entry).rpartition("#")[2]
            kind = "update" if "update" in name else "query"
            for request in cases.items(
                cases.value(cases.value(entry, TEST.action), HTTP.requests)
            ):
                if (
                    kind == "query"
                    or name.startswith("bad")
                    or _is_update(cases, request)
                ):
                    told[kind] += 1
                    _hold(app.test_client(), cases, request, name, kind)
    finally:
        app.extensions["qingdan"].close()
    assert told["query"] >= 17
    assert told["update"] >= 10


def _is_update(cases: rdflib.Graph, request: rdflib.term.Node) -> bool:
    listed = cases.value(request, HTTP.headers)
    kinds = (
        {str(cases.value(one, HTTP.fieldValue)) for one in cases.items(listed)}
        if listed
        else set()
    )
    return "application/sparql-update" in str(kinds) or "update=" in str(
        cases.value(request, HTTP.absolutePath)
    ) + _body(cases, request)


def _body(cases: rdflib.Graph, request: rdflib.term.Node) -> str:
    body = cases.value(request, HTTP.body)
    return str(cases.value(body, CONTENT.chars) or "") if body else ""


def _hold(
    client: FlaskClient,
    cases: rdflib.Graph,
    request: rdflib.term.Node,
    name: str,
    kind: str,
) -> None:
    listed = cases.value(request, HTTP.headers)
    headers = (
        {
            str(cases.value(one, HTTP.fieldName)): str(
                cases.value(one, HTTP.fieldValue)
            )
            for one in cases.items(listed)
        }
        if listed
        else {}
    )
    coded = "utf-16" if "utf-16" in str(headers).lower() else "utf-8"
    path, method = (
        str(cases.value(request, HTTP.absolutePath)),
        str(cases.value(request, HTTP.methodName)),
    )
    found = client.open(
        path,
        method=method,
        data=_body(cases, request).encode(coded),
        headers=headers,
    )
    response = cases.value(request, HTTP.resp)
    wanted = {
        str(status).rpartition("#")[2][-3]
        for status in cases.objects(response, TEST.expectedStatus)
    }
    assert str(found.status_code)[0] in (
        {"4"} if kind == "update" else wanted
    ), (
        name,
        found.status_code,
        found.text[:300],
    )
    boolean = cases.value(response, TEST.expectedBoolean)
    if boolean is not None and kind == "query":
        assert found.get_json(force=True)["boolean"] is boolean.toPython(), (
            name
        )


REFUSED = {
    "SELECT * WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }": "SERVICE is refused",
    "SELECT * WHERE { sErViCe SILENT <http://127.0.0.1:1/> { ?s ?p ?o } }": "SERVICE is refused",
    "SELECT * WHERE {SERVICE<http://127.0.0.1:1/>{ ?s ?p ?o }}": "SERVICE is refused",
    "SELECT * WHERE { \\u0053ERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }": "escape",
    "SELECT * FROM <file:///etc/passwd> WHERE { ?s ?p ?o }": "none of the graphs",
    "SELECT * FROM NAMED <http://127.0.0.1:1/> WHERE { ?s ?p ?o }": "none of the graphs",
    "LOAD <http://127.0.0.1:1/>": "read-only",
    "DROP ALL": "read-only",
    "SELECT * WHERE " + "{" * 40 + "}" * 40: "nested deeper",
    "SELECT * WHERE { ?s ?p '" + "x" * 9000 + "' }": "longer than",
    "SELECT * WHERE { ": "not well-formed",
}


@pytest.mark.parametrize("query", REFUSED, ids=lambda query: query[:40])
def test_what_leaves_the_store_is_refused(
    client: FlaskClient, query: str
) -> None:
    """Told as a problem with its reason; the next request is served."""
    found = client.post("/sparql", data={"query": query})
    assert 400 <= found.status_code < 500
    assert found.content_type == "application/problem+json"
    assert REFUSED[query] in found.get_data(as_text=True)
    assert ask(client, "ASK {}")["boolean"] is True


def test_words_in_texts_and_comments_are_no_keywords() -> None:
    """A text may say SERVICE or FROM; a graph of ours may be named."""
    check(
        "# SERVICE <http://x>\nSELECT * WHERE { ?s ?p \"SERVICE <http://x> FROM\" , '''FROM <x> {{{''' }",
        [],
    )
    check(
        "SELECT * FROM <urn:x:ours> WHERE { ?service ?from ?o }",
        ["urn:x:ours"],
    )
    with pytest.raises(Refused):
        check("SELECT * FROM qd:law WHERE {}", ["urn:x:ours"])


def test_from_is_obeyed(client: FlaskClient) -> None:
    """The graph that is named is asked, and no other; without FROM all are."""
    query = "SELECT (COUNT(*) AS ?n) {} {{ ?s ?p ?o }}"
    law = "https://w3id.org/qingdan/graph/law"
    told = [
        ask(client, text)["results"]["bindings"][0]["n"]["value"]
        for text in (
            query.format(""),
            query.format(f"FROM <{law}>"),
            f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{law}> {{ ?s ?p ?o }} }}",
        )
    ]
    assert told[0] != told[1] == told[2]


def test_a_query_without_end_is_stopped() -> None:
    """It ends in an explicit failure, never in an empty answer, and the next request is served."""
    app = create_app(fronts.service((), DAY, seconds=1.0))
    try:
        client = app.test_client()
        heavy = (
            "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
        )
        found = client.post("/sparql", data={"query": heavy})
        assert found.status_code in (500, 503)
        assert found.content_type == "application/problem+json"
        doubling = (
            "SELECT ?out WHERE { BIND('xxxxxxxxxxxxxxxx' AS ?a) "
            + " ".join(
                f"BIND(CONCAT(?{chr(97 + n)}, ?{chr(97 + n)}) AS ?{chr(98 + n)})"
                for n in range(24)
            )
            + " BIND(CONCAT(?y, ?y, ?y, ?y, ?y, ?y, ?y, ?y) AS ?out) }"
        )
        assert client.post(
            "/sparql", data={"query": doubling}
        ).status_code in (
            500,
            503,
        )
        assert ask(client, "ASK {}")["boolean"] is True
    finally:
        app.extensions["qingdan"].close()


def test_the_api_says_what_the_engine_says(client: FlaskClient) -> None:
    """
    Decisions and proofs equal those of the package; versions
    are in the headers; nothing of the server's folders is told.
    """
    content = MAKER.read_bytes()
    found = client.post(
        "/api/decide",
        query_string={"asOf": "2026-03-02"},
        data=content,
        content_type="text/turtle",
    )
    expected = {
        one.item: one.outcome for one in api.decide(api.load([MAKER]), DAY)
    }
    assert {
        one["item"]: one["outcome"] for one in found.get_json()
    } == expected
    assert found.headers["Qingdan-Rules"].startswith("sha256:")
    query = {"asOf": "2026-03-02", "item": "crm-customers", "lang": "zh"}
    told = client.post(
        "/api/why",
        query_string=query,
        data=content,
        content_type="text/turtle",
        headers={"Accept": "text/plain"},
    )
    assert "结论" in told.text
    report = client.post(
        "/api/validate", data=content, content_type="text/turtle"
    )
    alone = json.loads(call("validate", MAKER, "--format", "json").out)
    assert (report.get_json()["total"], "/tmp" in report.text) == (
        alone["total"],
        False,
    )


@pytest.mark.parametrize(
    ("path", "content", "kind", "status", "words"),
    [
        ("/api/decide", b"x", "text/html", 415, "the media type is not known"),
        ("/api/decide", b"not turtle", "text/turtle", 422, "not well-formed"),
        ("/api/decide", b"", "text/turtle", 422, ""),
        (
            "/api/decide?asOf=yesterday",
            b"",
            "text/turtle",
            400,
            "asOf is wrong",
        ),
        (
            "/api/decide?as_of=2025-10-01",
            b"",
            "text/turtle",
            400,
            "as_of is wrong",
        ),
        (
            "/api/decide?asOf=2025-10-01&asOf=2026-10-01",
            b"",
            "text/turtle",
            400,
            "given twice",
        ),
        ("/api/why", b"", "text/turtle", 400, "item is wrong"),
        (
            "/api/why?item=x&detail=all",
            b"",
            "text/turtle",
            400,
            "detail is wrong",
        ),
        (
            "/api/validate?format=exe",
            b"",
            "text/turtle",
            400,
            "format is wrong",
        ),
        (
            "/api/decide",
            b'{"@context": "http://127.0.0.1:1/c"}',
            "application/ld+json",
            422,
            "is not fetched",
        ),
        ("/api/decide", b"[" * 5000, "application/ld+json", 422, ""),
    ],
)
def test_a_wrong_call_is_told(
    client: FlaskClient,
    path: str,
    content: bytes,
    kind: str,
    status: int,
    words: str,
) -> None:
    """One problem document, in words that mend it."""
    found = client.post(path, data=content, content_type=kind)
    assert (found.status_code, found.content_type) == (
        status,
        "application/problem+json",
    ), found.text
    assert (
        words
        in json.loads(found.text)["detail"] + json.loads(found.text)["title"]
    )


def test_terms_have_pages_and_rdf(client: FlaskClient) -> None:
    """
    An article by its address: a page for people, triples
    for programs, 404 for what is not there.
    """
    page = client.get(
        "/id/cq-2025/article-10", headers={"Accept": "text/html"}
    )
    assert (
        page.status_code,
        "cq25:article-10" in page.text or "article-10" in page.text,
    ) == (
        200,
        True,
    )
    graph = ox.parse(
        client.get("/ns/sector", headers={"Accept": "text/turtle"}).data,
        format=ox.RdfFormat.TURTLE,
    )
    assert any(triple.subject.value == QD + "sector" for triple in graph)
    assert client.get("/ns/nothing").status_code == 404
    assert client.get("/").status_code == 200
    assert client.get("/health").get_json()["status"] == "ok"


def test_items_are_named_in_the_language_of_the_page(
    client: FlaskClient,
) -> None:
    """In the table, above the proof and in the routes; a filter finds either name, and the IRI."""
    names = {
        "en": "ADAS event clips, unprocessed",
        "zh": "ADAS事件片段（未经处理）",
    }
    for lang, other in (("en", "zh"), ("zh", "en")):
        pages = [client.get("/inventory", query_string={"lang": lang})]
        pages.append(
            client.get(
                "/inventory/item",
                query_string={
                    "lang": lang,
                    "iri": "urn:x:huashan-auto:adas-clips",
                },
            )
        )
        pages.append(
            client.post(
                "/compare",
                query_string={"lang": lang},
                data={
                    "file": (MAKER.open("rb"), "i.ttl"),
                    "asOf": "2026-03-02",
                },
            )
        )
        for found in pages:
            assert (
                found.status_code,
                names[lang] in found.text,
                names[other] in found.text,
            ) == (
                200,
                True,
                False,
            )
    for words in ("未经处理", "UNPROCESSED", "auto:adas-clips"):
        assert (
            names["en"]
            in client.get(
                "/inventory", query_string={"lang": "en", "q": words}
            ).text
        )
    assert (
        names["en"]
        not in client.get(
            "/inventory", query_string={"lang": "en", "q": "charging"}
        ).text
    )


def test_nothing_is_picked_at_random(tmp_path: Path) -> None:
    """
    An item of two scenarios stands under both, and of two
    titles in a language the same is shown each time.
    """
    path = tmp_path / "one.ttl"
    told = "<urn:x:i> a qd:DataItem ; qd:heldBy <urn:x:h> ; qd:scenario cq25:scenario-driving , cq25:scenario-charging ;"
    path.write_text(
        f"PREFIX qd: <{QD}> PREFIX cq25: <https://w3id.org/qingdan/cq-2025/> <urn:x:h> a qd:DataHandler . {told}"
        ' qd:title "b"@en , "a"@en , "乙"@zh .',
        "utf-8",
    )
    service = fronts.service((path,), DAY)
    try:
        client = create_app(service).test_client()
        for name in ("scenario-driving", "scenario-charging"):
            page = client.get(
                "/inventory",
                query_string={
                    "scenario": f"https://w3id.org/qingdan/cq-2025/{name}",
                    "lang": "en",
                },
            ).text
            assert ("1 of 1 items" in page, ">a</a>" in page) == (True, True)
        assert (
            "0 of 1 items"
            in client.get("/inventory?scenario=urn:x:other&lang=en").text
        )
    finally:
        service.close()
    home = Path(__file__).parents[1]
    for file in (
        file
        for name in ("qingdan", "queries", "server")
        for kind in ("*.py", "*.rq")
        for file in (home / name).rglob(kind)
    ):
        assert "SAMPLE(" not in file.read_text("utf-8").upper(), file


def test_a_shape_reads_as_it_was_written(client: FlaskClient) -> None:
    """
    Once, with its lists and nodes in their places; in RDF,
    on its page, and in the union of the graphs.
    """
    turtle = client.get(
        "/id/shape/BelowTier2-SensitiveVolume",
        headers={"Accept": "text/turtle"},
    ).text
    page = client.get(
        "/id/shape/BelowTier2-SensitiveVolume", headers={"Accept": "text/html"}
    ).text
    for text in (turtle, page):
        assert (text.count("sh:or ("), text.count("sh:maxExclusive 1")) == (
            1,
            1,
        )
        assert "sh:path ( qd:heldBy qd:tally qd:sensitivePersons )" in text
    branches = "SELECT ?branches { <https://w3id.org/qingdan/shape/BelowTier2-SensitiveVolume> sh:or ?branches }"
    for scope, many in (
        ({}, 1),
        ({"default-graph-uri": GRAPH + "shapes"}, 1),
        ({"default-graph-uri": GRAPH + "law"}, 0),
    ):
        assert (
            len(ask(client, branches, **scope)["results"]["bindings"]) == many
        )  # type: ignore[index,call-overload]


def test_a_text_without_translation_is_shown_in_the_language_that_it_has(
    client: FlaskClient,
) -> None:
    """Better a definition in English than none; where there is one in Chinese, that one alone."""
    page = client.get(
        "/ns/NeedsFacts?lang=zh", headers={"Accept": "text/html"}
    ).text
    assert (
        '<td lang="en">the named facts decide and are not stated</td>' in page
    )
    rows = client.get(
        "/id/cq-2025/item-static-map?lang=zh", headers={"Accept": "text/html"}
    ).text.split("<details")[0]
    assert "车辆测试中制作或者使用的静态地图" in rows
    assert "static maps made or used" not in rows


def test_the_law_can_be_read_through(client: FlaskClient) -> None:
    """
    Articles stand in their order below their chapters, categories
    below theirs; every item that we know of the list is there.
    """

    def linked(address: str) -> list[str]:
        return re.findall(
            r'<li><a href="(?:/id|/ns)/([^"]+)"', client.get(address).text
        )

    articles = linked("/law")
    assert [
        name
        for name in articles
        if re.fullmatch("cq-2025/article-[0-9]+", name)
    ] == [f"cq-2025/article-{n}" for n in range(1, 24)]
    assert articles[:2] == ["cq-2025/chapter-1", "cq-2025/article-1"]
    assert (
        articles.index("cq-2025/article-3")
        < articles.index("cq-2025/article-3-point-1")
        < articles.index("cq-2025/chapter-2")
    )
    catalogue = linked("/law?part=catalogue")
    assert catalogue[:2] == ["cq-2025/category-01", "cq-2025/subcategory-01"]
    assert len(catalogue) == 13 + 40
    listed = ask(
        client,
        "SELECT ?item { ?item a <https://w3id.org/qingdan/cq-2025/ListedItem> }",
    )["results"]["bindings"]  # type: ignore[index,call-overload]
    names = {
        one["item"]["value"].removeprefix("https://w3id.org/qingdan/")
        for one in listed
    }
    assert names
    assert names <= set(linked("/law?part=list"))
    assert "may still be listed" in client.get("/law?part=list").text


def test_a_search_reads_names_and_texts_in_both_languages(
    client: FlaskClient,
) -> None:
    """
    Words of a label, a summary or a definition; and that
    nothing was found says nothing about the list.
    """
    for words, name in (
        ("static map", "item-static-map"),
        ("静态地图", "item-static-map"),
        ("may still be listed", "section-all"),
    ):
        assert (
            f'{name}"' in client.get("/law", query_string={"q": words}).text
        ), words
    nothing = client.get("/law?q=zzz&lang=en").text
    assert "0 found" in nothing
    assert "may still be listed" in nothing


@pytest.mark.parametrize(
    "path",
    [
        "/ns/nothing",
        "/ns/%00",
        "/nowhere",
        "/inventory/item?iri=urn:x:none",
        "/sparql?query=SELEKT",
        "/queries/nothing",
    ],
)
def test_a_browser_sees_a_problem_as_a_page(
    client: FlaskClient, path: str
) -> None:
    """With the same status; a program is told in JSON (RFC 9457)."""
    page, told = (
        client.get(path, headers={"Accept": "text/html,*/*;q=0.8"}),
        client.get(path),
    )
    assert (page.mimetype, told.mimetype) == (
        "text/html",
        "application/problem+json",
    )
    assert page.status_code == told.status_code >= 400
    assert f"Error {page.status_code}" in page.text


def test_a_browser_sees_a_table(client: FlaskClient) -> None:
    """
    Answers are pages where a page is asked for; terms lead
    to their own pages, and what is stated is text.
    """
    asked = {"query": ARTICLES + " ORDER BY ?s"}
    page = client.get(
        "/sparql",
        query_string=asked,
        headers={
            "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
            "Accept-Language": "zh-CN",
        },
    )
    assert page.content_type == "text/html; charset=utf-8"
    assert page.text.count('<a href="/id/cq-2025/article-') == 23
    assert "结果" in page.text
    sly = client.get(
        "/sparql",
        query_string={
            "query": "SELECT ('<script>alert(1)</script>' AS ?x) {}"
        },
        headers={"Accept": "text/html"},
    )
    assert "<script>" not in sly.text


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.mark.parametrize("fact", ["ordinaryPersons", "sensitivePersons"])
@pytest.mark.parametrize("day", ["", "&asOf=2026-03-02"])
def test_persons_answered_on_the_page_fit_the_day(
    client: FlaskClient, fact: str, day: str
) -> None:
    """
    A number of persons is of the day asked about: it is no
    tally without a day, which is refused.
    """
    answer = client.get(f"/ask?{fact}=50000{day}")
    assert answer.status_code == 200
    assert "50,000" in answer.text or "50000" in answer.text


@pytest.fixture(scope="module")
def address(client: FlaskClient) -> Iterator[str]:
    """The application on a port of the loopback."""
    server = make_server(
        "127.0.0.1", 0, client.application, handler_class=_Quiet
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/sparql"
    server.shutdown()
    server.server_close()


def test_real_clients_are_served(address: str) -> None:
    """SPARQLWrapper, rdflib's SPARQLStore, and a federated query from another store."""
    wrapper = SPARQLWrapper(address)
    wrapper.setReturnFormat(JSON)
    wrapper.setQuery(ARTICLES.replace("?s WHERE", "(COUNT(?s) AS ?n) WHERE"))
    assert (
        wrapper.queryAndConvert()["results"]["bindings"][0]["n"]["value"]
        == "23"
    )
    remote = rdflib.Graph(SPARQLStore(address, returnFormat="json"))
    assert (
        len(
            list(
                remote.subjects(rdflib.RDF.type, rdflib.URIRef(QD + "Outcome"))
            )
        )
        > 10
    )
    federated = ox.Store().query(
        f"SELECT ?a WHERE {{ SERVICE <{address}> {{ ?a a <{QD}Outcome> }} }}"
    )
    assert len(list(federated)) > 10


def test_nothing_is_fetched(client: FlaskClient) -> None:
    """No request leaves, whatever is sent."""
    seen: list[str] = []

    class Trap(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.path)
            self.send_error(404)

        do_POST = do_GET

        def log_message(self, *_: object) -> None:
            pass

    with socketserver.TCPServer(("127.0.0.1", 0), Trap) as trap:
        threading.Thread(target=trap.serve_forever, daemon=True).start()
        there = f"http://127.0.0.1:{trap.server_address[1]}/secret"
        for query in (
            f"SELECT * WHERE {{ SERVICE SILENT <{there}> {{ ?s ?p ?o }} }}",
            f"SELECT * FROM <{there}> WHERE {{ ?s ?p ?o }}",
            f"LOAD <{there}>",
        ):
            assert (
                client.post("/sparql", data={"query": query}).status_code
                >= 400
            )
        context = json.dumps({"@context": there, "@id": "urn:x:i"}).encode()
        assert (
            client.post(
                "/api/decide", data=context, content_type="application/ld+json"
            ).status_code
            == 422
        )
        imports = f"<urn:x:o> <http://www.w3.org/2002/07/owl#imports> <{there}> .".encode()
        client.post("/api/validate", data=imports, content_type="text/turtle")
        trap.shutdown()
    assert seen == []


@pytest.mark.parametrize("content", [None, "", b"\xff\xfe"])
def test_a_token_file_that_holds_no_token_is_refused(
    tmp_path: Path, content: str | bytes | None
) -> None:
    """One line, before anything is served."""
    path = tmp_path / "token"
    if content is not None:
        path.write_bytes(
            content if isinstance(content, bytes) else content.encode()
        )
    found = call("serve", "--token-file", path, "--port", "0")
    assert found.status == 2
    assert "token file" in found.err


def test_a_table_is_decided_like_the_same_facts_in_turtle(
    client: FlaskClient,
) -> None:
    """The API takes CSV; the outcomes are those of the served inventory."""
    content = (folder("data") / "inventories" / "icv-maker.csv").read_bytes()
    found = client.post(
        "/api/decide?asOf=2026-03-02", data=content, content_type="text/csv"
    )
    assert found.status_code == 200, found.text
    asked = ask(
        client,
        "SELECT ?item ?outcome { ?d qd:determines ?item ; qd:outcome ?outcome }",
    )
    served = {
        row["item"]["value"]: row["outcome"]["value"]
        for row in asked["results"]["bindings"]
    }  # type: ignore[index,call-overload]
    assert {
        one["item"]: QD + one["outcome"] for one in found.get_json()
    } == served


def test_pages_of_other_sites_read_the_law_but_no_inventory(
    client: FlaskClient, service: Service
) -> None:
    """
    CORS: the law is open to all; where an inventory is
    served, to the origins that were named, from memory too.
    """
    asked, site = {"query": "ASK {}"}, {"Origin": "https://example.org"}
    for _ in range(2):
        assert (
            "Access-Control-Allow-Origin"
            not in client.get(
                "/sparql", query_string=asked, headers=site
            ).headers
        )
    law_alone = fronts.service()
    try:
        found = (
            create_app(law_alone)
            .test_client()
            .get("/sparql", query_string=asked, headers=site)
        )
        assert found.headers["Access-Control-Allow-Origin"] == "*"
        assert (
            "Qingdan-Truncated"
            in found.headers["Access-Control-Expose-Headers"]
        )
        other = create_app(
            service, token="x", origins=["https://example.org"]
        ).test_client()
        for origin, allowed in (
            ("https://example.org", "https://example.org"),
            ("https://example.com", None),
        ) * 2:
            found = other.get(
                "/sparql",
                query_string=asked,
                headers={"Origin": origin, "Authorization": "Bearer x"},
            )
            assert (
                found.headers.get("Access-Control-Allow-Origin"),
                found.headers["ETag"] != "",
            ) == (allowed, True)
        wanted = {
            **site,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization, content-type",
        }
        for path in ("/sparql", "/api/decide"):
            found = other.options(path, headers=wanted)
            assert (
                found.status_code,
                found.headers["Access-Control-Allow-Origin"],
            ) == (
                200,
                "https://example.org",
            )
            assert (
                "content-type"
                in found.headers["Access-Control-Allow-Headers"].lower()
            )
            assert "POST" in found.headers["Access-Control-Allow-Methods"]
    finally:
        law_alone.close()


def test_a_name_that_is_not_ours_is_refused() -> None:
    """A page whose name was made to lead to the loopback is told nothing (DNS rebinding)."""
    service = fronts.service()
    try:
        client = create_app(
            service, hosts=["localhost", "::1", "lists.example"]
        ).test_client()
        for name, status in (
            ("localhost", 200),
            ("[::1]:8080", 200),
            ("LISTS.example:443", 200),
            ("evil.example", 421),
            ("[", 421),
        ):
            assert (
                client.get("/health", headers={"Host": name}).status_code
                == status
            ), name
    finally:
        service.close()


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/api/compare?lists=cq-2025", "not a parameter"),
        ("/ask?secret=true", "secret is not known"),
        ("/ask?coreData=true&coreData=false", "coreData is given twice"),
        ("/ask?asOf=2025-10-01&asOf=2026-10-01", "asOf is given twice"),
        ("/ask?asOf=2025-13-01", "is no day; write one as"),
        ("/ask?category=%3Cb%3E", "which is no IRI"),
    ],
)
def test_what_is_not_understood_is_not_passed_over(
    client: FlaskClient, path: str, words: str
) -> None:
    """A fact that nobody read would be an answer to another question."""
    found = client.get(path)
    assert (found.status_code in (400, 422), words in found.text) == (
        True,
        True,
    ), found.text


def test_an_inventory_is_not_the_law(tmp_path: Path) -> None:
    """
    What an inventory says of a term of ours is found in its
    own graph, and on no page of the law.
    """
    path = tmp_path / "one.ttl"
    said = 'qd:sector skos:definition "whatever you like" . <urn:x:h> a qd:DataHandler . <urn:x:i> a qd:DataItem ; qd:heldBy <urn:x:h> .'
    path.write_text(
        f"PREFIX qd: <{QD}> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> {said}"
    )
    service = fronts.service((path,), DAY)
    try:
        client = create_app(service).test_client()
        asked = ask(
            client,
            "ASK { qd:sector ?p 'whatever you like' }",
            **{"default-graph-uri": GRAPH + "inventory"},
        )
        assert asked["boolean"] is True
        for kind in ("text/html", "text/turtle"):
            found = client.get("/ns/sector", headers={"Accept": kind}).text
            assert "sector" in found
            assert "whatever you like" not in found
    finally:
        service.close()


@pytest.mark.parametrize(
    ("address", "told"),
    [
        (("--host", "::1"), "serving on http://[::1]:"),
        (
            ("--host", "0.0.0.0", FEW),
            "the inventory can be read by all who reach this address",
        ),
        (
            ("--token-file", __file__),
            "the token is asked for; open to all stay the law",
        ),
        (
            ("--host", "nosuch.invalid"),
            "nosuch.invalid:0 cannot be listened on",
        ),
    ],
)
def test_where_it_listens_is_told(
    monkeypatch: pytest.MonkeyPatch, address: tuple[str | Path, ...], told: str
) -> None:
    """Before the first request, and whether more may read than the one who started it."""
    monkeypatch.setattr(
        "waitress.server.TcpWSGIServer.run", lambda server: server.close()
    )
    found = call("serve", *address, "--port", "0")
    assert (told in found.err, found.status) == (
        True,
        2 if "cannot" in told else 0,
    ), found


ONE = (
    b"@prefix qd: <https://w3id.org/qingdan/ns/> .\n"
    b"<urn:x:h> a qd:DataHandler . <urn:x:i> a qd:DataItem ; qd:heldBy <urn:x:h> .\n"
)
CALLS = [
    ("/api/decide", DETERMINATIONS),
    ("/api/why?item=urn:x:i", PROOF),
    ("/api/validate", FINDINGS),
    ("/api/compare?list=cq-2025", COMPARISON),
]


@pytest.mark.parametrize(
    ("path", "formats"), CALLS, ids=[path for path, _ in CALLS]
)
def test_a_call_gives_each_format_of_its_table(
    client: FlaskClient, path: str, formats: Formats
) -> None:
    """By name and by `Accept`; JSON where neither says anything."""
    method = "GET" if "compare" in path else "POST"
    body = (
        {"data": ONE, "content_type": "text/turtle"}
        if method == "POST"
        else {}
    )

    def asked(at: str, accept: str) -> str:
        answer = client.open(
            at, method=method, headers={"Accept": accept}, **body
        )
        assert answer.status_code == 200, answer.text
        return answer.content_type

    for row in formats:
        at = f"{path}{'&' if '?' in path else '?'}format={row.name}"
        assert asked(at, "*/*") == row.content_type
        assert asked(path, row.media) == row.content_type
    assert asked(path, "*/*") == "application/json"
