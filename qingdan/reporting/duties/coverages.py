"""What a handler has in hand, as sentences in English and Chinese."""

from __future__ import annotations

from collections.abc import Iterator

from ...duties.coverage import Coverage
from ...language import N_, phrase
from ...law.model import Law
from ..phrases import say

STATUSES = {
    "covered": N_("covered"),
    "not-needed": N_("not needed"),
    "none": N_("none"),
    "beyond-scope": N_("beyond its scope"),
    "beyond-scale": N_("beyond its scale"),
    "expired": N_("expired"),
    "renewal-window": N_("covered, to be renewed now"),
    "file-anew": N_("to be filed anew"),
    "unknown": N_("not known yet"),
}
_UNTIL = N_("{status}, {name}, until {day}")
_HELD = N_("{status}, {name}")
_LEFT = N_("{label}: {many:,} more are covered")
_OVER = N_("{label}: {many:,} more than are covered")


def status(held: Coverage, lang: str) -> str:
    """The status with the mechanism and its last day."""
    status_text = phrase(STATUSES[held.status], lang)
    if held.mechanism is None:
        return status_text
    form = _UNTIL if held.until else _HELD
    return phrase(
        form, lang, status=status_text, name=held.mechanism, day=held.until
    )


def headroom(law: Law, held: Coverage, lang: str) -> Iterator[str]:
    """How many persons more are covered, or how many too many are sent."""
    for tally, left in held.headroom.items():
        form = _LEFT if left >= 0 else _OVER
        label = say(law.facts[tally].label, lang)
        yield phrase(form, lang, label=label, many=abs(left))


def lines(law: Law, held: Coverage, lang: str) -> Iterator[str]:
    """The status, the reasons and the headroom, a line each."""
    yield status(held, lang)
    for why in held.reasons:
        yield say(why.label, lang)
    yield from headroom(law, held, lang)
