"""
Headings of a log that SQL has to tell apart.

In: the cells of a heading. Out: InputError where two of them are one column to SQL.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import Fault, InputError

_RESERVED = frozenset(["filename", "qd_subject", "qd_row"])


def distinct(cells: Iterable[str], where: str) -> None:
    """Raise InputError for columns that SQL does not tell apart, or that have a name of ours."""
    seen: dict[str, str] = {}
    for cell in cells:
        if seen.get(cell.lower()) == cell:
            raise InputError(
                Fault(
                    where,
                    f"the heading names a column twice: {cell!r}",
                    "give each column a name of its own",
                )
            )
        other = seen.setdefault(cell.lower(), cell)
        if other != cell:
            what = f"the columns {other!r} and {cell!r} differ in case only"
            raise InputError(
                Fault(where, what, "rename one of them, or leave it out")
            )
        if cell.lower() in _RESERVED:
            raise InputError(
                Fault(
                    where,
                    f"the column {cell!r} has a name that the count uses itself",
                    "rename it",
                )
            )
