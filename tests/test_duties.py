"""Duties with their days: in the answer as JSON, text, RDF and HTML; oracle cases E41 and E42."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import icalendar
import pyoxigraph as ox
import pytest

from calls import call
from qingdan.law.load import editions, law
from qingdan.rdf.names import PREFIXES, QD

FACTS = """
@prefix h: <urn:x:h:> .
@prefix qd: <https://w3id.org/qingdan/ns/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
h:maker a qd:DataHandler ; qd:zone qd:cq-ftz ; qd:zoneTie qd:RegisteredInZone ;
    qd:sector qd:IntelligentConnectedVehicles ; qd:criticalInfrastructureOperator false ;
    qd:usesListSince "{since}"^^xsd:date ; qd:holdsOrdinaryPersons 5 ; qd:holdsSensitivePersons 0 ;
    qd:holdsSensitiveAccountPersons 0 ; qd:tally h:tally {more} .
h:tally a qd:Tally ; qd:year "2026"^^xsd:gYear ; qd:asOf "{day}"^^xsd:date ;
    qd:ordinaryPersons 5 ; qd:sensitivePersons 0 .
h:item a qd:DataItem ; qd:heldBy h:maker ; qd:secrecy qd:NotClassified ; qd:coreData false ;
    qd:controlRegime qd:NoControlRegime ; qd:importantDataStatus qd:ReviewedNotImportant ;
    qd:matchesNoListedItem true ; qd:containsPersonalInformation true ;
    qd:containsSensitivePersonalInformation false ; qd:outsideListedFields false ;
    qd:geodata false ; qd:requestedByForeignAuthority false ; qd:recipientRestricted false .
"""


def inventory(
    folder: Path, since: str, day: str, more: str = "", rest: str = ""
) -> str:
    """A small inventory of a maker that uses the list since a day."""
    path = folder / "maker.ttl"
    path.write_text(
        FACTS.format(since=since, day=day, more=more) + rest, "utf-8"
    )
    return str(path)


def duties(path: str, day: str) -> dict[str, dict[str, Any]]:
    """The duties of the item as JSON, by name."""
    told = call("decide", path, "--as-of", day, "--format", "json")
    assert told.status == 0, told.err
    (one,) = json.loads(told.out)
    alone = json.loads(
        call("why", path, "item", "--as-of", day, "--format", "json").out
    )
    assert alone["duties"] == one["duties"]
    return {duty["duty"]: duty for duty in one["duties"]}


def test_e41_the_report_of_use_is_due_on_the_day(tmp_path: Path) -> None:
    """Use begun on 2026-02-09: by 2026-03-06, two make-up days and the Spring Festival between."""
    told = duties(
        inventory(tmp_path, "2026-02-09", "2026-03-02"), "2026-03-02"
    )
    report = told["cq25:duty-report-use"]
    assert (report["owedBy"], report["owedTo"]) == ("handler", ["block"])
    assert (report["trigger"], report["from"]) == (
        "usesListSince",
        "2026-02-09",
    )
    assert (report["due"], report["earliest"], report["latest"]) == (
        "2026-03-06",
        None,
        None,
    )
    spans = {span["first"]: span for span in report["arithmetic"]["spans"]}
    assert [day for day, span in spans.items() if span["counted"]] == [
        "2026-02-14",
        "2026-02-28",
    ]
    assert spans["2026-02-15"]["last"] == "2026-02-23"
    assert spans["2026-02-15"]["notice"].startswith("https://www.gov.cn/")
    assert report["ifMissed"][0]["cites"] == ["cq25:article-13"]
    assert {form["en"] for form in report["form"]} == {
        "on paper",
        "electronically",
        "in Chinese",
        "under the official seal",
    }
    assert told["cq25:duty-cooperate"]["due"] is None


def test_e42_beyond_the_calendar_there_is_no_day(tmp_path: Path) -> None:
    """Use begun on 2026-12-15: no day, and bounds with what they assume."""
    path = inventory(tmp_path, "2026-12-15", "2026-12-20")
    report = duties(path, "2026-12-20")["cq25:duty-report-use"]
    assert report["due"] is None
    assert (report["earliest"], report["latest"]) == (
        "2027-01-04",
        "2027-01-22",
    )
    assert len(report["arithmetic"]["assumptions"]) == 2
    told = call(
        "why",
        path,
        "item",
        "--as-of",
        "2026-12-20",
        "--detail",
        "legal",
        "--lang",
        "en,zh",
    )
    assert "not known; between 2027-01-04 and 2027-01-22" in told.out
    assert "尚不能确定，最早2027-01-04，最晚2027-01-22" in told.out


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_text_and_page_show_the_arithmetic(tmp_path: Path, lang: str) -> None:
    """The same sentences in both, with the notice behind each span."""
    path = inventory(tmp_path, "2026-02-09", "2026-03-02")
    shown = (
        "why",
        path,
        "item",
        "--as-of",
        "2026-03-02",
        "--detail",
        "legal",
        "--lang",
        lang,
    )
    text, page = call(*shown).out, call(*shown, "--format", "html").out
    line = {
        "en": "by 2026-03-06 (15 working days after 2026-02-09, that day not counted)",
        "zh": "截止2026-03-06（自2026-02-09起15个工作日，当日不计入）",
    }[lang]
    assert line in text
    assert line in page
    assert "content_7047090" in text
    assert "content_7047090" in page


def test_rdf_holds_the_days(tmp_path: Path) -> None:
    """A duty with a day is a node with its trigger's day, its last day and the notice."""
    path = inventory(tmp_path, "2026-02-09", "2026-03-02")
    told = call(
        "why", path, "item", "--as-of", "2026-03-02", "--format", "turtle"
    ).out
    store = ox.Store()
    store.load(told.encode(), format=ox.RdfFormat.TURTLE)
    rows = store.query(
        f"PREFIX qd: <{QD}> PREFIX prov: <{PREFIXES['prov']}> PREFIX cq25: <{PREFIXES['cq25']}>"
        "SELECT ?since ?due ?notice { ?d qd:owed ?o . ?o qd:ofDuty cq25:duty-report-use ;"
        " qd:since ?since ; qd:due ?due ; prov:wasDerivedFrom ?notice }"
    )
    assert isinstance(rows, ox.QuerySolutions)
    ((since, due, notice),) = [[term.value for term in row] for row in rows]
    assert (since, due) == ("2026-02-09", "2026-03-06")
    assert re.match(r"https://www\.gov\.cn/.*7047090", notice)


@pytest.mark.parametrize("edition", editions())
def test_every_duty_is_whole(edition: str) -> None:
    """Under each list: who owes it, what starts it, on which provision; a period says how it runs."""
    known = set(law().facts) | {
        iri.rsplit("/", 1)[-1]
        for kind in ("Trigger", "EventKind")
        for iri in law().graph.members(QD + kind)
    }
    for duty in law(edition).duties:
        assert duty.sources, duty.iri
        assert duty.terms.owed_by, duty.iri
        assert duty.terms.triggers, duty.iri
        assert set(duty.terms.triggers) <= known, duty.iri
        for period in filter(None, (duty.terms.period, duty.terms.recurs)):
            assert period.number > 0
            assert period.cites
            assert period.runs in (
                "After",
                "Before",
                "Throughout",
                "WithinBefore",
            )


MAKER = Path(__file__).parent.parent / "data" / "inventories" / "icv-maker.ttl"
EVENT = """
h:event a qd:Event ; qd:eventKind qd:{kind} ; qd:happenedOn "{day}"^^xsd:date .
"""


def agenda(
    path: str | Path, day: str, *more: str
) -> dict[tuple[str, str], dict[str, Any]]:
    """The list as JSON, by debtor and duty."""
    told = call("duties", path, "--as-of", day, "--format", "json", *more)
    assert told.status == 0, told.err
    return {
        (one["debtor"], one["duty"]): one
        for one in json.loads(told.out)["duties"]
    }


def test_the_list_has_overdue_first(tmp_path: Path) -> None:
    """E41 a day before, on the day and a day after; only then the exit status is 1."""
    path, name = (
        inventory(tmp_path, "2026-02-09", "2026-03-02"),
        ("urn:x:h:maker",),
    )
    for day, state in (
        ("2026-03-05", "open"),
        ("2026-03-06", "open"),
        ("2026-03-07", "overdue"),
    ):
        told = agenda(path, day)
        assert told[(*name, "cq25:duty-report-use")]["state"] == state
        assert next(iter(told))[1] in (
            "cq25:duty-report-use",
            "cq25:duty-report-materials",
        )
        ended = call(
            "duties", path, "--as-of", day, "--fail-on", "overdue"
        ).status
        assert ended == (state == "overdue")


def test_beyond_the_calendar_it_is_perhaps_overdue(tmp_path: Path) -> None:
    """E42: to do until the earliest day, overdue after the latest; a calendar of the year settles it."""
    path, key = (
        inventory(tmp_path, "2026-12-15", "2026-12-20"),
        "cq25:duty-report-use",
    )
    states = {
        day: agenda(path, day)["urn:x:h:maker", key]["state"]
        for day in (
            "2026-12-31",
            "2027-01-04",
            "2027-01-10",
            "2027-01-22",
            "2027-01-23",
        )
    }
    assert list(states.values()) == [
        "open",
        "open",
        *["perhaps-overdue"] * 2,
        "overdue",
    ]
    assert (
        call(
            "duties", path, "--as-of", "2027-01-10", "--fail-on", "overdue"
        ).status
        == 1
    )
    days = [("2027-01-01", True), ("2027-05-01", True), ("2027-05-02", True)]
    days += [(f"2027-10-0{number}", True) for number in (1, 2, 3)]
    listed = [
        {"name": "节", "date": day, "isOffDay": off} for day, off in days
    ]
    file = tmp_path / "2027.json"
    file.write_text(
        json.dumps({"year": 2027, "papers": [], "days": listed}), "utf-8"
    )
    told = agenda(path, "2027-01-05", "--calendar", str(file))[
        "urn:x:h:maker", key
    ]
    assert (told["due"], told["state"]) == ("2027-01-06", "open")


def test_the_calendar_file_is_read_back() -> None:
    """Each duty with a day is an entry on that day, in both languages, whole after folding."""
    for lang in ("en", "zh"):
        told = call(
            "duties",
            MAKER,
            "--as-of",
            "2026-03-02",
            "--format",
            "ics",
            "--lang",
            lang,
        )
        assert all(len(line.encode()) <= 75 for line in told.out.split("\r\n"))
        read = icalendar.Calendar.from_ical(told.out)
        listed = agenda(MAKER, "2026-03-02")
        expected = sorted(
            (one["day"], one["text"][lang])
            for one in listed.values()
            if one["day"] and one["owedBy"] == "handler"
        )
        found = [
            (str(e.decoded("DTSTART")), str(e["SUMMARY"]))
            for e in read.walk("VEVENT")
        ]
        assert set(expected) <= set(found)
        assert len(
            {str(entry["UID"]) for entry in read.walk("VEVENT")}
        ) == len(found)


def test_the_list_as_page_and_table() -> None:
    """What is overdue, the months ahead, what has no day, the authorities; a row for each in CSV."""
    day = ("--as-of", "2026-03-02")
    page = call("duties", MAKER, *day, "--format", "html", "--lang", "zh").out
    for heading in (
        "已逾期",
        "2026年3月",
        "无确定日期",
        "有关部门的义务",
        "每6个月",
    ):
        assert heading in page
    table = call("duties", MAKER, *day, "--format", "csv").out
    rows = list(csv.DictReader(io.StringIO(table)))
    assert rows[0]["state"] == "overdue"
    assert {
        row["due"] for row in rows if row["duty"] == "cq25:duty-report-use"
    } == {
        "2026-02-02",
        "",
    }
    assert "[overdue] huashan-auto" in call("duties", MAKER, *day).out
    reports = [row for row in rows if row["duty"] == "cq25:duty-block-report"]
    assert [row["due"] for row in reports] == [""]


def test_an_event_starts_what_follows_from_it(tmp_path: Path) -> None:
    """An incident: report promptly, to the province, the block and the city, since that day."""
    rest = EVENT.format(kind="SecurityIncident", day="2026-03-01")
    path = inventory(
        tmp_path, "2026-02-09", "2026-03-02", "; qd:hasEvent h:event", rest
    )
    told = agenda(path, "2026-03-02")
    for duty, body in (
        ("cq25:duty-report-incident", "municipal-cac"),
        ("cn:duty-report-incident", "provincial-cac"),
    ):
        one = told["urn:x:h:maker", duty]
        assert (one["state"], one["from"], one["due"]) == (
            "promptly",
            "2026-03-01",
            None,
        )
        assert body in one["owedTo"]
        assert one["trigger"] == "SecurityIncident"


def test_an_event_in_the_future_is_refused(tmp_path: Path) -> None:
    """One line: where, what, how to mend it."""
    rest = EVENT.format(kind="Penalty", day="2099-01-01")
    path = inventory(
        tmp_path, "2026-02-09", "2026-03-02", "; qd:hasEvent h:event", rest
    )
    told = call("duties", path, "--as-of", "2026-03-02")
    assert told.status == 2
    assert (
        "urn:x:h:event: the event happens on 2099-01-01, which is still to come;"
        in told.err
    )
    assert told.err.count("\n") == 1


FILING = MAKER.with_name("icv-filing.ttl")


def test_a_yearly_duty_is_done_for_its_year_alone(tmp_path: Path) -> None:
    """The report of December 2025 is none for 2026; one of 2026 is."""
    key = ("urn:x:jialing-auto:jialing", "cn:duty-annual-report")
    report = agenda(FILING, "2026-03-02")[key]
    assert (report["due"], report["state"]) == ("2026-12-15", "open")
    path = tmp_path / "filed.ttl"
    for day, state in (("2025-12-15", "open"), ("2025-12-16", "done")):
        path.write_text(
            FILING.read_text("utf-8").replace("2025-12-10", day), "utf-8"
        )
        assert agenda(path, "2026-03-02")[key]["state"] == state


@pytest.mark.parametrize(
    ("lang", "lines"),
    [
        (
            "en",
            (
                "The year at a glance",
                "14 duties before the exports of that day",
                "<b>6</b> Hand in six materials on paper and electronically</p>",
            ),
        ),
        (
            "zh",
            (
                "全年一览",
                "当日出境之前的义务14项",
                "<b>6</b> 提交六项纸质和电子材料</p>",
                "重庆嘉陵江智能汽车有限公司",
            ),
        ),
    ],
)
def test_the_page_shows_the_year(lang: str, lines: tuple[str, ...]) -> None:
    """Twelve months with their days; what comes before exports of a day stands together."""
    day = ("--as-of", "2026-03-02", "--format", "html", "--lang", lang)
    page = call("duties", FILING, *day).out
    glance = page[page.index('class="glance"') :]
    assert glance[: glance.index("</ol>")].count("<h3>") == 12
    for line in lines:
        assert line in page, line
