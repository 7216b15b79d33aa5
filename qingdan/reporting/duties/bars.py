"""The events that bar an export, as sentences in English and Chinese."""

from __future__ import annotations

from collections.abc import Iterator

from ...deciding.determination import Bar
from ...language import N_, phrase
from ..phrases import say
from ..punctuation import aside

_SINCE = N_("since {day}")
_BY = N_("since {day}, {event}")


def since(bar: Bar, lang: str) -> str:
    """From which day, by which event."""
    if bar.event is None:
        return phrase(_SINCE, lang, day=bar.since)
    return phrase(_BY, lang, day=bar.since, event=bar.event)


def lines(bar: Bar, lang: str) -> Iterator[str]:
    """What is barred, since when, what ends it."""
    doubt = aside(phrase("if it applies", lang), lang)
    yield say(bar.label, lang) + ("" if bar.certain else doubt)
    yield since(bar, lang)
    yield say(bar.ends, lang)
