"""
A phrase in English → the same phrase in the language of the reader.

English stands where it is used and names the phrase. The other languages stand in one
catalogue (`locale/`), which Babel keeps: CONTRIBUTING.md says how a phrase is added. What the
law itself says (labels of terms, readings, provisions) is not here but in the ontology.
"""

from __future__ import annotations

import os
from functools import cache
from gettext import GNUTranslations
from pathlib import Path

from .rdf.graph import Text

LANGUAGES = ("en", "zh")
CATALOGUES = Path(__file__).parent / "locale"


def N_(message: str) -> str:  # the usual name of this mark
    """The message itself, marked for the catalogue; `phrase` tells it later."""
    return message


def phrase(message: str, lang: str, /, **names: object) -> str:
    """
    A phrase in a language, with what stands in its places.

    >>> phrase("by {day}", "en", day="2026-03-06")
    'by 2026-03-06'
    """
    text = message
    if lang != "en":
        text = catalogue(lang).gettext(message)
    if names:
        return text.format(**names)
    return text


def phrase_in(
    context: str, message: str, lang: str, /, **names: object
) -> str:
    """A phrase that another language words differently in another context."""
    text = message
    if lang != "en":
        text = catalogue(lang).pgettext(context, message)
    if names:
        return text.format(**names)
    return text


def in_both(message: str, /, **names: object) -> Text:
    """A phrase in every language."""
    return {lang: phrase(message, lang, **names) for lang in LANGUAGES}


def sources() -> list[tuple[Path, Path]]:
    """Each catalogue as people write it, with the file that it is compiled to."""
    written = sorted(CATALOGUES.glob("*/LC_MESSAGES/qingdan.po"))
    return [(source, source.with_suffix(".mo")) for source in written]


@cache
def catalogue(lang: str) -> GNUTranslations:
    """The phrases of a language; a checkout compiles them where they were changed."""
    source = CATALOGUES / lang / "LC_MESSAGES" / "qingdan.po"
    compiled = source.with_suffix(".mo")
    if source.exists() and _is_older(compiled, source):
        compile_catalogue(source, compiled)
    with compiled.open("rb") as file:
        return GNUTranslations(file)


def _is_older(compiled: Path, source: Path) -> bool:
    """Whether a checkout has a catalogue that was changed since it was compiled."""
    if not compiled.exists():
        return True
    changed = source.stat().st_mtime_ns
    made = compiled.stat().st_mtime_ns
    return made <= changed


def compile_catalogue(source: Path, compiled: Path) -> None:
    """
    Write the form that is read at run time. A wheel carries it; in a checkout
    it is made by the build or at first use, with Babel.
    """
    import tempfile

    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with source.open("rb") as file:
        phrases = read_po(file)
    with tempfile.NamedTemporaryFile(
        dir=compiled.parent, delete=False
    ) as kept:
        write_mo(kept, phrases)
    os.replace(kept.name, compiled)
