"""The items of a register by distinct case with its own handler, be handlers alike or not."""

from __future__ import annotations

from collections.abc import Iterator

from .profiles import Key
from .statements import GROUPED, GROUPS
from .table import Register


def groups(register: Register) -> list[Key]:
    """The groups, each with one of its items, by the IRI of that."""
    register.store.run(GROUPS)
    rows = register.store.rows(
        "SELECT number, profile, holder, profiles, listings, items, sample.s, sample.f, sample.l"
        " FROM groups ORDER BY number"
    )
    return [
        Key(
            number=number,
            profile=profile,
            holder=holder,
            exports=tuple(exports or ()),
            listings=tuple(listings or ()),
            items=items,
            sample=sample,
            where=register.place(file, line),
        )
        for number, profile, holder, exports, listings, items, sample, file, line in rows
    ]


def grouped(
    register: Register, group: int | None = None
) -> Iterator[tuple[str, int, tuple[str, ...]]]:
    """Each item, or those of one group, with the number of its group and its exports."""
    clause = "" if group is None else f"WHERE g.number = {group}"
    for item, number, names in register.store.stream(GROUPED + clause):
        yield item, number, tuple(names or ())
