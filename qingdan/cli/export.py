"""`qingdan export`: an inventory as RDF: as it is stated, as it holds, or with its proofs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from ..errors import CallError
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
@click.option(
    "--proofs",
    is_flag=True,
    help="The law and the whole proof of each item as well, as N-Quads.",
)
@OUTPUT
def export(
    inventory: tuple[Path, ...],
    mapping: Path | None,
    input_format: str,
    as_of: date | None,
    materialised: bool,
    proofs: bool,
    output: Path | None,
) -> None:
    """
    Write INVENTORY as N-Triples, for engines that run SHACL or SPARQL;
    with --proofs as N-Quads, for another store.

    \b
    qingdan export data/inventories/icv-maker.ttl --materialised \\
        --as-of 2026-03-02 --output items.nt

    \b
    qingdan export data/inventories/icv-maker.ttl --proofs \\
        --as-of 2026-03-02 --output all.nq
    """
    from ..law.load import law

    if materialised and proofs:
        raise CallError(
            "--materialised and --proofs are two files; ask for one of them"
        )
    with opened(inventory, mapping, input_format, as_of is not None) as read:
        if proofs:
            from ..querying.exported import lines as with_proofs

            deliver(with_proofs(read.register(), as_of), output)
        elif materialised:
            from ..reporting.materialised import lines

            deliver(lines(law(), read.in_memory(), as_of), output)
        else:
            from ..validating.by_pyshacl import stated

            deliver([stated(read.register()).serialize(format="nt")], output)
