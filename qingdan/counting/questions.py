"""What is asked of the events of a ledger: days of first events, persons by part, the event behind a rank."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from .ledger import Ledger, quoted

_KEYS = {"handler": "handler", "pool": "pool"}
_SOURCES = {"handler": "events", "pool": "(SELECT e.*, p.pool FROM events e JOIN pools p USING (handler))"}


class Firsts(NamedTuple):
    """How many persons of a key had their first events on some days: ordinary, sensitive, of unknown kind."""

    key: str
    year: int
    ordinary: date | None
    sensitive: date | None
    unknown: date | None
    persons: int


class Scan(NamedTuple):
    """How many rows there are, after the day asked about, faulty; whether some were recorded late, are accessible, claim a ground."""

    rows: int
    later: int
    faulty: int
    late: bool
    accessible: bool
    claims: bool


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


def firsts_of(ledger: Ledger, as_of: date, counted: str, key: str = "handler", recorded: bool = False) -> list[Firsts]:
    """For each key and year the days of the first events of its persons, up to a day."""
    day = "greatest(day, coalesce(recorded, day))" if recorded else "day"
    found = ledger.rows(
        f"SELECT key, year, o, s, u, count(*) FROM (SELECT {_KEYS[key]} AS key, year, person, min({day}) FILTER (sensitive = false) AS o,"
        f" min({day}) FILTER (sensitive) AS s, min({day}) FILTER (sensitive IS NULL) AS u FROM {_SOURCES[key]}"
        f" WHERE fault IS NULL AND {day} <= ? AND {counted} GROUP BY ALL) GROUP BY ALL ORDER BY ALL",
        as_of,
    )
    return [Firsts(*row) for row in found]


def persons(ledger: Ledger, as_of: date, what: str, where: str) -> list[tuple[Any, ...]]:
    """The number of persons of each handler and year by some expressions."""
    return ledger.rows(
        f"SELECT handler, year, {what}, count(DISTINCT person), count(DISTINCT person) FILTER (sensitive = false),"
        f" count(DISTINCT person) FILTER (sensitive) FROM events WHERE fault IS NULL AND day <= ? AND {where} GROUP BY ALL ORDER BY ALL",
        as_of,
    )


def scan_of(ledger: Ledger, as_of: date) -> Scan:
    """What one look at every row tells."""
    return Scan(
        *ledger.rows(
            "SELECT count(*), count(*) FILTER (fault IS NULL AND day > ?), count(*) FILTER (fault IS NOT NULL),"
            " coalesce(bool_or(recorded > day), false), coalesce(bool_or(access = 'AccessibleFromAbroad'), false),"
            " coalesce(bool_or(claimed IS NOT NULL), false) FROM events",
            as_of,
        )[0]
    )


def events(ledger: Ledger, by: str, wanted: Iterable[Wanted], counted: str) -> dict[Wanted, Event]:
    """The events by which the persons of some ranks came in on their days."""
    mine = f"FROM {_SOURCES[by]} WHERE fault IS NULL AND {counted}"
    listed = list(wanted)
    if not listed:
        return {}
    met = ", ".join(f"({quoted(one.key)}, {_day(one.day)}, {str(one.sensitive).lower()})" for one in listed)
    ledger.run(
        f"CREATE OR REPLACE TEMP TABLE came AS SELECT {_KEYS[by]} AS key, day, sensitive, person, min(moment) AS first {mine}"
        f" AND day IN ({', '.join({_day(one.day) for one in listed})}) AND ({_KEYS[by]}, day, sensitive) IN ({met}) GROUP BY ALL"
    )
    ledger.run(
        f"CREATE OR REPLACE TEMP TABLE earlier AS SELECT {_KEYS[by]} AS key, year, sensitive, person, min(day) AS day {mine}"
        f" AND person IN (SELECT person FROM came) GROUP BY ALL"
    )
    ledger.run("CREATE OR REPLACE TEMP TABLE reached (key VARCHAR, day DATE, sensitive BOOLEAN, rank BIGINT, person UUID, first TIMESTAMP)")
    for one in listed:
        ledger.run(
            "INSERT INTO reached SELECT c.key, c.day, c.sensitive, ?, c.person, c.first FROM came c JOIN earlier e ON e.key = c.key"
            " AND e.sensitive = c.sensitive AND e.person = c.person AND e.day = c.day AND e.year = year(c.day)"
            f" WHERE c.key = ? AND c.day = ? AND c.sensitive = ? ORDER BY c.first, c.person LIMIT 1 OFFSET {one.rank - 1}",
            one.rank, one.key, one.day, one.sensitive,
        )  # fmt: skip
    found = ledger.rows(
        f"SELECT r.key, r.day, r.sensitive, r.rank, r.first, min(m.recipient), min(m.item), min(m.file) FROM reached r JOIN (SELECT *, {_KEYS[by]} AS key {mine}"
        " AND person IN (SELECT person FROM reached)) m ON m.key = r.key AND m.person = r.person AND m.sensitive = r.sensitive AND m.moment = r.first GROUP BY ALL"
    )
    return {Wanted(*row[:4]): Event(*row[4:]) for row in found}


def _day(day: date) -> str:
    return f"DATE '{day}'"
