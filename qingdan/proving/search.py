"""
What a solver is asked beside whether a theorem holds: models, few statements, ends of a range.

In: a solver or a formula. Out: a model, the variables that can be denied, a number.
"""

from __future__ import annotations

import z3


def without(
    asked: z3.Solver,
    variables: list[z3.BoolRef],
) -> list[z3.BoolRef]:
    """As many variables as can be false at once, each denied; the last are given up first."""
    denied = [z3.Not(var) for var in variables]
    while asked.check(*denied) != z3.sat:
        core = {part.get_id() for part in asked.unsat_core()}
        denied.remove(
            next(part for part in denied[::-1] if part.get_id() in core)
        )
    return denied


def model_of(asked: z3.Solver) -> z3.ModelRef | None:
    """A model of what a solver knows, or None where there is none."""
    if asked.check() == z3.sat:
        return asked.model()
    return None


def extreme(
    rest: z3.BoolRef, number: z3.ArithRef, beyond: z3.BoolRef, goal: str
) -> int | None:
    """The nearest number on one side at which a formula fails; None where it never does."""
    search = z3.Optimize()
    search.add(z3.Not(rest), beyond, number >= 0)
    (search.maximize if goal == "maximize" else search.minimize)(number)
    if search.check() != z3.sat:
        return None
    value = search.model().eval(number, model_completion=True)
    if isinstance(value, z3.IntNumRef):
        return int(value.as_long())
    return None
