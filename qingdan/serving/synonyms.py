"""The words of a search in, those that are taken for one another with them out."""

from __future__ import annotations

import re
from functools import cache

from ..files import folder

_LATIN = re.compile(r"[a-z0-9 -]+")


@cache
def groups() -> tuple[tuple[str, ...], ...]:
    """The words of each line, in small letters."""
    text = (folder("data") / "synonyms.txt").read_text("utf-8")
    lines = (line for line in text.splitlines() if line[:1] not in ("", "#"))
    return tuple(
        tuple(word.strip().casefold() for word in line.split(";"))
        for line in lines
    )


def widened(words: str) -> list[tuple[str, ...]]:
    """
    What a text must have to be found: of each tuple one. What is typed is taken in the
    longest pieces that have others beside them; the rest stands for itself.
    """
    left = f" {' '.join(words.casefold().split())} "
    wanted: list[tuple[str, ...]] = []
    known = {word: group for group in groups() for word in group}
    for word in sorted(known, key=len, reverse=True):
        place = _pattern(word).search(left)
        if place:
            wanted.append(known[word])
            left = f"{left[: place.start()]} {left[place.end() :]}"
    return wanted + [(word,) for word in left.split()]


def others(words: str) -> tuple[str, ...]:
    """The words that are searched for beside those that are typed."""
    typed = words.casefold()
    return tuple(
        dict.fromkeys(
            other
            for group in widened(words)
            for other in group
            if other not in typed
        )
    )


def has(text: str, wanted: list[tuple[str, ...]]) -> bool:
    """Whether a text in small letters has a word of each group; Latin letters as a whole word."""
    return all(
        any(_pattern(word).search(text) for word in group) for group in wanted
    )


@cache
def _pattern(word: str) -> re.Pattern[str]:
    if _LATIN.fullmatch(word):
        return re.compile(rf"\b{re.escape(word)}s?\b")
    return re.compile(re.escape(word))
