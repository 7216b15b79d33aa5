"""
Validation reports: every form tells the same findings, fits
its schema, and sets the exit status that was asked for.
"""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
import rdflib
from rdflib import RDF, Namespace

from calls import call
from qingdan.files import folder
from qingdan.rdf.names import QD, SH, curie

SCHEMAS = Path(__file__).parent / "schemas"
SHACL, OURS = Namespace(SH), Namespace(QD)
A = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
SECRECY = "shape:Value-secrecy"
ITEMS = 30


def lines(*faulty: int) -> list[str]:
    """
    N-Triples of a handler and thirty items, four lines each;
    the items named by number have a wrong value of secrecy.
    """
    found = [f"<urn:x:h> {A} <{QD}DataHandler> ."]
    for number in range(ITEMS):
        value = (
            f"<{QD}TopSecret>" if number in faulty else f"<{QD}NotClassified>"
        )
        item = f"<urn:x:item-{number:02}>"
        found += [
            f"{item} {A} <{QD}DataItem> .",
            f"{item} <{QD}heldBy> <urn:x:h> .",
            f"{item} <{QD}secrecy> {value} .",
        ]
        found += [
            f'{item} <{QD}coreData> "false"^^<http://www.w3.org/2001/XMLSchema#boolean> .'
        ]
    return found


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """
    An inventory in which eleven items have one fault, one
    has no handler, and one line is of another vocabulary.
    """
    found = [
        line
        for line in lines(*range(3, 14))
        if line != f"<urn:x:item-20> <{QD}heldBy> <urn:x:h> ."
    ]
    made = tmp_path_factory.mktemp("findings") / "items & <handlers>.nt"
    made.write_text(
        "\n".join([*found, '<urn:x:item-21> <urn:y:colour> "red" .']) + "\n",
        "utf-8",
    )
    return made


@cache
def told(path: Path, form: str, *more: str) -> str:
    """A report in a form."""
    return call("validate", path, "--format", form, *more).out


def counts(path: Path) -> Counter[tuple[str, str, str | None]]:
    """The results by shape, constraint and path, as JSON tells them."""
    document = json.loads(told(path, "json"))
    return Counter(
        {
            (one["shape"], one["component"], one["path"]): one["count"]
            for one in document["counts"]
        }
    )


def test_json_tells_cause_number_mend_and_places(path: Path) -> None:
    """
    Every cause has its texts in both languages, its number,
    and results with the line at which the subject starts.
    """
    document = json.loads(told(path, "json"))
    one = next(one for one in document["counts"] if one["shape"] == SECRECY)
    assert (one["count"], one["severity"], one["path"]) == (
        11,
        "Violation",
        "qd:secrecy",
    )
    assert one["component"] == "InConstraintComponent"
    assert one["message"].keys() == one["mend"].keys() == {"en", "zh"}
    listed = [
        result for result in document["results"] if result["shape"] == SECRECY
    ]
    assert [result["focus"] for result in listed] == [
        f"urn:x:item-{number:02}" for number in range(3, 14)
    ]
    written = path.read_text("utf-8").splitlines()
    for result in document["results"]:
        assert result["file"] == str(path)
        assert result["focus"] in written[result["line"] - 1], result
    assert {result["value"] for result in listed} == {"qd:TopSecret"}
    assert document["nodes"] == ITEMS + 1
    assert (
        document["total"]
        == sum(one["count"] for one in document["counts"])
        == len(document["results"])
    )
    assert document["conforms"] is document["truncated"] is False
    assert document["ignored"] == [{"predicate": "urn:y:colour", "count": 1}]


def test_text_is_grouped_by_cause_with_its_mend(path: Path) -> None:
    """One heading for each cause, its mend below, then places, and how many more there are."""
    text = told(path, "text")
    blocks = text.split("\n\n")
    assert blocks[0].startswith("does not conform: ")
    found = next(block for block in blocks if SECRECY in block).splitlines()
    assert (
        found[0]
        == f"violation  11  qd:secrecy must be one of the known terms [{SECRECY}]"
    )
    assert found[1].startswith("  mend: name the value by IRI")
    assert found[2:7] == [
        f"    {path}:{2 + 4 * number}  urn:x:item-{number:02}  qd:TopSecret"
        for number in range(3, 8)
    ]
    assert found[7:] == ["    … and 6 more"]
    assert "urn:y:colour (1)" in text
    assert len(blocks) == 2 + len(counts(path))
    chinese = call("validate", path, "--lang", "zh").out
    assert "不符合" in chinese
    assert "更正" in chinese


def test_turtle_is_a_validation_report(path: Path) -> None:
    """
    What SHACL section 3.6 asks of a report is there: the
    results of JSON, and those of shapes that find the same.
    """
    graph = rdflib.Graph().parse(data=told(path, "turtle"), format="turtle")
    (report,) = graph.subjects(RDF.type, SHACL.ValidationReport)
    assert graph.value(report, SHACL.conforms).value is False
    found: Counter[tuple[str, str, str | None]] = Counter()
    for result in graph.objects(report, SHACL.result):
        assert (result, RDF.type, SHACL.ValidationResult) in graph
        for needed in (
            SHACL.focusNode,
            SHACL.resultSeverity,
            SHACL.sourceConstraintComponent,
            SHACL.sourceShape,
        ):
            assert len(list(graph.objects(result, needed))) == 1, needed
        reached = graph.value(result, SHACL.resultPath)
        named = (
            curie(str(graph.value(result, one)))
            for one in (SHACL.sourceShape, SHACL.sourceConstraintComponent)
        )
        shape, component = named
        found[
            shape,
            component.removeprefix("sh:").removeprefix("qd:"),
            curie(str(reached)) if reached else None,
        ] += 1
    assert not counts(path) - found
    assert all("National" in shape for shape, *_ in found - counts(path)), (
        "told once elsewhere"
    )
    values = {
        value
        for result in graph.subjects(SHACL.sourceShape, None)
        for value in graph.objects(result, SHACL.value)
    }
    assert OURS.TopSecret in values
    assert (
        sum(
            graph.value(cause, OURS.resultCount).value
            for cause in graph.objects(report, OURS.cause)
        )
        == found.total()
    )


@pytest.mark.parametrize("most", ["1000", "4", "0"])
def test_sarif_fits_its_schema(path: Path, most: str) -> None:
    """
    The log is valid SARIF 2.1.0, its rules carry all numbers,
    and every result points to a rule, a file and a line.
    """
    log = json.loads(told(path, "sarif", "--max-findings", most))
    jsonschema.Draft7Validator(
        json.loads((SCHEMAS / "sarif-2.1.0.json").read_text("utf-8"))
    ).validate(log)
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    assert (
        sum(rule["properties"]["count"] for rule in rules)
        == counts(path).total()
        == run["properties"]["total"]
    )
    listed: Counter[str] = Counter()
    for result in run["results"]:
        rule = rules[result["ruleIndex"]]
        assert rule["id"] == result["ruleId"]
        assert result["level"] == rule["defaultConfiguration"]["level"]
        (location,) = result["locations"]
        assert (
            " " not in location["physicalLocation"]["artifactLocation"]["uri"]
        )
        assert location["physicalLocation"]["region"]["startLine"] >= 1
        listed[rule["id"]] += 1
    assert len(
        {
            result["partialFingerprints"]["qingdan/v1"]
            for result in run["results"]
        }
    ) == len(run["results"])
    notes = run["invocations"][0]["toolExecutionNotifications"]
    assert bool(notes) == (most != "1000") == run["properties"]["truncated"]
    if most == "1000":
        assert listed == Counter(
            {rule["id"]: rule["properties"]["count"] for rule in rules}
        )


def test_sarif_schema_is_able_to_refuse() -> None:
    """The stored schema refuses a log with a level that SARIF does not know."""
    schema = json.loads((SCHEMAS / "sarif-2.1.0.json").read_text("utf-8"))
    result = {"message": {"text": "x"}, "level": "fatal"}
    wrong: dict[str, Any] = {
        "version": "2.1.0",
        "runs": [{"tool": {"driver": {"name": "x"}}, "results": [result]}],
    }
    assert not jsonschema.Draft7Validator(schema).is_valid(wrong)


def test_junit_has_a_test_case_for_each_cause(path: Path) -> None:
    """
    One test case for each cause, failed as often as there
    are results, with the mend and the places.
    """
    text = told(path, "junit")
    root = ElementTree.fromstring(text)
    cases = root.findall(".//testcase")
    assert len(cases) == len(counts(path)) == int(root.attrib["tests"])
    assert {case.attrib["name"] for case in cases} >= {
        "Value-secrecy/qd:secrecy/In",
        "Needs-heldBy/qd:heldBy/MinCount",
    }
    failures = {case.attrib["name"]: case.find("failure") for case in cases}
    secrecy = failures["Value-secrecy/qd:secrecy/In"]
    assert secrecy is not None
    assert secrecy.attrib["message"].startswith("11: ")
    assert "name the value by IRI" in str(secrecy.text)
    assert f"{path}:14  urn:x:item-03" in str(secrecy.text)
    assert int(root.attrib["failures"]) == sum(
        found is not None for found in failures.values()
    )


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An inventory of which nothing is found: nothing is missing, and nothing is to be done."""
    made = tmp_path_factory.mktemp("clean") / "clean.ttl"
    made.write_text(
        """@prefix qd: <https://w3id.org/qingdan/ns/> . @prefix : <urn:x:> .
        :h a qd:DataHandler ; qd:zone qd:cq-ftz ; qd:zoneTie qd:RegisteredInZone ; qd:criticalInfrastructureOperator false ;
          qd:sector qd:IntelligentConnectedVehicles ; qd:holdsOrdinaryPersons 5 ; qd:holdsSensitivePersons 0 ; qd:holdsSensitiveAccountPersons 0 ;
          qd:tally [ a qd:Tally ; qd:year 2026 ; qd:asOf "2026-03-01"^^<http://www.w3.org/2001/XMLSchema#date> ; qd:ordinaryPersons 0 ; qd:sensitivePersons 0 ; qd:personsInBoth 0 ] .
        :i a qd:DataItem ; qd:heldBy :h ; qd:secrecy qd:NotClassified ; qd:coreData false ; qd:controlRegime qd:NoControlRegime ;
          qd:importantDataStatus qd:ReviewedNotImportant ; qd:matchesNoListedItem true ; qd:containsPersonalInformation false ;
          qd:containsSensitivePersonalInformation false .
        :e a qd:Export ; qd:exportOf :i ; qd:accessMode qd:SentAbroad ; qd:requestedByForeignAuthority false ; qd:recipientRestricted false .
        """,
        "utf-8",
    )
    return made


@pytest.mark.parametrize("form", ["text", "json", "turtle", "sarif", "junit"])
def test_an_inventory_that_conforms(clean: Path, form: str) -> None:
    """No result: exit status 0, and a report that its reader takes for a success."""
    found = call("validate", clean, "--format", form)
    assert found.status == 0, found.out
    assert "0 results of 4 subjects" in found.err
    if form == "sarif":
        log = json.loads(found.out)
        jsonschema.Draft7Validator(
            json.loads((SCHEMAS / "sarif-2.1.0.json").read_text("utf-8"))
        ).validate(log)
        assert log["runs"][0]["results"] == []
    elif form == "junit":
        assert ElementTree.fromstring(found.out).attrib["failures"] == "0"
    elif form == "turtle":
        graph = rdflib.Graph().parse(data=found.out, format="turtle")
        assert [
            value.value for value in graph.objects(None, SHACL.conforms)
        ] == [True]  # type: ignore[attr-defined]
    else:
        assert "conforms" in found.out


def test_a_link_to_a_term_is_told_by_its_short_name(tmp_path: Path) -> None:
    """
    An export of what is a term of the vocabulary: the value
    in the report is written like every other.
    """
    path = tmp_path / "inventory.ttl"
    path.write_text(
        "@prefix qd: <https://w3id.org/qingdan/ns/> . <urn:x:e> a qd:Export ; qd:exportOf qd:SentAbroad . <urn:x:i> a qd:DataItem ."
    )
    found = json.loads(
        call("validate", path, "--engine", "distinct", "--format", "json").out
    )
    assert any(
        one.get("value") == "qd:SentAbroad" for one in found["results"]
    ), found


MAKER = folder("data") / "inventories" / "icv-maker.ttl"


@cache
def maker(form: str, *more: str) -> str:
    """A report on the worked inventory."""
    return call("validate", MAKER, "--format", form, *more).out


@pytest.mark.parametrize("engine", ["distinct", "pyshacl"])
def test_one_cause_is_one_result(tmp_path: Path, engine: str) -> None:
    """
    A number that the list and the national rules share is
    told once, with the sources of both.
    """
    path = tmp_path / "inventory.ttl"
    path.write_text(
        """@prefix qd: <https://w3id.org/qingdan/ns/> . @prefix : <urn:x:> .
        :h a qd:DataHandler ; qd:tally [ a qd:Tally ; qd:year 2026 ; qd:asOf "2026-03-01"^^<http://www.w3.org/2001/XMLSchema#date> ;
          qd:ordinaryPersons 200000 ; qd:sensitivePersons 0 ; qd:personsInBoth 0 ] .
        :i a qd:DataItem ; qd:heldBy :h ; qd:containsPersonalInformation true ; qd:importantDataStatus qd:NotifiedImportant .
        """,
        "utf-8",
    )
    document = json.loads(
        call("validate", path, "--engine", engine, "--format", "json").out
    )
    tiers = [
        one for one in document["counts"] if one["severity"].startswith("Tier")
    ]
    told = [(one["message"]["en"], one["path"]) for one in tiers]
    assert len(set(told)) == len(told)
    (volume,) = [
        one
        for one in tiers
        if "100,000 persons or more" in one["message"]["en"]
    ]
    assert volume["shape"] == "shape:BelowTier2-OrdinaryVolume"
    assert volume["count"] == 1
    assert {cite.partition(":")[0] for cite in volume["cites"]} == {
        "cq25",
        "cn",
    }
    (status,) = [
        one for one in tiers if one["path"] == "qd:importantDataStatus"
    ]
    assert status["shape"] == "shape:BelowTier1-ImportantData"
    assert {cite.partition(":")[0] for cite in status["cites"]} == {
        "cq25",
        "cn",
    }
    both = call("validate", path, "--engine", engine, "--format", "turtle").out
    assert "BelowTier2-National-OrdinaryVolume" in both, (
        "a SHACL report has the results of every shape"
    )


def test_no_subject_is_told_the_same_twice() -> None:
    """In the worked inventory: by severity, message, value and subject."""
    found = Counter(
        (
            one["severity"],
            one["focus"],
            one["path"],
            one["value"],
            one["component"],
            message(one),
        )
        for one in json.loads(maker("json"))["results"]
    )
    assert [key for key, count in found.items() if count > 1] == []


def message(one: dict[str, Any]) -> str:
    """The message of a result, as its cause tells it."""
    causes = json.loads(maker("json"))["counts"]
    same = [
        cause
        for cause in causes
        if (cause["shape"], cause["path"]) == (one["shape"], one["path"])
    ]
    return str(same[0]["message"]["en"])


@pytest.mark.parametrize(
    "severities",
    [None, "Violation", "Tier1", "Violation,Undetermined", "Info"],
)
def test_exit_status_and_every_form_say_the_same(
    severities: str | None,
) -> None:
    """
    What `--fail-on` heeds decides the status, the sentence,
    the member of JSON and the failures of JUnit.
    """
    more = ("--fail-on", severities) if severities else ()
    found = call("validate", MAKER, *more)
    document = json.loads(maker("json", *more))
    counted = Counter(cause["severity"] for cause in document["counts"])
    heeded = severities.split(",") if severities else list(counted)
    failed = any(counted[severity] for severity in heeded)
    assert found.status == failed
    assert found.out.startswith("does not conform" if failed else "conforms (")
    assert document["failed"] is failed
    assert document["failOn"] == (
        severities.split(",") if severities else None
    )
    assert document["conforms"] is False
    suite = ElementTree.fromstring(maker("junit", *more))
    failures = {
        case.attrib["classname"]
        for case in suite.iter("testcase")
        if case.find("failure") is not None
    }
    assert failures == set(heeded) & set(counted)
    chinese = call("validate", MAKER, "--lang", "zh", *more).out
    assert chinese.startswith("不符合" if failed else "符合（")


def test_titles_stand_beside_names_in_every_form() -> None:
    """Of an item of the worked inventory."""
    name, title = (
        "urn:x:huashan-auto:adas-clips",
        "ADAS event clips, unprocessed",
    )
    assert f"{name} · {title}" in maker("text")
    assert f"{name} · {title}" in maker("junit")
    listed = json.loads(maker("json"))["results"]
    assert {one["title"]["en"] for one in listed if one["focus"] == name} == {
        title
    }
    results = json.loads(maker("sarif"))["runs"][0]["results"]
    (told,) = {
        (
            one["locations"][0]["logicalLocations"][0]["name"],
            f"{name} · {title}" in one["message"]["text"],
        )
        for one in results
        if one["locations"][0]["logicalLocations"][0]["fullyQualifiedName"]
        == name
    }
    assert told == (title, True)
    assert "ADAS事件片段" in call("validate", MAKER, "--lang", "zh").out


def test_sarif_has_levels_by_severity_and_regions() -> None:
    """
    Worse severities have no lower level and a higher rank;
    each result of Turtle stands at the line of its subject.
    """
    run = json.loads(maker("sarif"))["runs"][0]
    rules = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
    levels = {
        rule["properties"]["severity"]: rule["defaultConfiguration"]["level"]
        for rule in rules.values()
    }
    assert (
        levels["OtherRegime"]
        == levels["Tier1"]
        == levels["Undetermined"]
        == "warning"
    )
    assert levels["Tier2"] == "note"
    written = MAKER.read_text("utf-8").splitlines()
    for result in run["results"]:
        assert (
            result["rank"]
            == rules[result["ruleId"]]["defaultConfiguration"]["rank"]
        )
        line = result["locations"][0]["physicalLocation"]["region"][
            "startLine"
        ]
        focus = result["locations"][0]["logicalLocations"][0][
            "fullyQualifiedName"
        ]
        assert focus.rsplit(":", 1)[-1] in written[line - 1]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("@prefix : <urn:x:> .\n# :a\n\n:a a :b .\n", {"urn:x:a": 4}),
        (
            "PREFIX x: <urn:x:>\nx:b x:p x:a ; x:q [ x:r x:a ] .\n\nx:a x:p 1.5 .",
            {"urn:x:a": 4},
        ),
        (
            "@base <urn:x:> .\n<b> <p> <a> .\n<a> <p> 'x . <a>' .\n",
            {"urn:x:a": 3},
        ),
        (
            '<urn:b> <urn:p> """\n<urn:x:a> .\n""" .\n<urn:x:a> <urn:p> true .',
            {"urn:x:a": 4},
        ),
        (
            "<urn:g> {\n<urn:b> <urn:p> <urn:x:a> .\n<urn:x:a> <urn:p> 1 }\n",
            {"urn:x:a": 3},
        ),
        (
            "<urn:b> <urn:p> <urn:x:a> <urn:g> .\n<urn:x:a> <urn:p> <urn:b> .\n",
            {"urn:x:a": 2},
        ),
        (
            "@prefix x: <urn:x:> .\nx:a\\.b a x:c .\nx:d.e a x:c.\nx:f a x:c",
            {"urn:x:a.b": 2, "urn:x:d.e": 3, "urn:x:f": 4},
        ),
        (
            "@prefix x: <urn:x:> .\nx:b a x:c ; x:l ( x:a 1. 'y'@en ) .\nx:a a x:c .",
            {"urn:x:a": 3},
        ),
        (
            "@prefix x: <urn:x:> .\nx:b x:n 5 .\nx:a x:n 5.\nx:c x:n -1e3.\nx:d a x:e .",
            {"urn:x:a": 3, "urn:x:c": 4, "urn:x:d": 5},
        ),
        ("<urn:b> <urn:p> <urn:c> .", {}),
    ],
)
def test_lines_of_subjects(text: str, lines: dict[str, int]) -> None:
    """
    Where a subject begins, not where it is named, whatever
    comments, texts and lists there are before.
    """
    from qingdan.inventory.readers.places import first_lines

    wanted = {"urn:x:a", *lines}
    assert first_lines(text, wanted) == lines


@pytest.mark.parametrize(("most", "whole"), [(3, False), (100_000, True)])
def test_findings_stand_on_rows_where_all_are_listed(
    most: int, whole: bool
) -> None:
    """Of a report that leaves out results no row is told: it would say too little."""
    from qingdan.door import calls
    from qingdan.reporting.findings.by_item import by_item

    inventory = (folder("data") / "inventories" / "icv-maker.ttl",)
    found = calls.validate(inventory, engine="distinct", most=most)
    assert (by_item(found.report) is not None) is whole


def test_every_severity_of_a_shape_is_in_the_vocabulary() -> None:
    """With a level that SARIF knows, a rank of its own from 0 to 100, a label in each language."""
    from qingdan.law.severities import severities

    shapes = rdflib.Graph()
    for each in folder("shapes").rglob("*.ttl"):
        shapes.parse(each)
    used = {str(iri) for iri in shapes.objects(None, SHACL.severity)}
    known = {severity.iri: severity for severity in severities().values()}
    assert {*used, str(SHACL.Violation)} <= known.keys()
    ranks = {severity.rank for severity in known.values()}
    assert len(ranks) == len(known)
    for severity in known.values():
        assert severity.level in {"error", "warning", "note"}
        assert 0 <= severity.rank <= 100
        assert {"en", "zh"} <= severity.label.keys()
