"""The columns of a foreign table in, a proposed mapping out, by headings and values."""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import CallError
from ..law.model import Law
from .near_words import fact_of, is_read, names_item, value_of
from .readers.grid import Row
from .readers.mapped_row import parts_of
from .readers.mapping import Mapping, mapping_of, unreadable

_LOOKED_AT = 30
_VALUES = 40


@dataclass
class Proposal:
    """A mapping as TOML, the one of the package that it is, and what it leaves out."""

    toml: str
    kept: str | None = None
    left_out: list[tuple[str, str]] = field(default_factory=list)

    @property
    def mapping(self) -> Mapping:
        """The mapping as a value."""
        where = "the mapping"
        try:
            raw = tomllib.loads(self.toml)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            raise unreadable(where, error) from None
        return mapping_of(raw, where, Path(where))


def unread(
    columns: dict[str, list[str]], mapping: Mapping
) -> list[tuple[str, str]]:
    """The columns that a mapping does not read, each with an example."""
    return [
        (name, _example(cells))
        for name, cells in columns.items()
        if name not in mapping.reads and not name.startswith("@")
    ]


def _example(cells: list[str]) -> str:
    filled = [cell for cell in cells if cell.strip()]
    if not filled:
        return "empty"
    first = " ".join(filled[0].split())
    shown = first if len(first) <= 40 else f"{first[:39]}…"
    return f"{len(filled):,} filled, such as {shown!r}"


def heading_row(rows: list[Row]) -> int:
    """The first row that is nearly as wide as the widest of those at the top."""
    widths = [
        (number, len({cell.strip() for cell in cells if cell.strip()}))
        for number, cells in rows[:_LOOKED_AT]
    ]
    widest = max(width for _, width in widths)
    return next(
        number for number, width in widths if width >= max(2, widest * 0.7)
    )


def by_heading(rows: list[Row], number: int) -> dict[str, list[str]]:
    """The values of each column that has a heading."""
    names: list[str] = next(
        (
            [" ".join(cell.split()) for cell in cells]
            for row, cells in rows
            if row == number
        ),
        [],
    )
    if not names:
        raise CallError(f"there is nothing in row {number}; name another")
    return {
        name: [
            cells[index]
            for row, cells in rows
            if row > number and index < len(cells)
        ]
        for index, name in enumerate(names)
        if name
    }


def item_column(table: dict[str, list[str]]) -> str:
    """The column that names the rows: unique, filled, and called so."""
    unique = [
        name
        for name, cells in table.items()
        if cells
        and all(cell.strip() for cell in cells)
        and len({*cells}) == len(cells)
    ]
    options = unique or [name for name, cells in table.items() if any(cells)]
    return max(options or [*table], key=names_item)


def proposed(
    table: dict[str, list[str]], law: Law, head: list[str], item: str
) -> Proposal:
    """The TOML of a mapping by headings and values."""
    named: dict[str, tuple[str, int]] = {}
    for heading in table:
        near = fact_of(heading, law)
        if near and heading != item:
            named[heading] = near
    lines = [
        "# Proposed by `qingdan map`: read every line before you use it.",
        "# docs/mappings.md describes the form.",
        "",
        *head,
        f"item = {quoted(item)}",
    ]
    values: list[str] = []
    lines += ["", "[columns]"]
    if (
        item in table
        and fact_of(item, law)
        and "title" not in {fact for fact, _ in named.values()}
    ):
        lines.append(f'{quoted(item)} = "title"')
    for heading, (name, score) in named.items():
        sure = "" if score > 99 else f"  # near: {score} of 100"
        lines.append(f"{quoted(heading)} = {quoted(name)}{sure}")
        values += _values(heading, name, table[heading], law)
    left_out = [
        (heading, _example(cells))
        for heading, cells in table.items()
        if heading not in named and heading != item and heading[:1] != "@"
    ]
    lines += [
        f'# {quoted(heading)} = ""  # left out: {example}'
        for heading, example in left_out
    ]
    if "heldBy" not in {fact for fact, _ in named.values()}:
        lines += [
            "",
            "# Who decides on the export: describe `company` in a second file, or name",
            "# another handler here.",
            "[default]",
            'heldBy = "company"',
        ]
    return Proposal("\n".join([*lines, *values]) + "\n", None, left_out)


def _values(heading: str, name: str, cells: list[str], law: Law) -> list[str]:
    """The table of values of a column: those that come near to one, and those that do not."""
    fact = law.facts[name]
    if not fact.members and not fact.value_type.endswith("boolean"):
        return []
    parts = Counter(part for cell in cells for part in parts_of(cell))
    lines = []
    for part, many in parts.most_common(_VALUES):
        if is_read(part, fact, law):
            continue
        value = value_of(part, fact, law)
        if value is None:
            lines.append(
                f"{quoted(part)} = {{}}  # {many:,} rows: states nothing yet"
            )
        else:
            shown = (
                str(value).lower()
                if isinstance(value, bool)
                else quoted(str(value))
            )
            lines.append(f"{quoted(part)} = {shown}")
    if not lines:
        return []
    return ["", f"[values.{quoted(heading)}]", *lines]


def quoted(text: str) -> str:
    """A text as TOML writes it."""
    return json.dumps(text, ensure_ascii=False)
