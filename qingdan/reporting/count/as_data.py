"""A count for programs: JSON and CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from ...counting.results import Count, Counted, Crossed, LogFile
from ...counting.tallies import Headroom
from ...counting.thresholds import MEASURES, Threshold
from ..style import Style
from . import mechanisms


def json_written(count: Count, style: Style) -> Iterator[str]:
    """The count as one object."""
    yield as_json(count)


def csv_written(count: Count, style: Style) -> Iterator[str]:
    """A row for each handler or group, year and tally."""
    yield as_csv(count)


def as_dict(count: Count) -> dict[str, Any]:
    """The count as JSON has it; no identifier of a person is in it."""
    return {
        "asOf": count.as_of.isoformat(),
        "handlers": [_dict(counted) for counted in count.counted],
        "groups": [_dict(group) for group in count.groups],
        **mechanisms.document(count),
        "rows": count.rows,
        "laterRows": count.later,
        "badRows": count.bad,
        "bad": [row._asdict() for row in count.bad_rows],
        "told": [notice._asdict() for notice in count.notices],
        "provenance": {
            "files": [_file(group) for group in count.files],
            "key": count.key,
            "rules": count.rules,
        },
    }


def _file(log: LogFile) -> dict[str, Any]:
    separated = {"separator": log.separator} if log.separator else {}
    return {
        "file": log.name,
        "digest": log.digest,
        "clock": log.clock,
        **separated,
        "columnsNotRead": list(log.unread),
    }


def _dict(counted: Counted) -> dict[str, Any]:
    return {
        "handler": counted.handler,
        **({"members": list(counted.members)} if counted.members else {}),
        "year": counted.year,
        "asOf": counted.as_of.isoformat(),
        "ordinaryPersons": counted.tally.ordinary,
        "sensitivePersons": counted.tally.sensitive,
        "personsInBoth": counted.tally.both,
        "most": {
            "ordinaryPersons": counted.tally.ordinary_most,
            "sensitivePersons": counted.tally.sensitive_most,
        },
        "noKnownMaximum": counted.tally.is_open,
        "tier": counted.tier,
        "crossings": [_crossed(crossed) for crossed in counted.crossed],
        "headroom": [
            {
                **_threshold(room.threshold),
                "persons": room.left,
                "projection": _projection(room),
            }
            for room in counted.headroom
        ],
        "excluded": [
            {
                "ground": gone.ground,
                "cites": gone.cites,
                "proven": gone.proven,
                "persons": gone.persons,
            }
            for gone in counted.excluded
        ],
        "readings": [
            {**other._asdict(), "wouldChange": other.would_change}
            for other in counted.alternatives
        ],
        "parts": [part._asdict() for part in counted.parts],
        "days": {
            measure: [[day.isoformat(), total] for day, total in days]
            for measure, days in counted.days.items()
        },
    }


def _crossed(crossed: Crossed) -> dict[str, Any]:
    return {
        **_threshold(crossed.crossing.threshold),
        "day": crossed.crossing.day.isoformat(),
        "at": crossed.moment.isoformat() if crossed.moment else None,
        "personsThatDay": crossed.crossing.that_day,
        "rankThatDay": crossed.crossing.rank,
        "recipient": crossed.recipient,
        "item": crossed.item,
        "file": crossed.file,
        "knownOn": crossed.known_on.isoformat() if crossed.known_on else None,
    }


def _threshold(threshold: Threshold) -> dict[str, Any]:
    return {
        "list": threshold.list,
        "measure": threshold.measure,
        "number": threshold.number,
        "outcome": threshold.outcome,
        "tier": threshold.tier,
        "text": threshold.label,
        "cites": list(threshold.cites),
    }


def _projection(room: Headroom) -> dict[str, str | None]:
    days = {
        "expected": room.expected,
        "earliest": room.earliest,
        "latest": room.latest,
    }
    return {
        name: day.isoformat() if day else None for name, day in days.items()
    }


def as_json(count: Count) -> str:
    """The count in JSON."""
    return json.dumps(as_dict(count), ensure_ascii=False, indent=2) + "\n"


_COLUMNS = (
    "handler",
    "group",
    "year",
    "asOf",
    "measure",
    "persons",
    "most",
    "inBoth",
    "tier",
    "crossed",
    "headroom",
)


def as_csv(count: Count) -> str:
    """One row for each handler or group, year and tally."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for counted in (*count.counted, *count.groups):
        for measure in MEASURES:
            days = {
                str(c.crossing.threshold.number): c.crossing.day.isoformat()
                for c in counted.crossed
                if c.crossing.threshold.measure == measure
            }
            room = {
                str(r.threshold.number): r.left
                for r in counted.headroom
                if r.threshold.measure == measure
            }
            writer.writerow(
                [
                    counted.handler,
                    " ".join(counted.members),
                    counted.year,
                    counted.as_of,
                    measure,
                    counted.tally.of(measure),
                    ""
                    if counted.tally.is_open
                    else counted.tally.most(measure),
                    counted.tally.both,
                    counted.tier or "",
                    " ".join(
                        f"{number}:{day}" for number, day in days.items()
                    ),
                    " ".join(
                        f"{number}:{left}" for number, left in room.items()
                    ),
                ]
            )
    return out.getvalue()
