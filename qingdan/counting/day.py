"""The day on which a count is made where none is named."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone


def today() -> date:
    """The day in Beijing."""
    return datetime.now(timezone(timedelta(hours=8))).date()
