"""
The route of an item under every list: does it apply, what
follows, on which conditions, on what evidence (Article 21).
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from ..deciding.case import Case, cases
from ..deciding.determination import Determination, MissingFact
from ..deciding.explain import explain
from ..deciding.rulebook import rulebook
from ..deciding.verdict import strictest
from ..inventory.in_memory import Inventory
from ..inventory.subject import Node
from ..law.kleene import Status, any_of, opposite
from ..law.load import OWN, editions, law
from ..law.model import Law
from ..rdf.names import CN, QD
from .records import NATIONAL, Finding, Record, records


class Route(NamedTuple):
    """
    An item under one list: `applies` is None while facts that
    decide it are missing; without application there is no outcome.
    """

    record: Record
    is_own: bool
    applies: Status
    determination: Determination
    missing: tuple[MissingFact, ...]
    conditions: tuple[Finding, ...]
    provisional: bool

    @property
    def outcome(self) -> str | None:
        """What follows under the list, or may follow."""
        if self.applies is False:
            return None
        return self.determination.outcome


def routes(
    inventory: Inventory,
    item: Node,
    as_of: date | None,
    chosen: frozenset[str] = frozenset(),
) -> tuple[Route, ...]:
    """
    Every list and the national rules, the lightest applicable
    one first, the own list before those by reference.

    The national rules apply where the own list does not (Measures, Article 19).
    """
    known = {
        record.id: record
        for record in records()
        if record.kind != "GeneralDataList"
    }
    routes_met = [
        _route(known[edition], edition, inventory, item, as_of, chosen)
        for edition in editions()
        if edition in known
    ]
    own_route = next(route for route in routes_met if route.is_own)
    routes_met = [
        route._replace(applies=opposite(own_route.applies))
        if route.record.id == NATIONAL
        else route
        for route in routes_met
    ]
    return tuple(
        sorted(routes_met, key=lambda route: (_rank(route), route.record.id))
    )


def _rank(route: Route) -> tuple[int, int, bool]:
    """
    Applicable, then open, then not applicable; within each
    the lightest of what may follow at worst.
    """
    outcomes = law().outcomes
    worst = max(
        outcomes[QD + name].strictness
        for name in (
            route.determination.outcome,
            *route.determination.possible,
        )
    )
    return (
        {True: 0, None: 1, False: 2}[route.applies],
        worst,
        not route.is_own,
    )


def _route(
    record: Record,
    edition: str,
    inventory: Inventory,
    item: Node,
    as_of: date | None,
    chosen: frozenset[str],
) -> Route:
    applied = law(edition)
    met = list(cases(applied, inventory, item, as_of))
    determinations = [
        explain(law=applied, case=case, title=item.title, chosen=chosen)
        for case in met
    ]
    number = strictest(
        applied, [determination.possible for determination in determinations]
    )
    best = determinations[number]
    return Route(
        record=record,
        is_own=edition == OWN,
        applies=_applies(applied, met[number], chosen),
        determination=best,
        missing=best.missing,
        conditions=tuple(
            finding
            for aspect in law().ordered("ConditionAspect")
            for finding in record.on(aspect)
        ),
        provisional=any(
            finding.coverage in ("InPart", "NotKnown")
            for aspect in law().ordered("DecidingAspect")
            for finding in record.on(aspect)
        ),
    )


def _applies(applied: Law, case: Case, chosen: frozenset[str]) -> Status:
    """Whether the list governs the item: whether a rule that opens its regime stands."""
    book = rulebook(applied, case.day, chosen)
    weighed = book.weigh(case.facts)
    return any_of(
        [
            weighed[rule.iri].stands
            for rule in book.rules
            if rule.opens and rule.opens != CN + "regime"
        ]
    )
