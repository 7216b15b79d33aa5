"""Lets go what modules keep of what they worked out, as if the process had just begun."""

from __future__ import annotations

import sys


def forget(names: tuple[str, ...]) -> None:
    """Clear what functions keep in the modules whose names begin so."""
    for name, module in list(sys.modules.items()):
        if name.startswith(names):
            for kept in list(vars(module).values()):
                if hasattr(kept, "cache_clear"):
                    kept.cache_clear()
