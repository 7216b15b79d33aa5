"""`qingdan ontology`: the whole ontology as one file, for Protégé and other tools."""

from __future__ import annotations

from pathlib import Path

import click

from ..output import deliver, format_of
from .kinds import Command
from .options import OUTPUT

_SUFFIXES = {
    ".ttl": "ttl",
    ".rdf": "rdfxml",
    ".owl": "rdfxml",
    ".jsonld": "jsonld",
}


@click.command(cls=Command)
@click.option(
    "--format",
    "form",
    type=click.Choice(["ttl", "rdfxml", "jsonld"]),
    help="Default: ttl.",
)
@OUTPUT
def ontology(form: str | None, output: Path | None) -> None:
    """
    Write the whole ontology as one file: the law, the vocabulary,
    and the axioms that a DL reasoner needs, without imports.

    \b
    qingdan ontology --format rdfxml --output qingdan.owl
    """
    from ..law.release import release

    form = format_of(output, form, _SUFFIXES, "ttl")
    deliver([release(form)], output)
