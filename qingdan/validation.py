"""An inventory against the shapes: each distinct neighbourhood is judged once, its results counted for all who share it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph as ox

from .cases import level
from .constraints import Data
from .errors import InputError
from .graph import Graph, Term
from .inventory import Node
from .names import QD, curie
from .neighbourhood import Neighbourhood
from .register import Key, Register, as_sql
from .resources import inventory_shapes, shape_files
from .results import Cause
from .shacl import Shape, Target, targets
from .terms import Law

_HAS_CLASS = "HasClass"
_OF_KEY = """
SELECT i.subject, i.file, i.line FROM items i LEFT JOIN alike a ON a.holder = i.holder JOIN keys k ON k.profile = i.profile
AND k.alike IS NOT DISTINCT FROM a.alike AND k.profiles IS NOT DISTINCT FROM i.profiles AND k.listings IS NOT DISTINCT FROM i.listings
WHERE k.key = ?
"""
_EXPORTS = """
SELECT s.profile, coalesce(l.good, 0) AS good, coalesce(l.bad, 0) AS bad, count(*) AS many, arg_min(s.subject, s.subject) AS sample
FROM subjects s JOIN profiles p ON p.profile = s.profile LEFT JOIN targets l ON l.subject = s.subject
WHERE p.kind = 'Export' GROUP BY s.profile, good, bad
"""
_TARGETS = """
CREATE OR REPLACE TEMP TABLE targets AS SELECT subject, count(*) FILTER (is_item) AS good, count(*) FILTER (NOT is_item) AS bad
FROM (SELECT DISTINCT l.subject, l.target, i.subject IS NOT NULL AS is_item FROM links l LEFT JOIN items i ON i.subject = l.target
WHERE l.kind = 'exportOf') GROUP BY subject
"""
_STRAY = """
SELECT s.subject, s.profile, list(DISTINCT l.kind) AS kinds, list(DISTINCT l.target) AS ends
FROM links l JOIN subjects s ON s.subject = l.subject JOIN profiles p ON p.profile = s.profile
WHERE p.kind != CASE l.kind WHEN 'lists' THEN 'Inventory' ELSE 'Export' END GROUP BY ALL
"""


class Finding(NamedTuple):
    """A result that a number of subjects share, and how to list them."""

    cause: Cause
    value: str | None
    items: int
    sql: str
    values: tuple[Any, ...]


@cache
def form_targets() -> tuple[Target, ...]:
    """The shapes that judge the form of an inventory, over what it states."""
    return _targets(inventory_shapes())


@cache
def condition_targets() -> tuple[Target, ...]:
    """The shapes of conditions, over the facts that hold for each item whoever states them."""
    return _targets(*shape_files())


def _targets(*paths: Path) -> tuple[Target, ...]:
    graph = Graph(triple for path in paths for triple in ox.parse(path=str(path)))
    return tuple(targets(graph, {"TallyEndsInItsYear": _ends_elsewhere, "OneTallyAYear": _two_of_a_year}))


def _ends_elsewhere(data: Data, tally: Term, _: list[Term]) -> Iterator[Term | None]:
    """What the SPARQL constraint of shape:TallyEndsInItsYear finds."""
    for year in data.values(tally, QD + "year"):
        yield from (tally for day in data.values(tally, QD + "asOf") if day.value[:4] != year.value)


def _two_of_a_year(data: Data, handler: Term, _: list[Term]) -> Iterator[Term | None]:
    """What the SPARQL constraint of shape:OneTallyAYear finds."""
    years = [(tally, year) for tally in data.values(handler, QD + "tally") for year in data.values(tally, QD + "year")]
    yield from (handler for one, year in years for other, same in years if year == same and str(one) < str(other))


class Validator:
    """Judges a register; results come with their number, and are listed from the rows when asked for."""

    def __init__(self, register: Register) -> None:
        self.register, self.near = register, Neighbourhood(register)
        self._kept: dict[object, list[tuple[Cause, str | None]]] = {}
        self._form = [(target, unit) for target in form_targets() for unit in target.shape.units()]
        self._own_form = [(target, unit) for target, unit in self._form if not _is_remote(unit)]
        conditions = [(target, unit) for target in condition_targets() for unit in target.shape.units()]
        self._own = [(target, unit) for target, unit in conditions if not _is_remote(unit)]
        self._remote = [(target, unit) for target, unit in [*self._form, *conditions] if _is_remote(unit)]
        self._held_form = [(target, unit) for target, unit in self._form if _is_remote(unit)]
        self._held = [(target, unit) for target, unit in conditions if _is_remote(unit)]

    def findings(self) -> Iterator[Finding]:
        """Every finding: of items by key, of exports, of what items share, of subjects without a class."""
        self.register.store.run(_TARGETS)
        for key in self.register.group(self._alike()):
            yield from self._of_items(key)
        yield from self._of_exports()
        for node in self.near.shared:
            yield from self._counted(self._judge(self._form, node), 1, as_sql("subject = ?"), (_name(node),))
        for profile, sample, many in self.register.store.rows(
            "SELECT profile, min(subject), count(*) FROM subjects JOIN profiles USING (profile) WHERE kind = 'none' GROUP BY profile"
        ):
            node = self.near.look_at_subject(sample, profile, {})
            yield from self._counted(self._judge(self._form, node), many, as_sql("profile = ?"), (profile,))
        yield from self._of_strays()

    def disagreements(self) -> Iterator[Finding]:
        """What only levelling finds, item by item."""
        for key in self.register.group(self._alike()):
            yield from self._counted(self._disagreement(key), key.items, _OF_KEY, (key.number,))

    def _alike(self) -> dict[int, int]:
        """Handlers of which no shape finds anything different, each as the first of them."""
        first: dict[object, int] = {}
        item = ox.NamedNode("urn:x-qingdan:item")
        found = {}
        for holder in self.register.holders():
            self.near.look_at_bare(item, holder)
            told = tuple(
                (component, str(value))
                for _, unit in self._remote
                if _is_held(unit)
                for _, component, value in unit.results(self.near, item)
            )
            inner = (leaf for _, unit in self._remote for leaf in unit.within() if _is_held(leaf))
            counts = tuple(len(list(leaf.results(self.near, item))) for leaf in inner)
            found[holder] = first.setdefault((told, counts, _passed_on(self.register, holder)), holder)
        return found

    def _of_items(self, key: Key) -> Iterator[Finding]:
        node = self.near.look_at(key)
        blank = isinstance(node, ox.BlankNode)
        judged = self._once((key.profile, blank), self._own_form, node) + self._judge(self._held_form, node)
        self.near.level(key)
        passed_on = None if key.holder is None else _passed_on(self.register, key.holder)
        judged = judged + self._once((key.profile, key.exports, key.listings, passed_on), self._own, node) + self._judge(self._held, node)
        yield from self._counted([*judged, *self._disagreement(key)], key.items, _OF_KEY, (key.number,))

    def _once(self, key: object, units: Iterable[tuple[Target, Shape]], node: Term) -> list[tuple[Cause, str | None]]:
        """What units find of a node, looked up where they found it of one like it."""
        if key not in self._kept:
            self._kept[key] = self._judge(units, node)
        return self._kept[key]

    def _of_exports(self) -> Iterator[Finding]:
        for profile, good, bad, many, sample in self.register.store.rows(_EXPORTS):
            ends = [f"urn:x-qingdan:end-{number}" for number in range(good + bad)]
            node = self.near.look_at_export(sample, profile, ends[:good], ends[good:])
            sql = (
                "SELECT s.subject, s.file, s.line FROM subjects s LEFT JOIN targets l USING (subject)"
                " WHERE s.profile = ? AND coalesce(l.good, 0) = ? AND coalesce(l.bad, 0) = ?"
            )
            yield from self._counted(self._judge(self._form, node), many, sql, (profile, good, bad))

    def _of_strays(self) -> Iterator[Finding]:
        """Links that stand where no class may state them: what they add to what is found of the subject anyway."""
        for subject, profile, kinds, ends in self.register.store.rows(_STRAY):
            with_links = self._judge(self._form, self.near.look_at_subject(subject, profile, dict.fromkeys(kinds, ends)))
            without = Counter(self._judge(self._form, self.near.look_at_subject(subject, profile, {})))
            added = list((Counter(with_links) - without).elements())
            yield from self._counted(added, 1, as_sql("subject = ?"), (subject,))

    def _judge(self, units: Iterable[tuple[Target, Shape]], node: Term) -> list[tuple[Cause, str | None]]:
        classes, predicates = self.near.classes(node), set(self.near.predicates(node))
        found = []
        for target, unit in units:
            if unit.idle_without and unit.idle_without not in predicates:
                continue
            if classes & target.classes or predicates & target.subjects_of or (not classes and target.shape.name.endswith(_HAS_CLASS)):
                results = unit.results(self.near, node)
                found += [(cause(shape, component), None if value == node else _text(value)) for shape, component, value in results]
        return found

    def _disagreement(self, key: Key) -> list[tuple[Cause, str | None]]:
        """What only levelling finds: statements that contradict one another, or what follows from them."""
        register = self.register
        item = register.node(key.sample, key.profile, key.holder)
        exports = [register.node(f"{key.sample}#export-{n}", profile, None) for n, profile in enumerate(key.exports)]
        inventory = register.case_of(item, exports, key.listings)
        every: list[Node | None] = [*exports]
        told = [text for export in every or [None] for text in _contradiction(register.law, inventory, item, export)]
        found = [cause(target.shape, "Levelling") for target in form_targets() if target.judged_by]
        return [(one, text) for one in found for text in dict.fromkeys(told)]

    def _counted(self, judged: list[tuple[Cause, str | None]], count: int, sql: str, values: tuple[Any, ...]) -> Iterator[Finding]:
        for cause, value in judged:
            yield Finding(cause, value, count, sql, values)


def _contradiction(law: Law, inventory: Any, item: Node, export: Node | None) -> list[str]:
    try:
        level(law, inventory, item, export, None)
    except InputError as error:
        return [fault.what for fault in error.faults]
    return []


def _passed_on(register: Register, holder: int) -> tuple[object, ...]:
    """What a handler states for its items: levelling passes it on to them."""
    node = register.inventory.nodes.get(str(register.handler(holder)))
    passed = {name: values for name, values in (node.facts if node else {}).items() if not register.law.facts[name].is_a("Annotation")}
    passed = {name: values for name, values in passed.items() if register.law.facts[name].about & {"DataItem", "Export"}}
    return tuple(sorted((name, tuple(map(str, values))) for name, values in passed.items()))


def _is_remote(unit: Shape) -> bool:
    """Whether a shape, or one inside it, looks at the handler of its focus node."""
    return any(_is_held(shape) for shape in unit.within())


def _is_held(shape: Shape) -> bool:
    """Whether a shape looks at the handler of its focus node."""
    return bool(shape.path) and shape.path[0].predicate == QD + "heldBy"


def _name(node: Term) -> str:
    return "_:" + node.value if isinstance(node, ox.BlankNode) else node.value


def _text(value: Term | None) -> str | None:
    return None if value is None else curie(value.value) if isinstance(value, ox.NamedNode) else value.value


@cache
def cause(shape: Shape, component: str) -> Cause:
    """Why a constraint of a shape finds something."""
    path = curie(shape.path[-1].predicate) if shape.path else None
    return Cause(curie(shape.name), component, shape.severity, path, shape.message, shape.mend, shape.cites)
