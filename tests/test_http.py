"""
HTTP as clients and browsers speak it: every route, every
method, formats and parameters, compression, the token.
"""

from __future__ import annotations

import ast
import csv
import gzip
import html
import re
import time
from collections import defaultdict
from functools import partial
from io import BytesIO, StringIO
from pathlib import Path
from urllib.parse import quote

import brotli
import duckdb
import pytest
import python_calamine
import xlsxwriter
from docx import Document
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Store
from rdflib import RDF, Graph, Namespace

import qingdan
import qingdan.serving
import qingdan_server
from excerpt import rows, turtle
from qingdan.files import folder
from qingdan.law.load import law
from qingdan.querying.stored import stored
from qingdan.rdf.names import QD
from qingdan.serving.answer import Ending
from qingdan.serving.glossary import search
from qingdan.serving.pool import Keeper
from qingdan.serving.service import Service
from qingdan.serving.synonyms import groups, has, widened
from qingdan.serving.worker import Failed
from qingdan_server import create_app
from qingdan_server.words import in_chinese

MAKER = folder("data") / "inventories" / "icv-maker.ttl"
SITE = {"Origin": "https://example.org"}
TWO = ("adas-clips", "crm-customers")
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
VALUES = {"name": "every-provision-used", "filename": "icon.svg"}
PAGES = (
    "/", "/ask", "/duties", "/map", "/inventory", "/inventory/item?iri=urn:x:huashan-auto:adas-clips", "/law", "/compare", "/compare?part=sources", "/queries", "/queries.ttl", "/docs/", "/docs/icon.svg", "/context.jsonld", "/style.css",
    "/static/icon.svg", "/sparql", "/sparql?query=ASK%20%7B%7D", "/queries/every-provision-used?item=urn:x:huashan-auto:adas-clips",
    "/ns/sector", "/id/cq-2025/article-10", "/.well-known/void", "/health", "/openapi.json", "/api/lists", "/api/compare",
    "/api/findings", "/api/state", "/state",
)  # fmt: skip
STATES = ("/api/state", "/state")  # another answer at each request
CODE = [
    *Path(str(qingdan_server.__file__)).parent.glob("*.py"),
    *Path(str(qingdan.serving.__file__)).parent.glob("*.py"),
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of two files in place of the documentation."""
    built = tmp_path_factory.mktemp("site")
    for name in ("index.html", "icon.svg"):
        (built / name).write_text(name * 200)
    return built


@pytest.fixture(scope="module")
def client(service: Service, site: Path) -> FlaskClient:
    """The application over the worked inventory, read by the pages of one other site."""
    app = create_app(service, origins=[SITE["Origin"]])
    app.config["SITE"] = site
    return _client(app)


def _client(app: Flask) -> FlaskClient:
    """A client that reads each answer whole, so that files are closed."""
    made = app.test_client()
    made.open = partial(made.open, buffered=True)  # type: ignore[method-assign]
    return made


def routes(client: FlaskClient, method: str) -> list[str]:
    """An address of every route that takes a method."""
    rules = [
        rule
        for rule in client.application.url_map.iter_rules()
        if method in (rule.methods or ())
    ]
    found = {
        re.sub(r"<(?:path:)?(\w+)>", lambda name: VALUES[name[1]], rule.rule)
        for rule in rules
    }
    return sorted(found - {"/sparql/"})


def test_the_pages_named_here_are_all(client: FlaskClient) -> None:
    """So that a new one is held to the same."""
    named = {
        re.sub(
            r"/(ns|id)/.*", r"/\1/" + VALUES["name"], page.partition("?")[0]
        )
        for page in PAGES
    }
    assert set(routes(client, "GET")) <= named


@pytest.mark.parametrize(
    "path", [path for path in PAGES if path not in STATES]
)
def test_head_is_get_without_a_body(client: FlaskClient, path: str) -> None:
    """The same status and headers, for a browser and for a program."""
    for headers in (BROWSER, {}, {"Accept-Encoding": "gzip"}):
        got, head = (
            client.get(path, headers=headers),
            client.head(path, headers=headers),
        )
        assert got.status_code == 200, got.text
        assert (head.status_code, head.data) == (200, b"")
        assert {k: v for k, v in head.headers if k != "Date"} == {
            k: v for k, v in got.headers if k != "Date"
        }


def test_a_browser_may_ask_beforehand_of_every_post(
    client: FlaskClient,
) -> None:
    """
    A preflight for a token and any content type is allowed
    for the site named, and for no other.
    """
    wanted = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization, content-type",
    }
    assert {"/sparql", "/api/decide", "/api/why", "/api/validate"} <= set(
        routes(client, "POST")
    )
    for path in routes(client, "POST"):
        found = client.options(path, headers={**SITE, **wanted})
        told = {
            name: found.headers.get(f"Access-Control-Allow-{name}", "")
            for name in ("Origin", "Methods", "Headers")
        }
        assert (found.status_code, told["Origin"]) == (200, SITE["Origin"]), (
            path
        )
        assert "POST" in told["Methods"], path
        assert {"authorization", "content-type"} <= set(
            told["Headers"].lower().split(", ")
        ), path
        assert "POST" in found.headers["Allow"], path
        other = client.options(
            path, headers={"Origin": "https://example.com", **wanted}
        )
        assert "Access-Control-Allow-Origin" not in other.headers


def test_a_method_that_is_not_allowed_names_those_that_are(
    client: FlaskClient,
) -> None:
    """On every route, and what it names is allowed."""
    for path in {*routes(client, "GET"), *routes(client, "POST")}:
        for method in ("GET", "POST", "PUT", "DELETE", "PATCH", "TRACE"):
            found = client.open(path, method=method)
            if found.status_code == 405:
                allowed = set(found.headers["Allow"].split(", "))
                assert found.content_type == "application/problem+json"
                assert method not in allowed
                assert path in routes(
                    client, next(iter(allowed - {"OPTIONS", "HEAD"}))
                )
            assert method in ("GET", "POST") or found.status_code == 405


@pytest.mark.parametrize(
    ("path", "accept", "kind"),
    [
        (
            "/sparql?query=ASK%20%7B%7D",
            "application/sparql-results+xml;charset=utf-8",
            "application/sparql-results+xml",
        ),
        (
            "/sparql?query=ASK%20%7B%7D",
            "text/csv;q=0.1, application/sparql-results+xml; q=0.5",
            "application/sparql-results+xml",
        ),
        (
            "/sparql?query=SELECT%20*%20%7B%7D",
            "text/csv; header=present",
            "text/csv",
        ),
        ("/sparql", "text/turtle;charset=utf-8", "text/turtle"),
        (
            "/ns/sector",
            'application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"',
            "application/ld+json",
        ),
        ("/ns/sector", "TEXT/TURTLE;q=0.9, text/html;q=0.2", "text/turtle"),
        (
            "/.well-known/void",
            "application/n-triples;charset=utf-8",
            "application/n-triples",
        ),
        (
            "/queries/every-provision-used?item=urn:x:huashan-auto:adas-clips",
            "text/csv;charset=utf-8",
            "text/csv",
        ),
    ],
)
def test_a_parameter_of_a_media_type_does_not_make_it_another(
    client: FlaskClient, path: str, accept: str, kind: str
) -> None:
    """What is asked for with `charset`, `profile` or `q` is what comes."""
    assert client.get(path, headers={"Accept": accept}).mimetype == kind


def test_what_is_accepted_is_read_in_one_place() -> None:
    """Nothing reads the header beside it."""
    for path in CODE:
        assert (
            path.name == "http.py"
            or "accept_mimetypes" not in path.read_text("utf-8")
        ), path


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("text/turtle", 200), ("text/turtle;charset=UTF-8", 200), ("TEXT/TURTLE; charset=utf8", 200), ("text/turtle;charset=gbk", 415),
        ("text/turtle; charset=utf-16", 415), ("text/x-turtle", 415),
    ],
)  # fmt: skip
def test_a_body_says_what_it_is(
    client: FlaskClient, kind: str, status: int
) -> None:
    """UTF-8 with and without saying so; what would be misread is refused."""
    for path in ("/api/decide", "/api/validate", "/api/why?item=adas-clips"):
        found = client.post(path, data=turtle(), content_type=kind)
        assert found.status_code == status, found.text
    packed = client.post(
        "/api/decide",
        data=gzip.compress(b"x"),
        content_type="text/turtle",
        headers={"Content-Encoding": "gzip"},
    )
    assert (packed.status_code, "send it plain" in packed.text) == (415, True)


def test_a_parameter_that_is_not_known_is_refused_by_name(
    client: FlaskClient,
) -> None:
    """On every call of the API and every page that answers about data; so is a field of a form."""
    found = client.application.url_map.iter_rules()
    for rule in [rule for rule in found if rule.rule.startswith("/api/")]:
        method = "POST" if "POST" in (rule.methods or ()) else "GET"
        told = client.open(
            f"{rule.rule}?as_of=2025-10-01",
            method=method,
            content_type="text/turtle",
        )
        assert (
            told.status_code,
            "as_of" in told.get_json(force=True)["title"],
        ) == (
            400,
            True,
        ), rule
    for path in (
        "/ask",
        "/duties",
        "/inventory",
        "/inventory/item",
        "/law",
        "/compare",
    ):
        assert (
            client.get(f"{path}?as_of=2025-10-01").status_code,
            client.get(f"{path}?q=a&q=b").status_code,
        ) == (400, 400)
    for path in ("/inventory", "/compare"):
        told = client.post(
            path,
            data={"file": (MAKER.open("rb"), "i.ttl"), "as_of": "2025-10-01"},
        )
        assert (told.status_code, "as_of is not known" in told.text) == (
            400,
            True,
        )


@pytest.mark.parametrize(
    "path",
    [
        "a b",
        "%3C%3E",
        "%00",
        "%FF",
        "%ED%A0%80",
        "a%0Ab",
        "%7B",
        "%5C",
        "/",
        "//",
        "..",
        "%25",
        "a%22b",
        "中",
    ],
)
def test_what_is_no_iri_is_no_term(client: FlaskClient, path: str) -> None:
    """404, in every format."""
    for base in ("/ns/", "/id/"):
        for accept in (
            "text/html",
            "text/turtle",
            "application/ld+json",
            "*/*",
        ):
            assert client.get(
                base + path, headers={"Accept": accept}
            ).status_code in (
                404,
                308,
            ), path


@given(
    st.text(max_size=30),
    st.sampled_from(
        [
            "/ns/",
            "/id/",
            "/queries/",
            "/inventory/item?iri=",
            "/law?q=",
            "/law?part=",
            "/",
        ]
    ),
)
@settings(
    max_examples=150, deadline=None, suppress_health_check=list(HealthCheck)
)
def test_no_address_is_a_fault_of_ours(
    client: FlaskClient, text: str, base: str
) -> None:
    """
    Whatever is written there is found, or is not; as browsers encode it, for the client of the
    test takes a host from a text that begins with a slash.
    """
    encoded = quote(text.encode("utf-8", "surrogatepass"), safe="/?#&=%;+")
    found = client.get(f"http://localhost{base}{encoded}")
    assert found.status_code < 500


@pytest.mark.parametrize(
    "path",
    [
        path
        for path in PAGES
        if path
        not in (
            "/health",
            "/static/icon.svg",
            "/sparql?query=ASK%20%7B%7D",
            *STATES,
        )
    ],
)
def test_answers_are_compressed_where_that_is_understood(
    client: FlaskClient, path: str
) -> None:
    """In the coding that is asked for, and say that they vary by it; the content is the same."""
    plain = client.get(path)
    for coding, unpack in (
        ("gzip", gzip.decompress),
        ("br", brotli.decompress),
    ):
        for _ in range(2):
            found = client.get(
                path,
                headers={"Accept-Encoding": f"{coding};q=0.5, identity;q=0.1"},
            )
            assert found.headers["Content-Encoding"] == coding
            assert unpack(found.data) == plain.data
            assert "Accept-Encoding" in found.headers["Vary"]
            assert int(found.headers.get("Content-Length", 0)) < len(
                plain.data
            )
    assert (
        "Content-Encoding"
        not in client.get(
            path, headers={"Accept-Encoding": "gzip;q=0"}
        ).headers
    )
    assert "Accept-Encoding" in plain.headers["Vary"]


def test_an_etag_is_that_of_one_coding(client: FlaskClient) -> None:
    """
    Each coding has its own, each spares an answer, and what is
    remembered is never sent in a coding that was not asked for.
    """
    query = {"query": "SELECT ?s ?p { ?s ?p qd:Outcome }"}
    tags = set()
    for coding in ("identity", "gzip", "br", "identity"):
        found = client.get(
            "/sparql", query_string=query, headers={"Accept-Encoding": coding}
        )
        assert found.headers.get("Content-Encoding", "identity") == coding
        tags.add(found.headers["ETag"])
        again = client.get(
            "/sparql",
            query_string=query,
            headers={
                "Accept-Encoding": coding,
                "If-None-Match": found.headers["ETag"],
            },
        )
        assert (again.status_code, again.data, again.headers["ETag"]) == (
            304,
            b"",
            found.headers["ETag"],
        )
        assert {"Accept", "Accept-Encoding"} <= set(
            again.headers["Vary"].split(", ")
        )
    assert len(tags) == 3


def test_a_token_guards_all_that_works_on_what_is_sent(
    service: Service,
) -> None:
    """
    Every route but those that tell the law; as a bearer
    token, or as a password for a browser.
    """
    client = _client(create_app(service, token="geheim-密"))
    read = {
        "/",
        "/health",
        "/openapi.json",
        "/style.css",
        "/law",
        "/compare",
        "/.well-known/void",
        "/static/icon.svg",
        "/docs/",
        "/context.jsonld",
        "/docs/icon.svg",
    }
    read |= {f"/{base}/{VALUES['name']}" for base in ("ns", "id")}
    graphs = [name for name in service.graphs if "/determination/" in name]
    guarded = [f"/id/{graphs[0].partition('/qingdan/')[2]}"]
    for method in ("GET", "HEAD", "POST"):
        for path in (*routes(client, method), *guarded):
            found = client.open(
                path, method=method, content_type="text/turtle"
            )
            assert (found.status_code == 401) == (
                path not in read or method == "POST"
            ), (
                method,
                path,
            )
    for header, status in (
        ("Bearer geheim", 401),
        ("geheim", 401),
        ("Bearer ", 401),
        ("Basic !", 401),
        ("Bearer geheim-密", 200),
    ):
        found = client.get(
            "/api/lists",
            headers={"Authorization": header.encode().decode("latin-1")},
        )
        assert found.status_code == status, header
        assert status == 200 or found.headers["WWW-Authenticate"] == "Bearer"
    page = client.get("/inventory", headers=BROWSER)
    assert (
        page.status_code,
        page.mimetype,
        page.headers["WWW-Authenticate"][:5],
    ) == (
        401,
        "text/html",
        "Basic",
    )
    assert (
        client.get("/inventory", auth=("anyone", "geheim-密")).status_code
        == 200
    )
    assert client.options("/api/decide").status_code == 200


def _titles() -> set[str]:
    """The titles of problems as the code words them, with `{}` for what varies."""
    found = set()
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ("problem", "refuse", "refusing")
            ):
                told = (
                    node.args[0 if node.func.id == "refusing" else 1]
                    if len(node.args) > 1 or node.func.id == "refusing"
                    else None
                )
                if isinstance(told, ast.Constant):
                    found.add(told.value)
                elif isinstance(told, ast.JoinedStr):
                    found.add(
                        "".join(
                            part.value
                            if isinstance(part, ast.Constant)
                            else "x"
                            for part in told.values
                        )
                    )
    return found | {
        title for title, _ in qingdan.serving.service.STATES.values()
    }


def test_every_problem_has_a_chinese_title() -> None:
    """What is said on a page is said in its language."""
    titles = _titles()
    assert len(titles) > 15
    assert {title for title in titles if not in_chinese(title)} == set()


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere",
        "/ns/nothing",
        "/inventory/item?iri=urn:x:none",
        "/ask?secret=true",
        "/sparql?query=LOAD%20%3Curn:x:a%3E",
        "/api/decide",
    ],
)
def test_an_error_is_a_page_in_its_language(
    client: FlaskClient, path: str
) -> None:
    """
    Heading and title in Chinese on a Chinese page, with what is
    told in English alone marked as such; JSON for a program.
    """
    page = client.get(path, headers={**BROWSER, "Accept-Language": "zh-CN"})
    assert page.status_code >= 400
    assert page.headers["Content-Language"] == "zh"
    (heading,) = re.findall("<h1>(.*)</h1>", page.text)
    assert re.search("[\u4e00-\u9fff]", heading)
    (detail,) = re.findall(r'<p( lang="en")?>(.+)</p>\n</div>', page.text)
    assert bool(re.search("[\u4e00-\u9fff]", detail[1])) is not bool(detail[0])
    english = client.get(
        path, headers={**BROWSER, "Accept-Language": "en"}
    ).text.partition("<main")[2]
    assert not re.search("[\u4e00-\u9fff]", english)
    told = client.get(path)
    assert (told.mimetype, "Accept" in told.headers["Vary"]) == (
        "application/problem+json",
        True,
    )


def _tables(folder_of_test: Path) -> dict[str, bytes]:
    """Some of the worked inventory as CSV, XLSX and Parquet."""
    path = folder_of_test / "inventory.csv"
    with path.open("w", encoding="utf-8", newline="") as content:
        csv.writer(content).writerows(rows(TWO))
    sheet, parquet = BytesIO(), folder_of_test / "inventory.parquet"
    with xlsxwriter.Workbook(sheet, {"in_memory": True}) as book:
        page = book.add_worksheet("items")
        for number, row in enumerate(rows(TWO)):
            for column, cell in enumerate(row):
                page.write_string(number, column, cell)
    with duckdb.connect() as database:
        read = f"read_csv('{path}', all_varchar = true, header = true)"
        database.execute(
            f"COPY (SELECT * FROM {read}) TO '{parquet}' (FORMAT parquet)"
        )
    return {
        ".csv": path.read_bytes(),
        ".xlsx": sheet.getvalue(),
        ".parquet": parquet.read_bytes(),
    }


def test_every_door_takes_every_form(
    client: FlaskClient, tmp_path: Path
) -> None:
    """
    The calls of the API and the pages that take a file give
    the same answers for RDF and for tables; tests/test_bulk.py
    holds every item to it.
    """
    forms = {".ttl": turtle(TWO), **_tables(tmp_path)}
    kinds = {
        suffix: kind
        for kind, suffix in qingdan_server.sent.SUFFIXES.items()
        if kind != "application/json"
    }
    told: dict[str, set[str]] = {
        "decide": set(),
        "why": set(),
        "routes": set(),
    }
    for suffix, content in forms.items():
        sent = {"data": content, "content_type": kinds[suffix]}
        found = client.post("/api/decide?asOf=2026-03-02", **sent)
        assert found.status_code == 200, found.text
        told["decide"].add(
            str(
                sorted(
                    (one["item"], one["outcome"]) for one in found.get_json()
                )
            )
        )
        found = client.post(
            "/api/why?asOf=2026-03-02&item=crm-customers", **sent
        )
        told["why"].add(
            str(
                (
                    found.get_json()["outcome"],
                    [rule["rule"] for rule in found.get_json()["grounds"]],
                )
            )
        )
        assert client.post("/api/validate", **sent).status_code == 200
        for path in ("/inventory", "/compare"):
            data = {
                "file": (BytesIO(content), f"i{suffix.upper()}"),
                "asOf": "2026-03-02",
            }
            page = client.post(
                path, data=data, query_string={"lang": "en"}, headers=BROWSER
            )
            assert page.status_code == 200, page.text
            if path == "/compare":
                told["routes"].add(
                    str(re.findall(r'class="outcome[^>]*>([^<]*)', page.text))
                )
    assert {name: len(answers) for name, answers in told.items()} == {
        "decide": 1,
        "why": 1,
        "routes": 1,
    }
    assert set(kinds) == {
        suffix
        for suffix in kinds
        if suffix in (*forms, ".nt", ".nq", ".trig", ".jsonld")
    }


@pytest.mark.parametrize("suffix", [".xlsx", ".parquet"])
def test_a_broken_table_is_told_without_where_it_lay(
    client: FlaskClient, suffix: str
) -> None:
    """One line that names no folder of the server; nothing of it stays."""
    kind = next(
        kind
        for kind, form in qingdan_server.sent.SUFFIXES.items()
        if form == suffix
    )
    for path in ("/api/decide", "/api/why?item=x", "/api/validate"):
        found = client.post(path, data=b"PK broken", content_type=kind)
        assert (
            found.status_code,
            "/tmp" in found.text,
            "\n" in found.get_json(force=True)["detail"],
        ) == (422, False, False), found.text


def test_differences_are_worked_out_once(client: FlaskClient) -> None:
    """Two lists are compared behind the request; then each request reads what is kept, in its language."""
    path = "/compare?part=differences&first=cn&second=cn"
    page = client.get(f"{path}&lang=en")
    refresh = 'http-equiv="refresh"'
    assert refresh in page.text
    assert "are being worked out" in page.text
    until = time.monotonic() + 300
    while refresh in page.text and time.monotonic() < until:
        time.sleep(0.2)
        page = client.get(f"{path}&lang=en")
    assert "The two agree on every inventory." in page.text
    again = client.get(f"{path}&lang=zh")
    assert refresh not in again.text
    assert 'aria-labelledby="differences"' in again.text
    wrong = client.get("/compare?part=differences&first=xx-1999")
    assert (wrong.status_code, "choose one of" in wrong.text) == (400, True)


def test_the_comparison_is_told_in_parts(client: FlaskClient) -> None:
    """One part a page, each small; links to the evidence keep the language; a file has all parts."""
    from qingdan.comparing.comparison import compare
    from qingdan.comparing.records import records
    from qingdan.reporting.lists.as_html import PARTS, fragment

    whole = fragment(compare(records()), "en")
    pages = {
        part: client.get(f"/compare?part={part}&lang=en").text
        for part in PARTS
    }
    for part, text in pages.items():
        assert text.count("<section aria-labelledby=") == 1, part
        assert len(text) < len(whole)
    assert whole.count("<section aria-labelledby=") == len(PARTS)
    assert 'href="/compare?part=sources&lang=en#' in pages["sectors"].replace(
        "&amp;", "&"
    )
    anchors = set(re.findall(r'href="#([^"]+)"', whole)) - {"main"}
    assert anchors
    assert anchors <= set(re.findall(r'id="([^"]+)"', pages["sources"]))


def _words(content: bytes) -> str:
    """All that a Word document says, its tables too."""
    document = Document(BytesIO(content))
    cells = (
        cell.text
        for table in document.tables
        for row in table.rows
        for cell in row.cells
    )
    lines = [paragraph.text for paragraph in document.paragraphs]
    return "\n".join([*lines, *cells])


def test_an_answer_is_taken_away_as_a_word_document(
    client: FlaskClient,
) -> None:
    """
    Of an interview and of an item: what the page says first, in its language; the annex
    on wish; the same from the API, and for an inventory that is sent.
    """
    item = "urn:x:huashan-auto:armoured-vehicle-drawings"
    for page, answer, annex in (
        ("/ask?secrecy=StateSecret&lang=en", "State secrets", "whole proof"),
        (f"/inventory/item?iri={item}&lang=zh", "国家秘密", "完整论证"),
    ):
        short = client.get(f"{page}&form=docx")
        whole = client.get(f"{page}&form=docx&whole=yes")
        assert "qingdan-answer.docx" in short.headers["Content-Disposition"]
        assert answer in _words(short.data)
        assert annex not in _words(short.data)
        assert annex in _words(whole.data)
    sent = turtle(TWO)
    item = f"urn:x:huashan-auto:{TWO[0]}"
    proof = client.post(
        f"/api/why?item={item}&format=docx&lang=zh",
        data=sent,
        content_type="text/turtle",
    )
    assert "完整论证" in _words(proof.data)
    form = {"file": (BytesIO(sent), "maker.ttl"), "form": "docx"}
    decided = client.post("/inventory", data=form)
    assert item in _words(decided.data)
    first = "First: Check the national automotive guidelines of 2026"
    assert first in _words(decided.data)
    form = {"file": (BytesIO(sent), "maker.ttl"), "form": "ics"}
    calendar = client.post("/duties", data=form)
    assert calendar.text.startswith("BEGIN:VCALENDAR")


def test_the_stored_questions_are_published_for_other_tools(
    client: FlaskClient,
) -> None:
    """
    In RDF at their addresses, as SHACL has it: each query with the prefixes that are declared is
    the one that is stored, and asks the same; each parameter is a variable of its query.
    """
    told = Graph().parse(data=client.get("/queries.ttl").data, format="ttl")
    sh = Namespace("http://www.w3.org/ns/shacl#")
    base = Namespace("https://w3id.org/qingdan/question/")
    (node,) = set(told.objects(None, sh.prefixes))
    head = "".join(
        f"PREFIX {told.value(each, sh.prefix)}: <{told.value(each, sh.namespace)}>\n"
        for each in told.objects(node, sh.declare)
    )
    assert set(told.subjects(RDF.type, sh.SPARQLExecutable)) == {
        base[question.name] for question in stored()
    }
    empty = Store()
    for question in stored():
        node = base[question.name]
        query = told.value(node, sh.select) or told.value(node, sh.construct)
        asked = empty.query(head + str(query))
        variables = getattr(empty.query(question.text), "variables", None)
        assert getattr(asked, "variables", None) == variables
        paths = {
            str(told.value(each, sh.path)).rpartition("/")[2]
            for each in told.objects(node, sh.parameter)
        }
        assert paths == set(question.parameters)
        assert all(re.search(rf"\?{name}\b", query) for name in paths)
    one = client.get("/id/question/duties-of-authorities.ttl").data
    of_one = Graph().parse(data=one, format="ttl")
    query = head + str(of_one.value(base["duties-of-authorities"], sh.select))
    asked = client.get("/sparql", query_string={"query": query}).data
    assert asked == client.get("/queries/duties-of-authorities").data
    led = client.get("/id/question/duties-of-authorities", headers=BROWSER)
    assert led.location == "/queries?edit=duties-of-authorities"
    assert client.get("/id/question/none").status_code == 404


def test_a_search_finds_other_words_for_the_same(client: FlaskClient) -> None:
    """In both languages; what has the words as typed comes first, and the page says what it took."""
    store = client.application.extensions["qingdan"].store
    for typed, other in (
        ("trajectory", "轨迹"),
        ("车牌", "plates"),
        ("PIPIA", "影响评估"),
        ("personal data export", "个人信息"),
    ):
        found = search(store, typed)
        assert any(other in entry.folded for entry in found), typed
        page = client.get("/law", query_string={"q": typed, "lang": "en"})
        assert "Also searched for" in page.text
        assert other in page.text
    words = [word for group in groups() for word in group]
    assert len(words) == len(set(words)), "a word in two lines"
    typed_first = [
        "location" in entry.folded for entry in search(store, "location")
    ]
    assert typed_first == sorted(typed_first, reverse=True)
    assert not has("carry on", widened("car"))
    assert has("a map of 2 cars", widened("vehicle map"))


def test_the_days_of_the_law_stand_in_their_order(
    client: FlaskClient,
) -> None:
    """Each instrument whose day is known, on its day; what ends is told on its last day."""
    page = client.get("/law?part=timeline&lang=en").text
    graph = law().graph
    for iri in graph.members(QD + "Instrument"):
        day = str(graph.one(iri, QD + "validFrom"))
        if day[:1] == "2":
            assert f'<time datetime="{day}">' in page
            assert law().label(iri)["en"] in html.unescape(page)
    days = re.findall('<time datetime="([^"]+)">', page)
    assert days == sorted(days)
    assert "2027-09-05" in days


def test_names_are_shown_as_people_write_them(client: FlaskClient) -> None:
    """
    What a table calls its items and handlers in Chinese is an IRI with coded letters; no page,
    and no document, shows the code, on whichever page the inventory is sent.
    """
    head, row, *_ = rows(("crm-customers",))
    named = {
        "item": "客户资料",
        "heldBy": "华山汽车",
        "title": "",
        "export": "",
    }
    named = {**dict(zip(head, row, strict=True)), **named}
    spool = StringIO()
    lines = csv.DictWriter(spool, head, extrasaction="ignore")
    lines.writeheader()
    lines.writerow(named)
    table = spool.getvalue()
    coded = re.compile("%[0-9A-F]{2}")
    for path in ("/inventory", "/duties", "/compare"):
        form = {"file": (BytesIO(table.encode()), "items.csv")}
        page = client.post(f"{path}?lang=zh", data=form)
        assert page.status_code == 200, page.text
        shown = re.sub("<[^>]*>", " ", page.text)
        assert not coded.search(shown), path
        assert ("华山汽车" if path == "/duties" else "客户资料") in shown
    form = {"file": (BytesIO(table.encode()), "items.csv"), "form": "docx"}
    words = _words(client.post("/inventory?lang=zh", data=form).data)
    assert "客户资料" in words
    assert not coded.search(words)


def test_the_rows_that_are_shown_are_taken_away(client: FlaskClient) -> None:
    """As CSV, XLSX, JSON, Turtle and Word: the items under the facets that are chosen, all of them."""
    chosen = (
        "/inventory?outcome=https://w3id.org/qingdan/ns/NeedsFacts&lang=en"
    )
    items = {row["item"] for row in client.get(f"{chosen}&form=json").json}
    lines = client.get(f"{chosen}&form=csv").data.decode("utf-8-sig")
    head, *table = csv.reader(lines.splitlines())
    assert {line[0] for line in table} == items
    assert all(line[head.index("Missing facts")] for line in table)
    sheet = client.get(f"{chosen}&form=xlsx")
    cells = (
        python_calamine.load_workbook(BytesIO(sheet.data))
        .get_sheet_by_index(0)
        .to_python()
    )
    assert cells == [head, *table]
    turtle_told = client.get(f"{chosen}&form=turtle").text
    assert turtle_told.count("qd:determines") == len(items) == 9
    word = client.get(f"{chosen}&form=docx")
    assert items <= set(_words(word.data).split("\n"))
    assert "First: Check the national automotive" in _words(word.data)
    refused = client.get(f"{chosen}&form=pdf")
    assert (refused.status_code, "choose one of csv" in refused.text) == (
        400,
        True,
    )


def test_what_a_validation_finds_stands_on_its_row(
    client: FlaskClient,
) -> None:
    """
    On the page of the served inventory, where rows are sorted and narrowed by it, and on that of an
    inventory that is sent: the same findings as the validation has, but for what the outcome tells.
    """
    item = "urn:x:huashan-auto:archive-of-merged-company"
    messages: dict[str, set[str]] = defaultdict(set)
    for result in qingdan.validate(MAKER, engine="distinct").report.results:
        if result.cause.severity == "Undetermined":
            messages[result.focus].add(result.cause.message["en"])
    narrowed = "/inventory?severity=Undetermined&q=archive&lang=en"
    form = {"file": (BytesIO(turtle((item.rpartition(":")[2],))), "one.ttl")}
    sent = client.post("/inventory?lang=en", data=form).text
    for page in (client.get(narrowed).text, sent):
        assert f"not stated {len(messages[item])}</span>" in page
        assert all(f"<li>{message}" in page for message in messages[item])
    assert 'href="#row-1"' in sent
    in_order = client.get("/inventory?sort=findings&form=json").json
    numbers = [len(messages[row["item"]]) for row in in_order]
    assert numbers == sorted(numbers, reverse=True)
    listed = [
        subject
        for page in range(1, 5)
        for subject in client.get(
            f"/api/findings?severity=Undetermined&page={page}"
        ).json["subjects"]
    ]
    (alone,) = client.get(f"/api/findings?item={item}").json["subjects"]
    assert alone in listed
    undetermined = {name for name, texts in messages.items() if texts}
    assert {subject["subject"] for subject in listed} == undetermined
    told = {finding["message"]["en"] for finding in alone["findings"]}
    assert told == messages[item]
    as_text = turtle((item.rpartition(":")[2],))
    of_sent = client.post(
        "/api/findings", data=as_text, content_type="text/turtle"
    ).json["subjects"]
    assert alone["findings"] in [each["findings"] for each in of_sent]
    nothing = client.get("/api/findings?item=urn:x:nothing")
    assert nothing.status_code == 404
    assert "urn:x:nothing is no item" in nothing.json["detail"]
    free = client.get("/inventory?severity=none&form=json").json
    assert free
    assert not any(messages[row["item"]] for row in free)


def test_the_rows_are_sorted_and_paged(client: FlaskClient) -> None:
    """No item is on two pages or on none, and a page that is not there is the last."""
    names = re.compile(
        r'scope="row" role="rowheader"><a href="[^"]+iri=([^"&]+)'
    )
    pages = [
        client.get(f"/inventory?sort=outcome&page={number}").text
        for number in range(1, 6)
    ]
    shown = [names.findall(page) for page in pages]
    assert shown[4] == shown[3]
    listed = [name for page in shown[:4] for name in page]
    assert (len(listed), len(set(listed))) == (89, 89)
    for number in ("0", "-1", "x", "9" * 40, "٣"):
        assert client.get(f"/inventory?page={number}").status_code == 200


def test_pages_are_small(client: FlaskClient) -> None:
    """The home page with its style under 100 kB as it is; no page over 400 kB compressed."""
    home = sum(
        len(client.get(path).data)
        for path in ("/", "/style.css", "/static/icon.svg")
    )
    assert home < 100_000
    more = (
        "/law?part=rules",
        "/inventory?page=4",
        "/ask?ask=sector",
        "/inventory/item?iri=urn:x:huashan-auto:adas-clips&both=yes",
    )
    for path in (*PAGES, *more):
        page = client.get(path, headers={**BROWSER, "Accept-Encoding": "gzip"})
        assert len(page.data) < 400_000, path


@pytest.mark.parametrize(("whole", "many"), [({}, 89), ({"whole": "yes"}, 25)])
def test_the_report_of_what_is_sent_is_small(
    client: FlaskClient, whole: dict[str, str], many: int
) -> None:
    """All items with their first screens, or the whole proofs of the first."""
    sent = {
        "file": (BytesIO(MAKER.read_bytes()), "i.ttl"),
        "asOf": "2026-03-02",
        **whole,
    }
    page = client.post(
        "/inventory?lang=en",
        data=sent,
        headers={**BROWSER, "Accept-Encoding": "gzip"},
    )
    text = gzip.decompress(page.data).decode()
    assert (page.status_code, len(page.data) < 400_000) == (200, True)
    assert text.count('<details class="proof">') == many
    assert ("The whole proof" in text) is bool(whole)


@pytest.mark.parametrize(
    ("words", "name"),
    [("参照适用其他自贸清单", "article-21"), ("清单参照", "article-21")],
)
def test_a_search_parts_chinese_words(
    client: FlaskClient, words: str, name: str
) -> None:
    """A run of characters is found by its pairs, though it never stands as it was written."""
    assert words not in client.get("/id/cq-2025/article-21?lang=zh").text
    found = client.get("/law", query_string={"q": words, "lang": "zh"}).text
    assert f'/id/cq-2025/{name}?lang=zh"' in found


def test_a_term_has_an_address_for_each_form(client: FlaskClient) -> None:
    """Named in the head of its page; the same as is negotiated. It stands in its part and chapter."""
    page = client.get("/id/cq-2025/article-21?lang=en", headers=BROWSER).text
    for ending, kind in (
        ("ttl", "text/turtle"),
        ("jsonld", "application/ld+json"),
    ):
        address = f"/id/cq-2025/article-21.{ending}"
        assert f'<link rel="alternate" type="{kind}" href="{address}">' in page
        told = client.get(address, headers=BROWSER)
        asked = client.get("/id/cq-2025/article-21", headers={"Accept": kind})
        assert (told.mimetype, told.data) == (kind, asked.data)
    assert client.get("/id/cq-2025/nothing.ttl").status_code == 404
    trail = page.partition('class="trail"')[2].partition("</nav>")[0]
    assert re.findall(r'href="([^"?]+)', trail) == [
        "/law",
        "/law",
        "/id/cq-2025/measures",
        "/id/cq-2025/chapter-6",
    ]


def test_the_state_tells_numbers_and_nothing_that_was_sent(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Requests by how they ended and failures by job, in both languages; neither
    the inventory nor what a stranger sent; behind the token where there is one.
    """
    client = _client(create_app(service))
    before = client.get("/api/state").json
    secret = "urn:x:huashan-auto:secret"
    assert client.get(f"/inventory/item?iri={secret}").status_code == 404

    def late_in(self: object, *asked: object) -> None:
        raise Failed(Ending.TIMED_OUT)

    monkeypatch.setattr(Keeper, "ask", late_in)
    late = client.get("/sparql?query=ASK {}")
    assert late.status_code == 503
    after = client.get("/api/state").json
    requests = {name: after["requests"][name] for name in ("all", "failed")}
    assert requests == {
        "all": before["requests"]["all"] + 3,
        "failed": before["requests"]["failed"] + 1,
    }
    assert after["requests"]["refused"] == before["requests"]["refused"] + 1
    assert (after["failures"][0]["what"], after["failures"][0]["why"]) == (
        "query",
        "it took too long",
    )
    assert after["inventory"]["items"] == len(service.items)
    assert all(worker["alive"] for worker in after["workers"])
    assert after["memory"]["together"] > after["memory"]["front"] > 10 << 20
    pages = [client.get(f"/state?lang={lang}").text for lang in ("en", "zh")]
    assert "it took too long" in pages[0]
    assert "超过时限" in pages[1]
    for page in (str(after), *pages):
        assert "huashan" not in page
    guarded = create_app(service, "a token").test_client()
    assert guarded.get("/state").status_code == 401
    assert guarded.get("/api/state").status_code == 401
