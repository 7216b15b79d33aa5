"""Lists in, what is proved about their law out; two lists in, where they differ out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from .. import api
from ..counting.day import today
from ..errors import CallError, without
from ..law.load import editions
from .calls import Day, Names, day_of, names_of
from .reports import Differences, Theorems

if TYPE_CHECKING:
    from ..proving.difference import Side
    from ..proving.prove import Proved

_MISSING = "what proves and compares laws, the library z3-solver, is"


def prove(
    *lists: str, theorems: Names = (), each_reading: bool = True
) -> Theorems:
    """
    Prove theorems about lists, all where none is named: that they leave no gap, no conflict
    and no way to fail open.

    `theorems` are the names of some; `each_reading` proves under each other reading too.
    """
    return Theorems(
        list(proving(*lists, theorems=theorems, each_reading=each_reading))
    )


def proving(
    *lists: str,
    theorems: Names = (),
    each_reading: bool = True,
    pack: str | Path | None = None,
) -> Iterator[Proved]:
    """
    As `prove`, each theorem as it is proved; CallError for a name that is not known.

    `pack` is the folder of an edition pack, of which it is proved that no slot lets anything
    through; where no list is named, its own is proved.
    """
    try:
        from ..proving.prove import prove as proved
    except ImportError:
        raise without(_MISSING, "proofs") from None
    names = tuple(names_of(theorems))
    if pack is None:
        return proved(lists, names, each_reading)
    from ..packs import ledger

    known = ledger.read(Path(pack))
    return proved(lists or (known.edition,), names, each_reading, known)


def prove_file(path: str | Path) -> Theorems:
    """As `prove`, of the list of a file, whose rules stand beside it as NAME.rules.ttl."""
    try:
        from ..proving.prove import prove_beside
    except ImportError:
        raise without(_MISSING, "proofs") from None
    return Theorems(list(prove_beside(Path(path))))


def differences(
    first: str, second: str, as_of: Day = None, *, both_clear: bool = False
) -> Differences:
    """
    Every region of facts for which two laws come to different outcomes.

    Each is a list, where they are not the usual ones with a day and readings:
    `cn@2024-03-22`, `cq-2025+Q3=literal`. `both_clear` tells also where neither asks for a
    mechanism, on different grounds. `as_of` is the day where none is named, else today.
    """
    try:
        from ..proving.difference import differences as regions
    except ImportError:
        raise without(_MISSING, "proofs") from None
    from ..reporting.lists.differences import Report

    day = day_of(as_of) or today()
    sides = _side(first, day), _side(second, day)
    return Differences(Report(sides, list(regions(*sides, both_clear))))


def _side(text: str, usual: date) -> Side:
    """A side as it is written: `LIST[@DAY][+READING…]`."""
    from ..proving.difference import Side

    head, *names = text.split("+")
    edition, at, day = head.partition("@")
    if edition not in editions():
        known = ", ".join(editions())
        raise CallError(
            f"the list {edition!r} is not known; choose one of {known}"
        )
    return Side(
        edition=edition,
        day=_day(day, text) if at else usual,
        chosen=api.readings(names),
    )


def _day(text: str, side: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CallError(
            f"the day {text!r} in {side!r} is no date; write it as 2026-01-31"
        ) from None
