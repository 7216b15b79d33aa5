"""The cases of the suite, the inventory of a case, and an answer in the suite's form."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ..deciding.determination import Determination
from ..files import folder
from ..rdf.names import CONTEXT, curie

KEYS = (
    "outcome",
    "position",
    "tier",
    "list",
    "possibleOutcomes",
    "rules",
    "citations",
    "missingFacts",
    "dutiesDue",
    "dutiesThatMayBeDue",
)
_EXPORTS = {"export": "urn:x:export", "otherExport": "urn:x:other-export"}


@dataclass(frozen=True)
class Case:
    """Facts of one item, a day, a list and readings, with the answer that is expected."""

    name: str
    title: dict[str, str]
    list: str
    as_of: str
    readings: tuple[str, ...]
    facts: dict[str, dict[str, Any]]
    expected: dict[str, Any]

    def asked(self) -> dict[str, Any]:
        """What an engine is given: all but the answer."""
        return {
            "case": self.name,
            "title": self.title,
            "list": self.list,
            "asOf": self.as_of,
            "readings": list(self.readings),
            "facts": self.facts,
        }


def cases() -> Iterator[Case]:
    """Every case of the suite, in the order of its files."""
    for path in sorted((folder("conformance") / "cases").glob("*.json")):
        for each in json.loads(path.read_text("utf-8"))["cases"]:
            yield Case(
                each["case"],
                each["title"],
                each["list"],
                each["asOf"],
                tuple(each["readings"]),
                each["facts"],
                each["expected"],
            )


def inventory(facts: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """
    The facts of a case as an inventory in JSON-LD: `urn:x:item`, its handler and its exports.

    A tally is there once it states a number of persons; its day and year alone are none.
    """
    handler = {
        "id": "urn:x:handler",
        "type": "DataHandler",
        **facts.get("handler", {}),
    }
    tally = facts.get("tally", {})
    if set(tally) - {"year", "asOf"}:
        handler["tally"] = {"id": "urn:x:tally", "type": "Tally", **tally}
    item = {"id": "urn:x:item", "type": "DataItem", "heldBy": "urn:x:handler"}
    graph: list[dict[str, Any]] = [handler, item | facts.get("item", {})]
    for part, name in _EXPORTS.items():
        if facts.get(part):
            export = {"id": name, "type": "Export", "exportOf": "urn:x:item"}
            graph.append(export | facts[part])
    if facts.get("inventory"):
        listing = {"id": "urn:x:inventory", "type": "Inventory"}
        graph.append(listing | {"lists": "urn:x:item"} | facts["inventory"])
    return {"@context": CONTEXT, "@graph": graph}


def answer(determination: Determination) -> dict[str, Any]:
    """A determination in the form of the suite: names alone, in the order of their letters."""
    grounds = determination.grounds
    cites = (cite for ground in grounds for cite in ground.cites)
    duties = determination.duties
    return {
        "outcome": determination.outcome,
        "position": determination.position,
        "tier": determination.tier,
        "list": determination.list,
        "possibleOutcomes": _sorted(determination.possible),
        "rules": _sorted(curie(ground.rule) for ground in grounds),
        "citations": _sorted(cites),
        "missingFacts": _sorted(each.fact for each in determination.missing),
        "dutiesDue": _sorted(each.duty for each in duties if each.status),
        "dutiesThatMayBeDue": _sorted(
            each.duty for each in duties if each.status is None
        ),
    }


def _sorted(names: Iterable[str]) -> list[str]:
    return sorted(set(names))
