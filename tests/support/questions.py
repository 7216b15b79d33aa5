"""
The map of docs/questions.md: which query or command answers which competency question.

`python tests/support/questions.py` writes it anew.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from qingdan.querying.stored import StoredQuery, stored

EXPECTED = Path(__file__).parent.parent / "queries"
PAGE = Path(__file__).parent.parent.parent / "docs" / "questions.md"
COMMANDS: list[dict[str, Any]] = json.loads(
    (EXPECTED / "commands.json").read_text("utf-8")
)
_HEADING = "## The map\n"
_COLUMNS = (
    "",
    "question",
    "问题",
    "answered by",
    "checked by the makers",
    "their verdict",
)


def cases(name: str) -> list[dict[str, Any]]:
    """The expected answers of a stored question; none where it has no file."""
    path = EXPECTED / f"{name}.json"
    if not path.exists():
        return []
    found: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["cases"]
    return found


def page() -> str:
    """The page with its table made anew."""
    head = PAGE.read_text("utf-8").partition(_HEADING)[0]
    numbered = sorted(
        (one for one in stored() if one.number is not None),
        key=lambda one: (one.number, one.name),
    )
    further = [one for one in stored() if one.number is None]
    lines = [_row(_COLUMNS), _row(("--:", *["---"] * 5))]
    rows = [(one.number or 0, _query(one)) for one in numbered]
    rows += [(n, _command(n)) for n in sorted(_commanded())]
    lines += [row for _, row in sorted(rows, key=lambda one: one[0])]
    lines += [_query(one) for one in further]
    return head + _HEADING + "\n" + "\n".join(lines) + "\n"


def _commanded() -> set[int]:
    return {number for one in COMMANDS for number in one["questions"]}


def _query(query: StoredQuery) -> str:
    called = " ".join(
        (f"`{query.name}`", *(f"`?{one}`" for one in query.parameters))
    )
    number = "" if query.number is None else str(query.number)
    return _row(
        (
            number,
            query.question,
            query.question_zh,
            called,
            f"{_checked(query.name)} ([reasons](../tests/queries/{query.name}.json))",
            _verdict(query.name),
        )
    )


_INVENTORIES = {None: "law", "by-hand": "small", "worked": "worked"}


def _extent(case: dict[str, Any]) -> str:
    """How much of an answer was checked: every row, some of them, or that it runs."""
    if case.get("checked") == "run":
        return "run"
    if "rows" in case:
        return "every row" if case["rows"] else "no row, as it must be"
    named = case.get("contains", case.get("terms", []))
    return f"{len(named)} of {case.get('count', case.get('triples'))} rows"


def _checked(name: str) -> str:
    extents = dict.fromkeys(
        f"{_INVENTORIES[case['inventory']]}: {_extent(case)}"
        for case in cases(name)
    )
    return "; ".join(extents)


def _verdict(name: str) -> str:
    """What the makers say of it: of the inventory checked by hand, or of the law."""
    reasoned = [
        case
        for case in cases(name)
        if case.get("checked") != "run" and case["inventory"] != "worked"
    ]
    if all("rows" in case for case in reasoned):
        return "right"
    return "right in what was checked"


def _command(number: int) -> str:
    told = [one for one in COMMANDS if number in one["questions"]]
    called = f"`qingdan {' '.join(told[0]['arguments'])}`"
    words = _ASKED[number]
    return _row(
        (
            str(number),
            *words,
            called,
            "some lines of each ([reasons](../tests/queries/commands.json))",
            "right in what was checked",
        )
    )


_ASKED = {
    13: (
        "How many persons has the handler exported since 1 January, and what was left out under which article?",
        "自1月1日起处理者累计出境多少人，哪些依何条不计入？",
    ),
    14: (
        "On which day, and by which event, was a threshold first reached?",
        "哪一天、因哪一次传输首次达到某一数量？",
    ),
    15: (
        "What headroom remains to every threshold, and when is each reached at the present rate?",
        "距各数量尚余多少，按目前速度何时达到？",
    ),
    20: (
        "Exports of March are recorded in July: which determinations change?",
        "三月的出境七月才记录，哪些判断须改变？",
    ),
    58: (
        "Does the lightest route of an item depend on facts that are not known?",
        "某数据项的最轻路径是否取决于未知事实？",
    ),
    64: (
        "Which records are malformed?",
        "哪些记录格式有误？",
    ),
}


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
