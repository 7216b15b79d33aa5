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


class Named(NamedTuple):
    """The names of determinations: of each group, and of items that have one of their own."""

    by_group: dict[int, str]
    by_item: dict[str, str]

    def of(self, item: str, group: int) -> str:
        """The name of the determination of an item of a group."""
        return self.by_item.get(item) or self.by_group[group]


class _Told(NamedTuple):
    """Some determinations in N-Quads, and their names."""

    text: str
    named: Named


def shared(decided: Decided, named: Named | None = None) -> Iterator[str]:
    """
    The determinations in N-Quads, then which items each of them determines; their names are put
    into `named`.
    """
    if named is None:
        named = Named({}, {})
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
        named.by_group.update(batch.named.by_group)
        named.by_item.update(batch.named.by_item)
        yield batch.text
    names = named.by_group
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
        named = Named({}, {})
        for task in tasks[first : first + _TOGETHER]:
            name = _told(decided, task, parts)
            if task.group is None:
                named.by_item[task.item] = name
            else:
                named.by_group[task.group] = name
        yield _Told("".join(parts.new), named)
        parts.new.clear()


def _told(decided: Decided, task: _Task, parts: Parts) -> str:
    """The name of the determination of a task, which follows from its content."""
    answer = decided.told_of(task.proof, task.item, task.exports, {})
    text = lines_of(quads(decided.law, answer, (), Extent.REASONS, parts))
    stands_in = name_of(answer.receipt)
    name = f"{GRAPH}determination/{digest_of(text)}"
    parts.new.append(text.replace(stands_in, name))
    return name
