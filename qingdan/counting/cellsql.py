"""
What a cell says, in SQL: texts, truths, moments and terms,
read as `qingdan.inventory.readers.cells` reads them.
"""

from __future__ import annotations

from ..inventory.readers.cells import BLANKS, CLOCK, DAY, FALSE, LOOSE_DAY, OFFSET, TRUE
from .dialect import Dialect
from .words import Spelt

_LOOSE = rf"^{LOOSE_DAY}(?:[T ]([0-9]{{1,2}})(:[0-9]{{2}}(?::[0-9]{{2}}(?:\.[0-9]{{1,9}})?)?)(Z|[+-][0-9:]+)?)?\z"
_BLANK = " || ".join(f"chr({ord(one)})" if ord(one) < 32 else f"'{one}'" for one in BLANKS)
PLAIN = ("DATE", "TIMESTAMP", "TIMESTAMP_NS", "TIMESTAMP_MS", "TIMESTAMP_S")


def listed(words: tuple[str, ...]) -> str:
    """Texts as they stand between the brackets of SQL."""
    return ", ".join("'" + word.replace("'", "''") + "'" for word in words)


def trimmed(column: str) -> str:
    """A text without the blanks around it."""
    return f"trim(CAST({column} AS VARCHAR), {_BLANK})"


def text(column: str) -> str:
    """A text that is not empty."""
    return f"nullif({trimmed(column)}, '')"


def truth(kind: str, column: str) -> str:
    """A truth; nothing where it is none."""
    if kind == "BOOLEAN":
        return column
    word = f"lower({trimmed(column)})"
    return f"CASE WHEN {word} IN ({listed(TRUE)}) THEN true WHEN {word} IN ({listed(FALSE)}) THEN false END"


def moment(kind: str, column: str, dialect: Dialect) -> str:
    """A moment in Beijing; without an offset it is read as Beijing time, a day as its beginning."""
    if kind == "INSTANT" or kind.startswith("TIMESTAMP WITH"):
        return dialect.wall(column)
    if kind in PLAIN:
        return f"CAST({column} AS TIMESTAMP)"
    found = trimmed(column)
    return (
        f"CASE WHEN regexp_matches({found}, '^{DAY}{CLOCK}{OFFSET}\\z') THEN {dialect.instant(found)}"
        f" WHEN regexp_matches({found}, '^{DAY}({CLOCK})?\\z') THEN TRY_CAST({found} AS TIMESTAMP)"
        f" WHEN regexp_matches({found}, '{_LOOSE}') THEN {_rebuilt(found, dialect)} END"
    )


def _rebuilt(found: str, dialect: Dialect) -> str:
    """A moment from its parts, with the zeros that were left out."""
    part = [f"regexp_extract({found}, '{_LOOSE}', {number})" for number in range(7)]
    day = f"{part[1]} || '-' || lpad({part[2]}, 2, '0') || '-' || lpad({part[3]}, 2, '0')"
    clock = f"CASE WHEN {part[4]} = '' THEN '' ELSE ' ' || lpad({part[4]}, 2, '0') || {part[5]} END"
    whole = f"({day} || {clock} || {part[6]})"
    return (
        f"CASE WHEN {part[6]} = '' THEN TRY_CAST({whole} AS TIMESTAMP)"
        f" WHEN regexp_matches({whole}, '^{DAY}{CLOCK}{OFFSET}\\z') THEN {dialect.instant(whole)} END"
    )


def term(column: str, spelt: Spelt) -> str:
    """The local name of the term that a text spells; nothing where it spells none."""
    word = f"lower({trimmed(column)})"
    return (
        "CASE "
        + " ".join(
            f"WHEN {word} IN ({listed(words)}) THEN '{name}'" for name, words in spelt.items()
        )
        + " END"
    )


def terms(kind: str, column: str) -> str:
    """The terms of a cell, parted by semicolons, or of a list: trimmed and in lower case."""
    parts = (
        column
        if kind.endswith("[]")
        else f"string_split(replace(CAST({column} AS VARCHAR), '；', ';'), ';')"
    )
    return f"list_filter(list_transform({parts}, lambda one: lower({trimmed('one')})), lambda one: one != '')"
