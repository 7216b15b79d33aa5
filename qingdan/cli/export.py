"""`qingdan export`: an inventory as RDF, as it is stated or as it holds for each item."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from ..output import deliver
from .kinds import Command
from .options import AS_OF, FILES, INPUT_FORMAT, MAPPING, OUTPUT, opened


@click.command(cls=Command)
@FILES
@MAPPING
@INPUT_FORMAT
@AS_OF
@click.option(
    "--materialised",
    is_flag=True,
    help="State on each item what holds for it, whoever states it.",
)
@OUTPUT
def export(
    inventory: tuple[Path, ...],
    mapping: Path | None,
    input_format: str,
    as_of: date | None,
    materialised: bool,
    output: Path | None,
) -> None:
    """
    Write INVENTORY as N-Triples, for engines that run SHACL or SPARQL.

    \b
    qingdan export data/inventories/icv-maker.ttl --materialised \\
        --as-of 2026-03-02 --output items.nt
    """
    from ..law.load import law

    with opened(inventory, mapping, input_format, as_of is not None) as read:
        if materialised:
            from ..reporting.materialised import lines

            deliver(lines(law(), read.in_memory(), as_of), output)
        else:
            from ..validating.by_pyshacl import stated

            deliver([stated(read.register()).serialize(format="nt")], output)
