"""
The decision table of the national rules and the list, step
by step, for cases of which everything is stated.

It is written from the provisions, without the engine and
without the rules in Turtle, to be held against them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

RELEASED, EXPIRES = "2025-09-05", "2027-09-05"
GUIDANCE_ON_READING = "2025-10-31"
AUTOMOTIVE = ("IntelligentConnectedVehicles", "AutomobileIndustry")
TECHNOLOGY = (
    "ProhibitedTechnology",
    "RestrictedTechnology",
    "FreeTechnology",
    "TechnologyExport",
)
UNCOUNTED = (
    "CbdfArticle4",
    "CbdfArticle5Contract",
    "CbdfArticle5HumanResources",
    "CbdfArticle5Emergency",
)
OUTSIDE = (
    "StateSecretRegime",
    "CoreDataRegime",
    "ApprovalFirst",
    "RecipientRestricted",
    "ExportControlRegime",
)


@dataclass(frozen=True)
class Whole:
    """A case of which everything that decides is stated."""

    day: str
    in_zone: bool
    sector: str
    use: str
    vehicle_data: bool
    infrastructure: bool
    holds: tuple[int, int, int, int]
    tally: tuple[int, int]
    secret: bool
    core: bool
    control: str
    access: str
    foreign: bool
    restricted: bool
    kind: str
    extract: str
    record: str
    unlisted_fields: bool
    ground: str
    proven: bool

    @property
    def personal(self) -> bool:
        """Whether the item holds personal information."""
        return self.kind != "none"

    @property
    def automotive(self) -> bool:
        """Whether the rules on automotive data follow the item."""
        return self.vehicle_data or self.sector in AUTOMOTIVE

    @property
    def region_binds(self) -> bool:
        """
        Whether what the region published speaks to the
        handler: in the zone, while the list is in force.
        """
        return self.in_zone and RELEASED <= self.day <= EXPIRES

    @property
    def covered(self) -> bool:
        """Whether the list covers the sector."""
        return self.sector == "IntelligentConnectedVehicles"

    @property
    def under_list(self) -> bool:
        """Step 9: in the zone, covered, in force, in use."""
        return self.region_binds and self.covered and self.use == "in use"

    @property
    def exempt_on_a_ground(self) -> bool:
        """Step 13: a ground that is claimed and proven."""
        return self.proven and self.ground in UNCOUNTED


def answer(case: Whole) -> tuple[str, str]:
    """The outcome and the position."""
    outcome = _outcome(case)
    if outcome in OUTSIDE:
        return outcome, "outside-list-management"
    if outcome == "NotAnExport":
        return outcome, "not-an-export"
    if outcome == "NeedsReview":
        return outcome, "undetermined"
    if not case.under_list:
        return outcome, "national-rules"
    mechanism = outcome in (
        "SecurityAssessment",
        "StandardContractOrCertification",
    )
    return outcome, "in-list" if mechanism else "out-of-list"


def _outcome(case: Whole) -> str:
    """Steps 1 to 6, then the rest."""
    steps = (
        (case.secret, "StateSecretRegime"),
        (case.core, "CoreDataRegime"),
        (case.foreign, "ApprovalFirst"),
        (case.restricted and case.personal, "RecipientRestricted"),
        (case.control == "ExportControlLaw", "ExportControlRegime"),
    )
    for met, outcome in steps:
        if met:
            return outcome
    if case.access == "ReadInChinaOnly":
        guided = case.day >= GUIDANCE_ON_READING
        return (
            "NotAnExport"
            if guided and case.control not in TECHNOLOGY
            else "NeedsReview"
        )
    if case.control in TECHNOLOGY:
        return "ExportControlRegime"
    if _important(case):
        return "SecurityAssessment"
    found = _by_person(case)
    return (
        "NeedsReview"
        if _doubtful(case) and found != "SecurityAssessment"
        else found
    )


def _important(case: Whole) -> bool:
    """Step 10, where no reading is open."""
    if case.record == "NotifiedImportant":
        return True
    if case.automotive and case.record in (
        "charging network",
        "unmasked faces",
    ):
        return True
    bound = case.region_binds and case.covered
    return bound and (_listed(case) or _identified(case) or part_b(case))


def _doubtful(case: Whole) -> bool:
    """Q7, Q22, Q23: what a person has to judge, outside the zone and in sectors not covered."""
    bound = case.region_binds and case.covered
    if _identified(case) and not bound:
        return True
    return (
        case.region_binds
        and not case.covered
        and (_listed(case) or part_b(case))
    )


def _identified(case: Whole) -> bool:
    return case.record == "IdentifiedImportant"


def _listed(case: Whole) -> bool:
    return case.record in ("listed item", "charging network", "unmasked faces")


def part_b(case: Whole) -> bool:
    """Rules 2 and 3 of the reference rules, by the persons held."""
    if not case.personal:
        return False
    ordinary, sensitive, accounts, both = case.holds
    if case.infrastructure and ordinary + sensitive - both >= 100_000:
        return True
    if case.extract == "SmallExtract":
        return False
    if case.kind == "sensitive":
        return sensitive >= 1_000_000 or accounts >= 100_000
    return ordinary >= 10_000_000


def _by_person(case: Whole) -> str:
    """Steps 11 to 17."""
    if not case.personal:
        return "NoRegulatedData"
    if case.exempt_on_a_ground:
        return "ExemptGround"
    if case.infrastructure:
        return "SecurityAssessment"
    ordinary, sensitive = case.tally
    if ordinary < 100_000 and sensitive == 0:
        return "ExemptOutOfList" if case.under_list else "ExemptBelowThreshold"
    if case.under_list and case.unlisted_fields:
        return "NeedsReview"
    if ordinary >= 1_000_000 or sensitive >= 10_000:
        return "SecurityAssessment"
    return "StandardContractOrCertification"


def inventory(case: Whole) -> dict[str, dict[str, Any]]:
    """The same case as the facts of an inventory."""
    return {
        "handler": _handler(case),
        "tally": _tally(case),
        "item": _item(case),
        "export": _export(case),
    }


def _handler(case: Whole) -> dict[str, Any]:
    ordinary, sensitive, accounts, both = case.holds
    facts: dict[str, Any] = {
        "zone": "cq-ftz" if case.in_zone else "none",
        "zoneTie": ["RegisteredInZone"] if case.in_zone else ["NoTie"],
        "sector": case.sector,
        "criticalInfrastructureOperator": case.infrastructure,
        "holdsOrdinaryPersons": ordinary,
        "holdsSensitivePersons": sensitive,
        "holdsSensitiveAccountPersons": accounts,
        "holdsPersonsInBoth": both,
    }
    if case.use == "ended":
        facts |= {"listUseEnded": case.day, "listUseEndReason": "Penalised"}
    if case.use == "not begun":
        facts["usesListSince"] = "2028-01-01"
    return facts


def _tally(case: Whole) -> dict[str, Any]:
    ordinary, sensitive = case.tally
    counted = {"ordinaryPersons": ordinary, "sensitivePersons": sensitive}
    return {"year": int(case.day[:4]), "asOf": case.day, **counted}


def _item(case: Whole) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "secrecy": "StateSecret" if case.secret else "NotClassified",
        "coreData": case.core,
        "controlRegime": case.control,
        "containsPersonalInformation": case.personal,
        "containsSensitivePersonalInformation": case.kind == "sensitive",
        "outsideListedFields": case.unlisted_fields,
        "extractOfHeldData": case.extract,
        "importantDataStatus": "ReviewedNotImportant",
        "matchesNoListedItem": True,
        "origin": "CollectedAbroad"
        if case.ground == "CbdfArticle4"
        else "CollectedInChina",
    }
    if case.sector not in AUTOMOTIVE:
        facts["vehicleData"] = case.vehicle_data
    if case.record in ("NotifiedImportant", "IdentifiedImportant"):
        facts["importantDataStatus"] = case.record
    elif case.record == "listed item":
        facts["matchesListedItem"] = ["cq25:item-control-program-source-code"]
        del facts["matchesNoListedItem"]
    elif case.record == "charging network":
        facts["chargingNetwork"] = True
        del facts["matchesNoListedItem"]
    elif case.record == "unmasked faces":
        facts |= {"exteriorImagery": True, "depicts": ["Face"]}
        facts["anonymisedToNationalRequirements"] = False
        del facts["matchesNoListedItem"]
    return facts


def _export(case: Whole) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "accessMode": case.access,
        "requestedByForeignAuthority": case.foreign,
        "recipientRestricted": case.restricted,
    }
    if case.ground != "NoGround":
        facts |= {"ground": case.ground, "groundProven": case.proven}
    return facts
