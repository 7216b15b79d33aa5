"""
Inventories as lists of triples, made from a seed: facts of
every kind, then every kind of fault.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from pathlib import Path

import pyoxigraph as ox

from qingdan.inventory.kinds import KINDS, may_state
from qingdan.law.load import law
from qingdan.law.model import FactType
from qingdan.rdf.names import CQ25, QD, RDF, XSD

Node = ox.NamedNode | ox.BlankNode
Triples = list[ox.Triple]
A = ox.NamedNode(RDF + "type")
LINKS = (
    "heldBy",
    "exportOf",
    "lists",
    "tally",
    "hasEvent",
    "hasFiling",
    "hasMaterial",
    "hasMechanism",
    "year",
    "asOf",
    "personsInBoth",
    "matchesListedItem",
    "matchesNoListedItem",
)


def iri(name: str) -> ox.NamedNode:
    """A name of the inventory."""
    return ox.NamedNode("urn:x:" + name)


def qd(name: str) -> ox.NamedNode:
    """A name of the vocabulary."""
    return ox.NamedNode(QD + name)


def typed(text: str, kind: str) -> ox.Literal:
    """A literal of a datatype of XML Schema."""
    return ox.Literal(text, datatype=ox.NamedNode(XSD + kind))


def stated() -> list[FactType]:
    """Every fact that an inventory may state."""
    return sorted(
        (
            fact
            for fact in law().facts.values()
            if not fact.is_a("ComputedFact")
        ),
        key=lambda fact: fact.name,
    )


def value(rng: random.Random, fact: FactType) -> ox.NamedNode | ox.Literal:
    """A right value of a fact."""
    kind = fact.value_type.removeprefix(XSD)
    if kind == "boolean":
        return typed(rng.choice(["true", "false", "1", "0"]), kind)
    if kind == "nonNegativeInteger":
        return typed(
            rng.choice(["0", "1", "9999", "10000", "999999", "0000001"]),
            rng.choice([kind, "integer"]),
        )
    if kind == "date":
        return typed(
            rng.choice(
                ["2026-03-02", "2026-01-01", "2025-12-31", "2024-02-29"]
            ),
            kind,
        )
    if fact.value_type.endswith("langString"):
        return ox.Literal(
            rng.choice(["track maps", "轨迹"]),
            language=rng.choice(["en", "zh"]),
        )
    if fact.is_a("OpenValued") and rng.random() < 0.1:
        return iri("value-of-our-own")
    return (
        ox.NamedNode(rng.choice(sorted(fact.members)))
        if fact.members
        else iri("somebody")
    )


def sound(rng: random.Random, items: int) -> Triples:
    """
    An inventory without a fault: handlers with tallies,
    listings, items with exports, some of them blank nodes.
    """
    found: Triples = []
    for number in range(3):
        handler, tally = iri(f"handler-{number}"), iri(f"tally-{number}")
        found += _subject(rng, handler, "DataHandler", 0.3) + _subject(
            rng, iri(f"list-{number}"), "Inventory", 0.05
        )
        counts = [
            ox.Triple(tally, qd(name), typed("50000", "integer"))
            for name in ("ordinaryPersons", "sensitivePersons")
        ]
        found += [
            ox.Triple(tally, A, qd("Tally")),
            ox.Triple(tally, qd("year"), typed("2026", "gYear")),
            *counts,
        ]
        found.append(ox.Triple(tally, qd("asOf"), typed("2026-03-02", "date")))
        found.append(ox.Triple(handler, qd("tally"), tally))
        event = iri(f"event-{number}")
        found += [
            ox.Triple(handler, qd("hasEvent"), event),
            ox.Triple(event, A, qd("Event")),
        ]
        found += [
            ox.Triple(event, qd("eventKind"), qd("RisingRisk")),
            ox.Triple(event, qd("happenedOn"), typed("2026-01-15", "date")),
        ]
    for number in range(items):
        item = iri(f"item-{number}")
        found += _subject(rng, item, "DataItem", 0.15)
        found.append(
            ox.Triple(item, qd("heldBy"), iri(f"handler-{rng.randrange(3)}"))
        )
        if rng.random() < 0.4:
            found.append(
                ox.Triple(iri(f"list-{rng.randrange(3)}"), qd("lists"), item)
            )
        for order in range(rng.choice([0, 0, 0, 1, 1, 2])):
            export = (
                iri(f"export-{number}-{order}")
                if rng.random() < 0.7
                else ox.BlankNode(f"export{number}x{order}")
            )
            found += [
                *_subject(rng, export, "Export", 0.4),
                ox.Triple(export, qd("exportOf"), item),
            ]
    return found


def _subject(
    rng: random.Random, node: Node, kind: str, share: float
) -> Triples:
    facts = [
        fact
        for fact in stated()
        if may_state(fact, kind)
        and fact.name not in LINKS
        and rng.random() < share
    ]
    names = {fact.name for fact in facts}
    facts = [
        fact for fact in facts if UNLESS.get(fact.name, {*fact.needs}) <= names
    ]
    return [
        ox.Triple(node, A, qd(kind)),
        *(ox.Triple(node, qd(fact.name), value(rng, fact)) for fact in facts),
    ]


# Facts that are sound only beside others: what is never drawn together is left out.
NEVER = {"never"}
UNLESS = {
    "addsOrdinaryPersons": NEVER,
    "addsSensitivePersons": NEVER,
    "holdsPersonsInBoth": NEVER,
    "listUseEndReason": {"listUseEnded"},
}

Fault = Callable[[random.Random, Triples], None]


def _of(rng: random.Random, triples: Triples, *kinds: str) -> Node:
    """A subject of one of some classes."""
    wanted = {QD + kind for kind in kinds or KINDS}
    found = [
        one.subject
        for one in triples
        if one.predicate == A and one.object.value in wanted
    ]
    return rng.choice(found or [one.subject for one in triples])


def _edit(
    change: Callable[[random.Random, FactType, ox.Triple], list[ox.Triple]],
) -> Fault:
    """A fault in one statement of a fact, which others take the place of."""

    def fault(rng: random.Random, triples: Triples) -> None:
        at = rng.choice(
            [
                number
                for number, one in enumerate(triples)
                if one.predicate.value.removeprefix(QD) in law().facts
            ]
        )
        old = triples[at]
        triples[at : at + 1] = change(
            rng, law().facts[old.predicate.value.removeprefix(QD)], old
        )

    return fault


def _valued(*terms: ox.NamedNode | ox.BlankNode | ox.Literal) -> Fault:
    """A fault in the value of one statement."""
    return _edit(
        lambda rng, fact, old: [
            ox.Triple(
                old.subject,
                old.predicate,
                _other(fact, old, rng.choice(terms)),
            )
        ]
    )


def _other(
    fact: FactType,
    old: ox.Triple,
    term: ox.NamedNode | ox.BlankNode | ox.Literal,
) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """
    A term in the place of another; not a day or a truth where
    a number is compared, which pySHACL takes to be small, nor
    a digit of full width, which it takes to be a number.
    """
    literal = isinstance(term, ox.Literal) and (
        term.datatype.value != XSD + "integer" or not term.value.isascii()
    )
    return (
        old.object
        if fact.value_type == XSD + "nonNegativeInteger" and literal
        else term
    )


def _add(
    predicate: str, *terms: ox.NamedNode | ox.Literal, of: tuple[str, ...] = ()
) -> Fault:
    """A statement too many."""
    return lambda rng, triples: triples.append(
        ox.Triple(
            _of(rng, triples, *of), ox.NamedNode(predicate), rng.choice(terms)
        )
    )


def _beside(of: str, *pairs: tuple[str, ox.NamedNode | ox.Literal]) -> Fault:
    """Statements of one subject that do not go together."""

    def fault(rng: random.Random, triples: Triples) -> None:
        subject = _of(rng, triples, of)
        triples += [ox.Triple(subject, qd(name), term) for name, term in pairs]

    return fault


def _drop(predicate: ox.NamedNode) -> Fault:
    """A statement too few."""

    def fault(rng: random.Random, triples: Triples) -> None:
        at = [
            number
            for number, one in enumerate(triples)
            if one.predicate == predicate
        ]
        if at:
            del triples[rng.choice(at)]

    return fault


def _together(*faults: Fault) -> Fault:
    def fault(rng: random.Random, triples: Triples) -> None:
        for one in faults:
            one(rng, triples)

    return fault


def _blank_item(rng: random.Random, triples: Triples) -> None:
    node = ox.BlankNode(f"item{rng.randrange(1 << 20)}")
    triples += [
        ox.Triple(node, A, qd("DataItem")),
        ox.Triple(node, qd("heldBy"), iri("handler-0")),
    ]


def _listed(rng: random.Random, triples: Triples) -> None:
    item = _of(rng, triples, "DataItem")
    triples.append(
        ox.Triple(
            item, qd("matchesListedItem"), ox.NamedNode(CQ25 + "item-hd-map")
        )
    )
    triples.append(
        ox.Triple(
            item,
            qd("matchesNoListedItem"),
            typed(rng.choice(["true", "1", "false"]), "boolean"),
        )
    )


BOOLEANS = (typed("true", "boolean"), typed("false", "boolean"))
NUMBERS = (typed("7", "integer"), typed("60000", "nonNegativeInteger"))
FAULTS: dict[str, Fault] = {
    "another right value": _edit(
        lambda rng, fact, old: [
            old,
            ox.Triple(old.subject, old.predicate, value(rng, fact)),
        ]
    ),
    "the same value written otherwise": _edit(
        lambda _, fact, old: [
            old,
            ox.Triple(
                old.subject, old.predicate, typed(old.object.value, "string")
            ),
        ]
    ),
    "a value of another fact": _edit(
        lambda rng, fact, old: [
            ox.Triple(
                old.subject,
                old.predicate,
                _other(fact, old, value(rng, rng.choice(stated()))),
            )
        ]
    ),
    "a text": _valued(
        ox.Literal("perhaps"),
        ox.Literal(""),
        ox.Literal("是", language="zh"),
        ox.Literal("NotClassified"),
    ),
    "an unknown term": _valued(
        qd("Nonsense"),
        ox.NamedNode(CQ25 + "item-none"),
        qd("DataItem"),
        iri("handler-1"),
        iri("nobody"),
    ),
    "a blank node": _valued(ox.BlankNode("nobody"), ox.BlankNode("somebody")),
    "an ill-formed number": _valued(
        *(
            typed(text, "integer")
            for text in ("-5", "1.5", "1e6", "１", "+3", "", "9" * 20)
        )
    ),
    "an ill-formed truth": _valued(
        *(typed(text, "boolean") for text in ("TRUE", "yes", "2", ""))
    ),
    "an ill-formed day": _valued(
        *(
            typed(text, "date")
            for text in ("2026-13-02", "2026-02-30", "02.03.2026", "2026-3-2")
        )
    ),
    "a day as a moment": _valued(
        typed("2026-03-02T00:00:00", "dateTime"),
        typed("2026", "gYear"),
        typed("2026", "integer"),
    ),
    "a statement dropped": _edit(lambda *_: []),
    "no class": _drop(A),
    "no handler": _drop(qd("heldBy")),
    "export of nothing": _drop(qd("exportOf")),
    "no year": _drop(qd("year")),
    "an event of no kind": _drop(qd("eventKind")),
    "an event of no day": _drop(qd("happenedOn")),
    "another class": _add(A.value, *map(qd, KINDS)),
    "an unknown class": _add(A.value, qd("DataItm"), qd("Outcome")),
    "a foreign class": _add(
        A.value, ox.NamedNode("http://www.w3.org/ns/dcat#Dataset")
    ),
    "an unknown property": _add(QD + "coreDate", *BOOLEANS),
    "a namespace near ours": _add(
        "http://w3id.org/qingdan/ns/coreData", *BOOLEANS
    ),
    "a fact in a namespace of the law": _add(CQ25 + "coreData", *BOOLEANS),
    "another name for a subject": _add(
        "http://www.w3.org/2002/07/owl#sameAs", iri("item-0"), iri("nobody")
    ),
    "a class near ours": _add(
        A.value,
        ox.NamedNode("http://w3id.org/qingdan/ns/DataItem"),
        ox.NamedNode(QD[:-1] + "#Export"),
    ),
    "a value in a namespace near ours": _add(
        QD + "sector",
        ox.NamedNode("http://w3id.org/qingdan/ns/Banking"),
        of=("DataItem",),
    ),
    "no tie beside a tie": _beside(
        "DataHandler",
        ("zoneTie", qd("NoTie")),
        ("zoneTie", qd("OperatingInZone")),
    ),
    "no zone beside a tie": _together(
        _drop(qd("zone")),
        _beside(
            "DataHandler",
            ("zone", qd("none")),
            ("zoneTie", qd("RegisteredInZone")),
        ),
    ),
    "nothing that identifies beside a face": _beside(
        "DataItem",
        ("depicts", qd("NothingIdentifying")),
        ("depicts", qd("Face")),
    ),
    "a contract that ends before it begins": _beside(
        "StandardContract",
        ("effectiveOn", typed("2026-03-02", "date")),
        ("endsOn", typed("2026-01-01", "date")),
    ),
    "more held in both": _beside(
        "DataHandler",
        ("holdsPersonsInBoth", typed("7", "integer")),
        ("holdsOrdinaryPersons", typed("6", "integer")),
        ("holdsSensitivePersons", typed("6", "integer")),
    ),
    "a computed fact": _add(QD + "personsEither", *NUMBERS),
    "a foreign property": _add("urn:y:colour", ox.Literal("red"), iri("red")),
    "a fact at a wrong place": lambda rng, triples: triples.append(
        ox.Triple(
            _of(rng, triples),
            qd((fact := rng.choice(stated())).name),
            value(rng, fact),
        )
    ),
    "a blank item": _blank_item,
    "an item of two handlers": _add(
        QD + "heldBy",
        iri("handler-0"),
        iri("handler-1"),
        iri("nobody"),
        iri("item-2"),
        of=("DataItem",),
    ),
    "an export of two items": _add(
        QD + "exportOf",
        iri("item-0"),
        iri("item-3"),
        iri("nothing"),
        iri("handler-0"),
        of=("Export",),
    ),
    "a stray link": _add(QD + "exportOf", iri("item-0"), iri("nothing")),
    "a stray listing": _add(
        QD + "lists", iri("item-0"), iri("handler-2"), iri("nothing")
    ),
    "a listing of what is no item": _add(
        QD + "lists",
        iri("handler-2"),
        iri("nothing"),
        iri("export-1-0"),
        of=("Inventory",),
    ),
    "listed and not": _listed,
    "more in both": _add(
        QD + "personsInBoth",
        typed("50001", "integer"),
        typed("50000", "integer"),
        of=("Tally",),
    ),
    "a tally that ends elsewhere": _add(
        QD + "asOf",
        typed("2025-12-31", "date"),
        typed("2026-06-30", "date"),
        of=("Tally",),
    ),
    "two years": _add(
        QD + "year",
        typed("2025", "gYear"),
        typed("2026", "integer"),
        of=("Tally",),
    ),
    "two tallies": _add(
        QD + "tally",
        iri("tally-0"),
        iri("tally-1"),
        iri("tally-none"),
        of=("DataHandler",),
    ),
    "what contradicts": _together(
        _add(
            QD + "containsPersonalInformation", BOOLEANS[1], of=("DataItem",)
        ),
        _add(
            QD + "personalInformationKind",
            qd("Name"),
            qd("Video"),
            of=("DataItem",),
        ),
    ),
}


def made(
    seed: int,
    items: int,
    faults: int,
    *,
    only: str | None = None,
    also: Iterable[str] = (),
) -> Triples:
    """
    An inventory of some items, with some faults, each kind
    as often or one kind only, and those that are named.
    """
    rng = random.Random(seed)
    triples = sound(rng, items)
    kinds = (
        [only] * faults
        if only
        else [
            list(FAULTS)[(seed + number) % len(FAULTS)]
            for number in range(faults)
        ]
    )
    for kind in (*kinds, *also):
        FAULTS[kind](rng, triples)
    return triples


def each_fact_twice_and_wrong() -> Triples:
    """
    Every fact that may be stated, of a subject of its own, with
    two values of a wrong form; subjects of two classes; and a
    fact of each class that it may not state.
    """
    found: Triples = []
    for number, fact in enumerate(stated()):
        node, home = iri(f"subject-{number}"), sorted(fact.about)[0]
        wrong = (
            [iri("a"), iri("b")]
            if fact.value_type.startswith(XSD)
            or fact.value_type.endswith("langString")
            else [ox.BlankNode("a")]
        )
        wrong = [*wrong, ox.Literal("b")] if len(wrong) == 1 else wrong
        found += [
            ox.Triple(node, A, qd(home)),
            *(ox.Triple(node, qd(fact.name), term) for term in wrong),
        ]
    for kind in KINDS[1:]:
        found += [
            ox.Triple(iri("both-" + kind), A, qd(one))
            for one in (KINDS[0], kind)
        ]
    for fact in stated():
        for earlier in fact.not_before:
            node = iri(f"backwards-{fact.name}-{earlier}")
            home = min(fact.about & law().facts[earlier].about)
            found += [
                ox.Triple(node, A, qd(home)),
                ox.Triple(node, qd(fact.name), typed("2025-01-01", "date")),
                ox.Triple(node, qd(earlier), typed("2026-01-01", "date")),
            ]
    for kind in KINDS:
        other = next(fact for fact in stated() if not may_state(fact, kind))
        node = iri("misplaced-" + kind)
        found += [
            ox.Triple(node, A, qd(kind)),
            ox.Triple(node, qd(other.name), ox.Literal("a")),
        ]
    return found


def written(triples: Triples, path: Path) -> Path:
    """The triples as a file, each subject's together."""
    ordered = sorted(dict.fromkeys(triples), key=lambda one: str(one.subject))
    path.write_bytes(
        ox.serialize(ordered, format=ox.RdfFormat.N_TRIPLES) or b""
    )
    return path
