"""
Where a handler finds out its tie to the zone: the services
of the Guide, beside the question, in every form.
"""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from calls import call
from qingdan.inventory.template import write
from qingdan.law.load import law
from qingdan.reporting.phrases import short_name
from qingdan.serving import interview

ADDRESS = "https://gzfw.cqcidc.cn/zmqmap/"
QUERY, WINDOW = "cq25:guide-region-query", "cq25:guide-services"


@pytest.fixture
def untied(tmp_path: Path) -> Path:
    """An inventory of a connected-car maker whose tie to a zone is not stated."""
    path = tmp_path / "untied.ttl"
    path.write_text(
        "@prefix qd: <https://w3id.org/qingdan/ns/> . <urn:x:h> a qd:DataHandler ; qd:sector qd:IntelligentConnectedVehicles .\n"
        "<urn:x:i> a qd:DataItem ; qd:heldBy <urn:x:h> .\n"
    )
    return path


def test_the_services_are_provisions() -> None:
    """
    Both are cited for zone, tie and district; the query
    service with the address that the source gives.
    """
    found = {
        service.iri.rsplit("/", 1)[-1]: service for service in law().services
    }
    assert set(found) == {"guide-services", "guide-region-query"}
    assert all(
        service.facts == {"zone", "zoneTie", "district"}
        for service in found.values()
    )
    assert (
        found["guide-region-query"].address,
        found["guide-services"].address,
    ) == (
        ADDRESS,
        None,
    )


def test_they_stand_beside_the_question(untied: Path) -> None:
    """Text, JSON and the page of a proof; beside no other question."""
    day = ("--as-of", "2026-03-02")
    text = call(
        "why", untied, "urn:x:i", *day, "--lang", "en,zh", "--detail", "full"
    ).out.splitlines()
    told = [
        line.strip()
        for line in text
        if line.strip().startswith(("Where to find out:", "查询途径："))
    ]
    for lang in ("en", "zh"):
        query, window = (
            f"[{short_name(law(), name, lang)}]" for name in (QUERY, WINDOW)
        )
        assert sum(f"{query} {ADDRESS}" in line for line in told) == 2
        assert sum(line.endswith(window) for line in told) == 2
    document = json.loads(
        call("why", untied, "urn:x:i", *day, "--format", "json").out
    )
    beside = {
        fact["fact"]: [one["provision"] for one in fact["findOut"]]
        for fact in document["missingFacts"]
        if "findOut" in fact
    }
    assert beside == {
        "containsSensitivePersonalInformation": ["cn:gb-t-45574-2025"],
        "importantDataStatus": ["cn:yd-t-4981-2024", "cn:qa-2025-05"],
        "zone": [QUERY, WINDOW],
        "zoneTie": [QUERY, WINDOW],
    }
    page = call("why", untied, "urn:x:i", *day, "--format", "html").out
    assert page.count(f'href="{ADDRESS}"') == 2
    assert (
        WINDOW
        not in call(
            "why", untied, "urn:x:i", *day, "--list", "cn", "--format", "json"
        ).out
    )


def test_the_interview_shows_them() -> None:
    """Beside its question, in either language, the link for a click."""
    for lang, words in (
        ("en", "Guide: query of the region"),
        ("zh", "企业所属区域信息查询服务"),
    ):
        options = {
            "lang": lang,
            "facts": {},
            "skipped": [],
            "find": "",
            "asked": "zoneTie",
            "as_of": "2026-03-02",
        }
        screen = json.loads(interview.ask(options, b"").content)["question"]
        fields = {field["fact"]: field for field in screen["fields"]}
        assert any(
            words in one["text"] and one["address"] == ADDRESS
            for one in fields["zoneTie"]["find_out"]
        )


def test_the_workbook_names_the_service() -> None:
    """Beside the cells of zone, tie and district, and of no other column."""
    sheet = openpyxl.load_workbook(BytesIO(write(".xlsx", law())))["items"]
    names = {cell.column_letter: cell.value for cell in sheet[2]}
    told = {
        names[
            str(validation.sqref)
            .rstrip("0123456789:")
            .split(":")[0]
            .rstrip("0123456789")
        ]
        for validation in sheet.data_validations.dataValidation
        if ADDRESS in (validation.prompt or "")
    }
    assert told == {"zone", "zoneTie", "district"}
