"""
What is wrong with the value of a cell, in the words of the person who filled it in.

In: a fault of a statement of a table, and the cell. Out: the fault with the cell, the value
and the choices, without a name of the vocabulary before them.
"""

from __future__ import annotations

from urllib.parse import unquote

from ..errors import Fault
from ..law.model import FactType, Law
from ..rdf.graph import Term
from ..rdf.names import QD, XSD, local
from .faults import KEEP_ONE
from .readers.cells import FALSE, TRUE
from .template_columns import cell_value

_MOST = 12
_EMPTY = "leave the cell empty where it is not known"
_WORDS = ", ".join(
    f"{true} or {false}"
    for true, false in zip(TRUE[2:], FALSE[2:], strict=True)
)
_FORMS = {
    "boolean": (
        "is neither true nor false",
        f"write true or false ({_WORDS}), or {_EMPTY}",
    ),
    "date": ("is no day", f"write the year first, as 2026-03-02, or {_EMPTY}"),
    "gYear": ("is no year", "write four digits, as 2026"),
    "nonNegativeInteger": (
        "is no whole number",
        f"write digits alone, at most 15, or {_EMPTY}",
    ),
}


def of_cell(law: Law, place: str, predicate: str, term: Term) -> Fault:
    """The fault of a value that the fact of a column does not take."""
    fact = law.facts[local(predicate)]
    shown = _as_written(term)
    if fact.value_type.startswith(XSD):
        what, mend = _FORMS[local(fact.value_type)]
        return Fault(place, f"the value {shown!r} {what}", mend)
    what = f"the value {shown!r} is not one that the column takes"
    return Fault(place, what, _choices(law, fact, shown))


def _as_written(term: Term) -> str:
    """A value as the cell has it, as far as it can be told."""
    if term.value.startswith(QD):
        return unquote(term.value.removeprefix(QD))
    return term.value


def _choices(law: Law, fact: FactType, shown: str) -> str:
    """What a cell may hold, with the labels that the template shows."""
    from difflib import get_close_matches

    by_value = {
        cell_value(fact, member): member for member in sorted(fact.members)
    }
    if not by_value:
        return f"name it by its IRI, or {_EMPTY}"
    labelled = [
        f"{value} ({' / '.join(law.label(member).values())})"
        for value, member in by_value.items()
    ]
    if len(labelled) <= _MOST:
        return f"choose one of {', '.join(labelled)}, or {_EMPTY}"
    close = get_close_matches(shown, by_value, n=1, cutoff=0.6)
    near = f"did you mean {close[0]}? " if close else ""
    return f"{near}choose one of the {len(labelled)} values that `qingdan template` lists"


def of_two_cells(first: str, second: str, place: str, other: str) -> Fault:
    """The fault of two cells that state one fact of one handler or tally otherwise."""
    what = f"the value {second!r} contradicts {first!r} in {other}"
    return Fault(place, what, KEEP_ONE)


class Agreement:
    """
    What the cells of tables state of what many rows share, so that a contradiction is told
    with both its cells.
    """

    def __init__(self, law: Law) -> None:
        self._law = law
        self._stated: dict[tuple[str, str], tuple[str, str]] = {}

    def fault(
        self, place: str, subject: str, predicate: str, term: Term
    ) -> Fault | None:
        """The fault of a cell that states otherwise than one before it."""
        fact = self._law.facts.get(local(predicate))
        if fact is None or fact.is_a("ManyValued"):
            return None
        if fact.about.isdisjoint({"DataHandler", "Tally"}):
            return None
        if not fact.about.isdisjoint({"DataItem", "Export"}):
            return None
        before, place_before = self._stated.setdefault(
            (subject, predicate), (term.value, place)
        )
        if before == term.value:
            return None
        first, second = (
            local(text) if text.startswith("http") else text
            for text in (before, term.value)
        )
        return of_two_cells(first, second, place, place_before)
