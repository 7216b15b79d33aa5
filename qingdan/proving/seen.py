"""
What a rule sees of the facts of a case: those that a reading replaces, and those that a review
on record settles.

In: the views of a case. Out: the views for a reading, or for a rule.
"""

from __future__ import annotations

from ..deciding.stand_ins import substitutes_of
from ..law.model import Law, Rule
from .kleene import conj, disj, neg
from .views import Values, View, Views


def substituted(law: Law, chosen: frozenset[str], views: Views) -> Views:
    """The views with those replaced that a chosen reading replaces."""
    substitutes = dict(views)
    for fact, stand_in in substitutes_of(law, chosen):
        substitutes.pop(fact, None)
        if stand_in in substitutes:
            substitutes[fact] = substitutes[stand_in]
    return substitutes


def reviewed(rule: Rule, views: Views) -> Views:
    """The views as a rule sees them that a review on record settles."""
    if rule.head is None:
        return views
    seen: dict[str, View] = dict(views)
    record = _values(views, str(rule.settled_by)).known
    begun = disj(
        _values(views, name).has.get(True, False)
        for name in sorted(rule.head.begun_by)
    )
    for name, closes in rule.head.closes.items():
        view = _values(views, name)
        closed = conj([record, neg(begun), neg(view.known)])
        has = {
            value: disj([held, conj([closed, value in closes])])
            for value, held in view.has.items()
        }
        seen[name] = Values(
            disj([view.known, closed]), disj([view.closed, closed]), has
        )
    return seen


def _values(views: Views, name: str) -> Values:
    view = views.get(name)
    if isinstance(view, Values):
        return view
    return Values(False, True, {})
