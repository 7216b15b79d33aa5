"""
What keeps a count from saying less than the logs do: nothing
readable, identifiers cut short, days up to which logs reach.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ..errors import CallError, Fault, InputError
from .badrows import BadRow
from .firsts import FirstDays
from .identity import CUT
from .ledger import Ledger
from .questions import Scan, files_of, most_common_fault
from .results import Told

_MANY = 10**4
_SHARE = 100


class Through:
    """
    The day of each tally: the one through which the logs are
    complete, by default that of the handler's last event.
    """

    def __init__(
        self, as_of: date, through: date | None, groups: Mapping[str, str]
    ) -> None:
        self.as_of = as_of
        self.through = through
        self.groups = groups
        self.last: dict[str, date] = {}

    def seen(self, last: Mapping[tuple[str, int], date]) -> None:
        """
        Take in the last days of each handler and year; CallError
        where the logs go on after the day that was named.
        """
        for (handler, _), day in last.items():
            for key in filter(None, (handler, self.groups.get(handler))):
                self.last[key] = max(day, self.last.get(key, day))
        latest = max(self.last.values(), default=None)
        if self.through and latest and latest > self.through:
            raise CallError(
                f"--complete-through {self.through} is before the last event of the logs, {latest};"
                f" name {latest} or a later day, or count with --as-of {self.through}"
            )

    def end(self, key: str, year: int) -> date:
        """The day that the tally of a handler or group and year is of."""
        return min(
            self.as_of, self.through or self.last[key], date(year, 12, 31)
        )


def refuse_unreadable(ledger: Ledger, scan: Scan, bad: list[BadRow]) -> None:
    """Raise InputError where identifiers were cut short, or no row at all can be counted."""
    where = _some(ledger.files)
    if scan.cut:
        raise InputError(
            *(
                Fault(
                    name,
                    f"{CUT}, as in 1.10101E+17",
                    "write identifiers as text",
                )
                for name in files_of(ledger, CUT)
            )
        )
    if scan.rounded * 2 > scan.rows:
        what = (
            f"{scan.rounded:,} of {scan.rows:,} identifiers have zeros after the fifteenth digit,"
            " as a spreadsheet rounds them"
        )
        raise InputError(
            Fault(where, what, "write identifiers as text, from the source")
        )
    if scan.faulty < scan.rows:
        return
    if not scan.rows and not bad:
        raise InputError(
            Fault(
                where,
                "there is nothing but a heading",
                "give a log with at least one transfer, or leave it out",
            )
        )
    why = most_common_fault(ledger) or bad[0].what
    every = max(scan.rows, len(bad))
    raise InputError(
        Fault(
            where,
            f"none of {every:,} rows can be counted ({why})",
            "mend the rows, or name the right columns in [columns] of a mapping",
        )
    )


def told(first_days: FirstDays, scan: Scan) -> tuple[Told, ...]:
    """What a reader of the tallies should know of the rows."""
    signs = (
        [Told("contradiction", "", scan.contradicting, scan.rows)]
        if scan.contradicting
        else []
    )
    return (
        *signs,
        *(
            Told("frequent", handler, most, rows)
            for handler, _, most, rows in first_days.most_frequent()
            if rows >= _MANY and most * _SHARE > rows
        ),
    )


def _some(names: list[str]) -> str:
    return ", ".join(names[:3]) + (
        f" and {len(names) - 3} more" if len(names) > 3 else ""
    )
