"""Every small change of a condition: a number, an operator, `or` for `and`, a clause left out, a `not` left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from qingdan.law.conditions import Condition, Test
from qingdan.rdf.names import local

REVERSED = {">=": "<", "<": ">=", ">": "<=", "<=": ">"}
_DAY = timedelta(1)
Change = tuple[str, str, Condition]


def changes(
    condition: Condition, named: frozenset[Condition] = frozenset()
) -> Iterator[Change]:
    """
    The kind of each change, what it does in words, and the condition after it.

    What is a shape of its own inside the condition is not looked into.
    """
    if condition.test:
        yield from _of_test(condition.test)
        return
    if condition.kind == "not":
        yield (
            "not",
            f"without not, of {told(condition.parts[0])}",
            condition.parts[0],
        )
    elif len(condition.parts) > 1:
        other = "or" if condition.kind == "and" else "and"
        what = ", ".join(map(told, condition.parts))
        yield (
            "junctor",
            f"{other} for {condition.kind}: {what}",
            replace(condition, kind=other),
        )
        for number, part in enumerate(condition.parts):
            rest = (*condition.parts[:number], *condition.parts[number + 1 :])
            left = (
                rest[0] if len(rest) == 1 else replace(condition, parts=rest)
            )
            yield "clause", f"without {told(part)} in {condition.kind}", left
    for number, part in enumerate(condition.parts):
        for kind, what, changed in (
            () if part in named else changes(part, named)
        ):
            parts = (
                *condition.parts[:number],
                changed,
                *condition.parts[number + 1 :],
            )
            yield kind, what, replace(condition, parts=parts)


def within(condition: Condition) -> Iterator[Condition]:
    """A condition and every part of it."""
    yield condition
    for part in condition.parts:
        yield from within(part)


def instead(condition: Condition, old: Condition, new: Condition) -> Condition:
    """A condition with a part of it changed wherever it stands."""
    if condition == old:
        return new
    parts = tuple(instead(part, old, new) for part in condition.parts)
    return replace(condition, parts=parts)


def _of_test(test: Test) -> Iterator[Change]:
    for limit in _neighbours(test):
        moved = _leaf(replace(test, limit=limit))
        yield (
            "number",
            f"{test.fact} {test.operator} {limit} for {test.limit}",
            moved,
        )
    if test.operator in REVERSED:
        sign = REVERSED[test.operator]
        turned = _leaf(replace(test, operator=sign))
        yield (
            "operator",
            f"{test.fact} {sign} for {test.operator} {test.limit}",
            turned,
        )
    elif not test.operator.startswith("count"):
        turned = Condition("not", (_leaf(test),))
        yield "operator", f"not {told(_leaf(test))}", turned
    if (
        test.operator == "in"
        and isinstance(test.limit, tuple)
        and len(test.limit) > 1
    ):
        for gone in test.limit:
            kept = tuple(one for one in test.limit if one != gone)
            less = _leaf(replace(test, limit=kept))
            yield "value", f"{test.fact} without {local(str(gone))}", less


def _neighbours(test: Test) -> tuple[int | date, ...]:
    if isinstance(test.limit, bool):
        return ()
    if isinstance(test.limit, int):
        return test.limit - 1, test.limit + 1
    if isinstance(test.limit, date):
        return test.limit - _DAY, test.limit + _DAY
    return ()


def _leaf(test: Test) -> Condition:
    return Condition("test", test=test)


def told(condition: Condition) -> str:
    """A condition in short: its tests, in brackets where there are several."""
    test = condition.test
    if test is None:
        inner = f" {condition.kind} ".join(map(told, condition.parts))
        return (
            f"not {told(condition.parts[0])}"
            if condition.kind == "not"
            else f"({inner})"
        )
    limits = test.limit if isinstance(test.limit, tuple) else (test.limit,)
    named = "/".join(local(str(limit)) for limit in limits)
    return f"{test.fact} {test.operator} {named}"
