"""`qingdan query`: a stored question, or a SPARQL file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from ..errors import CallError
from ..output import deliver
from .kinds import Command, Read
from .options import AS_OF


@click.command(cls=Command)
@click.argument("name", required=False)
@click.option("--data", multiple=True, type=Read(), help="Inventory whose facts and determinations are asked as well.")
@click.option("--bind", multiple=True, metavar="VARIABLE=VALUE", help="Value of a parameter, an IRI or a text.")
@AS_OF
@click.option("--format", "form", type=click.Choice(["table", "json", "csv", "tsv", "xml", "turtle"]), default="table", show_default=True)
def query(name: str | None, data: tuple[Path, ...], bind: tuple[str, ...], as_of: date | None, form: str) -> None:
    """
    Ask a stored question by NAME, or a SPARQL file; without NAME, list the stored questions.

    \b
    qingdan query
    qingdan query articles-and-their-rules
    qingdan query why-in-the-list --data data/inventories/icv-maker.ttl --bind item=urn:x:item
    """
    from .. import queries

    if name is None:
        deliver(f"{stored.name:44} {stored.question}\n" for stored in queries.stored())
        return
    deliver(queries.ask(name, data, dict(_binding(pair) for pair in bind), as_of, form))


def _binding(pair: str) -> tuple[str, str]:
    variable, equals, value = pair.partition("=")
    if not equals:
        raise CallError(f"--bind {pair!r} has no '='; write it as item=urn:x:item")
    return variable.lstrip("?$"), value
