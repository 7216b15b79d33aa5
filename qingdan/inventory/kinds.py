"""The classes of subjects in an inventory, and which facts each of them may state."""

from __future__ import annotations

from ..law.model import FactType

KINDS = (
    "Assessment",
    "Certification",
    "DataHandler",
    "DataItem",
    "Event",
    "Export",
    "Filing",
    "Inventory",
    "Material",
    "StandardContract",
    "Tally",
)
MECHANISMS = ("Assessment", "Certification", "StandardContract")
SHARED = (
    "DataHandler",
    "Tally",
    "Event",
    *MECHANISMS,
    "Filing",
    "Material",
    "Inventory",
)
OF_ROWS = ("DataItem", "Export", "DataHandler", "Tally")
LINKED = {kind: (kind,) for kind in KINDS} | {"Mechanism": MECHANISMS}
_TAKES_FROM_OTHERS = ("DataItem", "DataHandler", "Inventory")


def may_state(fact: FactType, kind: str) -> bool:
    """
    Facts of an item or an export may stand once on a handler or
    an inventory as well; persons added are the export's own.
    """
    if kind in fact.about:
        return True
    if fact.adds_to:
        return kind == "DataItem"
    return (
        bool(fact.about & {"DataItem", "Export"})
        and not fact.is_a("Annotation")
        and kind in _TAKES_FROM_OTHERS
    )
