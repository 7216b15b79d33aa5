"""`qingdan template`: an empty table for the person who fills in an inventory by hand."""

from __future__ import annotations

from pathlib import Path

import click

from ..errors import CallError
from ..law.load import law
from .kinds import Command, Written


@click.command(cls=Command)
@click.argument("file", type=Written())
@click.option("--force", is_flag=True, help="Replace a file that is there.")
def template(file: Path, force: bool) -> None:
    """
    Write an empty table to FILE: .xlsx with drop-downs, questions
    and help in both languages, or .csv with the headings.

    \b
    qingdan template inventory.xlsx
    """
    from ..inventory.template import write
    from ..output import whole

    content = write(file.suffix, law())
    if file.exists() and not force:
        raise CallError(
            f"{file} is there already; name another file, or add --force to replace what was"
            " filled in"
        )
    with whole(file) as part:
        part.write_bytes(content)
