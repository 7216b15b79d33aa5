"""`qingdan dossier`: the filing of each handler, filled as far as the facts go."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .. import api
from ..errors import CallError
from ..law.load import law
from ..output import deliver, note
from .duties import CALENDAR
from .kinds import Command, Written
from .options import (
    AS_OF,
    EDITION,
    FILES,
    INPUT_FORMAT,
    LANG,
    LANGS,
    MAPPING,
    READING,
    files,
    read_mapping,
)

if TYPE_CHECKING:
    from ..reporting.dossier.reported import Filing


class Template(click.ParamType[tuple[str, Path]]):
    """A paper and the Word document that is filled for it."""

    name = "PAPER=FILE"

    def convert(
        self,
        value: Any,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> tuple[str, Path]:
        """The name of the paper and the file."""
        if isinstance(value, tuple):
            return value
        from ..reporting.dossier.build import TEMPLATES

        name, sign, path = str(value).partition("=")
        if not sign or name not in TEMPLATES:
            known = ", ".join(TEMPLATES)
            self.fail(
                f"{value!r} names no paper; write PAPER=FILE with {known}",
                param,
                ctx,
            )
        if not Path(path).is_file():
            self.fail(f"{path!r} is no file; name a Word document", param, ctx)
        return name, Path(path)


@click.command(cls=Command)
@FILES
@click.option(
    "--out",
    required=True,
    type=Written(),
    help="Folder of the dossier; of what is there only a dossier is written over.",
)
@AS_OF
@click.option(
    "--check",
    is_flag=True,
    help="Write nothing: tell what has changed since, and has to be reported again.",
)
@click.option("--handler", help="Make the filing of this handler alone.")
@click.option(
    "--template",
    multiple=True,
    type=Template(),
    help="Your own Word document for a paper, with fields such as {{报送单位}}.",
)
@CALENDAR
@EDITION
@MAPPING
@INPUT_FORMAT
@READING
@LANG
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to tell what was made, or what has changed.",
)
def dossier(
    inventory: tuple[Path, ...],
    out: Path,
    as_of: date | None,
    check: bool,
    handler: str | None,
    template: tuple[tuple[str, Path], ...],
    calendar: tuple[Path, ...],
    edition: str,
    mapping: Path | None,
    input_format: str,
    reading: tuple[str, ...],
    lang: str,
    form: str,
) -> None:
    """
    Make the filing of the handlers of INVENTORY that use the list: papers, checklist, manifest.

    \b
    qingdan dossier data/inventories/icv-filing.ttl --as-of 2026-03-02 --out filing
    qingdan dossier data/inventories/icv-filing.ttl --as-of 2026-06-01 --out filing --check
    """
    from ..deciding.agenda import agenda
    from ..deciding.case import BEIJING
    from ..duties.calendars import with_files
    from ..reporting.dossier.reported import filings
    from ..reporting.duties.listing import listed

    known = with_files(calendar)
    chosen = api.readings(reading)
    day = as_of or datetime.now(BEIJING).date()
    rules = law(edition)
    with files(inventory, input_format) as named:
        loaded = api.load(named, read_mapping(mapping))
        inputs = {path.name: path.read_bytes() for path in named}
    if loaded.ignored:
        note(*loaded.told)
    entries = listed(agenda(rules, loaded, day, chosen), day, known)
    owed = list(filings(rules, loaded, entries, day, chosen))
    langs = LANGS[lang]
    if check and not handler:
        _check(out, owed, form, langs)
        return
    wanted = _of(handler, owed, day)
    if check:
        _check(out, wanted, form, langs)
    else:
        _make(rules, out, wanted, inputs, day, dict(template), form, langs)


def _of(handler: str | None, owed: list[Filing], day: date) -> list[Filing]:
    """The filings of the handler that is named, or all; CallError where there is none."""
    if not owed:
        raise CallError(
            f"no handler owes a filing on {day}: none uses a list that asks for one;"
            " state qd:zone, qd:zoneTie and qd:sector of the handler, or name another day"
        )
    if handler is None:
        return owed
    named = [
        filing for filing in owed if handler in (filing.handler, filing.folder)
    ]
    if not named:
        known = ", ".join(filing.folder for filing in owed)
        raise CallError(
            f"the handler {handler!r} owes no filing on {day}; choose one of {known}"
        )
    return named


def _make(
    rules: Any,
    out: Path,
    owed: list[Filing],
    inputs: dict[str, bytes],
    day: date,
    templates: dict[str, Path],
    form: str,
    langs: tuple[str, ...],
) -> None:
    from ..reporting.dossier import as_text
    from ..reporting.dossier.build import built, manifest
    from ..reporting.dossier.folder import write

    made: dict[str, bytes] = {}
    still: dict[str, list[str]] = {}
    for filing in owed:
        papers, still[filing.handler] = built(rules, filing, day, templates)
        made |= papers
    kept = manifest(rules, owed, made, inputs, day)
    write(out, made, kept)
    if form == "json":
        deliver([_json(kept)])
    else:
        deliver(
            line
            for lang in langs
            for line in as_text.made(owed, still, out, day, lang)
        )


def _check(
    out: Path, owed: list[Filing], form: str, langs: tuple[str, ...]
) -> None:
    from ..reporting.dossier import as_text
    from ..reporting.dossier.check import changes
    from ..reporting.dossier.folder import changed, read

    old = read(out)
    since = list(changes(old, owed))
    moved = changed(out, old)
    if form == "json":
        kept = {
            "since": old["asOf"],
            "changes": [change._asdict() for change in since],
            "files": moved,
        }
        deliver([_json(kept)])
    else:
        deliver(
            _texts(as_text.checked(old, since, moved, lang) for lang in langs)
        )
    if since or moved:
        raise SystemExit(1)


def _texts(languages: Iterable[Iterator[str]]) -> Iterator[str]:
    for lines in languages:
        yield from lines


def _json(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
