"""
Headings and values of people in, the facts and values that they come near to out.

Names, labels in both languages and a kept list of headings are compared, by rapidfuzz.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from typing import Any

from rapidfuzz import fuzz, process

from ..files import folder
from ..law.model import FactType, Law
from ..law.spelling import spelt
from .readers.cells import boolean
from .template_columns import cell_value, columns

_NEAR = 88
_SAME = 93
_MOST = 80


@cache
def _words() -> dict[str, Any]:
    path = folder("data") / "mappings" / "words" / "headings.toml"
    return tomllib.loads(path.read_text("utf-8"))


def bare(text: str) -> str:
    """A text as it is compared: small letters, without signs, words parted by one blank."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)
    return " ".join(re.sub(r"[\W_]+", " ", apart).casefold().split())


@cache
def _spellings(law: Law) -> dict[str, str]:
    """Facts that a row may state, by every text that calls them."""
    by_text: dict[str, str] = {}
    for name, texts in _words()["facts"].items():
        by_text |= {bare(text): name for text in texts}
    for fact in columns(law):
        for text in (fact.name, *fact.label.values()):
            by_text[bare(text)] = fact.name
    return by_text


def fact_of(heading: str, law: Law) -> tuple[str, int] | None:
    """
    The fact that a heading comes near to, and how near of a hundred; None where none is.

    Of a heading in two languages each part is looked up.
    """
    texts = [heading, *re.split(r"[/|\n（(]", heading)]
    best: tuple[str, int] | None = None
    for text in map(bare, texts):
        if not text or len(text) > _MOST:
            continue
        near = process.extractOne(
            text, _spellings(law).keys(), scorer=fuzz.ratio, score_cutoff=_NEAR
        )
        if near and (best is None or near[1] > best[1]):
            best = (_spellings(law)[near[0]], round(near[1]))
    return best


def names_item(heading: str) -> int:
    """How well a heading names what the rows are, from 0; the first words of the list best."""
    words = [bare(word) for word in _words()["item"]]
    text = bare(heading)
    if text in words:
        return len(words) - words.index(text)
    parts = {bare(part) for part in re.split(r"[/|\n（(]", heading)}
    return 1 if parts & {*words} else 0


def value_of(text: str, fact: FactType, law: Law) -> object | None:
    """The value of a fact that a cell comes near to; None where none is, or it is one as it is."""
    if fact.value_type.endswith("boolean"):
        return None if boolean(text) is not None else _truth(text)
    if not fact.members or spelt(law, fact.members).get(
        text.strip().casefold()
    ):
        return None
    known = {
        bare(spelling): member
        for spelling, member in spelt(law, fact.members).items()
        if "/" not in spelling
    }
    near = process.extractOne(
        bare(text), known.keys(), scorer=fuzz.ratio, score_cutoff=_SAME
    )
    return cell_value(fact, known[near[0]]) if near else None


def _truth(text: str) -> bool | None:
    for truth, words in _words()["values"].items():
        if text.strip().casefold() in words:
            return bool(truth == "true")
    return None


def is_read(text: str, fact: FactType, law: Law) -> bool:
    """Whether a cell states a value of the fact as it stands."""
    from .readers.tables import term_of
    from .term_checks import vet_term

    term = term_of(law, fact, text.strip(), "")
    return vet_term(law, "", fact.iri, term)[1] is None
