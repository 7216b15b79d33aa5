"""
Questions of the command line: guarded as at the server,
ended in time, and never silent about nothing.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from calls import Call, call
from excerpt import FEW, turtle
from qingdan.law.closure import closed_law
from qingdan.querying.stored import stored
from qingdan.rdf.names import GRAPH
from test_server import REFUSED

DAY = ("--as-of", "2026-03-02")
COUNT = "SELECT (COUNT(*) AS ?n) {} WHERE {{ ?s ?p ?o }}"
ITEM = "urn:x:huashan-auto:crm-customers"


@pytest.fixture(scope="module", autouse=True)
def _closed() -> None:
    """The law is closed, so that no first run tells of it."""
    closed_law()


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some items of the worked inventory."""
    path = tmp_path_factory.mktemp("few") / "inventory.ttl"
    path.write_bytes(turtle())
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file for a query."""
    return tmp_path / "question.rq"


def asked(file: Path, text: str, *more: str | Path) -> Call:
    """Ask a query from a file."""
    file.write_text(text, "utf-8")
    return call("query", file, *more)


@pytest.mark.parametrize("query", REFUSED, ids=lambda query: query[:40])
def test_what_the_server_refuses_is_refused(file: Path, query: str) -> None:
    """For the same reason, in one line, with exit status 2."""
    found = asked(file, query)
    assert (found.status, found.out, found.err.count("\n")) == (2, "", 1)
    assert REFUSED[query] in found.err


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * WHERE { SERVICE ?u { ?s ?p ?o } }",
        "SELECT * WHERE " + "{" * 3_000 + "}" * 3_000,
        "ASK { FILTER(" + "(" * 3_000 + "1" + ")" * 3_000 + ") }",
        "ASK { ?s " + "(" * 3_000 + "<urn:p>" + ")" * 3_000 + " ?o }",
        "SELECT * WHERE { ?s ?p " + "[ ?p " * 3_000 + "1" + "]" * 3_000 + " }",
    ],
    ids=[
        "a service by variable",
        "braces",
        "brackets",
        "paths",
        "blank nodes",
    ],
)
def test_no_query_ends_the_process(file: Path, query: str) -> None:
    """What is too deep for the stack is refused before it is read."""
    file.write_text(query, "utf-8")
    call_ = [sys.executable, "-m", "qingdan", "query", str(file)]
    found = subprocess.run(call_, capture_output=True, text=True, check=False)
    assert (found.returncode, found.stdout) == (2, "")
    assert (
        "refused" in found.stderr
        or "flatten it" in found.stderr
        or "shorten" in found.stderr
    )


@pytest.mark.parametrize(
    "head",
    [
        f"FROM <{GRAPH}law>",
        f"from<{GRAPH}law>",
        f"# FROM\nFROM <{GRAPH}law> # FROM\n",
    ],
)
def test_from_is_obeyed(file: Path, head: str) -> None:
    """The graphs that are named are asked, and no others; without FROM all are."""
    law = asked(
        file,
        f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{GRAPH}law> {{ ?s ?p ?o }} }}",
    ).out
    assert asked(file, COUNT.format(head)).out == law
    assert asked(file, COUNT.format("")).out != law
    assert (
        asked(file, COUNT.format(f"FROM NAMED <{GRAPH}law>")).out == "n\n0\n"
    )


def test_a_question_without_end_is_stopped(file: Path) -> None:
    """Exit status 2 and one line; no part of an answer is written."""
    file.write_text(
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", "utf-8"
    )
    call_ = [
        sys.executable,
        "-m",
        "qingdan",
        "query",
        str(file),
        "--timeout",
        "0.5",
    ]
    found = subprocess.run(call_, capture_output=True, text=True, check=False)
    assert (found.returncode, found.stdout) == (2, "")
    assert (
        "took longer than 0.5 seconds and was stopped; ask for less"
        in found.stderr
    )


def test_an_item_is_named_as_why_names_it(few: Path) -> None:
    """By the end of its IRI, or by the IRI; both find the same."""
    question = ("query", "why-in-the-list", "--data", few, *DAY, "--bind")
    short = call(*question, "item=crm-customers")
    assert short.status == 0
    assert "StandardContractOrCertification" in short.out
    assert short.out == call(*question, f"item={ITEM}").out
    unknown = call(*question, "item=nothing")
    assert (unknown.status, unknown.out) == (2, "")
    assert (
        f"the item 'nothing' is not in the inventory, which has {len(FEW)} items"
        in unknown.err
    )
    alone = call("query", "why-in-the-list", "--bind", "item=crm-customers")
    assert "is looked for in an inventory; add --data INVENTORY" in alone.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (
            ("most-blocking-missing-fact",),
            "the law alone was asked; add --data INVENTORY",
        ),
        (("term-without-label",), "nothing was found, which is good"),
        (
            ("why-in-the-list", "--bind", "item=urn:x:none"),
            "?item urn:x:none occurs nowhere in what was asked; add --data",
        ),
        (
            (
                "why-not-merely-tier-2",
                "--data",
                "few",
                *DAY,
                "--bind",
                "item=crm-customers",
            ),
            f"the item is not in tier 1: ask why-in-the-list for where it is (the outcome of {ITEM} is StandardContractOrCertification)",
        ),
    ],
)
@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_a_stored_question_that_finds_nothing_says_why(
    arguments: tuple[str, ...], says: str, form: str, few: Path
) -> None:
    """On standard error; the answer itself is that of an empty table."""
    asked = [str(few) if word == "few" else word for word in arguments]
    found = call("query", *asked, "--format", form)
    assert found.status == 0
    assert says in found.err
    assert found.err.count("\n") == 1
    if form == "json":
        assert json.loads(found.out)["results"]["bindings"] == []
    else:
        assert found.out.count("\n") == 1


def test_a_stored_question_that_finds_something_says_nothing_more() -> None:
    """Nothing on standard error."""
    assert call("query", "articles-and-their-rules").err == ""


@pytest.mark.parametrize("query", stored(), ids=lambda query: query.name)
def test_every_stored_question_may_be_asked(query: object) -> None:
    """None is longer or deeper than the guard allows."""
    from qingdan.querying.limits import check

    check(query.text, [])  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "more", "says"),
    [
        ("ASK {}", ("--bind", "a b=1"), "?a b is no name of a variable"),
        ("ASK {}", ("--bind", "x=1"), "cannot be answered"),
        (
            "SELECT ?s { ?s ?p ?o }",
            ("--format", "turtle"),
            "not written as turtle",
        ),
        (
            "CONSTRUCT WHERE { ?s ?p ?o }",
            ("--format", "json"),
            "a graph is not written as json",
        ),
        ("SELECT", (), "not well-formed SPARQL"),
    ],
)
def test_a_wrong_question_is_told(
    file: Path, text: str, more: tuple[str, ...], says: str
) -> None:
    """One line, exit status 2."""
    found = asked(file, text, *more)
    assert (found.status, found.out, found.err.count("\n")) == (2, "", 1)
    assert says in found.err


def test_bytes_that_are_no_text_are_refused(file: Path) -> None:
    """They are not read as something else."""
    file.write_bytes(b"ASK { ?s ?p '\xff' }")
    assert (
        "byte 13 is not UTF-8; save the query as UTF-8"
        in call("query", file).err
    )


def test_a_table_shows_every_kind_of_term_on_one_line(file: Path) -> None:
    """A text with line breaks or codes of a terminal cannot break out of its row."""
    found = asked(file, 'SELECT ?a ?b { BIND("x\\n\\u001b[31my" AS ?a) }')
    assert found.out == "a  b\nx\\u000a\\u001b[31my  \n"
