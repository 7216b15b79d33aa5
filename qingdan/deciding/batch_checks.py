"""
Decide an inventory of any size: vet what is distinct,
decide each distinct case once, join the answers back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, NamedTuple

from ..cores import shared_out
from ..errors import Fault, InputError
from ..inventory.checks import vet_node
from ..inventory.faults import (
    contradicting,
    export_of_nothing,
    leads_nowhere,
    misplaced,
    no_class,
    no_items,
    two_classes,
)
from ..inventory.kinds import may_state
from ..inventory.profiles import Key
from ..inventory.statement_faults import MOST_FAULTS
from ..inventory.subject import Node
from ..inventory.table import Register, as_sql
from ..rdf.names import Iri, part_of
from .case import Case, cases
from .rulebook import rulebook
from .verdict import Verdict, handler_class, strictest, verdict

# the first subject of a group, with its own place
_FIRST = (
    "min(subject), profile, min(holder),"
    " arg_min(file, subject), arg_min(line, subject)"
)
_FEW = 512
_VETTED = "(kind IN ('DataItem', 'Export') OR kind = 'none')"
_ALIKE = "holder IS NULL, starts_with(subject, '_:') AND kind = 'DataItem'"


class Answer(NamedTuple):
    """The verdict on a distinct case, with the day it holds for."""

    key: Key
    day: date
    verdict: Verdict


def refuse_faults(register: Register) -> None:
    """
    Raise InputError with every fault of the inventory, up
    to a thousand; return where there is none.
    """
    faults = register.faults or [*_faults_between(register)]
    if faults:
        if len(faults) > MOST_FAULTS:
            more = [
                Fault(
                    ", ".join(register.intake.files),
                    "there are further faults",
                    "mend these first",
                )
            ]
        else:
            more = []
        raise InputError(*sorted(set(faults), key=str)[:MOST_FAULTS], *more)


def _faults_between(register: Register) -> Iterator[Fault]:
    nodes = register.inventory.nodes
    law = register.law
    store = register.store
    if not store.rows("SELECT 1 FROM items LIMIT 1"):
        yield no_items(", ".join(register.intake.files))
    for number in range(len(register.intake.fragments)):
        kinds = register.profile(number).kinds
        for subject, file, line in (
            store.rows(as_sql("profile = ?"), number) if len(kinds) > 1 else ()
        ):
            place = f"{register.place(file, line)}, {subject}"
            yield two_classes(place, kinds[0], kinds[1])
    for node in nodes.values():
        yield from vet_node(law, nodes, node, f"{node.where}, {node.iri}")
    for alike in store.rows(
        f"SELECT {_FIRST}, count(*)"
        f" FROM subjects JOIN profiles USING (profile) WHERE {_VETTED}"
        f" GROUP BY profile, kind, {_ALIKE}"
    ):
        yield from _faults_of_alike(register, *alike)
    yield from _faults_of_links(register)
    yield from _faults_of_texts(register)


def _faults_of_alike(
    register: Register,
    subject: str,
    profile: int,
    holder: int | None,
    file: int,
    line: int | None,
    many: int,
) -> Iterator[Fault]:
    """The faults of subjects that state the same: found for one of them, told for each."""
    place = register.place(file, line)
    faults = list(
        _faults_of_profile(register, subject, profile, holder, place)
    )
    yield from faults
    if not faults or many == 1:
        return
    for other, its_file, its_line in register.store.rows(
        "SELECT subject, file, line FROM subjects JOIN profiles USING (profile)"
        f" WHERE profile = ? AND {_VETTED} AND ({_ALIKE}) = (? IS NULL, ?)"
        f" ORDER BY subject LIMIT {MOST_FAULTS}",
        profile,
        holder,
        subject.startswith("_:")
        and register.profile(profile).kind == "DataItem",
    ):
        where = f"{register.place(its_file, its_line)}, {other}"
        yield from (replace(fault, where=where) for fault in faults)


def _faults_of_profile(
    register: Register,
    subject: str,
    profile: int,
    holder: int | None,
    where: str,
) -> Iterator[Fault]:
    node = register.node(subject, profile, holder, where)
    if node.kind is None:
        if not any(token.fault for token in register.profile(profile).tokens):
            yield no_class(f"{where}, {subject}")
        return
    if node.kind == "Export":
        node.facts["exportOf"] = [Iri("urn:x-qingdan:item")]
    if node.kind == "Export":
        nodes = {
            **register.inventory.nodes,
            "urn:x-qingdan:item": Node(
                iri="urn:x-qingdan:item", where="", kind="DataItem"
            ),
        }
    else:
        nodes = None
    yield from vet_node(
        register.law,
        nodes or register.inventory.nodes,
        node,
        f"{where}, {subject}",
    )


_NOWHERE = """
SELECT l.subject, l.kind, l.target, s.file, s.line
FROM links l
JOIN subjects s ON s.subject = l.subject
ANTI JOIN items ON items.subject = l.target
"""
_SEVERAL = """
SELECT l.subject, l.kind, list(DISTINCT l.target), any_value(s.file), any_value(s.line)
FROM links l
JOIN subjects s ON s.subject = l.subject
WHERE l.kind = 'exportOf'
GROUP BY l.subject, l.kind
HAVING count(DISTINCT l.target) > 1
"""
_MISPLACED = """
SELECT l.subject, l.kind, p.kind, s.file, s.line
FROM links l
JOIN subjects s ON s.subject = l.subject
JOIN profiles p ON p.profile = s.profile
WHERE p.kind != CASE l.kind WHEN 'lists' THEN 'Inventory' ELSE 'Export' END
  AND p.kind != 'none'
"""
_OF_NOTHING = """
SELECT s.subject, 'exportOf', '', s.file, s.line
FROM subjects s
JOIN profiles p ON p.profile = s.profile
ANTI JOIN links l ON l.subject = s.subject AND l.kind = 'exportOf'
WHERE p.kind = 'Export'
"""


def _faults_of_texts(register: Register) -> Iterator[Fault]:
    """Texts and other statements that were let go, of a class that may not state them."""
    facts = register.law.facts
    pairs = register.store.rows(
        "SELECT DISTINCT a.fact, p.kind FROM apart a JOIN subjects s USING (subject)"
        " JOIN profiles p USING (profile) WHERE p.kind != 'none'"
    )
    for name, kind in pairs:
        if may_state(facts[name], kind):
            continue
        for subject, file, line in register.store.rows(
            "SELECT a.subject, a.file, a.line FROM apart a JOIN subjects s USING (subject)"
            " JOIN profiles p USING (profile) WHERE a.fact = ? AND p.kind = ?"
            f" ORDER BY a.subject LIMIT {MOST_FAULTS}",
            name,
            kind,
        ):
            place = f"{register.place(file, line)}, {subject}"
            yield misplaced(place, facts[name], kind)


def _faults_of_links(register: Register) -> Iterator[Fault]:
    """What is wrong with links that are rows: of exports, of listings, to handlers."""
    facts = register.law.facts
    for place, name, target in _linked(register, _NOWHERE):
        yield leads_nowhere(place, name, target, ("DataItem",))
    for place, name, targets in _linked(register, _SEVERAL):
        yield contradicting(place, name, targets)
    for place, name, kind in _linked(register, _MISPLACED):
        yield misplaced(place, facts[name], kind)
    for place, _, _ in _linked(register, _OF_NOTHING):
        yield export_of_nothing(place)
    for holder, subject, file, line in register.store.rows(
        "SELECT holder, min(subject), arg_min(file, subject), arg_min(line, subject)"
        " FROM subjects WHERE holder IS NOT NULL GROUP BY holder"
    ):
        iri = str(register.handler(holder))
        node = register.inventory.nodes.get(iri)
        if node is None or node.kind != "DataHandler":
            place = f"{register.place(file, line)}, {subject}"
            yield leads_nowhere(place, "heldBy", iri, ("DataHandler",))


def _linked(register: Register, sql: str) -> Iterator[tuple[str, str, Any]]:
    """Where each link stands that a query lists, its fact, and what is wrong with it."""
    for subject, kind, wrong, file, line in register.store.rows(
        f"{sql} LIMIT {MOST_FAULTS}"
    ):
        yield f"{register.place(file, line)}, {subject}", kind, wrong


def cases_of(
    register: Register, key: Key, as_of: date | None, sample: str | None = None
) -> list[Case]:
    """The cases of a key, one for each export, told of one of its items."""
    item = register.node(
        sample or key.sample, key.profile, key.holder, key.where
    )
    exports = [
        register.node(part_of(item.iri, f"export-{n}"), profile, None)
        for n, profile in enumerate(key.exports)
    ]
    return list(
        cases(
            register.law,
            register.case_of(item, exports, key.listings),
            item,
            as_of,
        )
    )


def alike(register: Register, as_of: date) -> dict[int, int]:
    """
    Handlers that give every item the same verdict, each as the first of them.

    One whose facts would contradict each other on an item that states nothing is like no other:
    an item may state otherwise.
    """
    first: dict[object, int] = {}
    like_first = {}
    for holder in register.holders():
        bare = Node("urn:x-qingdan:item", "", "DataItem")
        bare.facts["heldBy"] = [Iri(str(register.handler(holder)))]
        try:
            case = next(
                cases(
                    law=register.law,
                    inventory=register.inventory,
                    item=bare,
                    as_of=as_of,
                )
            )
        except InputError:
            like_first[holder] = holder
            continue
        class_of_it = handler_class(register.law, case)
        like_first[holder] = first.setdefault(class_of_it, holder)
    return like_first


def answers(
    register: Register, as_of: date | None, chosen: frozenset[str]
) -> list[Answer]:
    """
    The verdict on every distinct case; raise InputError
    where the facts of one contradict one another.
    """
    keys = register.group(alike(register, as_of) if as_of else None)
    work = partial(_judged, register, as_of, chosen)
    judged = dict(shared_out(work, keys, _FEW))
    faults = {
        fault
        for either in judged.values()
        if not isinstance(either, Answer)
        for fault in either
    }
    if faults:
        raise InputError(*sorted(faults, key=str)[:MOST_FAULTS])
    return [
        answer
        for key in keys
        if isinstance(answer := judged[key.number], Answer)
    ]


def _judged(
    register: Register,
    as_of: date | None,
    chosen: frozenset[str],
    keys: Sequence[Key],
) -> Iterator[tuple[int, Answer | tuple[Fault, ...]]]:
    """The answer of each case by number, or the faults for which there is none."""
    for key in keys:
        try:
            yield key.number, _answer(register, key, as_of, chosen)
        except InputError as error:
            yield key.number, error.faults


def _answer(
    register: Register, key: Key, as_of: date | None, chosen: frozenset[str]
) -> Answer:
    law = register.law
    judged = [
        (case.day, verdict(law, case, rulebook(law, case.day, chosen)))
        for case in cases_of(register, key, as_of)
    ]
    return Answer(
        key,
        *judged[
            strictest(
                law, [judged_verdict.possible for _, judged_verdict in judged]
            )
        ],
    )
