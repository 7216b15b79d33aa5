"""
The determinations of a large inventory for a store: one for each distinct case, which
determines its items; what cases have in common is told once, in a graph that they share.

An item has a determination of its own where an answer turns on its name: a mechanism names it,
or a fact stands on one of its several exports.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from typing import NamedTuple

from ...cores import shared_out
from ...deciding.batch import Decided, Proof
from ...inventory.grouping import grouped
from ...inventory.kinds import MECHANISMS
from ...inventory.profiles import Key
from ...rdf.names import GRAPH, QD
from .as_rdf import OF_CASE, quads
from .rdf_writer import Extent, Parts, digest_of, lines_of, name_of

_EXPORT = QD + "Export"
_TOGETHER = 32
_LINES = 4_096
_FEW = 64


class _Task(NamedTuple):
    """A group of items to tell of, or one item that has a determination of its own."""

    group: int | None
    proof: Proof
    item: str
    exports: tuple[str, ...]


class _Told(NamedTuple):
    """Some determinations in N-Quads, and the name of that of each group."""

    text: str
    names: dict[int, str]


def shared(decided: Decided) -> Iterator[str]:
    """The determinations in N-Quads, then which items each of them determines."""
    names: dict[int, str] = {}
    apart: set[str] = set()
    tasks = []
    for key, proof in decided.groups():
        alone = dict(_alone(decided, key, proof))
        apart |= alone.keys()
        tasks += [
            _Task(None, proof, item, exports)
            for item, exports in alone.items()
        ]
        if len(alone) < key.items:
            stands_in = (_EXPORT,) * len(proof.exports)
            tasks.append(_Task(key.number, proof, OF_CASE, stands_in))
    for batch in shared_out(partial(_by_one, decided), tasks, _FEW):
        names |= batch.names
        yield batch.text
    lines = (
        f"<{names[group]}> <{QD}determines> <{item}> <{names[group]}> .\n"
        for item, group, _ in grouped(decided.register)
        if item not in apart
    )
    while some := "".join(islice(lines, _LINES)):
        yield some


def _alone(
    decided: Decided, key: Key, proof: Proof
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The items of a group that have a determination of their own, with their exports."""
    named = {
        str(item)
        for node in proof.cases[0].record
        if node.kind in MECHANISMS
        for item in node.facts.get("coversItem", ())
    }
    several = len(proof.exports) > 1
    if named or several:
        for item, _, exports in grouped(decided.register, key.number):
            if several or item in named:
                yield item, exports


def _by_one(decided: Decided, tasks: Sequence[_Task]) -> Iterator[_Told]:
    """What is told of each task, some tasks at a time."""
    parts = Parts()
    for first in range(0, len(tasks), _TOGETHER):
        names: dict[int, str] = {}
        for task in tasks[first : first + _TOGETHER]:
            name = _told(decided, task, parts)
            if task.group is not None:
                names[task.group] = name
        yield _Told("".join(parts.new), names)
        parts.new.clear()


def _told(decided: Decided, task: _Task, parts: Parts) -> str:
    """The name of the determination of a task, which follows from its content."""
    answer = decided.told_of(task.proof, task.item, task.exports, {})
    text = lines_of(quads(decided.law, answer, (), Extent.REASONS, parts))
    stands_in = name_of(answer.receipt)
    name = f"{GRAPH}determination/{digest_of(text)}"
    parts.new.append(text.replace(stands_in, name))
    return name
