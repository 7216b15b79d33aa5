"""
Services for tests, of which many are made in one process: what the keepers of each do before
their first job is done once before they are forked, so that they find it done.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from qingdan.serving.preparing import prepare_for_sent
from qingdan.serving.service import Service


@cache
def prepared() -> None:
    """Whoever calls `qingdan serve` within the test's own process calls this first."""
    prepare_for_sent(date(2026, 3, 2))


def service(*arguments: Any, **options: Any) -> Service:
    """A service; close it."""
    prepared()
    return Service(*arguments, **options)
