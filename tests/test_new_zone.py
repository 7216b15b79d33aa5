"""
A zone is added by two files in `data/lists/` and no other
place: an invented one is known, compared and decided under.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import qingdan
from qingdan.comparing.check import check
from qingdan.files import folder

ROOT = Path(qingdan.__file__).parent
NAME, PREFIX, ZONE = "hb-2027", "hb27", "hb-ftz"
INVENTORY = """
@prefix qd: <https://w3id.org/qingdan/ns/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<urn:x:h> a qd:DataHandler ; qd:zone qd:hb-ftz ; qd:zoneTie qd:RegisteredInZone ; qd:sector qd:Banking ;
    qd:criticalInfrastructureOperator false ; qd:tally <urn:x:t> ;
    qd:holdsOrdinaryPersons 20 ; qd:holdsSensitivePersons 0 ; qd:holdsSensitiveAccountPersons 0 .
<urn:x:t> a qd:Tally ; qd:year "2027"^^xsd:gYear ; qd:asOf "2027-12-31"^^xsd:date ;
    qd:ordinaryPersons 20 ; qd:sensitivePersons 0 ; qd:personsInBoth 0 .
<urn:x:i> a qd:DataItem ; qd:heldBy <urn:x:h> ; qd:secrecy qd:NotClassified ; qd:coreData false ;
    qd:controlRegime qd:NoControlRegime ; qd:importantDataStatus qd:ReviewedNotImportant ; qd:matchesNoListedItem true ;
    qd:containsPersonalInformation true ; qd:containsSensitivePersonalInformation false .
<urn:x:e> a qd:Export ; qd:exportOf <urn:x:i> ; qd:recipientRestricted false ; qd:requestedByForeignAuthority false .
"""
DUTY = """
hb27:duty-tell-the-zone
    a qd:Duty ;
    rdfs:label "Tell the zone"@en , "告知自贸试验区"@zh ;
    dcterms:source qd:hb-2027 ;
    qd:phase qd:AfterExport ;
    qd:followsFrom hb27:regime ;
    .
"""


def invented(text: str) -> str:
    """The text of a file of the Guangxi list as that of a list and a zone that do not exist."""
    text = (
        text.replace("gx-2025", NAME)
        .replace("gx25", PREFIX)
        .replace("gx-ftz", ZONE)
    )
    text = text.replace("Guangxi", "Erewhon").replace("广西", "乌有乡")
    return re.sub(r"(sh:in \( )qd:[^)]*\)", r"\1qd:Banking )", text, count=1)


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as it is, with a copy of the data to which the two files were added."""
    place = tmp_path_factory.mktemp("installation")
    for path in (folder("ontology"), folder("shapes"), folder("queries")):
        (place / path.name).symlink_to(path)
    shutil.copytree(
        ROOT,
        place / "qingdan",
        ignore=shutil.ignore_patterns("closed", "data"),
    )
    shutil.copytree(folder("data"), place / "data")
    for suffix, more in ((".ttl", ""), (".rules.ttl", DUTY)):
        text = (folder("data") / "lists" / f"gx-2025{suffix}").read_text(
            "utf-8"
        )
        (place / "data" / "lists" / f"{NAME}{suffix}").write_text(
            invented(text) + more, "utf-8"
        )
    (place / "inventory.ttl").write_text(INVENTORY, "utf-8")
    return place


def run(place: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command of that installation."""
    env = {**os.environ, "PYTHONPATH": str(place)}
    command = [sys.executable, "-m", "qingdan", *arguments]
    return subprocess.run(
        command,
        cwd=place,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_invented_zone_is_decided_under(installation: Path) -> None:
    """
    The list governs by its own rule, under its own name and
    prefix, and its content is for a person to compare.
    """
    found = run(
        installation,
        "decide",
        "inventory.ttl",
        "--as-of",
        "2027-12-31",
        "--list",
        NAME,
        "--format",
        "json",
    )
    assert found.returncode == 0, found.stderr
    (told,) = json.loads(found.stdout)
    assert (told["list"], told["outcome"]) == (NAME, "NeedsReview")
    assert [ground["rule"] for ground in told["grounds"]] == [
        f"https://w3id.org/qingdan/{NAME}/rule-content-not-known"
    ]
    assert f"qd:{NAME}" in {
        cite for ground in told["grounds"] for cite in ground["cites"]
    }
    assert {duty["duty"] for duty in told["duties"]} == {
        "hb27:duty-tell-the-zone"
    }


def test_a_duty_of_an_invented_zone_is_told_under_it_alone(
    installation: Path,
) -> None:
    """Under its own name in RDF; never under another list, whoever asks."""
    arguments = (
        "decide",
        "inventory.ttl",
        "--as-of",
        "2027-12-31",
        "--format",
        "turtle",
    )
    assert (
        "qd:ofDuty hb27:duty-tell-the-zone"
        in run(installation, *arguments, "--list", NAME).stdout
    )
    for other in ("cq-2025", "cn", "gx-2025"):
        found = run(installation, *arguments, "--list", other)
        assert (found.returncode, "duty-tell-the-zone" in found.stdout) == (
            0,
            False,
        ), found.stderr


def test_an_invented_zone_is_a_value_like_any_other(
    installation: Path,
) -> None:
    """
    It may be stated as zone and as list applied, in every
    form; a name beside it is refused with the nearest.
    """
    assert (
        run(
            installation, "validate", "inventory.ttl", "--fail-on", "Violation"
        ).returncode
        == 0
    )
    assert (
        run(
            installation,
            "validate",
            "inventory.ttl",
            "--engine",
            "pyshacl",
            "--fail-on",
            "Violation",
        ).returncode
        == 0
    )
    context = '"@context": "https://w3id.org/qingdan/context.jsonld"'
    handler = f'{{"id": "urn:x:h", "type": "DataHandler", "zone": "{ZONE}", "appliesList": "{NAME}", "sector": "{PREFIX}:none"}}'
    (installation / "named.jsonld").write_text(
        f'{{{context}, "id": "urn:x:i", "type": "DataItem", "heldBy": {handler}}}',
        "utf-8",
    )
    named = run(installation, "decide", "named.jsonld")
    assert (
        named.returncode,
        f"qd:sector has the value {PREFIX}:none, which is not known"
        in named.stderr,
    ) == (2, True)
    (installation / "near.ttl").write_text(
        INVENTORY.replace(ZONE, "hb-ftx"), "utf-8"
    )
    near = run(installation, "decide", "near.ttl")
    assert (near.returncode, f"did you mean qd:{ZONE}?" in near.stderr) == (
        2,
        True,
    )


def test_an_invented_zone_is_compared_and_found(installation: Path) -> None:
    """
    It stands among the lists with its label, has a route,
    and is well formed; the questions find its rules.
    """
    told = run(installation, "compare", NAME, "--format", "json")
    assert "Erewhon" in told.stdout, told.stderr
    routes = run(
        installation,
        "compare",
        "--item",
        "inventory.ttl",
        "--as-of",
        "2027-12-31",
        "--format",
        "json",
    )
    (item,) = json.loads(routes.stdout)
    assert [one["list"] for one in item["routes"] if one["applies"]] == [
        NAME,
        "cn",
    ] or NAME in {one["list"] for one in item["routes"] if one["applies"]}
    assert (
        run(
            installation, "lists", "check", f"data/lists/{NAME}.ttl"
        ).returncode
        == 0
    )
    (installation / "q.rq").write_text(
        f"SELECT ?l WHERE {{ qd:{ZONE} rdfs:label ?l . {PREFIX}:title qd:ofList qd:{NAME} }}",
        "utf-8",
    )
    assert "乌有乡" in run(installation, "query", "q.rq").stdout


@pytest.mark.parametrize(
    ("name", "before", "after", "words"),
    [
        (
            f"{NAME}.ttl",
            "qd:hb-ftz\n    a qd:Zone ;",
            "qd:hb-other\n    a qd:Zone ;",
            "no file declares the zone qd:hb-ftz",
        ),
        (
            f"{NAME}.ttl",
            "    qd:zone qd:hb-ftz ;\n",
            "",
            "a list names its zone",
        ),
        (f"{NAME}.ttl", "hb27", "bj25", "the prefix bj25 stands for"),
        (
            f"{NAME}.ttl",
            "<https://w3id.org/qingdan/hb-2027/>",
            "<urn:x:>",
            "no prefix stands for",
        ),
        ("hb.ttl", "", "", "name it hb-2027.ttl"),
    ],
)
def test_what_keeps_a_list_from_being_found_is_told(
    name: str, before: str, after: str, words: str, tmp_path: Path
) -> None:
    """Zone, prefix and file name, each with its line."""
    text = invented(
        (folder("data") / "lists" / "gx-2025.ttl").read_text("utf-8")
    )
    path = tmp_path / name
    path.write_text(text.replace(before, after), "utf-8")
    assert any(words in str(fault) for fault in check(path).faults), [
        str(fault) for fault in check(path).faults
    ]


def test_no_zone_or_edition_is_declared_elsewhere() -> None:
    """Neither ontology, shapes nor code declare one, or bind the prefix of a list."""
    code = [path for path in ROOT.rglob("*.py") if "lists" not in path.parts]
    for path in [
        *folder("ontology").rglob("*.ttl"),
        *folder("shapes").rglob("*.ttl"),
        *code,
    ]:
        text = path.read_text("utf-8")
        assert not re.findall(r"qd:\w\w-ftz\s+a ", text), path
        assert not re.findall(r"qd:[\w-]+\s+a qd:Edition\b", text), path
        others = [
            one.name.removesuffix(".ttl")
            for one in (folder("data") / "lists").glob("*.ttl")
            if one.stem not in ("cn", "cq-2025")
        ]
        assert not [
            name for name in others if f"w3id.org/qingdan/{name}/" in text
        ], path
