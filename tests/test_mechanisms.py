"""What is in hand beside what is required: oracle cases E33 and E40, and each other reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from calls import call
from qingdan.files import folder
from qingdan.rdf.names import QD

BASE = """
@prefix h: <urn:x:h:> .
@prefix cq25: <https://w3id.org/qingdan/cq-2025/> .
@prefix qd: <https://w3id.org/qingdan/ns/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
h:maker a qd:DataHandler ; qd:zone qd:cq-ftz ; qd:zoneTie qd:RegisteredInZone ;
    qd:sector qd:IntelligentConnectedVehicles ; qd:criticalInfrastructureOperator false ;
    qd:usesListSince "2026-01-05"^^xsd:date ; qd:holdsOrdinaryPersons 5 ;
    qd:holdsSensitivePersons 0 ; qd:holdsSensitiveAccountPersons 0 ;
    qd:tally h:tally ; qd:hasMechanism h:held {more} .
h:tally a qd:Tally ; qd:year "2026"^^xsd:gYear ; qd:asOf "2026-06-01"^^xsd:date ;
    qd:ordinaryPersons {persons} ; qd:sensitivePersons 0 .
h:item a qd:DataItem ; qd:heldBy h:maker ; qd:secrecy qd:NotClassified ; qd:coreData false ;
    qd:controlRegime qd:NoControlRegime ; qd:importantDataStatus qd:ReviewedNotImportant ;
    qd:matchesNoListedItem true ; qd:containsPersonalInformation true ;
    qd:containsSensitivePersonalInformation false ; qd:outsideListedFields false ;
    qd:geodata false ; qd:requestedByForeignAuthority false ; qd:recipientRestricted false .
h:export a qd:Export ; qd:exportOf h:item ; qd:recipient h:osaka ;
    qd:exportDate "2026-06-01"^^xsd:date ; qd:purpose qd:OtherPurpose .
h:held a {held} .
"""
SCOPE = """ ; qd:coversItem h:item ; qd:coversRecipient h:osaka ; qd:coversPurpose qd:OtherPurpose"""
ASSESSMENT = f"""qd:Assessment {SCOPE} ; qd:number "1" ; qd:issuedOn "2025-02-03"^^xsd:date ;
    qd:coversOrdinaryPersons 1200000 ; qd:coversSensitivePersons 0"""
CONTRACT = f"""qd:StandardContract {SCOPE} ; qd:signedOn "2026-01-05"^^xsd:date ;
    qd:effectiveOn "2026-01-06"^^xsd:date ; qd:filedOn "2026-01-19"^^xsd:date"""
CERTIFICATE = f"""qd:Certification {SCOPE} ; qd:certificateNumber "2" ;
    qd:issuedOn "2026-02-02"^^xsd:date ; qd:coversOrdinaryPersons 500000"""


def written(
    folder: Path, persons: int, held: str, more: str = "", rest: str = ""
) -> str:
    """An inventory whose handler has one mechanism in hand."""
    path = folder / "held.ttl"
    path.write_text(
        BASE.format(persons=persons, held=held, more=more) + rest, "utf-8"
    )
    return str(path)


def coverage(path: str, day: str = "2026-06-01") -> dict[str, Any]:
    """The coverage, the same for one item and for a whole inventory, with the outcome beside it."""
    told = call("why", path, "item", "--as-of", day, "--format", "json")
    assert told.status == 0, told.err
    alone = json.loads(told.out)
    (one,) = json.loads(
        call("decide", path, "--as-of", day, "--format", "json").out
    )
    assert alone["coverage"] == one["coverage"]
    return {**alone["coverage"], "outcome": alone["outcome"]}


def reasons(found: dict[str, Any]) -> list[str]:
    """The short names of the reasons, that of the status first."""
    return [one["reason"] for one in found["reasons"]]


def test_an_assessment_covers_until_its_term_ends(tmp_path: Path) -> None:
    """Three years from the day of issue, in items, recipient, purpose and persons."""
    found = coverage(written(tmp_path, 1_150_000, ASSESSMENT))
    assert (found["outcome"], found["status"]) == (
        "SecurityAssessment",
        "covered",
    )
    assert (found["mechanism"], found["until"]) == (
        "urn:x:h:held",
        "2028-02-03",
    )
    assert found["headroom"] == {
        "ordinaryPersons": 50_000,
        "sensitivePersons": 0,
    }


def test_e40_more_persons_than_were_assessed(tmp_path: Path) -> None:
    """Passed for 1.2 million persons, now 1.5 million: beyond scale, a new filing."""
    path = written(tmp_path, 1_500_000, ASSESSMENT)
    found = coverage(path)
    assert (found["outcome"], found["status"]) == (
        "SecurityAssessment",
        "beyond-scale",
    )
    assert found["cites"] == ["cn:ndsmr-article-38"]
    assert found["headroom"]["ordinaryPersons"] == -300_000
    day = ("--as-of", "2026-06-01")
    assert call("decide", path, *day, "--fail-on", "uncovered").status == 1
    path = written(tmp_path, 1_200_000, ASSESSMENT)
    assert coverage(path)["status"] == "covered"
    assert call("decide", path, *day, "--fail-on", "uncovered").status == 0
    shown = call(
        "why",
        written(tmp_path, 1_500_000, ASSESSMENT),
        "item",
        *day,
        "--detail",
        "legal",
    )
    assert (
        "Mechanism in hand: beyond its scale, urn:x:h:held, until 2028-02-03"
        in shown.out
    )
    assert "300,000 more than are covered" in shown.out


def test_e33_the_threshold_is_crossed_within_the_year(tmp_path: Path) -> None:
    """A contract in force, 990,000 persons, then 1,010,000: an assessment, filed anew."""
    found = coverage(written(tmp_path, 990_000, CONTRACT))
    assert (found["outcome"], found["status"]) == (
        "StandardContractOrCertification",
        "covered",
    )
    found = coverage(written(tmp_path, 1_010_000, CONTRACT))
    assert (found["outcome"], found["status"]) == (
        "SecurityAssessment",
        "file-anew",
    )
    assert reasons(found) == ["crossed"]
    assert set(found["cites"]) == {
        "cn:cbdf-article-7",
        "cn:qa-2025-10",
        "cn:qa-2026-01",
    }


CASES = [
    ("nobody asks", 5, CONTRACT, "2026-06-01", "not-needed", "not-needed"),
    (
        "a certificate",
        150_000,
        CERTIFICATE,
        "2026-06-01",
        "covered",
        "covered",
    ),
    (
        "certified for fewer",
        600_000,
        CERTIFICATE,
        "2026-06-01",
        "beyond-scale",
        "beyond-scale",
    ),
    (
        "not yet issued",
        1_100_000,
        ASSESSMENT,
        "2025-02-02",
        "unknown",
        "undecided",
    ),
    (
        "not yet in effect",
        150_000,
        CONTRACT.replace("2026-01", "2026-07"),
        "2026-06-01",
        "none",
        "not-in-force",
    ),
    (
        "ended",
        150_000,
        CONTRACT + ' ; qd:endsOn "2026-05-31"^^xsd:date',
        "2026-06-01",
        "expired",
        "expired",
    ),
    (
        "its last day",
        150_000,
        CONTRACT + ' ; qd:endsOn "2026-06-01"^^xsd:date',
        "2026-06-01",
        "covered",
        "covered",
    ),
    (
        "another item",
        150_000,
        CONTRACT.replace("h:item", "h:other"),
        "2026-06-01",
        "beyond-scope",
        "item",
    ),
    (
        "another recipient",
        150_000,
        CONTRACT.replace("osaka", "lyon"),
        "2026-06-01",
        "beyond-scope",
        "recipient",
    ),
    (
        "another purpose",
        150_000,
        CONTRACT.replace("qd:OtherPurpose", "qd:DefectRemoval"),
        "2026-06-01",
        "beyond-scope",
        "purpose",
    ),
    (
        "no recipient named",
        150_000,
        CONTRACT.replace("qd:coversRecipient h:osaka ;", ""),
        "2026-06-01",
        "unknown",
        "unstated",
    ),
    (
        "no number named",
        1_100_000,
        ASSESSMENT.replace("qd:coversOrdinaryPersons 1200000 ;", ""),
        "2026-06-01",
        "unknown",
        "unstated",
    ),
    (
        "the window",
        1_100_000,
        ASSESSMENT + ' ; qd:validUntil "2026-08-14"^^xsd:date',
        "2026-06-01",
        "renewal-window",
        "renewal-window",
    ),
    (
        "before the window",
        1_100_000,
        ASSESSMENT + ' ; qd:validUntil "2026-12-31"^^xsd:date',
        "2026-06-01",
        "covered",
        "covered",
    ),
    (
        "to be certified anew",
        150_000,
        CERTIFICATE + ' ; qd:validUntil "2026-12-01"^^xsd:date',
        "2026-06-01",
        "renewal-window",
        "renewal-window",
    ),
]


@pytest.mark.parametrize(
    ("persons", "held", "day", "status", "reason"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_each_reason(
    tmp_path: Path, persons: int, held: str, day: str, status: str, reason: str
) -> None:
    """The status, and the reason that gives it."""
    found = coverage(written(tmp_path, persons, held), day)
    assert (found["status"], reasons(found)[0]) == (status, reason)
    assert found["cites"]


def test_a_contract_filed_too_late_or_not_at_all(tmp_path: Path) -> None:
    """Ten working days from effect: 2026-01-19 is in time, a day later is not; it covers all the same."""
    assert reasons(coverage(written(tmp_path, 150_000, CONTRACT))) == [
        "covered"
    ]
    late = coverage(
        written(tmp_path, 150_000, CONTRACT.replace("01-19", "01-21"))
    )
    assert (late["status"], reasons(late)) == (
        "covered",
        ["covered", "filed-late"],
    )
    bare = CONTRACT.replace(' ; qd:filedOn "2026-01-19"^^xsd:date', "")
    path = written(tmp_path, 150_000, bare)
    assert reasons(coverage(path)) == ["covered", "not-filed"]
    told = json.loads(
        call("duties", path, "--as-of", "2026-06-01", "--format", "json").out
    )
    filing = {one["duty"]: one for one in told["duties"]}[
        "cn:duty-file-contract"
    ]
    assert (filing["from"], filing["due"], filing["state"]) == (
        "2026-01-06",
        "2026-01-20",
        "overdue",
    )
    assert filing["statedOn"] == "urn:x:h:held"


def test_a_material_change_asks_for_a_new_filing(tmp_path: Path) -> None:
    """From the day of the change, until it is filed again."""
    rest = 'h:change a qd:Event ; qd:eventKind qd:MaterialChange ; qd:happenedOn "2026-04-01"^^xsd:date .'
    more = "; qd:hasEvent h:change"
    found = coverage(written(tmp_path, 150_000, CONTRACT, more, rest))
    assert (found["status"], reasons(found)[0]) == ("file-anew", "changed")
    again = CONTRACT.replace("2026-01-19", "2026-04-10")
    assert (
        coverage(written(tmp_path, 150_000, again, more, rest))["status"]
        == "covered"
    )


def test_what_was_done_is_not_overdue(tmp_path: Path) -> None:
    """A filing fulfils the report of use; one before its trigger does not count."""
    report = (
        "h:filing a qd:Filing ; qd:fulfils cq25:duty-report-use ; qd:filedOn "
    )
    more = "; qd:hasFiling h:filing"
    for day, state in (("2026-01-20", "done"), ("2026-02-10", "late")):
        path = written(
            tmp_path, 5, CONTRACT, more, f'{report}"{day}"^^xsd:date .'
        )
        told = json.loads(
            call(
                "duties", path, "--as-of", "2026-06-01", "--format", "json"
            ).out
        )
        states = {one["duty"]: one["state"] for one in told["duties"]}
        assert states["cq25:duty-report-use"] == state


BAD = [
    (
        ASSESSMENT + ' ; qd:validUntil "2025-02-02"^^xsd:date',
        "qd:validUntil 2025-02-02 is before qd:issuedOn 2025-02-03",
    ),
    (
        CONTRACT + ' ; qd:endsOn "2025-02-02"^^xsd:date',
        "qd:endsOn 2025-02-02 is before qd:effectiveOn 2026-01-06",
    ),
    (
        CONTRACT.replace("01-19", "01-05"),
        "qd:filedOn 2026-01-05 is before qd:effectiveOn 2026-01-06",
    ),
    (
        "qd:Tally",
        "qd:hasMechanism leads to urn:x:h:held, which is not described as a qd:Assessment",
    ),
]


@pytest.mark.parametrize(("held", "message"), BAD)
def test_bad_mechanisms(tmp_path: Path, held: str, message: str) -> None:
    """One line: what, where, how to mend it; the shapes find the same."""
    path = written(tmp_path, 5, held)
    told = call("decide", path, "--as-of", "2026-06-01")
    assert told.status == 2
    assert message in told.err
    assert call("validate", path, "--fail-on", "Violation").status == 1


def test_a_filing_before_its_trigger_is_refused(tmp_path: Path) -> None:
    """The report of use filed before the use began."""
    rest = 'h:filing a qd:Filing ; qd:fulfils cq25:duty-report-use ; qd:filedOn "2026-01-04"^^xsd:date .'
    told = call(
        "duties",
        written(tmp_path, 5, CONTRACT, "; qd:hasFiling h:filing", rest),
        "--as-of",
        "2026-06-01",
    )
    assert told.status == 2
    assert (
        "cq25:duty-report-use was filed on 2026-01-04, before what starts it on 2026-01-05"
        in told.err
    )


def test_a_filing_of_no_duty_is_refused(tmp_path: Path) -> None:
    """A name that is no duty of the law."""
    rest = 'h:filing a qd:Filing ; qd:fulfils cq25:duty-report-usage ; qd:filedOn "2026-01-14"^^xsd:date .'
    told = call(
        "duties",
        written(tmp_path, 5, CONTRACT, "; qd:hasFiling h:filing", rest),
        "--as-of",
        "2026-06-01",
    )
    assert told.status == 2
    assert "cq25:duty-report-usage is no duty" in told.err


def test_rdf_tells_the_coverage_of_each_item(tmp_path: Path) -> None:
    """Two items alike, of which one is covered: each graph has its own answer."""
    again = BASE[BASE.index("h:item a") : BASE.index("h:held a")]
    rest = again.replace("h:item", "h:other").replace("h:export", "h:second")
    path = written(tmp_path, 150_000, CONTRACT, rest=rest)
    told = call(
        "decide", path, "--as-of", "2026-06-01", "--format", "turtle"
    ).out
    store = ox.Store()
    store.load(told.encode(), format=ox.RdfFormat.TRIG)
    rows = store.query(
        f"PREFIX qd: <{QD}> SELECT ?item ?status WHERE {{ GRAPH ?g {{ ?d qd:determines ?item ;"
        " qd:mechanismCoverage/qd:coverageStatus ?status } }"
    )
    assert isinstance(rows, ox.QuerySolutions)
    found = {str(row["item"].value): str(row["status"].value) for row in rows}
    assert found == {
        "urn:x:h:item": "covered",
        "urn:x:h:other": "beyond-scope",
    }


def test_renewals_are_listed_with_their_window(tmp_path: Path) -> None:
    """An assessment by the term of the law: the window opens at the earliest 60 working days before."""
    path = written(tmp_path, 1_150_000, ASSESSMENT)
    told = json.loads(
        call("duties", path, "--as-of", "2026-06-01", "--format", "json").out
    )
    renewal = {one["duty"]: one for one in told["duties"]}[
        "cn:duty-renew-assessment"
    ]
    assert (renewal["due"], renewal["state"], renewal["from"]) == (
        "2028-02-03",
        "later",
        None,
    )
    assert renewal["arithmetic"]["opensBetween"][0] < "2027-11-15"
    path = written(tmp_path, 150_000, CERTIFICATE)
    told = json.loads(
        call("duties", path, "--as-of", "2026-06-01", "--format", "json").out
    )
    renewal = {one["duty"]: one for one in told["duties"]}[
        "cn:duty-renew-certificate"
    ]
    assert (renewal["due"], renewal["state"]) == ("2028-08-02", "open")


def test_e45_two_months_after_publication(tmp_path: Path) -> None:
    """Published as important on 2025-09-05 and exported before: file by 2025-11-05 to go on."""
    rest = 'h:told a qd:Event ; qd:eventKind qd:PublishedAsImportant ; qd:happenedOn "2025-09-05"^^xsd:date .'
    path = written(tmp_path, 150_000, CONTRACT, "; qd:hasEvent h:told", rest)
    text = (
        Path(path)
        .read_text("utf-8")
        .replace("qd:ReviewedNotImportant", "qd:PublishedImportant")
    )
    Path(path).write_text(
        text.replace("qd:matchesNoListedItem true ;", ""), "utf-8"
    )
    told = json.loads(
        call("duties", path, "--as-of", "2025-10-01", "--format", "json").out
    )
    filing = {one["duty"]: one for one in told["duties"]}[
        "cn:duty-file-within-two-months"
    ]
    assert (filing["from"], filing["due"], filing["state"]) == (
        "2025-09-05",
        "2025-11-05",
        "open",
    )


def test_the_worked_filing_has_three_mechanisms_that_cover() -> None:
    """An assessment, a contract and a certificate, each for its item; the rest needs none."""
    path = folder("data") / "inventories" / "icv-filing.ttl"
    answered = call(
        "decide", path, "--as-of", "2026-03-02", "--format", "json"
    )
    held = {
        answer["item"].rsplit(":", 1)[-1]: (
            answer["coverage"]["status"],
            answer["coverage"]["mechanism"],
        )
        for answer in json.loads(answered.out)
    }
    name = "urn:x:jialing-auto:"
    assert held == {
        "armour-drawings": ("none", None),
        "customers": ("covered", name + "contract"),
        "design-review": ("not-needed", None),
        "employees": ("not-needed", None),
        "hd-map": ("covered", name + "assessment"),
        "voice-recordings": ("covered", name + "certificate"),
        "weather-tiles": ("not-needed", None),
    }
    assert call("validate", path, "--fail-on", "Violation").status == 0
