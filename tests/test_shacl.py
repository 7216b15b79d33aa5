"""
Our reading of a condition shape against pySHACL's, and what
a plain SHACL run over an inventory reports.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pyshacl import validate
from rdflib import RDF, Graph, Namespace, URIRef

import qingdan
from cases import bases, document, facts_of
from levelled import ITEM, levelled
from qingdan import api
from qingdan.deciding.case import Case, cases
from qingdan.files import folder, shape_files
from qingdan.law.compile import compile_shape
from qingdan.law.load import law
from qingdan.rdf.names import QD, SHAPE

SH = Namespace("http://www.w3.org/ns/shacl#")
BOOLEAN = [True, False, None]
VOLUMES = [None, 0, 1, 9_999, 10_000, 99_999, 100_000, 999_999, 1_000_000]
HELD = [None, 0, 99_999, 100_000, 999_999, 1_000_000, 10_000_000]
CHOICES: dict[str, dict[str, list[Any]]] = {
    "handler": {
        "zone": ["cq-ftz", "cq-ftz", "none", None],
        "zoneTie": [
            ["RegisteredInZone"],
            ["OperatingInZone", "ExportingFromZone"],
            ["NoTie"],
            None,
        ],
        "sector": [
            "IntelligentConnectedVehicles",
            "IntelligentConnectedVehicles",
            "OtherSector",
            None,
        ],
        "criticalInfrastructureOperator": BOOLEAN,
        "holdsOrdinaryPersons": HELD,
        "holdsSensitivePersons": HELD,
        "holdsSensitiveAccountPersons": HELD,
        "holdsPersonsInBoth": [0],
    },
    "tally": {"ordinaryPersons": VOLUMES, "sensitivePersons": VOLUMES},
    "item": {
        "secrecy": ["NotClassified", "NotClassified", "StateSecret", None],
        "coreData": [False, False, True, None],
        "controlRegime": [
            "NoControlRegime",
            "NoControlRegime",
            "ExportControlLaw",
            "RestrictedTechnology",
            "FreeTechnology",
        ],
        "importantDataStatus": [
            "ReviewedNotImportant",
            "NotifiedImportant",
            "ConfirmedNotImportant",
        ],
        "matchesNoListedItem": BOOLEAN,
        "matchesListedItem": [
            None,
            None,
            ["cq25:item-control-program-source-code"],
        ],
        "containsPersonalInformation": BOOLEAN,
        "containsSensitivePersonalInformation": BOOLEAN,
        "extractOfHeldData": ["SmallExtract", "WholeOfHeldData", None],
        "origin": [
            "CollectedInChina",
            "CollectedAbroad",
            "CollectedAbroadMixed",
            None,
        ],
        "exteriorImagery": BOOLEAN,
        "depicts": [
            ["Face"],
            ["Face", "RoadSign"],
            ["NothingIdentifying"],
            None,
        ],
        "anonymisedToNationalRequirements": BOOLEAN,
        "outsideListedFields": [None, None, True, False],
        "personalInformationKind": [
            None,
            ["Name"],
            ["Name", "VehicleTrajectory"],
        ],
        "childUnder14": BOOLEAN,
        "sensitiveArea": BOOLEAN,
        "geodata": BOOLEAN,
        "trafficFlow": BOOLEAN,
        "economicOperation": BOOLEAN,
        "chargingNetwork": BOOLEAN,
        "vehicleData": [True],
    },
    "export": {
        "accessMode": [
            "SentAbroad",
            "AccessibleFromAbroad",
            "ReadInChinaOnly",
            None,
        ],
        "requestedByForeignAuthority": [False, False, True, None],
        "recipientRestricted": [False, False, True, None],
        "ground": [
            None,
            "CbdfArticle5Contract",
            "CbdfArticle5HumanResources",
            "StatutoryDuty",
            "NoGround",
        ],
        "groundProven": BOOLEAN,
    },
}


@cache
def shapes() -> Graph:
    """Every condition shape as it is filed."""
    graph = Graph()
    for path in shape_files():
        graph.parse(path)
    return graph


@cache
def aimed() -> Graph:
    """
    The same shapes, each aimed at the one item, so that
    those without a target are judged as well.
    """
    graph = Graph() + shapes()
    for shape in named():
        graph.add((URIRef(shape), SH.targetNode, ITEM))
    return graph


@cache
def named() -> tuple[str, ...]:
    """The condition shapes by IRI; the shapes that ask whether a fact is known are judged below."""
    found = (str(shape) for shape in shapes().subjects(RDF.type, SH.NodeShape))
    return tuple(
        sorted(
            shape
            for shape in found
            if shape.startswith(SHAPE) and "Known-" not in shape
        )
    )


def case_of(stated: dict[str, dict[str, Any]]) -> Case:
    """The case of the one item."""
    inventory = api.loads(json.dumps(document(stated)).encode(), ".jsonld")
    return next(cases(law(), inventory, inventory.items[0], None))


def complete() -> st.SearchStrategy[dict[str, dict[str, Any]]]:
    """Facts that leave nothing unstated that a condition reads."""

    @st.composite
    def draw_all(draw: st.DrawFn) -> dict[str, dict[str, Any]]:
        stated = facts_of({"base": draw(st.sampled_from(sorted(bases())))})
        for part, choices in CHOICES.items():
            for name, values in choices.items():
                value = draw(
                    st.sampled_from(
                        [value for value in values if value is not None]
                    )
                )
                if name not in ("matchesListedItem", "matchesNoListedItem"):
                    stated[part][name] = value
        stated["item"] |= draw(
            st.sampled_from(
                [
                    {"matchesNoListedItem": True},
                    {
                        "matchesListedItem": [
                            "cq25:item-control-program-source-code"
                        ],
                        "matchesNoListedItem": False,
                    },
                ]
            )
        )
        stated["item"]["category"] = [
            draw(
                st.sampled_from(["cq25:subcategory-01", "cq25:subcategory-16"])
            )
        ]
        stated["tally"] |= {"year": 2026, "personsInBoth": 0}
        stated["handler"] |= {
            "usesListSince": "2026-01-05",
            "listUseEnded": draw(
                st.sampled_from(["2026-02-01", "2027-01-01"])
            ),
            "appliesList": "bj-2024",
        }
        stated["export"] |= {
            "exportDate": draw(
                st.sampled_from(["2025-09-04", "2026-03-02", "2024-03-21"])
            ),
            "purpose": "OtherPurpose",
        }
        stated["tally"]["year"] = int(stated["export"]["exportDate"][:4])
        stated["tally"]["asOf"] = stated["export"]["exportDate"]
        return stated

    return draw_all()


@settings(
    max_examples=12, deadline=None, suppress_health_check=list(HealthCheck)
)
@given(complete())
def test_condition_equals_pyshacl_where_all_is_stated(
    stated: dict[str, dict[str, Any]],
) -> None:
    """With every fact stated, no condition is unknown, and each has pySHACL's verdict."""
    try:
        case = case_of(stated)
    except qingdan.InputError:
        assume(False)
        raise
    _, report, _ = validate(
        levelled(case), shacl_graph=aimed(), advanced=False, inference="none"
    )
    violated = {
        str(shape) for shape in report.objects(None, SH.sourceShape)
    } | _parents(report)
    for shape in named():
        ours = compile_shape(law().graph, shape).evaluate(case.facts).status
        assert ours is not None, (shape, stated)
        assert ours == (shape not in violated), (shape, stated)


def _parents(report: Graph) -> set[str]:
    """A result of a property shape speaks for the node shape around it."""
    found = set()
    for source in report.objects(None, SH.sourceShape):
        found |= {
            str(shape) for shape in aimed().subjects(SH.property, source)
        }
    return found


def _severities(stated: dict[str, dict[str, Any]]) -> set[str]:
    graph = Graph()
    graph.parse(data=_turtle(stated), format="turtle")
    _, report, _ = validate(graph, shacl_graph=shapes(), inference="none")
    return {
        str(severity).removeprefix(QD)
        for severity in report.objects(None, SH.resultSeverity)
    }


def _turtle(stated: dict[str, dict[str, Any]]) -> str:
    full = document(stated)
    full["@context"] = json.loads(
        (folder("ontology") / "context.jsonld").read_text("utf-8")
    )["@context"]
    graph = Graph()
    graph.parse(data=json.dumps(full), format="json-ld")
    graph.add(
        (
            URIRef("urn:x:item"),
            URIRef(QD + "sector"),
            URIRef(QD + stated["handler"].get("sector", "OtherSector")),
        )
    )
    return graph.serialize(format="turtle")


@pytest.mark.parametrize(
    ("tally", "severity"),
    [
        ({"ordinaryPersons": 1_000_000}, "Tier1"),
        ({"sensitivePersons": 10_000}, "Tier1"),
        ({"ordinaryPersons": 100_000}, "Tier2"),
        ({"sensitivePersons": 1}, "Tier2"),
    ],
)
def test_plain_shacl_reports_the_tier(
    tally: dict[str, int], severity: str
) -> None:
    """Any SHACL engine that runs our shapes over the raw inventory reports the tier as severity."""
    stated = facts_of({"base": "icv-maker-in-zone", "facts": {"tally": tally}})
    assert severity in _severities(stated)


def test_plain_shacl_is_silent_only_where_all_is_known_and_nothing_triggers() -> (
    None
):
    """The complete base conforms."""
    assert _severities(facts_of({"base": "icv-maker-in-zone"})) == set()


NEEDED = [
    (
        "item",
        (
            "secrecy",
            "coreData",
            "controlRegime",
            "importantDataStatus",
            "matchesNoListedItem",
            "containsPersonalInformation",
            "containsSensitivePersonalInformation",
        ),
    ),
    (
        "handler",
        (
            "zone",
            "zoneTie",
            "criticalInfrastructureOperator",
            "holdsOrdinaryPersons",
            "holdsSensitivePersons",
            "holdsSensitiveAccountPersons",
        ),
    ),
    ("tally", ("ordinaryPersons", "sensitivePersons")),
    ("export", ("requestedByForeignAuthority", "recipientRestricted")),
]


@pytest.mark.parametrize(
    ("part", "name"),
    [(part, name) for part, names in NEEDED for name in names],
)
def test_plain_shacl_never_fails_open(part: str, name: str) -> None:
    """Take any needed fact away, and the run reports `qd:Undetermined`."""
    stated = facts_of(
        {"base": "icv-maker-in-zone", "facts": {part: {name: None}}}
    )
    assert "Undetermined" in _severities(stated)
