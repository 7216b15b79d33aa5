"""Qingdan decides, and proves, whether data may leave China, on which route and why."""

from __future__ import annotations

from importlib import import_module

from .version import VERSION as __version__

TYPE_CHECKING = False  # that of typing takes most of the time of this import
if TYPE_CHECKING:
    from typing import Any

    from .deciding.determination import Determination
    from .door.answers import Answer, Determinations
    from .door.calls import (
        compare,
        count,
        decide,
        owed,
        query,
        routes,
        validate,
        why,
    )
    from .door.dossier import Dossier, dossier
    from .door.inventory import Inventory, load
    from .door.laws import differences, prove
    from .door.ledgers import count_from
    from .door.packs import edition_pack
    from .door.reports import (
        Changes,
        Comparison,
        Count,
        Differences,
        Duties,
        Filed,
        Findings,
        Found,
        Routes,
        Theorems,
    )
    from .errors import CallError, InputError, KnowledgeError, QingdanError

_HOMES = {
    "deciding.determination": ("Determination",),
    "door.answers": ("Answer", "Determinations"),
    "door.calls": (
        "compare",
        "count",
        "decide",
        "owed",
        "query",
        "routes",
        "validate",
        "why",
    ),
    "door.dossier": ("Dossier", "dossier"),
    "door.inventory": ("Inventory", "load"),
    "door.laws": ("differences", "prove"),
    "door.ledgers": ("count_from",),
    "door.packs": ("edition_pack",),
    "door.reports": (
        "Changes",
        "Comparison",
        "Count",
        "Differences",
        "Duties",
        "Filed",
        "Findings",
        "Found",
        "Routes",
        "Theorems",
    ),
    "errors": ("CallError", "InputError", "KnowledgeError", "QingdanError"),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Answer",
    "CallError",
    "Changes",
    "Comparison",
    "Count",
    "Determination",
    "Determinations",
    "Differences",
    "Dossier",
    "Duties",
    "Filed",
    "Findings",
    "Found",
    "InputError",
    "Inventory",
    "KnowledgeError",
    "QingdanError",
    "Routes",
    "Theorems",
    "__version__",
    "compare",
    "count",
    "count_from",
    "decide",
    "differences",
    "dossier",
    "edition_pack",
    "load",
    "owed",
    "prove",
    "query",
    "routes",
    "validate",
    "why",
]


def __getattr__(name: str) -> Any:
    """A name of the door, imported when it is used (PEP 562)."""
    if name not in _HOME:
        raise AttributeError(f"module 'qingdan' has no attribute {name!r}")
    return getattr(import_module(f".{_HOME[name]}", __name__), name)


def __dir__() -> list[str]:
    return __all__
