"""A count and what handlers have in hand in, the day on which each mechanism is used up out.

An assessment and a certificate cover a number of persons in a calendar year. The day of the first
person beyond it is read from the curve of the log where that has come; where it has not, it is
projected within bounds, on assumptions that are told, or not told at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ..duties.coverage import ends, told
from ..errors import CallError
from ..inventory.in_memory import Inventory
from ..inventory.kinds import MECHANISMS
from ..inventory.subject import Node
from ..language import N_
from ..law.model import Law
from .results import Count, Counted, UsedUp
from .tallies import Headroom, crossing, headroom
from .thresholds import MEASURES, Threshold

UNBOUND = N_("a standard contract is not bound by a number of persons")
UNSTATED = N_("the number of persons that it covers is not stated")
NOT_IN_FORCE = N_(
    "it is not in force on the day of the count, or its beginning is not stated"
)
ENDED = N_("its term has ended")
OPEN = N_(
    "rows could not be counted, and no largest number of persons is known"
)
TOO_FEW_DAYS = N_("fewer than seven days of the year are counted")
NOBODY_NEW = N_(
    "nobody new came in within the days that the projection rests on"
)
NOT_THIS_YEAR = N_("not within this calendar year at the present rate")
ASSUMPTIONS = (
    N_(
        "every person counted this year counts, whatever the item or the recipient"
    ),
    N_(
        "new persons come in as in the last 28 days, or since 1 January; bounds at 95 %"
    ),
    N_("the number holds for a calendar year and begins again on 1 January"),
)
_FEWEST_DAYS = 7
_COVERS = {
    "ordinaryPersons": "coversOrdinaryPersons",
    "sensitivePersons": "coversSensitivePersons",
}


def used_up(
    law: Law, inventory: Inventory, count: Count
) -> tuple[UsedUp, ...]:
    """
    Each mechanism of each handler that was counted this year, by each tally.

    Raises CallError where no handler of the logs has a mechanism in the inventory.
    """
    projected = [
        result
        for counted in count.counted
        if counted.year == count.as_of.year
        for node in _held(inventory, counted.handler)
        for result in _of(law, node, counted)
    ]
    if not projected:
        raise CallError(
            "no handler of the logs has a mechanism in the inventory of --mechanisms;"
            " name handlers there as the logs do, and state qd:hasMechanism"
        )
    return tuple(projected)


def _held(inventory: Inventory, handler: str) -> list[Node]:
    node = inventory.nodes.get(handler)
    named = (
        sorted(map(str, node.facts.get("hasMechanism", ()))) if node else []
    )
    return [
        inventory.nodes[iri]
        for iri in named
        if inventory.nodes[iri].kind in MECHANISMS
    ]


def _of(law: Law, node: Node, counted: Counted) -> Iterator[UsedUp]:
    cites = told(law, "beyond-scale").cites
    until = ends(law, node)
    for measure in MEASURES:
        covers = node.one(_COVERS[measure])
        limit = None
        if isinstance(covers, int):
            limit = covers
        persons = counted.tally.of(measure)
        state = UsedUp(
            counted.handler,
            node.iri,
            str(node.kind),
            measure,
            limit,
            persons,
            until,
            since=None,
            expected=None,
            earliest=None,
            latest=None,
            why=_why_not(node, limit, until, counted),
            cites=cites,
        )
        yield (
            state
            if state.why or limit is None
            else _projected(state, limit, counted)
        )


def _why_not(
    node: Node, limit: int | None, until: date | None, counted: Counted
) -> str | None:
    """Why nothing can be told of a mechanism, None where something can."""
    if node.kind == "StandardContract":
        return UNBOUND
    began = node.one("issuedOn")
    if not isinstance(began, date) or began > counted.as_of:
        return NOT_IN_FORCE
    if until and until < counted.as_of:
        return ENDED
    if limit is None:
        return UNSTATED
    return None


def _projected(state: UsedUp, limit: int, counted: Counted) -> UsedUp:
    """The day of the first person beyond a limit: from the curve, else projected."""
    days = dict(_daily(counted.days[state.measure]))
    beyond = Threshold(
        list="",
        measure=state.measure,
        number=limit + 1,
        outcome="",
        tier=None,
        label={},
        cites=state.cites,
    )
    crossed = crossing(beyond, days)
    if crossed:
        return state._replace(since=crossed.day)
    most = counted.tally.most(state.measure)
    if most is None:
        return state._replace(why=OPEN)
    if counted.as_of.timetuple().tm_yday < _FEWEST_DAYS:
        return state._replace(why=TOO_FEW_DAYS)
    room = headroom(beyond, days, counted.as_of)
    earliest = _earliest(state, room, limit, most, days, counted.as_of)
    why = None
    if room.expected is None and earliest is None:
        recent = room.left >= 0 and not _is_growing(days, counted.as_of)
        why = NOBODY_NEW if recent else NOT_THIS_YEAR
    return state._replace(
        expected=room.expected, earliest=earliest, latest=room.latest, why=why
    )


def _earliest(
    state: UsedUp,
    room: Headroom,
    limit: int,
    most: int,
    days: dict[date, int],
    as_of: date,
) -> date | None:
    """The earliest day, where the tally may be larger than what could be counted."""
    doubtful = most - state.persons
    if doubtful <= 0:
        return room.earliest
    if most > limit:
        return as_of
    nearer = Threshold(
        list="",
        measure=state.measure,
        number=limit + 1 - doubtful,
        outcome="",
        tier=None,
        label={},
        cites=(),
    )
    return headroom(nearer, days, as_of).earliest


def _is_growing(days: dict[date, int], as_of: date) -> bool:
    return any(
        new for day, new in days.items() if 0 <= (as_of - day).days < 28
    )


def _daily(totals: list[tuple[date, int]]) -> Iterator[tuple[date, int]]:
    """The new persons of each day from the totals of the curve."""
    before = 0
    for day, total in totals:
        yield day, total - before
        before = total
