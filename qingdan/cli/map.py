"""`qingdan map`: a proposed mapping for a foreign table, document or catalogue."""

from __future__ import annotations

from pathlib import Path

import click

from ..law.load import law
from ..output import deliver, note
from .kinds import Command, Read
from .options import OUTPUT


@click.command(cls=Command)
@click.argument("file", type=Read())
@click.option(
    "--sheet", default="", help="Sheet of a workbook that holds the table."
)
@click.option(
    "--heading",
    type=click.IntRange(min=1),
    help="Row of the headings; default: the first that is as wide as the table.",
)
@OUTPUT
def map(
    file: Path, sheet: str, heading: int | None, output: Path | None
) -> None:
    """
    Propose a mapping for FILE, as TOML: CSV, XLSX, YAML, JSON or RDF of another form than ours.

    The first ten items as they would be read, and every column that is left out, are told on
    standard error. Read the mapping before you use it.

    \b
    qingdan map register.xlsx -o register.toml
    qingdan decide register.xlsx --mapping register.toml
    """
    from ..inventory.preview import preview
    from ..inventory.proposal import propose

    proposal = propose(file, law(), sheet, heading)
    kept = [f"the mapping of the package {proposal.kept!r} fits"]
    left_out = [f"  {name}: {example}" for name, example in proposal.left_out]
    deliver(iter([proposal.toml]), output)
    note(
        *(kept if proposal.kept else []),
        *preview(file, proposal, law()),
        *(["left out:", *left_out] if left_out else ["nothing is left out"]),
    )
