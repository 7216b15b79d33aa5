"""
What is asked of the events of a ledger: what one look at
every row tells, and persons by part.
"""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from .cellsql import listed
from .identity import CUT
from .ledger import Ledger
from .relation import OPEN

NUMBERED = {"handler": "numbers", "pool": "pool_numbers"}
_NUMBERS = (
    "SELECT handler, row_number() OVER (ORDER BY handler) - 1 AS number"
    " FROM (SELECT DISTINCT handler FROM scanned) s"
)
_POOL_NUMBERS = (
    "SELECT p.handler, p.pool, q.number FROM pools p JOIN (SELECT pool, row_number() OVER (ORDER"
    " BY pool) - 1 AS number FROM (SELECT DISTINCT p.pool FROM pools p JOIN scanned s ON p.handler"
    " = s.handler) t) q ON p.pool = q.pool"
)
_TOLD = {
    "faulty": "fault IS NOT NULL",
    "open": f"fault IN ({listed(OPEN)})",
    "cut": f"fault = '{CUT}'",
    "rounded": "rounded",
    "contradicting": "contradicts",
    "late": "recorded > day",
    "accessible": "access = 'AccessibleFromAbroad'",
    "claims": "claimed IS NOT NULL",
    "ordinary": "sensitive = false",
    "sensitive": "sensitive",
}


class Scan(NamedTuple):
    """
    What one look at every row tells: how many there are, later than
    the day asked about, faulty, without a bound, and the rest.
    """

    rows: int
    later: int
    faulty: int
    open: int
    cut: int
    rounded: int
    contradicting: int
    late: bool
    accessible: bool
    claims: bool
    kinds: frozenset[str]
    last: dict[tuple[str, int], date]


def persons(
    ledger: Ledger, as_of: date, what: str, where: str
) -> list[tuple[Any, ...]]:
    """
    The number of persons of each handler and year by an expression:
    all, those with ordinary, those with sensitive information.
    """
    kinds = (
        "max(CASE WHEN sensitive = false THEN 1"
        " ELSE 0 END) AS ordinary, max(CASE WHEN sensitive THEN 1"
        " ELSE 0 END) AS sensitive"
    )
    rows = ledger.rows(
        "SELECT handler, year, part, count(*), sum(ordinary), sum(sensitive)"
        f" FROM (SELECT handler, year, {what} AS part, person, {kinds}"
        " FROM events"
        f" WHERE fault IS NULL AND day <= {day_of(as_of)} AND {where}"
        f" GROUP BY handler, year, {what}, person) p"
        " GROUP BY handler, year, part"
    )
    return sorted(rows, key=lambda row: tuple(map(str, row)))


def scan_of(ledger: Ledger, as_of: date) -> Scan:
    """
    What one look at every row tells: counted by handler and day, then
    by year. Handlers and groups have their numbers from here on.
    """
    counts = ", ".join(
        f"count(CASE WHEN {test} THEN 1 END) AS {name}_rows"
        for name, test in _TOLD.items()
    )
    ledger.keep(
        "scanned",
        f"SELECT handler, day, count(*) AS every_row, {counts} FROM events GROUP BY handler, day",
    )
    ledger.keep(NUMBERED["handler"], _NUMBERS)
    ledger.keep(NUMBERED["pool"], _POOL_NUMBERS)
    day = day_of(as_of)
    sums = ", ".join(f"sum({name}_rows)" for name in _TOLD)
    of_keys = ledger.rows(
        "SELECT handler, year(day), max(CASE WHEN faulty_rows < every_row AND day <= "
        f"{day} THEN day END), sum(every_row),"
        f" sum(CASE WHEN day > {day} THEN every_row - faulty_rows ELSE 0 END), {sums}"
        " FROM scanned GROUP BY handler, year(day)"
    )
    last_days = {
        (str(handler), int(year)): last
        for handler, year, last, *_ in of_keys
        if last is not None
    }
    columns = zip(*(row[3:] for row in of_keys), strict=True)
    totals = [int(sum(column)) for column in columns] or [0] * (2 + len(_TOLD))
    return _scan(totals, dict(sorted(last_days.items())))


def _scan(totals: list[int], last: dict[tuple[str, int], date]) -> Scan:
    """What was counted over all rows, under its names."""
    rows, later, *rest = totals
    total = dict(zip(_TOLD, rest, strict=True))
    kinds = {
        **{name: total[name] for name in ("ordinary", "sensitive")},
        "unknown": rows - total["ordinary"] - total["sensitive"],
    }
    return Scan(
        rows=rows,
        later=later,
        faulty=total["faulty"],
        open=total["open"],
        cut=total["cut"],
        rounded=total["rounded"],
        contradicting=total["contradicting"],
        late=bool(total["late"]),
        accessible=bool(total["accessible"]),
        claims=bool(total["claims"]),
        kinds=frozenset(kind for kind, many in kinds.items() if many),
        last=last,
    )


def files_of(ledger: Ledger, fault: str) -> list[str]:
    """The files that hold a fault."""
    return sorted(
        str(file)
        for (file,) in ledger.rows(
            f"SELECT DISTINCT file FROM events WHERE fault = '{fault}'"
        )
    )


def most_common_fault(ledger: Ledger) -> str | None:
    """The fault of most rows that were read as rows."""
    rows = ledger.rows(
        "SELECT fault, count(*) FROM events WHERE fault IS NOT NULL GROUP BY fault"
    )
    return max(
        ((int(many), str(fault)) for fault, many in rows), default=(0, None)
    )[1]


def day_of(day: date) -> str:
    """A day in SQL."""
    return f"DATE '{day}'"
