"""
`qingdan validate`: an inventory against the shapes, as a
report that people and pipelines read.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import CallError
from ..output import note
from .kinds import Command, Names
from .options import FILES, INPUT_FORMAT, LANG, LANGS, MAPPING, OUTPUT, opened

if TYPE_CHECKING:
    from ..inventory.table import Register
    from ..validating.report import Report

_SUFFIXES = {
    ".txt": "text",
    ".json": "json",
    ".ttl": "turtle",
    ".sarif": "sarif",
    ".xml": "junit",
}


@click.command(cls=Command)
@FILES
@MAPPING
@INPUT_FORMAT
@LANG
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "turtle", "sarif", "junit"]),
    help="Default: text.",
)
@OUTPUT
@click.option(
    "--engine",
    type=click.Choice(["auto", "distinct", "pyshacl"]),
    default="auto",
    show_default=True,
    help="Who judges.",
)
@click.option(
    "--max-findings",
    type=click.IntRange(min=0),
    default=1_000,
    show_default=True,
    help="Results to list; all are counted.",
)
@click.option(
    "--fail-on",
    type=Names(),
    help="Severities that make the exit status 1; default: any.",
)
def validate(
    inventory: tuple[Path, ...],
    mapping: Path | None,
    input_format: str,
    lang: str,
    form: str | None,
    output: Path | None,
    engine: str,
    max_findings: int,
    fail_on: tuple[str, ...] | None,
) -> None:
    """
    Validate INVENTORY against the shapes: is it well formed,
    which tiers does it reach, which facts are not stated?

    \b
    qingdan validate data/inventories/icv-maker.ttl --fail-on Violation
    qingdan validate inventory.parquet handlers.ttl --format sarif --output findings.sarif
    """
    from ..validating.validate import SEVERITIES

    for name in fail_on or ():
        if name not in SEVERITIES:
            raise CallError(
                f"the severity {name!r} is not known; choose one of {', '.join(SEVERITIES)}"
            )
    with opened(inventory, mapping, input_format, False) as register:
        options = (LANGS[lang], max_findings, engine, fail_on or None)
        report, taken = write_report(register, output, form, *options)
    if report.failed and (taken or fail_on):
        raise SystemExit(1)


def write_report(
    register: Register,
    output: Path | None,
    form: str | None,
    langs: tuple[str, ...],
    most: int,
    engine: str = "auto",
    fail_on: tuple[str, ...] | None = None,
) -> tuple[Report, bool]:
    """Validate a register and write the report; whether the reader took all of it."""
    from ..output import deliver, format_of
    from ..reporting.findings.as_text import render
    from ..validating.validate import validated

    form = format_of(output, form, _SUFFIXES, "text")
    report = validated(register, engine, most, form != "turtle")._replace(
        fail_on=fail_on
    )
    taken = deliver(render(report, form, langs), output)
    note(
        f"judged by {report.engine}: {report.total:,} results of {report.nodes:,} subjects"
    )
    return report, taken
