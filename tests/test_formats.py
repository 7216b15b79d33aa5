"""Every row of the table of formats: what commands offer and programs write."""

from __future__ import annotations

import inspect
from pathlib import Path

import click
import pytest

import qingdan
from qingdan.cli import main
from qingdan.errors import CallError
from qingdan.files import folder
from qingdan.reporting.formats import (
    ALL,
    CHANGES,
    COMPARISON,
    COUNT,
    DETERMINATIONS,
    DIFFERENCES,
    DUTIES,
    FILED,
    FINDINGS,
    PROOF,
    ROUTES,
    THEOREMS,
    Format,
    Formats,
)

MAKER = folder("data") / "inventories" / "icv-maker.ttl"
FILING = folder("data") / "inventories" / "icv-filing.ttl"
LOG = folder("data") / "logs" / "transfers.csv"
DAY = ("--as-of", "2026-03-02")
COMMANDS = {
    DETERMINATIONS: ("decide", MAKER, *DAY),
    PROOF: ("why", MAKER, "crm-customers", *DAY),
    FINDINGS: ("validate", MAKER),
    COUNT: ("count", LOG, *DAY),
    COMPARISON: ("compare",),
    ROUTES: ("compare", "--item", MAKER, *DAY),
    DUTIES: ("duties", MAKER, *DAY),
    THEOREMS: (
        "lists",
        "prove",
        "cn",
        "--theorem",
        "total",
        "--readings",
        "defaults",
    ),
    DIFFERENCES: ("lists", "diff"),
    FILED: ("dossier", FILING, *DAY),
    CHANGES: ("dossier", FILING, *DAY, "--check"),
}
ROWS = [(formats, row) for formats in ALL for row in formats]
NAMES = [f"{formats.what}-{row.name}" for formats, row in ROWS]


def test_every_kind_of_result_has_a_command() -> None:
    """So that a kind that is added is tried below."""
    assert set(COMMANDS) == set(ALL)


@pytest.mark.parametrize("formats", ALL, ids=lambda formats: formats.what)
def test_no_two_rows_of_a_kind_are_told_apart_by_nothing(
    formats: Formats,
) -> None:
    """A name, a suffix and a media type mean one format."""
    for values in (
        formats.names,
        [row.suffix for row in formats],
        formats.media,
    ):
        assert len(values) == len(set(values))


@pytest.mark.parametrize(("formats", "row"), ROWS, ids=NAMES)
def test_a_row_names_a_function_that_takes_a_result_and_a_style(
    formats: Formats, row: Format
) -> None:
    """And a path, where it is binary."""
    parameters = list(inspect.signature(row.function).parameters)
    assert parameters[1:] == ["style", "path"][: 1 + row.to_file]


@pytest.mark.parametrize(
    "formats",
    [f for f in ALL if f is not ROUTES],
    ids=lambda formats: formats.what,
)
def test_the_choices_of_a_command_are_the_rows(formats: Formats) -> None:
    """None is left out, none is made up."""
    command: click.Command | None = main
    for name in COMMANDS[formats]:
        if isinstance(command, click.Group):
            command = command.get_command(click.Context(command), str(name))
    assert command
    (option,) = [param for param in command.params if param.name == "form"]
    assert isinstance(option.type, click.Choice)
    assert sorted(option.type.choices) == sorted(formats.names)


RESULTS = {
    DETERMINATIONS: lambda: qingdan.decide(FILING, "2026-03-02"),
    PROOF: lambda: qingdan.why(MAKER, "crm-customers", "2026-03-02"),
    FINDINGS: lambda: qingdan.validate(MAKER),
    COUNT: lambda: qingdan.count(LOG, "2026-03-02"),
    COMPARISON: qingdan.compare,
    ROUTES: lambda: qingdan.routes(MAKER, "2026-03-02", most=2),
    DUTIES: lambda: qingdan.owed(MAKER, "2026-03-02"),
    THEOREMS: lambda: qingdan.prove(
        "cn", theorems="total", each_reading=False
    ),
    DIFFERENCES: lambda: qingdan.differences("cn", "cn", "2026-03-02"),
    FILED: lambda folder: _dossier().write(folder),
    CHANGES: lambda folder: _changes(folder),
}


def _dossier() -> qingdan.Dossier:
    return qingdan.dossier(FILING, "2026-03-02")


def _changes(out: Path) -> qingdan.Changes:
    """What has changed since a dossier that has just been written."""
    _dossier().write(out)
    return _dossier().changes(out)


@pytest.mark.parametrize("formats", RESULTS, ids=lambda formats: formats.what)
def test_a_program_writes_each_by_name_and_by_suffix(
    formats: Formats, tmp_path: Path
) -> None:
    """The same content, whichever way it is asked for."""
    make = RESULTS[formats]
    arguments = inspect.signature(make).parameters
    result = make(tmp_path / "papers") if "folder" in arguments else make()
    for row in formats:
        by_suffix, by_name = tmp_path / f"out{row.suffix}", tmp_path / "out"
        result.write(by_suffix)
        result.write(by_name, row.name)
        assert by_suffix.stat().st_size
        if not row.is_binary:
            assert by_suffix.read_bytes() == by_name.read_bytes()


def test_what_is_no_format_is_refused() -> None:
    """One line that says what to choose."""
    with pytest.raises(
        CallError, match="routes are not written as csv; choose one of"
    ):
        ROUTES.named("csv")
    with pytest.raises(CallError, match="says no format"):
        COUNT.of_file(Path("x.pdf"))
    with pytest.raises(CallError, match="not written to standard output"):
        DETERMINATIONS.of_file(None, "parquet")
