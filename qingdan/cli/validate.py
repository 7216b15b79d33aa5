"""
`qingdan validate`: an inventory against the shapes, as a
report that people and pipelines read.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..door import calls
from ..output import note
from ..reporting.formats import FINDINGS
from ..reporting.style import Style
from . import completion
from .kinds import Command, Names
from .options import (
    FILES,
    INPUT_FORMAT,
    LANG,
    LANGS,
    MAPPING,
    OUTPUT,
    PACK,
    WAIVERS,
    fails_in_spite,
    format_of,
    opened,
    waived,
)

if TYPE_CHECKING:
    from ..door.inventory import Inventory
    from ..door.waivers import Waivers
    from ..validating.report import Report


@click.command(cls=Command)
@FILES
@MAPPING
@PACK
@INPUT_FORMAT
@LANG
@format_of(FINDINGS)
@OUTPUT
@click.option(
    "--engine",
    type=click.Choice(["auto", "distinct", "pyshacl"]),
    default="auto",
    show_default=True,
    help="Engine: pySHACL, our own (distinct), or chosen by size (auto).",
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
    shell_complete=completion.SEVERITIES,
    help="Severities that make the exit status 1; default: any.",
)
@WAIVERS
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
    waivers: Path | None,
) -> None:
    """
    Validate INVENTORY against the shapes: is it well formed,
    which tiers does it reach, which facts are not stated?

    \b
    qingdan validate data/inventories/icv-maker.ttl --fail-on Violation
    qingdan validate inventory.parquet handlers.ttl --format sarif --output findings.sarif
    """
    calls.known_severities(fail_on or ())
    granted = waived(waivers)
    with opened(inventory, mapping, input_format, False) as loaded:
        options = (LANGS[lang], max_findings, engine, fail_on or None)
        report, taken = write_report(
            loaded, output, form, *options, waivers=granted
        )
    fails = report.failed
    if granted is not None:
        fails = fails_in_spite(granted, _failing(report, granted))
    if fails and (taken or fail_on or granted):
        raise SystemExit(1)


def _failing(report: Report, waivers: Waivers) -> int:
    """The results to fail on that no waiver names; one that is not listed counts."""
    all_failing = sum(
        count for cause, count in report.counts if report.fails(cause.severity)
    )
    spared = sum(
        waivers.waives(result.focus, result.cause.shape)
        for result in report.results
        if report.fails(result.cause.severity)
    )
    return all_failing - spared


def write_report(
    inventory: Inventory,
    output: Path | None,
    form: str | None,
    langs: tuple[str, ...],
    most: int,
    engine: str = "auto",
    fail_on: tuple[str, ...] | None = None,
    waivers: Waivers | None = None,
) -> tuple[Report, bool]:
    """Validate an inventory and write the report; whether the reader took all of it."""
    row = FINDINGS.of_file(output, form)
    report = calls.validate(
        inventory,
        engine=engine,
        most=most,
        each_shape=row.each_shape,
        fail_on=fail_on,
    ).report
    if waivers is not None:
        report = report._replace(waived=waivers.valid())
    taken = row.deliver(report, Style(langs), output)
    note(
        f"judged by {report.engine}: {report.total:,} results of {report.nodes:,} subjects"
    )
    return report, taken
