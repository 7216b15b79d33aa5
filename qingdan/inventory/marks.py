"""
A statement as it is read in, and the marks of those that are kept apart: links
that are rows, texts, what no rule reads.
"""

from __future__ import annotations

from typing import NamedTuple

from ..errors import Fault
from ..law.model import FactType
from ..rdf.graph import Term, Value

PAST = -1
TITLE = -2
PROSE = -3
IDLE = -4
EXPORT_OF = -5
LISTS = -6
HOLDERS = -10
_SOURCES = frozenset(["assertedBy", "assertedOn"])


class Token(NamedTuple):
    """
    One statement without its subject: as a shape sees it,
    as a fact, and what is wrong with it.
    """

    predicate: str
    term: Term
    value: Value | None
    fault: Fault | None


def special(fact: FactType, dated: bool) -> int:
    """
    What is done with a statement apart from the fragment:
    links to rows, texts, facts that bear on nothing.
    """
    rows = {
        "title": TITLE,
        "exportOf": EXPORT_OF,
        "lists": LISTS,
        "heldBy": HOLDERS,
    }
    if fact.name in rows:
        return rows[fact.name]
    if (
        fact.name == "recipient"  # what mechanisms in hand cover turns on it
        or not fact.is_a("Annotation")
        or not fact.about <= {"DataItem", "Export"}
        or fact.name in _SOURCES
    ):
        return 0
    if fact.value_type.endswith("langString"):
        return PROSE if fact.is_a("ManyValued") else IDLE
    if fact.is_a("OpenValued") or (fact.name == "exportDate" and dated):
        return IDLE
    return 0
