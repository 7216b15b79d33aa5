"""`qingdan duties`: what is owed, to whom, by which day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from ..door import calls
from ..door.inventory import opened
from ..errors import CallError
from ..output import note
from ..reporting.formats import DUTIES
from ..reporting.style import Style
from .kinds import Command, Names, Read
from .options import (
    AS_OF,
    EDITION,
    FILES,
    INPUT_FORMAT,
    LANG,
    LANGS,
    MAPPING,
    OUTPUT,
    PACK,
    READING,
    files,
    format_of,
)

CALENDAR = click.option(
    "--calendar",
    multiple=True,
    type=Read(),
    help="Calendar of a further year: holiday-cn JSON, or Turtle as in data/calendars.",
)


@click.command(cls=Command)
@FILES
@AS_OF
@CALENDAR
@EDITION
@PACK
@MAPPING
@INPUT_FORMAT
@READING
@LANG
@format_of(DUTIES)
@OUTPUT
@click.option(
    "--fail-on",
    type=Names(),
    default=(),
    help="States that make the exit status 1: overdue (which includes perhaps overdue).",
)
def duties(
    inventory: tuple[Path, ...],
    as_of: date | None,
    calendar: tuple[Path, ...],
    edition: str,
    mapping: Path | None,
    input_format: str,
    reading: tuple[str, ...],
    lang: str,
    form: str | None,
    output: Path | None,
    fail_on: tuple[str, ...],
) -> None:
    """
    List what the handlers of INVENTORY owe: by day, overdue first.

    \b
    qingdan duties data/inventories/icv-maker.ttl --as-of 2026-03-02
    qingdan duties data/inventories/icv-maker.ttl --as-of 2026-03-02 \\
        --format ics --output duties.ics
    """
    for name in fail_on:
        if name != "overdue":
            raise CallError(f"the state {name!r} is not known; choose overdue")
    row = DUTIES.of_file(output, form)
    with files(inventory, input_format) as named:
        loaded = opened(named, mapping=mapping)
        owed = calls.owed(
            loaded,
            as_of,
            calendars=calendar,
            readings=reading,
            edition=edition,
        )
        note(*loaded.notes)
    row.deliver(owed.listing, Style(LANGS[lang]), output)
    if "overdue" in fail_on and owed.overdue:
        raise SystemExit(1)
