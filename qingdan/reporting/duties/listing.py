"""What is owed in, a list by day out: each duty with its day, its state, and who is to do it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from ...deciding.agenda import Owed
from ...deciding.determination import DueDuty
from ...duties.calendar import Calendar
from ...duties.deadlines import Deadline
from ...rdf.graph import Text
from ...rdf.names import curie
from .phrases import deadline_of, document

STATES: dict[str, Text] = {
    "overdue": {"en": "overdue", "zh": "已逾期"},
    "perhaps-overdue": {"en": "perhaps overdue", "zh": "可能已逾期"},
    "late": {"en": "done late", "zh": "逾期完成"},
    "promptly": {"en": "promptly", "zh": "立即"},
    "open": {"en": "to do", "zh": "待办"},
    "later": {"en": "opens later", "zh": "尚未开始"},
    "lasting": {"en": "lasting", "zh": "持续中"},
    "done": {"en": "done", "zh": "已完成"},
    "standing": {"en": "always", "zh": "持续义务"},
}
OVERDUE = ("overdue", "perhaps-overdue")
_LAST = date.max


class Entry(NamedTuple):
    """One line of the list: what is owed, its deadline where it has one, and how it stands."""

    owed: Owed
    duty: DueDuty
    deadline: Deadline | None
    state: str

    @property
    def day(self) -> date | None:
        """The day under which it stands: the last day, the earliest it can be, or the trigger's."""
        if self.deadline:
            bounds = self.deadline.bounds
            return self.deadline.due or (bounds.earliest if bounds else None)
        if self.state == "promptly":
            return self.duty.since
        return self.owed.exported

    @property
    def authority(self) -> bool:
        """Whether an authority owes it, not a handler of the inventory."""
        return all(body.notation != "handler" for body in self.duty.terms.owed_by)


def listed(
    found: Iterable[Owed], as_of: date, calendar: Calendar | None = None
) -> list[Entry]:
    """The list by day, overdue first; what has no day comes last."""
    entries = [_entry(owed, as_of, calendar) for owed in found]
    order = list(STATES)
    return sorted(
        entries,
        key=lambda one: (
            one.authority,
            one.state not in OVERDUE,
            one.day is None or one.state in ("done", "late"),
            one.day or _LAST,
            order.index(one.state),
            one.duty.phase,
            one.owed.debtor,
            one.duty.duty,
        ),
    )


def _entry(owed: Owed, as_of: date, calendar: Calendar | None) -> Entry:
    duty = owed.duty
    if owed.exported and duty.terms.period:
        duty = duty._replace(since=owed.exported)
    deadline = deadline_of(duty, as_of, calendar)
    return Entry(owed, duty, deadline, _state(duty, deadline, owed.exported, as_of))


def _state(
    duty: DueDuty, found: Deadline | None, exported: date | None, as_of: date
) -> str:
    if duty.done_on:
        if found and found.due and duty.done_on > found.due:
            return "late"
        return "done"
    if found is None:
        if duty.since and duty.terms.promptly:
            return "promptly"
        return "open" if exported else "standing"
    if found.period and found.period.runs == "Throughout":
        return "lasting"
    if found.due:
        if found.due < as_of:
            return "overdue"
        ahead = found.period and found.period.runs == "WithinBefore"
        opens = found.opens or (found.opening.earliest if found.opening else as_of)
        return "later" if ahead and opens > as_of else "open"
    if found.bounds and found.bounds.earliest < as_of:
        if found.bounds.latest < as_of:
            return "overdue"
        return "perhaps-overdue"
    return "open"


def as_json(
    entries: Iterable[Entry], as_of: date, calendar: Calendar | None
) -> dict[str, Any]:
    """The list as JSON."""
    return {
        "asOf": as_of.isoformat(),
        "duties": [
            {
                "debtor": curie(one.owed.debtor),
                "duty": one.duty.duty,
                "state": one.state,
                "day": one.day.isoformat() if one.day else None,
                "phase": one.duty.phase,
                "certain": one.duty.status is True,
                **document(one.duty, as_of, calendar),
                "statedOn": one.duty.stated_on,
                "exportDate": one.owed.exported.isoformat()
                if one.owed.exported
                else None,
                "items": sorted(one.owed.items),
                "cites": list(one.duty.cites),
                "text": one.duty.label,
            }
            for one in entries
        ],
    }
