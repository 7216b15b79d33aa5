"""
Inventories in other vocabularies: every form of the mapping,
its refusals, and a data catalogue decided end to end.
"""

from __future__ import annotations

import os
import random
import re
import tomllib
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import qingdan
from qingdan import api
from qingdan.files import folder
from qingdan.inventory.readers.rdf import read, triples
from qingdan.inventory.readers.translation import Statement, translate
from qingdan.inventory.readers.vocabulary import Vocabulary, read_vocabulary
from qingdan.law.load import law
from qingdan.rdf.names import QD, RDF

FOLDER = folder("data") / "inventories"
ANSWERS = FOLDER / "catalogue-answers.ttl"
DAY = date(2026, 3, 2)
DATASET = "https://data.beishan-motors.example/dataset/"
EXAMPLES = int(os.environ.get("QINGDAN_EXAMPLES", "75"))
HEAD = """
@prefix f: <urn:f:> . @prefix qd: <https://w3id.org/qingdan/ns/> . @prefix : <urn:x:> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
MAPPING = """
[prefixes]
f = "urn:f:"
[classes]
"f:Thing" = "DataItem"
"f:Sending" = "Export"
"f:Firm" = "DataHandler"
"f:Count" = "Tally"
"f:Shelf" = "Inventory"
[properties]
"f:name" = "title"
"f:owner" = "heldBy"
"f:owns" = "^heldBy"
"f:of" = "exportOf"
"f:act" = "^exportOf"
"f:holds" = "lists"
"f:to" = "recipient"
"f:branch" = "sector"
"f:secret" = "secrecy"
"f:persons" = "ordinaryPersons"
"f:day" = "exportDate"
[always.DataItem]
scenario = "scenario-driving"
[always.Export]
recipient = "Head office"
[values."rdf:type"]
"f:Picture" = { personalInformationKind = ["Image", "Name"] }
[values."f:about"]
"*" = { containsPersonalInformation = true }
"f:health" = { personalInformationKind = "HealthData" }
"face, raw" = { depicts = "Face", anonymisedToNationalRequirements = false }
[values."f:branch"]
"f:cars" = { sector = "IntelligentConnectedVehicles" }
[values."f:secret"]
"no" = { secrecy = "NotClassified" }
"""


def mapped(text: str, mapping: str = MAPPING) -> set[str]:
    """The statements of a Turtle text as translated, each as its three names."""
    vocabulary = read_vocabulary(tomllib.loads(mapping), "mapping.toml")
    found = translate(
        triples((HEAD + text).encode(), ".ttl", "input"), vocabulary, law()
    )
    return {
        " ".join((_short(s.value), _short(p), _short(o.value)))
        for s, p, o in found
    }


def _short(name: str) -> str:
    for iri, prefix in (
        (QD, "qd:"),
        ("urn:x:", ":"),
        ("urn:f:", "f:"),
        (RDF, "rdf:"),
        ("https://w3id.org/qingdan/cq-2025/", "cq25:"),
    ):
        name = name.replace(iri, prefix)
    return name


THING = {":i rdf:type qd:DataItem", ":i qd:scenario cq25:scenario-driving"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (":i a f:Thing .", THING),
        (":i f:name 'A' . :i a f:Thing .", THING | {":i qd:title A"}),
        (":i a f:Thing ; f:owner :h .", THING | {":i qd:heldBy :h"}),
        (":h f:owns :i . :i a f:Thing .", THING | {":i qd:heldBy :h"}),
        (
            ":e a f:Sending ; f:of :i .",
            {
                ":e rdf:type qd:Export",
                ":e qd:recipient Head office",
                ":e qd:exportOf :i",
            },
        ),
        (
            ":i f:act :e . :e a qd:Export .",
            {":e rdf:type qd:Export", ":e qd:exportOf :i"},
        ),
        (
            ":s a f:Shelf ; f:holds :i .",
            {":s rdf:type qd:Inventory", ":s qd:lists :i"},
        ),
        (
            ":i a f:Thing , f:Picture .",
            THING
            | {
                ":i qd:personalInformationKind qd:Image",
                ":i qd:personalInformationKind qd:Name",
            },
        ),
        (
            ":i a f:Thing ; f:about f:health .",
            THING
            | {
                ":i qd:containsPersonalInformation true",
                ":i qd:personalInformationKind qd:HealthData",
            },
        ),
        (
            ":i a f:Thing ; f:about 'hair' .",
            THING | {":i qd:containsPersonalInformation true"},
        ),
        (
            ":i a f:Thing ; f:about 'face, raw'@en .",
            THING
            | {
                ":i qd:containsPersonalInformation true",
                ":i qd:depicts qd:Face",
                ":i qd:anonymisedToNationalRequirements false",
            },
        ),
        (
            ":i a f:Thing ; f:branch f:cars .",
            THING | {":i qd:sector qd:IntelligentConnectedVehicles"},
        ),
        (
            ":t a f:Count ; f:persons 120 .",
            {":t rdf:type qd:Tally", ":t qd:ordinaryPersons 120"},
        ),
        (
            ":e a qd:Export ; f:to :abroad ; f:day '2026-03-01'^^xsd:date .",
            {
                ":e rdf:type qd:Export",
                ":e qd:recipient :abroad",
                ":e qd:exportDate 2026-03-01",
            },
        ),
        (
            ":h a f:Firm ; f:secret 'no' .",
            {":h rdf:type qd:DataHandler", ":h qd:secrecy qd:NotClassified"},
        ),
        (
            ":i a qd:DataItem ; qd:geodata true .",
            {":i rdf:type qd:DataItem", ":i qd:geodata true"},
        ),
    ],
)
def test_translated(text: str, says: set[str]) -> None:
    """Each form of the mapping gives its facts and nothing else."""
    assert mapped(text) == says


@pytest.mark.parametrize(
    ("text", "stays"),
    [
        (":i a f:Thing ; f:colour 'red' .", ":i f:colour red"),
        (":i a f:Thing ; f:branch f:boats .", ":i f:branch f:boats"),
        (":i a f:Thing ; f:secret 'unknown' .", ":i f:secret unknown"),
        (":i a f:Thing ; f:secret f:no .", ":i f:secret f:no"),
        (":i a f:Thing ; f:owner 'Ms Li' .", ":i f:owner Ms Li"),
        (":i a f:Thing ; f:act 'sent' .", ":i f:act sent"),
        (":i a f:Thing ; f:name f:A .", ":i f:name f:A"),
        (":i a f:Thing ; f:persons 120 .", ":i f:persons 120"),
        (":t a f:Count ; f:persons 'very many' .", ":t f:persons very many"),
        (
            ":e a f:Sending ; f:day '2026-03-01T08:00:00Z'^^xsd:dateTime .",
            ":e f:day 2026-03-01T08:00:00Z",
        ),
        (":h a f:Firm ; f:name 'B' .", ":h f:name B"),
        (":other a f:Page ; f:name 'B' .", ":other f:name B"),
        (":i a f:Thing ; f:act f:Storing .", ":i f:act f:Storing"),
        (":e a f:Sending ; f:about f:health .", ":e f:about f:health"),
    ],
)
def test_left_foreign(text: str, stays: str) -> None:
    """
    What is not mapped, does not fit or has no class of ours
    stays as it stands, so that the reader counts it.
    """
    found = mapped(text)
    assert stays in found
    assert {entry for entry in found if " qd:" in entry} == {
        entry
        for entry in mapped(text.partition(";")[0] + ".")
        if " qd:" in entry
    }


def test_order_changes_nothing() -> None:
    """The class of a subject may come after what is said of it."""
    vocabulary, statements = _vocabulary(), list(_catalogue())
    expected = {
        str(found) for found in translate(statements, vocabulary, law())
    }
    for seed in range(5):
        random.Random(seed).shuffle(statements)
        assert {
            str(found) for found in translate(statements, vocabulary, law())
        } == expected


def test_nothing_is_mapped_without_a_mapping() -> None:
    """An empty vocabulary passes every statement on."""
    assert list(translate(_catalogue(), Vocabulary(), law())) == list(
        _catalogue()
    )


@pytest.mark.parametrize(
    ("mapping", "says"),
    [
        (
            "[property]\na = 'b'",
            r"\[property\] is no part .*; did you mean properties\?",
        ),
        ("classes = 3", r"3 stands where a table is needed"),
        ("[classes]\n'rdfs:Class' = 3", r"3 stands where a name is needed"),
        (
            "[classes]\n'dcat:Dataset' = 'DataItem'",
            r"the prefix of dcat:Dataset is not declared; use one of .*dcterms",
        ),
        (
            "[classes]\n'dctrms:Location' = 'DataItem'",
            r"the prefix of dctrms:Location is not declared; did you mean dcterms\?",
        ),
        (
            "[classes]\n'Dataset' = 'DataItem'",
            r"'Dataset' is no IRI; write it with a prefix",
        ),
        (
            "[classes]\n'urn:f:A' = 'DataItm'",
            r"'DataItm' is no class of an inventory; did you mean DataItem\?",
        ),
        (
            "[classes]\n'qd:DataItem' = 'Export'",
            r"qd:DataItem needs no mapping",
        ),
        ("[properties]\n'rdf:type' = 'title'", r"rdf:type needs no mapping"),
        (
            "[properties]\n'urn:f:a' = 'titel'",
            r"\[properties\]: the property qd:titel is not known; did you mean qd:title\?",
        ),
        (
            "[properties]\n'urn:f:a' = 'listUseBegun'",
            r"the property qd:listUseBegun is not known",
        ),
        (
            "[properties]\n'urn:f:a' = '^title'",
            r"\^title, which turns round what is no link; use \^exportOf",
        ),
        (
            "[properties]\n'urn:f:a' = '^lists'\n[values.'urn:f:a']\nb = {geodata = true}",
            r"urn:f:a is a \^link under \[properties\] as well",
        ),
        (
            "[values.'urn:f:a']\nb = 'geodata'",
            r"'geodata' stands where a table is needed",
        ),
        (
            "[values.'urn:f:a']\nb = {geodta = true}",
            r'values."urn:f:a"\]: the property qd:geodta is not known; did you mean qd:geodata\?',
        ),
        (
            "[values.'urn:f:a']\nb = {geodata = 'maybe'}",
            r"'maybe', which is not true or false",
        ),
        (
            "[values.'urn:f:a']\nb = {secrecy = 'NotClassifed'}",
            r"did you mean qd:NotClassified\?",
        ),
        (
            "[values.'urn:f:a']\nb = {secrecy = 'not classified'}",
            r"qd:secrecy has 'not classified', which is no value",
        ),
        (
            "[values.'urn:f:a']\nb = {secrecy = 1.5}",
            r"qd:secrecy has 1.5, which is no value",
        ),
        (
            "[values.'urn:f:a']\n'dpv:b' = {geodata = true}",
            r"the prefix of dpv:b is not declared",
        ),
        (
            "[values.'urn:f:a']\n'large' = {ordinaryPersons = 100000}",
            r"qd:ordinaryPersons is a count, which no mapping can know",
        ),
        (
            "[values.'urn:f:a']\n'*' = {containsPersonalInformation = false}",
            r"containsPersonalInformation false would hold of all",
        ),
        (
            "[values.'urn:f:a']\n'*' = {matchesNoListedItem = true}",
            r"matchesNoListedItem true would hold of all",
        ),
        (
            "[always.DataItem]\ncoreData = false",
            r"qd:coreData false would hold of all, although nobody stated it; state it in a file",
        ),
        (
            "[always.DataItem]\nsecrecy = 'NotClassified'",
            r"qd:secrecy NotClassified would hold of all",
        ),
        (
            "[always.DataItem]\nimportantDataStatus = 'ReviewedNotImportant'",
            r"ReviewedNotImportant would hold of all",
        ),
        (
            "[always.DataItem]\norigin = 'CollectedAbroad'",
            r"qd:origin CollectedAbroad would hold of all",
        ),
        (
            "[always.Export]\ngroundProven = true",
            r"qd:groundProven true would hold of all",
        ),
        (
            "[always.DataHandler]\nusesListSince = 2026-01-12",
            r"qd:usesListSince 2026-01-12 would hold of all",
        ),
        (
            "[always.Tally]\nordinaryPersons = 0",
            r"qd:ordinaryPersons is a count",
        ),
        (
            "[always.Export]\ntitle = 'A'",
            r"qd:title is no fact of a qd:Export",
        ),
        (
            "[always.Thing]\ntitle = 'A'",
            r"'Thing' is no class of an inventory",
        ),
    ],
)
def test_refused(mapping: str, says: str) -> None:
    """A mapping with a fault is refused with one line: where, what, and how to mend it."""
    with pytest.raises(qingdan.InputError, match=says) as error:
        read_vocabulary(tomllib.loads(mapping), "mapping.toml")
    assert str(error.value).startswith("mapping.toml, [")
    assert len(str(error.value).splitlines()) == 1
    assert "; " in str(error.value)


@cache
def _vocabulary() -> Vocabulary:
    return read_vocabulary(
        tomllib.loads((FOLDER / "catalogue-mapping.toml").read_text("utf-8")),
        "catalogue-mapping.toml",
    )


@cache
def _catalogue() -> tuple[Statement, ...]:
    path = FOLDER / "catalogue.ttl"
    return tuple(triples(read(path), path.suffix, str(path)))


def decided(
    statements: list[Statement] | tuple[Statement, ...],
    folder: Path,
    answers: bool,
) -> dict[str, qingdan.Determination]:
    """The determination of each dataset, by its short name."""
    found = [
        ox.Triple(s, ox.NamedNode(p), o)
        for s, p, o in translate(statements, _vocabulary(), law())
    ]
    path = folder / "catalogue.nt"
    path.write_bytes(ox.serialize(found, format=ox.RdfFormat.N_TRIPLES) or b"")
    inventory = api.load([path, ANSWERS] if answers else [path])
    return {
        one.item.removeprefix(DATASET): one
        for one in api.decide(inventory, DAY)
    }


def rules(found: qingdan.Determination) -> set[str]:
    """The rules on which an answer stands."""
    return {ground.rule.rsplit("/", 1)[-1] for ground in found.grounds}


def test_the_catalogue_alone_leaves_every_dataset_open(tmp_path: Path) -> None:
    """
    A catalogue says what is in the data; who may have it,
    how much of it and what it matches is asked.
    """
    found = decided(_catalogue(), tmp_path, answers=False)
    assert {one.outcome for one in found.values()} == {"NeedsFacts"}
    assert len(found) == 12
    asked = {
        name: {fact.fact for fact in one.missing}
        for name, one in found.items()
    }
    everywhere = {
        "secrecy",
        "coreData",
        "controlRegime",
        "requestedByForeignAuthority",
        "zone",
        "matchesNoListedItem",
    }
    assert all(everywhere <= facts for facts in asked.values())
    assert {
        name
        for name, facts in asked.items()
        if "recipientRestricted" not in facts
    } == {"parts-catalogue"}
    assert {
        name
        for name, facts in asked.items()
        if "containsPersonalInformation" in facts
    } == {
        "model-training-set",
        "road-surface-tiles",
        "warranty-statistics",
    }
    assert {
        name for name, facts in asked.items() if "ordinaryPersons" not in facts
    } == {"parts-catalogue"}
    settled = {
        "vehicle-tracks",
        "hr-records",
        "crash-videos",
        "voice-assistant",
        "parts-catalogue",
    }
    assert {
        name
        for name, facts in asked.items()
        if "containsSensitivePersonalInformation" not in facts
    } == settled
    assert all(
        fact.question["en"] and fact.question["zh"]
        for one in found.values()
        for fact in one.missing
    )


def test_the_scales_of_the_catalogue_are_no_counts(tmp_path: Path) -> None:
    """A band such as `large` settles no threshold: the volumes are asked for."""
    scaled = [
        statement
        for statement in _catalogue()
        if statement[1].endswith("hasDataSubjectScale")
    ]
    assert len(scaled) >= 5
    assert set(scaled) <= set(translate(_catalogue(), _vocabulary(), law()))
    tracks = decided(_catalogue(), tmp_path, answers=False)["vehicle-tracks"]
    assert {
        "ordinaryPersons",
        "sensitivePersons",
        "holdsSensitivePersons",
    } <= {fact.fact for fact in tracks.missing}


@pytest.mark.parametrize(
    ("name", "outcome", "rule"),
    [
        ("vehicle-telemetry", "SecurityAssessment", "rule-t1-listed-item"),
        ("model-training-set", "SecurityAssessment", "rule-t1-listed-item"),
        ("crash-videos", "SecurityAssessment", "rule-t1-listed-item"),
        (
            "vehicle-tracks",
            "StandardContractOrCertification",
            "rule-t2-sensitive-volume",
        ),
        (
            "voice-assistant",
            "StandardContractOrCertification",
            "rule-t2-sensitive-volume",
        ),
        (
            "dealer-crm",
            "StandardContractOrCertification",
            "rule-t2-ordinary-volume",
        ),
        (
            "supplier-contacts",
            "StandardContractOrCertification",
            "rule-t2-ordinary-volume",
        ),
        ("hr-records", "ExemptGround", "rule-ground-human-resources"),
        ("parts-catalogue", "NoRegulatedData", "rule-no-regulated-data"),
        ("warranty-statistics", "NoRegulatedData", "rule-no-regulated-data"),
    ],
)
def test_the_catalogue_with_answers(
    name: str, outcome: str, rule: str, tmp_path: Path
) -> None:
    """
    With the answers of people the datasets come to settled
    outcomes, on the rules that carry them.
    """
    found = decided(_catalogue(), tmp_path, answers=True)[name]
    assert found.outcome == outcome
    assert rule in rules(found)


def test_what_nobody_answered_stays_open(tmp_path: Path) -> None:
    """
    Two datasets were compared by nobody: a child in the
    catalogue is not a child under fourteen, nor is silence a no.
    """
    found = decided(_catalogue(), tmp_path, answers=True)
    assert {
        name for name, one in found.items() if one.outcome == "NeedsFacts"
    } == {
        "family-club",
        "road-surface-tiles",
    }
    assert [fact.fact for fact in found["family-club"].missing] == [
        "importantDataStatus",
        "matchesNoListedItem",
    ]
    assert "containsPersonalInformation" in {
        fact.fact for fact in found["road-surface-tiles"].missing
    }


def test_facts_of_catalogue_and_answers_meet_in_one_proof(
    tmp_path: Path,
) -> None:
    """
    The item of the list follows from the theme in the
    catalogue and two answers, each with its place.
    """
    found = decided(_catalogue(), tmp_path, answers=True)["crash-videos"]
    facts = {fact.fact: fact for fact in found.facts}
    assert facts["matchesListedItem"].how == "inferred"
    assert facts["secrecy"].stated_on.endswith("/catalogue/group")
    assert facts["sector"].stated_on.endswith("/organisation/beishan-motors")


def test_a_contradiction_with_the_catalogue_is_refused(tmp_path: Path) -> None:
    """An answer that denies what the catalogue states is no answer."""
    stated = (
        ox.NamedNode(DATASET + "dealer-crm"),
        "https://w3id.org/dpv#hasPersonalData",
        ox.NamedNode("https://w3id.org/dpv/pd#Religion"),
    )
    with pytest.raises(
        qingdan.InputError,
        match=r"dealer-crm: states qd:containsSensitivePersonalInformation false, but",
    ):
        decided([*_catalogue(), stated], tmp_path, answers=True)


def _cleared(
    statements: list[Statement], folder: Path, answers: bool
) -> set[str]:
    try:
        found = decided(statements, folder, answers)
    except qingdan.InputError:
        return set()
    return {
        name
        for name, one in found.items()
        if law().outcomes[QD + one.outcome].clearance
    }


@pytest.mark.parametrize("answers", [False, True], ids=["alone", "answered"])
def test_no_statement_less_clears(answers: bool, tmp_path: Path) -> None:
    """Each foreign statement in turn is left out: no dataset that was not free becomes free."""
    free = _cleared(list(_catalogue()), tmp_path, answers)
    assert free == (
        {"hr-records", "parts-catalogue", "warranty-statistics"}
        if answers
        else set()
    )
    for index, left_out in enumerate(_catalogue()):
        less = [*_catalogue()[:index], *_catalogue()[index + 1 :]]
        assert _cleared(less, tmp_path, answers) <= free, left_out


@settings(
    max_examples=EXAMPLES // 3,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(
    left_out=st.sets(st.integers(0, 10_000), max_size=30),
    answers=st.booleans(),
)
def test_no_set_of_statements_less_clears(
    left_out: set[int], answers: bool, tmp_path: Path
) -> None:
    """As above, with any set of statements left out; what is left is a part of what was stated."""
    gone = {index % len(_catalogue()) for index in left_out}
    less = [
        statement
        for index, statement in enumerate(_catalogue())
        if index not in gone
    ]
    own = {
        str(found)
        for found in translate(less, _vocabulary(), law())
        if found[1].startswith(QD)
    }
    assert own <= {
        str(found) for found in translate(_catalogue(), _vocabulary(), law())
    }
    assert _cleared(less, tmp_path, answers) <= _cleared(
        list(_catalogue()), tmp_path, answers
    )


def test_the_document_counts_right(tmp_path: Path) -> None:
    """The numbers of docs/catalogues.md are those of the example."""
    text = (Path(__file__).parent.parent / "docs" / "catalogues.md").read_text(
        "utf-8"
    )
    left = [
        found
        for found in translate(_catalogue(), _vocabulary(), law())
        if _foreign(found)
    ]
    assert (
        f"{len(left)} statements of the catalogue are outside the vocabulary"
        in text
    )
    runs = [
        Counter(
            one.outcome
            for one in decided(_catalogue(), tmp_path, answers).values()
        )
        for answers in (False, True)
    ]
    rows = re.findall(r"^\| `(\w+)` \| (\d+) \| (\d+) \|$", text, re.M)
    assert [
        (name, int(alone), int(answered)) for name, alone, answered in rows
    ] == [(name, *(run[name] for run in runs)) for name, _, _ in rows]
    assert sum(int(answered) for _, _, answered in rows) == 12


def _foreign(found: Statement) -> bool:
    return not found[1].startswith(QD) and not (
        found[1] == RDF + "type" and found[2].value.startswith(QD)
    )
