"""A pack held against what is known of its list: counts, gaps, doubles, scenarios, entries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ..law.slots import Pack, ranges
from ..rdf.names import local
from .announced import known
from .columns import bare


def counts(pack: Pack) -> str:
    """How many slots there are of those announced, and how many of them are confirmed."""
    items, important = pack.announced.items, pack.announced.important
    slots = (
        f"{pack.edition}: {len(pack.slots)} of {_number(items)} slots,"
        f" {len(pack.important)} of {_number(important)} of important data"
    )
    return f"{slots}; confirmed by two persons: {len(pack.counting)}"


def _number(announced: int | None) -> str:
    return "an unknown number of" if announced is None else str(announced)


def gaps(pack: Pack) -> Iterator[str]:
    """What keeps the pack from being whole: it clears nothing until this is mended."""
    items, important = pack.announced.items, pack.announced.important
    if items is None:
        yield "how many items the list has is not known, so that no gap can be excluded"
    else:
        missing = {*range(1, items + 1)} - pack.numbers
        beyond = pack.numbers - {*range(1, items + 1)}
        if missing:
            yield f"slots that are missing: {ranges(missing)}"
        if beyond:
            yield f"slots beyond the {items} announced: {ranges(beyond)}"
    if important is None:
        yield "how many items are important data is not known"
    elif len(pack.important) != important:
        many = len(pack.important)
        yield f"important data: {many} slots, {important} announced"
    waiting = pack.numbers - pack.counting
    if waiting:
        yield f"slots that two persons have not confirmed: {ranges(waiting)}"


def remarks(pack: Pack) -> Iterator[str]:
    """What a person should look at again, though it may be right."""
    alike: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for slot in pack.slots:
        alike[tuple(map(bare, slot.text))].append(slot.number)
    for numbers in alike.values():
        if len(numbers) > 1:
            yield f"slots that say the same: {ranges(numbers)}"
    expected = known(pack.edition)
    yield from _scenarios(pack, expected.scenarios)
    if not expected.groups:
        return
    taken = {slot.group for slot in pack.slots}
    bare_slots = [
        slot.number
        for slot in pack.slots
        if slot.is_important and not slot.group
    ]
    if bare_slots:
        yield f"slots of important data without an entry: {ranges(bare_slots)}"
    without = sorted(local(iri) for iri in expected.groups.keys() - taken)
    if without:
        yield f"entries without a slot: {', '.join(without)}"


def _scenarios(
    pack: Pack,
    expected: tuple[tuple[dict[str, str], dict[str, str]], ...],
) -> Iterator[str]:
    by_name = {
        bare(text): (label, activity)
        for label, activity in expected
        for text in label.values()
    }
    if not by_name:
        return
    strange: dict[str, list[int]] = defaultdict(list)
    elsewhere: list[int] = []
    for slot in pack.slots:
        match = by_name.get(bare(slot.scenario))
        if match is None:
            strange[slot.scenario].append(slot.number)
        elif match[1] and bare(slot.activity) not in map(
            bare, match[1].values()
        ):
            elsewhere.append(slot.number)
    for name, numbers in strange.items():
        yield f"scenario {name!r} is none of the {len(expected)} known: slots {ranges(numbers)}"
    if elsewhere:
        yield f"scenario under another activity: slots {ranges(elsewhere)}"
    there = {bare(slot.scenario) for slot in pack.slots}
    absent = [
        label.get("zh") or label.get("en", "")
        for label, _ in expected
        if not there & {*map(bare, label.values())}
    ]
    if absent:
        yield f"scenarios without a slot: {', '.join(absent)}"
