"""`qingdan why`: the proof of one determination."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .. import api
from ..language import N_, phrase
from ..law.load import law
from ..output import deliver, note
from .kinds import Command, Read
from .options import (
    AS_OF,
    EDITION,
    LANG,
    LANGS,
    MAPPING,
    READING,
    read_mapping,
)

if TYPE_CHECKING:
    from ..deciding.determination import Determination
    from ..law.model import Law

_DETAIL = "How much is told; default: summary as text, legal as HTML."
_MORE = N_(
    "\nMore: --detail legal (other rules, facts, duties), --detail full (every test).\n"
)


@click.command(cls=Command)
@click.argument("inventory", type=Read())
@click.argument("item")
@AS_OF
@EDITION
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
    help="Say why the outcome is not this one.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "turtle", "html"]),
    default="text",
    show_default=True,
)
def why(
    inventory: Path,
    item: str,
    as_of: date | None,
    edition: str,
    mapping: Path | None,
    reading: tuple[str, ...],
    lang: str,
    detail: str | None,
    against: str | None,
    form: str,
) -> None:
    """
    Prove the answer for one ITEM of INVENTORY, named by its IRI or the end of it.

    \b
    qingdan why data/inventories/icv-maker.ttl crm-customers --as-of 2026-03-02
    qingdan why data/inventories/icv-maker.ttl crm-customers --not ExemptOutOfList --lang en,zh
    """
    api.known_outcomes((against,) if against else ())
    loaded = api.load([inventory], read_mapping(mapping), [item])
    if loaded.ignored:
        note(*loaded.told)
    determination = next(
        api.decide(loaded, as_of, api.readings(reading), [item], edition)
    )
    how_much = detail or ("summary" if form == "text" else "legal")
    chunks = _rendered(
        law(edition), determination, form, LANGS[lang], how_much, against
    )
    deliver(
        chunks
        if detail or form != "text"
        else chain(chunks, [phrase(_MORE, LANGS[lang][0])])
    )


def _rendered(
    rules: Law,
    determination: Determination,
    form: str,
    langs: tuple[str, ...],
    detail: str,
    against: str | None,
) -> Iterator[str]:
    if form == "text":
        from ..reporting.determination import as_text

        yield as_text.proof(rules, determination, langs, detail, against)
        return
    from ..reporting.determination import batch

    yield from batch.single(rules, determination, form, langs, detail)
