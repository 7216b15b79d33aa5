"""One result of a validation on one line."""

from __future__ import annotations

from ...output import plain
from ...validating.report import Result
from ..phrases import say, visible


def told(result: Result, lang: str) -> str:
    """Where a result stands, its subject with its title, and the value that was found."""
    title = visible(say(result.title, lang))
    value = ""
    if result.value:
        value = f"  {visible(result.value)}"
    name = f"{result.focus} · {title}" if title else result.focus
    return f"{plain(result.place)}  {plain(name)}{value}"
