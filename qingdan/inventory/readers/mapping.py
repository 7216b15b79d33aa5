"""How columns of other names become facts: a mapping file, and what it says of one row."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import Fault, InputError
from ...law.model import FactType, Law
from ...rdf.names import QD
from ..term_checks import unknown_property
from .cells import BLANKS, FALSE, TRUE, boolean, canonical, nearest

if TYPE_CHECKING:
    from .vocabulary import Vocabulary

_MEND = "write it as docs/inventories.md describes"
_OF_ROWS = frozenset(["DataItem", "Export", "DataHandler", "Tally"])
_FORMS: dict[str, type] = {
    "item": str,
    "base": str,
    "columns": dict,
    "always": dict,
    "default": dict,
    "when": list,
    "ignore": list,
}
Stated = list[tuple[FactType, str]]


@dataclass(frozen=True)
class Mapping:
    """
    How foreign columns become facts: renamed columns; facts for
    every row, for rows that match, for rows that state none.
    """

    item: str = "item"
    base: str = "urn:x-item:"
    columns: dict[str, str] = field(default_factory=dict)
    always: dict[str, object] = field(default_factory=dict)
    when: tuple[dict[str, object], ...] = ()
    vocabulary: Vocabulary | None = None
    default: dict[str, object] = field(default_factory=dict)
    ignore: tuple[str, ...] = ()

    @property
    def reads(self) -> frozenset[str]:
        """The columns that the mapping reads or leaves out by name."""
        return frozenset(
            [
                self.item,
                *self.columns,
                *self.ignore,
                *(str(clause["column"]) for clause in self.when),
            ]
        )


def read_mapping(path: Path) -> Mapping:
    """
    A mapping from TOML: `item`, `base`, `ignore`, `[columns]`,
    `[always]`, `[default]` and any number of `[[when]]`.
    """
    try:
        raw = tomllib.loads(path.read_text("utf-8-sig"))
    except (
        OSError,
        tomllib.TOMLDecodeError,
        UnicodeDecodeError,
        RecursionError,
    ) as error:
        raise InputError(
            Fault(str(path), f"the mapping cannot be read ({error})", _MEND)
        ) from None
    if set(raw) & {"prefixes", "classes", "properties", "values"}:
        from .vocabulary import read_vocabulary

        return Mapping(vocabulary=read_vocabulary(raw, str(path)))
    _refuse_unknown(raw, str(path))
    return Mapping(
        raw.get("item", "item"),
        raw.get("base", "urn:x-item:"),
        raw.get("columns", {}),
        raw.get("always", {}),
        tuple(raw.get("when", ())),
        default=raw.get("default", {}),
        ignore=tuple(raw.get("ignore", ())),
    )


def _refuse_unknown(raw: dict[str, Any], where: str) -> None:
    """Refuse what is no part of a mapping, or not in its form."""
    for key, value in raw.items():
        if key not in _FORMS or not isinstance(value, _FORMS[key]):
            close = nearest(key, frozenset(_FORMS))
            mend = _MEND
            if close and close != key:
                mend = f"did you mean {close!r}?"
            what = f"{key!r} is no part of a mapping, or not in its form"
            raise InputError(Fault(where, what, mend))
    for name in (*raw.get("columns", {}).values(), *raw.get("ignore", [])):
        if not isinstance(name, str):
            raise InputError(
                Fault(where, f"{name!r} stands where a name is needed", _MEND)
            )
    for clause in raw.get("when", []):
        if not _is_clause(clause):
            what = "a [[when]] needs column, matches and set, and nothing else"
            raise InputError(Fault(where, what, _MEND))


def _is_clause(clause: object) -> bool:
    """Whether an entry of `[[when]]` has the parts that it needs."""
    if not isinstance(clause, dict) or set(clause) != {
        "column",
        "matches",
        "set",
    }:
        return False
    return isinstance(clause["set"], dict)


def fact_named(name: str, where: str, law: Law) -> FactType:
    """The fact of a name; InputError with the nearest one where there is none."""
    fact = law.facts.get(name)
    if fact is None or fact.is_a("ComputedFact"):
        raise InputError(unknown_property(law, where, QD + name))
    if fact.about.isdisjoint(_OF_ROWS):
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
    facts = _stated(law)
    reads = mapping.reads
    unread = (
        [column for column in header if column not in reads]
        if mapping != Mapping()
        else []
    )
    for column in unread:
        if column in facts or (close := nearest(column, facts)):
            what = f"the mapping leaves out the column {column!r}, which is named as a fact"
            what += (
                ""
                if column in facts
                else f", or almost (did you mean {close!r}?)"
            )
            mend = f"add {column!r} under [columns], or to `ignore` to leave it out"
            raise InputError(Fault(f"{where}, row 1", what, mend))
    return unread


@cache
def _stated(law: Law) -> frozenset[str]:
    return frozenset(
        name
        for name, fact in law.facts.items()
        if not fact.is_a("ComputedFact")
    )


def matching(pattern: str) -> Callable[[str], bool]:
    """
    Whether a cell matches a pattern with * and ?; a pattern
    that is a truth matches every way of writing it.
    """
    truth = truth_of(pattern)
    if truth is None:
        return lambda cell: fnmatchcase(cell.strip(), pattern)
    return lambda cell: boolean(cell) is truth


def truth_of(pattern: str) -> bool | None:
    """The truth that a pattern is, where it is a word for one."""
    if pattern in ("0", "1"):
        return None
    return boolean(pattern)


def truths(truth: bool) -> tuple[str, ...]:
    """The words for a truth."""
    if truth:
        return TRUE
    return FALSE


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
    given = _given(_set_for(named, where, mapping), where, law)
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
    named: dict[str, str], where: str, mapping: Mapping
) -> dict[str, object]:
    """What `[always]`, and each `[[when]]` that matches, sets for a row."""
    given = dict(mapping.always)
    for clause in mapping.when:
        column = str(clause["column"])
        if column not in named:
            what = (
                f"the mapping asks for a column {column!r} that is not there"
            )
            raise InputError(
                Fault(where, what, "mend [[when]] in the mapping")
            )
        if matching(str(clause["matches"]))(named[column]):
            given.update(dict(clause["set"]))  # type: ignore[call-overload]
    return given


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


def _given(given: dict[str, object], where: str, law: Law) -> Stated:
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
