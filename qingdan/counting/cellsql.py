"""
What a cell says, in SQL: texts, truths, moments and terms,
read as `qingdan.inventory.readers.cells` reads them.
"""

from __future__ import annotations

from ..inventory.readers.cells import (
    BLANKS,
    CLOCK,
    DAY,
    FALSE,
    LOOSE_DAY,
    OFFSET,
    TRUE,
)
from .dialect import Dialect

_LOOSE_CLOCK = r"[T ]([0-9]{1,2})(:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?)(Z|[+-][0-9:]+)?"
_LOOSE = rf"^{LOOSE_DAY}(?:{_LOOSE_CLOCK})?\z"
_BLANK = " || ".join(
    f"chr({ord(blank)})" if ord(blank) < 32 else f"'{blank}'"
    for blank in BLANKS
)
_FIRST = ord("!")
_LAST = ord("~")  # what stands between them is no blank
_PLAIN = ("DATE", "TIMESTAMP", "TIMESTAMP_NS", "TIMESTAMP_MS", "TIMESTAMP_S")


def listed(words: tuple[str, ...]) -> str:
    """Texts as they stand between the brackets of SQL."""
    return ", ".join("'" + word.replace("'", "''") + "'" for word in words)


def trimmed(column: str, repeats: bool = False) -> str:
    """
    A text without the blanks around it.

    DuckDB gathers the blanks anew for each text that it trims, so few come to that, unless the same
    texts stand in many rows of Parquet: there a plain function is applied once to each text.
    """
    text = f"CAST({column} AS VARCHAR)"
    if repeats:
        return f"trim({text}, {_BLANK})"
    ends = (f"ascii({text})", f"ascii(right({text}, 1))")
    bare = " AND ".join(f"{end} BETWEEN {_FIRST} AND {_LAST}" for end in ends)
    return f"CASE WHEN {bare} THEN {text} ELSE trim({text}, {_BLANK}) END"


def text(column: str, repeats: bool = False) -> str:
    """A text that is not empty."""
    return f"nullif({trimmed(column, repeats)}, '')"


def word(column: str, repeats: bool = False) -> str:
    """A text in lower case; it may be empty."""
    return f"lower({trimmed(column, repeats)})"


def truth(kind: str, word: str) -> str:
    """A truth; nothing where it is none."""
    if kind == "BOOLEAN":
        return word
    return (
        f"CASE WHEN {word} IN ({listed(TRUE)}) THEN true"
        f" WHEN {word} IN ({listed(FALSE)}) THEN false END"
    )


def is_moment(kind: str) -> bool:
    """Whether a type is one of moments or days, not of texts."""
    return kind in _PLAIN or _is_instant(kind)


def _is_instant(kind: str) -> bool:
    return kind == "INSTANT" or kind.startswith("TIMESTAMP WITH")


def moment(kind: str, written: str, dialect: Dialect) -> str:
    """A moment in Beijing; a text without an offset is Beijing time, a day its beginning."""
    if _is_instant(kind):
        return dialect.wall(written)
    if kind in _PLAIN:
        return f"CAST({written} AS TIMESTAMP)"
    return (
        f"CASE WHEN regexp_matches({written}, '^{DAY}({CLOCK})?\\z')"
        f" THEN TRY_CAST({written} AS TIMESTAMP)"
        f" WHEN regexp_matches({written}, '^{DAY}{CLOCK}{OFFSET}\\z')"
        f" THEN {dialect.instant(written)}"
        f" WHEN regexp_matches({written}, '{_LOOSE}') THEN {_rebuilt(written, dialect)} END"
    )


def _rebuilt(written: str, dialect: Dialect) -> str:
    """A moment from its parts, with the zeros that were left out."""
    part = [
        f"regexp_extract({written}, '{_LOOSE}', {number})"
        for number in range(7)
    ]
    day = f"{part[1]} || '-' || lpad({part[2]}, 2, '0') || '-' || lpad({part[3]}, 2, '0')"
    clock = f"CASE WHEN {part[4]} = '' THEN '' ELSE ' ' || lpad({part[4]}, 2, '0') || {part[5]} END"
    whole = f"({day} || {clock} || {part[6]})"
    return (
        f"CASE WHEN {part[6]} = '' THEN TRY_CAST({whole} AS TIMESTAMP)"
        f" WHEN regexp_matches({whole}, '^{DAY}{CLOCK}{OFFSET}\\z')"
        f" THEN {dialect.instant(whole)} END"
    )


def terms(kind: str, column: str) -> str:
    """The words of a cell, parted by semicolons, or of a list."""
    return f"list_transform({parts(kind, column)}, lambda one: lower(one))"


def parts(kind: str, column: str) -> str:
    """The texts of a cell, parted by semicolons, or of a list; empty ones are left out."""
    whole = f"CAST({column} AS VARCHAR)"
    listed = (
        column
        if kind.endswith("[]")
        else f"string_split(replace({whole}, '；', ';'), ';')"
    )
    texts = f"list_transform({listed}, lambda one: {trimmed('one')})"
    return f"list_filter({texts}, lambda one: one != '')"
