"""What a mapping says of one row: the cells of the row in, all that is stated of it out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache

from ...errors import Fault, InputError
from ...law.model import FactType, Law
from ...rdf.names import QD
from ..term_checks import unknown_property
from .cells import BLANKS, canonical, nearest
from .mapping import Mapping, matching

_OF_ROWS = frozenset(["DataItem", "Export", "DataHandler", "Tally"])
Stated = list[tuple[FactType, str]]
Given = dict[str, object]


def fact_named(
    name: str, where: str, law: Law, homes: frozenset[str] = _OF_ROWS
) -> FactType:
    """The fact of a name; InputError with the nearest one where there is none."""
    fact = law.facts.get(name)
    if fact is None or fact.is_a("ComputedFact"):
        raise InputError(unknown_property(law, where, QD + name))
    if fact.about.isdisjoint(homes):
        what = f"{name} is a fact of a qd:{min(fact.about)}, which no row of a table has"
        raise InputError(
            Fault(where, what, "state it in a file of RDF beside the table")
        )
    return fact


def refuse_unread(
    header: list[str], where: str, law: Law, mapping: Mapping
) -> list[str]:
    """
    The columns that a mapping does not read; InputError for
    one that is named as a fact, or almost.
    """
    if not mapping.is_foreign:
        return []
    facts = _stated(law)
    reads = mapping.reads
    unread = [column for column in header if column not in reads]
    if mapping.rows:
        return unread
    for column in unread:
        if column in facts or (close := nearest(column, facts)):
            what = f"the mapping leaves out the column {column!r}, which is named as a fact"
            what += (
                ""
                if column in facts
                else f", or almost (did you mean {close!r}?)"
            )
            mend = f"add {column!r} under [columns], or to `ignore` to leave it out"
            raise InputError(Fault(where, what, mend))
    return unread


@cache
def _stated(law: Law) -> frozenset[str]:
    return frozenset(
        name
        for name, fact in law.facts.items()
        if not fact.is_a("ComputedFact")
    )


def with_mapped(
    stated: Stated,
    named: dict[str, str],
    where: str,
    law: Law,
    mapping: Mapping,
) -> Stated:
    """
    What a row states together with what the mapping gives;
    a later `when` that matches wins over an earlier one.

    Raises InputError where the mapping gives another value
    than the row states; `[default]` gives what is not stated.
    """
    if not mapping.is_foreign:
        return stated
    given = _given(_set_for(named, where, law, mapping), where, law)
    for fact, text in given:
        _refuse_other_value(fact, text, stated, where)
    set_by_mapping = {fact.name for fact, _ in given}
    known = set_by_mapping | {fact.name for fact, _ in stated}
    defaults = {
        name: value
        for name, value in mapping.default.items()
        if name not in known
    }
    kept = [
        (fact, text)
        for fact, text in stated
        if fact.is_a("ManyValued") or fact.name not in set_by_mapping
    ]
    return given + _given(defaults, where, law) + kept


def _set_for(
    named: dict[str, str], where: str, law: Law, mapping: Mapping
) -> Given:
    """What `[always]`, `[values]`, and each `[[when]]` that matches, set for a row."""
    given = dict(mapping.always)
    given.update(_by_value(named, where, law, mapping))
    for clause in mapping.when:
        column = _asked(str(clause["column"]), named, where, "[[when]]")
        if matching(str(clause["matches"]))(named[column]):
            given.update(dict(clause["set"]))  # type: ignore[call-overload]
    return given


def _asked(
    column: str, named: dict[str, str], where: str, section: str
) -> str:
    """The name of a column; InputError where the table has none of it."""
    if column in named:
        return column
    what = f"the mapping asks for a column {column!r} that is not there"
    raise InputError(Fault(where, what, f"mend {section} in the mapping"))


def _by_value(
    named: dict[str, str], where: str, law: Law, mapping: Mapping
) -> Given:
    """
    What the tables of values state of a row.

    Each part of a cell is looked up by itself; of several lines that fit one part the later
    wins. Raises InputError where two parts, or two columns, state one fact otherwise.
    """
    given: Given = {}
    stated_by: dict[str, str] = {}
    for column, lines in mapping.values.items():
        cell = named.get(column, "")
        for part in parts_of(cell):
            for name, value in _of_part(part, column, lines, mapping).items():
                fact = fact_named(name, where, law)
                if fact.is_a("ManyValued"):
                    kept = given.setdefault(name, [])
                    assert isinstance(kept, list)
                    kept += value if isinstance(value, list) else [value]
                elif given.setdefault(name, value) != value:
                    what = (
                        f"{part!r} in the column {column!r} states {name} {value!r},"
                        f" and {stated_by[name]} states {given[name]!r}"
                    )
                    mend = "mend the row, or [values] in the mapping"
                    raise InputError(Fault(where, what, mend))
                stated_by.setdefault(
                    name, f"{part!r} in the column {column!r}"
                )
    return given


def _of_part(
    part: str, column: str, lines: Given, mapping: Mapping
) -> dict[str, object]:
    """What one part of a cell states: facts, or a value of each fact that the column is."""
    stated: dict[str, object] = {}
    for facts in _fitting(part, lines):
        if isinstance(facts, dict):
            stated.update(facts)
        else:
            stated |= dict.fromkeys(mapping.columns.get(column, ()), facts)
    return stated


def _fitting(part: str, lines: Given) -> Iterator[object]:
    return (
        facts
        for pattern, facts in lines.items()
        if fnmatchcase(part.casefold(), pattern.casefold())
    )


def is_listed(part: str, lines: Given) -> bool:
    """Whether a line of a table of values fits a part of a cell."""
    return next(_fitting(part, lines), None) is not None


def unlisted(
    named: dict[str, str], mapping: Mapping
) -> Iterator[tuple[str, str]]:
    """The parts of cells for which no line stands under `[values]`, each with its column."""
    for column, lines in mapping.values.items():
        if column not in mapping.columns:
            for part in parts_of(named.get(column, "")):
                if not is_listed(part, lines):
                    yield column, part


def parts_of(cell: str) -> list[str]:
    """The parts of a cell that semicolons or line breaks part."""
    return [
        part.strip(BLANKS)
        for part in re.split("[;；\n]", cell)
        if part.strip(BLANKS)
    ]


def _refuse_other_value(
    fact: FactType, text: str, stated: Stated, where: str
) -> None:
    """Refuse a value of the mapping where the row states another."""
    if fact.is_a("ManyValued"):
        return
    for other, value in stated:
        if other is not fact:
            continue
        if canonical(fact, value) != canonical(fact, text):
            what = f"the mapping gives {fact.name} {text!r}, and the row states {value!r}"
            mend = "use [default], which yields to what a row states, or mend the row"
            raise InputError(Fault(where, what, mend))
        return


def _given(given: Given, where: str, law: Law) -> Stated:
    return [
        (fact, text)
        for name, value in given.items()
        for fact in [fact_named(name, where, law)]
        for text in _texts(fact, value)
    ]


def _texts(fact: FactType, value: object) -> list[str]:
    """The values that a mapping gives: a list, one value, or a text as it would stand in a cell."""
    if isinstance(value, list):
        return [text for member in value for text in _texts(fact, member)]
    return cell_values(
        fact, str(value).lower() if isinstance(value, bool) else str(value)
    )


def cell_values(fact: FactType, cell: str) -> list[str]:
    """
    The values in a cell: terms of many-valued facts are parted
    by semicolons, ; or ；; an empty cell states nothing.
    """
    several = fact.is_a("ManyValued") and not fact.value_type.endswith(
        "langString"
    )
    parts = re.split("[;；]", cell) if several else [cell]
    return [part.strip(BLANKS) for part in parts if part.strip(BLANKS)]
