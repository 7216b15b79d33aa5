"""
Formats and damage: the same facts in every format give the same
answer; a damage gives that answer, a heavier one, or a refusal.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calls import call
from dialects import (
    INVENTORIES,
    LAW,
    LOGS,
    Row,
    Writer,
    as_csv,
    delimited,
    parquet,
    rdf,
)
from qingdan.rdf.names import XSD, local

DAY = ("--as-of", "2026-03-02")
EXAMPLES = int(os.environ.get("QINGDAN_EXAMPLES", "2"))
HANDLERS = {
    "urn:x:one": {
        "zone": "cq-ftz",
        "zoneTie": "RegisteredInZone",
        "sector": "IntelligentConnectedVehicles",
        "criticalInfrastructureOperator": "false",
    },
    "urn:x:two": {
        "zone": "none",
        "zoneTie": "NoTie",
        "sector": "OtherSector",
        "criticalInfrastructureOperator": "false",
    },
}
TALLIES = {
    "year": "2026",
    "asOf": "2026-03-02",
    "ordinaryPersons": "100000",
    "sensitivePersons": "9999",
    "personsInBoth": "3",
}
_FREE = [
    name
    for name, fact in sorted(LAW.facts.items())
    if fact.about & {"DataItem", "Export"} and not fact.is_a("ComputedFact") and not fact.is_a("Annotation")
    and (fact.members or fact.value_type.removeprefix(XSD) in ("boolean", "date")) and name not in ("heldBy", "sector")
]  # fmt: skip


def _values(name: str) -> st.SearchStrategy[str]:
    fact = LAW.facts[name]
    if fact.members:
        return st.sampled_from(
            sorted({local(member) for member in fact.members})
        )
    return st.sampled_from(
        ["true", "false"]
        if fact.value_type == XSD + "boolean"
        else ["2026-01-15", "2025-11-03"]
    )


ROW = st.lists(st.sampled_from(_FREE), max_size=6, unique=True).flatmap(
    lambda names: st.fixed_dictionaries(
        {name: _values(name) for name in names}
    )
)
ROWS = st.lists(
    st.tuples(st.sampled_from(sorted(HANDLERS)), ROW), min_size=1, max_size=4
)


def answers(
    *paths: Path, options: tuple[str | Path, ...] = ()
) -> dict[str, tuple[str, str]] | str:
    """Outcome and position of each item; a text where the inventory is refused."""
    found = call("decide", *paths, *DAY, *options, "--format", "csv")
    assert found.status in (0, 2), found.err
    if found.status == 2:
        assert all(
            "; " in line
            for line in found.err.splitlines()
            if line.startswith("qingdan: ")
        ), found.err
        return "refused"
    return {
        row["item"]: (row["outcome"], row["position"])
        for row in csv.DictReader(io.StringIO(found.out))
    }


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(drawn=ROWS, data=st.data())
def test_an_inventory_in_every_format(
    drawn: list[tuple[str, Row]],
    data: st.DataObject,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Any facts, in two files of two formats and any order: the answer of Turtle."""
    folder = tmp_path_factory.mktemp("inventory")
    rows = [
        {
            "item": f"urn:x:i{n}",
            "heldBy": handler,
            **HANDLERS[handler],
            **TALLIES,
            **facts,
        }
        for n, (handler, facts) in enumerate(drawn)
    ]
    expected = answers(INVENTORIES[".ttl"](rows, folder / "expected"))
    for name, write in INVENTORIES.items():
        assert answers(write(rows, folder / "whole")) == expected, name
    first, second = (
        data.draw(st.sampled_from(sorted(INVENTORIES))) for _ in range(2)
    )
    mixed = data.draw(
        st.permutations(
            [
                dict(data.draw(st.permutations(list(row.items()))))
                for row in rows
            ]
        )
    )
    cut = data.draw(st.integers(0, len(rows)))
    parts = [
        (write, part)
        for write, part in ((first, mixed[:cut]), (second, mixed[cut:]))
        if part
    ]
    paths = [
        INVENTORIES[write](part, folder / f"part{number}")
        for number, (write, part) in enumerate(parts)
    ]
    assert answers(*paths) == expected, (first, second)


EVENTS = st.lists(
    st.fixed_dictionaries(
        {
            "subject": st.sampled_from([f"p{n}" for n in range(8)]),
            "time": st.integers(0, 100 * 24 * 60).map(
                lambda minutes: str(
                    datetime(2025, 12, 25) + timedelta(minutes=minutes)
                )
            ),
            "handler": st.sampled_from(["urn:x:one", "urn:x:two"]),
            "sensitive": st.sampled_from(["true", "false", ""]),
            "ground": st.sampled_from(
                ["", "CbdfArticle5Contract", "NoGround"]
            ),
            "groundProven": st.sampled_from(["true", "false", ""]),
        }
    ),
    min_size=1,
    max_size=30,
)


def tallies(*paths: Path, options: tuple[str | Path, ...] = ()) -> object:
    """
    The tallies of logs as JSON has them, without the files
    that crossings name; None where the logs are refused.
    """
    found = call("count", *paths, *DAY, "--format", "json", *options)
    assert found.status in (0, 2), found.err
    if found.status == 2:
        assert "; " in found.err
        return None
    told = json.loads(found.out)["handlers"]
    for one in told:
        one["crossings"] = [
            {**crossing, "file": None} for crossing in one["crossings"]
        ]
    return told


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(rows=EVENTS, data=st.data())
def test_a_log_in_every_format(
    rows: list[Row],
    data: st.DataObject,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Any events, in two files of two formats and any order: the tallies of CSV."""
    folder = tmp_path_factory.mktemp("log")
    expected = tallies(LOGS["CSV"](rows, folder / "expected"))
    for name, write in LOGS.items():
        assert tallies(write(rows, folder / "whole")) == expected, name
    first, second = (
        data.draw(st.sampled_from(sorted(LOGS))) for _ in range(2)
    )
    mixed = data.draw(st.permutations(rows))
    cut = data.draw(st.integers(0, len(rows)))
    parts = [
        (write, part)
        for write, part in ((first, mixed[:cut]), (second, mixed[cut:]))
        if part
    ]
    assert (
        tallies(
            *[
                LOGS[write](part, folder / f"part{n}")
                for n, (write, part) in enumerate(parts)
            ]
        )
        == expected
    ), (first, second)


# Damage of an inventory: a state secret, beside an item that stays readable.

SECRET = [
    {
        "item": "urn:x:secret",
        "heldBy": "urn:x:one",
        **HANDLERS["urn:x:one"],
        **TALLIES,
        "secrecy": "StateSecret",
        "coreData": "false",
    },
    {
        "item": "urn:x:plain",
        "heldBy": "urn:x:one",
        **HANDLERS["urn:x:one"],
        **TALLIES,
        "secrecy": "NotClassified",
        "coreData": "false",
    },
]
TABLES = ("CSV", "XLSX", "Parquet")
Damage = Callable[[list[Row]], list[Row]]


def column(old: str, new: str) -> Damage:
    """A heading that is written otherwise."""
    return lambda rows: [
        {(new if name == old else name): cell for name, cell in row.items()}
        for row in rows
    ]


def cell(name: str, old: str, new: str) -> Damage:
    """A value that is written otherwise."""
    return lambda rows: [
        {**row, name: new if row[name] == old else row[name]} for row in rows
    ]


DAMAGES: dict[str, Damage] = {
    "a letter less in a heading": column("secrecy", "secrcy"),
    "other letters in a heading": column("secrecy", "Secrecy"),
    "a blank in a heading": column("secrecy", "secrecy "),
    "a heading in another language": column("secrecy", "涉密"),
    "a heading twice": lambda rows: [
        {**row, "SECRECY": "NotClassified"} for row in rows
    ],
    "a value by its label": cell(
        "secrecy",
        "StateSecret",
        LAW.label("https://w3id.org/qingdan/ns/StateSecret")["zh"],
    ),
    "other letters in a value": cell("secrecy", "StateSecret", "STATESECRET"),
    "a letter less in a value": cell("secrecy", "StateSecret", "StateSecrt"),
    "a value of a foreign vocabulary": cell(
        "secrecy", "StateSecret", "urn:evil:StateSecret"
    ),
    "a value in a namespace near ours": cell(
        "secrecy", "StateSecret", "http://w3id.org/qingdan/ns/StateSecret"
    ),
    "blanks around a value": cell(
        "secrecy", "StateSecret", "\u3000StateSecret\u00a0"
    ),
    "an item without a name": cell("item", "urn:x:secret", ""),
}


@pytest.mark.parametrize("form", TABLES)
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_table_clears_nothing(
    damage: str, form: str, tmp_path: Path
) -> None:
    """
    A state secret stays one, or the table is refused; with a
    mapping that reads the columns as they were named as well.
    """
    rows = DAMAGES[damage](SECRET)
    found = answers(INVENTORIES[form](rows, tmp_path / "damaged"))
    assert (
        found == "refused"
        or dict(found)["urn:x:secret"][0] == "StateSecretRegime"
    ), (
        damage,
        form,
    )
    mapping = tmp_path / "m.toml"
    names = [
        name for name in rows[0] if name in LAW.facts and name != "secrecy"
    ]
    mapping.write_text(
        "[columns]\n"
        + "".join(f'{name} = "{name}"\n' for name in names)
        + '[default]\nsecrecy = "NotClassified"\n',
        "utf-8",
    )
    found = answers(
        INVENTORIES[form](rows, tmp_path / "mapped"),
        options=("--mapping", mapping),
    )
    if (
        damage != "a heading in another language"
    ):  # which no mapping can know: the column is told as not read
        assert found == "refused", (damage, form)


NAMESPACES = ["http://w3id.org/qingdan/ns/", "https://www.w3id.org/qingdan/ns/", "https://w3id.org/qingdan/ns#", "https://w3id.org/qingdan/", "https://w3id.org/qingdan/cq-2025/", "https://w3id.org/Qingdan/ns/"]  # fmt: skip


@pytest.mark.parametrize("namespace", NAMESPACES)
@pytest.mark.parametrize(
    "suffix", [".ttl", ".nt", ".nq", ".trig", ".rdf", ".jsonld"]
)
def test_a_damaged_namespace_clears_nothing(
    namespace: str, suffix: str, tmp_path: Path
) -> None:
    """In a file by itself, and in one beside a file that is whole."""
    damaged = rdf(suffix, namespace)(SECRET[:1], tmp_path / "damaged")
    assert answers(damaged) == "refused"
    assert (
        answers(damaged, INVENTORIES[".ttl"](SECRET[1:], tmp_path / "whole"))
        == "refused"
    )


# Damage of a log: as many persons as reach a threshold; a tally below it, with a known maximum below it, would be lighter.

LIMIT = 10_000
PERSONS: list[Row] = [
    {
        "subject": f"person-{n:05}",
        "time": f"2026-01-{n % 28 + 1:02} 08:05:00",
        "sensitive": "true",
    }
    for n in range(LIMIT)
]


def some(change: Callable[[int, Row], Row]) -> Damage:
    """A change of every fifth row."""
    return lambda rows: [
        change(number, row) if number % 5 == 0 else row
        for number, row in enumerate(rows)
    ]


def also(**cells: str) -> Damage:
    """Cells added to every fifth row, with a heading for all."""
    empty = dict.fromkeys(cells, "")
    return lambda rows: [
        {**row, **(cells if number % 5 == 0 else empty)}
        for number, row in enumerate(rows)
    ]


LOG_DAMAGES: dict[str, Damage] = {
    "identifiers as a spreadsheet shortens them": some(
        lambda n, row: {**row, "subject": "1.10101E+17"}
    ),
    "identifiers as floats": lambda rows: [
        {**row, "subject": f"{n}.0"} for n, row in enumerate(rows)
    ],
    "identifiers rounded": lambda rows: [
        {**row, "subject": f"11010119900{n // 9:04}000"}
        for n, row in enumerate(rows)
    ],
    "identifiers masked": some(
        lambda n, row: {**row, "subject": "138****0000"}
    ),
    "stand-ins for nobody": some(
        lambda n, row: {
            **row,
            "subject": ("NULL", "\\N", "NaN", "无", "0", "-")[n % 6],
        }
    ),
    "no identifiers": some(lambda n, row: {**row, "subject": ""}),
    "moments that are none": some(lambda n, row: {**row, "time": "soon"}),
    "moments as a spreadsheet writes them": some(
        lambda n, row: {**row, "time": "2026/1/5 8:05"}
    ),
    "truths that are none": some(
        lambda n, row: {**row, "sensitive": "perhaps"}
    ),
    "truths in other words": some(lambda n, row: {**row, "sensitive": "是"}),
    "no truths": some(lambda n, row: {**row, "sensitive": ""}),
    "a letter less in a heading": column("sensitive", "sensitve"),
    "other letters in a heading": column("sensitive", "Sensitive"),
    "a heading in other words": column("sensitive", "is_sensitive"),
    "sensitive kinds that are said not to be": some(
        lambda n, row: {
            **row,
            "sensitive": "false",
            "kinds": "VehicleTrajectory",
        }
    ),
    "foreign kinds": also(kinds="urn:evil:Name"),
    "foreign grounds": also(
        ground="http://evil/CbdfArticle5Contract", groundProven="true"
    ),
    "foreign ways of access": also(accessMode="urn:evil:ReadInChinaOnly"),
    "a lost line end": lambda rows: [
        *rows[:-2],
        {**rows[-2], "note": "x\n" + "y" * 30},
        rows[-1],
    ],
}


@pytest.mark.parametrize("form", ["CSV", "Parquet of texts"])
@pytest.mark.parametrize("damage", LOG_DAMAGES)
def test_a_damaged_log_is_never_lighter(
    damage: str, form: str, tmp_path: Path
) -> None:
    """
    The largest that the tally may be still reaches the
    threshold, or no largest is known, or the log is refused.
    """
    held(LOGS[form], LOG_DAMAGES[damage](PERSONS), tmp_path)


def held(write: Writer, rows: list[Row], folder: Path) -> None:
    """Hold the tally of a log to the threshold."""
    found = call(
        "count", write(rows, folder / "log"), *DAY, "--format", "json"
    )
    if found.status == 2:
        assert "; " in found.err
        return
    (told,) = json.loads(found.out)["handlers"]
    assert (
        told["noKnownMaximum"] or told["most"]["sensitivePersons"] >= LIMIT
    ), told["most"]


BYTES: dict[str, Callable[[bytes], bytes]] = {
    "a quote that is not closed": lambda content: content.replace(
        b"person-05000", b'"person-05000', 1
    ),
    "quotes that swallow rows": lambda content: content.replace(
        b"person-05000", b'"person-05000', 1
    ).replace(b"person-09000", b'person"-09000', 1),
    "rows cut short": lambda content: content.replace(
        b"08:05:00,true\n", b"08:05:00\n", 500
    ),
    "rows with more cells": lambda content: content.replace(
        b"08:05:00,true\n", b"08:05:00,true,x\n", 500
    ),
    "the end of the file lost": lambda content: content[: len(content) - 7],
    "another encoding": lambda content: content.decode().encode("utf-16"),
    "letters of another encoding": lambda content: content.replace(
        b"person-00", "人".encode("gb18030")
    ),
    "line ends of the old kind": lambda content: content.replace(b"\n", b"\r"),
    "line ends of two kinds": lambda content: content.replace(
        b"\n", b"\r\n", 5000
    ),
    "zeros among the letters": lambda content: content.replace(
        b"person-05000", b"person\0-05000", 1
    ),
    "the heading lost": lambda content: content.partition(b"\n")[2],
}


@pytest.mark.parametrize("damage", BYTES)
def test_damaged_bytes_are_never_lighter(damage: str, tmp_path: Path) -> None:
    """What happens to the bytes of a file of CSV."""

    def write(rows: list[Row], path: Path) -> Path:
        (named := path.with_suffix(".csv")).write_bytes(
            BYTES[damage](as_csv(rows).encode())
        )
        return named

    held(write, PERSONS, tmp_path)


@pytest.mark.parametrize("kind", ["FLOAT", "DOUBLE", "BOOLEAN"])
def test_identifiers_of_a_lossy_type_are_never_fewer(
    kind: str, tmp_path: Path
) -> None:
    """Whole, or in one file of a folder."""
    rows = [
        {**row, "subject": str(200_000_000 + n)}
        for n, row in enumerate(PERSONS)
    ]
    assert (
        tallies(
            parquet(
                {"subject": "DOUBLE"}
                if kind != "FLOAT"
                else {"subject": "FLOAT"}
            )(rows, tmp_path / "log")
        )
        is None
    )
    (tmp_path / "logs").mkdir()
    delimited()(rows[:10], tmp_path / "logs" / "a")
    parquet({"subject": kind})(
        [{**rows[0], "subject": "1"}], tmp_path / "logs" / "b"
    )
    assert tallies(tmp_path / "logs") is None
