"""
The days on which persons first came in: one look at the rows groups
them by handler, year and person, and curves are counted from it.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from .ledger import Ledger
from .questions import NUMBERED, Scan, day_of

_AT_ONCE = (
    40 * 10**6
)  # rows whose persons are told apart in the memory that a count has by default
_OF_KIND = {
    "ordinary": "sensitive = false",
    "sensitive": "sensitive",
    "unknown": "sensitive IS NULL",
}
_MANY = 10**4
_SMALLEST = {"TINYINT": 2**7, "SMALLINT": 2**15}
_DAYS_OF_YEAR = 366


class Firsts(NamedTuple):
    """
    How many persons of a key had their first events on some
    days: ordinary, sensitive, of unknown kind.
    """

    key: str
    year: int
    ordinary: date | None
    sensitive: date | None
    unknown: date | None
    persons: int


class FirstDays:
    """
    The first days of every person of a handler and year, kept in the engine.

    A key is a small number there, of a handler (or a group) and a year; a day is the number
    of days since 1 January of the first year.
    """

    def __init__(
        self, ledger: Ledger, scan: Scan, as_of: date, counted: str
    ) -> None:
        self.ledger = ledger
        self.scan = scan
        self.as_of = as_of
        self.counted = counted
        years = [year for _, year in scan.last] or [as_of.year]
        self._first = min(years)
        self._years = 1 + max(years) - self._first
        self._begin = date(self._first, 1, 1)
        self._names: dict[str, list[str]] = {}
        for by, numbered in NUMBERED.items():
            named = ledger.rows(
                f"SELECT number, min({by}) FROM {numbered} GROUP BY number"
            )
            self._names[by] = [str(name) for _, name in sorted(named)]
        self._keep()

    def _keep(self) -> None:
        parts = 1 + self.scan.rows // _AT_ONCE
        for part in range(parts):
            mine = self.counted
            if parts > 1:
                mine += f" AND (hash(person) % {parts} + {parts}) % {parts} = {part}"
            also = ""
            if self.scan.rows >= _MANY:
                also = ", count(*) AS many"
            self.ledger.keep(
                "first_days",
                _grouped(self.rows(mine), self.scan, also),
                part > 0,
            )

    def rows(self, where: str, by: str = "handler", day: str = "e.day") -> str:
        """
        The rows that can be counted and meet a test, as a query: key, person, moment, kind,
        day, and what a crossing names.
        """
        keys = self._years * max(1, len(self._names[by]))
        key = "k.number"
        if self._years > 1:
            key = f"k.number * {self._years} + e.year - {self._first}"
        tests = [where]
        if self.scan.faulty:
            tests.append("e.fault IS NULL")
        if self.scan.later or day != "e.day":
            tests.append(f"{day} <= {day_of(self.as_of)}")
        days = _DAYS_OF_YEAR * (1 + self._years)
        return (
            f"SELECT CAST({key} AS {_integer(keys)}) AS key, e.person, e.sensitive,"
            f" CAST(date_diff('day', {day_of(self._begin)}, {day}) AS {_integer(days)}) AS n,"
            " e.moment, e.recipient, e.item, e.file"
            f" FROM events e JOIN {NUMBERED[by]} k ON e.handler = k.handler"
            f" WHERE {' AND '.join(tests)}"
        )

    def of_persons(self, by: str = "handler") -> str:
        """The first days of each person of each key, as a query or the name of what was kept."""
        if by == "handler":
            return "first_days"
        of_year = "0"
        number = "f.key"
        if self._years > 1:
            of_year = f"f.key % {self._years}"
            number = f"(f.key - {of_year}) / {self._years}"
        firsts = ", ".join(f"min(f.{kind}) AS {kind}" for kind in _OF_KIND)
        return (
            f"(SELECT q.number * {self._years} + {of_year} AS key, f.person, {firsts}"
            f" FROM first_days f JOIN {NUMBERED['handler']} k ON {number} = k.number"
            f" JOIN {NUMBERED['pool']} q ON q.handler = k.handler"
            f" GROUP BY q.number * {self._years} + {of_year}, f.person)"
        )

    def dated(self) -> str:
        """The first days of each person of each handler and year, under their names, as a query."""
        year = str(self._first)
        number = "f.key"
        if self._years > 1:
            year = f"{self._first} + f.key % {self._years}"
            number = f"(f.key - f.key % {self._years}) / {self._years}"
        firsts = ", ".join(
            f"{day_of(self._begin)} + CAST(f.{kind} AS INTEGER) AS {kind}"
            for kind in _OF_KIND
        )
        return (
            f"SELECT k.handler, CAST({year} AS SMALLINT) AS year, f.person, {firsts}"
            f" FROM first_days f JOIN {NUMBERED['handler']} k ON {number} = k.number"
        )

    def of(self, by: str = "handler") -> list[Firsts]:
        """For each handler or group and year the first days of its persons."""
        return self._counted(self.of_persons(by), by)

    def under(self, counted: str, recorded: bool = False) -> list[Firsts]:
        """The same of other events, or by the days on which they were recorded."""
        day = "e.day"
        if recorded:
            day = "greatest(e.day, coalesce(e.recorded, e.day))"
        rows = self.rows(counted, day=day)
        return self._counted(f"({_grouped(rows, self.scan)})", "handler")

    def _counted(self, source: str, by: str) -> list[Firsts]:
        kinds = ", ".join(_OF_KIND)
        rows = self.ledger.rows(
            f"SELECT key, {kinds}, count(*) FROM {source} f GROUP BY key, {kinds}"
        )
        firsts = []
        for key, *days, persons in rows:
            name, year = self._named(key, by)
            ordinary, sensitive, unknown = map(self._day, days)
            firsts.append(
                Firsts(name, year, ordinary, sensitive, unknown, persons)
            )
        return sorted(firsts, key=repr)

    def most_frequent(self) -> list[tuple[str, int, int, int]]:
        """
        For each handler and year the rows of the identifier
        that stands in most of them, and all rows.
        """
        if self.scan.rows < _MANY:
            return []
        rows = self.ledger.rows(
            "SELECT key, max(many), sum(many) FROM first_days GROUP BY key"
        )
        return sorted(
            (*self._named(key, "handler"), int(most), int(every))
            for key, most, every in rows
        )

    def key(self, name: str, year: int, by: str) -> int:
        """The number of a key."""
        number = self._names[by].index(name)
        return number * self._years + year - self._first

    def number(self, day: date) -> int:
        """The number of a day."""
        return (day - self._begin).days

    def _named(self, key: int, by: str) -> tuple[str, int]:
        number, of_year = divmod(int(key), self._years)
        return self._names[by][number], self._first + of_year

    def _day(self, number: int | None) -> date | None:
        if number is None:
            return None
        return self._begin + timedelta(days=int(number))


def _grouped(rows: str, scan: Scan, also: str = "") -> str:
    """The first days of the persons of some rows; kinds that no row has are not looked for."""
    firsts = ", ".join(
        f"min(n) FILTER (WHERE {test}) AS {kind}"
        if kind in scan.kinds
        else f"CAST(NULL AS SMALLINT) AS {kind}"
        for kind, test in _OF_KIND.items()
    )
    return f"SELECT key, person, {firsts}{also} FROM ({rows}) r GROUP BY key, person"


def _integer(values: int) -> str:
    """The smallest type that holds so many numbers, from zero."""
    return next(
        (name for name, most in _SMALLEST.items() if values <= most), "INTEGER"
    )
