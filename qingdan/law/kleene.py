"""Strong Kleene logic: true, false, and unknown as None."""

from __future__ import annotations

Status = bool | None


def all_of(statuses: list[Status]) -> Status:
    """Strong Kleene conjunction."""
    if False in statuses:
        return False
    if None in statuses:
        return None
    return True


def any_of(statuses: list[Status]) -> Status:
    """Strong Kleene disjunction."""
    if True in statuses:
        return True
    if None in statuses:
        return None
    return False


def opposite(status: Status) -> Status:
    """Strong Kleene negation."""
    if status is None:
        return None
    return not status
