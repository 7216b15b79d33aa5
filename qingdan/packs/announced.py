"""What is known of a list that a copy of it must fit: numbers, activities, scenarios."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from ..comparing.records import Record, read
from ..errors import CallError
from ..files import list_files
from ..law.load import OWN, editions, law
from ..law.slots import Announced
from ..rdf.graph import Text
from ..rdf.names import CQ25, DCTERMS, QD


class Known(NamedTuple):
    """The scenarios of a list with the activity of each where it is known, and its entries."""

    scenarios: tuple[tuple[Text, Text], ...]
    groups: dict[str, Text]


def announced(edition: str) -> Announced:
    """How many items, and of important data, the paper announces, as far as sources agree."""
    record = _record(edition)
    return Announced(
        _count(record, "ItemCountAspect"),
        _count(record, "ImportantItemCountAspect"),
    )


@cache
def _record(edition: str) -> Record:
    if edition not in editions() or edition == "cn":
        known = ", ".join(name for name in editions() if name != "cn")
        raise CallError(
            f"the list {edition!r} is not known; choose one of {known}"
        )
    for path in list_files():
        if path.stem == edition:
            return next(each for each in read(path) if each.id == edition)
    raise CallError(f"no file tells of the list {edition!r}")


def _count(record: Record, aspect: str) -> int | None:
    findings = record.on(aspect)
    numbers = {
        value
        for finding in findings
        for value in finding.values
        if isinstance(value, int)
    }
    if len(numbers) == 1 and all(
        finding.coverage == "Whole" for finding in findings
    ):
        return numbers.pop()
    return None


@cache
def known(edition: str) -> Known:
    """What the rows of a copy are held against."""
    if edition != OWN:
        scenarios = _record(edition).scenarios
        return Known(tuple((each.label, {}) for each in scenarios), {})
    graph = law().graph
    pairs = []
    for iri in graph.members(QD + "Scenario"):
        activity = graph.one(iri, DCTERMS + "isPartOf")
        label = law().label(iri)
        if activity is not None and label:
            pairs.append((label, law().label(str(activity))))
    groups = {
        iri: law().label(iri) for iri in graph.members(CQ25 + "ListedItem")
    }
    return Known(tuple(pairs), groups)
