"""A pack held against what is known of its list: counts, gaps, doubles, scenarios, entries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ..language import N_, phrase
from ..law.slots import Pack, ranges
from ..rdf.names import local
from .announced import Known, known
from .columns import INVENTED, bare

_COUNTS = N_(
    "{edition}: {slots} of {items} slots, {found} of {important} of important data;"
    " confirmed by two persons: {counting}"
)
_CLEARS = N_("clears nothing: {gap}")
_LOOK = N_("look at: {remark}")
_UNKNOWN = N_(
    "how many items the list has is not known, so that no gap can be excluded"
)
_MISSING = N_("slots that are missing: {slots}")
_BEYOND = N_("slots beyond the {items} announced: {slots}")
_KINDS_UNKNOWN = N_("how many items are important data is not known")
_KINDS = N_("important data: {slots} slots, {items} announced")
_WAITING = N_("slots that two persons have not confirmed: {slots}")
_INVENTED = N_("the rows are invented, for trying out alone: slots {slots}")
_ALIKE = N_("slots that say the same: {slots}")
_WITHOUT_ENTRY = N_("slots of important data without an entry: {slots}")
_WITHOUT_SLOT = N_("entries without a slot: {entries}")
_STRANGE = N_("scenario {name} is none of the {many} known: slots {slots}")
_ELSEWHERE = N_("scenario under another activity: slots {slots}")
_ABSENT = N_("scenarios without a slot: {names}")


def report(pack: Pack, lang: str = "en") -> Iterator[str]:
    """What a pack is, what keeps it from being whole, and what a person should look at again."""
    yield counts(pack, lang)
    for gap in gaps(pack, lang):
        yield phrase(_CLEARS, lang, gap=gap)
    for remark in remarks(pack, lang):
        yield phrase(_LOOK, lang, remark=remark)


def short(pack: Pack) -> Iterator[str]:
    """What a pack is and lacks, as a call that decides with it tells."""
    yield counts(pack)
    yield from made_up(pack, "en")
    for gap in gaps(pack):
        yield phrase(_CLEARS, "en", gap=gap)


def counts(pack: Pack, lang: str = "en") -> str:
    """How many slots there are of those announced, and how many of them are confirmed."""
    items, important = (
        "?" if number is None else number
        for number in (pack.announced.items, pack.announced.important)
    )
    return phrase(
        _COUNTS,
        lang,
        edition=pack.edition,
        slots=len(pack.slots),
        items=items,
        found=len(pack.important),
        important=important,
        counting=len(pack.counting),
    )


def gaps(pack: Pack, lang: str = "en") -> Iterator[str]:
    """What keeps the pack from being whole: it clears nothing until this is mended."""
    items = pack.announced.items
    important = pack.announced.important
    expected = {*range(1, (items or 0) + 1)}
    if items is None:
        yield phrase(_UNKNOWN, lang)
        expected = {*range(1, max(pack.numbers, default=0) + 1)}
    missing = expected - pack.numbers
    if missing:
        yield phrase(_MISSING, lang, slots=ranges(missing))
    beyond = pack.numbers - expected
    if beyond:
        yield phrase(_BEYOND, lang, items=items, slots=ranges(beyond))
    many = len(pack.important)
    if important is None:
        yield phrase(_KINDS_UNKNOWN, lang)
    elif many != important:
        yield phrase(_KINDS, lang, slots=many, items=important)
    waiting = pack.numbers - pack.counting
    if waiting:
        yield phrase(_WAITING, lang, slots=ranges(waiting))


def made_up(pack: Pack, lang: str) -> Iterator[str]:
    """That rows are invented, where some are: an answer by them is for trying out alone."""
    invented = [
        slot.number for slot in pack.slots if slot.item.startswith(INVENTED)
    ]
    if invented:
        yield phrase(_INVENTED, lang, slots=ranges(invented))


def remarks(pack: Pack, lang: str = "en") -> Iterator[str]:
    """What a person should look at again, though it may be right."""
    yield from made_up(pack, lang)
    alike: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for slot in pack.slots:
        alike[tuple(map(bare, slot.text))].append(slot.number)
    for numbers in alike.values():
        if len(numbers) > 1:
            yield phrase(_ALIKE, lang, slots=ranges(numbers))
    expected = known(pack.edition)
    yield from _scenarios(pack, expected, lang)
    if expected.groups:
        yield from _entries(pack, expected, lang)


def _entries(pack: Pack, expected: Known, lang: str) -> Iterator[str]:
    """Slots without an entry of ours, and entries without a slot."""
    taken = {slot.group for slot in pack.slots}
    without = [
        slot.number
        for slot in pack.slots
        if slot.is_important and not slot.group
    ]
    if without:
        yield phrase(_WITHOUT_ENTRY, lang, slots=ranges(without))
    absent = sorted(local(iri) for iri in expected.groups.keys() - taken)
    if absent:
        yield phrase(_WITHOUT_SLOT, lang, entries=", ".join(absent))


def _scenarios(pack: Pack, expected: Known, lang: str) -> Iterator[str]:
    """Scenarios that are not known, that stand under another activity, or have no slot."""
    activities = {
        bare(name): {*map(bare, activity.values())}
        for label, activity in expected.scenarios
        for name in label.values()
    }
    if not activities:
        return
    strange: dict[str, list[int]] = defaultdict(list)
    elsewhere: list[int] = []
    for slot in pack.slots:
        fitting = activities.get(bare(slot.scenario))
        if fitting is None:
            strange[slot.scenario].append(slot.number)
        elif fitting and bare(slot.activity) not in fitting:
            elsewhere.append(slot.number)
    many = len(expected.scenarios)
    for name, numbers in strange.items():
        yield phrase(
            _STRANGE, lang, name=repr(name), many=many, slots=ranges(numbers)
        )
    if elsewhere:
        yield phrase(_ELSEWHERE, lang, slots=ranges(elsewhere))
    there = {bare(slot.scenario) for slot in pack.slots}
    absent = [
        label.get(lang) or label.get("zh", "")
        for label, _ in expected.scenarios
        if there.isdisjoint(map(bare, label.values()))
    ]
    if absent:
        yield phrase(_ABSENT, lang, names=", ".join(absent))
