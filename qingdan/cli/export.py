"""`qingdan export`: an inventory as RDF: as it is stated, as it holds, or with its proofs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from ..errors import CallError
from ..output import deliver
from ..reporting.formats import of_suffix
from ..reporting.forms import rewritten
from .kinds import Command
from .options import AS_OF, FILES, INPUT_FORMAT, MAPPING, OUTPUT, opened

_FORMS = ("nt", "ttl", "nq", "trig")


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
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMS),
    help="Default: that of the file's suffix, else nt; with --proofs nq, as they are graphs.",
)
@OUTPUT
def export(
    inventory: tuple[Path, ...],
    mapping: Path | None,
    input_format: str,
    as_of: date | None,
    materialised: bool,
    proofs: bool,
    form: str | None,
    output: Path | None,
) -> None:
    """
    Write INVENTORY as RDF, for engines that run SHACL or SPARQL;
    with --proofs for another store.

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
    form = _form(form, output, proofs)
    with opened(inventory, mapping, input_format, as_of is not None) as read:
        if proofs:
            from ..querying.exported import lines as with_proofs

            written = with_proofs(read.register(), as_of)
        elif materialised:
            from ..reporting.materialised import lines

            written = lines(law(), read.in_memory(), as_of)
        else:
            from ..validating.by_pyshacl import stated

            written = iter([stated(read.register()).serialize(format="nt")])
        given = "nq" if proofs else "nt"
        deliver(rewritten(written, given, form), output)


def _form(form: str | None, output: Path | None, proofs: bool) -> str:
    """
    The form asked for, or that of the suffix. Raises CallError
    for a suffix that says none, and where it holds no graphs.
    """
    named = form
    if named is None and output:
        named = of_suffix({f".{name}": name for name in _FORMS}, output)
    if named is None:
        named = "nq" if proofs else "nt"
    if proofs and named in ("nt", "ttl"):
        raise CallError(
            f"{named} has no graphs, and each proof stands in one of its own; write nq or trig"
        )
    return named
