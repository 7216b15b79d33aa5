"""
Strong Kleene logic over formulas: a value is a pair of formulas, when it is true and when it is
false.

Constants are folded, so that a formula holds only what the facts can still change.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple, TypeAlias

import z3

Truth: TypeAlias = z3.BoolRef | bool


def conj(parts: Iterable[Truth]) -> Truth:
    """All of some formulas."""
    left: dict[int, z3.BoolRef] = {}
    for part in parts:
        if isinstance(part, bool):
            if not part:
                return False
        else:
            left[part.get_id()] = part
    if not left:
        return True
    return _joined(z3.Z3_mk_and, left.values())


def disj(parts: Iterable[Truth]) -> Truth:
    """Any of some formulas."""
    left: dict[int, z3.BoolRef] = {}
    for part in parts:
        if isinstance(part, bool):
            if part:
                return True
        else:
            left[part.get_id()] = part
    if not left:
        return False
    return _joined(z3.Z3_mk_or, left.values())


def _joined(
    make: Callable[..., z3.Ast], parts: Collection[z3.BoolRef]
) -> z3.BoolRef:
    """
    Formulas joined; made at once, as the friendly constructor looks at each part again and
    takes most of the time.
    """
    if len(parts) == 1:
        return next(iter(parts))
    context = z3.main_ctx()
    array = (z3.Ast * len(parts))(*(part.as_ast() for part in parts))
    return z3.BoolRef(make(context.ref(), len(parts), array), context)


def neg(part: Truth) -> Truth:
    """The opposite of a formula."""
    if isinstance(part, bool):
        return not part
    if z3.is_not(part):
        return part.arg(0)
    return z3.Not(part)


def formula(part: Truth) -> z3.BoolRef:
    """A formula as the solver takes it."""
    if isinstance(part, bool):
        return z3.BoolVal(part)
    return part


def differ(left: Truth, other: Truth) -> Truth:
    """Where exactly one of two formulas holds."""
    if isinstance(left, bool):
        if left:
            return neg(other)
        return other
    if isinstance(other, bool):
        if other:
            return neg(left)
        return left
    if left.eq(other):
        return False
    return z3.Xor(left, other)


class Ternary(NamedTuple):
    """When a value is true, and when it is false; unknown where neither."""

    true: Truth
    false: Truth

    @property
    def unknown(self) -> Truth:
        """When it is neither."""
        return conj([neg(self.true), neg(self.false)])


def same(left: Ternary, other: Ternary) -> bool:
    """Whether two values are the same formulas."""
    for mine, theirs in zip(left, other, strict=True):
        if isinstance(mine, bool) or isinstance(theirs, bool):
            alike = mine is theirs
        else:
            alike = mine.eq(theirs)
        if not alike:
            return False
    return True


TRUE = Ternary(True, False)
FALSE = Ternary(False, True)


def all_of(parts: list[Ternary]) -> Ternary:
    """Strong Kleene conjunction."""
    return Ternary(
        conj(part.true for part in parts), disj(part.false for part in parts)
    )


def any_of(parts: list[Ternary]) -> Ternary:
    """Strong Kleene disjunction."""
    return Ternary(
        disj(part.true for part in parts), conj(part.false for part in parts)
    )


def opposite(part: Ternary) -> Ternary:
    """Strong Kleene negation."""
    return Ternary(part.false, part.true)
