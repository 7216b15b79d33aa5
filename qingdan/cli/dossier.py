"""`qingdan dossier`: the filing of each handler, filled as far as the facts go."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from ..door import dossier as door
from ..door.inventory import opened
from ..output import note
from ..reporting.formats import CHANGES, FILED
from ..reporting.style import Style
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
    PACK,
    READING,
    files,
    format_of,
)


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
@PACK
@MAPPING
@INPUT_FORMAT
@READING
@LANG
@format_of(FILED, " How to tell what was made, or what has changed.")
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
    form: str | None,
) -> None:
    """
    Make the filing of the handlers of INVENTORY that use the list: papers, checklist, manifest.

    \b
    qingdan dossier data/inventories/icv-filing.ttl --as-of 2026-03-02 --out filing
    qingdan dossier data/inventories/icv-filing.ttl --as-of 2026-06-01 --out filing --check
    """
    with files(inventory, input_format) as named:
        loaded = opened(named, mapping=mapping)
        filings = door.dossier(
            loaded,
            as_of,
            handler=handler,
            calendars=calendar,
            readings=reading,
            edition=edition,
        )
        note(*loaded.notes)
    style = Style(LANGS[lang])
    if check:
        changes = filings.changes(out)
        CHANGES.of_file(None, form).deliver(changes.checked, style, None)
        if len(changes):
            raise SystemExit(1)
    else:
        written = filings.write(out, dict(template))
        FILED.of_file(None, form).deliver(written.filed, style, None)
