"""
A document in YAML or JSON in, a table out: a row for each part that a mapping names by its
path, its fields and those of what it stands in as columns.

Nothing is fetched and no reference is followed. A document is refused where it is larger or
deeper than documents of people are, repeats a key, or has an alias.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NoReturn

import yaml

from ...errors import Fault, InputError
from ..faults import KEEP_ONE
from .document_path import Step, steps_of
from .grid import Grid
from .mapping import Mapping

DOCUMENTS = frozenset([".json", ".yaml", ".yml"])
_SIZE = 10 << 20
_DEPTH = 64
_FLAT = 3
_NAMES = ("fides_key", "name", "id", "title")
_WITHIN = ("items", "allOf", "anyOf", "oneOf")
_NOTHING = ("", "~", "null", "Null", "NULL")
Row = tuple[str, dict[str, str]]


def grid_of(content: bytes, suffix: str, where: str, mapping: Mapping) -> Grid:
    """The parts of a document that a mapping names, as a table; raises InputError."""
    document = parsed(content, suffix, where)
    found_rows = list(rows_of(document, mapping.rows))
    if not found_rows:
        what = f"there is nothing at {' or '.join(mapping.rows)}"
        raise InputError(
            Fault(where, what, "mend `rows` in the mapping"),
        )
    columns = dict.fromkeys(
        column for _, cells in found_rows for column in cells
    )
    columns |= dict.fromkeys(sorted(mapping.reads))
    names = list(columns)
    body = [
        (number, [cells.get(name, "") for name in names])
        for number, (_, cells) in enumerate(found_rows, start=1)
    ]
    return Grid(where, "", [(0, names), *body])


def parsed(content: bytes, suffix: str, where: str) -> Any:
    """The document as tables, lists and texts; raises InputError where it is not acceptable."""
    if len(content) > _SIZE:
        _refuse(
            where,
            "the document is over 10 MiB",
            "split it",
        )
    if suffix.lower() == ".json":
        return _json(content, where)
    return _yaml(content, where)


def _refuse(where: str, what: str, mend: str) -> NoReturn:
    raise InputError(Fault(where, what, mend))


def _json(content: bytes, where: str) -> Any:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        members = dict(pairs)
        if len(members) < len(pairs):
            raise ValueError("a key is repeated within one object")
        return members

    try:
        document = json.loads(
            content.decode("utf-8-sig"), object_pairs_hook=once
        )
    except (ValueError, RecursionError) as error:
        _refuse(
            where,
            f"not acceptable JSON ({error})",
            "mend the JSON",
        )
    return _checked(document, where, 0)


def _checked(node: Any, where: str, depth: int) -> Any:
    """The same with its depth looked at, and every value a text."""
    if depth > _DEPTH:
        _refuse(
            where,
            f"nested deeper than {_DEPTH}",
            "flatten the document",
        )
    if isinstance(node, dict):
        return {
            key: _checked(value, where, depth + 1)
            for key, value in node.items()
        }
    if isinstance(node, list):
        return [_checked(value, where, depth + 1) for value in node]
    if isinstance(node, bool):
        return str(node).lower()
    return None if node is None else str(node)


def _yaml(content: bytes, where: str) -> Any:
    try:
        _look(content, where)
        return _built(
            yaml.compose(content, yaml.CBaseLoader),
            where,
        )
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{where}, line {mark.line + 1}" if mark else where
        problem = getattr(error, "problem", None) or "no YAML"
        _refuse(
            place,
            f"not acceptable YAML ({problem})",
            "mend the YAML",
        )


def _look(content: bytes, where: str) -> None:
    """Refuse depth, aliases and further documents before anything is built."""
    depth = documents = 0
    for event in yaml.parse(content, yaml.CBaseLoader):
        place = f"{where}, line {event.start_mark.line + 1}"
        if isinstance(event, yaml.AliasEvent):
            _refuse(
                place, "an alias is refused", "write out what it stands for"
            )
        if isinstance(
            event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)
        ):
            depth += 1
        if isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            depth -= 1
        documents += isinstance(event, yaml.DocumentStartEvent)
        if depth > _DEPTH:
            _refuse(
                place,
                f"nested deeper than {_DEPTH}",
                "flatten it",
            )
        if documents > 1:
            _refuse(
                place,
                "a second document begins",
                "give each a file",
            )


def _built(node: Any, where: str) -> Any:
    """A node as tables, lists and texts; nothing is taken for another type."""
    if isinstance(node, yaml.MappingNode):
        members: dict[str, Any] = {}
        for key, value in node.value:
            name = str(key.value)
            if name in members or not isinstance(key, yaml.ScalarNode):
                place = f"{where}, line {key.start_mark.line + 1}"
                what = f"the key {name!r} is there twice, or is no text"
                _refuse(place, what, KEEP_ONE)
            members[name] = _built(value, where)
        return members
    if isinstance(node, yaml.SequenceNode):
        return [_built(value, where) for value in node.value]
    if node is None or (not node.style and node.value in _NOTHING):
        return None
    return str(node.value)


def rows_of(document: Any, paths: tuple[str, ...]) -> Iterator[Row]:
    """The parts at the paths, each with its own path of names and its columns."""
    for path in paths:
        steps = steps_of(path)
        above = _fields(document, "/", _held(steps))
        yield from _walked(document, steps, "", "", above)


def _walked(
    node: Any, steps: list[Step], path: str, place: str, above: dict[str, str]
) -> Iterator[Row]:
    step, *further = steps
    if not step.form:
        inside = node.get(step.name) if isinstance(node, dict) else None
        yield from _walked(
            inside, further, path, f"{place}/{step.name}", above
        )
        return
    for name, part in _parts(node, step):
        whole = f"{path}.{name}" if path else name
        if further:
            here = f"{place}/{step.name}"
            known = above | _fields(part, f"{here}/", _held(further))
            known[f"{here}/@key"] = name
            yield from _walked(
                part,
                further,
                whole,
                here,
                known,
            )
            continue
        cells = _fields(part, "", (step.name, *_WITHIN))
        yield whole, above | cells | {"@path": whole, "@key": name}
        if step.is_deep:
            yield from _walked(part, steps, whole, place, above)


def _held(steps: list[Step]) -> tuple[str, ...]:
    """What a node holds that is rows, and no field of its own."""
    names = [step.name for step in steps if step.name]
    return (*names, *_WITHIN)


def _parts(node: Any, step: Step) -> Iterator[tuple[str, Any]]:
    """The parts of a node under a step, by name; those of what a list holds among them."""
    if not step.name:
        inside = node
    elif isinstance(node, dict):
        inside = node.get(step.name)
    else:
        return
    if step.form == "{}" and isinstance(inside, dict):
        yield from inside.items()
    elif step.form == "[]" and isinstance(inside, list):
        for number, part in enumerate(inside, start=1):
            yield _name(part, number), part
    if not step.is_deep or not isinstance(node, dict):
        return
    for within in _WITHIN:
        held = node.get(within)
        for part in held if isinstance(held, list) else [held]:
            if within != step.name:
                yield from _parts(part, step)


def _name(part: Any, number: int) -> str:
    if isinstance(part, dict):
        for key in _NAMES:
            if isinstance(part.get(key), str):
                return str(part[key])
    return str(number)


def _fields(
    node: Any, prefix: str, left_out: tuple[str, ...], depth: int = 0
) -> dict[str, str]:
    """The texts of a node by name; lists of texts parted by semicolons, tables by points."""
    cells: dict[str, str] = {}
    for key, value in node.items() if isinstance(node, dict) else ():
        if key in left_out:
            continue
        name = f"{prefix}{key}"
        if isinstance(value, str):
            cells[name] = value
        elif isinstance(value, dict) and depth < _FLAT:
            cells |= _fields(value, f"{name}.", (), depth + 1)
        elif isinstance(value, list):
            cells |= _of_list(name, value)
    return cells


def _of_list(name: str, values: list[Any]) -> dict[str, str]:
    """A list: texts side by side, entries that have a name and a value by that name."""
    texts = [value for value in values if isinstance(value, str)]
    cells = {name: ";".join(texts)} if texts else {}
    for entry in values:
        if isinstance(entry, dict) and isinstance(entry.get("value"), str):
            key = entry.get("property") or entry.get("name")
            cells[f"{name}.{key}"] = entry["value"]
    return cells
