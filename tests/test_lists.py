"""
The lists of the zones: their data against the figures found,
gaps that are no differences, routes that never grow lighter.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from calls import call
from cases import document, facts_of
from guard import Ledger, guarded
from inventories import Facts, inventories
from qingdan import api
from qingdan.comparing.check import check
from qingdan.comparing.comparison import cell, compare
from qingdan.comparing.records import Band, Record, chosen, read, records
from qingdan.comparing.routes import Route, routes
from qingdan.errors import CallError, InputError
from qingdan.files import folder, list_files
from qingdan.law.load import editions, law
from qingdan.rdf.names import QD, curie
from test_order import CLAIMS

DAY = date(2026, 6, 1)
FIGURES = json.loads(
    (Path(__file__).parent / "lists" / "figures.json").read_text("utf-8")
)
UNDER_OTHERS = json.loads(
    (Path(__file__).parent / "lists" / "cases.json").read_text("utf-8")
)["cases"]
OTHERS = [
    edition for edition in editions() if edition not in ("cq-2025", "cn")
]


def by_id(name: str) -> Record:
    """A list by its short name."""
    return chosen((name,))[0]


def routes_of(
    stated: dict[str, dict[str, Any]], *readings: str
) -> dict[str, Route]:
    """The routes of the one item that the facts describe."""
    found = api.loads(json.dumps(document(stated)).encode(), ".jsonld")
    return {
        route.record.id: route
        for route in routes(found, found.items[0], DAY, api.readings(readings))
    }


def in_sector(sector: str | None, **handler: Any) -> dict[str, dict[str, Any]]:
    """A cleared item of a Chongqing handler, in a sector."""
    stated = facts_of({"base": "medicine-in-zone", "asOf": DAY.isoformat()})
    stated["tally"] |= {"asOf": DAY.isoformat(), "year": DAY.year}
    stated["handler"].pop("sector", None)
    stated["handler"] |= {
        "zone": "cq-ftz",
        "zoneTie": ["RegisteredInZone"],
        **({"sector": sector} if sector else {}),
        **handler,
    }
    return stated


def figures_of(record: Record) -> Iterator[tuple[str, object]]:
    """Every number and day that the data of a list states."""
    for finding in record.findings:
        for value in finding.values:
            yield (
                finding.aspect,
                value.isoformat() if isinstance(value, date) else value,
            )
    for band in record.bands:
        for end, value in (("from", band.low), ("below", band.high)):
            if value is not None:
                yield f"{band.outcome} {band.measure} {end}", value


@pytest.mark.parametrize("path", list_files(), ids=lambda path: path.stem)
def test_a_list_is_well_formed(path: Path) -> None:
    """
    Every aspect has its finding, every statement its
    evidence and source, every mapping an existing end.
    """
    assert check(path).faults == ()


def test_every_figure_was_found_in_a_source() -> None:
    """
    Each number and day of the data stands in the register
    of what was found, and none of the register is left out.
    """
    told = {
        record.id: {tuple(one) for one in figures_of(record)}
        for record in records()
    }
    assert {name: found for name, found in told.items() if found} == {
        name: {tuple(one) for one in rows} for name, rows in FIGURES.items()
    }


def test_fourteen_lists_and_the_national_rules_are_known() -> None:
    """Two of them are lists of what may leave, under which nothing can be decided."""
    kinds = [record.kind for record in records()]
    assert (
        len(kinds),
        kinds.count("NegativeList"),
        kinds.count("GeneralDataList"),
        kinds.count("NationalRules"),
    ) == (15, 12, 2, 1)
    assert {
        record.id for record in records() if record.kind != "GeneralDataList"
    } == set(editions())
    assert all(
        not record.bands
        for record in records()
        if record.kind == "GeneralDataList"
    )


BROKEN = {
    "no aspect": (
        "qd:aspect qd:ValidityAspect ;",
        "",
        "a finding is about one qd:aspect",
    ),
    "gone": ("bj25:validity", "bj25:title", "no finding on qd:ValidityAspect"),
    "says the unknown": (
        "qd:aspect qd:ValidityAspect ;",
        'qd:aspect qd:ValidityAspect ; qd:says "two years"@en ;',
        "what is not known",
    ),
    "no evidence": (
        "    qd:evidence qd:OfficialPage ;\n",
        "",
        "one qd:evidence",
    ),
    "no source": (
        "    dcterms:source <https://english.beijing.gov.cn/latest/news/202605/t20260525_4664345.html> ;\n",
        "",
        "names its dcterms:source",
    ),
    "mapped to nothing": (
        "qd:mappedTo qd:Banking",
        "qd:mappedTo qd:Bank",
        "maps to qd:Bank, which is no term",
    ),
    "no such match": (
        "qd:match skos:exactMatch",
        "qd:match skos:exact",
        "one qd:match of SKOS",
    ),
    "a figure not known": (
        "qd:bandMeasure qd:ordinaryPersons ;",
        "qd:bandMeasure qd:ordinaryPersons ; qd:bandFrom 0 ;",
        "1 or more",
    ),
    "no kind": ("    qd:listKind qd:NegativeList ;\n", "", "one qd:listKind"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_wrong_in_a_list_is_told(name: str, tmp_path: Path) -> None:
    """Each fault has its line, which names the subject."""
    before, after, words = BROKEN[name]
    text = (folder("data") / "lists" / "bj-2025.ttl").read_text("utf-8")
    assert before in text
    path = tmp_path / "bj-2025.ttl"
    path.write_text(text.replace(before, after), "utf-8")
    assert any(words in str(fault) for fault in check(path).faults), [
        str(fault) for fault in check(path).faults
    ]
    assert call("lists", "check", str(path)).status == 1


def test_no_list_and_no_turtle_are_refused(tmp_path: Path) -> None:
    """One line, exit status 2."""
    for content, words in (
        ("", "no qd:Edition"),
        ("<a> <b>", "cannot be read"),
    ):
        path = tmp_path / "list.ttl"
        path.write_text(content)
        with pytest.raises(InputError, match=words):
            read(path)
        assert call("lists", "check", str(path)).status == 2


def test_a_gap_is_no_difference() -> None:
    """A sector that a list does not name is not named only where all its sectors are known."""
    shanghai = by_id("sh-2024")
    assert cell(shanghai, QD + "Pharmaceuticals").state == "not named"
    findings = tuple(
        one._replace(coverage="NotKnown", values=(), text={})
        if one.aspect == "SectorsAspect"
        else one
        for one in shanghai.findings
    )
    assert (
        cell(
            shanghai._replace(findings=findings), QD + "Pharmaceuticals"
        ).state
        == "not known"
    )
    assert (
        cell(by_id("fj-pingtan-general"), QD + "Banking").state == "not known"
    )
    assert cell(by_id("tj-2024"), QD + "Banking").state == "across"


def test_a_number_that_is_not_known_differs_from_nothing() -> None:
    """Two known numbers differ; a known one and a gap do not."""
    assert compare(records()).differences == ()
    beijing, chongqing = by_id("bj-2025"), by_id("cq-2025")

    def raised(band: Band) -> Band:
        return band._replace(low=band.low and 5 * band.low)

    relaxed = chongqing._replace(bands=tuple(map(raised, chongqing.bands)))
    assert compare((beijing, chongqing)).differences == ()
    assert {
        (one.outcome, one.measure)
        for one, _ in compare((chongqing, relaxed)).differences
    } == {(band.outcome, band.measure) for band in chongqing.bands}


def test_vehicles_go_by_the_own_list_first() -> None:
    """
    Article 21 under the default reading of Q17; the other
    reading lets lists with a vehicle sector apply.
    """
    stated = in_sector("IntelligentConnectedVehicles")
    found = routes_of(stated)
    assert next(iter(found)) == "cq-2025"
    assert [name for name, route in found.items() if route.applies] == [
        "cq-2025"
    ]
    free = routes_of(stated, "Q17=free-choice")
    assert {name for name, route in free.items() if route.applies} == {
        "cq-2025",
        "bj-2025",
        "fj-2025",
        "tj-2024",
    }
    assert all(
        free[name].outcome in ("NeedsReview", "SecurityAssessment")
        for name in ("bj-2025", "fj-2025", "tj-2024")
    )


def test_a_sector_that_the_own_list_leaves_out_has_routes_by_reference() -> (
    None
):
    """
    The national rules apply, and each list that names the
    sector, with its conditions and a person to compare.
    """
    found = routes_of(in_sector("Pharmaceuticals"))
    assert {name for name, route in found.items() if route.applies} == {
        "cn",
        "bj-2025",
        "fj-2025",
        "js-2025",
        "tj-2024",
    }
    assert found["js-2025"].outcome == "NeedsReview"
    assert [
        curie(one.rule) for one in found["js-2025"].determination.grounds
    ] == ["js25:rule-content-not-known"]
    assert found["js-2025"].provisional
    assert {
        one.aspect for one in found["js-2025"].conditions if not one.known
    } >= {
        "RegistrationTestAspect",
        "FilingAspect",
    }


def test_an_unknown_sector_leaves_every_list_open() -> None:
    """Without the sector no list applies or fails to, and the sector is what is asked for."""
    found = routes_of(in_sector(None))
    assert {
        found[name].applies for name in ("cq-2025", "bj-2025", "js-2025", "cn")
    } == {None}
    assert "sector" in [fact.fact for fact in found["cq-2025"].missing]


@pytest.mark.parametrize(
    ("edition", "handler", "applies"),
    [
        (
            "sh-2025",
            {"criticalInfrastructureOperator": False, "sector": "Meteorology"},
            True,
        ),
        (
            "sh-2025",
            {"criticalInfrastructureOperator": True, "sector": "Meteorology"},
            False,
        ),
        (
            "bj-2025",
            {
                "zone": "bj-ftz",
                "zoneTie": ["RegisteredInZone", "OperatingInZone"],
                "sector": "Banking",
            },
            True,
        ),
        (
            "bj-2025",
            {
                "zone": "bj-ftz",
                "zoneTie": ["ExportingFromZone"],
                "sector": "Banking",
            },
            False,
        ),
        ("bj-2025", {"zone": "fj-ftz", "sector": "Banking"}, False),
        (
            "fj-2025",
            {
                "zone": "fj-ftz",
                "zoneTie": ["RegisteredInZone", "ExportingFromZone"],
                "sector": "IntelligentConnectedVehicles",
            },
            True,
        ),
        ("js-2025", {"sector": "Banking"}, False),
        ("tj-2024", {"sector": "OtherSector"}, True),
    ],
)
def test_a_list_applies_by_its_own_test(
    edition: str, handler: dict[str, Any], applies: bool
) -> None:
    """Zone, registration, sector, operators of critical infrastructure."""
    stated = in_sector(None)
    stated["handler"] |= handler
    assert routes_of(stated)[edition].applies is applies


@pytest.mark.parametrize("edition", OTHERS)
def test_no_list_of_another_zone_clears(edition: str) -> None:
    """What it names is not known in full, so a person must compare, whatever is stated."""
    for sector in sorted(law().facts["sector"].members):
        route = routes_of(in_sector(sector.removeprefix(QD)))[edition]
        if route.applies:
            assert (
                not law().outcomes[QD + route.determination.outcome].clearance
            )


def under_its_list(case: dict[str, Any]) -> dict[str, Any]:
    """A case of another zone decided under its list: what its expectations are held against."""
    stated = facts_of(case | {"base": "medicine-in-zone"})
    found = api.loads(json.dumps(document(stated)).encode(), ".jsonld")
    (answer,) = api.decide(
        found,
        date.fromisoformat(case["asOf"]),
        api.readings(case.get("readings", ())),
        edition=case["list"],
    )
    weakest = {ground.confidence for ground in answer.grounds}
    return {
        "outcome": answer.outcome,
        "grounds": sorted(curie(ground.rule) for ground in answer.grounds),
        "grade": next(iter(weakest)) if len(weakest) == 1 else None,
        "possible": list(answer.possible),
        "missing": [fact.fact for fact in answer.missing],
    }


def test_cases_under_other_lists() -> None:
    """Outcome, grounds and grade of each case of tests/lists/cases.json."""
    differing = []
    for case in UNDER_OTHERS:
        told = under_its_list(case)
        if told | case["expect"] != told:
            differing.append((case["id"], told))
    assert differing == []


def worst(route: Route) -> int:
    """The strictest that may follow."""
    return max(
        law().outcomes[QD + name].strictness
        for name in (
            route.determination.outcome,
            *route.determination.possible,
        )
    )


@guarded(inventories(), st.data(), suite=30)
def test_what_is_no_longer_known_makes_no_route_lighter(
    ledger: Ledger, drawn: tuple[Facts, str], data: st.DataObject
) -> None:
    """For every list that applied: without one of the facts it is open or as strict."""
    stated, day = drawn
    ledger.decided(stated, day)
    before = routes_of(stated)
    named = [
        (p, n) for p, facts in stated.items() for n in facts if n not in CLAIMS
    ]
    part, name = data.draw(st.sampled_from(named))
    less = {
        p: {n: v for n, v in facts.items() if (p, n) != (part, name)}
        for p, facts in stated.items()
    }
    ledger.decided(less, day)
    after = routes_of(less)
    for edition, route in before.items():
        if route.applies and after[edition].applies is not False:
            assert worst(after[edition]) >= min(
                worst(route), law().outcomes[QD + "NeedsReview"].strictness
            ), (edition, part, name)


def test_deciding_under_a_list_needs_its_rules() -> None:
    """
    A list of what may leave freely, or none at all, is
    refused with the names of those that can be decided under.
    """
    with pytest.raises(CallError, match="choose one of cq-2025, cn, bj-2024"):
        law("sh-lingang-general-2024")
    found = call(
        "decide", "data/inventories/icv-maker.ttl", "--list", "xx-2030"
    )
    assert (found.status, found.out) == (2, "")


@pytest.mark.parametrize("form", ["text", "json", "csv", "html", "turtle"])
def test_a_comparison_in_every_form(form: str) -> None:
    """All lists stand in it; nothing is fetched by the page."""
    told = call("compare", "--format", form).out
    assert all(
        (record.id in told) or (curie(record.iri) in told) or form == "turtle"
        for record in records()
    )
    if form == "html":
        assert "<script" not in told
        assert 'src="http' not in told
    if form == "json":
        assert len(json.loads(told)["lists"]) == len(records())
    if form == "turtle":
        assert told.count("a qb:Observation") == sum(
            1
            for rows in FIGURES.values()
            for what, value in rows
            if type(value) is int and "below" not in what
        )


@pytest.mark.parametrize("form", ["text", "json", "html"])
def test_routes_in_every_form(form: str) -> None:
    """The routes of the items of an inventory."""
    told = call(
        "compare",
        "--item",
        str(Path(__file__).parent / "queries" / "inventory.ttl"),
        "--as-of",
        "2026-03-02",
        "--format",
        form,
    )
    assert told.status == 0, told.err
    assert "bj-2024" in told.out or "Beijing" in told.out
    assert call("compare", "--item", "x.ttl", "--format", "csv").status == 2
