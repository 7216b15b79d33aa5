"""Strong Kleene logic: true, false, and unknown as None."""

from __future__ import annotations

Status = bool | None


def all_of(statuses: list[Status]) -> Status:
    """Strong Kleene conjunction."""
    return False if False in statuses else None if None in statuses else True


def any_of(statuses: list[Status]) -> Status:
    """Strong Kleene disjunction."""
    return True if True in statuses else None if None in statuses else False


def opposite(status: Status) -> Status:
    """Strong Kleene negation."""
    return None if status is None else not status
