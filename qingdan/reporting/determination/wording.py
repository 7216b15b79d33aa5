"""The law, a language and a level of detail in, the words that every line of a proof uses out."""

from __future__ import annotations

from collections.abc import Iterable

from ...language import phrase
from ...law.kleene import Status
from ...law.model import Law
from ...rdf.graph import Text
from .. import punctuation
from ..phrases import cited, say


class Wording:
    """Phrases, texts of the law and citations in one language."""

    def __init__(self, law: Law, lang: str, depth: int) -> None:
        self.law = law
        self.lang = lang
        self.depth = depth

    def phrase(self, message: str) -> str:
        """A phrase of the catalogue."""
        return phrase(message, self.lang)

    def say(self, text: Text) -> str:
        """A text of the law."""
        return say(text, self.lang)

    def under(self, name: str, value: str) -> str:
        """A value under a name of the catalogue."""
        return punctuation.under(
            self.phrase(name),
            value,
            self.lang,
        )

    def heading(self, name: str) -> str:
        """A name of the catalogue as a heading."""
        return punctuation.heading(self.phrase(name), self.lang)

    def aside(self, text: str) -> str:
        """A text in brackets."""
        return punctuation.aside(text, self.lang)

    def cited(self, cites: tuple[str, ...]) -> str:
        """Provisions by their legal names; with their identifiers in a full proof."""
        full = self.depth == 2
        return f"[{cited(self.law, cites, self.lang, full)}]"

    def doubt(self, status: Status) -> str:
        """That something is shown which may not apply."""
        if status:
            return ""
        return self.aside(self.phrase("if it applies"))

    def outcomes(self, names: Iterable[str]) -> str:
        """Outcomes as people call them."""
        labels = [self.law.outcome_label(name) for name in names]
        return " / ".join(map(self.say, labels))
