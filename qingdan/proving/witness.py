"""
A model of the solver as an inventory: what it states, as Turtle, and what the engine decides on it.

In: a model over the statements of a case. Out: an inventory that `qingdan why` runs, and where
formulas and engine differ.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

import z3

from ..deciding.case import Case, cases
from ..deciding.rulebook import rulebook
from ..deciding.stand_ins import substituted
from ..deciding.verdict import Verdict, verdict
from ..inventory.in_memory import loads
from ..law.kleene import Status
from ..law.model import FactType, Law
from ..rdf.graph import Value
from ..rdf.names import QD, Iri, curie
from .classes import BEGUN, LATER
from .kleene import Ternary, Truth, formula
from .statement import Statement
from .weighing import Weighing

_HOMES = {
    "Tally": "tally",
    "Export": "export",
    "DataItem": "item",
    "DataHandler": "handler",
}
_DAY = timedelta(1)
ITEM = "urn:x:item"


class Witness(NamedTuple):
    """What is stated of the handler, tally, item, export and event, and the day asked about."""

    day: date
    parts: dict[str, dict[str, list[Value]]]

    def turtle(self) -> str:
        """The inventory as Turtle."""
        return "".join(_turtle(self))

    def case(self, law: Law) -> Case:
        """
        The one case of the inventory as the engine levels it; raise InputError where it is
        refused.
        """
        inventory = loads(
            self.turtle().encode(), ".ttl", law, "counterexample"
        )
        return next(
            cases(
                law=law,
                inventory=inventory,
                item=inventory.items[0],
                as_of=self.day,
            )
        )

    def decided(self, law: Law, chosen: frozenset[str]) -> Verdict:
        """What the engine answers."""
        return verdict(law, self.case(law), rulebook(law, self.day, chosen))


def witness(stated: Statement, model: z3.ModelRef) -> Witness:
    """The inventory of a model."""
    day = next(
        stretch.sample
        for stretch, held in stated.day.items()
        if true(model, held)
    )
    parts: dict[str, dict[str, list[Value]]] = {
        part: {} for part in (*_HOMES.values(), "event")
    }
    for name, values in stated.has.items():
        stated_days = [
            _day(day, value)
            for value, held in values.items()
            if true(model, held)
        ]
        if stated_days:
            parts[_home(stated.law.facts[name])][name] = stated_days
    for name, number in stated.number.items():
        if true(model, stated.stated_number[name]):
            parts[_home(stated.law.facts[name])][name] = [
                _integer(model, number)
            ]
    if true(model, stated.tally):
        as_of = day
        if true(model, stated.behind):
            as_of = day - _DAY
        as_of += _DAY if true(model, stated.ahead) else timedelta(0)
        parts["tally"] |= {"year": [day.year], "asOf": [as_of]}
        if true(model, stated.endless):
            parts["tally"]["noKnownMaximum"] = [True]
        if true(model, stated.transfer_later):
            parts["export"]["exportDate"] = [as_of + _DAY]
    if parts["event"]:
        parts["event"]["happenedOn"] = [day]
    return Witness(day, parts)


def true(model: z3.ModelRef, part: Truth) -> bool:
    """Whether a formula holds in a model; what the model leaves open is false."""
    return bool(z3.is_true(model.eval(formula(part), model_completion=True)))


def status(model: z3.ModelRef, part: Ternary) -> Status:
    """The Kleene value of a pair of formulas in a model."""
    if true(model, part.true):
        return True
    if true(model, part.false):
        return False
    return None


def _integer(model: z3.ModelRef, number: z3.ArithRef) -> int:
    value = model.eval(number, model_completion=True)
    if isinstance(value, z3.IntNumRef):
        return int(value.as_long())
    return 0


def _day(day: date, value: Value) -> Value:
    if value == BEGUN:
        return day
    if value == LATER:
        return day + timedelta(30)
    return value


def _home(fact: FactType) -> str:
    return next(
        (part for kind, part in _HOMES.items() if kind in fact.about), "event"
    )


def disagreements(
    weighing: Weighing, model: z3.ModelRef, shown: Witness
) -> list[str]:
    """The rules on which the engine and the formulas differ for a model: a fault of the proof."""
    law = weighing.law
    chosen = weighing.book.readings
    case = shown.case(law)
    weighed = rulebook(law, shown.day, chosen).weigh(
        substituted(law, chosen, case.facts)
    )
    wrong = []
    for iri, rule in weighing.rules.items():
        mine = status(model, rule.applies), status(model, rule.stands)
        engine = (
            (weighed[iri].applies, weighed[iri].stands)
            if iri in weighed
            else (False, False)
        )
        if mine != engine:
            wrong.append(
                f"{curie(iri)}: the formula says {mine}, the engine {engine}"
            )
    return wrong


def _turtle(shown: Witness) -> Iterator[str]:
    parts = {part: dict(facts) for part, facts in shown.parts.items()}
    links: dict[str, list[tuple[str, str]]] = {
        "item": [("heldBy", "handler")],
        "export": [("exportOf", "item")],
    }
    if parts["tally"]:
        links.setdefault("handler", []).append(("tally", "tally"))
    if parts["event"]:
        links.setdefault("handler", []).append(("hasEvent", "event"))
    yield f"# As of {shown.day}\n@prefix qd: <{QD}> .\n"
    yield "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
    kinds = {
        "handler": "DataHandler",
        "tally": "Tally",
        "item": "DataItem",
        "export": "Export",
        "event": "Event",
    }
    for part, kind in kinds.items():
        if part not in ("handler", "item") and not parts[part]:
            continue
        lines = [f"    a qd:{kind} ;"]
        lines += [
            f"    qd:{name} <urn:x:{other}> ;"
            for name, other in links.get(part, ())
        ]
        lines += [
            f"    qd:{name} {' , '.join(map(_term, values))} ;"
            for name, values in sorted(parts[part].items())
        ]
        yield "\n".join([f"\n<urn:x:{part}>", *lines, "    .\n"])


def _term(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date):
        return f'"{value}"^^xsd:date'
    if isinstance(value, Iri):
        short = curie(value)
        if short.startswith("qd:"):
            return short
        return f"<{value}>"
    return str(value)
