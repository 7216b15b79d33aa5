"""`qingdan why`: the proof of one determination."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from ..door import calls
from ..door.inventory import opened
from ..language import N_, phrase
from ..output import deliver, note
from ..reporting.formats import PROOF
from ..reporting.style import Style
from . import completion, second
from .kinds import Command, Read
from .options import (
    AS_OF,
    EDITION,
    LANG,
    LANGS,
    MAPPING,
    OUTPUT,
    PACK,
    READING,
    format_of,
)
from .second import SECOND_OPINION

_DETAIL = "Level of detail; default: summary as text, legal as HTML."
_MORE = N_(
    "\nMore: --detail legal (other rules, facts, duties), --detail full (every test).\n"
)


@click.command(cls=Command)
@click.argument("inventory", nargs=-1, required=True, type=Read())
@click.argument("item")
@AS_OF
@EDITION
@PACK
@MAPPING
@READING
@LANG
@click.option(
    "--detail", type=click.Choice(["summary", "legal", "full"]), help=_DETAIL
)
@click.option(
    "--not",
    "against",
    metavar="OUTCOME",
    shell_complete=completion.OUTCOMES,
    help="Say why the outcome is not this one.",
)
@SECOND_OPINION
@format_of(PROOF)
@OUTPUT
def why(
    inventory: tuple[Path, ...],
    item: str,
    as_of: date | None,
    edition: str,
    mapping: Path | None,
    reading: tuple[str, ...],
    lang: str,
    detail: str | None,
    against: str | None,
    second_opinion: bool,
    form: str | None,
    output: Path | None,
) -> None:
    """
    Prove the answer for one ITEM of INVENTORY, named by its IRI or the end of it.

    \b
    qingdan why data/inventories/icv-maker.ttl crm-customers --as-of 2026-03-02
    qingdan why data/inventories/icv-maker.ttl crm-customers --not ExemptOutOfList --lang en,zh
    """
    row = PROOF.of_file(output, form)
    if second_opinion:
        second.can_be_checked(inventory, mapping)
    with opened(inventory, mapping=mapping) as loaded:
        loaded.in_memory([item])
        note(*loaded.notes)
        answer = calls.why(
            loaded,
            item,
            as_of,
            readings=reading,
            edition=edition,
            against=against,
        )
    if second_opinion:
        second.second_opinion([answer.determination], inventory, edition)
    style = Style(LANGS[lang], detail, against=against)
    taken = row.deliver(answer.subject, style, output)
    if taken and detail is None and row.name == "text" and output is None:
        deliver([phrase(_MORE, style.lang)])
