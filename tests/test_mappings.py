"""
Files of other forms through the mappings of the package: what each states is read, what it
does not state stays unknown, and none of them alone gives a clearance; what a mapping may
say; what `qingdan map` proposes.
"""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calls import call
from qingdan import api
from qingdan.errors import InputError
from qingdan.files import folder
from qingdan.inventory.in_memory import load
from qingdan.inventory.read import ingest
from qingdan.inventory.readers.document import grid_of, parsed
from qingdan.inventory.readers.frames import Table
from qingdan.inventory.readers.mapping import Mapping, mapping_of, read_mapping
from qingdan.law.load import law
from qingdan.rdf.names import local

LAW = law()
DAY = date(2026, 3, 2)
AS_OF = ("--as-of", "2026-03-02")
KEPT = sorted((folder("data") / "mappings").glob("*.toml"))
FOREIGN = folder("data") / "inventories" / "foreign"
EXAMPLES = int(os.environ.get("QINGDAN_EXAMPLES", "30"))
FILES = {
    "odcs": "contract.odcs.yaml",
    "fides": "fides.yml",
    "json-schema": "record.schema.json",
    "openapi": "service.openapi.yaml",
    "vss": "signals.vss.csv",
    "vss-json": "signals.vss.json",
    "dcat-ap": "catalogue.dcat.xml",
    "dpv": "record.dpv.ttl",
}
SENSITIVE = "containsSensitivePersonalInformation"
PERSONAL = "containsPersonalInformation"
STATED: dict[str, dict[str, dict[str, list[str]]]] = {
    "odcs": {
        "vin": {
            PERSONAL: ["True"],
            "personalInformationKind": ["VehicleIdentificationNumber"],
        },
        "email": {
            PERSONAL: ["True"],
            "personalInformationKind": ["ContactDetail"],
        },
        "allergies": {PERSONAL: ["True"], SENSITIVE: ["True"]},
        "order_number": {},
        "labour_minutes": {},
        "customer": {},
    },
    "fides": {
        "created_at": {},
        "email": {
            PERSONAL: ["True"],
            "personalInformationKind": ["ContactDetail"],
        },
        "profile": {PERSONAL: ["True"]},
        "voice_print": {
            PERSONAL: ["True"],
            "personalInformationKind": ["BiometricFeature"],
        },
        "seat_position": {},
        "Find%20faults%20of%20a%20model": {
            PERSONAL: ["True"],
            "personalInformationKind": ["ContactDetail", "DeviceIdentifier"],
        },
    },
    "json-schema": {
        "distance": {},
        "driver": {PERSONAL: ["True"]},
        "name": {PERSONAL: ["True"]},
        "fatigue": {PERSONAL: ["True"], SENSITIVE: ["True"]},
        "stops": {},
        "place": {},
    },
    "openapi": {
        "station": {},
        "card": {PERSONAL: ["True"]},
        "energy": {},
        "session": {},
    },
    "vss": {
        "Speed": {},
        "Latitude": {
            "geodata": ["True"],
            "preciseLocation": ["True"],
            "personalInformationKind": ["VehicleTrajectory"],
        },
        "HeartRate": {
            PERSONAL: ["True"],
            "personalInformationKind": ["HealthData"],
        },
    },
    "vss-json": {
        "Speed": {},
        "HeartRate": {
            PERSONAL: ["True"],
            "personalInformationKind": ["HealthData"],
        },
    },
    "dcat-ap": {"parking": {}, "charging": {}},
    "dpv": {
        "newsletter": {
            PERSONAL: ["True"],
            "personalInformationKind": ["ContactDetail"],
        },
        "fleet-health": {
            PERSONAL: ["True"],
            "personalInformationKind": ["HealthData"],
        },
    },
}
NOT_OF_THE_DATA = ("heldBy", "title", "description", "sector")


def items(path: Path, mapping: Mapping) -> dict[str, dict[str, list[str]]]:
    """What is stated of each item but its names and its handler, by the end of its IRI."""
    register = ingest(LAW, [path], mapping)
    try:
        assert not register.faults, register.faults
        taken = register.as_inventory(None)
    finally:
        register.close()
    return {
        item.iri.replace(":", ".").rpartition(".")[2]: {
            name: sorted(local(str(value)) for value in values)
            for name, values in item.facts.items()
            if values and name not in NOT_OF_THE_DATA
        }
        for item in taken.items
    }


@pytest.mark.parametrize("name", FILES)
def test_what_a_worked_file_states(name: str) -> None:
    """What a part says of its data, and nothing for a part that says nothing."""
    kept = read_mapping(Path(name))
    assert items(FOREIGN / FILES[name], kept) == STATED[name]


@pytest.mark.parametrize("name", FILES)
def test_a_worked_file_with_the_company_beside_it(name: str) -> None:
    """The handler stands in a second file; no item is cleared by both together."""
    taken = ingest(
        LAW,
        [FOREIGN / FILES[name], FOREIGN / "company.csv"],
        read_mapping(Path(name)),
    )
    try:
        zones = taken.inventory.nodes["urn:x-handler:company"].facts["zone"]
    finally:
        taken.close()
    assert [local(str(zone)) for zone in zones] == ["cq-ftz"]
    answers = call(
        "decide",
        FOREIGN / FILES[name],
        FOREIGN / "company.csv",
        "--mapping",
        name,
        *AS_OF,
        "--format",
        "json",
    )
    assert answers.status == 0, answers.err
    outcomes = {answer["outcome"] for answer in json.loads(answers.out)}
    assert not outcomes & CLEARING


CLEARING = {
    outcome.name for outcome in LAW.outcomes.values() if outcome.clearance
}


def cleared(found: Any) -> list[str]:
    """The outcomes of an inventory that clear; what contradicts is refused, and clears nothing."""
    try:
        decided = [str(each.outcome) for each in api.decide(found, as_of=DAY)]
    except InputError:
        return []
    return [outcome for outcome in decided if outcome in CLEARING]


def test_a_clearance_would_be_seen() -> None:
    """Of a whole inventory some items are cleared."""
    whole = load([folder("data") / "inventories" / "icv-maker.csv"], LAW)
    assert cleared(whole)


def test_every_mapping_of_the_package_has_a_worked_file() -> None:
    """The data map of Fides is a workbook, which a test writes."""
    assert {path.stem for path in KEPT} == {*FILES, "fides-datamap"}


def words(mapping: Mapping, column: str) -> list[str]:
    """Cells that a column may have: the values that the mapping knows, and others."""
    known = [
        value.replace("*", "x") for value in mapping.values.get(column, {})
    ]
    return ["", *known, "public", "false", "no", "NotClassified", "true", "甲"]


@pytest.mark.parametrize(
    "path",
    [p for p in KEPT if not read_mapping(p).vocabulary],
    ids=lambda p: p.stem,
)
def test_no_table_or_document_alone_gives_a_clearance(path: Path) -> None:
    """Whatever stands in the columns that a mapping of the package reads."""
    mapping = read_mapping(path)
    columns = sorted(mapping.reads | {"@path"})
    row = st.tuples(
        *(st.sampled_from(words(mapping, name)) for name in columns)
    )

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(row, min_size=1, max_size=4))
    def check(rows: list[tuple[str, ...]]) -> None:
        body = []
        for number, cells in enumerate(rows, start=1):
            named = dict(zip(columns, cells, strict=True))
            named |= dict.fromkeys(mapping.item_columns, f"item{number}")
            named["@path"] = f"item{number}"
            for column, patterns, kept in mapping.choices:
                named[column] = patterns[0] if kept else "sensor"
            body.append((number, [named[column] for column in columns]))
        table = Table(
            "t",
            (
                (mapping.heading or 1, columns),
                *(
                    (number + (mapping.heading or 1), cells)
                    for number, cells in body
                ),
            ),
        )
        try:
            found = load([table], LAW, mapping)
        except (
            Exception
        ) as error:  # what contradicts is refused, which clears nothing
            assert type(error).__name__ == "InputError"  # noqa: PT017
            return
        assert cleared(found) == []

    check()


@pytest.mark.parametrize("name", ["dcat-ap", "dpv"])
def test_no_catalogue_alone_gives_a_clearance(
    name: str, tmp_path: Path
) -> None:
    """Whatever statements of the vocabulary are made of a dataset or a process."""
    mapping = read_mapping(Path(name))
    vocabulary = mapping.vocabulary
    assert vocabulary
    classes = [
        iri for iri, kind in vocabulary.classes.items() if kind == "DataItem"
    ]
    said = [
        f"<{predicate}> <{value}>"
        if ":" in value
        else f'<{predicate}> "{value}"'
        for predicate, values in vocabulary.values.items()
        for value in values
        if value != "*"
    ]
    path = tmp_path / "c.ttl"

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(
        st.sampled_from(classes), st.sets(st.sampled_from(said), max_size=4)
    )
    def check(kind: str, statements: set[str]) -> None:
        told = " ; ".join([f"a <{kind}>", *sorted(statements)])
        path.write_text(f"<urn:x:i> {told} .", "utf-8")
        register = ingest(LAW, [path], mapping)
        try:
            found = register.as_inventory(None)
        finally:
            register.close()
        assert cleared(found) == []

    check()


def test_the_data_map_of_fides(tmp_path: Path) -> None:
    """Eight rows about the organisation, merged cells among them; rows of one item meet."""
    path = tmp_path / "datamap.xlsx"
    heading = [
        "Fides Dataset",
        "Fides System",
        "Purpose of Processing",
        "Categories of Individuals",
        "Categories of Personal Data (Fides Taxonomy)",
        "Third Country Transfers",
    ]
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Data map")
        sheet.merge_range(0, 0, 0, 5, "Organisation")
        sheet.write_formula(1, 1, "=1+1")
        sheet.write_row(8, 0, heading)
        sheet.write_row(
            9,
            0,
            [
                "Orders",
                "Shop",
                "Sale",
                "Customer",
                "user.contact.email",
                "GBR",
            ],
        )
        sheet.write_row(
            10, 0, ["Orders", "Shop", "Sale", "Customer", "user.name", "GBR"]
        )
        sheet.write_row(
            11,
            0,
            ["N/A", "Plant", "Sale", "Staff", "system.operations", ""],
        )
    found = items(path, read_mapping(Path("fides-datamap")))
    assert found == {
        "Customer": {
            PERSONAL: ["True"],
            "personalInformationKind": ["ContactDetail", "Name"],
        },
        "Staff": {},
    }
    told = call("map", path)
    assert "the mapping of the package 'fides-datamap' fits" in told.err
    assert "Third Country Transfers: 2 filled, such as 'GBR'" in told.err


def test_a_context_is_a_local_file(tmp_path: Path) -> None:
    """It is named in the mapping, beside it; nothing is fetched."""
    path = FOREIGN / "catalogue.dcat.jsonld"
    refused = call("decide", path, "--mapping", "dcat-ap", *AS_OF)
    assert refused.status == 2
    assert "is not fetched; use" in refused.err
    assert "under [contexts] of a mapping" in refused.err
    with_context = read_mapping(FOREIGN / "dcat-with-context.toml")
    assert items(path, with_context) == {"parking": {}}
    for name in ("dcat-with-context.toml", "catalogue.dcat.jsonld"):
        shutil.copy(FOREIGN / name, tmp_path)
    (tmp_path / "context.jsonld").write_text(
        '{"@context": "https://elsewhere.example/more.jsonld"}', "utf-8"
    )
    chained = call(
        "decide",
        tmp_path / "catalogue.dcat.jsonld",
        "--mapping",
        tmp_path / "dcat-with-context.toml",
        *AS_OF,
    )
    assert chained.status == 2
    assert (
        "https://elsewhere.example/more.jsonld is not fetched" in chained.err
    )


def test_plain_json_and_yaml_are_told_the_way_forward(tmp_path: Path) -> None:
    """No JSON-LD, and no inventory without a mapping."""
    path = tmp_path / "plain.json"
    path.write_text('{"items": [{"name": "a"}]}', "utf-8")
    told = call("decide", path, *AS_OF)
    assert told.status == 2
    assert "plain JSON and no JSON-LD" in told.err
    assert "`qingdan map` proposes one" in told.err
    told = call("decide", FOREIGN / "fides.yml", *AS_OF)
    assert told.status == 2
    assert (
        "YAML is read through a mapping alone; name one with --mapping"
        in told.err
    )


@pytest.mark.parametrize(
    ("suffix", "content", "says"),
    [
        (
            ".yaml",
            "a: &x [1]\nb: *x\n",
            "line 2: an alias is refused; write out",
        ),
        (".yaml", "a: 1\na: 2\n", "line 2: the key 'a' is there twice"),
        (".yaml", "a: 1\n---\nb: 2\n", "a second document begins"),
        (".yaml", "a: [" * 70 + "]" * 70, "nested deeper than 64"),
        (".yaml", "a: [1\n", "not acceptable YAML"),
        (".yaml", "a: !!python/object:os.system {}\n", ""),
        (".json", '{"a": 1, "a": 2}', "a key is repeated"),
        (".json", "[" * 100 + "]" * 100, "nested deeper than 64"),
        (".json", "[" * 100_000, "not acceptable JSON"),
        (".json", "{", "not acceptable JSON"),
        (".yaml", "x" * (11 << 20), "over 10 MiB"),
    ],
)
def test_documents_that_are_refused(
    suffix: str, content: str, says: str
) -> None:
    """One line each; a tag of Python is a text like any other."""
    if not says:
        assert parsed(content.encode(), suffix, "d") == {"a": {}}
        return
    with pytest.raises(InputError) as refused:
        parsed(content.encode(), suffix, "d")
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_document_keeps_what_it_writes() -> None:
    """A text that looks like a truth or a number is a text; what is empty states nothing."""
    document = (
        b"s: [{name: n, norway: no, n: 012, e: , t: ~, q: 'null', l: [a, b]}]"
    )
    mapping = Mapping(item="@path", rows=("s[]",))
    grid = grid_of(document, ".yaml", "d", mapping)
    (_, names), (_, cells) = grid.rows
    assert dict(zip(names, cells, strict=True)) == {
        "name": "n",
        "norway": "no",
        "n": "012",
        "q": "null",
        "l": "a;b",
        "@path": "n",
        "@key": "n",
    }


def rows_as_csv(path: Path, *rows: list[str]) -> Path:
    """Rows as CSV."""
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    path.write_text(out.getvalue(), "utf-8")
    return path


FORM = """
heading = 3
item = ["System", "Field"]
base = "urn:t:"
skip = [5]
ignore = ["secret"]
[columns]
"Label" = ["title", "description"]
"More" = "description"
"PII" = "containsPersonalInformation"
[values.PII]
"ja" = true
"unclear" = {}
[values."Kinds"]
"mail*" = { personalInformationKind = "ContactDetail" }
"mail order" = { personalInformationKind = "OrderRecord" }
[default]
heldBy = "company"
secrecy = "NotClassified"
"""


def test_what_a_mapping_of_a_table_may_say(tmp_path: Path) -> None:
    """Heading row, rows left out, several columns, values by table, defaults that yield."""
    path = rows_as_csv(
        tmp_path / "t.csv",
        ["Register of 2026", "", "", "", "", "", ""],
        ["", "", "", "", "", "", ""],
        ["System", "Field", "Label", "More", "PII", "Kinds", "secret"],
        ["crm", "mail", "Mail", "Address", "JA", "mail;mail order", "x"],
        ["crm", "left out", "", "", "", "", ""],
        ["crm", "note", "Note", "", "unclear", "phone", ""],
    )
    mapping = mapping_of(tomllib.loads(FORM), "m", Path("m.toml"))
    found = load([path], LAW, mapping)
    first, second = found.items
    assert (first.iri, second.iri) == ("urn:t:crm.mail", "urn:t:crm.note")
    assert sorted(map(str, first.facts["description"])) == ["Address", "Mail"]
    assert first.facts[PERSONAL] == [True]
    assert PERSONAL not in second.facts
    kinds = {
        local(str(kind)) for kind in first.facts["personalInformationKind"]
    }
    assert kinds == {"ContactDetail", "OrderRecord"}
    assert any("'phone' 1" in note for note in found.notes)
    assert any(
        "rows left out by the mapping: 1" in note for note in found.notes
    )
    assert items(path, mapping)["mail"]["secrecy"] == ["NotClassified"]


def test_rows_that_are_kept(tmp_path: Path) -> None:
    """By pattern, the one or the other way."""
    path = rows_as_csv(
        tmp_path / "t.csv",
        ["item", "kind"],
        ["a", "branch"],
        ["b", "leaf"],
        ["c", "twig"],
    )
    for section, names in (
        ("[skip]\nkind = 'branch'", "bc"),
        ("[keep]\nkind = ['l*', 'twig']", "bc"),
    ):
        text = f"{section}\n[default]\nheldBy = 'h'\n"
        mapping = mapping_of(tomllib.loads(text), "m", Path("m.toml"))
        assert "".join(items(path, mapping)) == names


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("rows = 'a'", "'a' is no path to the rows of a document"),
        ("skip = ['a']", "'a' stands where the number of a row is needed"),
        (
            "[columns]\nx = 'title'\n[values]\nx = 1",
            "1 stands where a table of values",
        ),
        (
            "heading = 'one'",
            "'heading' is no part of a mapping, or not in its form",
        ),
        ("[columns]\nx = [1]", "1 stands where a name is needed"),
    ],
)
def test_mappings_that_are_no_mappings(text: str, says: str) -> None:
    """One line each."""
    with pytest.raises(InputError, match=says.replace("[", r"\[")):
        mapping_of(tomllib.loads(text), "m", Path("m.toml"))


def test_parts_of_a_cell_that_state_otherwise_are_refused(
    tmp_path: Path,
) -> None:
    """One says that a person is told of, the other that none is."""
    path = rows_as_csv(tmp_path / "t.csv", ["item", "tags"], ["a", "pii;none"])
    text = "item = 'item'\n[default]\nheldBy = 'h'\n[values.tags]\n"
    text += f"pii = {{ {PERSONAL} = true }}\nnone = {{ {PERSONAL} = false }}\n"
    (tmp_path / "m.toml").write_text(text, "utf-8")
    told = call("decide", path, "--mapping", tmp_path / "m.toml", *AS_OF)
    assert told.status == 2
    assert (
        f"'none' in the column 'tags' states {PERSONAL} False, and 'pii'"
        in told.err
    )


REGISTER = [
    ["数据资产登记表", "", "", "", "", "", ""],
    [
        "编号",
        "数据项名称",
        "是否包含个人信息",
        "境外接受方",
        "密级",
        "Owner (IT)",
        "业务场景",
    ],
    ["1", "客户名单", "有", "Beishan Europe", "未定密", "Li", "driving"],
    ["2", "电池状态", "不清楚", "", "", "Li", ""],
]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_mapping_is_proposed_for_a_foreign_table(
    suffix: str, tmp_path: Path
) -> None:
    """Headings in Chinese below a title, one of them with a slip, values by near words."""
    path = tmp_path / f"register{suffix}"
    if suffix == ".csv":
        rows_as_csv(path, *REGISTER)
    else:
        with xlsxwriter.Workbook(str(path)) as book:
            book.add_worksheet("说明").write(0, 0, "notes")
            sheet = book.add_worksheet("登记表")
            for number, cells in enumerate(REGISTER):
                sheet.write_row(number, 0, cells)
    proposed = tmp_path / "m.toml"
    told = call("map", path, "-o", proposed)
    assert told.status == 0, told.err
    raw = tomllib.loads(proposed.read_text("utf-8"))
    assert raw["heading"] == 2
    assert raw.get("sheet", "") == ("登记表" if suffix == ".xlsx" else "")
    assert raw["item"] == "编号"
    assert raw["columns"] == {
        "数据项名称": "title",
        "是否包含个人信息": PERSONAL,
        "密级": "secrecy",
        "业务场景": "scenario",
    }
    assert raw["values"]["是否包含个人信息"] == {"有": True, "不清楚": {}}
    assert "2 items; the first 2 as they would be read:" in told.err
    assert "Owner (IT): 2 filled, such as 'Li'" in told.err
    again = call("map", path)
    assert tomllib.loads(again.out) == raw


def test_a_mapping_is_proposed_for_a_parquet_file(tmp_path: Path) -> None:
    """As for the same table in CSV, and what is proposed is read; descriptions are shown whole."""
    import pandas

    table = pandas.DataFrame(
        {
            "编号": ["1", "2"],
            "是否包含个人信息": ["是", "否"],
            "description": ["names / mails", "state of the battery"],
        }
    )
    table.to_parquet(tmp_path / "register.parquet")
    table.to_csv(tmp_path / "register.csv", index=False)
    proposed = []
    for name in ("register.parquet", "register.csv"):
        told = call("map", tmp_path / name, "-o", tmp_path / "m.toml")
        assert told.status == 0, told.err
        assert "2 items; the first 2 as they would be read:" in told.err
        proposed.append((tmp_path / "m.toml").read_text("utf-8"))
    assert proposed[0] == proposed[1]
    assert "    description: names / mails\n" in told.err
    decided = call(
        "decide",
        tmp_path / "register.parquet",
        FOREIGN / "company.csv",
        "--mapping",
        tmp_path / "m.toml",
    )
    assert decided.status == 0, decided.err


@pytest.mark.parametrize("name", FILES)
def test_the_mapping_of_the_package_is_proposed_where_it_fits(
    name: str,
) -> None:
    """By classes, by paths, by columns; and the first items are shown."""
    told = call("map", FOREIGN / FILES[name])
    assert told.status == 0, told.err
    assert f"the mapping of the package '{name}' fits" in told.err
    assert "as they would be read:" in told.err
    assert told.out == (
        folder("data") / "mappings" / f"{name}.toml"
    ).read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("company.csv", "handler,zone\nh,cq-ftz\n", "needs no mapping"),
        (
            "a.parquet",
            "x",
            "is no whole Parquet file",
        ),
        ("a.yaml", "a: 1\n", "there is no list of parts in the document"),
        (
            "a.ttl",
            "<urn:x:a> a <urn:x:B> .",
            "no mapping of the package reads its classes",
        ),
    ],
)
def test_what_has_no_mapping(
    name: str, content: str, says: str, tmp_path: Path
) -> None:
    """One line, exit status 2."""
    path = tmp_path / name
    path.write_text(content, "utf-8")
    told = call("map", path)
    assert (told.status, told.out) == (2, "")
    assert says in told.err
    assert len(told.err.splitlines()) == 1


def test_a_list_of_parts_in_json_is_a_table(tmp_path: Path) -> None:
    """The longest list is taken for the rows, its fields for columns."""
    path = tmp_path / "events.json"
    events = [{"name": f"e{n}", "pii": n == 1, "desc": "d"} for n in range(3)]
    path.write_text(json.dumps({"telemetry": {"events": events}}), "utf-8")
    proposed = tmp_path / "m.toml"
    told = call("map", path, "-o", proposed)
    assert told.status == 0, told.err
    assert (
        tomllib.loads(proposed.read_text("utf-8"))["rows"]
        == "telemetry.events[]"
    )
    found = items(path, read_mapping(proposed))
    assert found == {
        "e0": {PERSONAL: ["False"]},
        "e1": {PERSONAL: ["True"]},
        "e2": {PERSONAL: ["False"]},
    }
