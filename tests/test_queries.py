"""
Every stored question against the answers expected of it: on an inventory so small that each
row was checked by hand, and on the worked one.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from calls import call
from qingdan import files
from qingdan.deciding.batch import decide
from qingdan.inventory.read import ingest
from qingdan.law.load import law
from qingdan.querying import stored
from qingdan.rdf.names import PREFIXES, QD, curie
from qingdan.reporting.determination.as_rdf_batch import stated, written
from qingdan.reporting.determination.as_rdf_shared import shared
from qingdan.reporting.determination.rdf_writer import Extent
from questions import COMMANDS, EXPECTED, PAGE, cases, page

ROOT = Path(__file__).parent.parent
AS_OF = date(2026, 3, 2)
INVENTORIES = {
    "by-hand": EXPECTED / "by-hand.ttl",
    "worked": files.folder("data") / "inventories" / "icv-maker.ttl",
}
NUMBERS = range(1, 66)


@cache
def _store(inventory: str | None) -> ox.Store:
    """The law, and an inventory with its determinations; built once for all that need it."""
    store = stored.law_store()
    if inventory:
        stored.add_inventory(store, (INVENTORIES[inventory],), AS_OF)
    return store


def _answer(query: stored.StoredQuery, case: dict[str, Any]) -> Any:
    values = {ox.Variable(k): stored.bound(v) for k, v in case["bind"].items()}
    return _store(case["inventory"]).query(
        query.text,
        prefixes=PREFIXES,
        use_default_graph_as_union=True,
        substitutions=values,
    )


def _rows(answer: Any, columns: list[str]) -> list[list[str]]:
    """The distinct rows of some columns, sorted; an empty text where nothing is bound."""
    found = {
        tuple(
            "" if row[name] is None else curie(row[name].value)
            for name in columns
        )
        for row in answer
    }
    return sorted(map(list, found))


ALL = [
    pytest.param(query, case, id=f"{query.name}-{number}")
    for query in stored.stored()
    for number, case in enumerate(cases(query.name), start=1)
]


@pytest.mark.parametrize(("query", "case"), ALL)
def test_a_stored_question_has_its_answer(
    query: stored.StoredQuery, case: dict[str, Any]
) -> None:
    """Each question gives the rows expected, all of them or those named and how many there are."""
    assert sorted(case["bind"]) == sorted(query.parameters)
    answer = _answer(query, case)
    if isinstance(answer, ox.QueryTriples):
        told = list(answer)
        text = (
            ox.serialize(told, format=ox.RdfFormat.N_TRIPLES) or b""
        ).decode()
        assert len(told) == case["triples"]
        assert [
            term for term in case["terms"] if _whole(term) not in text
        ] == []
        return
    rows = _rows(answer, case["columns"])
    assert rows or query.may_be_empty, (
        "an empty answer, and that is not good here"
    )
    if "rows" in case:
        assert rows == sorted(case["rows"])
    else:
        assert len(rows) == case["count"]
        assert [row for row in case["contains"] if row not in rows] == []


def _whole(term: str) -> str:
    """A term of an expectation as it stands in N-Triples."""
    known = {**PREFIXES, "dpv": "https://w3id.org/dpv#"}
    known["odrl"] = "http://www.w3.org/ns/odrl/2/"
    prefix, _, name = term.removeprefix("a ").partition(":")
    return f"<{known[prefix]}{name}>" if name else term


def test_every_question_has_an_expectation_and_none_outlives_its_question() -> (
    None
):
    """A file of cases for each stored query, and no other."""
    named = {query.name for query in stored.stored()}
    found = {path.stem for path in EXPECTED.glob("*.json")} - {"commands"}
    assert found == named


def test_every_question_that_asks_of_an_inventory_is_tried_on_both() -> None:
    """On the worked inventory and on the one checked by hand, and each case says why it is right."""
    for query in stored.stored():
        tried = {case["inventory"] for case in cases(query.name)}
        assert tried in ({None}, set(INVENTORIES)), query.name
        for case in cases(query.name):
            assert len(case["why"]) > 10, query.name


@pytest.mark.parametrize("number", NUMBERS)
def test_every_competency_question_is_answered(number: int) -> None:
    """By a stored query, or by a command where it needs a log."""
    queries = [query for query in stored.stored() if query.number == number]
    commands = [one for one in COMMANDS if number in one["questions"]]
    assert queries or commands


@pytest.mark.parametrize(
    "command",
    COMMANDS,
    ids=lambda one: f"{one['questions'][0]}-{one['arguments'][1]}",
)
def test_a_command_answers_its_question(
    command: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It ends as expected and tells what is expected."""
    monkeypatch.chdir(ROOT)
    result = call(*command["arguments"])
    assert result.status == command["status"], result.err
    assert [one for one in command["tells"] if one not in result.out] == []


def test_the_map_of_the_questions_is_that_of_the_queries() -> None:
    """`python tests/support/questions.py` writes the page anew."""
    assert PAGE.read_text("utf-8") == page()


@pytest.mark.parametrize(
    "query", stored.stored(), ids=lambda query: query.name
)
def test_a_stored_question_states_itself(query: stored.StoredQuery) -> None:
    """In both languages, with its law, its parameters, and what an empty answer says."""
    assert query.question.endswith((".", "?"))
    assert re.search("[\u4e00-\u9fff]", query.question_zh)
    assert query.answers
    assert query.empty, (
        "say under **Empty:** what an answer without a row means"
    )
    assert "**Law:**" in query.text
    body = "\n".join(
        line for line in query.text.splitlines() if not line.startswith("#")
    )
    for parameter in query.parameters:
        assert f"?{parameter}" in body


WHY = ROOT / "docs" / "why.md"
BLOCKS = re.findall(
    r"```sparql\n# rows: (\d+)\n(.*?)```", WHY.read_text("utf-8"), re.S
)


def test_the_page_of_why_holds_ten_questions() -> None:
    """Each with the number of rows that it has on the worked inventory."""
    written = WHY.read_text("utf-8").count("```sparql")
    assert len(BLOCKS) == written == 10


@pytest.mark.parametrize(("rows", "query"), BLOCKS)
def test_a_question_of_the_page_of_why_finds_its_rows(
    rows: str, query: str
) -> None:
    """As many as the page says, and each with something in it."""
    answer = _store("worked").query(
        query, prefixes=PREFIXES, use_default_graph_as_union=True
    )
    found = list(answer)
    assert len(found) == int(rows)
    assert all(any(row) for row in found)


def test_what_is_exported_with_proofs_answers_in_another_store(
    tmp_path: Path,
) -> None:
    """Law, inventory and whole proofs in one file; a question finds there what it finds here."""
    path = tmp_path / "all.nq"
    inventory = INVENTORIES["by-hand"]
    done = call(
        "export", inventory, "--proofs", "--as-of", AS_OF, "--output", path
    )
    assert done.status == 0, done.err
    other = ox.Store()
    other.bulk_load(path=path)
    for name in ("report-of-all-rules", "which-rows-are-determined"):
        text = next(
            query.text for query in stored.stored() if query.name == name
        )
        there, here = (
            list(map(str, store.query(text, use_default_graph_as_union=True)))
            for store in (other, _store("by-hand"))
        )
        assert there == here
        assert there


_NAMED_BY_CONTENT = re.compile(r"graph/determination/\w+")


def _told(
    store: ox.Store, query: stored.StoredQuery, item: str
) -> Counter[str]:
    """The rows or triples of an answer, without what names a determination."""
    bind = {**cases(query.name)[0]["bind"], "item": item}
    values = {
        ox.Variable(name): stored.bound(bind[name])
        for name in query.parameters
    }
    answer = store.query(
        query.text,
        prefixes=PREFIXES,
        use_default_graph_as_union=True,
        substitutions=values,
    )
    if isinstance(answer, ox.QueryTriples):
        rows = [str(triple) for triple in answer]
    else:
        names = [variable.value for variable in answer.variables]
        told = [name for name in names if name != "inputDigest"]
        rows = [str([str(row[name]) for name in told]) for row in answer]
    return Counter(_NAMED_BY_CONTENT.sub("", row) for row in rows)


def _with_copies(path: Path, copies: int) -> list[ox.Triple]:
    """What an inventory states, and the same of copies of its items and their exports."""
    quads = list(ox.parse(path=path, rename_blank_nodes=True))
    copied = {
        quad.subject
        for quad in quads
        if quad.object.value in (QD + "DataItem", QD + "Export")
    }

    def copy(term: Any, number: int) -> Any:
        if number and term in copied:
            return type(term)(f"{term.value}-{number}")
        return term

    return [
        ox.Triple(
            copy(quad.subject, number),
            quad.predicate,
            copy(quad.object, number),
        )
        for number in range(copies)
        for quad in quads
        if number == 0 or quad.subject in copied
    ]


def test_a_determination_of_many_items_answers_as_one_of_each(
    tmp_path: Path,
) -> None:
    """The same rows of every question, whether cases or items have a determination."""
    path = tmp_path / "many.nt"
    ox.serialize(_with_copies(INVENTORIES["by-hand"], 3), path)
    decided = decide(ingest(law(), [path]), AS_OF, frozenset())
    layouts = []
    for texts in (
        shared(decided),
        written(decided, ox.RdfFormat.N_QUADS, Extent.REASONS),
    ):
        store = stored.law_store()
        store.bulk_load("".join(texts), format=ox.RdfFormat.N_QUADS)
        graph = ox.NamedNode(stored.INVENTORY)
        facts = decided.register.as_inventory(None)
        store.extend(ox.Quad(*triple, graph) for triple in stated(facts))
        layouts.append(store)
    decided.register.close()
    items = sorted(
        quad.object.value
        for quad in layouts[1].quads_for_pattern(
            None, ox.NamedNode(QD + "determines"), None
        )
    )
    assert len(layouts[0]) < len(layouts[1])
    for query in stored.stored():
        for item in items[:: len(items) // 4]:
            one, other = (_told(store, query, item) for store in layouts)
            assert one == other, query.name
            if "item" not in query.parameters:
                break


FACTS = (
    "heldBy",
    "personalInformationKind",
    "matchesListedItem",
    "depicts",
    "matchesNoListedItem",
    "zone",
    "holdsOrdinaryPersons",
)


def test_a_table_answers_as_the_same_facts_in_rdf() -> None:
    """What is stated in a table can be queried; no question finds nothing because of the format."""
    folder = files.folder("data") / "inventories"
    told = []
    for suffix in (".ttl", ".csv"):
        store = stored.law_store()
        path = folder / f"icv-maker{suffix}"
        stored.add_inventory(store, (path,), AS_OF, whole=0)
        graph = ox.NamedNode(stored.INVENTORY)
        facts = {
            (name, quad.subject.value, quad.object.value)
            for name in FACTS
            for quad in store.quads_for_pattern(
                None, ox.NamedNode(QD + name), None, graph
            )
        }
        exported = {
            quad.object.value
            for quad in store.quads_for_pattern(
                None, ox.NamedNode(QD + "exportOf"), None, graph
            )
        }
        told.append((facts, exported))
    (rdf, exported), (table, exported_too) = told
    assert rdf == table
    assert exported <= exported_too
    assert all(any(fact[0] == name for fact in table) for name in FACTS)
