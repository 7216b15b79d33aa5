"""What a handler has in hand, as sentences in English and Chinese."""

from __future__ import annotations

from collections.abc import Iterator

from ...duties.coverage import Coverage
from ...law.model import Law
from ...rdf.graph import Text
from ..phrases import say

STATUSES: dict[str, Text] = {
    "covered": {"en": "covered", "zh": "已覆盖"},
    "not-needed": {"en": "not needed", "zh": "无须"},
    "none": {"en": "nothing that covers it", "zh": "无"},
    "beyond-scope": {"en": "beyond its scope", "zh": "超出范围"},
    "beyond-scale": {"en": "beyond its scale", "zh": "超出规模"},
    "expired": {"en": "expired", "zh": "已过期"},
    "renewal-window": {"en": "covered, to be renewed now", "zh": "已覆盖，应当续期"},
    "file-anew": {"en": "to be filed anew", "zh": "须重新申报或者备案"},
    "unknown": {"en": "not known", "zh": "尚不能确定"},
}
_UNTIL: Text = {
    "en": "{status}, {name}, until {day}",
    "zh": "{status}，{name}，至{day}",
}
_HELD: Text = {"en": "{status}, {name}", "zh": "{status}，{name}"}
_LEFT: Text = {
    "en": "{label}: {many:,} more are covered",
    "zh": "{label}：尚余{many}人",
}
_OVER: Text = {
    "en": "{label}: {many:,} more than are covered",
    "zh": "{label}：超出{many}人",
}


def status(held: Coverage, lang: str) -> str:
    """The status with the mechanism and its last day."""
    status_text = STATUSES[held.status][lang]
    if held.mechanism is None:
        return status_text
    form = _UNTIL if held.until else _HELD
    return form[lang].format(status=status_text, name=held.mechanism, day=held.until)


def headroom(law: Law, held: Coverage, lang: str) -> Iterator[str]:
    """How many persons more are covered, or how many too many are sent."""
    for tally, left in held.headroom.items():
        form, label = _LEFT if left >= 0 else _OVER, say(law.facts[tally].label, lang)
        yield form[lang].format(label=label, many=abs(left))


def lines(law: Law, held: Coverage, lang: str) -> Iterator[str]:
    """The status, the reasons and the headroom, a line each."""
    yield status(held, lang)
    yield from (say(why.label, lang) for why in held.reasons)
    yield from headroom(law, held, lang)
