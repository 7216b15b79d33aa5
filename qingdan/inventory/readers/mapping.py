"""How columns of other names become facts: a mapping file in, the mapping as a value out."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import Fault, InputError
from .cells import FALSE, TRUE, boolean, nearest
from .document_path import steps_of

if TYPE_CHECKING:
    from .vocabulary import Vocabulary

_MEND = "write it as docs/mappings.md describes"
_VOCABULARY = frozenset(["classes", "prefixes", "properties"])
_FORMS: dict[str, tuple[type, ...]] = {
    "item": (str, list),
    "base": (str,),
    "sheet": (str,),
    "heading": (int,),
    "rows": (str, list),
    "columns": (dict,),
    "values": (dict,),
    "always": (dict,),
    "default": (dict,),
    "when": (list,),
    "ignore": (list,),
    "skip": (dict, list),
    "keep": (dict,),
}
Choice = tuple[str, tuple[str, ...], bool]


@dataclass(frozen=True)
class Mapping:
    """
    How foreign columns become facts: renamed columns, values by table; facts for
    every row, for rows that match, for rows that state none.
    """

    item: str | tuple[str, ...] = "item"
    base: str = "urn:x-item:"
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    always: dict[str, object] = field(default_factory=dict)
    when: tuple[dict[str, object], ...] = ()
    vocabulary: Vocabulary | None = None
    default: dict[str, object] = field(default_factory=dict)
    ignore: tuple[str, ...] = ()
    sheet: str = ""
    heading: int | None = None
    skip_rows: tuple[int, ...] = ()
    choices: tuple[Choice, ...] = ()
    values: dict[str, dict[str, object]] = field(default_factory=dict)
    rows: tuple[str, ...] = ()
    contexts: dict[str, Path] = field(default_factory=dict)

    @property
    def item_columns(self) -> tuple[str, ...]:
        """The columns that together name the item."""
        return (self.item,) if isinstance(self.item, str) else self.item

    @cached_property
    def is_foreign(self) -> bool:
        """Whether it says how a table with other headings is read."""
        return self.vocabulary is None and self != Mapping()

    @property
    def chooses(self) -> bool:
        """Whether it leaves out rows."""
        return bool(self.skip_rows or self.choices)

    @cached_property
    def reads(self) -> frozenset[str]:
        """The columns that the mapping reads or leaves out by name."""
        return frozenset(
            [
                *self.item_columns,
                *self.columns,
                *self.values,
                *self.ignore,
                *(column for column, _, _ in self.choices),
                *(str(clause["column"]) for clause in self.when),
            ]
        )

    def fits(self, header: list[str]) -> bool:
        """Whether a table has the columns that name the item."""
        return set(self.item_columns) <= set(header)


def read_mapping(path: Path) -> Mapping:
    """
    A mapping from TOML, as docs/mappings.md describes: of the columns of a table, or of a
    foreign vocabulary. A name without a suffix is that of a mapping of the package.
    """
    file = _named(path)
    try:
        raw = tomllib.loads(file.read_text("utf-8-sig"))
    except (
        OSError,
        tomllib.TOMLDecodeError,
        UnicodeDecodeError,
        RecursionError,
    ) as error:
        raise unreadable(str(path), error) from None
    return mapping_of(raw, str(path), file)


def unreadable(where: str, error: Exception) -> InputError:
    """That a mapping is no TOML, or cannot be opened."""
    return InputError(
        Fault(where, f"the mapping cannot be read ({error})", _MEND)
    )


def mapping_of(raw: dict[str, Any], where: str, file: Path) -> Mapping:
    """The mapping that parsed TOML is; raises InputError for what is no part of one."""
    only_values = "values" in raw and not {"columns", "item"} & set(raw)
    if set(raw) & _VOCABULARY or only_values:
        from .vocabulary import read_vocabulary

        contexts = _contexts(raw.pop("contexts", {}), file)
        return Mapping(
            vocabulary=read_vocabulary(raw, where), contexts=contexts
        )
    _refuse_unknown(raw, where)
    return _mapping(raw)


def _contexts(raw: Any, file: Path) -> dict[str, Path]:
    """The local files of the contexts of JSON-LD that documents name by an address."""
    if not isinstance(raw, dict) or not all(
        isinstance(name, str) for name in raw.values()
    ):
        what = "[contexts] is no table of addresses and files"
        raise InputError(Fault(str(file), what, _MEND))
    return {address: file.parent / name for address, name in raw.items()}


def _named(path: Path) -> Path:
    """The file of a mapping, or the one of the package that has the name."""
    if path.suffix or path.exists() or path.name != str(path):
        return path
    from ...files import folder

    kept = folder("data") / "mappings" / f"{path.name}.toml"
    return kept if kept.is_file() else path


def _mapping(raw: dict[str, Any]) -> Mapping:
    """The mapping of a table, its parts looked at before."""
    skip = raw.get("skip", {})
    by_value = {} if isinstance(skip, list) else skip
    choices = [
        (column, tuple(_listed(patterns)), kept)
        for table, kept in ((by_value, False), (raw.get("keep", {}), True))
        for column, patterns in table.items()
    ]
    item = raw.get("item", "item")
    return Mapping(
        item=tuple(item) if isinstance(item, list) else item,
        base=raw.get("base", "urn:x-item:"),
        columns={
            column: tuple(_listed(facts))
            for column, facts in raw.get("columns", {}).items()
        },
        always=raw.get("always", {}),
        when=tuple(raw.get("when", ())),
        default=raw.get("default", {}),
        ignore=tuple(raw.get("ignore", ())),
        sheet=raw.get("sheet", ""),
        heading=raw.get("heading"),
        skip_rows=tuple(skip) if isinstance(skip, list) else (),
        choices=tuple(choices),
        values=raw.get("values", {}),
        rows=tuple(_listed(raw.get("rows", []))),
    )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


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
    for name in _names(raw):
        if not isinstance(name, str):
            raise InputError(
                Fault(where, f"{name!r} stands where a name is needed", _MEND)
            )
    for table in raw.get("values", {}).values():
        if not isinstance(table, dict):
            what = f"{table!r} stands where a table of values is needed"
            raise InputError(Fault(where, what, _MEND))
    if isinstance(raw.get("skip"), list):
        for number in raw["skip"]:
            if type(number) is not int:
                what = f"{number!r} stands where the number of a row is needed"
                raise InputError(Fault(where, what, _MEND))
    for path in _listed(raw.get("rows", [])):
        try:
            steps_of(path)
        except ValueError:
            what = f"{path!r} is no path to the rows of a document"
            mend = "write it as `schema[].properties[]*`: lists with [], tables with {}"
            raise InputError(Fault(where, what, mend)) from None
    for clause in raw.get("when", []):
        if not _is_clause(clause):
            what = "a [[when]] needs column, matches and set, and nothing else"
            raise InputError(Fault(where, what, _MEND))


def _names(raw: dict[str, Any]) -> list[Any]:
    """All that has to be a text: names of columns and facts, patterns."""
    skip = raw.get("skip", {})
    tables = [
        raw.get("columns", {}),
        raw.get("keep", {}),
        {} if isinstance(skip, list) else skip,
    ]
    return [
        *(
            name
            for table in tables
            for names in table.values()
            for name in _listed(names)
        ),
        *raw.get("ignore", []),
        *_listed(raw.get("rows", [])),
        *_listed(raw.get("item", "item")),
    ]


def _is_clause(clause: object) -> bool:
    """Whether an entry of `[[when]]` has the parts that it needs."""
    if not isinstance(clause, dict) or set(clause) != {
        "column",
        "matches",
        "set",
    }:
        return False
    return isinstance(clause["set"], dict)


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
