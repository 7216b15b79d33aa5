"""`qingdan why`: the proof of one determination."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .. import api
from ..law import law
from ..output import deliver, note
from .kinds import Command, Read
from .options import AS_OF, EDITION, LANG, LANGS, MAPPING, READING, read_mapping

if TYPE_CHECKING:
    from ..determination import Determination
    from ..terms import Law


@click.command(cls=Command)
@click.argument("inventory", type=Read())
@click.argument("item")
@AS_OF
@EDITION
@MAPPING
@READING
@LANG
@click.option("--detail", type=click.Choice(["summary", "legal", "full"]), default="legal", show_default=True)
@click.option("--not", "against", metavar="OUTCOME", help="Say why the outcome is not this one.")
@click.option("--format", "form", type=click.Choice(["text", "json", "turtle", "html"]), default="text", show_default=True)
def why(
    inventory: Path,
    item: str,
    as_of: date | None,
    edition: str,
    mapping: Path | None,
    reading: tuple[str, ...],
    lang: str,
    detail: str,
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
        note(f"{loaded.ignored:,} statements outside the vocabulary were read past")
    found = next(api.decide(loaded, as_of, api.readings(reading), [item], edition))
    deliver(_rendered(law(edition), found, form, LANGS[lang], detail, against))


def _rendered(
    rules: Law, found: Determination, form: str, langs: tuple[str, ...], detail: str, against: str | None
) -> Iterator[str]:
    if form == "text":
        from ..report import as_text

        yield as_text.proof(rules, found, langs, detail, against)
        return
    from ..report import bulk

    yield from bulk.single(rules, found, form, langs, detail)
