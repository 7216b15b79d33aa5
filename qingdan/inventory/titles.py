"""The titles of a subject, each with its language, as one text of a row."""

from __future__ import annotations

from ..rdf.names import by_language

_AFTER = "\x1f"


BETWEEN_TITLES = "\x1e"


_KEPT_APART = str.maketrans(
    "\n\r", "\x1c\x1d", "\x1c\x1d" + _AFTER + BETWEEN_TITLES
)  # rows of the spools end at line breaks


_BREAKS = str.maketrans("\x1c\x1d", "\n\r")


def as_title(text: str, language: str) -> str:
    """A title with its language, as a row keeps it."""
    return language.split("-")[0] + _AFTER + text.translate(_KEPT_APART)


def titles(kept: str | None) -> dict[str, str]:
    """The titles of a row by language, the first of each."""
    pairs = (
        [
            tagged.partition(_AFTER)
            for tagged in reversed(kept.split(BETWEEN_TITLES))
        ]
        if kept
        else []
    )
    return by_language(
        {language: text.translate(_BREAKS) for language, _, text in pairs}
    )
