"""What lies around an item or an export in a register, as shapes look at it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

import pyoxigraph as ox

from ..inventory.kinds import SHARED
from ..inventory.profiles import Key
from ..inventory.table import Register
from ..rdf.graph import Term
from ..rdf.names import QD, RDF, part_of
from .by_pack import by_pack

_TYPE = RDF + "type"
_YEAR = QD + "year"
_ITEM = QD + "DataItem"
_EXPORT_OF = QD + "exportOf"
_HELD_BY = QD + "heldBy"
_LISTS = QD + "lists"
VIRTUAL = ox.NamedNode("urn:x-qingdan:export")
Statements = Mapping[str, list[Term]]


class Neighbourhood:
    """
    A graph of a few nodes: those that many items share, and
    the one looked at with its exports.
    """

    def __init__(self, register: Register) -> None:
        self.register = register
        self._profiles: dict[int, Statements] = {}
        self._alike: dict[tuple[int, ...], list[Term]] = {}
        self._near: dict[Term, Statements] = {}
        self._exports: dict[Term, list[Term]] = {}
        self._items: set[Term] = set()

    def statements(self, profile: int) -> Statements:
        """
        What a profile states, by predicate, each object once;
        the same statements are the same list in every profile.
        """
        if profile not in self._profiles:
            tokens_by_predicate: dict[str, list[int]] = {}
            for number in self.register.intake.fragments[profile]:
                tokens_by_predicate.setdefault(
                    self.register.intake.tokens[number].predicate, []
                ).append(number)
            self._profiles[profile] = {
                predicate: self._terms(tuple(numbers))
                for predicate, numbers in tokens_by_predicate.items()
            }
        return self._profiles[profile]

    def _terms(self, numbers: tuple[int, ...]) -> list[Term]:
        if numbers not in self._alike:
            self._alike[numbers] = list(
                dict.fromkeys(
                    self.register.intake.tokens[number].term
                    for number in numbers
                )
            )
        return self._alike[numbers]

    @cached_property
    def shared(self) -> dict[Term, Statements]:
        """
        Handlers, tallies (without their class too), events and
        inventories; of listed items, those that are none and one that is.
        """
        statements_of: dict[Term, Statements] = {}
        lists: dict[Term, list[Term]] = defaultdict(list)
        store = self.register.store
        shared = self.register.profiles_of(*SHARED)
        profiles = range(len(self.register.intake.fragments))
        shared += [
            untyped
            for untyped in profiles
            if not self.register.profile(untyped).kinds
            and _YEAR in self.statements(untyped)
        ]
        for subject, profile in store.rows(
            "SELECT subject, profile FROM subjects WHERE profile IN (SELECT unnest(?))",
            shared,
        ):
            node = statements_of[as_node(subject)] = dict(
                self.statements(profile)
            )
            if self.register.profile(profile).kind == "Inventory":
                node[_LISTS] = lists[as_node(subject)] = list(
                    node.get(_LISTS, ())
                )
        for subject, target, is_item in store.rows(
            """
            SELECT l.subject, l.target, false
            FROM links l
            ANTI JOIN items ON items.subject = l.target
            WHERE l.kind = 'lists'
            UNION ALL
            SELECT l.subject, min(l.target), true
            FROM links l
            SEMI JOIN items ON items.subject = l.target
            WHERE l.kind = 'lists'
            GROUP BY l.subject
            """
        ):
            lists[as_node(subject)].append(as_node(target))
            if is_item:
                self._items.add(as_node(target))
        return statements_of

    def look_at(self, key: Key, sample: str | None = None) -> Term:
        """Bring an item of a key near, with its exports."""
        item = as_node(sample or key.sample)
        exports: list[Term] = [
            ox.NamedNode(part_of(item.value, f"export-{number}"))
            for number in range(len(key.exports))
        ]
        self._near = {item: self._held(key.profile, key.holder)}
        for export, profile in zip(exports, key.exports, strict=True):
            self._near[export] = {
                **self.statements(profile),
                _EXPORT_OF: [item],
            }
        self._exports = {item: exports}
        return item

    def level(self, key: Key) -> Term:
        """
        Bring an item of a key near with the facts that hold
        for it whoever states them, as conditions ask for them.
        """
        item = self.look_at(key)
        above = [self.shared.get(as_node(iri), {}) for iri in key.listings]
        above += [
            self.shared.get(held, {}) for held in self.values(item, _HELD_BY)
        ]
        stated = self._near[item]
        for node in self._exports[item]:
            self._near[node] = _inherited(
                self._near[node], [stated, *above], self._of_export
            )
        if not self._exports[item]:
            passed_on = _inherited({}, [stated, *above], self._of_export)
            self._near |= {VIRTUAL: passed_on} if passed_on else {}
            self._exports = {item: [VIRTUAL] if passed_on else []}
        self._near[item] = _inherited(stated, above, self._of_item)
        if self.register.law.pack:
            self._near[item] = by_pack(self.register, key, self._near[item])
        return item

    @cached_property
    def _of_item(self) -> list[str]:
        return self._about("DataItem")

    @cached_property
    def _of_export(self) -> list[str]:
        return self._about("Export")

    def _about(self, home: str) -> list[str]:
        """The facts of a class that may be stated once for many."""
        facts = self.register.law.facts.values()
        return [
            fact.iri
            for fact in facts
            if home in fact.about
            and not fact.is_a("Annotation")
            and not fact.is_a("ComputedFact")
        ]

    def look_at_bare(self, item: Term, holder: int) -> None:
        """Bring an item near of which only the handler is stated."""
        self._near = {
            item: {_HELD_BY: [self.register.intake.tokens[holder].term]}
        }
        self._exports = {}

    def look_at_export(
        self, subject: str, profile: int, good: list[str], bad: list[str]
    ) -> Term:
        """Bring an export near, with what it is of: items, and what is no item."""
        return self.look_at_subject(
            subject=subject,
            profile=profile,
            links={_EXPORT_OF: [*good, *bad]},
            items=good,
        )

    def look_at_subject(
        self,
        subject: str,
        profile: int,
        links: Mapping[str, list[str]],
        items: Iterable[str] = (),
        holder: int | None = None,
    ) -> Term:
        """Bring near a subject with links to others, some of which are known to be items."""
        node = as_node(subject)
        stated = self._held(profile, holder)
        linked = {
            name: [*stated.get(name, ()), *map(as_node, targets)]
            for name, targets in links.items()
            if targets
        }
        self._near = {
            as_node(item): {_TYPE: [ox.NamedNode(_ITEM)]} for item in items
        }
        self._near[node] = {**self._near.get(node, {}), **stated, **linked}
        self._exports = {}
        return node

    def _held(self, profile: int, holder: int | None) -> Statements:
        held = None
        if holder is not None:
            held = self.register.intake.tokens[holder].term
        stated = self.statements(profile)
        if held is not None:
            return {
                **stated,
                _HELD_BY: list(
                    dict.fromkeys([*stated.get(_HELD_BY, []), held])
                ),
            }
        return stated

    def stated(self, node: Term) -> Statements:
        """What is stated of a node, by predicate."""
        return self._near.get(node) or self.shared.get(node) or {}

    def values(self, node: Term, predicate: str) -> list[Term]:
        """The objects of a predicate."""
        return self.stated(node).get(predicate, [])

    def subjects(self, node: Term, predicate: str) -> list[Term]:
        """The exports of an item; no shape asks for another link backwards."""
        if predicate == _EXPORT_OF:
            return self._exports.get(node, [])
        return []

    def predicates(self, node: Term) -> Iterable[str]:
        """The predicates of a node."""
        return self.stated(node)

    def exports(self, item: Term) -> list[Statements]:
        """What is stated of the exports of an item."""
        return [self.stated(export) for export in self._exports.get(item, ())]

    def triples(self) -> Iterator[tuple[Term, str, Term]]:
        """Every statement, near and shared, the links of exports among them."""
        for node, statements in (*self.shared.items(), *self._near.items()):
            for predicate, terms in statements.items():
                for term in terms:
                    yield (node, predicate, term)
        for item, exports in self._exports.items():
            for export in exports:
                yield (export, _EXPORT_OF, item)

    def is_a(self, node: Term, kind: str) -> bool:
        """Whether a node is stated, or by the law known, to be an instance of a class."""
        if kind == _ITEM and node in self._items:
            return True
        if any(term.value == kind for term in self.values(node, _TYPE)):
            return True
        if not isinstance(node, ox.NamedNode):
            return False
        return kind in self.register.law.graph.iris(node.value, _TYPE)

    def classes(self, node: Term) -> set[str]:
        """The classes that a node is stated to have."""
        return {term.value for term in self.values(node, _TYPE)}


def _inherited(
    stated: Statements, above: list[Statements], names: list[str]
) -> Statements:
    """The nearest statement of each fact."""
    inherited = dict(stated)
    for name in names:
        if name not in inherited:
            holder = next((holder for holder in above if name in holder), None)
            if holder is not None:
                inherited[name] = holder[name]
    return inherited


def as_node(name: str) -> Term:
    """A subject by the name that a row keeps."""
    if name.startswith("_:"):
        return ox.BlankNode(name[2:])
    return ox.NamedNode(name)
