"""A row for each item of a decided inventory: CSV, and Parquet as the database writes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ...deciding.batch import Decided
from ...deciding.batch_checks import Answer
from ...inventory.titles import titles
from ...law.model import Law
from ...rdf.names import CHINESE_FIRST, ENGLISH_FIRST, HAN, curie
from ..spreadsheets import guarded
from ..style import Style

_BATCH = 4_096
_QUOTED = re.compile('[",\\r\\n]')
COLUMNS = (
    "item",
    "title",
    "asOf",
    "list",
    "position",
    "outcome",
    "tier",
    "firstSteps",
    "rules",
    "cites",
    "missingFacts",
)
_ANSWERS = ", ".join(
    f'"{name}" ' + ("INTEGER" if name in ("key", "tier") else "VARCHAR")
    for name in ("key", *COLUMNS[2:])
)
_BY_LANGUAGE = (
    "CASE WHEN NOT (starts_with(title, 'en' || chr(31))"
    " AND NOT contains(title, chr(30))"
    f" AND regexp_matches(title, '[{HAN}]'))"
    " THEN title"
    f" WHEN regexp_full_match(substr(title, 4), '{ENGLISH_FIRST}')"
    f" THEN regexp_replace(substr(title, 4), '^{ENGLISH_FIRST}$', 'en\x1f\\1\x1ezh\x1f\\2')"
    f" WHEN regexp_full_match(substr(title, 4), '{CHINESE_FIRST}')"
    f" THEN regexp_replace(substr(title, 4), '^{CHINESE_FIRST}$', 'zh\x1f\\1\x1een\x1f\\2')"
    " ELSE 'zh' || chr(31) || substr(title, 4) END"
)
_TITLE = (
    "CASE WHEN starts_with(title, '{lang}' || chr(31)) AND NOT contains(title, chr(30)) THEN"
    " substr(title, 4) ELSE coalesce(nullif(regexp_extract(title,"
    " '(^|\\x1e){lang}\\x1f([^\\x1e]*)', 2), ''), split_part(split_part(title, chr(30), 1),"
    " chr(31), 2)) END"
)


def csv(decided: Decided, style: Style) -> Iterator[str]:
    """
    One row for each item by IRI; what a spreadsheet
    would run as a formula is shown as text.
    """
    yield ",".join(COLUMNS) + "\n"
    tails = {
        answer.key.number: ",".join(
            _cell(str("" if cell is None else cell))
            for cell in _row(decided.law, answer)[1:]
        )
        for answer in decided.answers
    }
    lines: list[str] = []
    for item, title, answer in decided.rows():
        name = titles(title)
        shown = name.get(style.lang) or next(iter(name.values()), "")
        lines.append(
            f"{_cell(item)},{_cell(shown)},{tails[answer.key.number]}\n"
        )
        if len(lines) == _BATCH:
            yield "".join(lines)
            lines.clear()
    yield "".join(lines)


def parquet(decided: Decided, style: Style, path: Path) -> None:
    """Write one row for each item, in no certain order."""
    decided.register.store.table(
        "answers",
        _ANSWERS,
        (_row(decided.law, answer) for answer in decided.answers),
    )
    rest = ", ".join(f'n."{name}"' for name in COLUMNS[2:])
    title = f"translate({_TITLE.format(lang=style.lang)}, chr(28) || chr(29), chr(10) || chr(13))"
    named = f"SELECT subject, key, {_BY_LANGUAGE} AS title FROM keyed"
    rows = (
        f"SELECT i.subject AS item, coalesce({title}, '') AS title, {rest}"
        f" FROM ({named}) i JOIN answers n USING (key)"
    )
    decided.register.store.write_parquet(rows, path)


def _row(law: Law, answer: Answer) -> tuple[Any, ...]:
    """An answer by its key, and its cells from the day on: the item has its name and title."""
    verdict = answer.verdict
    rules = " ".join(map(curie, verdict.grounds))
    missing = " ".join(fact.fact for fact in verdict.missing)
    day = answer.day.isoformat()
    first = " ".join(verdict.first_steps(law))
    return (
        answer.key.number,
        day,
        verdict.list or "",
        verdict.position,
        verdict.outcome,
        verdict.tier,
        first,
        rules,
        " ".join(verdict.cites),
        missing,
    )


def _cell(text: str) -> str:
    """
    A cell of a CSV file (RFC 4180); what a spreadsheet
    would run as a formula starts with an apostrophe.
    """
    shown = guarded(text)
    if _QUOTED.search(shown):
        return '"' + shown.replace('"', '""') + '"'
    return shown
