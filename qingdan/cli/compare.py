"""
`qingdan compare` and `qingdan lists check`: the lists of
the zones side by side, and files about them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..door import calls, laws
from ..reporting.formats import COMPARISON, ROUTES
from ..reporting.style import Style
from . import completion
from .diff import diff
from .kinds import Command, Read
from .options import AS_OF, LANG, LANGS, OUTPUT, READING, format_of
from .packs import (
    answer,
    confirm,
    import_,
    read,
    slots,
    tell,
    template,
)
from .prove import prove

if TYPE_CHECKING:
    from ..comparing.check import Checked


@click.command(cls=Command)
@click.argument(
    "list_",
    metavar="LIST",
    nargs=-1,
    shell_complete=completion.LISTS,
)
@click.option(
    "--item",
    "inventory",
    type=Read(),
    help="Inventory of which each item's route is told under every list.",
)
@AS_OF
@READING
@LANG
@format_of(COMPARISON, " Turtle is an RDF Data Cube.")
@OUTPUT
def compare(
    list_: tuple[str, ...],
    inventory: Path | None,
    as_of: date | None,
    reading: tuple[str, ...],
    lang: str,
    form: str | None,
    output: Path | None,
) -> None:
    """
    Show LISTs side by side (all where none is named), or
    the route of each item of an inventory under every list.

    \b
    qingdan compare
    qingdan compare cq-2025 bj-2024 --format html --output lists.html
    qingdan compare --item data/inventories/icv-maker.ttl --as-of 2026-06-01
    """
    style = Style(LANGS[lang])
    if inventory:
        row = ROUTES.of_file(output, form)
        routed = calls.routes(inventory, as_of, readings=reading)
        row.deliver(routed.routes, style, output)
    else:
        row = COMPARISON.of_file(output, form)
        compared = calls.compare(*list_)
        row.deliver(compared.comparison, style, output)


@click.group()
def lists() -> None:
    """Work on lists: are they well formed, and is their law proved."""


lists.add_command(prove)
lists.add_command(diff)
for command in (
    answer,
    confirm,
    import_,
    read,
    slots,
    template,
):
    lists.add_command(command)


@lists.command(cls=Command)
@click.argument("file", type=Read())
@click.option(
    "--prove",
    "with_proof",
    is_flag=True,
    help="Prove the rules of the list too, which stand beside FILE as NAME.rules.ttl.",
)
def check(file: Path, with_proof: bool) -> None:
    """
    Check a FILE about a list, and say what it does not tell yet. Exit status 1 where it has faults.
    The folder of an edition pack is checked too: is every slot there, confirmed by two persons?

    With --prove a theorem that fails about its rules is a fault: it prints an inventory that
    `qingdan why` runs.

    \b
    qingdan lists check data/lists/bj-2025.ttl
    qingdan lists check data/lists/bj-2025.ttl --prove
    qingdan lists check cq-pack
    """
    if file.is_dir():
        from ..packs import ledger

        tell(ledger.read(file), "en", whole_only=True)
        return
    from ..comparing.check import check as run
    from ..output import deliver

    checked = run(file)
    wrong = bool(checked.faults)
    lines = [*_checked(checked)]
    if with_proof:
        theorems = laws.prove_file(file)
        wrong = wrong or not theorems.hold
        lines += ["\n", theorems.text()]
    if deliver(iter(lines)) and wrong:
        raise SystemExit(1)


def _checked(checked: Checked) -> Iterator[str]:
    for fault in checked.faults:
        yield f"{fault}\n"
    for record in checked.records:
        counts = (
            f"{len(record.findings)} findings, {len(record.sectors)} sectors, {len(record.bands)}"
            " bands"
        )
        yield f"{record.id}: {counts}\n"
    for missing in checked.unknown:
        yield f"not known yet: {missing}\n"
