"""`qingdan duties`: what is owed, to whom, by which day."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .. import api
from ..errors import CallError
from ..law.load import law
from ..output import deliver, format_of, note
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
    READING,
    files,
    read_mapping,
)

if TYPE_CHECKING:
    from ..duties.calendar import Calendar
    from ..reporting.duties.listing import Entry

_SUFFIXES = {
    ".txt": "table",
    ".json": "json",
    ".csv": "csv",
    ".ics": "ics",
    ".html": "html",
}
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
@MAPPING
@INPUT_FORMAT
@READING
@LANG
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv", "ics", "html"]),
    help="Default: table.",
)
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
    from ..deciding.agenda import agenda
    from ..deciding.case import BEIJING
    from ..duties.calendars import with_files
    from ..reporting.duties.listing import OVERDUE, listed

    for name in fail_on:
        if name != "overdue":
            raise CallError(f"the state {name!r} is not known; choose overdue")
    form = format_of(output, form, _SUFFIXES, "table")
    chosen = api.readings(reading)
    known = with_files(calendar)
    day = as_of or datetime.now(BEIJING).date()
    with files(inventory, input_format) as named:
        loaded = api.load(named, read_mapping(mapping))
    if loaded.ignored:
        note(*loaded.told)
    entries = listed(
        agenda(law=law(edition), inventory=loaded, as_of=day, chosen=chosen),
        day,
        known,
    )
    deliver(_rendered(edition, entries, form, day, LANGS[lang], known), output)
    if "overdue" in fail_on and any(
        entry.state in OVERDUE for entry in entries
    ):
        raise SystemExit(1)


def _rendered(
    edition: str,
    entries: list[Entry],
    form: str,
    day: date,
    langs: tuple[str, ...],
    calendar: Calendar,
) -> Iterator[str]:
    from ..reporting.duties import as_ics, as_text, listing

    rules = law(edition)
    if form == "json":
        content = listing.as_json(entries, day, calendar)
        yield json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    elif form == "csv":
        yield from as_text.table(entries, langs[0])
    elif form == "ics":
        yield from as_ics.calendar_file(
            rules, entries, day, langs[0], calendar
        )
    elif form == "html":
        from ..reporting.duties import as_html

        yield as_html.page(rules, entries, day, langs[0], calendar)
    else:
        for lang in langs:
            yield from as_text.text(rules, entries, day, lang, calendar)
