"""
Templates: every column is a fact, every drop-down its
values, and a template that was filled in can be read.
"""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.datavalidation import DataValidation

from qingdan import api
from qingdan.errors import CallError
from qingdan.inventory.kinds import may_state
from qingdan.inventory.readers.grid import Heading
from qingdan.inventory.readers.mapping import Mapping
from qingdan.inventory.readers.tables import columns_of, row_statements
from qingdan.inventory.readers.xlsx import rows
from qingdan.inventory.template import facts_of_sheets, write
from qingdan.inventory.template_columns import SHEETS, columns
from qingdan.inventory.term_checks import vet_term
from qingdan.law.load import law
from qingdan.law.model import FactType
from qingdan.rdf.names import XSD, local

LAW = law()
FACTS = {fact.name: fact for fact in columns(LAW)}
NAMES = ["item", *FACTS]
HOMES = ("DataItem", "Export", "DataHandler", "Tally")


def workbook() -> Any:
    """The template as openpyxl reads it."""
    return openpyxl.load_workbook(io.BytesIO(write(".xlsx", LAW)))


def validations(book: Any) -> dict[str, DataValidation]:
    """The one validation of each column, by the name of the column."""
    found = {}
    for validation in book["items"].data_validations.dataValidation:
        (span,) = validation.sqref.ranges
        assert (span.min_row, span.max_row, span.min_col) == (
            3,
            2000,
            span.max_col,
        )
        found[NAMES[span.min_col - 1]] = validation
    assert list(found) == NAMES
    return found


def choices(book: Any, validation: DataValidation) -> list[str]:
    """The values of a drop-down list, written in it or in a range of the sheet of values."""
    source = validation.formula1
    if source.startswith('"'):
        assert len(source) <= 257
        return str(source.strip('"')).split(",")
    sheet, _, span = source.partition("!")
    return [cell.value for (cell,) in book[sheet][span.replace("$", "")]]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command, as a person runs it."""
    return subprocess.run(
        [sys.executable, "-m", "qingdan", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


def filled(*lines: dict[str, object]) -> bytes:
    """The template with rows filled in and saved again."""
    book, content = workbook(), io.BytesIO()
    for number, line in enumerate(lines, start=3):
        for name, value in line.items():
            book["items"].cell(number, NAMES.index(name) + 1, value)
    book.save(content)
    return content.getvalue()


def heading(*names: str) -> Heading:
    """A heading of names alone."""
    return Heading("t", 1, names, names, tuple(range(len(names))))


def faults(name: str, cell: str) -> list[str]:
    """What is wrong with one cell in a row of its own."""
    header = heading("item", name)
    stated = row_statements(
        "row 3",
        header,
        ["x", cell],
        columns_of(header, LAW, Mapping()),
        LAW,
        Mapping(),
    )
    fact = FACTS[name]
    return [
        str(fault)
        for _, _, predicate, term in stated
        if predicate == fact.iri
        for _, fault in [vet_term(LAW, "t", predicate, term)]
        if fault
    ]


def test_columns_are_the_facts_that_a_row_may_state() -> None:
    """
    All of them but what is computed and the links that a row
    states by itself; the title first, then as they are asked.
    """
    stated = {
        name
        for name, fact in LAW.facts.items()
        if not fact.is_a("ComputedFact")
        and any(may_state(fact, kind) for kind in HOMES)
    }
    assert set(FACTS) == stated - {
        "tally",
        "hasEvent",
        "hasFiling",
        "hasMaterial",
        "hasMechanism",
        "exportOf",
        "filingAgent",
        "legalRepresentative",
    }
    assert NAMES[:2] == ["item", "title"]
    asked = [fact.ask_order for fact in FACTS.values() if fact.name != "title"]
    assert asked == sorted(order for order in asked if order is not None) + [
        None
    ] * asked.count(None)
    rest = [
        name
        for name, fact in FACTS.items()
        if fact.ask_order is None and name != "title"
    ]
    assert rest == sorted(rest)


def test_csv() -> None:
    """One line with the byte-order mark by which Excel knows UTF-8."""
    content = write(".CSV", LAW)
    assert content.startswith(b"\xef\xbb\xbfitem,title,")
    assert list(
        csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    ) == [NAMES]


def test_unknown_form() -> None:
    """Another suffix is told."""
    with pytest.raises(
        CallError,
        match=r"not written as \.ods; name a file that ends in \.csv or \.xlsx",
    ):
        write(".ods", LAW)


def test_the_same_bytes_at_any_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The workbook depends on the law alone."""
    first = write(".xlsx", LAW)
    monkeypatch.setattr(time, "time", lambda: 2e9)
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    assert write(".xlsx", LAW) == first
    monkeypatch.undo()
    time.tzset()


def test_headings() -> None:
    """For people in both languages, for the program below; both stay in sight."""
    book = workbook()
    assert book.sheetnames == [
        "items",
        *(sheet.name for sheet in SHEETS),
        "values",
        "help",
    ]
    first, second = book["items"].iter_rows(values_only=True)
    assert list(second) == NAMES
    assert first[1:] == tuple(
        f"{fact.label['en']} / {fact.label['zh']}" for fact in FACTS.values()
    )
    assert book["items"].freeze_panes == "C3"
    assert [
        fact.name
        for (fact,) in columns_of(heading(*NAMES), LAW, Mapping()).values()
    ] == NAMES[1:]


def test_questions_are_asked_in_both_languages() -> None:
    """Whoever stands on a cell reads what is asked, of whom, and how to answer."""
    for name, validation in validations(workbook()).items():
        assert validation.showInputMessage
        assert len(validation.prompt) <= 255
        assert len(validation.promptTitle) <= 32
        if name != "item":
            asked = FACTS[name].question or FACTS[name].label
            assert validation.prompt.startswith(
                f"{asked['en']}\n{asked['zh']}\n"
            )
        if (
            name != "item"
            and FACTS[name].is_a("ManyValued")
            and FACTS[name].members
        ):
            assert "several values, parted by ;" in validation.prompt


@pytest.mark.parametrize("name", FACTS)
def test_a_column_takes_what_its_fact_takes(name: str) -> None:
    """
    Drop-downs list the members of the fact and no others;
    days, years and counts are held to what is read.
    """
    fact, book = FACTS[name], workbook()
    validation = validations(book)[name]
    assert validation.allow_blank
    if fact.members or fact.value_type == XSD + "boolean":
        _check_list(fact, book, validation)
    elif fact.value_type.startswith(XSD):
        assert validation.showErrorMessage
        kind, low, high = {
            "date": ("date", "36526", "73050"),
            "gYear": ("whole", "2000", "2099"),
            "nonNegativeInteger": ("whole", "0", "999999999999999"),
        }[local(fact.value_type)]
        assert (
            validation.type,
            validation.operator or "between",
            validation.formula1,
            validation.formula2,
        ) == (kind, "between", low, high)
        assert not faults(name, "2026-03-01" if kind == "date" else "2026")
        assert faults(name, "x")
    else:
        assert validation.type in (None, "none")
        assert not faults(name, "some text")


def _check_list(fact: FactType, book: Any, validation: DataValidation) -> None:
    listed = choices(book, validation)
    assert len(listed) == len(set(listed))
    if not fact.members:
        assert listed == ["true", "false"]
    else:
        assert len(listed) == len(fact.members)
        header = heading("item", fact.name)
        positions = columns_of(header, LAW, Mapping())
        read = {
            term.value
            for cell in listed
            for _, _, predicate, term in row_statements(
                "t", header, ["x", cell], positions, LAW, Mapping()
            )
            if predicate == fact.iri
        }
        assert read == fact.members
    assert not any(faults(fact.name, cell) for cell in listed)
    assert validation.showErrorMessage != fact.is_a("ManyValued")
    assert (validation.errorStyle == "warning") == (
        fact.is_a("OpenValued") and not fact.is_a("ManyValued")
    )


def test_values_are_explained() -> None:
    """Each value of each closed fact with its labels."""
    _, *lines = workbook()["values"].iter_rows(values_only=True)
    assert {line[0] for line in lines} == {
        fact.name for fact in facts_of_sheets(LAW) if fact.members
    }
    for name, value, english, chinese in lines:
        (member,) = [
            member
            for member in LAW.facts[name].members
            if local(member) == value
        ]
        assert (english, chinese) == (
            LAW.label(member)["en"],
            LAW.label(member)["zh"],
        )


def test_help_names_columns_that_are_there() -> None:
    """The help is short, in both languages, and says what an empty cell means."""
    lines = [
        line
        for line in workbook()["help"].iter_rows(values_only=True)
        if line[0]
    ]
    assert len(lines) < 20
    assert all(len(line) == 2 and all(line) for line in lines)
    text = " ".join(english for english, _ in lines)
    assert "An empty cell means not known: never no" in text
    assert "no names of natural persons" in text
    for name in (
        "heldBy",
        "matchesNoListedItem",
        "outsideListedFields",
        "assertedBy",
        "assertedOn",
        "judgementReason",
    ):
        assert name in text
        assert name in FACTS
    for fact in FACTS.values():
        assert (f"{fact.name} = " in text) == (fact.if_not_stated is not None)


def test_a_filled_template_is_read(tmp_path: Path) -> None:
    """What a person writes in a spreadsheet program is what the facts say."""
    content = filled(
        {
            "item": "trajectories",
            "title": "车辆轨迹",
            "accessMode": "SentAbroad",
            "containsPersonalInformation": True,
            "coreData": "false",
            "personalInformationKind": "VehicleTrajectory; Movements",
            "heldBy": "carmaker",
            "zone": "cq-ftz",
            "exportDate": date(2026, 3, 1),
            "year": 2026,
            "asOf": date(2026, 3, 1),
            "ordinaryPersons": 250000.0,
        },
        {"item": "0012", "heldBy": "carmaker"},
    )
    assert set(
        validations(openpyxl.load_workbook(io.BytesIO(content)))
    ) == set(NAMES)
    (number, names), (third, first), (fourth, second) = rows(content, "t.xlsx")
    assert (number, names, third, fourth) == (2, NAMES, 3, 4)
    assert {
        name: cell for name, cell in zip(NAMES, first, strict=True) if cell
    } == {
        "item": "trajectories",
        "title": "车辆轨迹",
        "accessMode": "SentAbroad",
        "containsPersonalInformation": "true",
        "coreData": "false",
        "personalInformationKind": "VehicleTrajectory; Movements",
        "heldBy": "carmaker",
        "zone": "cq-ftz",
        "exportDate": "2026-03-01",
        "year": "2026",
        "asOf": "2026-03-01",
        "ordinaryPersons": "250000",
    }
    assert [cell for cell in second if cell] == ["0012", "carmaker"]
    path = tmp_path / "t.csv"
    with open(path, "w", encoding="utf-8", newline="") as table:
        csv.writer(table).writerows([names, first, second])
    found = api.load([path])
    assert [verdict.item for verdict in api.decide(found)] == [
        "urn:x-item:0012",
        "urn:x-item:trajectories",
    ]


def test_an_empty_template_has_no_rows() -> None:
    """Headings alone state nothing."""
    assert list(rows(write(".xlsx", LAW), "t.xlsx")) == [(2, NAMES)]


def test_a_workbook_filled_in_is_decided_as_it_is(tmp_path: Path) -> None:
    """From the command to the answer; a file that is there is not replaced unasked."""
    book = tmp_path / "inventory.xlsx"
    assert run("template", str(book)).returncode == 0
    again = run("template", str(book))
    assert again.returncode == 2
    assert (
        again.stderr
        == f"qingdan: {book} is there already; name another file, or add --force to replace what was filled in\n"
    )
    assert run("template", str(tmp_path / "inventory.ods")).returncode == 2
    secret = {
        "item": "secret",
        "title": "甲",
        "heldBy": "carmaker",
        "secrecy": "StateSecret",
        "recipient": "Parent in Germany",
    }
    tracks = {
        "item": "tracks",
        "heldBy": "carmaker",
        "personalInformationKind": "VehicleTrajectory；Movements",
        "assertedBy": "Legal department",
    }
    book.write_bytes(filled(secret, tracks))
    found = run(
        "decide", str(book), "--as-of", "2026-03-02", "--format", "jsonl"
    )
    told = [json.loads(line) for line in found.stdout.splitlines()]
    assert [(one["item"], one["outcome"]) for one in told] == [
        ("urn:x-item:secret", "StateSecretRegime"),
        ("urn:x-item:tracks", "NeedsFacts"),
    ]
    facts = api.load([book]).nodes["urn:x-item:tracks"].facts
    assert {local(str(kind)) for kind in facts["personalInformationKind"]} == {
        "VehicleTrajectory",
        "Movements",
    }
    assert facts["assertedBy"] == ["Legal department"]
