"""`qingdan lists diff`: where two lists, readings or days come to different outcomes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from ..door import laws
from ..reporting.formats import DIFFERENCES
from ..reporting.style import Style
from . import completion
from .kinds import Command
from .options import AS_OF, LANG, LANGS, OUTPUT, format_of


@click.command(cls=Command)
@click.argument("first", shell_complete=completion.EDITIONS)
@click.argument("second", shell_complete=completion.EDITIONS)
@AS_OF
@click.option(
    "--both-clear",
    is_flag=True,
    help="Tell also where neither asks for a mechanism, on different grounds.",
)
@LANG
@format_of(DIFFERENCES)
@OUTPUT
def diff(
    first: str,
    second: str,
    as_of: date | None,
    both_clear: bool,
    lang: str,
    form: str | None,
    output: Path | None,
) -> None:
    """
    Tell every region of facts for which FIRST and SECOND come to different outcomes.

    Each is a list, with a day and readings where they are not the usual ones.

    \b
    qingdan lists diff cq-2025 cn
    qingdan lists diff cq-2025 cq-2025+Q3=literal
    qingdan lists diff cn@2024-03-21 cn@2024-03-22
    """
    row = DIFFERENCES.of_file(output, form)
    compared = laws.differences(first, second, as_of, both_clear=both_clear)
    row.deliver(compared.report, Style(LANGS[lang]), output)
