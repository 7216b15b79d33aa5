"""Where data goes is understood by term and by name, in each form; others are taken."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from calls import call
from qingdan.law.load import law
from qingdan.law.spelling import spelt

PREFIX = "@prefix qd: <https://w3id.org/qingdan/ns/> ."
NAMED = [
    "HongKong",
    "qd:HongKong",
    "Hong Kong",
    " hong kong ",
    "HK",
    "HKG",
    "香港",
    "中国香港",
]
OTHERS = ["Germany", "德国", "urn:iso:3166:DE"]


def told(path: Path) -> set[str]:
    """The flags of the one item of an inventory."""
    found = call("decide", path, "--as-of", "2026-03-02", "--format", "json")
    assert found.status == 0, found.err
    (one,) = json.loads(found.out)
    return {flag["flag"] for flag in one["flags"] if flag["status"] == "true"}


def as_table(text: str) -> str:
    """The inventory as a table."""
    return f"item,heldBy,destinationCountry\nurn:x:i,urn:x:h,{text}\n"


def as_turtle(text: str) -> str:
    """The inventory as Turtle, the country as a text."""
    return f"""{PREFIX}
        <urn:x:h> a qd:DataHandler . <urn:x:i> a qd:DataItem ; qd:heldBy <urn:x:h> .
        <urn:x:e> a qd:Export ; qd:exportOf <urn:x:i> ; qd:destinationCountry "{text}" .
        """


def as_json(text: str) -> str:
    """The inventory as JSON-LD, the country as a string."""
    graph: list[dict[str, Any]] = [
        {"id": "urn:x:h", "type": "DataHandler"},
        {"id": "urn:x:i", "type": "DataItem", "heldBy": "urn:x:h"},
        {
            "id": "urn:x:e",
            "type": "Export",
            "exportOf": "urn:x:i",
            "destinationCountry": text,
        },
    ]
    context = "https://w3id.org/qingdan/context.jsonld"
    return json.dumps(
        {"@context": context, "@graph": graph}, ensure_ascii=False
    )


FORMS = {".csv": as_table, ".ttl": as_turtle, ".jsonld": as_json}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("text", [*NAMED, *OTHERS])
def test_a_destination_is_told_by_its_names(
    form: str, text: str, tmp_path: Path
) -> None:
    """Hong Kong by term, label, code or Chinese name raises the remark; another country none."""
    path = tmp_path / f"inventory{form}"
    path.write_text(FORMS[form](text), "utf-8")
    assert ("OutsideMainland" in told(path)) is (text in NAMED)


def test_no_two_destinations_share_a_name() -> None:
    """Every name of a destination names it alone."""
    fact = law().facts["destinationCountry"]
    names = spelt(law(), fact.members)
    assert {"香港", "macau", "澳门", "tw", "taiwan"} <= set(names)
    assert set(names.values()) == set(fact.members)
