"""Proofs that are changed in one step, so that they no longer hold."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

LISTS = ("grounds", "alsoApplies", "defeated", "failed", "unknown")
OPERATORS = ["<", "<=", ">", ">=", "has", "in", "class", "count >="]
OUTCOMES = [
    "SecurityAssessment",
    "ExemptOutOfList",
    "NeedsReview",
    "NotAnExport",
]
POSITIONS = ["in-list", "out-of-list", "national-rules", "not-an-export"]
Proof = dict[str, Any]


def _entries(proof: Proof) -> Iterator[dict[str, Any]]:
    for name in LISTS:
        yield from proof[name]


def _nodes(proof: Proof) -> list[dict[str, Any]]:
    """Every part of every condition."""
    todo = [
        entry["condition"] for entry in _entries(proof) if entry["condition"]
    ]
    for node in todo:
        todo += node.get("parts", [])
    return todo


def _tests(proof: Proof) -> list[dict[str, Any]]:
    return [node for node in _nodes(proof) if node["kind"] == "test"]


def _other(value: Any) -> Any:
    """Another value of the same kind."""
    if isinstance(value, list):
        return value[1:] if value else ["Other"]
    if isinstance(value, bool) or value is None:
        return not value
    return value + 1 if isinstance(value, int) else f"{value}-other"


def _value(proof: Proof, random: Random) -> None:
    node = random.choice(_tests(proof))
    node["values"] = None if node["values"] is not None else [True]


def _status(proof: Proof, random: Random) -> None:
    node = random.choice(_nodes(proof))
    others = [
        one for one in ("true", "false", "unknown") if one != node["status"]
    ]
    node["status"] = random.choice(others)


def _limit(proof: Proof, random: Random) -> None:
    node = random.choice(_tests(proof))
    node["limit"] = _other(node["limit"])


def _operator(proof: Proof, random: Random) -> None:
    node = random.choice(_tests(proof))
    node["operator"] = random.choice(
        [o for o in OPERATORS if o != node["operator"]]
    )


def _dropped_step(proof: Proof, random: Random) -> None:
    parts = random.choice([n for n in _nodes(proof) if n.get("parts")])[
        "parts"
    ]
    parts.pop(random.randrange(len(parts)))


def _added_step(proof: Proof, random: Random) -> None:
    joined = random.choice([n for n in _nodes(proof) if n.get("parts")])
    joined["parts"].append(copy.deepcopy(random.choice(_tests(proof))))


def _dropped_rule(proof: Proof, random: Random) -> None:
    rules = proof[random.choice([name for name in LISTS if proof[name]])]
    rules.pop(random.randrange(len(rules)))


def _moved_rule(proof: Proof, random: Random) -> None:
    name = random.choice([name for name in LISTS if proof[name]])
    other = random.choice([one for one in LISTS if one != name])
    proof[other].append(proof[name].pop(random.randrange(len(proof[name]))))


def _citation(proof: Proof, random: Random) -> None:
    cited = [entry["cites"] for entry in _entries(proof) if entry["cites"]]
    cited += [
        entry["cites"] for key in ("flags", "duties") for entry in proof[key]
    ]
    cites = random.choice(cited)
    cites[random.randrange(len(cites))] = "cn:cbdf-article-1"


def _override(proof: Proof, random: Random) -> None:
    given_way = [e for e in _entries(proof) if e.get("defeatedBy")]
    defeat = random.choice(random.choice(given_way)["defeatedBy"])
    defeat["override"] += random.choice(["-other", "-first"])


def _outcome(proof: Proof, random: Random) -> None:
    others = [one for one in OUTCOMES if one != proof["outcome"]]
    proof["outcome"] = random.choice(others)


def _position(proof: Proof, random: Random) -> None:
    others = [one for one in POSITIONS if one != proof["position"]]
    proof["position"] = random.choice(others)


def _list(proof: Proof, random: Random) -> None:
    proof["list"] = random.choice(
        [x for x in (None, "cq-2025", "bj-2025") if x != proof["list"]]
    )


def _tier(proof: Proof, random: Random) -> None:
    proof["tier"] = random.choice(
        [x for x in (None, 1, 2) if x != proof["tier"]]
    )


def _day(proof: Proof, random: Random) -> None:
    moved = random.choice([-1, 1]) * random.randrange(1, 900)
    day = date.fromisoformat(proof["asOf"]) + timedelta(days=moved)
    proof["asOf"] = day.isoformat()


def _fact(proof: Proof, random: Random) -> None:
    entry = random.choice(proof["facts"])
    key = random.choice(["values", "how", "statedOn"])
    entry[key] = _other(entry[key])


def _flag(proof: Proof, random: Random) -> None:
    proof["flags"].pop(random.randrange(len(proof["flags"])))


def _duty(proof: Proof, random: Random) -> None:
    proof["duties"].pop(random.randrange(len(proof["duties"])))


def _margin(proof: Proof, random: Random) -> None:
    compared = [
        one for entry in _entries(proof) for one in entry["comparisons"]
    ]
    one = random.choice(compared)
    key = random.choice(["limit", "value", "margin"])
    one[key] = _other(one[key])


def _digest(proof: Proof, random: Random) -> None:
    receipt = proof["receipt"]
    name = random.choice(["rules", "input"])
    receipt[name] = receipt[name][:-1] + random.choice("0123456789abcdef")


KINDS: dict[str, Callable[[Proof, Random], None]] = {
    "value": _value,
    "status": _status,
    "limit": _limit,
    "operator": _operator,
    "step dropped": _dropped_step,
    "step added": _added_step,
    "rule dropped": _dropped_rule,
    "rule moved": _moved_rule,
    "citation": _citation,
    "override": _override,
    "outcome": _outcome,
    "position": _position,
    "list": _list,
    "tier": _tier,
    "day": _day,
    "fact": _fact,
    "flag dropped": _flag,
    "duty dropped": _duty,
    "comparison": _margin,
    "digest": _digest,
}


def mutated(proof: Proof, kind: str, random: Random) -> Proof | None:
    """A proof changed in one step of a kind; None where it has no such step."""
    changed: Proof = json.loads(json.dumps(proof))
    try:
        KINDS[kind](changed, random)
    except (IndexError, ValueError):
        return None
    return None if changed == proof else changed
