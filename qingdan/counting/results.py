"""What a count says: of each handler and year, of what was read, and of what could not be."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from .badrows import BadRow
from .tallies import Crossing, Headroom, Tally
from .thresholds import Threshold


class Crossed(NamedTuple):
    """
    A threshold that was reached, by which event (not told where a ledger
    keeps days alone), and from when the records showed it.
    """

    crossing: Crossing
    moment: datetime | None
    recipient: str | None
    item: str | None
    file: str | None
    known_on: date | None


class Excluded(NamedTuple):
    """
    Persons with an event on a ground that is not counted:
    proven, so left out, or only claimed, so counted.
    """

    ground: str
    cites: str
    proven: bool
    persons: int


class Alternative(NamedTuple):
    """
    The tally under another reading of an open question, and
    the tiers that the numbers reach then and now.
    """

    question: str
    reading: str
    ordinary: int
    sensitive: int
    tier: int | None
    now: int | None

    @property
    def would_change(self) -> bool:
        """Whether the numbers reach another tier."""
        return self.tier != self.now


class Part(NamedTuple):
    """
    Persons by recipient, month, scenario or item; a person
    stands in every part in which an event of theirs does.
    """

    by: str
    name: str
    persons: int
    ordinary: int
    sensitive: int


class Counted(NamedTuple):
    """The count of one handler, or of a group as one, in one calendar year."""

    handler: str
    members: tuple[str, ...]
    year: int
    as_of: date
    tally: Tally
    tier: int | None
    crossed: tuple[Crossed, ...]
    headroom: tuple[Headroom, ...]
    excluded: tuple[Excluded, ...]
    alternatives: tuple[Alternative, ...]
    parts: tuple[Part, ...]
    days: dict[str, list[tuple[date, int]]]


class LogFile(NamedTuple):
    """
    A file that was counted: its digest, how its moments are read,
    its separator where it is CSV, its columns that were not read.
    """

    name: str
    digest: str
    clock: str
    separator: str | None
    unread: tuple[str, ...]


class Told(NamedTuple):
    """
    Something to know of the rows that were counted: of
    which kind, of whom, in how many rows of how many.
    """

    kind: str
    about: str
    rows: int
    of: int


class UsedUp(NamedTuple):
    """
    How far one mechanism is used up by one tally, and when the first person beyond it comes.

    `since` is the day on which that was so, from the log. Else `expected` lies between `earliest`
    and `latest`, of which None is a day after the year; `why` says why nothing is projected.
    """

    handler: str
    mechanism: str
    kind: str
    measure: str
    covers: int | None
    persons: int
    until: date | None
    since: date | None
    expected: date | None
    earliest: date | None
    latest: date | None
    why: str | None
    cites: tuple[str, ...]

    @property
    def left(self) -> int | None:
        """How many persons more it covers; below zero, how many are beyond it."""
        if self.covers is None:
            return None
        return self.covers - self.persons


class Count(NamedTuple):
    """Everything that was counted, from which files, under which key and rules."""

    as_of: date
    counted: tuple[Counted, ...]
    groups: tuple[Counted, ...]
    thresholds: tuple[Threshold, ...]
    rows: int
    later: int
    bad: int
    bad_rows: tuple[BadRow, ...]
    notices: tuple[Told, ...]
    files: tuple[LogFile, ...]
    key: str
    rules: str
    mechanisms: tuple[UsedUp, ...] = ()

    def alerts(self, share: float) -> list[tuple[Counted, Threshold]]:
        """
        The thresholds of which a tally has, or may have,
        reached a share; those that are reached are left out.
        """
        return [
            (counted, room.threshold)
            for counted in (*self.counted, *self.groups)
            for room in counted.headroom
            if counted.year == self.as_of.year
            and (
                (most := counted.tally.most(room.threshold.measure)) is None
                or most >= share * room.threshold.number
            )
        ]
