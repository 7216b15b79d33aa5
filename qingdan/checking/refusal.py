"""A step of a proof held against what follows, and refused at the first difference."""

from __future__ import annotations

import json
from typing import Any, NoReturn


class Refused(Exception):
    """A step of a proof that does not hold."""


def refuse(step: str, says: object, follows: object) -> NoReturn:
    """Refuse a step: what the proof says of it, and what follows."""
    said, right = (
        json.dumps(each, ensure_ascii=False) for each in (says, follows)
    )
    raise Refused(
        f"{step}: the proof says {_brief(said)}, but {_brief(right)} follows"
    )


def _brief(text: str) -> str:
    return text if len(text) < 160 else text[:157] + "..."


def _plain(value: Any) -> Any:
    """A value of JSON, with the parts of each list in one order, as their order means nothing."""
    if isinstance(value, dict):
        return {
            key: _plain(part) for key, part in value.items() if key != "text"
        }
    if isinstance(value, list):
        return sorted(map(_plain, value), key=written)
    return value


def written(value: Any) -> str:
    """A value of JSON as text, its keys in one order."""
    return json.dumps(value, sort_keys=True)


def hold(step: str, says: Any, follows: Any) -> None:
    """Refuse a step where two values of JSON differ; the order of lists means nothing."""
    said, right = _plain(says), _plain(follows)
    if written(said) != written(right):
        refuse(*_difference(step, said, right))


def _difference(step: str, said: Any, right: Any) -> tuple[str, Any, Any]:
    """The first part in which two values differ."""
    if (
        isinstance(said, dict)
        and isinstance(right, dict)
        and set(said) == set(right)
    ):
        pairs = [(key, said[key], right[key]) for key in sorted(said)]
    elif (
        isinstance(said, list)
        and isinstance(right, list)
        and len(said) == len(right)
    ):
        pairs = [
            ("", each, other) for each, other in zip(said, right, strict=True)
        ]
    elif isinstance(said, list) and isinstance(right, list):
        shared = {written(each) for each in said} & {
            written(each) for each in right
        }
        extra, lost = (
            [each for each in some if written(each) not in shared]
            for some in (said, right)
        )
        return step, extra or said, lost or right
    else:
        return step, said, right
    differing = (
        pair for pair in pairs if written(pair[1]) != written(pair[2])
    )
    key, each, other = next(differing)
    name = f"{step}, {key}" if key else step
    if isinstance(said, dict) and "fact" in said and key:
        name = f"{step} of {said['fact']}, {key}"
    return _difference(name, each, other)
