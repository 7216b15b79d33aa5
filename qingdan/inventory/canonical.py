"""
The one form in which a value stands in an inventory, however it was written.

In: a value and the term it was read from. Out: the term in that form.
"""

from __future__ import annotations

import pyoxigraph as ox

from ..law.model import FactType
from ..rdf.graph import Term, Value
from ..rdf.names import XSD


def as_read(fact: FactType, value: Value | None, term: Term) -> Term:
    """
    A term in the one form of its value, so that a shape
    judges what was read and not how it was written.
    """
    if not fact.value_type.startswith(XSD) or value is None:
        return term
    if isinstance(value, bool):
        text = str(value).lower()
    elif fact.value_type == XSD + "gYear":
        text = f"{value:04d}"
    else:
        text = str(value)
    return ox.Literal(text, datatype=ox.NamedNode(fact.value_type))
