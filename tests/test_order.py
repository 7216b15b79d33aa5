"""
No answer is lighter than the law: the order of possible
outcomes over random inventories of all facts.

The slow check is in docs/guard.md. A counterexample shrinks
to an inventory that is printed as Turtle.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import note
from hypothesis import strategies as st

from cases import with_facts
from guard import Ledger, guarded
from inventories import Facts, inventories, stated_facts, turtle
from order import lost, not_lighter, possible_of, questions_of_review
from qingdan.deciding.determination import Determination
from qingdan.law.load import law

# Absent means that it is not claimed, or assumed: taking one away is only never lighter.
CLAIMS = {
    "accessMode",
    "appliesList",
    "confirmationDocument",
    "confirmedBy",
    "confirmedOn",
    "exportDate",
    "ground",
    "listUseEndReason",
    "listUseEnded",
    "reportedBeforehand",
    "reportedOn",
    "reportedTo",
    "usesListSince",
    "vehicleSecurityData",
}
# What the heads of the automotive rules and the listed items turn on: a review closes them together.
DESCRIBING = {
    "anonymisedToNationalRequirements",
    "chargingNetwork",
    "depicts",
    "economicOperation",
    "exteriorImagery",
    "geodata",
    "preciseLocation",
    "sensitiveArea",
    "trafficFlow",
}
REVIEWS = {"importantDataStatus", "matchesNoListedItem"}
FAULTS = ("Penalised", "CommitmentBreached", "MaterialChange", "Relocated")


def _both(
    ledger: Ledger, stated: Facts, changed: Facts, day: str
) -> tuple[Determination, frozenset[str], Determination, frozenset[str]]:
    """
    The answers before and after a change, each with its
    possible outcomes, noted for the reader.
    """
    before, after = ledger.decided(stated, day), ledger.decided(changed, day)
    found = possible_of(before, stated, day), possible_of(after, changed, day)
    note(
        f"asked about {day}; before: {before.outcome}, can be {sorted(found[0])}\n{turtle(stated)}"
    )
    note(
        f"after: {after.outcome}, can be {sorted(found[1])}\n{turtle(changed)}"
    )
    return before, found[0], after, found[1]


def _about_fields(*found: Determination) -> bool:
    """
    Whether the review of fields that are not listed (Q6) is
    in play: it may become an answer by volume.
    """
    return any(
        question.notation == "Q6"
        for one in found
        for question in questions_of_review(one)
    )


@guarded(inventories(), st.data())
def test_a_fact_taken_away_leaves_every_outcome_possible(
    ledger: Ledger, drawn: tuple[Facts, str], data: st.DataObject
) -> None:
    """
    Whatever could be the answer before can be it once a
    fact, or one value of it, is not stated.
    """
    stated, day = drawn
    less, name = _less(stated, data)
    before, could, after, can = _both(ledger, stated, less, day)
    claimed = (
        stated["item"].get("importantDataStatus") == "ConfirmedNotImportant"
    )
    if name not in CLAIMS and not (name == "importantDataStatus" and claimed):
        assert not lost(can, could), name
    elif name not in ("listUseEnded", "usesListSince") or not _about_fields(
        before, after
    ):
        assert not_lighter(can, could), name


def _less(stated: Facts, data: st.DataObject) -> tuple[Facts, str]:
    """
    The facts without one of them; facts that one review
    would close go together, and the review with them.
    """
    known = stated_facts()
    named = [
        name for name, part in sorted(known.items()) if name in stated[part]
    ]
    name = data.draw(st.sampled_from([*named, "tally"]))
    if name == "tally":
        return {**stated, "tally": {}}, name
    part = known[name]
    values = stated[part][name]
    if name in DESCRIBING and _reviewed(stated):
        gone = {"item": dict.fromkeys(DESCRIBING | REVIEWS)}
    elif (
        isinstance(values, list)
        and len(values) > 1
        and data.draw(st.booleans())
    ):
        gone = {part: {name: values[1:]}}
    elif name in ("listUseEnded", "listUseEndReason"):
        gone = {part: {"listUseEnded": None, "listUseEndReason": None}}
    else:
        gone = {part: {name: None}}
    return with_facts(stated, gone), name


def _reviewed(stated: Facts) -> bool:
    return bool(REVIEWS & set(stated["item"]))


@guarded(inventories(), st.data(), st.integers(1, 12_000_000))
def test_a_larger_volume_is_never_lighter(
    ledger: Ledger, drawn: tuple[Facts, str], data: st.DataObject, more: int
) -> None:
    """Held, exported or added: more persons, or fewer of them in both counts, are never lighter."""
    stated, day = drawn
    volumes = [
        (p, n)
        for n, p in sorted(stated_facts().items())
        if n in stated[p] and _volume(n)
    ]
    part, name = data.draw(st.sampled_from(volumes))
    number = stated[part][name]
    larger = (
        max(0, number - more) if name.endswith("InBoth") else number + more
    )
    _, could, _, can = _both(
        ledger, stated, with_facts(stated, {part: {name: larger}}), day
    )
    assert not_lighter(can, could), name


def _volume(name: str) -> bool:
    return law().facts[name].value_type.endswith("nonNegativeInteger")


@guarded(inventories(), st.sampled_from(FAULTS), st.integers(0, 400))
def test_a_fault_of_the_handler_is_never_lighter(
    ledger: Ledger, drawn: tuple[Facts, str], fault: str, since: int
) -> None:
    """The use of the list ended by a penalty, a breach, a change: never lighter than in use."""
    stated, day = drawn
    ended = (date.fromisoformat(day) - timedelta(since)).isoformat()
    change = {"handler": {"listUseEnded": ended, "listUseEndReason": fault}}
    _never_lighter_than_in_use(ledger, stated, change, day)


@guarded(inventories(), st.integers(1, 400))
def test_use_of_the_list_not_begun_is_never_lighter(
    ledger: Ledger, drawn: tuple[Facts, str], later: int
) -> None:
    """The use of the list that begins after the day asked about: never lighter than in use."""
    stated, day = drawn
    begins = (date.fromisoformat(day) + timedelta(later)).isoformat()
    _never_lighter_than_in_use(
        ledger, stated, {"handler": {"usesListSince": begins}}, day
    )


def _never_lighter_than_in_use(
    ledger: Ledger, stated: Facts, change: dict[str, dict[str, Any]], day: str
) -> None:
    in_use = {
        "listUseEnded": None,
        "listUseEndReason": None,
        "usesListSince": None,
    }
    using = with_facts(stated, {"handler": in_use})
    _, could, _, can = _both(ledger, using, with_facts(using, change), day)
    assert not_lighter(can, could)


@guarded(inventories(), st.integers(1, 60))
def test_an_older_tally_is_never_lighter(
    ledger: Ledger, drawn: tuple[Facts, str], days: int
) -> None:
    """A tally of the day asked about or before says less the older it is."""
    stated, day = drawn
    counted = date.fromisoformat(stated["tally"]["asOf"])
    older = max(
        date(counted.year, 1, 1), counted - timedelta(days)
    ).isoformat()
    if counted <= date.fromisoformat(day):
        changed = with_facts(stated, {"tally": {"asOf": older}})
        _, could, _, can = _both(ledger, stated, changed, day)
        assert not_lighter(can, could)


EVENTS = ("Penalty", "CommitmentBreach", "SuspensionOrder")


@guarded(inventories(), st.sampled_from(EVENTS), st.integers(0, 400))
def test_a_recorded_fault_is_never_lighter(
    ledger: Ledger, drawn: tuple[Facts, str], kind: str, since: int
) -> None:
    """
    A penalty, a breach or an order to suspend, recorded as
    an event: never lighter than without.
    """
    stated, day = drawn
    if "eventKind" not in law().facts:
        return
    happened = (date.fromisoformat(day) - timedelta(since)).isoformat()
    event = {
        "id": "urn:x:event",
        "type": "Event",
        "eventKind": kind,
        "happenedOn": happened,
    }
    changed = with_facts(stated, {"handler": {"hasEvent": event}})
    _, could, _, can = _both(ledger, stated, changed, day)
    assert not_lighter(can, could)
