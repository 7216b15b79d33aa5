"""
The data of a vehicle maker that does not exist: what its
items, exports and handlers are like. Read by inventories.py.
"""

from __future__ import annotations

import random
from typing import NamedTuple

QD, CQ25, XSD = (
    "https://w3id.org/qingdan/ns/",
    "https://w3id.org/qingdan/cq-2025/",
    "http://www.w3.org/2001/XMLSchema#",
)
BASE = "urn:x:chuanjiang-auto:"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
HANDLERS = 40
SUBJECTS = {  # what a scenario holds: kinds of personal information, listed items and true facts after the colon
    "model-design": (
        "training clips: exteriorImagery item-driving-model-training-data; trim drawings;"
        " wind-tunnel results; styling replies: Name ContactDetail; control calibration:"
        " item-electronic-control-systems; planner code: item-control-program-source-code; platform"
        " styling: item-confidential-product-design; bench logs; cost models; clinic videos: Video"
        " Image; seat studies: HealthData Name"
    ),
    "vehicle-testing": (
        "track maps: geodata item-hd-map; satellite positions: geodata preciseLocation"
        " item-gnss-data; point clouds: geodata; CAN logs; crash sensors; driver roster: Name;"
        " visitor log: Name ContactDetail LicencePlateNumber; durability runs; route surveys:"
        " geodata sensitiveArea; noise measurements; physiology study: HealthData Video"
    ),
    "network-planning": (
        "platform topology: item-cii-topology; contingency plans: item-cii-contingency-plan;"
        " security audits; device register; ERP settings; service tickets: Name ContactDetail;"
        " vulnerability scans: item-undisclosed-vulnerability; access logs: AccountIdentifier;"
        " badge photos: Image Name; licence register; backup schedules"
    ),
    "supply-chain": (
        "price lists: item-competitive-sensitive-data; supply panorama: item-supply-chain-data;"
        " parts flows; supplier contacts: Name ContactDetail; bills of material; audit reports;"
        " part certificates; tooling drawings; portal users: AccountIdentifier Name; magnet orders;"
        " customs papers: Name IdentityCardNumber"
    ),
    "online-upgrade": (
        "upgrade packages: item-online-upgrade-data; campaign figures; download log:"
        " VehicleIdentificationNumber DeviceIdentifier; release notes; rollback log:"
        " DeviceIdentifier; defect reports; signing records; consent records: Name"
        " AccountIdentifier; patch queue; test fleet: VehicleIdentificationNumber; failure traces:"
        " VehicleUsageRecord"
    ),
    "charging": (
        "network load: chargingNetwork; charging sessions: AccountIdentifier OrderRecord; charger"
        " maintenance; station directory; home chargers: DeviceIdentifier ContactDetail; roaming"
        " bookings: OrderRecord Name; payment records: FinancialAccount Name; grid forecasts:"
        " item-charging-network-data; tariff tables; parking plates: LicencePlateNumber; charger"
        " firmware"
    ),
    "connected-service": (
        "customer register: Name ContactDetail; app accounts: AccountIdentifier DeviceIdentifier;"
        " vehicle tracks: VehicleTrajectory preciseLocation; voice recordings: Audio; remote"
        " commands: item-remote-control-data; digital keys: item-digital-key-data; media choices:"
        " AccountIdentifier; cabin images: Image; weather tiles; navigation log: Movements; chat"
        " log: Name"
    ),
    "after-sales": (
        "warranty claims: Name VehicleIdentificationNumber; parts stock; repair photos; recall"
        " owners: Name ContactDetail; fault statistics; workshop manuals; battery condition:"
        " item-vehicle-condition-data; owner papers: IdentityCardNumber VehicleLicenceNumber;"
        " towing orders: OrderRecord; dealer leads: ContactDetail; service prices"
    ),
    "driving": (
        "driving decisions: item-driving-decision-data; event recorder: VehicleUsageRecord; driver"
        " monitoring: BiometricFeature Video; trip statistics; lane statistics: trafficFlow; energy"
        " use; street scenes: exteriorImagery; tyre wear; driver scores: AccountIdentifier"
        " VehicleUsageRecord; braking maps: geodata; licence checks: DrivingLicenceFileNumber"
    ),
}
NAMES = (
    "AccountIdentifier ContactDetail DeviceIdentifier LicencePlateNumber Name OrderRecord"
    " VehicleIdentificationNumber VehicleUsageRecord"
)
ORDINARY = frozenset(NAMES.split())
FLAGS = (
    "anonymised chargingNetwork containsPersonalInformation containsSensitivePersonalInformation"
    " coreData exteriorImagery geodata"
)
BOOLEANS = frozenset(
    f"{FLAGS} matchesNoListedItem outsideListedFields preciseLocation sensitiveArea trafficFlow".split()
)
EXPORT_BOOLEANS = frozenset(
    [
        "groundProven",
        "recipientRestricted",
        "requestedByForeignAuthority",
        "criticalInfrastructureOperator",
    ]
)
TERMS = (
    "scenario secrecy controlRegime importantDataStatus matchesListedItem personalInformationKind"
    " sector origin extractOfHeldData"
)
ITEM_FACTS = (*TERMS.split(), *sorted(BOOLEANS))
EXPORT_FACTS = (
    "accessMode",
    "exportDate",
    "ground",
    "groundProven",
    "purpose",
    "recipientRestricted",
    "requestedByForeignAuthority",
)
DEPARTURES = (  # how an item departs from its kind; a bare name is left out
    "secrecy coreData controlRegime importantDataStatus matchesNoListedItem"
    " containsPersonalInformation containsSensitivePersonalInformation scenario secrecy=StateSecret"
    " coreData=true controlRegime=TechnologyExport controlRegime=ExportControlLaw"
    " importantDataStatus=IdentifiedImportant importantDataStatus=NotifiedImportant"
    " importantDataStatus=ReviewedNotImportant sensitiveArea=false geodata=false geodata=true"
    " preciseLocation=false trafficFlow=false outsideListedFields=true origin=CollectedAbroad"
    " extractOfHeldData=SmallExtract extractOfHeldData=WholeOfHeldData sector=OtherSector"
    " sector=IntelligentConnectedVehicles containsSensitivePersonalInformation=true"
    " containsPersonalInformation=true"
)
CHANGES = DEPARTURES.split()
EXPORTS = (  # weight, then facts; the last six claim a ground, which only personal information can need
    "9 accessMode=SentAbroad", "6 accessMode=SentAbroad recipientRestricted=false", "4 accessMode=AccessibleFromAbroad purpose=OtherPurpose",
    "3 accessMode=SentAbroad ground=NoGround exportDate=2026-03-02", "2 accessMode=ReadInChinaOnly", "1 accessMode=SentAbroad recipientRestricted=true",
    "1 accessMode=SentAbroad requestedByForeignAuthority=true", "1 purpose=DefectRemoval exportDate=2026-02-20", "1 purpose=VulnerabilityRepair",
    "6 accessMode=SentAbroad ground=CbdfArticle5Contract groundProven=true", "4 accessMode=SentAbroad ground=CbdfArticle5Contract groundProven=false",
    "4 accessMode=AccessibleFromAbroad ground=CbdfArticle5HumanResources groundProven=true", "2 ground=CbdfArticle5BelowThreshold",
    "2 accessMode=SentAbroad ground=CbdfArticle5Contract", "1 accessMode=SentAbroad ground=CbdfArticle5Emergency groundProven=true",
)  # fmt: skip
GROUNDLESS = 9
HELD = {
    "holdsOrdinaryPersons": (
        9_000,
        99_999,
        100_000,
        780_000,
        2_600_000,
        5_200_000,
        9_999_999,
        10_000_000,
    ),
    "holdsSensitivePersons": (
        0,
        3_000,
        64_000,
        310_000,
        940_000,
        999_999,
        1_000_000,
    ),
    "holdsSensitiveAccountPersons": (0, 0, 15_000, 61_000, 99_999, 100_000),
}
VOLUMES = {
    "ordinaryPersons": (
        0,
        800,
        42_000,
        99_999,
        100_000,
        182_400,
        412_000,
        999_999,
        1_000_000,
        2_400_000,
    ),
    "sensitivePersons": (0, 0, 0, 1, 640, 9_999, 10_000, 26_800, 0),
}
Facts = dict[str, str]


class Variant(NamedTuple):
    """
    Facts that many items share: their lines without the subject,
    their cells, and what their titles and exports are like.
    """

    facts: Facts
    lines: tuple[str, ...]
    cells: str
    title: str
    handlers: tuple[int, ...]
    exports: tuple[int, ...]


def consistent(facts: Facts) -> bool:
    """Whether the facts of an item can hold together, as the law infers facts from facts."""
    kinds = set(facts.get("personalInformationKind", "").split(";")) - {""}
    personal, sensitive = (
        facts.get("containsPersonalInformation"),
        facts.get("containsSensitivePersonalInformation"),
    )
    none = personal == "false" or facts.get("anonymised") == "true"
    imagery = facts.get("exteriorImagery") == "true"
    important = (
        "chargingNetwork" in facts
        or facts.get("sensitiveArea") == "true"
        or imagery
    )
    listed = (
        "matchesListedItem" in facts
        or "chargingNetwork" in facts
        or facts.get("sensitiveArea") == "true"
    )
    return not (
        (none and (kinds or sensitive == "true" or personal == "true"))
        or (kinds - ORDINARY and sensitive == "false")
        or (listed and facts.get("matchesNoListedItem") == "true")
        or (important and "importantDataStatus" in facts)
    )


def profiles(rng: random.Random) -> list[tuple[str, Facts, bool]]:
    """
    The kinds of items: each subject as recorded, not reviewed yet,
    and as statistics; and whether the handler states the rest.
    """
    found = []
    for scenario, subjects in SUBJECTS.items():
        for subject in subjects.split(";"):
            name, _, told = subject.partition(":")
            kinds = ";".join(
                word for word in told.split() if word[0].isupper()
            )
            facts = {
                "scenario": "scenario-" + scenario,
                **{word: "true" for word in told.split() if word in BOOLEANS},
            }
            items = [word for word in told.split() if word.startswith("item-")]
            listed = {"matchesListedItem": items[0]} if items else {}
            sensitive = (
                {"containsSensitivePersonalInformation": "false"}
                if kinds and not set(kinds.split(";")) - ORDINARY
                else {}
            )
            personal = (
                {"personalInformationKind": kinds, **sensitive}
                if kinds
                else {"containsPersonalInformation": "false"}
            )
            reviewed = {
                "importantDataStatus": "ReviewedNotImportant",
                "matchesNoListedItem": "true",
            }
            for form in ("as recorded", "not reviewed", "statistics"):
                terse = rng.random() < 0.3
                own = (
                    {}
                    if terse
                    else {
                        "secrecy": "NotClassified",
                        "coreData": "false",
                        "controlRegime": "NoControlRegime",
                    }
                )
                anonymised = (
                    {"anonymised": "true"}
                    if kinds
                    else {"containsPersonalInformation": "false"}
                )
                made = {
                    "as recorded": {
                        **facts,
                        **own,
                        **listed,
                        **personal,
                        **reviewed,
                    },
                    "not reviewed": {**facts, **own, **personal},
                    "statistics": {
                        "scenario": facts["scenario"],
                        **own,
                        **reviewed,
                        **anonymised,
                    },
                }[form]
                if not consistent(made):
                    made = {
                        fact: value
                        for fact, value in made.items()
                        if fact not in reviewed
                    }
                found.append((f"{name.strip()} {form}", made, terse))
    return found


def varied(rng: random.Random, facts: Facts) -> Facts:
    """The facts with one to three of them changed."""
    for _ in range(rng.randint(1, 3)):
        fact, equals, value = rng.choice(CHANGES).partition("=")
        changed = {
            name: kept for name, kept in facts.items() if name != fact
        } | ({fact: value} if equals else {})
        facts = changed if consistent(changed) else facts
    return facts


def variants(rng: random.Random) -> tuple[list[Variant], list[float]]:
    """
    Every profile as it is and in three variations, with
    weights that fall off as in a real register.
    """
    found, weights = [], []
    for title, facts, terse in profiles(rng):
        weight = 1 / (1 + rng.randrange(60))
        held = tuple(
            rng.sample(range(HANDLERS // 2) if terse else range(HANDLERS), 3)
        )
        for order, own in enumerate(
            [facts, *[varied(rng, facts) for _ in range(3)]]
        ):
            claims = (
                len(EXPORTS)
                if own.get("personalInformationKind")
                else GROUNDLESS
            )
            exports = tuple(
                rng.choices(
                    range(claims),
                    [int(text.split()[0]) for text in EXPORTS[:claims]],
                    k=2,
                )
            )
            ends = tuple(
                line
                for fact in ITEM_FACTS
                if fact in own
                for line in lines(fact, own[fact])
            )
            found.append(
                Variant(
                    own,
                    ends,
                    ",".join(own.get(fact, "") for fact in ITEM_FACTS),
                    title,
                    held,
                    exports,
                )
            )
            weights.append(weight / (1 + 4 * order))
    return found, weights


def lines(fact: str, value: str) -> list[str]:
    """The ends of the lines that state a fact, one for each of its values."""
    start = f"<{QD}{fact}> "
    if fact in BOOLEANS | EXPORT_BOOLEANS and value in ("true", "false"):
        return [f'{start}"{value}"^^<{XSD}boolean> .\n']
    if fact == "exportDate":
        return [f'{start}"{value}"^^<{XSD}date> .\n']
    if fact in BOOLEANS or " " in value:
        return [f'{start}"{value}" .\n']
    space = CQ25 if fact in ("scenario", "matchesListedItem") else QD
    return [f"{start}<{space}{one}> .\n" for one in value.split(";")]


def export_facts(number: int) -> Facts:
    """The facts of one of the exports."""
    return dict(pair.split("=") for pair in EXPORTS[number].split()[1:])


def shared(handler: int) -> Facts:
    """What a handler states once of its items and their exports."""
    facts = {
        "sector": "OtherSector"
        if handler % 13 == 5
        else "IntelligentConnectedVehicles"
    }
    if handler < HANDLERS // 2:
        facts |= {
            "secrecy": "NotClassified",
            "coreData": "false",
            "controlRegime": "NoControlRegime",
        }
    return facts | {
        "recipientRestricted": "false",
        "requestedByForeignAuthority": "false",
    }


def handlers(seed: int) -> list[str]:
    """
    The lines of every handler and its tally; the first half
    states once what their items have in common.
    """
    rng, found = random.Random(seed + 2), []
    for number in range(HANDLERS):
        iri, tally = (
            f"<{BASE}handler-{number:02}>",
            f"<{BASE}tally-2026-{number:02}>",
        )
        tie = rng.choice(
            [
                "RegisteredInZone",
                "OperatingInZone",
                "RegisteredInZone;OperatingInZone;ExportingFromZone",
            ]
        )
        inside = number % 10 < 7
        facts = {
            "zone": "cq-ftz" if inside else "none",
            "zoneTie": tie if inside else "NoTie",
        }
        facts |= shared(number)
        facts["criticalInfrastructureOperator"] = (
            "true" if number % 17 == 3 else "false"
        )
        counts = {fact: rng.choice(volumes) for fact, volumes in HELD.items()}
        exported = {
            fact: VOLUMES[fact][(number * step) % len(VOLUMES[fact])]
            for fact, step in (("ordinaryPersons", 3), ("sensitivePersons", 1))
        }
        exported["personsInBoth"] = min(exported.values()) // 2
        told = [
            line
            for fact, value in facts.items()
            for line in lines(fact, value)
        ]
        found += [
            f"{iri} {line}"
            for line in (
                f"{TYPE} <{QD}DataHandler> .\n",
                *told,
                *map(_count, counts.items()),
            )
        ]
        year = f'<{QD}year> "2026"^^<{XSD}gYear> .\n'
        as_of = f'<{QD}asOf> "2026-03-02"^^<{XSD}date> .\n'
        found += [f"{iri} <{QD}tally> {tally} .\n"]
        found += [
            f"{tally} {line}"
            for line in (
                f"{TYPE} <{QD}Tally> .\n",
                year,
                as_of,
                *map(_count, exported.items()),
            )
        ]
    return found


def _count(fact: tuple[str, int]) -> str:
    return f'<{QD}{fact[0]}> "{fact[1]}"^^<{XSD}integer> .\n'
