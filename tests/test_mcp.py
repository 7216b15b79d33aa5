"""
The tools for an assistant, as the protocol's own client
calls them over standard input and output.
"""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pyoxigraph as ox
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from mcp import Client, StdioServerParameters
from mcp.types import CallToolResult, TextContent

from qingdan.comparing.coverage import coverage
from qingdan.files import folder
from qingdan.querying.stored import stored
from qingdan.version import VERSION

MAKER = folder("data") / "inventories" / "icv-maker.ttl"
BASE, KEPT = (
    "urn:x:huashan-auto:",
    ("crm-customers", "vehicle-tracks", "release-notes"),
)
DAY = "2026-03-02"
Call = Callable[..., CallToolResult]


def _trimmed() -> str:
    """The worked inventory with three of its items, their exports, and whatever is no item."""
    quads = list(ox.parse(MAKER.read_bytes(), format=ox.RdfFormat.TURTLE))
    kinds = {
        quad.subject: str(quad.object)
        for quad in quads
        if quad.predicate.value.endswith("#type")
    }
    items = {
        node
        for node, kind in kinds.items()
        if kind.endswith("/DataItem>")
        and str(node)[1:-1].removeprefix(BASE) not in KEPT
    }
    exports = {
        quad.subject
        for quad in quads
        if quad.predicate.value.endswith("/exportOf") and quad.object in items
    }
    dropped = items | exports
    kept = [
        quad.triple
        for quad in quads
        if quad.subject not in dropped and quad.object not in dropped
    ]
    return (ox.serialize(kept, format=ox.RdfFormat.TURTLE) or b"").decode()


INVENTORY = _trimmed()
SENT = {"inventory": INVENTORY, "as_of": DAY}


@pytest.fixture(scope="module")
def session() -> Iterator[tuple[BlockingPortal, Client]]:
    """The SDK's client, with the server that it started."""
    server = StdioServerParameters(
        command=sys.executable, args=["-m", "qingdan", "mcp"]
    )
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(
            Client(server, read_timeout_seconds=300)
        ) as client,
    ):
        yield portal, client


@pytest.fixture(scope="module")
def call(session: tuple[BlockingPortal, Client]) -> Call:
    """What calls a tool, and holds every structured answer to the schema of the tool."""
    portal, client = session
    schemas = {
        tool.name: tool.output_schema
        for tool in portal.call(client.list_tools).tools
    }

    def called(name: str, **arguments: Any) -> CallToolResult:
        found = portal.call(client.call_tool, name, arguments)
        if not found.is_error:
            assert schemas[name]
            jsonschema.validate(found.structured_content, schemas[name])
        return found

    return called


def texts(found: CallToolResult) -> list[str]:
    """The texts of an answer that is none of an error."""
    told = [
        block.text for block in found.content if isinstance(block, TextContent)
    ]
    assert not found.is_error, told
    return told


def answer(found: CallToolResult) -> Any:
    """The JSON of an answer."""
    return json.loads(texts(found)[0])


def test_six_tools_that_only_read(
    session: tuple[BlockingPortal, Client],
) -> None:
    """Each is annotated as such, and says that what is undetermined is no clearance."""
    portal, client = session
    assert (client.server_info.name, client.server_info.version) == (
        "qingdan",
        VERSION,
    )
    assert "not legal advice" in (client.instructions or "")
    tools = portal.call(client.list_tools).tools
    assert [tool.name for tool in tools] == [
        "decide",
        "why",
        "coverage",
        "compare",
        "lookup",
        "query",
    ]
    for tool in tools:
        assert tool.annotations is not None
        assert (
            tool.annotations.read_only_hint,
            tool.annotations.open_world_hint,
        ) == (
            True,
            False,
        )
        assert "NeedsFacts and NeedsReview are not clearances" in (
            tool.description or ""
        )
        assert all(
            "description" in told
            for told in tool.input_schema["properties"].values()
        )


def test_determinations_are_those_of_the_command_line(
    call: Call, tmp_path: Path
) -> None:
    """The same JSON, item for item; a summary keeps the outcomes and the missing facts."""
    path = tmp_path / "inventory.ttl"
    path.write_text(INVENTORY, "utf-8")
    command = [
        sys.executable,
        "-m",
        "qingdan",
        "decide",
        str(path),
        "--as-of",
        DAY,
        "--format",
        "json",
    ]
    expected = json.loads(
        subprocess.run(command, capture_output=True, check=True).stdout
    )
    found = answer(call("decide", **SENT))
    assert [one["item"].removeprefix(BASE) for one in found] == sorted(KEPT)
    assert found == expected
    short = answer(call("decide", **SENT, detail="summary"))
    assert [one["outcome"] for one in short] == [
        one["outcome"] for one in expected
    ]
    assert "grounds" not in short[0]
    assert "missingFacts" in short[0]


def test_json_ld_arrives_as_it_was_sent(call: Call) -> None:
    """A text that happens to be JSON is a text; a null is an argument left out."""
    document = (
        ox.serialize(
            ox.parse(INVENTORY, format=ox.RdfFormat.TURTLE),
            format=ox.RdfFormat.JSON_LD,
        )
        or b""
    ).decode()
    outcomes = {
        one["item"]: one["outcome"] for one in answer(call("decide", **SENT))
    }
    found = answer(
        call("decide", inventory=document, format="jsonld", as_of=DAY)
    )
    assert {one["item"]: one["outcome"] for one in found} == outcomes
    count = "SELECT (COUNT(?item) AS ?n) WHERE { ?item a qd:DataItem }"
    for given, number in ((document, "3"), (None, "0")):
        rows = answer(
            call(
                "query",
                sparql=count,
                inventory=given,
                format="jsonld",
                as_of=None,
                bindings=None,
            )
        )["results"]["bindings"]
        assert rows[0]["n"]["value"] == number


def test_what_is_covered_and_owed_is_told_of_each_item(call: Call) -> None:
    """The same as the determinations have it, without the proofs."""
    items = call("coverage", **SENT).structured_content["items"]
    for told, whole in zip(items, answer(call("decide", **SENT)), strict=True):
        assert told == {name: whole[name] for name in told}
        assert told["coverage"]["status"]
    assert any(duty["due"] for told in items for duty in told["duties"])


def test_lists_are_compared(call: Call) -> None:
    """How much is known of all, one in full, and the routes of what is sent."""
    told = call("compare").structured_content
    assert [row.record.id for row in coverage()] == [
        row["id"] for row in told["lists"]
    ]
    assert "details" not in told
    told = call("compare", lists=["bj-2025"], **SENT).structured_content
    assert [one["id"] for one in told["details"]] == ["bj-2025"]
    assert {one["item"] for one in told["routes"]} == {
        BASE + name for name in KEPT
    }
    assert told["itemsLeftOut"] == 0
    routes = told["routes"][0]["routes"]
    assert {"cq-2025", "bj-2025"} <= {route["list"] for route in routes}


def test_the_two_usual_questions_are_prompts(
    session: tuple[BlockingPortal, Client],
) -> None:
    """Each takes what is described, names tools that exist, and says what is no clearance."""
    portal, client = session
    tools = {tool.name for tool in portal.call(client.list_tools).tools}
    prompts = portal.call(client.list_prompts).prompts
    assert [prompt.name for prompt in prompts] == [
        "may_this_leave",
        "what_to_do_by_when",
    ]
    for prompt in prompts:
        given = portal.call(
            client.get_prompt, prompt.name, {"described": "tracks of cars"}
        )
        (message,) = given.messages
        text = message.content.text
        assert "NeedsFacts and NeedsReview are not clearances" in text
        assert text.endswith("tracks of cars")
        assert set(re.findall(r"`(\w+)`", text)) <= tools


def test_a_missing_fact_is_asked_for_and_clears_nothing(call: Call) -> None:
    """An item of which nothing is stated."""
    bare = "@prefix qd: <https://w3id.org/qingdan/ns/> . <urn:x:i> a qd:DataItem ; qd:heldBy <urn:x:h> . <urn:x:h> a qd:DataHandler ."
    (found,) = answer(call("decide", inventory=bare, as_of=DAY))
    assert found["outcome"] in ("NeedsFacts", "NeedsReview")
    assert found["missingFacts"]


def test_a_proof_as_json_and_as_text(call: Call) -> None:
    """In the language asked for; and why it is not another outcome."""
    told, text = texts(call("why", **SENT, item="crm-customers", lang="zh"))
    assert json.loads(told) == next(
        one
        for one in answer(call("decide", **SENT))
        if one["item"] == BASE + "crm-customers"
    )
    assert "结论" in text
    _, against = texts(
        call(
            "why", **SENT, item="crm-customers", not_outcome="ExemptOutOfList"
        )
    )
    assert "[ExemptOutOfList]:" in against


def test_a_term_is_found_by_name_and_by_words(call: Call) -> None:
    """
    An article with what cites it; words in Chinese and
    English; a definition where no label has the words.
    """
    (article,) = answer(call("lookup", term="cq25:article-21"))["entries"]
    assert article["label"]["zh"] == "《办法》第二十一条：参照其他清单"
    assert list(article["definition"]) == ["en"]
    assert ("cq25:rule-by-reference", "dcterms:source") in [
        (citing["term"], citing["by"]) for citing in article["citedBy"]
    ]
    assert answer(call("lookup", term=article["iri"], lang="en,zh"))[
        "entries"
    ][0]["definition"].keys() == {"en", "zh"}
    found = answer(call("lookup", term="敏感个人信息", lang="zh"))
    assert (found["truncated"], len(found["entries"])) == (True, 20)
    assert found["found"] > 20
    assert all(
        "敏感个人信息" in entry["label"]["zh"] for entry in found["entries"]
    )
    assert "cq25:article-21" in [
        entry["curie"]
        for entry in answer(call("lookup", term="Lists other ZONES"))[
            "entries"
        ]
    ]
    assert answer(call("lookup", term="NeedsFacts"))["entries"][0][
        "definition"
    ]["en"]
    assert (
        answer(
            call("lookup", term="the named facts decide and are not stated")
        )["entries"][0]["curie"]
        == "qd:NeedsFacts"
    )


def test_stored_questions_are_listed_and_answered(call: Call) -> None:
    """About the law; about an inventory with a parameter; a parameter left out is told."""
    listed = answer(call("query", sparql=""))
    assert [one["name"] for one in listed] == [
        question.name for question in stored()
    ]
    rows = answer(call("query", sparql="articles-and-their-rules"))
    assert rows["results"]["bindings"]
    asked = {
        "sparql": "why-in-the-list",
        "bindings": {"item": BASE + "vehicle-tracks"},
    }
    assert answer(call("query", **SENT, **asked))["results"]["bindings"]
    assert "give 'item' in bindings" in error(
        call("query", **SENT, sparql="why-in-the-list")
    )


def test_sparql_is_answered_and_says_what_it_leaves_out(call: Call) -> None:
    """Rows, a yes, a graph; no more rows than are given are read, however many there are."""
    query = "SELECT ?outcome WHERE { ?d qd:determines ?item ; qd:outcome ?outcome } ORDER BY ?item"
    found = answer(call("query", **SENT, sparql=query))
    expected = [one["outcome"] for one in answer(call("decide", **SENT))]
    assert [
        row["outcome"]["value"].rpartition("/")[2]
        for row in found["results"]["bindings"]
    ] == expected
    assert found["truncated"] is False
    endless = answer(
        call(
            "query", sparql="SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
        )
    )
    assert (len(endless["results"]["bindings"]), endless["truncated"]) == (
        200,
        True,
    )
    assert "there are more" in endless["note"]
    assert (
        answer(call("query", sparql="ASK { cq25:article-21 a qd:Provision }"))[
            "boolean"
        ]
        is True
    )
    graph = answer(
        call(
            "query",
            sparql="CONSTRUCT { ?s rdfs:label ?l } WHERE { ?s rdfs:label ?l ; a qd:Outcome }",
        )
    )
    assert "qd:NeedsFacts rdfs:label" in graph["turtle"]
    typed = answer(
        call(
            "query",
            sparql="SELECT (1 AS ?n) (BNODE() AS ?b) ('x'@en AS ?x) (<<( cn: cn: cn: )>> AS ?t) {}",
        )
    )
    (row,) = typed["results"]["bindings"]
    assert row["n"] == {
        "type": "literal",
        "value": "1",
        "datatype": "http://www.w3.org/2001/XMLSchema#integer",
    }
    assert (row["b"]["type"], row["x"]["xml:lang"], row["t"]["type"]) == (
        "bnode",
        "en",
        "triple",
    )


def error(found: CallToolResult) -> str:
    """The one line of an error."""
    (block,) = found.content
    assert found.is_error, found
    assert isinstance(block, TextContent)
    assert "\n" not in block.text
    assert "Traceback" not in block.text
    return block.text


WRONG: dict[str, tuple[str, dict[str, Any], str]] = {
    "broken Turtle": (
        "decide",
        {
            "inventory": "@prefix qd: <https://w3id.org/qingdan/ns/> .\n<urn:x:i> a"
        },
        "line 2: not well-formed",
    ),
    "broken JSON-LD": (
        "decide",
        {"inventory": "[" * 5000, "format": "jsonld"},
        "cannot be decided",
    ),
    "context elsewhere": (
        "decide",
        {
            "inventory": '{"@context": "http://127.0.0.1:1/"}',
            "format": "jsonld",
        },
        "is not fetched",
    ),
    "no inventory": ("decide", {}, "inventory: Field required"),
    "too large": (
        "decide",
        {"inventory": "#" * (10 << 20) + "x"},
        "send less",
    ),
    "unknown format": (
        "decide",
        {"inventory": "x", "format": "exe"},
        "'turtle'",
    ),
    "no such day": (
        "decide",
        {"inventory": "x", "as_of": "2026-02-30"},
        "as_of",
    ),
    "argument misspelt": (
        "decide",
        {"inventory": "x", "asOf": DAY},
        "'asOf' is not known; it takes inventory, format, as_of",
    ),
    "many faults": (
        "decide",
        {
            "inventory": INVENTORY
            + "<urn:x:i> a <https://w3id.org/qingdan/ns/DataItem> ."
        },
        "heldBy",
    ),
    "unknown item": (
        "why",
        {**SENT, "item": "nothing"},
        "is not in the inventory, which has 3 items",
    ),
    "unknown outcome": (
        "why",
        {**SENT, "item": "crm-customers", "not_outcome": "Free"},
        "the outcome 'Free' is not known",
    ),
    "unknown list": (
        "compare",
        {"lists": ["nowhere"]},
        "the list 'nowhere' is not known; choose of cq-2025",
    ),
    "unknown term": (
        "lookup",
        {"term": "qd:nothing" * 100},
        "is no term of the law",
    ),
    "unknown question": (
        "query",
        {"sparql": "no-such-question"},
        "is not stored",
    ),
    "unknown variable": (
        "query",
        {
            "sparql": "SELECT ?s WHERE { ?s a qd:Outcome }",
            "bindings": {"x": "y"},
        },
        "?x",
    ),
    "no variable": (
        "query",
        {
            "sparql": "SELECT ?s WHERE { ?s a qd:Outcome }",
            "bindings": {"a b": "y"},
        },
        "variable",
    ),
    "SERVICE": (
        "query",
        {
            "sparql": "SELECT * WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"
        },
        "SERVICE is refused",
    ),
    "FROM a file": (
        "query",
        {"sparql": "SELECT * FROM <file:///etc/passwd> WHERE { ?s ?p ?o }"},
        "none of the graphs",
    ),
    "update": ("query", {"sparql": "DELETE WHERE { ?s ?p ?o }"}, "read-only"),
    "long query": (
        "query",
        {"sparql": "SELECT * WHERE { ?s ?p '" + "x" * 9000 + "' }"},
        "longer than 8,192 bytes",
    ),
    "no SPARQL": (
        "query",
        {"sparql": "SELECT * WHERE { "},
        "not well-formed SPARQL",
    ),
    "inventory of a query": (
        "query",
        {"sparql": "ASK {}", "inventory": "not turtle"},
        ": inventory, line 1: not well-formed",
    ),
    "no such tool": (
        "forget",
        {},
        "call one of decide, why, coverage, compare, lookup, query",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_call_is_told_in_one_line(call: Call, name: str) -> None:
    """What is wrong, where, how to mend it; the next call is served."""
    tool, arguments, words = WRONG[name]
    told = error(call(tool, **arguments))
    assert words in told
    assert "/tmp" not in told
    assert len(told) < 1_500
    assert answer(call("query", sparql="ASK {}"))["boolean"] is True


def test_a_query_without_end_is_stopped(call: Call) -> None:
    """At its deadline, or at the end of its memory; never with an empty answer."""
    told = error(
        call(
            "query",
            sparql="SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
        )
    )
    assert "there is no answer" in told
    doubling = " ".join(
        f"BIND(CONCAT(?{chr(97 + n)}, ?{chr(97 + n)}) AS ?{chr(98 + n)})"
        for n in range(24)
    )
    query = f"SELECT ?y WHERE {{ BIND('xxxxxxxxxxxxxxxx' AS ?a) {doubling} }}"
    found = call("query", sparql=query)
    assert found.is_error or answer(found)["truncated"] is True
    assert answer(call("query", sparql="ASK {}"))["boolean"] is True


def test_standard_output_carries_the_protocol_alone() -> None:
    """
    Every line is a message; the end of standard input ends
    the process, and its keeper with it.
    """
    start = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "initialize",
        "params": {
            "protocolVersion": "2025-06-18",
            "capabilities": {},
            "clientInfo": {"name": "test", "version": "0"},
        },
    }
    asked = {
        "jsonrpc": "2.0",
        "id": 2,
        "method": "tools/call",
        "params": {"name": "lookup", "arguments": {"term": "qd:sector"}},
    }
    lines = [
        json.dumps(start),
        json.dumps({"jsonrpc": "2.0", "method": "notifications/initialized"}),
        "no message",
        json.dumps(asked),
    ]
    with subprocess.Popen(
        [sys.executable, "-m", "qingdan", "mcp"],
        stdin=-1,
        stdout=-1,
        stderr=-1,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("\n".join(lines) + "\n")
        process.stdin.flush()
        told = []
        while not told or told[-1].get("id") != 2:
            told.append(json.loads(process.stdout.readline()))
        process.stdin.close()
        assert all(
            json.loads(line)["jsonrpc"] == "2.0" for line in process.stdout
        )
        assert process.wait(120) == 0
    assert told[0]["result"]["serverInfo"]["name"] == "qingdan"
    assert "qd:sector" in told[-1]["result"]["content"][0]["text"]


@pytest.mark.parametrize(
    ("ending", "status"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)]
)
def test_a_signal_ends_it(ending: signal.Signals, status: int) -> None:
    """
    Though standard input is open; and the keeper, which
    holds standard output too, ends with it.
    """
    with subprocess.Popen(
        [sys.executable, "-m", "qingdan", "mcp"], stdin=-1, stdout=-1
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(
            b"no message\n"
            + json.dumps(
                {"jsonrpc": "2.0", "id": 1, "method": "ping"}
            ).encode()
            + b"\n"
        )
        process.stdin.flush()
        assert process.stdout.readline()
        process.send_signal(ending)
        assert process.wait(120) == status
        process.stdout.read()


def test_without_the_sdk_the_command_says_what_to_install() -> None:
    """One line and the status of a wrong call."""
    code = "import sys; sys.modules['mcp'] = None; sys.argv = ['qingdan', 'mcp']; from qingdan.cli import run; run()"
    found = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (found.returncode, found.stdout) == (2, "")
    assert "in a clone of Qingdan run: pip install '.[mcp]'" in found.stderr
