"""
Faults between statements, told by both ways in: in memory and in bulk.
Each says what is wrong and how to mend it, in one place.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import Fault
from ..law.model import FactType
from ..rdf.names import XSD, curie
from .kinds import KINDS

KEEP_ONE = "keep one of the two"


def no_items(where: str) -> Fault:
    """An inventory without a data item."""
    return Fault(
        where,
        "there is no qd:DataItem in it",
        "state `a qd:DataItem` of each data item",
    )


def no_class(place: str) -> Fault:
    """A subject that states facts without being of a class."""
    classes = ", ".join(f"qd:{kind}" for kind in KINDS)
    return Fault(
        place, "states facts but has no class", f"state one of {classes}"
    )


def two_classes(place: str, first: str, second: str) -> Fault:
    """A subject of two classes."""
    return Fault(
        place,
        f"is both a qd:{first} and a qd:{second}",
        "give each its own IRI",
    )


def leads_nowhere(
    place: str, fact: str, target: str, kinds: Sequence[str]
) -> Fault:
    """A link to what is not described as one of some classes."""
    named = " or ".join(f"qd:{kind}" for kind in kinds)
    wanted = " or ".join(f"`a qd:{kind}`" for kind in kinds)
    return Fault(
        place,
        f"qd:{fact} leads to {curie(target)}, which is not described as a {named}",
        f"describe it with {wanted}, or mend the IRI",
    )


def export_of_nothing(place: str) -> Fault:
    """An export that names no item."""
    return Fault(
        place,
        "the export is of no item",
        "state qd:exportOf with the qd:DataItem that it takes abroad",
    )


def contradicting(place: str, fact: str, values: Sequence[str]) -> Fault:
    """A fact with several values where it has one."""
    stated = " and ".join(sorted(map(curie, values)))
    return Fault(
        place,
        f"qd:{fact} has contradicting values {stated}",
        "keep one value, or split the subject",
    )


def triple_term(where: str) -> Fault:
    """A statement that holds another."""
    return Fault(
        where,
        "a triple term stands in a statement",
        "state facts of named things only",
    )


def misplaced(place: str, fact: FactType, kind: str) -> Fault:
    """A fact stated of a class that may not state it."""
    return Fault(
        place, f"qd:{fact.name} is stated of a qd:{kind}", _right_place(fact)
    )


def _right_place(fact: FactType) -> str:
    home = " or ".join(sorted("qd:" + kind for kind in fact.about))
    counts = {
        "Tally": "; volumes held are qd:holdsOrdinaryPersons and qd:holdsSensitivePersons",
        "DataHandler": "",
    }
    if fact.value_type == XSD + "nonNegativeInteger":
        if "Tally" in fact.about:
            exported = ""
        else:
            exported = (
                "; volumes exported stand on a qd:Tally as qd:ordinaryPersons and"
                " qd:sensitivePersons"
            )
        return f"state it of a {home}{counts['Tally'] if 'Tally' in fact.about else exported}"
    return f"state it of a {home}"
