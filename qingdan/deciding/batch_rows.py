"""
An answer as the row of a table: the columns, the cells of a CSV
file, the title in a language as the database takes it.
"""

from __future__ import annotations

import re
from typing import Any

from ..law.model import Law
from ..rdf.names import CHINESE_FIRST, ENGLISH_FIRST, HAN, curie
from .batch_checks import Answer

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


ANSWERS = ", ".join(
    f'"{name}" ' + ("INTEGER" if name in ("key", "tier") else "VARCHAR")
    for name in ("key", *COLUMNS[2:])
)


BY_LANGUAGE = (
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


TITLE = (
    "CASE WHEN starts_with(title, '{lang}' || chr(31)) AND NOT contains(title, chr(30)) THEN"
    " substr(title, 4) ELSE coalesce(nullif(regexp_extract(title,"
    " '(^|\\x1e){lang}\\x1f([^\\x1e]*)', 2), ''), split_part(split_part(title, chr(30), 1),"
    " chr(31), 2)) END"
)


def row_of(law: Law, answer: Answer) -> tuple[Any, ...]:
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


def csv_cell(text: str) -> str:
    """
    A cell of a CSV file (RFC 4180); what a spreadsheet
    would run as a formula starts with an apostrophe.
    """
    shown = text
    if text.startswith(("=", "+", "-", "@", "\t", "\r")):
        shown = "'" + text
    if _QUOTED.search(shown):
        return '"' + shown.replace('"', '""') + '"'
    return shown
