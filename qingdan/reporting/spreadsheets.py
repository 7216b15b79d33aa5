"""Text that a spreadsheet would run as a formula is marked as text, with an apostrophe ahead."""

from __future__ import annotations

_RUN = ("=", "+", "-", "@", "\t", "\r")
GUARDED = tuple(f"'{sign}" for sign in _RUN)


def guarded(text: str) -> str:
    """The text of a cell, marked where a spreadsheet would run it: `=A1` is `'=A1`."""
    return f"'{text}" if text.startswith(_RUN) else text
