"""`qingdan shapes`: the shapes as one file, for engines that run SHACL."""

from __future__ import annotations

from pathlib import Path

import click

from ..output import deliver
from .kinds import Command
from .options import OUTPUT


@click.command(cls=Command)
@click.option(
    "--of",
    "which",
    type=click.Choice(["conditions", "form"]),
    default="conditions",
    show_default=True,
    help="Those that report tiers, or those that ask whether an inventory is well formed.",
)
@OUTPUT
def shapes(which: str, output: Path | None) -> None:
    """
    Write the shapes as one file of Turtle that any SHACL engine can run.

    \b
    qingdan shapes --output shapes.ttl
    """
    from ..law.release import shapes as text

    deliver([text(which)], output)
