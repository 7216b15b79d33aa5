"""`qingdan query`: a stored question, or a SPARQL file."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import click

from ..door import calls
from ..errors import CallError
from ..output import deliver, note
from . import completion
from .kinds import Command, Read
from .options import AS_OF

_FORMS = ["table", "json", "csv", "tsv", "xml", "turtle"]
_BIND = (
    "Value of a parameter: an IRI, a text, or the end of the IRI of an item."
)
_DATA = "Inventory whose facts and determinations are asked as well."
_SECONDS = "Seconds that the question may take; 0 for any number."


@click.command(cls=Command)
@click.argument("name", required=False, shell_complete=completion.QUESTIONS)
@click.option("--data", multiple=True, type=Read(), help=_DATA)
@click.option("--bind", multiple=True, metavar="VARIABLE=VALUE", help=_BIND)
@AS_OF
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMS),
    default="table",
    show_default=True,
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0),
    default=120,
    show_default=True,
    help=_SECONDS,
)
def query(
    name: str | None,
    data: tuple[Path, ...],
    bind: tuple[str, ...],
    as_of: date | None,
    form: str,
    timeout: float,
) -> None:
    """
    Ask a stored question by NAME, or a SPARQL file; without NAME, list those that are stored.

    It asks the law and the inventory alone: SERVICE, updates, other graphs are refused.

    \b
    qingdan query
    qingdan query articles-and-their-rules
    qingdan query why-in-the-list --data data/inventories/icv-maker.ttl --bind item=crm-customers
    """
    if name is None:
        from ..querying.stored import stored

        deliver(
            f"{question.name:44} {question.question}\n{'':44} {question.question_zh}\n"
            for question in stored()
        )
        return
    ready = calls.asking(
        name,
        data or None,
        bindings=dict(_binding(pair) for pair in bind),
        as_of=as_of,
        format=form,
    )
    with _at_most(timeout):
        answer = ready()
    deliver([answer.text])
    if answer.nothing:
        note(answer.nothing)


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """
    End the process where the work takes longer; nothing was written yet, nothing is left behind.

    No signal can end the work in order, as it does not come back to Python before it is done.
    """

    def end() -> None:
        what = f"the question took longer than {seconds:g} seconds and was stopped"
        note(f"qingdan: {what}; ask for less, or raise --timeout")
        os._exit(CallError.exit_status)

    watch = threading.Timer(seconds, end)
    watch.daemon = True
    if seconds:
        watch.start()
    try:
        yield
    finally:
        watch.cancel()


def _binding(pair: str) -> tuple[str, str]:
    variable, equals, value = pair.partition("=")
    if not equals:
        raise CallError(
            f"--bind {pair!r} has no '='; write it as item=urn:x:item"
        )
    return variable.lstrip("?$"), value
