"""
What is asked of the events of a ledger: days of first
events, persons by part, the event behind a rank.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from .cellsql import listed
from .identity import CUT
from .ledger import Ledger, quoted
from .relation import OPEN

_EVENTS = {
    "handler": "events",
    "pool": (
        "(SELECT e.*, p.pool FROM events e JOIN pools p ON e.handler = p.handler)"
    ),
}
_FIRSTS = {
    "handler": "first_events",
    "pool": (
        "(SELECT p.pool, f.year, f.person, min(f.ordinary) AS ordinary, min(f.sensitive) AS"
        " sensitive, min(f.unknown) AS unknown FROM first_events f JOIN pools p ON f.handler ="
        " p.handler GROUP BY p.pool, f.year, f.person)"
    ),
}
_AT_ONCE = (
    20 * 10**6
)  # rows whose persons are told apart in the memory that a count has by default
_TOLD_OF_ANY = (
    "recorded > day",
    "access = 'AccessibleFromAbroad'",
    "claimed IS NOT NULL",
)
_OF_KIND = {
    "ordinary": "sensitive = false",
    "sensitive": "sensitive",
    "unknown": "sensitive IS NULL",
}


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
    last: dict[tuple[str, int], date]


class Wanted(NamedTuple):
    """A person who came in: the rank among the new persons of a day."""

    key: str
    day: date
    sensitive: bool
    rank: int


class Event(NamedTuple):
    """The first event of a person in a tally."""

    moment: datetime
    recipient: str | None
    item: str | None
    file: str


def keep_firsts(ledger: Ledger, as_of: date, counted: str, rows: int) -> None:
    """
    Keep the moments of the first events of each handler, year
    and person up to a day: days and ranks are read from them.
    """
    parts = 1 + rows // _AT_ONCE
    for part in range(parts):
        mine = (
            f" AND (hash(person) % {parts} + {parts}) % {parts} = {part}"
            if parts > 1
            else ""
        )
        ledger.keep(
            "first_events",
            _first("moment", f"day <= {_day(as_of)} AND {counted}{mine}"),
            part > 0,
        )


def _first(what: str, where: str) -> str:
    firsts = ", ".join(
        f"min({what}) FILTER (WHERE {kind}) AS {name}"
        for name, kind in _OF_KIND.items()
    )
    return (
        f"SELECT handler, year, person, {firsts}, count(*) AS many"
        f" FROM events WHERE fault IS NULL AND {where}"
        " GROUP BY handler, year, person"
    )


def firsts_of(ledger: Ledger, key: str = "handler") -> list[Firsts]:
    """For each key and year the days of the first events of its persons."""
    return _days(ledger, _FIRSTS[key], key)


def firsts_under(
    ledger: Ledger, as_of: date, counted: str, recorded: bool = False
) -> list[Firsts]:
    """The same of other events, or by the days on which they were recorded."""
    day = "greatest(day, coalesce(recorded, day))" if recorded else "day"
    return _days(
        ledger,
        "(" + _first(day, f"{day} <= {_day(as_of)} AND {counted}") + ")",
        "handler",
    )


def _days(ledger: Ledger, source: str, key: str) -> list[Firsts]:
    days = ", ".join(f"CAST({name} AS DATE)" for name in _OF_KIND)
    rows = ledger.rows(
        f"SELECT {key}, year, {days}, count(*) FROM {source} f GROUP BY {key}, year, {days}"
    )
    return sorted((Firsts(*row) for row in rows), key=repr)


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
        f" WHERE fault IS NULL AND day <= {_day(as_of)} AND {where}"
        f" GROUP BY handler, year, {what}, person) p"
        " GROUP BY handler, year, part"
    )
    return sorted(rows, key=lambda row: tuple(map(str, row)))


def scan_of(ledger: Ledger, as_of: date) -> Scan:
    """What one look at every row tells."""
    day = _day(as_of)
    counts = ", ".join(
        f"count(CASE WHEN {test} THEN 1 END)"
        for test in (
            f"fault IS NULL AND day > {day}",
            "fault IS NOT NULL",
            f"fault IN ({listed(OPEN)})",
            f"fault = '{CUT}'",
            "rounded",
            "contradicts",
            *_TOLD_OF_ANY,
        )
    )
    of_keys = ledger.rows(
        "SELECT handler, year,"
        f" max(CASE WHEN fault IS NULL AND day <= {day} THEN day END),"
        f" count(*), {counts}"
        " FROM events GROUP BY handler, year"
    )
    last_days = {
        (str(handler), int(year)): last
        for handler, year, last, *_ in of_keys
        if last is not None
    }
    columns = zip(*(row[3:] for row in of_keys), strict=True)
    totals = [sum(column) for column in columns] or [0] * 10
    rows, later, faulty, unbounded, cut, rounded, contradicting, *of_any = (
        totals
    )
    late, accessible, claims = map(bool, of_any)
    return Scan(
        rows=rows,
        later=later,
        faulty=faulty,
        open=unbounded,
        cut=cut,
        rounded=rounded,
        contradicting=contradicting,
        late=late,
        accessible=accessible,
        claims=claims,
        last=dict(sorted(last_days.items())),
    )


def frequent(ledger: Ledger) -> list[tuple[str, int, int, int]]:
    """
    For each handler and year the rows of the identifier
    that stands in most of them, and all rows.
    """
    rows = ledger.rows(
        "SELECT handler, year, max(many), sum(many) FROM first_events GROUP BY handler, year"
    )
    return sorted(
        (str(handler), int(year), int(most), int(all_of_them))
        for handler, year, most, all_of_them in rows
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


def events(
    ledger: Ledger, by: str, wanted: Iterable[Wanted], counted: str
) -> dict[Wanted, Event]:
    """The events by which the persons of some ranks came in on their days."""
    came = {asked: _at_rank(ledger, by, asked) for asked in wanted}
    if not came:
        return {}
    people = ", ".join(
        sorted({quoted(str(person)) for person, _ in came.values()})
    )
    rows = ledger.rows(
        f"SELECT {by}, sensitive, CAST(person AS VARCHAR), moment, min(recipient),"
        f" min(item), min(file) FROM {_EVENTS[by]} e"
        " WHERE fault IS NULL"
        f" AND {counted} AND person IN ({people})"
        f" GROUP BY {by}, sensitive, person, moment"
    )
    rest_of = {tuple(row[:4]): row[4:] for row in rows}
    by_rank: dict[Wanted, Event] = {}
    for rank, (person, moment) in came.items():
        rest = rest_of[rank.key, rank.sensitive, str(person), moment]
        by_rank[rank] = Event(moment, *rest)
    return by_rank


def _at_rank(ledger: Ledger, by: str, rank: Wanted) -> tuple[Any, datetime]:
    """The person of a rank among the new ones of a day, and the moment."""
    first = "sensitive" if rank.sensitive else "ordinary"
    ((person, moment),) = ledger.rows(
        f"SELECT person, {first} FROM {_FIRSTS[by]} f"
        f" WHERE {by} = {quoted(rank.key)} AND CAST({first} AS DATE) = {_day(rank.day)}"
        f" ORDER BY {first}, person LIMIT 1 OFFSET {rank.rank - 1}"
    )
    return person, moment


def _day(day: date) -> str:
    return f"DATE '{day}'"
