"""When what handlers have in hand is used up, as sentences in English and Chinese and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...counting.exhaustion import ASSUMPTIONS
from ...counting.results import Count, UsedUp
from ...counting.thresholds import MEASURES
from ...language import N_, in_both, phrase
from ..punctuation import in_turn, listed, under

MEASURED = {
    MEASURES[0]: N_("information other than sensitive"),
    MEASURES[1]: N_("sensitive information"),
}
_KINDS = {
    "Assessment": N_("assessment"),
    "StandardContract": N_("standard contract"),
    "Certification": N_("certificate"),
}
_YEAR_END = N_("after this year")


def lines(count: Count, lang: str) -> Iterator[str]:
    """Each mechanism with what is left of it, and on what the projection rests."""
    if not count.mechanisms:
        return
    yield (
        phrase(N_("Mechanisms in hand, and when they are used up:"), lang)
        + "\n"
    )
    for state in count.mechanisms:
        name = f"{phrase(_KINDS[state.kind], lang)} {state.mechanism}"
        measure = phrase(MEASURED[state.measure], lang)
        label = listed((name, measure), lang)
        yield f"  · {under(label, _told(state, lang), lang)}\n"
    if any(state.expected or state.earliest for state in count.mechanisms):
        for assumption in ASSUMPTIONS:
            text = phrase(assumption, lang)
            yield (
                "      "
                + phrase(N_("assuming: {text}"), lang, text=text)
                + "\n"
            )


def _told(state: UsedUp, lang: str) -> str:
    parts = []
    if state.left is not None and state.left >= 0:
        parts.append(
            phrase(
                N_("{left:,} of {covers:,} left"),
                lang,
                left=state.left,
                covers=state.covers,
            )
        )
    if state.left is not None and state.left < 0:
        parts.append(phrase(N_("{over:,} beyond it"), lang, over=-state.left))
    if state.since:
        parts.append(phrase(N_("used up since {day}"), lang, day=state.since))
    elif state.why:
        parts.append(phrase(state.why, lang))
    else:
        parts.append(
            phrase(
                N_(
                    "used up about {expected}, between {earliest} and {latest}"
                ),
                lang,
                expected=state.expected or phrase(_YEAR_END, lang),
                earliest=state.earliest or phrase(_YEAR_END, lang),
                latest=state.latest or phrase(_YEAR_END, lang),
            )
        )
    if state.until:
        parts.append(
            phrase(N_("its term ends on {day}"), lang, day=state.until)
        )
    return in_turn(parts, lang)


def document(count: Count) -> dict[str, Any]:
    """The mechanisms as JSON, with the assumptions; nothing where none was asked for."""
    if not count.mechanisms:
        return {}
    return {
        "mechanisms": [_state(state) for state in count.mechanisms],
        "projectionAssumes": [in_both(text) for text in ASSUMPTIONS],
    }


def _state(state: UsedUp) -> dict[str, Any]:
    days = {
        "until": state.until,
        "usedUpSince": state.since,
        "expected": state.expected,
        "earliest": state.earliest,
        "latest": state.latest,
    }
    return {
        "handler": state.handler,
        "mechanism": state.mechanism,
        "kind": state.kind,
        "measure": state.measure,
        "covers": state.covers,
        "persons": state.persons,
        "left": state.left,
        **{
            name: day.isoformat() if day else None
            for name, day in days.items()
        },
        "notProjected": in_both(state.why) if state.why else None,
        "cites": list(state.cites),
    }
