"""
An inventory against the shapes: each distinct neighbourhood
is judged once, its results counted for all who share it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

import pyoxigraph as ox

from ..deciding.levelling import contradictable, level
from ..errors import InputError
from ..inventory.kinds import KINDS
from ..inventory.profiles import Key
from ..inventory.subject import Node
from ..inventory.table import Register, as_sql
from ..law.model import Law
from ..rdf.graph import Term
from ..rdf.names import QD, part_of
from .evaluate import HELD_BY, Judge, Judged, cause, results
from .neighbourhood import Neighbourhood
from .report import Cause
from .row_queries import DOUBLES, EXPORTS, LINKS_OF, OF_EXPORTS, STRAY, TARGETS
from .shape_sets import condition_targets, form_targets

_CLASSES = frozenset(QD + kind for kind in KINDS)


class Finding(NamedTuple):
    """A result that a number of subjects share: the items of a key, or what a query lists."""

    cause: Cause
    value: str | None
    items: int
    key: int | None = None
    sql: str = ""
    values: tuple[Any, ...] = ()


class Validator:
    """
    Judges a register; results come with their number, and
    are listed from the rows when asked for.
    """

    def __init__(self, register: Register) -> None:
        self.register = register
        self.near = Neighbourhood(register)
        self._form = Judge(self.near, form_targets())
        self._conditions = Judge(self.near, condition_targets())
        self._telling = [QD + name for name in contradictable(register.law)]
        self._doubles = frozenset(
            number
            for number in range(len(register.intake.fragments))
            if len(register.profile(number).kinds) > 1
        )
        self._kept: dict[object, list[Judged]] = {}

    def findings(self) -> Iterator[Finding]:
        """
        Every finding: of items by key, of exports, of what
        items share, of subjects without a class.
        """
        self.register.store.run(TARGETS)
        for key in self.register.group(self._alike()):
            node = self.near.look_at(key)
            judged = (
                []
                if key.profile in self._doubles
                else self._form.of_item(node, key)
            )
            self.near.level(key)
            judged += self._conditions.of_item(node, key)
            for cause_found, value in (
                *judged,
                *self._disagreement(node, key),
            ):
                yield Finding(
                    cause=cause_found,
                    value=value,
                    items=key.items,
                    key=key.number,
                )
        yield from self._of_exports()
        for node in self.near.shared:
            if len(self.near.classes(node) & _CLASSES) == 1:
                yield from _counted(
                    self._form.of(node),
                    1,
                    as_sql("subject = ?"),
                    (_name(node),),
                )
        for profile, sample, many in self.register.store.rows(
            "SELECT profile, min(subject), count(*) FROM subjects"
            " JOIN profiles USING (profile) WHERE kind = 'none'"
            " GROUP BY profile ORDER BY 2"
        ):
            node = self.near.look_at_subject(sample, profile, {})
            yield from _counted(
                self._form.of(node), many, as_sql("profile = ?"), (profile,)
            )
        yield from self._of_strays()
        yield from self._of_doubles()

    def disagreements(self) -> Iterator[Finding]:
        """What only levelling finds, item by item."""
        for key in self.register.group(self._alike()):
            node = self.near.level(key)
            for cause_found, value in self._disagreement(node, key):
                yield Finding(
                    cause=cause_found,
                    value=value,
                    items=key.items,
                    key=key.number,
                )

    def _alike(self) -> dict[int, int]:
        """Handlers of which no shape finds anything different, each as the first of them."""
        units = [
            unit.shape
            for judge in (self._form, self._conditions)
            for unit in judge.units
        ]
        held = list(
            dict.fromkeys(
                shape
                for unit in units
                for shape in unit.within()
                if shape.path and shape.path[0].predicate == HELD_BY
            )
        )
        first: dict[object, int] = {}
        item = ox.NamedNode("urn:x-qingdan:item")
        first_alike = {}
        for holder in self.register.holders():
            self.near.look_at_bare(item, holder)
            results_of_handler = tuple(
                (cause_found.shape, cause_found.component, value)
                for unit in held
                for cause_found, value in results(unit, self.near, item)
            )
            first_alike[holder] = first.setdefault(
                (results_of_handler, _passed_on(self.register, holder)), holder
            )
        return first_alike

    def _of_exports(self) -> Iterator[Finding]:
        for profile, good, bad, many, sample in self.register.store.rows(
            EXPORTS
        ):
            if profile in self._doubles:
                continue
            ends = [
                f"urn:x-qingdan:end-{number}" for number in range(good + bad)
            ]
            node = self.near.look_at_export(
                sample, profile, ends[:good], ends[good:]
            )
            for cause_found, value in self._form.of(node):
                if value in ends[good:]:
                    target_column = (
                        f", l.nowhere[{ends[good:].index(value) + 1}]"
                    )
                else:
                    target_column = ""
                yield Finding(
                    cause_found,
                    value,
                    many,
                    None,
                    OF_EXPORTS.format(target=target_column),
                    (profile, good, bad),
                )

    def _of_strays(self) -> Iterator[Finding]:
        """
        Links that stand where no class may state them: what
        they add to what is found of the subject anyway.
        """
        for (
            subject,
            profile,
            holder,
            exports,
            lists,
        ) in self.register.store.rows(STRAY):
            if profile in self._doubles:
                continue
            links = {QD + "exportOf": exports or [], QD + "lists": lists or []}
            with_links = self._form.of(
                self.near.look_at_subject(
                    subject, profile, links, holder=holder
                )
            )
            without = Counter(
                (id(cause_found), value)
                for cause_found, value in self._form.of(
                    self.near.look_at_subject(subject, profile, {})
                )
            )
            for cause_found, value in with_links:
                without[id(cause_found), value] -= 1
                if without[id(cause_found), value] < 0:
                    yield Finding(
                        cause_found,
                        value,
                        1,
                        None,
                        as_sql("subject = ?"),
                        (subject,),
                    )

    def _of_doubles(self) -> Iterator[Finding]:
        """Subjects of several classes, each by itself with all its links."""
        for subject, profile, holder in self.register.store.rows(
            DOUBLES, sorted(self._doubles)
        ):
            links: dict[str, list[str]] = defaultdict(list)
            items = []
            for kind, target, is_item in self.register.store.rows(
                LINKS_OF, subject
            ):
                links[QD + kind].append(target)
                items += [target] if is_item else []
            node = self.near.look_at_subject(
                subject, profile, links, items, holder
            )
            yield from _counted(
                self._form.of(node), 1, as_sql("subject = ?"), (subject,)
            )

    def _disagreement(self, node: Term, key: Key) -> list[Judged]:
        """
        What only levelling finds of an item that is near: statements
        that contradict one another, or what follows from them.
        """
        levelled = (self.near.stated(node), *self.near.exports(node))
        like: tuple[object, ...] = tuple(
            id(facts.get(predicate))
            for facts in levelled
            for predicate in self._telling
        )
        if len(key.listings) > 1:
            like = (key.profile, key.exports, key.holder, key.listings)
        if like not in self._kept:
            self._kept[like] = self._disagreement_of(key)
        return self._kept[like]

    def _disagreement_of(self, key: Key) -> list[Judged]:
        register = self.register
        item = register.node(key.sample, key.profile, key.holder)
        exports = [
            register.node(part_of(key.sample, f"export-{n}"), profile, None)
            for n, profile in enumerate(key.exports)
        ]
        inventory = register.case_of(item, exports, key.listings)
        every: list[Node | None] = [*exports]
        contradictions = [
            text
            for export in every or [None]
            for text in _contradiction(register.law, inventory, item, export)
        ]
        causes = [
            cause(target.shape, "Levelling")
            for target in form_targets()
            if target.judged_by
        ]
        return [
            (cause_found, text)
            for cause_found in causes
            for text in dict.fromkeys(contradictions)
        ]


def _counted(
    judged: list[Judged], count: int, sql: str, values: tuple[Any, ...]
) -> Iterator[Finding]:
    for cause_found, value in judged:
        yield Finding(
            cause=cause_found,
            value=value,
            items=count,
            key=None,
            sql=sql,
            values=values,
        )


def _contradiction(
    law: Law, inventory: Any, item: Node, export: Node | None
) -> list[str]:
    try:
        level(law, inventory, item, export, None)
    except InputError as error:
        return [fault.what for fault in error.faults]
    return []


def _passed_on(register: Register, holder: int) -> tuple[object, ...]:
    """What a handler states for its items: levelling passes it on to them."""
    node = register.inventory.nodes.get(str(register.handler(holder)))
    passed = {
        name: values
        for name, values in (node.facts if node else {}).items()
        if not register.law.facts[name].is_a("Annotation")
    }
    passed = {
        name: values
        for name, values in passed.items()
        if register.law.facts[name].about & {"DataItem", "Export"}
    }
    return tuple(
        sorted(
            (name, tuple(map(str, values))) for name, values in passed.items()
        )
    )


def _name(node: Term) -> str:
    if isinstance(node, ox.BlankNode):
        return "_:" + node.value
    return node.value
