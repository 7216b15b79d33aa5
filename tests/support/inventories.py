"""Random inventories over every fact of the vocabulary, read from the law at run time."""

from __future__ import annotations

import json
from datetime import date, timedelta
from functools import cache
from typing import Any

import pyoxigraph as ox
from hypothesis import strategies as st

from cases import bases, document, facts_of, with_facts
from qingdan.files import folder
from qingdan.law.load import law
from qingdan.law.model import FactType
from qingdan.rdf.names import QD, curie, local

Facts = dict[str, dict[str, Any]]
HOMES = {
    "DataHandler": "handler",
    "Tally": "tally",
    "Export": "export",
    "DataItem": "item",
}
DAYS = [
    "2026-03-02",
    "2026-03-02",
    "2026-06-15",
    "2026-02-02",
    "2027-09-06",
    "2025-12-31",
]
# Who states a fact, and links between things: they say nothing of the data itself.
LINKS = {
    "assertedBy",
    "assertedOn",
    "exportOf",
    "hasEvent",
    "hasFiling",
    "hasMaterial",
    "hasMechanism",
    "heldBy",
    "lists",
    "tally",
}
# The day of a tally is drawn with its numbers; without it, a tally is refused.
WITH_THE_TALLY = {"asOf", "year"}
# Facts that mean something only beside one another, drawn and stated together.
TOGETHER = [
    ("exteriorImagery", "depicts", "anonymisedToNationalRequirements"),
    ("sensitiveArea", "geodata", "trafficFlow", "preciseLocation"),
    ("ground", "groundProven", "origin"),
    ("listUseEnded", "listUseEndReason"),
    ("importantDataStatus", "matchesNoListedItem"),
    (
        "importantDataStatus",
        "confirmedBy",
        "confirmedOn",
        "confirmationDocument",
    ),
    (
        "vehicleSecurityData",
        "purpose",
        "reportedBeforehand",
        "reportedOn",
        "reportedTo",
    ),
    (
        "criticalInfrastructureOperator",
        "holdsOrdinaryPersons",
        "holdsSensitivePersons",
    ),
    ("holdsOrdinaryPersons", "holdsSensitivePersons", "holdsPersonsInBoth"),
    ("holdsOrdinaryPersons", "extractOfHeldData"),
    (
        "holdsSensitivePersons",
        "extractOfHeldData",
        "containsSensitivePersonalInformation",
    ),
    (
        "personalInformationKind",
        "containsSensitivePersonalInformation",
        "vehicleData",
    ),
    ("addsOrdinaryPersons", "addsSensitivePersons"),
    ("ordinaryPersons", "sensitivePersons", "personsInBoth"),
    ("accessMode", "controlRegime"),
    ("zone", "zoneTie", "sector"),
    ("sector", "appliesList"),
]

REPORTED = {
    "reportedBeforehand": True,
    "reportedOn": "2025-09-01",
    "reportedTo": "MIIT",
}
UNCOMPARED = {"importantDataStatus": None, "matchesNoListedItem": None}
# Situations that the law speaks of, whole: any few of them may meet in one inventory.
SCENES: list[Facts] = [
    {
        "item": {"vehicleSecurityData": "UpdatePackageSource"},
        "export": {"purpose": "DefectRemoval", **REPORTED},
    },
    {
        "item": {"vehicleSecurityData": "IncidentData"},
        "export": {"purpose": "SecurityIncidentHandling", **REPORTED},
    },
    {
        "item": {
            "exteriorImagery": True,
            "depicts": ["Face"],
            "anonymisedToNationalRequirements": False,
            **UNCOMPARED,
        }
    },
    {"item": {"chargingNetwork": True, **UNCOMPARED}},
    {
        "item": {
            "matchesListedItem": ["cq25:item-hd-map"],
            "matchesNoListedItem": None,
        }
    },
    {"item": {"importantDataStatus": "NotifiedImportant"}},
    {"item": {"importantDataStatus": "IdentifiedImportant"}},
    {"item": {"importantDataStatus": None, "matchesNoListedItem": None}},
    {"item": {"controlRegime": "RestrictedTechnology"}},
    {
        "item": {
            "containsPersonalInformation": False,
            "containsSensitivePersonalInformation": False,
        }
    },
    {
        "item": {"containsSensitivePersonalInformation": True},
        "tally": {"sensitivePersons": 5_000},
    },
    {
        "item": {"outsideListedFields": True},
        "tally": {"ordinaryPersons": 100_000},
    },
    {
        "item": {"extractOfHeldData": "WholeOfHeldData"},
        "handler": {"holdsOrdinaryPersons": 10_000_000},
    },
    {
        "handler": {
            "criticalInfrastructureOperator": True,
            "holdsOrdinaryPersons": 60_000,
        }
    },
    {
        "handler": {
            "listUseEnded": "2025-10-01",
            "listUseEndReason": "Penalised",
        }
    },
    {"handler": {"usesListSince": "2028-01-01"}},
    {"handler": {"sector": "Pharmaceuticals", "appliesList": "bj-2024"}},
    {"handler": {"sector": "AutomobileIndustry"}},
    {"handler": {"zone": "none", "zoneTie": ["NoTie"]}},
    {"export": {"ground": "CbdfArticle5Contract", "groundProven": True}},
    {
        "export": {"ground": "CbdfArticle4", "groundProven": True},
        "item": {"origin": "CollectedAbroad"},
    },
    {"export": {"ground": "StatutoryDuty", "groundProven": True}},
    {"export": {"accessMode": "ReadInChinaOnly"}},
    {"export": {"recipientRestricted": True}},
    {"tally": {"ordinaryPersons": 100_000}},
    {"tally": {"ordinaryPersons": 1_000_000}},
]


def home(fact: FactType) -> str | None:
    """The part of a case on which a fact is stated, or None where no part of it is meant."""
    return next(
        (part for kind, part in HOMES.items() if kind in fact.about), None
    )


@cache
def stated_facts() -> dict[str, str]:
    """Every fact that a random inventory may state, with the part on which it stands."""
    found = {}
    for name, fact in law().facts.items():
        part = home(fact)
        if (
            part
            and not fact.is_a("ComputedFact")
            and name not in LINKS | WITH_THE_TALLY
            and _kind(fact)
        ):
            found[name] = part
    return found


def _kind(fact: FactType) -> str | None:
    """How the values of a fact are drawn; None for free text and for links between things."""
    if fact.members:
        return "member"
    kinds = {
        "boolean": "boolean",
        "nonNegativeInteger": "number",
        "date": "day",
        "Resource": "thing",
    }
    return kinds.get(fact.value_type.rsplit("#", 1)[-1])


@cache
def limits() -> tuple[int, ...]:
    """Every number that a condition of the law compares with, and its neighbours."""
    tested = (
        test.limit
        for rule in law().rules
        if rule.condition
        for test in rule.condition.tests()
    )
    found = {
        limit
        for limit in tested
        if isinstance(limit, int) and not isinstance(limit, bool)
    }
    around = {number + step for number in found | {0} for step in (-1, 0, 1)}
    return tuple(sorted(number for number in around if number >= 0))


def values(name: str, day: date) -> st.SearchStrategy[Any]:
    """The values that a fact may take, as an inventory in JSON writes them."""
    fact = law().facts[name]
    kind = _kind(fact)
    if kind == "member":
        members = st.sampled_from(
            sorted(word(member) for member in fact.members)
        )
        if fact.is_a("ManyValued"):
            return st.lists(members, min_size=1, max_size=2, unique=True)
        return members
    if kind == "boolean":
        return st.booleans()
    if kind == "number":
        return st.sampled_from(limits()) | st.integers(0, 12_000_000)
    if kind == "day":
        return st.sampled_from([-400, -30, -1, 0, 1, 30]).map(
            lambda days: (day + timedelta(days)).isoformat()
        )
    return st.just("urn:x:other")


def word(iri: str) -> str:
    """A term as an inventory in JSON writes it."""
    return local(iri) if iri.startswith(QD) else curie(iri)


@st.composite
def inventories(draw: st.DrawFn) -> tuple[Facts, str]:
    """
    A complete base with some of its facts changed, added or
    taken away, and the day asked about.
    """
    day = draw(st.sampled_from(DAYS))
    asked = date.fromisoformat(day)
    facts = facts_of(
        {"base": draw(st.sampled_from(sorted(bases()))), "asOf": day}
    )
    facts["tally"]["year"] = asked.year
    facts["tally"]["asOf"] = (
        asked + timedelta(draw(st.sampled_from([0, 0, 0, -1, -20, 1])))
    ).isoformat()
    known = stated_facts()
    for scene in draw(st.lists(st.sampled_from(SCENES), max_size=3)):
        facts = with_facts(facts, _known(scene, known))
    groups = [
        tuple(name for name in group if name in known) for group in TOGETHER
    ]
    groups += [(name,) for name in sorted(known)]
    for group in draw(
        st.lists(
            st.sampled_from([group for group in groups if group]), max_size=4
        )
    ):
        for name in group:
            facts[known[name]].pop(name, None)
            if draw(st.integers(0, 4)):
                facts[known[name]][name] = draw(values(name, asked))
    return facts, day


def _known(scene: Facts, known: dict[str, str]) -> Facts:
    """A situation without the facts that the vocabulary does not have."""
    return {
        part: {name: value for name, value in named.items() if name in known}
        for part, named in scene.items()
    }


def turtle(facts: Facts) -> str:
    """An inventory as Turtle, to read and to decide again."""
    context = json.loads(
        (folder("ontology") / "context.jsonld").read_text("utf-8")
    )["@context"]
    content = json.dumps({**document(facts), "@context": context}).encode()
    triples = [
        quad.triple for quad in ox.parse(content, format=ox.RdfFormat.JSON_LD)
    ]
    prefixes = {
        "qd": QD,
        "cq25": QD.replace("ns/", "cq-2025/"),
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }
    return (
        ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=prefixes)
        or b""
    ).decode()
