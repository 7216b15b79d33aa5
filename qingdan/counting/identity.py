"""
Who is a person: identifiers that were cut short on the way,
and what stands in a column where nobody is named.
"""

from __future__ import annotations

from ..errors import Fault, InputError
from .logs import Columns

NOBODY = "there is no subject"
MASKED = "the subject is masked, so it may stand for many persons"
CUT = "the subject was kept as a number and lost digits"
TOLD_BY = {CUT: "write identifiers as text, from the source"}
_MEND = "write identifiers as text"
_LOSSY = (
    "FLOAT",
    "DOUBLE",
    "BOOLEAN",
    "DATE",
    "TIME",
    "TIMESTAMP",
    "INTERVAL",
    "STRUCT",
    "MAP",
    "INSTANT",
)
_MISSING = (
    r"\\n|#?n/?a|null|nan|nat|nil|none|unknown|undefined|unidentified|anonymous|empty|void|guest"
    r"|无|未知|不详|不明|空|空值|缺失|匿名|暂无|[-_0.?？/\\—]+"
)
_STARRED = r"[*＊●•]|^[0-9]+x{3,}[0-9]*\z"
_NUMBER = r"^[0-9]([.][0-9]+)?e[+][0-9]{2,3}\z|^[0-9]+[.]0+\z"
_SUSPECT = rf"(?i)^({_MISSING})\z|{_STARRED}|{_NUMBER}"
_ROUNDED = r"^[0-9]{15}00+\z"


def refuse_lossy(columns: Columns) -> None:
    """Raise InputError where the type of a column of persons cannot tell all of them apart."""
    for name in ("subject", "subjects"):
        kind = "VARCHAR"
        if name in columns.named:
            kind = columns.named[name][0]
        scaled = kind.startswith("DECIMAL") and not kind.removesuffix(
            "[]"
        ).endswith(",0)")
        if kind.startswith(_LOSSY) or scaled:
            what = f"the column {name!r} is of type {kind}, which does not tell all persons apart"
            raise InputError(Fault(columns.files[0], what, _MEND))


def fault(subject: str) -> str:
    """
    The cases of a subject that names no person, as branches of
    a CASE: one look at the text, more only where it is suspect.
    """
    kinds = (
        f"CASE WHEN regexp_matches({subject}, '(?i){_NUMBER}') THEN '{CUT}'"
        f" WHEN regexp_matches({subject}, '(?i)^({_MISSING})\\z') THEN '{NOBODY}'"
        f" ELSE '{MASKED}' END"
    )
    return (
        f"WHEN {subject} IS NULL THEN '{NOBODY}'"
        f" WHEN regexp_matches({subject}, '{_SUSPECT}') THEN {kinds}"
    )


def rounded(subject: str) -> str:
    """Whether all digits after the fifteenth are zero, as spreadsheets leave long numbers."""
    return (
        f"(length({subject}) > 16 AND regexp_matches({subject}, '{_ROUNDED}'))"
    )
