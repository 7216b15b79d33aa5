"""How something is told: what a reader asks of any format, as one value."""

from __future__ import annotations

from typing import NamedTuple


class Style(NamedTuple):
    """
    The languages, the first of them where there is room for one; how much is told
    of each proof; whether it is for a screen; an outcome to say why it is not that.
    """

    langs: tuple[str, ...] = ("en",)
    detail: str | None = None
    screen: bool = False
    against: str | None = None

    @property
    def lang(self) -> str:
        """The language of what is told once."""
        return self.langs[0]
