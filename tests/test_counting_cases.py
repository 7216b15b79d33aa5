"""
Cases of counting, through the command line: tests/logs/cases.toml
holds populations and what is to be said of them.
"""

from __future__ import annotations

import csv
import json
import tomllib
from pathlib import Path
from typing import Any

import duckdb
import pytest

from calls import call

CASES = tomllib.loads(
    (Path(__file__).parent / "logs" / "cases.toml").read_text("utf-8")
)
_COLUMNS = {
    "handler": "urn:x:handler",
    "sensitive": False,
    "ground": None,
    "groundProven": None,
    "accessMode": None,
}


def written(case: dict[str, Any], path: Path) -> Path:
    """The populations of a case as a log in Parquet."""
    parts = []
    for transfer in case["transfers"]:
        told = {**_COLUMNS, **transfer}
        cells = ", ".join(
            f'{_literal(told[name])} AS "{name}"' for name in _COLUMNS
        )
        parts.append(
            f"SELECT 'person-' || n AS subject, '{told['day']}' AS time, {cells} FROM range({told['from']}, {told['to']}) t(n)"
        )
    duckdb.connect().execute(
        f"COPY ({' UNION ALL BY NAME '.join(parts)}) TO '{path}' (FORMAT parquet)"
    )
    return path


def _literal(value: object) -> str:
    return (
        "CAST(NULL AS VARCHAR)"
        if value is None
        else f"'{str(value).lower() if isinstance(value, bool) else value}'"
    )


def counted(case: dict[str, Any], folder: Path) -> dict[str, Any]:
    """What the command says of a case."""
    options = [
        "--as-of",
        case["asOf"],
        "--format",
        "json",
        *(("--alert", case["alert"]) if "alert" in case else ()),
    ]
    if "groups" in case:
        mapping = folder / "groups.toml"
        mapping.write_text(
            "[groups]\n"
            + "".join(
                f'"{one}" = "{group}"\n'
                for one, group in case["groups"].items()
            ),
            "utf-8",
        )
        options += ["--log-mapping", str(mapping)]
    found = call("count", written(case, folder / "log.parquet"), *options)
    assert found.status == (1 if "alert" in case else 0), found.err
    return dict(json.loads(found.out))


def _held(told: dict[str, Any], expected: dict[str, Any]) -> None:
    """
    What is expected of a handler is what is said of it;
    each threshold cites provisions of every list.
    """
    for name in ("ordinaryPersons", "sensitivePersons", "personsInBoth"):
        assert told[name] == expected[name], name
    assert told["tier"] == expected.get("tier")
    if "crossed" in expected:
        assert {
            f"{one['measure']} {one['number']}": one["day"]
            for one in told["crossings"]
        } == expected["crossed"]
    room = {
        f"{one['measure']} {one['number']}": one["persons"]
        for one in told["headroom"]
    }
    assert room.items() >= expected.get("headroom", {}).items()
    readings = {
        f"{one['question']} {one['reading']}": one for one in told["readings"]
    }
    assert {
        name: readings[name]["ordinary"]
        for name in expected.get("readings", {})
    } == expected.get("readings", {})
    if "wouldChange" in expected:
        assert {
            name for name, one in readings.items() if one["wouldChange"]
        } == set(expected["wouldChange"])
    gone = {
        f"{one['ground']} {'proven' if one['proven'] else 'claimed'}": one[
            "persons"
        ]
        for one in told["excluded"]
    }
    assert gone == expected.get("excluded", {})
    for one in (*told["crossings"], *told["headroom"]):
        assert one["cites"]
        assert (
            one["cites"][0].split(":")[0]
            == {"cn": "cn", "cq-2025": "cq25"}[one["list"]]
        )


@pytest.mark.parametrize("name", CASES)
def test_case(name: str, tmp_path: Path) -> None:
    """The tallies, crossings, headroom, exclusions and readings of a case."""
    case = CASES[name]
    found = counted(case, tmp_path)
    year = int(case["asOf"][:4])
    for told in found["handlers"]:
        _held(told, case["expect"] if told["year"] == year else case["before"])
    assert {told["year"] for told in found["handlers"]} == (
        {year, year - 1} if "before" in case else {year}
    )
    for told in found["groups"]:
        _held(told, case["group"])
        assert told["members"] == sorted(case["groups"])
    assert len(found["groups"]) == ("group" in case)


def test_no_person_is_in_any_answer(tmp_path: Path) -> None:
    """
    Identifiers stay where they are: in no form of output,
    not on standard error, not in the quarantine.
    """
    log = tmp_path / "log.csv"
    with open(log, "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["subject", "time", "sensitive"])
        writer.writerows(
            [
                ["secret-person-1", "2026-01-01", "true"],
                ["secret-person-2", "tomorrow", "true"],
                ["secret-person-3", "2026-01-01", "perhaps"],
            ]
        )
        writer.writerow(
            ["secret-person-4", "2026-01-01", "true", "secret-extra"]
        )
    for form in ("text", "json", "csv", "turtle", "html"):
        aside = tmp_path / f"{form}.aside"
        found = call(
            "count",
            log,
            "--as-of",
            "2026-03-31",
            "--format",
            form,
            "--quarantine",
            str(aside),
        )
        assert "secret" not in found.out + found.err + aside.read_text("utf-8")
        assert (
            "3 rows cannot be counted, 3 were read: the tallies are lower bounds\n"
            in found.err
        )
    assert aside.read_text("utf-8").splitlines()[1:] == [
        f'"{log}",3,"the time cannot be read"',
        f'"{log}",4,"sensitive is neither true nor false"',
        f'"{log}",5,"has more cells than the heading"',
    ]
    refused = call("count", log, "--as-of", "2026-03-31", "--strict")
    assert refused.status == 2
    assert "secret" not in refused.err
    assert (
        f"{log}, row 3: the time cannot be read; mend the row, or leave out --strict"
        in refused.err
    )


def test_a_tally_that_is_not_exact_is_decided_at_its_largest(
    tmp_path: Path,
) -> None:
    """
    Rows of unknown kind may be sensitive: never nobody;
    `decide --log` takes the stricter number, and cites the count.
    """
    log = tmp_path / "log.csv"
    rows = "".join(
        f"p{n},2026-02-01,urn:x:h,{'' if n < 3 else 'false'}\n"
        for n in range(10)
    )
    log.write_text("subject,time,handler,sensitive\n" + rows, "utf-8")
    told = json.loads(
        call("count", log, "--as-of", "2026-03-31", "--format", "json").out
    )["handlers"][0]
    assert (
        told["ordinaryPersons"],
        told["sensitivePersons"],
        told["most"],
    ) == (
        7,
        0,
        {"ordinaryPersons": 10, "sensitivePersons": 3},
    )
    assert told["tier"] == 2
    inventory = tmp_path / "inventory.ttl"
    inventory.write_text(
        "@prefix qd: <https://w3id.org/qingdan/ns/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
        "<urn:x:h> a qd:DataHandler ; qd:zone qd:cq-ftz ; qd:zoneTie qd:RegisteredInZone ; qd:sector qd:IntelligentConnectedVehicles ;\n"
        " qd:criticalInfrastructureOperator false ; qd:usesListSince '2025-12-01'^^xsd:date .\n"
        "<urn:x:i> a qd:DataItem ; qd:heldBy <urn:x:h> ; qd:secrecy qd:NotClassified ; qd:coreData false ; qd:controlRegime qd:NoControlRegime ;\n"
        " qd:containsPersonalInformation true ; qd:containsSensitivePersonalInformation false ; qd:importantDataStatus qd:ReviewedNotImportant ; qd:extractOfHeldData qd:SmallExtract ;\n"
        " qd:matchesNoListedItem true .\n"
        "<urn:x:e> a qd:Export ; qd:exportOf <urn:x:i> ; qd:recipientRestricted false ; qd:requestedByForeignAuthority false .\n",
        "utf-8",
    )
    through = ("--complete-through", "2026-03-31")
    decided = json.loads(
        call(
            "decide",
            inventory,
            "--log",
            log,
            *through,
            "--as-of",
            "2026-03-31",
            "--format",
            "jsonl",
        ).out
    )
    compared = {
        one["fact"]: one["value"]
        for ground in (*decided["grounds"], *decided["defeated"])
        for one in ground["comparisons"]
    }
    assert decided["outcome"] == "StandardContractOrCertification", decided[
        "missingFacts"
    ]
    assert compared["sensitivePersons"] == 3
