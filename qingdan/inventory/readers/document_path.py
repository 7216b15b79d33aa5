"""A path to the parts of a document, as a mapping writes it, in; its steps out."""

from __future__ import annotations

import re
from typing import NamedTuple

_STEP = re.compile(r"([^\[\]{}.]*)(\[\]|\{\}|)(\*?)")


class Step(NamedTuple):
    """
    One step: a list `name[]`, a table `name{}` or what stands under a name; without a name
    the node itself. With `*` at any depth.
    """

    name: str
    form: str
    is_deep: bool


def steps_of(path: str) -> list[Step]:
    """
    The steps of a path; raises ValueError where it is none.

    >>> [step.name for step in steps_of("schema[].properties[]*")]
    ['schema', 'properties']
    """
    steps = []
    for part in path.split("."):
        match = _STEP.fullmatch(part)
        if not match or not part or (match[3] and not match[2]):
            raise ValueError(path)
        steps.append(Step(match[1], match[2], bool(match[3])))
    if not steps[-1].form:
        raise ValueError(path)
    return steps
