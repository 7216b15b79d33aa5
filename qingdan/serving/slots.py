"""
The question whether data is one of the listed items, slot by slot of an edition pack.

In: what was answered so far. Out: a screen with a field for each slot that is left, and the
answers as facts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..language import N_, phrase
from ..law.load import law
from ..law.slots import Slot, ranges

ASKED = "matchesNoListedItem"
_HEAD = "slot-"
_HEADING = N_("Which of these slots of the list is the data?")
_NUMBERED = N_("Slot {number}: {item} ({scenario})")
_COMPARED = N_("compared: {slots}")
_MATCHED = N_("compared: {slots}; matches: {matched}")


def names() -> frozenset[str]:
    """The fields of an address that answer a slot of the pack; none where there is no pack."""
    pack = law().pack
    if pack is None:
        return frozenset()
    return frozenset(f"{_HEAD}{number}" for number in pack.numbers)


def stated(given: Mapping[str, str]) -> dict[str, Any]:
    """The answers on slots as facts of the item; empty where there are none."""
    pack = law().pack
    answers = _answers(given)
    if pack is None or not answers:
        return {}
    matched = sorted(number for number, yes in answers.items() if yes)
    facts: dict[str, Any] = {
        "comparedWith": pack.iri,
        "comparedSlot": sorted(answers),
    }
    if matched:
        facts["matchesSlot"] = matched
    return facts


def answered(given: Mapping[str, str], lang: str) -> str:
    """The answers on slots in words."""
    answers = _answers(given)
    matched = [number for number, yes in answers.items() if yes]
    if not matched:
        return phrase(_COMPARED, lang, slots=ranges(answers))
    return phrase(
        _MATCHED,
        lang,
        slots=ranges(answers),
        matched=ranges(matched),
    )


def _answers(given: Mapping[str, str]) -> dict[int, bool]:
    return {
        int(name.removeprefix(_HEAD)): value == "true"
        for name, value in given.items()
        if name in names() and value in ("true", "false")
    }


def left(given: Mapping[str, str]) -> list[Slot]:
    """The slots of important data that were not answered; none once one is matched."""
    pack = law().pack
    answers = _answers(given)
    if pack is None or any(answers.values()):
        return []
    return [
        slot
        for slot in pack.slots
        if slot.is_important and slot.number not in answers
    ]


def question(
    plain: Mapping[str, Any],
    given: Mapping[str, str],
    lang: str,
) -> dict[str, Any]:
    """The screen of the question as a page shows it, a field for each slot in its place."""
    (field,) = plain["fields"]
    fields = [*_fields(field, left(given), lang)]
    return {
        **plain,
        "heading": phrase(_HEADING, lang),
        "fields": fields,
        "facts": [ASKED, *(each["field"] for each in fields)],
    }


def _fields(
    field: Mapping[str, Any],
    slots: list[Slot],
    lang: str,
) -> Iterator[dict[str, Any]]:
    choices = [
        ("true", phrase("yes", lang), ""),
        ("false", phrase("no", lang), ""),
    ]
    for place, slot in enumerate(slots):
        text = phrase(
            _NUMBERED,
            lang,
            number=slot.number,
            item=slot.item,
            scenario=slot.scenario,
        )
        basis = ("cites", "effects", "find_out")
        yield {
            **field,
            **({name: [] for name in basis} if place else {}),
            "field": f"{_HEAD}{slot.number}",
            "text": f"{text} {slot.description}".strip(),
            "label": text,
            "none": "",
            "value": "",
            "long": False,
            "groups": [("", choices)],
        }
