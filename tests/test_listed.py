"""The items of a large inventory, kept on disk, as those of one in memory."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from qingdan.api import named_item
from qingdan.door import calls
from qingdan.errors import CallError
from qingdan.inventory.in_memory import Inventory
from qingdan.law.severities import data_severities
from qingdan.querying import stored
from qingdan.serving import owing
from qingdan.serving.browsing import SORTS, InMemory
from qingdan.serving.dataset import found_in, rows_of
from qingdan.serving.held import Held
from qingdan.serving.listed import Listed
from qingdan.serving.listing import made
from qingdan.serving.one_item import inventory_of

SMALL = Path(__file__).parent / "queries" / "by-hand.ttl"
DAY = date(2026, 3, 2)


@pytest.fixture(scope="module")
def served() -> tuple[object, object]:
    """A store with an inventory, and the inventory."""
    store = stored.law_store()
    return store, stored.add_inventory(store, (SMALL,), DAY, whole=0)


@pytest.mark.parametrize("whole", [0, stored.WHOLE])
def test_a_page_of_the_database_is_a_page_of_the_rows(whole: int) -> None:
    """
    Under facets, with words, sorted, page by page; the files hold the same rows, whether items
    share determinations or have one each.
    """
    store, bases = stored.law_store(), list[Any]()
    stored.add_inventory(
        store,
        (SMALL,),
        DAY,
        whole=whole,
        most=0,
        listing=lambda *decided: bases.append(made(*decided)),
    )
    listed = Listed(bases[0])
    rows = rows_of(store, found_in((SMALL,)))
    kept = InMemory(rows)
    values = [{}, *({"outcome": row.outcome} for row in rows)]
    values += [{"severity": name} for name in (*data_severities(), "none")]
    assert len({tuple(row.of("severity")) for row in rows}) > 1
    values += [{"scenario": name} for row in rows for name in row.scenarios]
    asked = [
        {**value, **more}
        for value in values
        for more in (
            {},
            {"q": "account"},
            {"q": "NOTHING", "page": "2"},
            *({"sort": name, "page": "9"} for name in SORTS),
        )
    ]
    for each in asked:
        for lang in ("en", "zh"):
            here, there = (one.browse(each, lang) for one in (listed, kept))
            assert list(here.rows) == list(there.rows), each
            assert list(here.kept) == list(there.kept), each
            assert here._replace(rows=(), kept=(), counts={}) == (
                there._replace(rows=(), kept=(), counts={})
            )
            for facet, counts in here.counts.items():
                assert sorted(counts) == sorted(there.counts[facet])
    assert len(listed) == len(kept)
    for row in rows:
        assert row.item in listed
        assert listed.title(row.item, "zh") == kept.title(row.item, "zh")
        assert listed.row(row.item) == kept.row(row.item) == row
    assert "urn:x:nothing" not in listed
    assert listed.title("urn:x:nothing", "en") == ""


def test_an_item_read_by_itself_is_proven_as_in_its_inventory(served) -> None:  # type: ignore[no-untyped-def]
    """With its exports, what its handler has on record, and what was stated for many."""
    store, inventory = served
    for item in inventory.items:
        alone = inventory_of(store, item.iri)
        assert calls.why(alone, item.iri, DAY).to_dict() == (
            calls.why(inventory, item.iri, DAY).to_dict()
        )


def test_an_inventory_that_is_not_in_memory_has_no_number_of_items() -> None:
    """What is told of a name that is not there says nothing of the items left on disk."""
    with pytest.raises(CallError) as refused:
        named_item(Inventory({}), "nothing")
    assert "is not in the inventory; name" in str(refused.value)


@pytest.mark.parametrize(("fewer", "given"), [(0, True), (1, False)])
def test_what_is_owed_of_many_items_is_left_to_the_command(
    served,  # type: ignore[no-untyped-def]
    fewer: int,
    given: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A page lists it for some thousand items; of more, the command is named."""
    store, inventory = served
    monkeypatch.setattr(owing, "_OWED", len(inventory.items) - fewer)
    asked = {"lang": "en", "debtor": "", "state": "", "form": "csv"}
    answer = owing.owing(Held(store, inventory), DAY)(asked, b"")
    assert answer.is_given is given
    assert given or b"qingdan duties" in answer.content
