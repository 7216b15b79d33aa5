"""
The events behind crossings: only the rows of the days on which
numbers were reached are looked at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from .firsts import FirstDays
from .ledger import quoted
from .questions import day_of


class Wanted(NamedTuple):
    """A person who came in: the rank among the new persons of a day."""

    key: str
    year: int
    day: date
    sensitive: bool
    rank: int


class Event(NamedTuple):
    """The first event of a person in a tally; nothing of it where a ledger keeps days alone."""

    moment: datetime | None = None
    recipient: str | None = None
    item: str | None = None
    file: str | None = None


def events(
    days: FirstDays, by: str, wanted: Iterable[Wanted]
) -> dict[Wanted, Event]:
    """The events by which the persons of some ranks came in on their days."""
    asked = sorted(set(wanted))
    if not asked:
        return {}
    came = {
        asked[number]: (str(person), moment)
        for number, person, moment in days.ledger.rows(
            _ranked(days, by, asked)
        )
    }
    people = ", ".join(sorted({quoted(person) for person, _ in came.values()}))
    rows = days.ledger.rows(
        "SELECT key, sensitive, CAST(person AS VARCHAR), moment, min(recipient), min(item),"
        f" min(file) FROM ({_rows(days, by, asked)} AND e.person IN ({people})) e"
        " GROUP BY key, sensitive, person, moment"
    )
    rest_of = {tuple(row[:4]): row[4:] for row in rows}
    by_rank: dict[Wanted, Event] = {}
    for rank, (person, moment) in came.items():
        key = days.key(rank.key, rank.year, by)
        rest = rest_of[key, rank.sensitive, person, moment]
        by_rank[rank] = Event(moment, *rest)
    return by_rank


def _ranked(days: FirstDays, by: str, asked: list[Wanted]) -> str:
    """
    The person of each rank and the moment: those who came in that
    day, by the moment of their first row of it, then by pseudonym.
    """
    ranks: dict[tuple[str, int, date, bool], list[int]] = defaultdict(list)
    for number, rank in enumerate(asked):
        ranks[rank[:4]].append(number)
    sought = ", ".join(
        f"({place}, {days.key(key, year, by)}, {days.number(day)}, {str(sensitive).lower()},"
        f" {number}, {asked[number].rank})"
        for place, ((key, year, day, sensitive), numbers) in enumerate(
            ranks.items()
        )
        for number in numbers
    )
    of_kind = "CASE WHEN w.sensitive THEN f.sensitive ELSE f.ordinary END"
    return (
        "WITH wanted AS (SELECT * FROM (VALUES"
        f" {sought}) AS v(place, key, n, sensitive, number, rank)),"
        " came AS (SELECT w.place, w.key, w.n, w.sensitive, f.person"
        f" FROM {days.of_persons(by)} f JOIN (SELECT DISTINCT place, key, n, sensitive"
        f" FROM wanted) w ON f.key = w.key AND {of_kind} = w.n),"
        " seen AS (SELECT c.place, c.person, min(e.moment) AS moment"
        f" FROM ({_rows(days, by, asked)}) e JOIN came c ON e.key = c.key"
        " AND e.person = c.person AND e.n = c.n AND e.sensitive = c.sensitive"
        " GROUP BY c.place, c.person),"
        " ranked AS (SELECT place, person, moment, row_number()"
        " OVER (PARTITION BY place ORDER BY moment, person) AS rank FROM seen)"
        " SELECT w.number, CAST(r.person AS VARCHAR), r.moment FROM ranked r"
        " JOIN wanted w ON r.place = w.place AND r.rank = w.rank"
    )


def _rows(days: FirstDays, by: str, asked: list[Wanted]) -> str:
    """The rows of the days that are asked about, and no others."""
    ends = sorted({rank.day for rank in asked})
    named = ", ".join(map(day_of, ends))
    return days.rows(
        f"{days.counted} AND e.moment >= TIMESTAMP '{ends[0]}'"
        f" AND e.moment < TIMESTAMP '{ends[-1] + timedelta(days=1)}'"
        f" AND e.day IN ({named})",
        by,
    )
