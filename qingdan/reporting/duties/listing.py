"""What is owed in, a list by day out: each duty with its day, its state, and who is to do it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from ...deciding.agenda import Owed
from ...deciding.determination import DueDuty
from ...duties.calendar import Calendar
from ...duties.deadlines import Deadline
from ...language import N_
from ...law.model import Law
from ...rdf.names import curie
from ..style import Style
from .phrases import deadline_of, document, told

STATES = {
    "overdue": N_("overdue"),
    "perhaps-overdue": N_("perhaps overdue"),
    "late": N_("done late"),
    "promptly": N_("to do promptly"),
    "open": N_("to do"),
    "later": N_("opens later"),
    "lasting": N_("lasting"),
    "done": N_("done"),
    "standing": N_("always"),
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
        return all(
            body.notation != "handler" for body in self.duty.terms.owed_by
        )


class Listing(NamedTuple):
    """What is owed under an inventory on a day, by a law and a calendar (None: ours)."""

    law: Law
    entries: list[Entry]
    as_of: date
    calendar: Calendar | None = None

    def told(self, entry: Entry, lang: str) -> Iterator[str]:
        """What is said of a duty: its days and how they were counted, in lines."""
        return told(self.law, entry.duty, self.as_of, lang, self.calendar)


def json_written(listing: Listing, style: Style) -> Iterator[str]:
    """The list as one object."""
    yield json.dumps(as_json(listing), ensure_ascii=False, indent=1) + "\n"


def listed(
    duties_owed: Iterable[Owed], as_of: date, calendar: Calendar | None = None
) -> list[Entry]:
    """The list by day, overdue first; what has no day comes last."""
    entries = [_entry(owed, as_of, calendar) for owed in duties_owed]
    order = list(STATES)
    return sorted(
        entries,
        key=lambda entry: (
            entry.authority,
            entry.state not in OVERDUE,
            entry.day is None or entry.state in ("done", "late"),
            entry.day or _LAST,
            order.index(entry.state),
            entry.duty.phase,
            entry.owed.debtor,
            entry.duty.duty,
        ),
    )


def _entry(owed: Owed, as_of: date, calendar: Calendar | None) -> Entry:
    duty = owed.duty
    if owed.exported and duty.terms.period:
        duty = duty._replace(since=owed.exported)
    deadline = deadline_of(duty, as_of, calendar)
    return Entry(
        owed=owed,
        duty=duty,
        deadline=deadline,
        state=_state(duty, deadline, owed.exported, as_of),
    )


def _state(
    duty: DueDuty,
    deadline: Deadline | None,
    exported: date | None,
    as_of: date,
) -> str:
    if duty.done_on:
        if deadline and deadline.due and duty.done_on > deadline.due:
            return "late"
        return "done"
    if deadline is None:
        if duty.since and duty.terms.promptly:
            return "promptly"
        if exported:
            return "open"
        return "standing"
    if deadline.period and deadline.period.runs == "Throughout":
        return "lasting"
    if deadline.due:
        if deadline.due < as_of:
            return "overdue"
        ahead = deadline.period and deadline.period.runs == "WithinBefore"
        opens = deadline.opens or (
            deadline.opening.earliest if deadline.opening else as_of
        )
        if ahead and opens > as_of:
            return "later"
        return "open"
    if deadline.bounds and deadline.bounds.earliest < as_of:
        if deadline.bounds.latest < as_of:
            return "overdue"
        return "perhaps-overdue"
    return "open"


def as_json(listing: Listing) -> dict[str, Any]:
    """The list as JSON."""
    return {
        "asOf": listing.as_of.isoformat(),
        "duties": [
            {
                "debtor": curie(entry.owed.debtor),
                "duty": entry.duty.duty,
                "state": entry.state,
                "day": entry.day.isoformat() if entry.day else None,
                "phase": entry.duty.phase,
                "certain": entry.duty.status is True,
                **document(entry.duty, listing.as_of, listing.calendar),
                "statedOn": entry.duty.stated_on,
                "exportDate": entry.owed.exported.isoformat()
                if entry.owed.exported
                else None,
                "items": sorted(entry.owed.items),
                "cites": list(entry.duty.cites),
                "text": entry.duty.label,
            }
            for entry in listing.entries
        ],
    }
