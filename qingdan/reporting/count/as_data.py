"""A count for programs: JSON and CSV."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from ...counting.results import Count, Counted, Crossed, LogFile
from ...counting.tallies import Headroom
from ...counting.thresholds import MEASURES, Threshold


def as_dict(found: Count) -> dict[str, Any]:
    """The count as JSON has it; no identifier of a person is in it."""
    return {
        "asOf": found.as_of.isoformat(),
        "handlers": [_dict(one) for one in found.counted],
        "groups": [_dict(one) for one in found.groups],
        "rows": found.rows,
        "laterRows": found.later,
        "badRows": found.bad,
        "bad": [row._asdict() for row in found.bad_rows],
        "told": [one._asdict() for one in found.told],
        "provenance": {
            "files": [_file(one) for one in found.files],
            "key": found.key,
            "rules": found.rules,
        },
    }


def _file(one: LogFile) -> dict[str, Any]:
    separated = {"separator": one.separator} if one.separator else {}
    return {
        "file": one.name,
        "digest": one.digest,
        "clock": one.clock,
        **separated,
        "columnsNotRead": list(one.unread),
    }


def _dict(one: Counted) -> dict[str, Any]:
    return {
        "handler": one.handler,
        **({"members": list(one.members)} if one.members else {}),
        "year": one.year,
        "asOf": one.as_of.isoformat(),
        "ordinaryPersons": one.tally.ordinary,
        "sensitivePersons": one.tally.sensitive,
        "personsInBoth": one.tally.both,
        "most": {
            "ordinaryPersons": one.tally.ordinary_most,
            "sensitivePersons": one.tally.sensitive_most,
        },
        "noKnownMaximum": one.tally.is_open,
        "tier": one.tier,
        "crossings": [_crossed(crossed) for crossed in one.crossed],
        "headroom": [
            {
                **_threshold(room.threshold),
                "persons": room.left,
                "projection": _projection(room),
            }
            for room in one.headroom
        ],
        "excluded": [
            {
                "ground": gone.ground,
                "cites": gone.cites,
                "proven": gone.proven,
                "persons": gone.persons,
            }
            for gone in one.excluded
        ],
        "readings": [
            {**other._asdict(), "wouldChange": other.would_change}
            for other in one.alternatives
        ],
        "parts": [part._asdict() for part in one.parts],
        "days": {
            measure: [[day.isoformat(), total] for day, total in days]
            for measure, days in one.days.items()
        },
    }


def _crossed(crossed: Crossed) -> dict[str, Any]:
    return {
        **_threshold(crossed.crossing.threshold),
        "day": crossed.crossing.day.isoformat(),
        "at": crossed.moment.isoformat(),
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
    return {name: day.isoformat() if day else None for name, day in days.items()}


def as_json(found: Count) -> str:
    """The count in JSON."""
    return json.dumps(as_dict(found), ensure_ascii=False, indent=2) + "\n"


def as_csv(found: Count) -> str:
    """One row for each handler or group, year and tally."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        [
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
        ]
    )
    for one in (*found.counted, *found.groups):
        for measure in MEASURES:
            days = {
                str(c.crossing.threshold.number): c.crossing.day.isoformat()
                for c in one.crossed
                if c.crossing.threshold.measure == measure
            }
            room = {
                str(r.threshold.number): r.left
                for r in one.headroom
                if r.threshold.measure == measure
            }
            writer.writerow(
                [
                    one.handler,
                    " ".join(one.members),
                    one.year,
                    one.as_of,
                    measure,
                    one.tally.of(measure),
                    "" if one.tally.is_open else one.tally.most(measure),
                    one.tally.both,
                    one.tier or "",
                    " ".join(f"{number}:{day}" for number, day in days.items()),
                    " ".join(f"{number}:{left}" for number, left in room.items()),
                ]
            )
    return out.getvalue()
