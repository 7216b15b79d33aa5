"""The event behind every rank of every day, against the plainest of means, over many logs."""

from __future__ import annotations

import csv
import hashlib
import hmac
import os
from collections import defaultdict
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qingdan.counting.count import COUNTED
from qingdan.counting.crossings import Event, Wanted, events
from qingdan.counting.engine import opened
from qingdan.counting.firsts import FirstDays
from qingdan.counting.logs import LogMapping
from qingdan.counting.pseudonym import Key
from qingdan.counting.questions import scan_of
from qingdan.counting.thresholds import thresholds
from qingdan.counting.words import words
from qingdan.law.load import law

KEY = Key(b"a secret of these tests", "test")
AS_OF = date(2026, 1, 3)
GROUPS = {"urn:x:a": "urn:x:group", "urn:x:b": "urn:x:group"}
MOMENTS = st.datetimes(datetime(2025, 12, 30), datetime(2026, 1, 5)).map(
    lambda moment: moment.replace(minute=0, second=0, microsecond=0)
)
ROWS = st.lists(
    st.tuples(
        st.sampled_from([f"p{number}" for number in range(6)]),
        MOMENTS,
        st.sampled_from(["urn:x:a", "urn:x:b", "urn:x:c"]),
        st.sampled_from(["true", "false", "", "perhaps"]),
        st.sampled_from(["x", "y", ""]),
    ),
    min_size=1,
    max_size=30,
)
Row = tuple[str, datetime, str, str, str]


def pseudonym(person: str) -> str:
    """HMAC-SHA-256, cut to 128 bits."""
    return hmac.new(KEY.secret, person.encode(), hashlib.sha256).hexdigest()[
        :32
    ]


def expected(
    rows: list[Row], log: str, groups: dict[str, str]
) -> dict[Wanted, Event]:
    """Each rank of each day: by the moment of the first row of the person, then by pseudonym."""
    by_person: dict[tuple[str, int, bool, str], list[Row]] = defaultdict(list)
    for row in rows:
        person, moment, handler, sensitive, _ = row
        key = groups.get(handler) if groups else handler
        if key and sensitive in ("true", "false") and moment.date() <= AS_OF:
            kind = sensitive == "true"
            by_person[key, moment.year, kind, person].append(row)
    came: dict[tuple[str, int, date, bool], list[tuple[datetime, str, Event]]]
    came = defaultdict(list)
    for (key, year, kind, person), listed in by_person.items():
        first = min(row[1] for row in listed)
        recipients = [row[4] for row in listed if row[1] == first and row[4]]
        event = Event(first, min(recipients, default=None), None, log)
        came[key, year, first.date(), kind].append(
            (first, pseudonym(person), event)
        )
    return {
        Wanted(*place, rank): event
        for place, persons in came.items()
        for rank, (*_, event) in enumerate(
            sorted(persons, key=lambda person: person[:2]), 1
        )
    }


@settings(
    max_examples=int(os.environ.get("QINGDAN_EXAMPLES", "15")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(rows=ROWS)
@pytest.mark.parametrize("groups", [{}, GROUPS], ids=["handlers", "groups"])
def test_every_rank_has_its_event(
    groups: dict[str, str],
    rows: list[Row],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Handlers or groups, years, both kinds, faulty rows, rows that are later than the day."""
    log: Path = tmp_path_factory.mktemp("logs") / "log.csv"
    with open(log, "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(
            ["subject", "time", "handler", "sensitive", "recipient"]
        )
        writer.writerows(rows)
    ledger = opened(
        "duckdb",
        [str(log)],
        LogMapping(groups=groups),
        KEY,
        words(law()),
        "1GiB",
    )
    try:
        scan = scan_of(ledger, AS_OF)
        days = FirstDays(ledger, scan, AS_OF, COUNTED)
        ranks = expected(rows, str(log), groups)
        by = "pool" if groups else "handler"
        assert events(days, by, ranks) == ranks
    finally:
        ledger.close()


def test_the_thresholds_of_a_day() -> None:
    """The four numbers of persons, of the national rules and of the list, each with its outcome and tier."""
    contract = ("StandardContractOrCertification", 2)
    assessment = ("SecurityAssessment", 1)
    numbers = [
        ("ordinaryPersons", 100_000, *contract),
        ("ordinaryPersons", 1_000_000, *assessment),
        ("sensitivePersons", 1, *contract),
        ("sensitivePersons", 10_000, *assessment),
    ]
    told = [
        (met.list, met.measure, met.number, met.outcome, met.tier)
        for met in thresholds(law(), date(2026, 3, 2))
    ]
    lists = ("cn", "cq-2025")
    assert told == [(name, *number) for name in lists for number in numbers]
