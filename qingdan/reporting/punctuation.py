"""Colons, brackets and separators as the readers of each language write them."""

from __future__ import annotations

from collections.abc import Iterable

from ..language import phrase, phrase_in


def under(name: str, value: str, lang: str) -> str:
    """
    A value under its name.

    >>> under("zone", "Chongqing FTZ", "en")
    'zone: Chongqing FTZ'
    """
    return f"{name}{phrase(': ', lang)}{value}"


def heading(name: str, lang: str) -> str:
    """A name with the colon that ends a line."""
    return f"{name}{phrase(': ', lang).rstrip()}"


def aside(text: str, lang: str) -> str:
    """A text in brackets, to stand behind another."""
    return phrase(
        " ({aside})",
        lang,
        aside=text,
    )


def listed(names: Iterable[str], lang: str) -> str:
    """Names in a row."""
    return phrase_in("between names", ", ", lang).join(names)


def in_turn(parts: Iterable[str], lang: str) -> str:
    """Parts that are longer than names, or hold commas themselves."""
    return phrase("; ", lang).join(parts)
