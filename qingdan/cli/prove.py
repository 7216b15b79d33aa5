"""`qingdan lists prove`: theorems about the law of a list, over all facts and all days."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..door import laws
from ..reporting.formats import THEOREMS
from ..reporting.style import Style
from . import completion
from .kinds import Command, Folder, Names
from .options import OUTPUT, format_of

if TYPE_CHECKING:
    from ..proving.prove import Proved


@click.command(cls=Command)
@click.argument(
    "list_",
    metavar="LIST",
    nargs=-1,
    shell_complete=completion.EDITIONS,
)
@click.option(
    "--theorem",
    "theorems",
    type=Names(),
    default=(),
    help="Only these: total, no-conflict, no-fail-open, monotone, nothing-dead, questions;"
    " slots of a --pack.",
)
@click.option(
    "--readings",
    type=click.Choice(["each", "defaults"]),
    default="each",
    show_default=True,
    help="Under the default readings and each single other one, or under the defaults alone.",
)
@click.option(
    "--pack",
    "folder",
    type=Folder(),
    help="Folder of an edition pack: prove too that no slot of it lets anything through.",
)
@format_of(THEOREMS)
@OUTPUT
def prove(
    list_: tuple[str, ...],
    theorems: tuple[str, ...],
    readings: str,
    folder: Path | None,
    form: str | None,
    output: Path | None,
) -> None:
    """
    Prove that LISTs (all where none is named) leave no gap, no conflict and no way to fail open.

    A theorem that fails shows an inventory that `qingdan why` runs, and what in the law to
    mend. Exit status 1 where one fails.

    \b
    qingdan lists prove cq-2025 cn
    qingdan lists prove bj-2025 --theorem total,no-conflict --format json
    qingdan lists prove cq-2025 --theorem slots --pack cq-pack
    """
    row = THEOREMS.of_file(output, form)
    failed: list[Proved] = []
    proofs = laws.proving(
        *list_,
        theorems=theorems,
        each_reading=readings == "each",
        pack=folder,
    )
    taken = row.deliver(_watched(proofs, failed), Style(), output)
    if taken and failed:
        raise SystemExit(1)


def _watched(
    proofs: Iterator[Proved], failed: list[Proved]
) -> Iterator[Proved]:
    """The results as they come, and beside them those that fail."""
    for proof in proofs:
        if not proof.holds:
            failed.append(proof)
        yield proof
