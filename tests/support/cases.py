"""
Cases as data: each entry of tests/cases/*.json is facts over
a base, and the answer that is expected with its reasons.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import qingdan
from qingdan import api
from qingdan.conforming import inventory
from qingdan.inventory.in_memory import Inventory

FOLDER = Path(__file__).parent.parent / "cases"
PARTS = ("handler", "tally", "item", "export", "otherExport", "inventory")
DAY = "2026-03-02"


def bases() -> dict[str, Any]:
    """The named sets of facts that cases build on."""
    return json.loads((FOLDER / "bases.json").read_text("utf-8"))


def all_cases() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every case by the provisions of its file, its own id and the verdict: `part-c-tier-2/E2.StandardContract…`."""
    for path in sorted(FOLDER.glob("*.json")):
        if path.name != "bases.json":
            for case in json.loads(path.read_text("utf-8"))["cases"]:
                verdict = case["expect"].get("outcome", "Refused")
                yield f"{path.stem}/{case['id']}.{verdict}", case


def facts_of(case: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """
    The facts of a case: its base, then its own; a fact
    given as null is taken out and so not stated.

    A tally is of the day asked about unless the case says otherwise.
    """
    merged: dict[str, dict[str, Any]] = {part: {} for part in PARTS}
    layers = [
        {"tally": {"asOf": case.get("asOf", DAY)}},
        case.get("facts", {}),
    ]
    name = case.get("base")
    while name:
        base = bases()[name]
        layers.insert(0, base)
        name = base.get("like")
    for layer in layers:
        for part in PARTS:
            merged[part].update(layer.get(part) or {})
    if "tally" in case.get("facts", {}) and case["facts"]["tally"] is None:
        merged["tally"] = {}
    return {
        part: {
            name: value for name, value in facts.items() if value is not None
        }
        for part, facts in merged.items()
    }


def with_facts(
    facts: dict[str, dict[str, Any]], changes: dict[str, dict[str, Any]]
) -> dict[str, dict[str, Any]]:
    """Facts with some of them changed; null takes one out."""
    changed = {part: dict(named) for part, named in facts.items()}
    for part, named in changes.items():
        for name, value in named.items():
            changed[part].pop(name, None)
            if value is not None:
                changed[part][name] = value
    return changed


def document(facts: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The facts of one item as a JSON-LD inventory."""
    return inventory(facts)


def loaded(facts: dict[str, dict[str, Any]]) -> Inventory:
    """The facts of one item as an inventory that is read."""
    return api.loads(json.dumps(document(facts)).encode(), ".jsonld")


def decided(
    facts: dict[str, dict[str, Any]],
    as_of: str | None,
    readings: list[str] | None = None,
) -> qingdan.Determination:
    """The determination of the one item that the facts describe."""
    day = date.fromisoformat(as_of) if as_of else None
    return next(api.decide(loaded(facts), day, api.readings(readings or [])))
