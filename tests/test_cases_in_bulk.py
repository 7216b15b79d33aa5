"""
Every case of a day in one inventory: what a table says of an item, whose handler may be decided
with others that are alike, is what the item comes to by itself.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cases import DAY, all_cases, document, facts_of
from qingdan import api
from qingdan.deciding.batch import decide
from qingdan.deciding.verdict import Verdict
from qingdan.inventory.read import ingest
from qingdan.law.load import law

TOLD = ("outcome", "position", "tier", "list", "possible")


@cache
def merged() -> dict[str, Any]:
    """The cases of the day, under the default readings, with names of their own."""
    graph: list[Any] = []
    context: Any = None
    cases = [
        case
        for _, case in all_cases()
        if "error" not in case["expect"]
        and case.get("asOf", DAY) == DAY
        and not case.get("readings")
    ]
    for number, case in enumerate(cases):
        text = json.dumps(document(facts_of(case)))
        own = json.loads(text.replace('"urn:x:', f'"urn:x:{number}:'))
        context = own["@context"]
        graph += own["@graph"]
    return {"@context": context, "@graph": graph}


@pytest.fixture(scope="module")
def in_bulk(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Verdict]:
    """What a table says of each item."""
    path = tmp_path_factory.mktemp("cases") / "inventory.jsonld"
    path.write_text(json.dumps(merged()), "utf-8")
    register = ingest(law(), [Path(path)], dated=True)
    try:
        found = decide(register, date.fromisoformat(DAY), frozenset())
        alike = Counter(answer.key.holder for answer in found.answers)
        assert max(alike.values()) > 50
        return {item: answer.verdict for item, _, answer in found.rows()}
    finally:
        register.close()


def test_a_table_says_of_each_case_what_it_comes_to(
    in_bulk: dict[str, Verdict],
) -> None:
    """Outcome, position, list, what is possible, rules, missing facts and flags."""
    content = json.dumps(merged()).encode()
    inventory = api.loads(content, ".jsonld")
    alone = {
        answer.item: answer
        for answer in api.decide(inventory, date.fromisoformat(DAY))
    }
    assert len(alone) > 400
    assert in_bulk.keys() == alone.keys()
    for item, verdict in in_bulk.items():
        answer = alone[item]
        for name in TOLD:
            assert getattr(verdict, name) == getattr(answer, name), item
        assert sorted(verdict.grounds) == sorted(
            ground.rule for ground in answer.grounds
        )
        assert [fact.fact for fact in verdict.missing] == [
            fact.fact for fact in answer.missing
        ]
        raised = {flag.flag for flag in answer.flags if flag.status}
        assert set(verdict.flags) == raised, item
