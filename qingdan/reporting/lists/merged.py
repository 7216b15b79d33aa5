"""
Regions that are told as one: they come to the same two outcomes, by the same rules on one side, and
state the same but for one fact.

In: regions of two outcomes. Out: groups of them, each with what they share and what they do not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...proving.difference import Held, Region


@dataclass
class Merged:
    """Regions told as one, and the fact in which they differ, if there is one."""

    regions: list[Region]
    varying: str | None = None

    @property
    def first(self) -> Region:
        """The region that stands for what all of them share."""
        return self.regions[0]

    def takes(self, region: Region) -> bool:
        """Take a region in where it can be told with these; tell whether it was."""
        if not self._same_rules(region):
            return False
        here = by_fact(self.first)
        there = by_fact(region)
        other = {
            name
            for name in here.keys() | there.keys()
            if here.get(name) != there.get(name)
        }
        if self.varying:
            other.add(self.varying)
        if len(other) > 1:
            return False
        self.varying = next(iter(other), None)
        self.regions.append(region)
        return True

    def _same_rules(self, region: Region) -> bool:
        """Whether one side decides by the same rules in every region."""
        return any(
            {each.decided[side].rules for each in (*self.regions, region)}
            == {region.decided[side].rules}
            for side in (0, 1)
        )

    def rules(self, side: int) -> tuple[set[str], set[str]]:
        """The rules that decide in every region, and those that decide in some."""
        rules = [set(each.decided[side].rules) for each in self.regions]
        always = rules[0].intersection(*rules)
        return always, rules[0].union(*rules) - always

    @property
    def facts(self) -> list[str]:
        """The facts that the regions state; last one that the first does not state."""
        names = list(by_fact(self.first))
        if self.varying and self.varying not in names:
            names.append(self.varying)
        return names

    def values(self, fact: str) -> list[Held | None]:
        """What the regions state of a fact, each once; None where one does not state it."""
        stated = [by_fact(region).get(fact) for region in self.regions]
        numbers = [held for held in stated if held and held.low is not None]
        if len(numbers) == len(stated):
            return list(joined(numbers))
        return list(dict.fromkeys(stated))


def joined(ranges: list[Held]) -> Iterator[Held]:
    """Ranges of a number, those that overlap or adjoin as one."""
    held, *more = sorted(ranges, key=lambda each: each.low or 0)
    for each in more:
        if held.high is not None and (each.low or 0) > held.high + 1:
            yield held
            held = each
        elif held.high is not None:
            ends = each.high is not None
            most = max(held.high, each.high or 0) if ends else None
            held = held._replace(high=most)
    yield held


def by_fact(region: Region) -> dict[str, Held]:
    """What a region states, by fact: first that on which it turns."""
    return {held.fact: held for held in (*region.turns_on, *region.beside)}


def merged(regions: Iterable[Region]) -> list[Merged]:
    """Regions of the same outcomes, those that can be told as one together."""
    groups: list[Merged] = []
    for region in regions:
        if not any(group.takes(region) for group in groups):
            groups.append(Merged([region]))
    return groups
