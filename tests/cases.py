"""Cases as data: each entry of tests/cases/*.json is facts over a base, and the answer that is expected with its reasons."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import qingdan
from qingdan.names import CONTEXT

FOLDER = Path(__file__).parent / "cases"
PARTS = ("handler", "tally", "item", "export")


def bases() -> dict[str, Any]:
    """The named sets of facts that cases build on."""
    return json.loads((FOLDER / "bases.json").read_text("utf-8"))


def all_cases() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every case with the name of its file and its own id."""
    for path in sorted(FOLDER.glob("*.json")):
        if path.name != "bases.json":
            for case in json.loads(path.read_text("utf-8"))["cases"]:
                yield f"{path.stem}/{case['id']}", case


def facts_of(case: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The facts of a case: its base, then its own; a fact given as null is taken out and so not stated."""
    merged: dict[str, dict[str, Any]] = {part: {} for part in PARTS}
    layers = [case.get("facts", {})]
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
    return {part: {k: v for k, v in facts.items() if v is not None} for part, facts in merged.items()}


def document(facts: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The facts of one item as a JSON-LD inventory."""
    handler = {"id": "urn:x:handler", "type": "DataHandler", **facts["handler"]}
    if set(facts["tally"]) - {"year"}:
        handler["tally"] = {"id": "urn:x:tally", "type": "Tally", **facts["tally"]}
    graph: list[dict[str, Any]] = [handler, {"id": "urn:x:item", "type": "DataItem", "heldBy": "urn:x:handler", **facts["item"]}]
    if facts["export"]:
        graph.append({"id": "urn:x:export", "type": "Export", "exportOf": "urn:x:item", **facts["export"]})
    return {"@context": CONTEXT, "@graph": graph}


def decided(facts: dict[str, dict[str, Any]], as_of: str | None, readings: list[str] | None = None) -> qingdan.Determination:
    """The determination of the one item that the facts describe."""
    inventory = qingdan.loads(json.dumps(document(facts)).encode(), ".jsonld")
    day = date.fromisoformat(as_of) if as_of else None
    return next(qingdan.decide(inventory, day, qingdan.readings(readings or [])))
