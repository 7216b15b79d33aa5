"""
The files of `conformance/cases/`, made from the cases of the tests and from a grid of volumes.
`nox -s conformance` writes them. Every answer is accepted by the checker before it is written.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from qingdan import api
from qingdan.checking import Checker, Refused
from qingdan.conforming import answer, inventory
from qingdan.errors import InputError
from qingdan.files import folder
from qingdan.reporting.determination.as_json import document

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "conformance" / "cases"
FOLDERS = folder("ontology"), folder("shapes"), folder("data") / "lists"
GRID = "grid-of-volumes"
DAY = "2026-03-02"
STATED = {
    "grounds": "rules",
    "cites": "citations",
    "missing": "missingFacts",
    "possible": "possibleOutcomes",
    "duties": "dutiesDue",
}
LISTS = {
    "cq-2025": ("Chongqing", "重庆清单"),
    "bj-2025": ("Beijing", "北京清单"),
    "cn": ("the national rules", "国家规则"),
}
HANDLERS = {
    "icv-maker-in-zone": (
        "maker of connected cars in the zone",
        "区内智能网联汽车企业",
    ),
    "maker-outside-zone": ("the same outside the zone", "区外同类企业"),
    "operator-of-infrastructure": (
        "operator of critical infrastructure",
        "关键信息基础设施运营者",
    ),
}
ORDINARY = (0, 99_999, 100_000, 999_999, 1_000_000)
SENSITIVE = (0, 1, 9_999, 10_000)


def made() -> dict[Path, str]:
    """Each file of cases, with its text."""
    files: dict[Path, str] = {}
    for path, about, entries in (*_of_tests(), _grid()):
        listed = [_entry(path.stem, case, facts) for case, facts in entries]
        head = json.dumps(
            {"$schema": "../cases.schema.json", **about}, ensure_ascii=False
        )
        lines = ",\n".join(
            json.dumps(each, ensure_ascii=False) for each in listed
        )
        files[path] = f'{head[:-1]}, "cases": [\n{lines}\n]}}\n'
    return files


def _of_tests() -> Iterator[tuple[Path, dict[str, Any], list[Any]]]:
    from cases import FOLDER as CASES
    from cases import facts_of

    for path in sorted(CASES.glob("*.json")):
        if path.name == "bases.json":
            continue
        content = json.loads(path.read_text("utf-8"))
        about = {"about": content["about"], "law": content["law"]}
        entries = [(case, facts_of(case)) for case in content["cases"]]
        yield FOLDER / path.name, about, entries


def _grid() -> tuple[Path, dict[str, Any], list[Any]]:
    from cases import facts_of

    entries = []
    for name, base, ordinary, sensitive in product(
        LISTS, HANDLERS, ORDINARY, SENSITIVE
    ):
        tally = {"ordinaryPersons": ordinary, "sensitivePersons": sensitive}
        item = {"containsSensitivePersonalInformation": sensitive > 0}
        case = {
            "id": f"{name}-{base}-{ordinary}-{sensitive}",
            "title": _title(name, base, ordinary, sensitive),
            "base": base,
            "asOf": DAY,
            "list": name,
            "facts": {"tally": tally, "item": item},
            "expect": {},
        }
        entries.append((case, facts_of(case)))
    about = {
        "about": {
            "en": "Both sides of each band of volume, under three lists",
            "zh": "三份清单下各数量档的上下界",
        },
        "law": [
            "cn:cbdf-article-5-1-iv",
            "cn:cbdf-article-7",
            "cn:cbdf-article-8-1",
        ],
    }
    return FOLDER / f"{GRID}.json", about, entries


def _title(
    name: str, base: str, ordinary: int, sensitive: int
) -> dict[str, str]:
    (list_en, list_zh), (who_en, who_zh) = LISTS[name], HANDLERS[base]
    en = (
        f"{who_en}, under {list_en}: {ordinary:,} persons without sensitive"
        f" personal information, {sensitive:,} with it"
    )
    zh = (
        f"{who_zh}，适用{list_zh}：不含敏感个人信息{ordinary:,}人，"
        f"敏感个人信息{sensitive:,}人"
    )
    return {"en": en, "zh": zh}


def _entry(
    stem: str, case: dict[str, Any], facts: dict[str, Any]
) -> dict[str, Any]:
    expected = case["expect"]
    stated = [STATED.get(key, key) for key in expected]
    given = {part: named for part, named in facts.items() if named}
    readings = case.get("readings") or []
    return {
        "case": f"{stem}/{case['id']}",
        "title": case["title"],
        "list": case.get("list", "cq-2025"),
        "asOf": case.get("asOf", DAY),
        "readings": readings,
        "facts": given,
        "expected": _expected(case, given, readings),
        "stated": sorted(
            {"refused" if key == "error" else key for key in stated}
            & {
                *STATED.values(),
                "outcome",
                "position",
                "tier",
                "list",
                "refused",
            }
        ),
    }


def _expected(
    case: dict[str, Any], facts: dict[str, Any], readings: list[str]
) -> dict[str, Any]:
    content = json.dumps(inventory(facts))
    edition = case.get("list", "cq-2025")
    day = date.fromisoformat(case.get("asOf", DAY))
    try:
        read = api.loads(content.encode(), ".jsonld")
        chosen = api.readings(readings)
        decided = next(api.decide(read, day, chosen, edition=edition))
    except InputError:
        return {"refused": True}
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "case.jsonld"
        path.write_text(content, "utf-8")
        proof = json.loads(json.dumps(document(decided)))
        try:
            _law(edition).over([path]).check(proof)
        except Refused as refused:
            raise SystemExit(f"{case['id']}: {refused}") from None
    return answer(decided)


@cache
def _law(edition: str) -> Checker:
    """The checker of a list, over nothing."""
    return Checker(FOLDERS, [], edition)


def main() -> None:
    """Write each file."""
    sys.path.insert(0, str(ROOT / "tests" / "support"))
    for path, text in made().items():
        path.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
